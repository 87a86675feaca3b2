"""The folder of graded work, `autograded/<student>/<assignment>`, or of feedback: it changes whole or not at all.

While a submission goes into the gradebook its folder is away; then, by one renaming, the new one is there. So a folder
that is there is in the gradebook as it is. Whoever kills the grading in between finds no folder, and the submission is
graded again.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from instructor.course import Course, CourseError
from instructor.submissions.read import TIMESTAMP


class Shelf:
    """Where the graded work of one assignment is put, or what another of nbgrader's steps makes of it.

    `mode` is that of its files.
    """

    def __init__(self, course: Course, assignment: str, mode: int, step: str = "autograded") -> None:
        self._course, self._assignment, self._mode, self._step = course, assignment, mode, step
        self._workbench = course.folder / "grading" / (assignment if step == "autograded" else f"{assignment}.{step}")
        shutil.rmtree(self._workbench, ignore_errors=True)  # what a run that was killed left behind

    def folder(self, student: str) -> Path:
        """Return a student's folder of graded work."""
        return self._course.step(self._step, self._assignment, student)

    def notebook(self, student: str) -> Path:
        """Return a student's graded notebook."""
        return self.folder(student) / f"{self._assignment}.ipynb"

    def timestamp(self, student: str) -> bytes:
        """Return when the work that is graded was handed in, as its file says."""
        path = self.folder(student) / TIMESTAMP
        return path.read_bytes() if path.exists() else b""

    def prepare(self, files: Mapping[str, bytes]) -> Path:
        """Write graded files, of one student at a time, beside their place; return the folder."""
        folder = self._workbench / "new"
        if folder.exists():
            shutil.rmtree(folder)
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            path.chmod(self._mode)
        return folder

    @contextmanager
    def replacing(self, student: str, prepared: Path) -> Iterator[None]:
        """Put a prepared folder into its place when the block ends well.

        Meanwhile the place is empty, so that whoever ends the grading in the middle leaves no doubt; what was there
        before comes back where the block fails.
        """
        place, before = self.folder(student), prepared.with_name("before")
        place.parent.mkdir(parents=True, exist_ok=True)
        had = place.exists()
        if had:
            place.rename(before)
        try:
            yield
        except Exception:
            if had:
                before.rename(place)
            raise
        prepared.rename(place)
        if had:
            shutil.rmtree(before)

    def clear(self) -> None:
        """Remove the workbench."""
        if self._workbench.exists():
            self._workbench.rmdir()


@contextmanager
def explained(what: str = "graded work") -> Iterator[None]:
    """Turn an error of the disk into a CourseError that says what to do."""
    try:
        yield
    except OSError as error:
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        cure = "make room there" if is_full else "see that it is what it should be and that you may write there"
        raise CourseError(
            f"{what} could not be written ({error.strerror}: {error.filename or 'the log'}); "
            f"{cure}, then give the same command again: what is graded stays graded"
        ) from error
