"""The manually graded cells of a lesson, read from its source: the release has no mark schemes any more.

What is asked stands in the locked cell `NAME-task` before the answer's cell `NAME`, or in the cell itself where it is
one of nbgrader's task cells.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from instructor.course import Course, CourseError
from instructor.desk.scheme import read_scheme
from instructor.desk.views import Task
from quizzes.markdown import html
from quizzes.written import grade_id, heading, source_of

_SCHEME = re.compile(r"^=== BEGIN MARK SCHEME ===$(.*?)^=== END MARK SCHEME ===$", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"\A\s*#+ .*$", re.MULTILINE)
_WORTH = re.compile(r"\s*\(\d+(?:\.\d+)? points?\b[^()]*\)$")


def read_tasks(course: Course, lesson: str) -> tuple[Task, ...]:
    """Return the tasks of a lesson, in its order.

    Raises
    ------
    CourseError
        Where the lesson's notebook cannot be read, or a scheme does not fit its cell's points.
    """
    path = course.source(lesson) / f"{lesson}.ipynb"
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CourseError(f"{path} cannot be read ({error}); restore it from the repository") from None
    asked = {grade_id(cell): source_of(cell) for cell in cells}
    return tuple(_task(lesson, cell, asked) for cell in _by_hand(cells))


def _by_hand(cells: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    for cell in cells:
        claims = cell["metadata"].get("nbgrader", {})
        if claims.get("task") or (claims.get("grade") and claims.get("solution")):
            yield cell


def _task(lesson: str, cell: Mapping[str, Any], asked: Mapping[str, str]) -> Task:
    name, claims = grade_id(cell), cell["metadata"]["nbgrader"]
    text = source_of(cell) if claims.get("task") else asked.get(f"{name}-task", "")
    scheme = "\n\n".join(each.strip() for each in _SCHEME.findall(text))
    prompt, points = _SCHEME.sub("", text).strip(), float(claims["points"])
    criteria, prompt = read_scheme(prompt, points, f"{lesson}, cell {name}-task")
    title = _WORTH.sub("", heading(text)) or name
    return Task(name, title, points, criteria, html(_HEADING.sub("", prompt, count=1)), html(scheme))
