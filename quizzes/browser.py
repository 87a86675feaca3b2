"""Where Python runs in a browser: files lie in the browser's storage.

A storage that is full takes nothing without saying so. What was written is therefore looked for. That two pages lose no
line of each other's is the page's part (`lesson_view/storing.js`).
"""

from __future__ import annotations

import os
import sys
from io import FileIO
from pathlib import Path


def is_browser() -> bool:
    """Say whether this Python runs in a browser."""
    return sys.platform == "emscripten"


def opened(path: Path) -> FileIO:
    """Open a file to append to it; its folder is made where there is none.

    A browser's other page may make the file between the look for it and the making.
    """
    try:
        return path.open("ab+", buffering=0)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        pass
    return path.open("ab+", buffering=0)


def is_kept(path: Path, line: bytes) -> bool:
    """Say whether a line that was appended to a file is there; it is not where the storage is full."""
    return line.strip() in (_found(path) or b"").split(b"\n")


def is_whole(path: Path, data: bytes) -> bool:
    """Say whether a file holds what was just written to it; it does not where the storage is full."""
    return _found(path) == data


def _found(path: Path) -> bytes | None:
    try:
        file = os.open(path, os.O_RDONLY)  # an open file of Python's would ask for its size, once more
    except OSError:
        return None
    try:
        size = os.lseek(file, 0, os.SEEK_END)
        os.lseek(file, 0, os.SEEK_SET)
        return os.read(file, size)
    finally:
        os.close(file)
