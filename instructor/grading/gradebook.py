"""The one place that writes marks into nbgrader's gradebook without nbgrader's own, slower calls.

nbgrader opens the database about ten times a submission, commits once a cell, and loads sums over whole tables with
every row. Here the database is opened once, one process writes, and each submission is one transaction of a few
statements on nbgrader's own tables, found by their indexes: it is in the gradebook whole, or not at all. What is
written is what `SaveAutoGrades` and `AssignLatePenalties` write; a test holds both equal over random classes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, create_engine, insert, inspect
from sqlalchemy.exc import DatabaseError, IntegrityError, InterfaceError, ProgrammingError

from instructor.course import CourseError
from instructor.grading.released import Released, notebooks, read_released
from instructor.grading.statements import (
    FIND_GRADES,
    FIND_STUDENT,
    FIND_SUBMISSION,
    FIND_SUBMITTERS,
    SET_COMMENT,
    SET_DUE,
    SET_PENALTY,
    SET_SCORE,
    SET_TIME,
    carry,
    share_kept,
)
from instructor.grading.tables import ASSIGNMENT, COMMENT, GRADE, STUDENT, SUBMISSION, SUBMITTED_NOTEBOOK, new_id
from instructor.submissions.times import parse_utc

#: Student, points so far, seconds late -> the penalty, or None: nbgrader's LateSubmissionPlugin.
Penalty = Callable[[str, float, float], float | None]


class GradebookError(CourseError):
    """The gradebook cannot be read or written now; what was graded before stays graded."""


@dataclass(frozen=True)
class GradebookRow:
    """A submission as the gradebook has it: points in all and of code cells, the maximum, and what is to be done.

    `is_marked` says that every code cell has its automatic score; `notebook` is the id of its rows, and `penalty` what
    is taken off for being late, as the gradebook has it.
    """

    score: float
    quizzes: float
    maximum: float
    needs_person: bool
    seconds_late: float
    is_marked: bool
    notebook: str
    penalty: float | None


class Writer:
    """The gradebook, open for the submissions of one assignment.

    Raises
    ------
    CourseError
        Where the assignment is not in the gradebook.
    GradebookError
        Where the database cannot be opened.
    """

    def __init__(self, db_url: str, assignment: str, penalty: Penalty) -> None:
        self._penalty = penalty
        with explained():
            self._engine = create_engine(db_url)
            try:
                self.released = self._read(assignment)
            finally:
                self._engine.dispose()  # so that worker processes inherit no connection
        # Named in the query, so that the index by cell and notebook is used.
        self._cell_ids = list(self.released.graded.values())
        self._ids = {"assignment": self.released.assignment, "notebook": self.released.notebook}

    def _read(self, assignment: str) -> Released:
        found: Mapping[str, Row[*tuple[Any, ...]]] = {}
        if exists(self._engine):
            with self._engine.connect() as db:
                found = notebooks(db, assignment)
                if set(found) == {assignment}:
                    return read_released(db, found[assignment])
        if assignment not in found:
            raise CourseError(f"{assignment} is not in the gradebook; run: python -m instructor release {assignment}")
        others = ", ".join(sorted(set(found) - {assignment}))
        raise CourseError(f"{assignment} has other notebooks ({others}); grade it with: nbgrader autograde")

    def close(self) -> None:
        """Close the database."""
        self._engine.dispose()

    def save(
        self,
        student: str,
        timestamp: str | None,
        scores: Mapping[str, float | None],
        comments: Mapping[str, str | None],
        changed: Collection[str] | None = None,
    ) -> GradebookRow:
        """Write the marks of one submission, as one transaction, and return its row.

        Parameters
        ----------
        student, timestamp
            Who handed it in, and when, in the form of nbgrader's `timestamp.txt`; None leaves the time as it is.
        scores, comments
            By the cells' names, as `instructor.marking.submission.MarkedSubmission` has them.
        changed
            The cells whose answer is another than was graded before; None is all.

        Raises
        ------
        GradebookError
            Where the database is locked, full or gone; then nothing of this submission was written.
        """
        try:
            return self._save(student, timestamp, scores, comments, changed)
        except IntegrityError:
            # Somebody else, such as the formgrader, has just made the same rows: they are there now.
            return self._save(student, timestamp, scores, comments, changed)

    def _save(
        self,
        student: str,
        timestamp: str | None,
        scores: Mapping[str, float | None],
        comments: Mapping[str, str | None],
        changed: Collection[str] | None,
    ) -> GradebookRow:
        with explained(), self._engine.begin() as db:
            self._enrol(db, student)
            notebook = self._submitted(db, student, parse_utc(timestamp) if timestamp else None)
            grades = [
                {
                    "cell": self.released.graded[name],
                    "score": score,
                    "unmarked": score is None,
                    "changed": changed is None or name in changed,
                }
                for name, score in scores.items()
            ]
            texts = [{"cell": self.released.commented[name], "text": text} for name, text in comments.items()]
            for statement, values in ((SET_SCORE, grades), (SET_COMMENT, texts)):
                if values:
                    db.execute(statement, [{"its": notebook, **value} for value in values])
            row = self._settled(db, student)
            assert row is not None
            return row

    def settle(self, student: str) -> GradebookRow | None:
        """Let the penalty for being late follow the score as it is now; return the row, None without a submission."""
        with explained(), self._engine.begin() as db:
            return self._settled(db, student)

    def _settled(self, db: Connection, student: str) -> GradebookRow | None:
        row = self._row(db, student)
        if row is not None and row.penalty != (penalty := self._penalty_for(student, row)):
            db.execute(SET_PENALTY, {"its": row.notebook, "penalty": penalty})
        return row

    def carry(self, points: Mapping[str, float]) -> None:
        """Let cells be worth other points, by their names, and every mark in them keep its share, at once."""
        with explained(), self._engine.begin() as db:
            carry(db, self.released, points)
        self._engine.dispose()  # as above
        self.released = self.released.worth(points)

    def with_marks(self, student: str, scores: Mapping[str, float | None], points: Mapping[str, float]) -> float:
        """Return a submission's points if its automatic scores were these and the cells worth `points`, by name."""
        names = {key: name for name, key in self.released.graded.items()}
        with explained(), self._engine.connect() as db:
            found = db.execute(FIND_SUBMISSION, {"student": student, **self._ids}).one()
            grades = db.execute(FIND_GRADES, {"its": found.notebook, "cells": self._cell_ids}).all()
        return sum(
            _points(
                grade,
                scores.get(name, grade.auto_score),
                share_kept(self.released.points[name], points.get(name, self.released.points[name])),
            )
            for grade in grades
            if (name := names[grade.cell_id])
        )

    def students(self) -> set[str]:
        """Return the ids of all who have a submission."""
        with explained(), self._engine.connect() as db:
            return {*db.scalars(FIND_SUBMITTERS, {"assignment": self.released.assignment})}

    def set_due(self, due: datetime) -> None:
        """Let the assignment be due at a time in UTC, without a zone; penalties stay until they are settled."""
        with explained(), self._engine.begin() as db:
            db.execute(SET_DUE, {"its": self.released.assignment, "due": due})

    def row(self, student: str) -> GradebookRow | None:
        """Return a student's row; None where there is no submission."""
        with explained(), self._engine.connect() as db:
            return self._row(db, student)

    def _enrol(self, db: Connection, student: str) -> None:
        if db.scalar(FIND_STUDENT, {"student": student}) is None:
            db.execute(insert(STUDENT), {"id": student})

    def _submitted(self, db: Connection, student: str, time: datetime | None) -> str:
        """Return the id of the student's notebook; make the submission's rows, or set its time."""
        found = db.execute(FIND_SUBMISSION, {"student": student, **self._ids}).one_or_none()
        if found is None:
            return self._new_submission(db, student, time)
        if time is not None:
            db.execute(SET_TIME, {"its": found.submission, "time": time})
        return str(found.notebook)

    def _new_submission(self, db: Connection, student: str, time: datetime | None) -> str:
        submission, notebook = new_id(), new_id()
        of_assignment = {"assignment_id": self._ids["assignment"], "student_id": student, "timestamp": time}
        db.execute(insert(SUBMISSION), {"id": submission, **of_assignment})
        of_notebook = {"notebook_id": self._ids["notebook"], "assignment_id": submission}
        db.execute(insert(SUBMITTED_NOTEBOOK), {"id": notebook, **of_notebook})
        for table, cells in ((GRADE, self.released.graded), (COMMENT, self.released.commented)):
            if cells:
                db.execute(insert(table), [{"cell_id": cell, "notebook_id": notebook} for cell in cells.values()])
        return str(notebook)

    def _row(self, db: Connection, student: str) -> GradebookRow | None:
        found = db.execute(FIND_SUBMISSION, {"student": student, **self._ids}).one_or_none()
        if found is None:
            return None
        grades = db.execute(FIND_GRADES, {"its": found.notebook, "cells": self._cell_ids}).all()
        points = {grade.cell_id: _points(grade, grade.auto_score) for grade in grades}
        return GradebookRow(
            sum(points.values()),
            sum(points[cell] for cell in points.keys() & self.released.code),
            self.released.maximum,
            any(grade.needs_manual_grade for grade in grades),
            self._seconds_late(found.timestamp, found.extension),
            all(grade.auto_score is not None for grade in grades if grade.cell_id in self.released.code),
            found.notebook,
            found.late_submission_penalty,
        )

    def _seconds_late(self, time: datetime | None, extension: timedelta | None) -> float:
        if time is None or self.released.due is None:
            return 0.0
        return max(0.0, (time - self.released.due - (extension or timedelta())).total_seconds())

    def _penalty_for(self, student: str, row: GradebookRow) -> float | None:
        """Ask nbgrader's plugin for the penalty; it lies within 0 and the points, and is none where nobody is late."""
        penalty = self._penalty(student, row.score, row.seconds_late) if row.seconds_late > 0 else None
        return within(penalty, row.score)


