"""Where Python runs in a browser: files lie in the browser's storage, and a file that is closed is written as a whole.

So two pages may write over each other's line, and a storage that is full takes nothing without saying so. What was
written is therefore looked for, and written again where another page's writing has lost it, then or later: this process
remembers the lines that it wrote.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

#: Tries to write a line beside other pages.
TRIES = 3
#: Lines of a file that are remembered: what two pages write at once is a few.
REMEMBERED = 50
_written: dict[Path, list[bytes]] = {}


def is_browser() -> bool:
    """Say whether this Python runs in a browser."""
    return sys.platform == "emscripten"


def ensure(path: Path, line: bytes) -> None:
    """Look whether a line that was appended to a file is there, with those before; put back what is not.

    Parameters
    ----------
    path
        The file.
    line
        What was appended, ending in a line feed.

    Raises
    ------
    OSError
        Where it cannot be kept: the storage is full.
    """
    own = [*_written.get(path, []), line.strip()]
    for _ in range(TRIES):
        data = path.read_bytes()
        kept = set(data.split(b"\n"))
        lost = [each for each in own if each not in kept]
        if not lost:
            _written[path] = own[-REMEMBERED:]
            return
        path.write_bytes(_with(data, lost, own))
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _with(data: bytes, lost: list[bytes], own: list[bytes]) -> bytes:
    """Return a file's bytes with lost lines: the newest at the end, an older one after those written before it."""
    lines = [line for line in data.split(b"\n") if line]
    for line in lost:
        before = set(own[: own.index(line)])
        after = max((number for number, each in enumerate(lines, 1) if each in before), default=0)
        lines.insert(len(lines) if line == own[-1] else after, line)
    return b"\n".join(lines) + b"\n"
