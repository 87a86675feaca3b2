"""Files of the course folder that are written whole or not at all, and under names that nothing has."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import msgspec


def write(path: Path, content: str | bytes, mode: int | None = None) -> None:
    """Write a file whole or not at all, with its line ends as they are.

    Somebody else may write in the folder: what lies where the file is prepared is taken away, and never followed.

    Parameters
    ----------
    path
        The file, in a folder that is there.
    content
        What it will hold.
    mode
        Its permissions; by default those of the file that it replaces, and that one's group.
    """
    partial = path.with_name(f"{path.name}.part")
    partial.unlink(missing_ok=True)
    with partial.open("xb") as file:
        if sys.platform != "win32":
            _let(file.fileno(), path, mode)
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _let(opened: int, path: Path, mode: int | None) -> None:
    """Give an open file its mode, or that of another with its group where one may: others of the staff read it, too."""
    if mode is not None:
        os.fchmod(opened, mode)
    elif path.exists():
        facts = path.stat()
        with suppress(PermissionError):
            os.fchown(opened, -1, facts.st_gid)
        os.fchmod(opened, facts.st_mode & 0o777)


def write_json(path: Path, value: object) -> None:
    """Write a value as JSON that a person can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n")


def free(path: Path, numbered: str) -> Path:
    """Return a path that nothing lies at: the same, or `numbered` with its `{stem}`, `{suffix}` and a `{number}`."""
    candidate, number = path, 1
    while candidate.exists():
        number += 1
        candidate = path.with_name(numbered.format(stem=path.stem, suffix=path.suffix, number=number))
    return candidate
