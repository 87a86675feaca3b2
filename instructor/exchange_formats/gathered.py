"""What a reader gathers: questions in the groups of their file, and what did not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from string import ascii_lowercase
from typing import TypeVar

from instructor.exchange_formats.forms import Form, FormatError, Found, Group, Lost
from instructor.exchange_formats.shown import Pictures

T = TypeVar("T")


class Gathered:
    """Questions as they come; `begin` opens a group, one of the same name is gone on with."""

    def __init__(self) -> None:
        self.groups: dict[str, tuple[str, list[Form]]] = {}
        self.lost: list[Lost] = []
        self.pictures = Pictures()
        self.now = ""

    def begin(self, name: str, identifier: str = "") -> None:
        """Let the next questions stand in a group: the last part of a category's path is its title."""
        self.now = name
        title = name.rpartition("/")[2].replace("\0", "/").strip()
        self.groups.setdefault(name, (identifier, []))
        self.groups[name] = (identifier or self.groups[name][0] or title, self.groups[name][1])

    def add(self, question: Form) -> None:
        """Add a question to the group that is open."""
        self.groups.setdefault(self.now, ("", []))[1].append(question)

    def found(self) -> Found:
        """Return all that was gathered; a group without questions is none."""
        groups = (
            Group(identifier, name.rpartition("/")[2].replace("\0", "/").strip(), tuple(questions))
            for name, (identifier, questions) in self.groups.items()
            if questions
        )
        return Found(tuple(groups), tuple(self.lost), self.pictures.taken)


def decoded(data: bytes) -> str:
    """Return the text of a file. Raises FormatError where it is none in UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FormatError("it is no text in UTF-8; save it as UTF-8, and import again") from None


def lettered(values: Iterable[T]) -> Iterator[tuple[str, T]]:
    """Yield values with ids: a to z, then o27 and on."""
    for number, value in enumerate(values):
        yield (ascii_lowercase[number] if number < len(ascii_lowercase) else f"o{number + 1}"), value
