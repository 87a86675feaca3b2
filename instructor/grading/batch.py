"""Grade a class: read each submission, have it marked by workers, and write the marks, one submission after the other.

Only this process touches the disk and the gradebook; workers get bytes and return bytes. It holds a few submissions at
a time, whatever the size of the class, and can be killed at any point: what is graded and unchanged is recognized the
next time, and everything else is graded again with the same result. A bad submission is a Result like any other; what
concerns everybody (keys that do not fit, a full disk, a locked gradebook) stops the grading with an error.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from typing import Literal

from filelock import FileLock, Timeout

from instructor.course import Course, CourseError
from instructor.grading.gradebook import GradebookRow, Writer
from instructor.grading.log import GradingLog
from instructor.grading.rules import check_steps, late_penalty, source_files
from instructor.grading.shelf import Shelf
from instructor.grading.workers import SECONDS, SECONDS_WITH_CODE, Submit, WorkerEndedError, cluster, processes
from instructor.marking.answer_key import AnswerKey, answer_key_digest, read_answer_key
from instructor.marking.submission import MarkedSubmission, Paper, check_cells
from instructor.settings import read_settings
from instructor.submissions.read import TIMESTAMP, Submission, read_submission
from instructor.submissions.screen import Refused
from quizzes.journal import printable

Outcome = Literal["graded", "unchanged", "refused"]

#: Submissions that are with a worker or wait for one, for each worker.
AHEAD = 4
#: So many workers are taken to be in a cluster, which may grow and shrink.
CLUSTER = 32
#: A worker that ends may have been killed by somebody else: the submission gets one more.
TRIES = 2


@dataclass(frozen=True)
class Result:
    """What became of one submission.

    `reason` says why it was refused, `problems` what was skipped in its journals. `score` counts everything that is
    marked so far, `quizzes` the quizzes alone, both without the penalty for being late. `other_keys` says that it was
    graded before the keys were changed, and not since.
    """

    student: str
    outcome: Outcome
    reason: str = ""
    problems: list[str] = field(default_factory=list)
    score: float = 0.0
    quizzes: float = 0.0
    maximum: float = 0.0
    needs_person: bool = False
    seconds_late: float = 0.0
    other_keys: bool = False


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
        Grade again what is graded and unchanged.
    workers
        Processes of this machine; as many as it has processors by default.
    scheduler
        The address of a Dask scheduler, whose workers are used instead.

    Raises
    ------
    BankError, CourseError
        Where the assignment cannot be graded by anyone, or no longer: what was yielded before stays graded.
    """
    scheme = read_answer_key(course, assignment)
    with ExitStack() as stack:
        course.folder.mkdir(parents=True, exist_ok=True)
        stack.enter_context(_explained())
        stack.enter_context(_alone(course, assignment))
        batch = stack.enter_context(closing(Batch(course, assignment, scheme)))
        seconds = SECONDS_WITH_CODE if scheme.code_cells else SECONDS
        count = workers or os.cpu_count() or 1
        place = cluster(batch.paper, scheduler) if scheduler else processes(batch.paper, count, seconds)
        submit = stack.enter_context(place)
        yield from batch.grade(students, submit, AHEAD * (CLUSTER if scheduler else count), force)


@contextmanager
def _alone(course: Course, assignment: str) -> Iterator[None]:
    """Keep two commands from grading the same assignment at once; a command that was killed holds nothing."""
    path = course.folder / "grading" / f"{assignment}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(path, timeout=0):
            yield
    except Timeout:
        raise CourseError(f"{assignment} is being graded by another command; wait for it, or end it") from None


@contextmanager
def _explained() -> Iterator[None]:
    """Turn an error of the disk into a CourseError that says what to do."""
    try:
        yield
    except OSError as error:
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        cure = "make room there" if is_full else "see that it is what it should be and that you may write there"
        raise CourseError(
            f"graded work could not be written ({error.strerror}: {error.filename or 'the log'}); "
            f"{cure}, then give the same command again: what is graded stays graded"
        ) from error


#: What is with the workers: the submission, and how often it was tried.
Waiting = dict[Future[MarkedSubmission], tuple[Submission, int]]


