"""The small course with a task that has a mark scheme, and a class whose answers wait for a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from sqlalchemy import create_engine

from instructor.course import Course
from instructor.desk import Desk
from instructor.desk.views import AnswerView
from instructor.settings import read_settings
from tests.small_class import grade
from tests.small_course import ASSIGNMENT, hand_in_folder, small_notebook

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
#: Full marks, by criterion.
FULL = {"limit": 4.0, "evidence": 3.0, "form": 3.0}
#: What each of so many students wrote: no two alike.
TEXTS = {f"student-{n:02}": f"Model{n} leaves out threat{n} and promise{n}, as P{n} says." for n in range(9)}


COPY = " ".join(f"word{n}" for n in range(40))
MORE = {
    "copy-1": COPY,
    "copy-2": f"{COPY} more",
    "same-1": "The  same words.",
    "same-2": "the same words",
    "hostile": "<script>alert(1)</script> [x](javascript:alert) <img src=x onerror=y> student-00",
    "nobody": "",
}


def put_scheme(nb: NotebookNode) -> None:
    """Let the written task of a small notebook have a scheme, and its points."""
    for place, cell in enumerate(nb.cells):
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name == f"{TASK}-task":
            nb.cells[place] = new_markdown_cell(PROMPT, id=cell.id, metadata=cell.metadata)
        elif name == TASK:
            cell.metadata["nbgrader"]["points"] = POINTS


def give_scheme(course: Course) -> None:
    """Give the released small course's written task a scheme of three criteria, and ten points."""
    nb = small_notebook()
    put_scheme(nb)
    nbformat.write(nb, course.root / "notebooks" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    in_gradebook(
        course,
        "update grade_cells set max_score = ? where id in (select id from base_cell where name = ?)",
        POINTS,
        TASK,
    )


def make_class(course: Course, texts: Mapping[str, str] = TEXTS) -> None:
    """Let students hand in these texts, and grade them: they wait for a person."""
    for student, text in texts.items():
        hand_in_folder(course, student, {}, written=text)
    grade(course, tuple(texts), workers=1)


def in_gradebook(course: Course, statement: str, *values: Any) -> list[Any]:
    """Run a statement in the gradebook, as a program beside the desk does; return the rows."""
    engine = create_engine(read_settings(course).db_url)
    written = statement if engine.dialect.name == "sqlite" else statement.replace("?", "%s")
    with engine.begin() as book:
        found = book.exec_driver_sql(written, values)
        rows = [tuple(row) for row in found] if found.returns_rows else []
    engine.dispose()
    return rows


_GRADE = """grade set manual_score = ?, needs_manual_grade = ?
where cell_id in (select id from base_cell where name = ?)
and notebook_id in (select n.id from submitted_notebook n join submitted_assignment a on a.id = n.assignment_id
where a.student_id = ?)"""


def by_formgrader(course: Course, student: str, score: float | None) -> None:
    """Mark an answer as the formgrader's handler does: a score makes it final, none puts it up again."""
    in_gradebook(course, f"update {_GRADE}", score, score is None, TASK, student)


def grades(course: Course) -> dict[str, tuple[float | None, bool, str | None]]:
    """Return what nbgrader's tables have of the written task, by student: manual score, needs a person, comment."""
    rows = in_gradebook(
        course,
        """select a.student_id, g.manual_score, g.needs_manual_grade, c.manual_comment from grade g
        join submitted_notebook n on n.id = g.notebook_id join submitted_assignment a on a.id = n.assignment_id
        join base_cell b on b.id = g.cell_id
        join base_cell s on s.name = b.name and s.notebook_id = b.notebook_id and s.type = 'SolutionCell'
        left join comment c on c.cell_id = s.id and c.notebook_id = n.id where b.name = ?""",
        TASK,
    )
    return {student: (score, bool(needs), comment) for student, score, needs, comment in rows}


class Clock:
    """A clock that the test sets."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def student_of(course: Course, answer: AnswerView | str) -> str:
    key = answer if isinstance(answer, str) else answer.id
    ((student,),) = in_gradebook(course, "select student from desk_answer where id = ?", key)
    return str(student)


def id_of(course: Course, student: str) -> str:
    ((answer,),) = in_gradebook(course, "select id from desk_answer where student = ?", student)
    return str(answer)


def mark_fully(desk: Desk, answer: str, **less: float) -> AnswerView:
    for criterion, points in (FULL | less).items():
        view = desk.mark(answer, criterion, points)
    return view


def next_of(desk: Desk) -> AnswerView:
    found = desk.next(TASK)
    assert found is not None
    return found
