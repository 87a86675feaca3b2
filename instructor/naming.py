"""How a lesson may be named at the command line: by its name, by how that begins, by its number.

`release 2` and `release 02-who` both mean `02-who-pays-for-order`. What more than one lesson may be meant by is refused
and never guessed; what is none stays as it was typed, and whoever asks for that lesson says which is nearest.
"""

from __future__ import annotations

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


class _Lesson(click.ParamType):
    """A lesson of the course that a command is given in."""

    name = "lesson"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the lesson's whole name."""
        return named(Course.here(), str(value))


LESSON = _Lesson()
