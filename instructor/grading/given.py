"""The marks of one submission as its feedback page shows them, read from the gradebook with the penalty settled.

nbgrader's `GetGrades` asks for each cell by itself, and opens the database for it; here a submission is three
statements. A test holds the pages equal that come of both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select

from instructor.grading.drivers import explained
from instructor.grading.gradebook import Writer, points_of
from instructor.grading.statements import FIND_GRADES, SET_PENALTY
from instructor.grading.tables import COMMENT, GRADE, STUDENT, SUBMISSION, SUBMITTED_NOTEBOOK

FIND_COMMENTS = select(COMMENT.c.cell_id, COMMENT.c.auto_comment, COMMENT.c.manual_comment).where(
    COMMENT.c.notebook_id == bindparam("its")
)
FIND_NAME = select(STUDENT.c.first_name, STUDENT.c.last_name).where(STUDENT.c.id == bindparam("student"))
FIND_WAITING = (
    select(SUBMISSION.c.student_id)
    .distinct()
    .join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.assignment_id == SUBMISSION.c.id)
    .join(GRADE, GRADE.c.notebook_id == SUBMITTED_NOTEBOOK.c.id)
    .where(SUBMITTED_NOTEBOOK.c.notebook_id == bindparam("notebook"), GRADE.c.needs_manual_grade.is_(True))
)


@dataclass(frozen=True)
class Given:
    """The marks of a submission: points in all, of how many, and what is taken off for being late.

    `scores` has points and maximum of each graded cell, `comments` what is said of each answer, by the cells' names.
    `looked_for` has the cells that a person has to look at, and whether nobody has yet; `name` is the student's, as the
    gradebook has it, or else the id. `replies` answers queries, by item.
    """

    score: float
    maximum: float
    penalty: float
    scores: Mapping[str, tuple[float, float]]
    comments: Mapping[str, str | None]
    looked_for: Mapping[str, bool]
    name: str
    replies: Mapping[str, list[str]] = field(default_factory=dict)


class Reader(Writer):
    """The gradebook, open for the feedback on one assignment; all that it writes are penalties."""

    def waiting(self) -> set[str]:
        """Return the ids of those who have answers that wait for a person."""
        with explained(), self._engine.connect() as db:
            return {*db.scalars(FIND_WAITING, {"notebook": self.released.notebook})}

    def given(self, student: str) -> Given | None:
        """Settle a submission's penalty and return its marks; None where there is no submission."""
        with explained(), self._engine.begin() as db:
            row = self._row(db, student)
            if row is None:
                return None
            if row.penalty != (penalty := self._penalty_for(student, row)):
                db.execute(SET_PENALTY, {"its": row.notebook, "penalty": penalty})
            grades = db.execute(FIND_GRADES, {"its": row.notebook, "cells": self._cell_ids}).all()
            comments = {each.cell_id: each for each in db.execute(FIND_COMMENTS, {"its": row.notebook})}
            names = db.execute(FIND_NAME, {"student": student}).one()
        by_cell, worth = {grade.cell_id: grade for grade in grades}, self.released.points
        cells = {name: by_cell[key] for name, key in self.released.graded.items() if key in by_cell}
        said = {name: comments[key] for name, key in self.released.commented.items() if key in comments}
        return Given(
            row.score,
            self.released.maximum,
            penalty or 0,
            {name: (points_of(grade, grade.auto_score), worth[name]) for name, grade in cells.items()},
            {
                name: each.auto_comment if each.manual_comment is None else each.manual_comment
                for name, each in said.items()
            },
            {name: grade.manual_score is None for name, grade in cells.items() if grade.needs_manual_grade},
            " ".join(filter(None, names)) or student,
        )
