"""Read one student's folder as hostile: of what passes the screen, known names are read, and whatever is a journal.

What is graded afterwards is bytes, wherever they are graded.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Collection
from pathlib import Path

import msgspec

from instructor.submissions.journals import HEAD, journal_name, looks_like_journal
from instructor.submissions.screen import IGNORED, LARGEST_FILE, Refused, check_student, listing, screen
from instructor.submissions.times import parse_utc, settled
from quizzes.journal import printable

LARGEST_TIMESTAMP = 1024

#: Written by nbgrader beside a submission: when it was handed in, and what lets its sender fetch the feedback.
TIMESTAMP = "timestamp.txt"

SECRET = "submission_secret.txt"


def stamp(folder: Path, zone: str = "") -> str | None:
    """Return when the submission in a folder was handed in, as nbgrader has written it; None where it has not.

    `zone` is the one that the exchange writes in, as `times.settled` takes it.
    """
    path = folder / TIMESTAMP
    return settled(path.read_text("utf-8").strip(), zone) or None if path.exists() else None


class Submission(msgspec.Struct, frozen=True):
    """One student's work as it is graded: the files that count, by name with slashes, and when it was handed in.

    `zone` is the one that the exchange writes in, where that is known.
    """

    student: str
    files: dict[str, bytes]
    zone: str = ""

    @property
    def timestamp(self) -> str | None:
        """When it was handed in, in nbgrader's own form; None where that is not known."""
        return settled(self.files.get(TIMESTAMP, b"").decode("utf-8").strip(), self.zone) or None

    @property
    def digest(self) -> str:
        """A fingerprint of all files: it changes when anything changes."""
        # A name that is no UTF-8 has parts that JSON cannot write.
        names = {name: name.encode("utf-8", "replace").decode() for name in self.files}
        parts = [(names[name], hashlib.blake2b(data).hexdigest()) for name, data in sorted(self.files.items())]
        return hashlib.blake2b(msgspec.json.encode(parts), digest_size=16).hexdigest()


def read_submission(
    folder: Path, assignment: str, quizzes: Collection[str], everything: bool = False, zone: str = ""
) -> Submission:
    """Read one student's folder.

    Parameters
    ----------
    folder
        `submitted/<student>/<assignment>`.
    assignment, quizzes
        What it was handed in for, and the ids of that assignment's quizzes: they decide which files count.
    everything
        Take all other files too, for code cells that read them.
    zone
        The zone that the exchange writes in, as `times.settled` takes it.

    Raises
    ------
    Refused
        Where the listing is refused, or the assignment's notebook is not there.
    """
    check_student(folder.parent.name)
    if folder.is_symlink() or folder.parent.is_symlink():
        raise Refused("its folder is a link to another; collect it again")
    members = [member for member in listing(folder) if not IGNORED.search(member.name)]
    if reason := screen(members):
        raise Refused(reason)
    names = {member.name for member in members if stat.S_ISREG(member.mode)}
    known = {f"{assignment}.ipynb", "quiz.json", TIMESTAMP, SECRET, *map(journal_name, quizzes)}
    for member in members:
        if member.name in known and member.name not in names:
            raise Refused(f'"{member.name}" is a folder, not a file; ask the student for the hand-in zip')
    if f"{assignment}.ipynb" not in names:
        raise Refused(_without_notebook(names, assignment))
    others = sorted(name for name in names - known if not _is_ignored(name))
    taken = (names & known) | {name for name in others if everything or _is_journal(folder / name, name)}
    content = {name: read_plain(folder / name, name) for name in sorted(taken)}
    submission = Submission(folder.parent.name, content, zone)
    check_timestamp(submission.files.get(TIMESTAMP, b""), zone)
    return submission


def read_journal_files(folder: Path, quizzes: Collection[str]) -> dict[str, bytes]:
    """Read the journals of a submission's folder, in their place or not, and nothing else.

    Raises
    ------
    OSError
        Where a journal is no plain file, or cannot be read, or the folder cannot be listed.
    """
    places = set(map(journal_name, quizzes))
    try:
        members = {member.name: member.mode for member in listing(folder) if not IGNORED.search(member.name)}
        for name in places & members.keys():
            if not stat.S_ISREG(members[name]):
                raise OSError(errno.EINVAL, "a link or a device, not a file", str(folder / name))
        others = (name for name, mode in members.items() if stat.S_ISREG(mode) and not _is_ignored(name))
        taken = [name for name in others if name in places or _is_journal(folder / name, name)]
        return {name: read_plain(folder / name, name) for name in taken}
    except Refused as refused:
        raise OSError(errno.EINVAL, str(refused), str(folder)) from None


def _is_journal(path: Path, name: str) -> bool:
    return not name.endswith(".ipynb") and looks_like_journal(read_plain(path, name, HEAD))


def _is_ignored(name: str) -> bool:
    """Say whether nbgrader, as this course has configured it, passes over a file."""
    return any(part.startswith(".") or part == "feedback" for part in name.split("/")) or name.endswith(".pyc")


def _without_notebook(names: Collection[str], assignment: str) -> str:
    others = sorted(printable(name) for name in names if name.endswith(".ipynb") and "/" not in name)
    found = f"it holds {', '.join(others[:3])}" if others else "it holds no notebook"
    return f"there is no {assignment}.ipynb: {found}; ask the student to hand in {assignment}"


def read_plain(path: Path, name: str, head: int | None = None) -> bytes:
    """Read a file, or its head, that was plain a moment ago; what has become a link or a pipe since is not followed."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Refused(
                    f'"{printable(name)}" is a link or a device, not a file; ask the student to hand in again'
                )
            data = file.read(LARGEST_FILE + 1 if head is None else head)
    except OSError as error:
        raise Refused(f'"{printable(name)}" cannot be read ({error.strerror}); collect it again') from None
    if len(data) > LARGEST_FILE:
        raise Refused(f'"{printable(name)}" has more than {LARGEST_FILE:,} bytes; ask the student to clear outputs')
    return data


def check_timestamp(data: bytes, zone: str = "") -> None:
    """Raise Refused unless `data` is nothing, or a time in the form in which nbgrader writes it, and can read it."""
    text = data[:LARGEST_TIMESTAMP].decode("utf-8", "replace").strip()
    if not data or (not text and len(data) < LARGEST_TIMESTAMP):
        return
    try:
        if len(data) > LARGEST_TIMESTAMP:
            raise ValueError("no time: it is too long")  # what reads the whole of it would not see the same
        parse_utc(settled(text, zone))
    except (ValueError, OverflowError) as error:
        reason = "" if str(error).startswith("no time") else f": {error}"
        raise Refused(
            f'{TIMESTAMP} holds no time ("{printable(text[:40])}"){reason}; correct it, or collect the submission again'
        ) from None
