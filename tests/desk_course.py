"""The small course with a task that has a mark scheme, and a class whose answers wait for a person."""

from __future__ import annotations

from collections.abc import Mapping

import nbformat
from nbformat.v4 import new_markdown_cell

from instructor.course import Course
from instructor.release import make_release
from tests.small_class import grade
from tests.small_course import ASSIGNMENT, hand_in_folder, small_notebook, write_course

TASK = "limit-01"
POINTS = 10
PROMPT = """### Task: name a limit (10 points)

Name a limit of the model.

| Criterion | Full | Good | Little |
|---|---|---|---|
| Limit (4) | 4: follows from an assumption | 2: a limit | 1: near one; 0: none |
| Evidence (3) | 3: source and date | 1.5: one of them | 0: none |
| Form (3) | 3 | 1 | 0 |

=== BEGIN MARK SCHEME ===
**For graders.** Any true limit will do.
=== END MARK SCHEME ==="""
#: The criteria with points, from best to least, for `mark_all`.
FULL = {"limit": 4.0, "evidence": 3.0, "form": 3.0}
#: An answer for each of so many students: no two alike.
TEXTS = {
    f"student-{number:02}": f"The model number{number} leaves out threat{number} and promise{number * 7}, P{number}."
    for number in range(12)
}


def write_desk_course(course: Course) -> None:
    """Give the small course's written task a scheme of three criteria and ten points; nothing is released."""
    write_course(course.root)
    nb = small_notebook()
    for place, cell in enumerate(nb.cells):
        if cell.metadata.get("nbgrader", {}).get("grade_id") == f"{TASK}-task":
            nb.cells[place] = new_markdown_cell(PROMPT, id=cell.id, metadata=cell.metadata)
        elif cell.metadata.get("nbgrader", {}).get("grade_id") == TASK:
            cell.metadata["nbgrader"]["points"] = POINTS
    nbformat.write(nb, course.root / "notebooks" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")


def make_class(course: Course, texts: Mapping[str, str] = TEXTS) -> None:
    """Release, hand in and grade: the written answers wait."""
    make_release(course, ASSIGNMENT)
    for student, text in texts.items():
        hand_in_folder(course, student, {}, written=text)
    grade(course, tuple(texts), workers=1)
