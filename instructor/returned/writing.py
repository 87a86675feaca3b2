"""Write the feedback pages of a class: read marks and graded work, have the pages made by workers, put them in place.

As in grading, only this process touches the disk and the gradebook, a few students are in memory at a time, and it can
be killed at any point: a student's folder changes whole or not at all, and a page that is there and whose inputs have
not changed is left (`returned.inputs`). What lies in the folder is what `nbgrader generate_feedback` puts there.
"""

from __future__ import annotations

import os
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from instructor.course import Course, CourseError
from instructor.grading.alone import alone
from instructor.grading.batch import AHEAD, CLUSTER, TRIES
from instructor.grading.given import Reader
from instructor.grading.queries import replies_to
from instructor.grading.rules import files_of, late_penalty
from instructor.grading.shelf import Shelf, explained
from instructor.grading.workers import WorkerEndedError, cluster_for, processes_for
from instructor.returned.inputs import Written, of_checkout, of_course, of_page
from instructor.returned.sheet import NoPageError, Sheet, Work, converter, make_page, renderer
from instructor.settings import read_settings
from quizzes.journal import printable

#: Seconds for one page.
SECONDS = 120

#: Hands one student's work to a worker.
Submit = Callable[[Work], "Future[bytes]"]


@dataclass(frozen=True)
class Task:
    """A page to write: the work, the files that lie beside the page, and the fingerprint of what it is made from."""

    work: Work
    files: dict[str, bytes]
    inputs: str


def write_pages(
    course: Course,
    assignment: str,
    students: Sequence[str],
    force: bool = False,
    workers: int | None = None,
    scheduler: str | None = None,
) -> Iterator[tuple[str, str]]:
    """Write the feedback page of each student, and yield the student and why it failed, or "", in their order.

    Parameters
    ----------
    course, assignment, students
        Whose pages.
    force
        Write a page that is there and unchanged, too.
    workers
        Processes of this machine; as many as it has processors by default.
    scheduler
        The address of a Dask scheduler, whose workers are used instead.

    Raises
    ------
    BankError, CourseError
        Where no page can be written, or no longer: what was yielded before stays written.
    """
    course.enter()
    course.bank(assignment)  # where it cannot be read, no page could be, and none may be taken away
    checkout = of_checkout(course, assignment)
    sheet = Sheet(course.root, course.folder, assignment, checkout, of_course(course, checkout))
    renderer(sheet)  # imported and compiled once, before workers are forked
    count = min(workers or os.cpu_count() or 1, max(1, len(students)))
    with ExitStack() as stack:
        stack.enter_context(explained("feedback"))
        stack.enter_context(alone(course, assignment))
        pages = stack.enter_context(closing(Pages(course, sheet)))
        place = (
            cluster_for(sheet, make_page, scheduler) if scheduler else processes_for(sheet, make_page, count, SECONDS)
        )
        submit = stack.enter_context(place)
        yield from pages.write(students, submit, AHEAD * (CLUSTER if scheduler else count), force)


class Pages:
    """What the pages of one assignment need at hand: gradebook, folders, and what was written before."""

    def __init__(self, course: Course, sheet: Sheet) -> None:
        self._course, self._assignment = course, sheet.assignment
        settings, made = read_settings(course), converter(course)
        self._gradebook = Reader(settings.db_url, self._assignment, late_penalty(settings))
        self._ignored = [*made.coursedir.ignore, "*.ipynb"]
        self._shelf = Shelf(course, self._assignment, int(str(made.permissions), 8), "feedback")
        self._is_shared = bool(made.coursedir.groupshared)
        self._written = Written(course, self._assignment)
        self._common = sheet.common

    def close(self) -> None:
        """Close gradebook and log."""
        self._gradebook.close()
        self._written.close()

    def write(self, students: Sequence[str], submit: Submit, most: int, force: bool) -> Iterator[tuple[str, str]]:
        """Yield what became of each, in their order; at most `most` are in memory."""
        begun: deque[Callable[[], tuple[str, str]]] = deque()
        for student in students:
            begun.append(self._begin(student, submit, force))
            if len(begun) >= most:
                yield begun.popleft()()
        while begun:
            yield begun.popleft()()
        self._shelf.clear()

    def _begin(self, student: str, submit: Submit, force: bool) -> Callable[[], tuple[str, str]]:
        """Have a page made where there is need; return what waits for it, puts it into place and says how it went."""
        try:
            task = self._task(student)
        except (OSError, UnicodeError, NoPageError) as error:
            return partial(self._fail, student, error)
        if not force and self._written.has(student, task.inputs, self._page(student)):
            return lambda: (student, "")
        return partial(self._finish, task, submit(task.work), submit)

    def _task(self, student: str) -> Task:
        """Read what a page is made from. Raises OSError, NoPageError."""
        folder = self._course.step("autograded", self._assignment, student)
        notebook = folder / f"{self._assignment}.ipynb"
        if not notebook.is_file():
            raise NoPageError(f"no graded notebook; run: python -m instructor grade {self._assignment}")
        given = self._gradebook.given(student)
        if given is None:
            raise NoPageError(f"not in the gradebook; run: python -m instructor grade {self._assignment} --force")
        given = replace(given, replies=replies_to(self._course, self._assignment, student))
        work, files = Work(student, notebook.read_bytes(), given), files_of(folder, self._ignored)
        return Task(work, files, of_page(self._common, {**files, notebook.name: work.notebook}, given))

    def _page(self, student: str) -> Path:
        return self._shelf.folder(student) / f"{self._assignment}.html"

    def _finish(self, task: Task, future: Future[bytes], submit: Submit, tries: int = 1) -> tuple[str, str]:
        """Put a page into place as soon as it is made."""
        try:
            page = future.result()
        except CancelledError:
            raise CourseError("all workers are gone; give the same command again: what is written stays") from None
        except WorkerEndedError:
            if tries < TRIES:
                return self._finish(task, submit(task.work), submit, tries + 1)
            return self._fail(task.work.student, NoPageError("it ended the process that wrote it"))
        except TimeoutError:
            return self._fail(task.work.student, NoPageError("it took longer to write than any page may"))
        except Exception as error:  # whatever else: one page never stops the others
            if isinstance(error, CourseError) and not isinstance(error, NoPageError):
                raise  # it concerns them all
            return self._fail(task.work.student, error)
        return self._put(task, page)

    def _put(self, task: Task, page: bytes) -> tuple[str, str]:
        student = task.work.student
        prepared = self._shelf.prepare({**task.files, f"{self._assignment}.html": page})
        with self._shelf.replacing(student, prepared):
            if self._is_shared:
                _share(prepared)
        self._written.add(student, task.inputs, self._page(student))
        return student, ""

    def _fail(self, student: str, error: Exception) -> tuple[str, str]:
        """Take away a page that is of before, as nbgrader does, and say why there is no new one."""
        folder = self._shelf.folder(student)
        if folder.exists():
            shutil.rmtree(folder)
        return student, printable(" ".join(str(error).split()) or type(error).__name__)


def _share(folder: Path) -> None:
    """Let the group write into a folder and those in it, as nbgrader does where `groupshared` is set."""
    for place in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        place.chmod((place.stat().st_mode | 0o2770) & 0o2777)
