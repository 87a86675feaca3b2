"""A file's content as it was read, until the file changes: in a browser each look at a file takes its time."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

Content = TypeVar("Content")


def until_changed(read: Callable[[Path], Content]) -> Callable[[Path], Content]:
    """Return `read` for the last few files, each read again where its size or time is another.

    What it returns is shared, so nobody may change it. Raises what `read` does, and OSError as `Path.stat`.
    """

    @lru_cache(maxsize=8)
    def kept(path: Path, _size: int, _time: int) -> Content:
        return read(path)

    def reading(path: Path) -> Content:
        found = path.stat()
        return kept(path, found.st_size, found.st_mtime_ns)

    return reading
