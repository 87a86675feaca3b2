"""Whose mark would change if everyone who is graded were graded again now: asked before anything is written.

The same workers mark the same bytes as in `grade`; what they return is compared with the gradebook, and forgotten.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace

from instructor.course import Course
from instructor.grading.batch import Batch, opened
from instructor.grading.gradebook import GradebookRow
from instructor.grading.reasons import kinds, why
from instructor.grading.snapshots import marked_by, snapshots
from instructor.grading.workers import Submit, WorkerEndedError, marks_of
from instructor.marking.asked import Credit
from instructor.marking.submission import MarkedSubmission
from instructor.submissions.screen import Refused


@dataclass(frozen=True)
class MarkChange:
    """One student's mark, without what being late takes off, and of how many: as it is, as it would be, and why."""

    student: str
    before: float
    after: float
    maximum_before: float
    maximum_after: float
    why: str = ""

    @property
    def is_change(self) -> bool:
        """Whether the mark changes, or what it is out of."""
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
    late: Mapping[str, float] | None = None,
    given: Mapping[str, Mapping[str, Credit]] | None = None,
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
    late
        By how many seconds somebody is going to be late, where that changes; the others are as late as they are.
    given
        The credits, by student and item, where they are going to be others.

    Raises
    ------
    BankError, CourseError
        As `grade_class` does.
    """
    with opened(course, assignment, workers, scheduler, points=points, given=given) as (batch, submit, most):
        if not late and not _may_differ(batch, students):
            return []
        reasons = _Reasons(course, assignment, batch, late or {})
        return sorted(_changes(batch, students, submit, most, reasons), key=lambda change: change.student)


def _may_differ(batch: Batch, students: Sequence[str]) -> bool:
    """Say whether keys, points or credits are others than someone was graded by."""
    if batch.released.points != batch.gradebook.released.points:
        return True
    by = [batch.log.graded.get(student, ("", ""))[1] for student in students]
    return any(digest != batch.digest_of(student) for student, digest in zip(students, by, strict=True))


class _Reasons:
    """What is needed to say why a mark changes: what became of each item, by the keys that somebody was graded by."""

    def __init__(self, course: Course, assignment: str, batch: Batch, late: Mapping[str, float]) -> None:
        self._course, self._assignment, self._batch, self.late = course, assignment, batch, late
        self._became: dict[str, dict[str, str]] = {}

    def why(self, student: str, notebook: bytes) -> list[str]:
        """Return the reasons for other points."""
        digest = self._batch.log.graded.get(student, ("", ""))[1]
        given = self._batch.paper.credits.get(student, {})
        timed = self._batch.paper.timing.windows
        return why(self._batch.graded_notebook(student), notebook, self._kinds(digest), given, timed)

    def _kinds(self, digest: str) -> dict[str, str]:
        if digest not in self._became:
            released = snapshots(self._course, self._assignment)[-1:]
            before = marked_by(self._course, self._assignment, digest.partition("+")[0]) or next(iter(released), None)
            self._became[digest] = kinds(self._course, self._assignment, before)
        return self._became[digest]


def _changes(
    batch: Batch, students: Sequence[str], submit: Submit, most: int, reasons: _Reasons
) -> Iterator[MarkChange]:
    pending: deque[_Pending] = deque()
    for student in students:
        try:
            submission = batch.read(student)
        except Refused:  # it is refused by `grade` too, and its earlier mark stays
            continue
        if row := batch.unchanged(submission):
            pending.append((student, row, submit(submission)))
        if len(pending) >= most:
            yield from _change(batch, *pending.popleft(), reasons)
    while pending:
        yield from _change(batch, *pending.popleft(), reasons)


def _change(
    batch: Batch, student: str, row: GradebookRow, future: Future[MarkedSubmission], reasons: _Reasons
) -> Iterator[MarkChange]:
    try:
        marked = marks_of(future)
    except (Refused, WorkerEndedError):
        return
    score = batch.gradebook.with_marks(student, marked.scores, batch.released.points)
    late = reasons.late.get(student, row.seconds_late)
    penalty = batch.gradebook.penalty_if(student, replace(row, score=score), late)
    is_other = round(score - row.score, 4) != 0 or row.maximum != batch.released.maximum
    found = [*(reasons.why(student, marked.notebook) if is_other else ()), *late_words(row.penalty, penalty)]
    before, after = left(row.score, row.penalty), left(score, penalty)
    yield MarkChange(student, before, after, row.maximum, batch.released.maximum, "; ".join(found))


def left(score: float, penalty: float | None) -> float:
    """Return what is left of points after the penalty for being late."""
    return round(max(score - (penalty or 0.0), 0.0), 4)


def late_words(before: float | None, after: float | None) -> list[str]:
    """Say that something else is taken off for being late, where it is."""
    old, new = before or 0.0, after or 0.0
    return [f"late penalty {new:g} (was {old:g})"] if round(old - new, 4) else []
