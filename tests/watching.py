"""A course of one's own for a whole module, and what has changed in it since."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import stat
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from instructor.course import Course
from tests.hostile.spoiling import MEBIBYTE
from tests.small_course import entered_copy

Facts = dict[str, tuple[Any, ...]]


def snapshot(folder: Path) -> Facts:
    """Return kind, size, time and content of everything in a folder; of large files not the content."""
    found: Facts = {}
    for place, folders, files in os.walk(folder):
        for path in (Path(place, name) for name in (*folders, *files)):
            facts = path.lstat()
            plain = stat.S_ISREG(facts.st_mode)
            content = hashlib.blake2b(path.read_bytes()).digest() if plain and facts.st_size < MEBIBYTE else b""
            times = facts.st_mtime_ns if plain else 0
            where = str(path.readlink()) if path.is_symlink() else ""
            found[path.relative_to(folder).as_posix()] = (facts.st_mode, facts.st_size * plain, times, content, where)
    return found


def changed(before: Facts, after: Facts) -> list[str]:
    return sorted(name for name in before if before[name] != after.get(name))


def appeared(before: Facts, after: Facts) -> list[str]:
    return sorted(set(after) - set(before))


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Raise TimeoutError where something waits for ever, as for the other end of a pipe."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"not done within {seconds} s")

    known = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, known)


@contextmanager
def own_course(released: Path, root: Path) -> Iterator[Course]:
    """Yield a copy of the small course for a whole module, and leave neither files nor environment behind."""
    with patch.dict(os.environ):
        course = entered_copy(released, root)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # as for an instructor, whom a warning does not stop
            yield course
    shutil.rmtree(root)
