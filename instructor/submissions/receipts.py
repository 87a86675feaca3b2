"""Receipts: the code of what is collected, computed anew, beside the one that a student's receipt bears.

A receipt earns nothing. Where the code that it bears is not the code of what came with it, it is named: the files were
changed after handing in, some are missing, or it was written by hand. What came without one is as good as ever.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from instructor.course import Course
from instructor.submissions.collected import collected
from instructor.submissions.directory import Directory
from instructor.submissions.journals import journal_name
from instructor.submissions.read import read_plain
from instructor.submissions.screen import Refused
from quizzes.bank import Quiz
from quizzes.journal import printable
from quizzes.receipt import NAME, Receipt, as_typed, code_of, packed, parsed


@dataclass(frozen=True)
class Checked:
    """What a folder holds: its `code` ("" where it holds no notebook), and the receipt in it, if there is one."""

    code: str
    receipt: Receipt | None

    @property
    def claimed(self) -> str:
        """The code that the receipt bears, fit to be shown; "" where there is none."""
        return printable(self.receipt.code) if self.receipt else ""

    @property
    def fits(self) -> bool:
        """Whether a receipt came along that bears the code of what is there."""
        return self.receipt is not None and self.claimed == self.code

    @property
    def remark(self) -> str:
        """What an instructor should read of it; "" where nothing came along."""
        if self.receipt is None:
            return ""
        if self.fits:
            return f"receipt {self.code}"
        holds = f"what it holds has {self.code}" if self.code else "its notebook cannot be read"
        return (
            f"its receipt says {self.claimed}, but {holds}: it was changed after handing in, or files of it are missing"
        )


def check(folder: Path, assignment: str, quizzes: Sequence[Quiz]) -> Checked:
    """Compute the code of a student's folder, and read the receipt in it; whatever lies there, nothing is raised."""
    notebook = _file(folder / f"{assignment}.ipynb")
    found = {}
    for quiz in quizzes:
        if (data := _file(folder / journal_name(quiz.id))) is not None:
            found[quiz.id] = packed(data, quiz.kind == "written")
    try:
        code = code_of(assignment, notebook, found) if notebook is not None else ""
    except ValueError:
        code = ""
    slip = _file(folder / NAME)
    return Checked(code, parsed(slip) if slip is not None else None)


def checked(course: Course, assignment: str) -> dict[str, Checked]:
    """Check what is collected of an assignment, by student."""
    quizzes = course.bank(assignment).quizzes
    students = course.students("submitted", assignment)
    return {name: check(course.step("submitted", assignment, name), assignment, quizzes) for name in students}


def search(course: Course, assignment: str, typed: str) -> Iterator[str]:
    """Say whose a code is, and whether what is collected has it."""
    code, label = as_typed(typed), Directory(course).label
    known = checked(course, assignment)
    for student, one in known.items():
        if one.code == code:
            yield f"{code}: {label(student)}; it is what you have{_when(one)}"
        elif one.claimed == code:
            yield f"{code}: {label(student)} bears it; {one.remark}"
    here = {student for student, one in known.items() if code in (one.code, one.claimed)}
    for facts in collected(course, assignment):
        if facts.get("receipt") == code and (student := str(facts.get("student"))) not in here:
            here.add(student)
            now = known[student].code if student in known else "nothing"
            time = printable(str(facts.get("time")))
            yield f"{code}: {label(student)}, collected earlier ({time}); what you have now has {now}"


def _when(one: Checked) -> str:
    if one.receipt is None or one.claimed != one.code:
        return ""
    facts = one.receipt
    return f", handed in {printable(facts.time)} with {facts.answers} answers and {facts.words} words, by its receipt"


def _file(path: Path) -> bytes | None:
    """Return a plain file's bytes; None where there is none that may be read."""
    try:
        if path.parent.is_symlink() or not stat.S_ISREG(path.lstat().st_mode):
            return None
        return read_plain(path, path.name)
    except (OSError, Refused):
        return None
