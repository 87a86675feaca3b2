"""Where each answer of a task stands, by what the gradebook and the desk's tables say together.

The gradebook decides: an answer waits for a person where it has `needs_manual_grade`; a score that the desk did not
write is the formgrader's. So the formgrader's marks count here, and the desk's there. That points were given another
weight since (`release`) makes no difference, for shares are compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from instructor.course import CourseError
from instructor.desk.claims import Claim, claims
from instructor.desk.tables import ANSWER, FINAL, MARK, NOTE, POINT
from instructor.grading.released import notebooks
from instructor.grading.tables import BASE_CELL, COMMENT, GRADE, GRADE_CELL, SUBMISSION, SUBMITTED_NOTEBOOK, TASK_CELL


@dataclass(frozen=True)
class Cell:
    """A task's cell in the gradebook: the ids of its assignment, of itself, and as comments have it; its worth there.

    nbgrader knows a written answer twice, as what is graded and as what is commented on.
    """

    assignment: str
    id: str
    commented: str
    maximum: float


@dataclass(frozen=True)
class Grade:
    """What the gradebook has of an answer: the ids of its rows, the score, whether a person is asked, the comment."""

    id: str
    notebook: str
    score: float | None
    needs: bool
    comment: str
    maximum: float


@dataclass
class Mark:
    """One marker's mark of one text, as the desk has it; `done` is None while it is open."""

    marker: str
    print: str
    opened: float
    done: float | None
    score: float | None
    seconds: float | None
    adjust: float
    reason: str
    points: dict[str, float] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """One answer: what the gradebook and the desk have of it. `final` is the row of `desk_final`."""

    id: str
    task: str
    student: str
    print: str
    grade: Grade
    marks: tuple[Mark, ...]
    final: Row[Any] | None
    claim: Claim | None

    @property
    def state(self) -> str:
        """Where it stands: see `views.AnswerView`."""
        if self.grade.needs:
            return "unmarked" if self.final is None and self.grade.score is None else "again"
        if self.grade.score is None:
            return "blank"
        return "marked" if self._is_ours(self.grade.score) else "formgrader"

    @property
    def waits(self) -> bool:
        """Whether it needs a first mark."""
        return self.state in ("unmarked", "again")

    def _is_ours(self, score: float) -> bool:
        if self.final is None or not self.final.maximum or not self.grade.maximum:
            return self.final is not None and bool(self.final.score == score)
        return abs(float(self.final.score) / float(self.final.maximum) - score / self.grade.maximum) < 1e-6

    def of(self, marker: str) -> Mark | None:
        """Return a marker's mark of the text that counts; None where there is none."""
        return next((mark for mark in self.marks if mark.marker == marker and mark.print == self.counts), None)

    @property
    def counts(self) -> str:
        """The fingerprint of the text that marks are of: the one marked, while that mark stands."""
        return str(self.final.print) if self.final is not None and self.state == "marked" else self.print

    @property
    def done(self) -> tuple[Mark, ...]:
        """The finished marks that count, the one in the gradebook first; none while it waits for a first one."""
        final = self.final
        if self.state != "marked" or final is None:
            return ()
        found = [mark for mark in self.marks if mark.done is not None and mark.print == final.print]
        return tuple(sorted(found, key=lambda mark: (mark.marker != final.marker, mark.done or 0.0)))

    def wants(self, marker: str, share: float) -> bool:
        """Say whether this marker may be given it, as the first or the second of two."""
        if self.claim is not None and self.claim.marker != marker:
            return False
        if self.waits:
            return True
        if self.state != "marked" or self.final is None:
            return False
        mine, others = self.of(marker), [mark for mark in self.done if mark.marker != marker]
        if mine is not None and (mine.done is not None or self.final.marker == marker):
            return mine.done is None  # taken up again, and not finished; a mark that somebody overtook is nobody's
        return len(others) == 1 and not self.is_settled and is_twice(self.id, share)

    @property
    def is_settled(self) -> bool:
        """Whether a person has decided which mark counts."""
        return self.final is not None and bool(self.final.settled)


def is_twice(answer: str, share: float) -> bool:
    """Say whether an answer is one of the share (0 to 1) that two mark: the same ones whoever asks."""
    return int.from_bytes(blake2b(answer.encode(), digest_size=7).digest(), "big") < share * 2**56


