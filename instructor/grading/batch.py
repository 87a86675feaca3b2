"""Grade a class: read each submission, have it marked by workers, and write the marks, one submission after the other.

Only this process touches the disk and the gradebook; workers get bytes and return bytes. It holds a few submissions at
a time, whatever the size of the class, and can be killed at any point: what is graded and unchanged is recognized the
next time, and everything else is graded again with the same result. A bad submission is a Result like any other; what
concerns everybody (keys that do not fit, a full disk, a locked gradebook) stops the grading with an error.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack, closing, contextmanager
from pathlib import PurePosixPath
from typing import Any

from instructor.course import Course
from instructor.grading.alone import alone
from instructor.grading.credits import credits_of, print_of
from instructor.grading.gradebook import GradebookRow, Writer
from instructor.grading.log import GradingLog
from instructor.grading.released import released_text
from instructor.grading.results import Outcome, Result
from instructor.grading.rules import check_steps, late_penalty, source_files
from instructor.grading.shelf import Shelf, explained
from instructor.grading.snapshots import asked_at, keep_marked_by, snapshots
from instructor.grading.workers import (
    BY_HAND,
    SECONDS,
    SECONDS_WITH_CODE,
    Submit,
    WorkerEndedError,
    cluster,
    marks_of,
    processes,
)
from instructor.marking.answer_key import AnswerKey, answer_key_digest, read_answer_key
from instructor.marking.answers import changed
from instructor.marking.asked import Credit, ReleasedBank
from instructor.marking.submission import MarkedSubmission, Paper, check_cells
from instructor.plan import read_plan
from instructor.settings import read_settings
from instructor.submissions.flags import LateFlags
from instructor.submissions.read import TIMESTAMP, Submission, read_submission
from instructor.submissions.screen import Refused
from instructor.submissions.times import parse_utc
from quizzes.journal import printable

__all__ = ["Batch", "Outcome", "Result", "grade_class", "opened"]

#: Submissions that are with a worker or wait for one, for each worker.
AHEAD = 4
#: So many workers are taken to be in a cluster, which may grow and shrink.
CLUSTER = 32
#: A worker that ends may have been killed by somebody else: the submission gets one more.
TRIES = 2


def grade_class(
    course: Course,
    assignment: str,
    students: Sequence[str],
    force: bool = False,
    workers: int | None = None,
    scheduler: str | None = None,
) -> Iterator[Result]:
    """Grade the submissions of `students` and yield what became of each, in the order in which they are done.

    Parameters
    ----------
    course, assignment, students
        Whose submissions.
    force
        Grade again what is graded and unchanged. Where `students` are all who handed in, the cells of quizzes become
        worth what bank and keys say.
    workers
        Processes of this machine; as many as it has processors by default.
    scheduler
        The address of a Dask scheduler, whose workers are used instead.

    Raises
    ------
    BankError, CourseError
        Where the assignment cannot be graded by anyone, or no longer: what was yielded before stays graded.
    """
    with opened(course, assignment, workers, scheduler, students if force else ()) as (batch, submit, most):
        yield from batch.grade(students, submit, most, force)


@contextmanager
def opened(
    course: Course,
    assignment: str,
    workers: int | None = None,
    scheduler: str | None = None,
    again: Sequence[str] = (),
    points: Mapping[str, float] | None = None,
    given: Mapping[str, Mapping[str, Credit]] | None = None,
) -> Iterator[tuple[Batch, Submit, int]]:
    """Yield a batch, what hands a submission to a worker, and how many to have at work; as `grade_class` says.

    Parameters
    ----------
    again
        Who is graded again: where they are all, the gradebook's points of quizzes become the bank's.
    points
        What cells would be worth, by their names: they are marked so, and the gradebook stays as it is.
    given
        The credits, by student and item, where they are going to be others.
    """
    scheme = read_answer_key(course, assignment)
    with ExitStack() as stack:
        course.folder.mkdir(parents=True, exist_ok=True)
        stack.enter_context(explained())
        stack.enter_context(alone(course, assignment))
        batch = stack.enter_context(closing(Batch(course, assignment, scheme, again, points, given)))
        seconds = SECONDS_WITH_CODE if scheme.code_cells else SECONDS
        count = workers or os.cpu_count() or 1
        place = cluster(batch.paper, scheduler) if scheduler else processes(batch.paper, count, seconds)
        submit = stack.enter_context(place)
        yield batch, submit, AHEAD * (CLUSTER if scheduler else count)


#: What is with the workers: the submission, and how often it was tried.
Waiting = dict[Future[MarkedSubmission], tuple[Submission, int]]


class Batch:
    """What the grading of one assignment needs at hand: gradebook, graded folders, log, and the paper for workers."""

    def __init__(
        self,
        course: Course,
        assignment: str,
        scheme: AnswerKey,
        again: Sequence[str] = (),
        points: Mapping[str, float] | None = None,
        given: Mapping[str, Mapping[str, Credit]] | None = None,
    ) -> None:
        self._course, self._assignment, self._scheme = course, assignment, scheme
        settings = read_settings(course)
        check_steps(settings)
        until = read_plan(course).extended(assignment)
        self.gradebook = Writer(settings.db_url, assignment, late_penalty(settings), until)
        if again and set(course.handed_in(assignment)) <= set(again):
            self.gradebook.carry(scheme.quiz_points)
        self._shelf, self._zone = Shelf(course, assignment, settings.mode), settings.zone
        self.log = GradingLog(course, assignment)
        self._snapshots = snapshots(course, assignment)
        self._flags = LateFlags(course, assignment, read_plan(course).said_utc)
        self.released = self.gradebook.released.worth(points or {})
        self.paper = Paper(
            course.root,
            assignment,
            self.released.cells,
            self.released.kernelspec,
            source_files(course.source(assignment), settings),
            answer_key_digest(course, assignment),
            released_text(course, assignment, self.released.cells),
            tuple(ReleasedBank(each.since, each.bank_source) for each in self._snapshots),
            credits_of(course, assignment) if given is None else given,
            scheme.timing,
        )
        check_cells(self.paper.cells.values(), scheme)

    def close(self) -> None:
        """Close gradebook and log."""
        self.gradebook.close()
        self.log.close()

    def grade(self, students: Sequence[str], submit: Submit, most: int, force: bool) -> Iterator[Result]:
        """Yield the results; at most `most` submissions are in memory."""
        waiting: Waiting = {}
        keep_marked_by(self._course, self._assignment, self.paper.digest)
        for student in students:
            try:
                submission = self.read(student)
            except Refused as refused:
                yield self._refuse(printable(student), refused)
                continue
            if not force and (row := self.unchanged(submission)):
                yield self._leave(submission, row)
                continue
            waiting[submit(submission)] = (submission, 1)
            while len(waiting) >= most:
                yield from self._finish(waiting, submit)
        while waiting:
            yield from self._finish(waiting, submit)
        self._shelf.clear()

    def read(self, student: str) -> Submission:
        """Read one submission. Raises Refused."""
        folder = self._course.step("submitted", self._assignment, student)
        quizzes = [quiz.id for quiz in self._scheme.bank.quizzes]
        submission = read_submission(folder, self._assignment, quizzes, self._scheme.code_cells, self._zone)
        folders = {str(parent) for name in submission.files for parent in PurePosixPath(name).parents}
        if taken := sorted(folders & self.paper.sources.keys()):
            raise Refused(f'"{printable(taken[0])}" is a folder, not a file; ask the student for the hand-in zip')
        return submission

    def digest_of(self, student: str) -> str:
        """Return the fingerprint of what a student is marked by: keys, points they were given, times to answer in."""
        given = self.paper.credits.get(student)
        parts = (self.paper.digest, print_of(given) if given else "", self.paper.timing.print_of(student))
        return "+".join(filter(None, parts))

    def graded_notebook(self, student: str) -> bytes:
        """Return a student's graded notebook as it is."""
        return self._shelf.notebook(student).read_bytes()

    def unchanged(self, submission: Submission) -> GradebookRow | None:
        """Return the row of a submission that is graded as it is; by nbgrader's rule where the log knows nothing."""
        student = submission.student
        if not self._shelf.notebook(student).exists():
            return None
        is_same = self._shelf.timestamp(student) == submission.files.get(TIMESTAMP, b"")
        if student in self.log.graded:
            is_same = is_same and self.log.graded[student][0] == submission.digest
        row = self.gradebook.row(student) if is_same else None
        return row if row and row.is_marked else None

    def _leave(self, submission: Submission, row: GradebookRow) -> Result:
        _, keys = self.log.graded.get(submission.student, ("", self.digest_of(submission.student)))
        return self._done(submission, "unchanged", self.gradebook.settle(submission.student) or row, keys=keys)

    def _finish(self, waiting: Waiting, submit: Submit) -> Iterator[Result]:
        """Write what the workers have done in the meantime."""
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            submission, tries = waiting.pop(future)
            try:
                yield self._write(submission, marks_of(future))
            except Refused as refused:
                yield self._refuse(submission.student, refused)
            except WorkerEndedError:
                if tries < TRIES:
                    waiting[submit(submission)] = (submission, tries + 1)
                else:
                    yield self._refuse(submission.student, Refused(f"it ended the process that marked it; {BY_HAND}"))

    def _write(self, submission: Submission, marks: MarkedSubmission) -> Result:
        student, name = submission.student, f"{self._assignment}.ipynb"
        files = {**submission.files, **self.paper.sources, name: marks.notebook}
        prepared = self._shelf.prepare(files)
        others = changed(self.log.answers.get(student), marks.answers)
        with self._shelf.replacing(student, prepared):
            row = self.gradebook.save(student, submission.timestamp, marks.scores, marks.comments, others)
        return self._done(submission, "graded", row, marks.problems, self.digest_of(student), marks.answers)

    def _done(
        self,
        submission: Submission,
        outcome: Outcome,
        row: GradebookRow,
        problems: list[str] | None = None,
        keys: str = "",
        answers: dict[str, str] | None = None,
    ) -> Result:
        time = parse_utc(submission.timestamp) if submission.timestamp else None
        result = Result(
            submission.student,
            outcome,
            problems=problems or [],
            score=row.score,
            quizzes=row.quizzes,
            maximum=row.maximum,
            needs_person=row.needs_person,
            seconds_late=row.seconds_late,
            other_keys=keys != self.digest_of(submission.student),
            flag=self._flags.in_words(submission.student, time, self.released.due, row.seconds_late),
        )
        asked = asked_at(self._snapshots, time)
        self._note(
            result, digest=submission.digest, keys=keys, asked=asked.digest if asked else "", answers=answers or {}
        )
        return result

    def _refuse(self, student: str, refused: Refused) -> Result:
        earlier = "; what was graded before stays" if self._shelf.notebook(student).exists() else ""
        result = Result(student, "refused", f"{refused}{earlier}")
        self._note(result)
        return result

    def _note(self, result: Result, **facts: Any) -> None:
        self.log.add(
            student=result.student,
            outcome=result.outcome,
            reason=result.reason,
            problems=result.problems,
            score=result.score,
            maximum=result.maximum,
            needs_person=result.needs_person,
            seconds_late=result.seconds_late,
            **facts,
        )
