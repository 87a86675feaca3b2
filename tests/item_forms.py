"""The form of the table of item types: what a row of `tests.items` says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from quizzes.types import Answer, Simulate
from tests.single_mistakes import Costs


@dataclass(frozen=True)
class Marked:
    """A response, the share of the points that it earns, and its mistakes; `blank`: it is no answer."""

    response: Any
    share: float
    missed: tuple[str, ...] = ()
    blank: bool = False

    @property
    def outcome(self) -> str:
        """The word for it."""
        if self.blank:
            return "not answered"
        return "right" if self.share == 1 else "partly right" if self.share else "wrong"


@dataclass(frozen=True)
class Told:
    """What a student reads: the feedback of a key, a response, and the texts that it brings."""

    feedback: dict[str, str]
    response: Any
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """What the page's control gets, what is read without a script before and after `response`, and in the review."""

    view: dict[str, Any]
    blank: str
    response: Any
    static: str
    given: str


@dataclass(frozen=True)
class Row:
    """What the tests know of one type.

    `malformed` maps what the type asks for to responses that are none, `in_words` a mistake to words that say it;
    `foreseen(item, key)` names the wrong answers that must have feedback in the bank, and
    `wrongs(item, answer, simulate)` yields each response with a single mistake.
    """

    fields: dict[str, Any]
    key: Any
    marked: tuple[Marked, ...]
    malformed: dict[str, tuple[Any, ...]]
    shown: Shown
    told: tuple[Told, ...]
    in_words: dict[str, str]
    foreseen: Callable[[Any, Any], set[str]]
    wrongs: Callable[[Any, Answer, Simulate | None], Costs]

    @property
    def refused(self) -> Iterator[tuple[Any, str]]:
        """The malformed responses, each with what is asked for instead."""
        return ((response, wanted) for wanted, responses in self.malformed.items() for response in responses)