def within(penalty: float | None, score: float) -> float | None:
    """Return a penalty that is not below 0 and not above the score; None stays none."""
    return None if penalty is None else min(max(penalty, 0), score)


def _points(grade: Any, auto: float | None, factor: float = 1.0) -> float:
    """Return what a grade is worth: a person's score, times `factor`, before the automatic one, and extra credit."""
    score = grade.manual_score * factor if grade.manual_score is not None else auto
    return 0.0 if score is None else float(score + (grade.extra_credit or 0.0))


def exists(engine: Engine) -> bool:
    """Say whether there is a gradebook: SQLite would make an empty file where none is."""
    path = engine.url.database if engine.dialect.name == "sqlite" else None
    return (path is None or Path(path).exists()) and inspect(engine).has_table(ASSIGNMENT.name)


@contextmanager
def explained() -> Iterator[None]:
    """Turn what a database driver raises into a GradebookError that says what to do."""
    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise
    except (DatabaseError, InterfaceError) as error:
        reason = " ".join(str(error.orig).split())
        cure = (
            "close the formgrader and other programs that have it open"
            if "locked" in reason
            else "see that its disk has room and its server runs"
        )
        raise GradebookError(
            f"the gradebook could not be used ({reason}); {cure}, then give the same command again: "
            "what is graded stays graded"
        ) from error
