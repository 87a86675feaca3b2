"""A graded cell of a student, as its feedback page needs it."""

from __future__ import annotations

from dataclasses import dataclass

from instructor.marking.facts import ItemFacts

_CELL = "cell-"


@dataclass(frozen=True)
class Graded:
    """A graded cell: its name and title, its points, the facts of its items where it is a quiz, its comment.

    `waits`: nobody has marked it yet. `again`: it was marked, and the answer has changed since. `blank`: it is as the
    release had it.
    """

    name: str
    title: str
    score: float
    maximum: float
    objective: int | None = None
    items: tuple[ItemFacts, ...] = ()
    comment: str = ""
    waits: bool = False
    again: bool = False
    blank: bool = False

    @property
    def anchor(self) -> str:
        """The id that it has in the page."""
        return f"{_CELL}{self.name}"