def find_cell(db: Connection, lesson: str, task: str) -> Cell:
    """Find a task's cell in the gradebook. Raises CourseError where the lesson was not released with it."""
    if found := notebooks(db, lesson).get(lesson):
        its = (BASE_CELL.c.notebook_id == found.id, BASE_CELL.c.name == task)
        ids = {row.type: row.id for row in db.execute(select(BASE_CELL.c.type, BASE_CELL.c.id).where(*its))}
        graded, commented = (ids.get("TaskCell", ids.get(kind)) for kind in ("GradeCell", "SolutionCell"))
        table = TASK_CELL if "TaskCell" in ids else GRADE_CELL
        maximum = db.scalar(select(table.c.max_score).where(table.c.id == graded))
        if graded and commented and maximum is not None:
            return Cell(found.assignment_id, graded, commented, float(maximum))
    raise CourseError(f"{task} of {lesson} is not in the gradebook; run: python -m instructor release {lesson}")


def standings(
    db: Connection, lesson: str, task: str, cell: Cell, now: float, answers: Collection[str] | None = None
) -> dict[str, Standing]:
    """Return where the answers of a task stand, by id; `answers` are those that are wanted, else all.

    Rows of the gradebook are locked where some are named, on a database that locks rows.
    """
    chosen = select(ANSWER).where(ANSWER.c.lesson == lesson, ANSWER.c.task == task)
    if answers is not None:
        chosen = chosen.where(ANSWER.c.id.in_(answers))
    rows = db.execute(chosen).all()
    grades = _grades(db, cell, None if answers is None else [row.student for row in rows])
    ids = chosen.with_only_columns(ANSWER.c.id)
    finals = {row.answer: row for row in db.execute(select(FINAL).where(FINAL.c.answer.in_(ids)))}
    marks, held = _marks(db, ids), claims(db, now)
    return {
        row.id: Standing(
            *(row.id, task, row.student, row.print, grades[row.student]),
            *(tuple(marks[row.id]), finals.get(row.id), held.get(row.id)),
        )
        for row in rows
        if row.student in grades
    }


def _grades(db: Connection, cell: Cell, students: Collection[str] | None) -> dict[str, Grade]:
    found = (
        select(
            SUBMISSION.c.student_id, GRADE.c.id, GRADE.c.notebook_id, GRADE.c.manual_score, GRADE.c.needs_manual_grade
        )
        .join_from(GRADE, SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.id == GRADE.c.notebook_id)
        .join(SUBMISSION, SUBMISSION.c.id == SUBMITTED_NOTEBOOK.c.assignment_id)
        .where(GRADE.c.cell_id == cell.id, SUBMISSION.c.assignment_id == cell.assignment)
    )
    if students is not None:
        found = found.where(SUBMISSION.c.student_id.in_(students)).with_for_update(of=GRADE)
    rows = db.execute(found).all()
    said = select(COMMENT.c.notebook_id, COMMENT.c.manual_comment).where(
        COMMENT.c.cell_id == cell.commented, COMMENT.c.manual_comment.is_not(None)
    )
    if students is not None:
        said = said.where(COMMENT.c.notebook_id.in_([row.notebook_id for row in rows]))
    comments = {row.notebook_id: row.manual_comment for row in db.execute(said)}
    return {
        row.student_id: Grade(
            *(row.id, row.notebook_id, row.manual_score, bool(row.needs_manual_grade)),
            *(comments.get(row.notebook_id, ""), cell.maximum),
        )
        for row in rows
    }


def _marks(db: Connection, ids: Select[Any]) -> Mapping[str, list[Mark]]:
    found: dict[tuple[str, str, str], Mark] = {}
    marks: dict[str, list[Mark]] = defaultdict(list)
    for row in db.execute(select(MARK).where(MARK.c.answer.in_(ids)).order_by(MARK.c.opened)):
        facts = (row.opened, row.done, row.score, row.seconds, row.adjust, row.reason)
        found[row.answer, row.marker, row.print] = mark = Mark(row.marker, row.print, *facts)
        marks[row.answer].append(mark)
    for row in db.execute(select(POINT).where(POINT.c.answer.in_(ids))):
        found[row.answer, row.marker, row.print].points[row.criterion] = row.points
    for row in db.execute(select(NOTE).where(NOTE.c.answer.in_(ids))):
        found[row.answer, row.marker, row.print].notes[row.criterion] = row.text
    return marks
