"""What the gradebook says of a lesson, as totals need it: two statements a lesson, nothing written.

Quizzes are the graded code cells, which are marked by the machine; tasks are all others, which a person marks. What a
person gave counts before the automatic score, and extra credit is added, as nbgrader's own export does. What is taken
off late work is worked out from the score as it is now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, bindparam, create_engine, select

from instructor.course import Course, CourseError
from instructor.grading.drivers import exists, explained
from instructor.grading.gradebook import Penalty, within
from instructor.grading.released import Released, notebooks, read_released
from instructor.grading.rules import late_penalty
from instructor.grading.tables import GRADE, SUBMISSION, SUBMITTED_NOTEBOOK
from instructor.settings import read_settings
from instructor.totals.exact import exact


@dataclass(frozen=True)
class Part:
    """Points of one kind of cells; `waits` says that a person has yet to look, so that the points are not the last."""

    points: Fraction = Fraction()
    waits: bool = False


@dataclass(frozen=True)
class Earned:
    """One hand-in: quizzes and tasks apart, and what is taken off for being late."""

    quizzes: Part
    tasks: Part
    penalty: Fraction = Fraction()


@dataclass(frozen=True)
class Book:
    """One released lesson: what its quizzes and its tasks are worth, and what each student earned, by id."""

    quizzes: Fraction
    tasks: Fraction
    students: Mapping[str, Earned]

    @property
    def maximum(self) -> Fraction:
        """What the lesson is worth in all."""
        return self.quizzes + self.tasks


def read_books(course: Course, lessons: Sequence[str]) -> dict[str, Book]:
    """Return the lessons that were released, by name.

    Raises
    ------
    CourseError
        Where a lesson has notebooks that are not ours, or the database cannot be used.
    """
    settings = read_settings(course)
    penalty = late_penalty(settings)
    with explained():
        engine = create_engine(settings.db_url)
        try:
            if not exists(engine):
                return {}
            with engine.connect() as db:
                found = {lesson: _book(db, lesson, penalty) for lesson in lessons}
        finally:
            engine.dispose()
    return {lesson: book for lesson, book in found.items() if book is not None}


_FIND = (
    select(
        *(SUBMISSION.c.student_id, SUBMISSION.c.timestamp, SUBMISSION.c.extension),
        *(GRADE.c.cell_id, GRADE.c.auto_score, GRADE.c.manual_score, GRADE.c.extra_credit, GRADE.c.needs_manual_grade),
    )
    .join_from(SUBMISSION, SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.assignment_id == SUBMISSION.c.id)
    # Cells are named, so that the index by cell and notebook is used.
    .outerjoin(
        GRADE,
        (GRADE.c.notebook_id == SUBMITTED_NOTEBOOK.c.id) & GRADE.c.cell_id.in_(bindparam("cells", expanding=True)),
    )
    .where(SUBMISSION.c.assignment_id == bindparam("assignment"))
    .where(SUBMITTED_NOTEBOOK.c.notebook_id == bindparam("notebook"))
)


def _book(db: Connection, lesson: str, penalty: Penalty) -> Book | None:
    known = notebooks(db, lesson)
    if not known:
        return None
    if set(known) != {lesson}:
        others = ", ".join(sorted(set(known) - {lesson}))
        raise CourseError(f"{lesson} has other notebooks ({others}); export its marks with: nbgrader export")
    released = read_released(db, known[lesson])
    worth = {released.graded[name]: exact(points) for name, points in released.points.items()}
    cells: dict[str, list[Any]] = defaultdict(list)
    ids = {"assignment": released.assignment, "notebook": released.notebook, "cells": [*worth]}
    for row in db.execute(_FIND, ids):
        cells[row.student_id].append(row)
    return Book(
        sum((points for cell, points in worth.items() if cell in released.code), Fraction()),
        sum((points for cell, points in worth.items() if cell not in released.code), Fraction()),
        {student: _earned(student, rows, released, penalty) for student, rows in cells.items()},
    )


def _earned(student: str, rows: list[Any], released: Released, penalty: Penalty) -> Earned:
    quizzes = _part([row for row in rows if row.cell_id in released.code])
    tasks = _part([row for row in rows if row.cell_id and row.cell_id not in released.code])
    late, score = _late(rows[0].timestamp, released.due, rows[0].extension), float(quizzes.points + tasks.points)
    taken = within(penalty(student, score, late), score) if late > 0 else None
    return Earned(quizzes, tasks, exact(taken))


def _part(rows: list[Any]) -> Part:
    return Part(sum(map(_points, rows), Fraction()), any(row.needs_manual_grade for row in rows))


def _points(row: Any) -> Fraction:
    score = row.auto_score if row.manual_score is None else row.manual_score
    return Fraction() if score is None else exact(score) + exact(row.extra_credit)


def _late(time: datetime | None, due: datetime | None, extension: timedelta | None) -> float:
    if time is None or due is None:
        return 0.0
    return max(0.0, (time - due - (extension or timedelta())).total_seconds())
