"""Copy a folder that its owner may change at any moment: what counts afterwards is the copy, which nobody changes.

Every part of a path is opened from the folder that it lies in, and no link is followed, whenever it was put there. Only
plain files are read, and no more of them than a submission may have.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from instructor.submissions.screen import LARGEST_FILE, LARGEST_SUBMISSION, MEGABYTE, MOST_FILES, Refused
from quizzes.journal import printable

#: How deep folders may lie in each other, and how long a path may be: each open folder and each path has its limit.
DEEPEST, LONGEST_PATH = 30, 1000


def copy_plain(source: Path, target: Path, whole: bool = True) -> float:
    """Copy a folder; return when anything in it was last changed, by the clock of its disk (seconds, `st_ctime`).

    Parameters
    ----------
    source, target
        The folder, and where nothing lies yet.
    whole
        Refuse the folder where anything in it is no plain file or too large. Otherwise that is left out, and links are
        copied as links: what is kept to be looked at.

    Raises
    ------
    Refused
        Where it is no folder, cannot be read, or is refused.
    """
    with _opened(str(source), source.name, os.O_DIRECTORY) as folder:
        copying = _Copying(os.fstat(folder).st_uid, whole)
        copying.folder(folder, "", target)
    return copying.changed


class _Copying:
    """One copy under way: how much there may still be, and the newest change so far."""

    def __init__(self, owner: int, whole: bool) -> None:
        self._owner, self._whole = owner, whole
        self._bytes, self._names, self.changed = LARGEST_SUBMISSION, MOST_FILES, 0.0

    def folder(self, folder: int, inside: str, target: Path) -> None:
        self._note(os.fstat(folder))
        target.mkdir()
        with os.scandir(folder) as entries:
            names = [entry.name for entry in islice(entries, max(self._names, 0) + 1)]
        self._names -= len(names)
        if self._names < 0 and self._whole:
            raise Refused(f"it holds more than {MOST_FILES} files; ask the student for the hand-in zip")
        for name in names:
            try:
                self._entry(folder, name, f"{inside}{name}", target / name)
            except Refused:
                if self._whole:
                    raise

    def _entry(self, folder: int, name: str, path: str, target: Path) -> None:
        if path.count("/") > DEEPEST or len(os.fsencode(path)) > LONGEST_PATH:
            raise Refused(f'"{printable(path)}" lies too deep; ask the student for the hand-in zip')
        with _readable(path):
            mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
        if stat.S_ISDIR(mode):
            with _opened(name, path, os.O_DIRECTORY, folder) as inner:
                self.folder(inner, f"{path}/", target)
        elif stat.S_ISREG(mode):
            with _opened(name, path, 0, folder) as file:
                self._file(file, path, target)
        elif stat.S_ISLNK(mode) and not self._whole:
            with _readable(path):
                target.symlink_to(os.readlink(name, dir_fd=folder))
        else:
            raise _no_file(path)

    def _file(self, file: int, path: str, target: Path) -> None:
        facts = os.fstat(file)
        # A name that one account gave to another's file is a link, too.
        if not stat.S_ISREG(facts.st_mode) or (facts.st_nlink > 1 and facts.st_uid != self._owner):
            raise _no_file(path)
        try:
            with os.fdopen(os.dup(file), "rb") as original, target.open("xb") as copy:
                self._pour(original, copy, path)
        except Refused:
            target.unlink()
            raise
        os.utime(target, ns=(facts.st_mtime_ns, facts.st_mtime_ns))
        self._note(os.fstat(file))

    def _pour(self, original: BinaryIO, copy: BinaryIO, path: str) -> None:
        left = most = min(LARGEST_FILE, self._bytes)
        while True:
            with _readable(path):
                data = original.read(MEGABYTE)
            if not data:
                break
            left -= len(data)
            if left < 0:
                raise Refused(f'"{printable(path)}" makes it too large; ask the student to clear outputs')
            copy.write(data)
        self._bytes -= most - left

    def _note(self, facts: os.stat_result) -> None:
        self.changed = max(self.changed, facts.st_ctime)


@contextmanager
def _opened(name: str, path: str, kind: int, folder: int | None = None) -> Iterator[int]:
    """Open a file or a folder as it lies in a folder, and no link or pipe in its place."""
    with _readable(path):
        found = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | kind, dir_fd=folder)
    try:
        yield found
    finally:
        os.close(found)


@contextmanager
def _readable(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Refused(
            f'"{printable(path)}" cannot be read ({error.strerror}); collect again, or ask the student to submit again'
        ) from None


def _no_file(path: str) -> Refused:
    return Refused(f'"{printable(path)}" is a link or a device, not a file; ask the student to submit again')
