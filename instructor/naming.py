"""How a lesson may be named at the command line: by its name, by how that begins, by its number; and a folder.

`release 2` and `release 02-sec` both mean `02-second`. What more than one lesson may be meant by is refused
and never guessed; what is none stays as it was typed, and whoever asks for that lesson says which is nearest.
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from instructor.course import Course, UnknownNameError


def named(course: Course, typed: str) -> str:
    """Return the lesson that somebody means, or what was typed where it is none. Raises UnknownNameError."""
    known = course.assignments()
    if typed in known or not typed:
        return typed
    numbered = [name for name in known if typed.isdecimal() and _number(name) == int(typed)]
    found = numbered or [name for name in known if name.startswith(typed)]
    if len(found) > 1:
        raise UnknownNameError(f'"{typed}" may be {" or ".join(found)}; write more of its name')
    return found[0] if found else typed


def _number(name: str) -> int | None:
    """Return the number that a lesson's name begins with."""
    first = name.partition("-")[0]
    return int(first) if first.isdecimal() else None


class _Lesson(click.ParamType):  # type: ignore[type-arg]  # generic in newer versions of click alone
    """A lesson of the course that a command is given in."""

    name = "lesson"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the lesson's whole name."""
        return named(Course.here(), str(value))


LESSON = _Lesson()


def check_folder(folder: Path) -> None:
    """Raise UnknownNameError where a course's folder is not there, with the one beside it that has nearly its name."""
    if not folder.is_dir() and folder != Course.here(pointed=False).root / "build":
        beside = [path.name for path in folder.parent.glob("*/")] if folder.parent.is_dir() else []
        near = [str(folder.with_name(name)) for name in get_close_matches(folder.name, beside, n=1)]
        hint = f"; did you mean {near[0]}?" if near else "."
        raise UnknownNameError(
            f"there is no folder {folder}{hint} A new course: python -m instructor new course FOLDER"
        )
