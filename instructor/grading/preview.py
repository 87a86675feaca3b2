"""Whose mark would change if everyone who is graded were graded again now: asked before anything is written.

The same workers mark the same bytes as in `grade`; what they return is compared with the gradebook, and forgotten.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from instructor.course import Course
from instructor.grading.batch import Batch, opened
from instructor.grading.gradebook import GradebookRow
from instructor.grading.workers import Submit, WorkerEndedError, marks_of
from instructor.marking.submission import MarkedSubmission
from instructor.submissions.screen import Refused


@dataclass(frozen=True)
class MarkChange:
    """One student's points without the penalty for being late, and of how many: as they are, and as they would be."""

    student: str
    before: float
    after: float
    maximum_before: float
    maximum_after: float

    @property
    def is_change(self) -> bool:
        """Whether the points change, or what they are out of."""
        return round(self.before - self.after, 4) != 0 or self.maximum_before != self.maximum_after


#: A submission that is being marked: whose, its row as it is, and its marks to come.
_Pending = tuple[str, GradebookRow, "Future[MarkedSubmission]"]


def preview(
    course: Course,
    assignment: str,
    students: Sequence[str],
    points: Mapping[str, float] | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
) -> list[MarkChange]:
    """Return the marks of those who are graded, and whose work has not changed since, as they are and as they would be.

    Parameters
    ----------
    course, assignment, students
        Whose submissions.
    points
        What cells are going to be worth, by their names; the others stay.
    workers, scheduler
        As `grade_class` takes them.

    Raises
    ------
    BankError, CourseError
        As `grade_class` does.
    """
    with opened(course, assignment, workers, scheduler, points=points) as (batch, submit, most):
        if not _may_differ(batch, students):
            return []
        return sorted(_changes(batch, students, submit, most), key=lambda change: change.student)


def _may_differ(batch: Batch, students: Sequence[str]) -> bool:
    """Say whether keys or points are others than someone was graded by."""
    if batch.released.points != batch.gradebook.released.points:
        return True
    return any(batch.log.graded.get(student, ("", ""))[1] != batch.paper.digest for student in students)


def _changes(batch: Batch, students: Sequence[str], submit: Submit, most: int) -> Iterator[MarkChange]:
    pending: deque[_Pending] = deque()
    for student in students:
        try:
            submission = batch.read(student)
        except Refused:  # it is refused by `grade` too, and its earlier mark stays
            continue
        if row := batch.unchanged(submission):
            pending.append((student, row, submit(submission)))
        if len(pending) >= most:
            yield from _change(batch, *pending.popleft())
    while pending:
        yield from _change(batch, *pending.popleft())


def _change(batch: Batch, student: str, row: GradebookRow, future: Future[MarkedSubmission]) -> Iterator[MarkChange]:
    try:
        scores = marks_of(future).scores
    except (Refused, WorkerEndedError):
        return
    after = batch.gradebook.with_marks(student, scores, batch.released.points)
    yield MarkChange(student, row.score, after, row.maximum, batch.released.maximum)
