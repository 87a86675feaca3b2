"""The folder of graded work: `autograded/<student>/<assignment>`, which changes whole or not at all, and its log.

While a submission goes into the gradebook its folder is away; then, by one renaming, the new one is there. So a folder
that is there is in the gradebook as it is. Whoever kills the grading in between finds no folder, and the submission is
graded again.

The log, `grading/<assignment>.jsonl`, has a line for everything that became of a submission, with fingerprints of the
submission and of the keys: what is graded and has not changed since is recognized by them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import msgspec
from nbgrader.utils import rmtree

from instructor.course import Course
from instructor.intake import TIMESTAMP
from quizzes.journal import now


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the log: what became of one submission. `digest` is the submission's, `keys` the scheme's."""

    time: str
    student: str
    outcome: str
    reason: str = ""
    problems: list[str] = []
    score: float = 0.0
    maximum: float = 0.0
    needs_person: bool = False
    seconds_late: float = 0.0
    digest: str = ""
    keys: str = ""


class Log:
    """The log of one assignment, open for writing; `graded` has the last fingerprints of each student's graded work.

    A line that was cut short, as by a crash, is skipped and the next begins anew.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self.path = course.folder / "grading" / f"{assignment}.jsonl"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file: IO[bytes] = self.path.open("ab+")
        self._file.seek(0)
        entries = [entry for line in self._file if (entry := _entry(line))]
        self.graded = {entry.student: (entry.digest, entry.keys) for entry in entries if entry.digest}
        if (size := self._file.tell()) and not self._ends_line(size):
            self._file.write(b"\n")

    def _ends_line(self, size: int) -> bool:
        self._file.seek(size - 1)
        return self._file.read() == b"\n"

    def add(self, **facts: Any) -> None:
        """Add one line, with the time."""
        self._file.write(msgspec.json.encode(Entry(time=now(), **facts)) + b"\n")
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _entry(line: bytes) -> Entry | None:
    try:
        return msgspec.json.decode(line, type=Entry)
    except msgspec.MsgspecError:
        return None


class Shelf:
    """Where the graded work of one assignment is put: `mode` is that of its files."""

    def __init__(self, course: Course, assignment: str, mode: int) -> None:
        self._course, self._assignment, self._mode = course, assignment, mode
        self._workbench = course.folder / "grading" / assignment
        shutil.rmtree(self._workbench, ignore_errors=True)  # what a run that was killed left behind

    def folder(self, student: str) -> Path:
        """Return a student's folder of graded work."""
        return self._course.step("autograded", self._assignment, student)

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
            rmtree(str(folder))
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
            rmtree(str(before))

    def clear(self) -> None:
        """Remove the workbench."""
        if self._workbench.exists():
            self._workbench.rmdir()
