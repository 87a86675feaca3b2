"""The values that every item type is made of: ids and texts, an answer with what is told, what a response earns."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

import msgspec
from msgspec import Meta
from msgspec.structs import replace

Identifier = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Text = Annotated[str, Meta(min_length=1)]
Points = Annotated[float, Meta(gt=0, le=100)]
#: What an item takes of whoever answers it, the least first.
Level = Literal["recall", "apply", "analyse", "judge"]
Credit = Annotated[float, Meta(ge=-1, le=1)]
Paragraph = Annotated[int, Meta(ge=1)]
#: What may be chosen, by id; a journal's entry stores the order of so many.
Options = Annotated[dict[Identifier, Text], Meta(min_length=2, max_length=14)]


class Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The base of every value here: it cannot change, and a misspelt field is an error."""


class Evidence(Value, frozen=True, kw_only=True):
    """The exact words of the course's text that an item rests on, and the paragraph, from 1, they stand in."""

    paragraph: Paragraph
    quote: Text


class Answer(Value, frozen=True, kw_only=True):
    """What an item is marked by and what a student reads after the marking.

    Each item type says in its docstring what form `key` has and how `feedback` (wrong answer -> what the student
    reads) names a wrong answer. `diagnosis` has the same names and tells the instructor the misconception. `also` has
    further keys, each as good as the first; what a response earns is the best of them. `credit` sets, by the names of
    options, what share of the points picking one earns where the type's rule does not fit. `void` takes a graded item
    back after it was asked: "full" gives everyone its points, "out" takes it out of the total.
    """

    key: Any
    rationale: Text
    feedback: dict[str, Text] = {}
    diagnosis: dict[str, Text] = {}
    also: tuple[Any, ...] = ()
    credit: dict[str, Credit] = {}
    void: Literal["full", "out"] | None = None

    @property
    def accepted(self) -> tuple[Self, ...]:
        """The same answer with each of its keys as the only one, the first one first."""
        return tuple(replace(self, key=key, also=()) for key in (self.key, *self.also))

    @property
    def named(self) -> tuple[str, ...]:
        """The names of all wrong answers that it speaks of."""
        return (*self.feedback, *self.diagnosis, *self.credit)


class Earned(msgspec.Struct, frozen=True):
    """What a well-formed response earns, from 0 to 1, and the names by which the answer speaks of it.

    `missed` are the mistakes, each once: item analysis counts them and `Answer.diagnosis` explains them. `named` are
    the names that `Answer.feedback` may have a text for, in the order in which it is read. They are two because a
    student may read something about a right pick, and because what was left out is a mistake without a text.
    """

    share: float
    missed: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class Spot(msgspec.Struct, frozen=True):
    """A part of an item, as an option or a row: whether its answer is right, and the feedback's name for it."""

    is_right: bool
    named: str = ""
