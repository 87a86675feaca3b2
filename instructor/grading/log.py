"""The log of a grading, `grading/<assignment>.jsonl`: a line for everything that became of a submission.

It has fingerprints of the submission, of its answers and of the keys: what is graded and has not changed since is
recognized by them. `asked` is the release (`grading.snapshots`) that the submission was asked by.
"""

from __future__ import annotations

from typing import IO, Any

import msgspec

from instructor.course import Course
from quizzes.journal import now


class LogLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
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
    asked: str = ""
    answers: dict[str, str] = {}


class GradingLog:
    """The log of one assignment, open for writing; `graded` has the last fingerprints of each student's graded work.

    `answers` has those of the answers that were graded last, whichever way they were graded.
    A line that was cut short, as by a crash, is skipped and the next begins anew.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self.path = course.folder / "grading" / f"{assignment}.jsonl"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file: IO[bytes] = self.path.open("ab+")
        self._file.seek(0)
        entries = [entry for line in self._file if (entry := _line(line))]
        self.graded = {entry.student: (entry.digest, entry.keys) for entry in entries if entry.digest}
        self.answers = {entry.student: entry.answers for entry in entries if entry.answers}
        if (size := self._file.tell()) and not self._ends_line(size):
            self._file.write(b"\n")

    def _ends_line(self, size: int) -> bool:
        self._file.seek(size - 1)
        return self._file.read() == b"\n"

    def add(self, **facts: Any) -> None:
        """Add one line, with the time."""
        self._file.write(msgspec.json.encode(LogLine(time=now(), **facts)) + b"\n")
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def graded_by(course: Course, assignment: str) -> dict[str, str]:
    """Return by which keys each student was graded last, without opening the log for writing."""
    path = course.folder / "grading" / f"{assignment}.jsonl"
    entries = [_line(line) for line in path.read_bytes().splitlines()] if path.exists() else []
    return {entry.student: entry.keys for entry in entries if entry and entry.digest}


def _line(line: bytes) -> LogLine | None:
    try:
        return msgspec.json.decode(line, type=LogLine)
    except msgspec.MsgspecError:
        return None