class Batch:
    """What the grading of one assignment needs at hand: gradebook, graded folders, log, and the paper for workers."""

    def __init__(self, course: Course, assignment: str, scheme: AnswerKey) -> None:
        self._course, self._assignment, self._scheme = course, assignment, scheme
        settings = read_settings(course)
        check_steps(settings)
        self._gradebook = Writer(settings.db_url, assignment, late_penalty(settings))
        self._shelf = Shelf(course, assignment, settings.mode)
        self._log = GradingLog(course, assignment)
        self.paper = Paper(
            course.root,
            assignment,
            self._gradebook.released.cells,
            self._gradebook.released.kernelspec,
            source_files(course.source(assignment), settings),
            answer_key_digest(course, assignment),
        )
        check_cells(self.paper.cells.values(), scheme)

    def close(self) -> None:
        """Close gradebook and log."""
        self._gradebook.close()
        self._log.close()

    def grade(self, students: Sequence[str], submit: Submit, most: int, force: bool) -> Iterator[Result]:
        """Yield the results; at most `most` submissions are in memory."""
        waiting: Waiting = {}
        for student in students:
            try:
                submission = self._read(student)
            except Refused as refused:
                yield self._refuse(printable(student), refused)
                continue
            if not force and (row := self._unchanged(submission)):
                yield self._leave(submission, row)
                continue
            waiting[submit(submission)] = (submission, 1)
            while len(waiting) >= most:
                yield from self._finish(waiting, submit)
        while waiting:
            yield from self._finish(waiting, submit)
        self._shelf.clear()

    def _read(self, student: str) -> Submission:
        folder = self._course.step("submitted", self._assignment, student)
        quizzes = [quiz.id for quiz in self._scheme.bank.quizzes]
        return read_submission(folder, self._assignment, quizzes, self._scheme.code_cells)

    def _unchanged(self, submission: Submission) -> GradebookRow | None:
        """Return the row of a submission that is graded as it is; by nbgrader's rule where the log knows nothing."""
        student = submission.student
        if not self._shelf.notebook(student).exists():
            return None
        is_same = self._shelf.timestamp(student) == submission.files.get(TIMESTAMP, b"")
        if student in self._log.graded:
            is_same = is_same and self._log.graded[student][0] == submission.digest
        row = self._gradebook.row(student) if is_same else None
        return row if row and row.is_marked else None

    def _leave(self, submission: Submission, row: GradebookRow) -> Result:
        _, keys = self._log.graded.get(submission.student, ("", self.paper.digest))
        return self._done(submission, "unchanged", row, keys=keys)

    def _finish(self, waiting: Waiting, submit: Submit) -> Iterator[Result]:
        """Write what the workers have done in the meantime."""
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            submission, tries = waiting.pop(future)
            try:
                yield self._write(submission, _marks(future))
            except Refused as refused:
                yield self._refuse(submission.student, refused)
            except WorkerEndedError:
                if tries < TRIES:
                    waiting[submit(submission)] = (submission, tries + 1)
                else:
                    yield self._refuse(submission.student, Refused(f"it ended the process that marked it; {_BY_HAND}"))

    def _write(self, submission: Submission, marks: MarkedSubmission) -> Result:
        student, name = submission.student, f"{self._assignment}.ipynb"
        files = {**submission.files, **self.paper.sources, name: marks.notebook}
        prepared = self._shelf.prepare(files)
        with self._shelf.replacing(student, prepared):
            row = self._gradebook.save(student, submission.timestamp, marks.scores, marks.comments)
        return self._done(submission, "graded", row, marks.problems, self.paper.digest)

    def _done(
        self,
        submission: Submission,
        outcome: Outcome,
        row: GradebookRow,
        problems: list[str] | None = None,
        keys: str = "",
    ) -> Result:
        result = Result(
            submission.student,
            outcome,
            problems=problems or [],
            score=row.score,
            quizzes=row.quizzes,
            maximum=row.maximum,
            needs_person=row.needs_person,
            seconds_late=row.seconds_late,
            other_keys=keys != self.paper.digest,
        )
        self._note(result, submission.digest, keys)
        return result

    def _refuse(self, student: str, refused: Refused) -> Result:
        earlier = "; what was graded before stays" if self._shelf.notebook(student).exists() else ""
        result = Result(student, "refused", f"{refused}{earlier}")
        self._note(result)
        return result

    def _note(self, result: Result, digest: str = "", keys: str = "") -> None:
        self._log.add(
            student=result.student,
            outcome=result.outcome,
            reason=result.reason,
            problems=result.problems,
            score=result.score,
            maximum=result.maximum,
            needs_person=result.needs_person,
            seconds_late=result.seconds_late,
            digest=digest,
            keys=keys,
        )


_BY_HAND = "look at it, and ask the student to hand in again"


def _marks(future: Future[MarkedSubmission]) -> MarkedSubmission:
    """Return what a worker returned; Refused where the submission is to blame, CourseError where nobody is."""
    try:
        return future.result()
    except (Refused, CourseError, WorkerEndedError):
        raise
    except TimeoutError:
        raise Refused(f"it took longer to mark than any submission may; {_BY_HAND}") from None
    except MemoryError:
        raise Refused(f"it needs more memory than any submission may; {_BY_HAND}") from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise Refused(f"it could not be marked ({error.strerror}); {_BY_HAND}") from None
    except CancelledError:
        raise CourseError("all workers are gone; give the same command again: what is graded stays graded") from None
    except Exception as error:  # whatever else: one submission never stops the class
        reason = printable(f"{type(error).__name__}: {error}")
        raise Refused(
            f"it could not be marked ({reason}); {_BY_HAND}, and report this as a fault of the module"
        ) from None
