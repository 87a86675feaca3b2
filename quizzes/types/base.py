"""What every item type has in common: its fields, and what the rest of the project asks of it.

An item says what the student sees; its answer (key, rationale, feedback) is a value of its own. Practice items carry
their answer, because it is for everyone. The answers of graded items lie in `instructor/keys/`, so a student's copy
cannot leak what it does not hold. The names of the item types are QTI's.

A type is a subclass of `BaseItem` in a module of its own. Page, widget, scorer, review, item analysis and the made-up
class know an item by the methods of `BaseItem` alone, so the docstrings there are what a new type has to keep to. Those
marked as abstract have to be written; the others say what holds for most types.
"""

from __future__ import annotations

import sys
from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from quizzes.types.checks import check_paragraphs, is_blank
from quizzes.types.values import (
    Answer,
    Earned,
    Evidence,
    Identifier,
    Level,
    Name,
    Options,
    Paragraph,
    Points,
    Spot,
    Text,
    Value,
)
from quizzes.types.varied import Varied
from quizzes.types.window import Window

__all__ = [
    "Answer",
    "BaseItem",
    "Earned",
    "Evidence",
    "Identifier",
    "Level",
    "Name",
    "Options",
    "Paragraph",
    "Points",
    "Simulate",
    "Spot",
    "Text",
    "Value",
    "drawn",
]

#: A lesson's model: called with the parameters by name, returns quantities by name; ValueError: no such state.
Simulate = Callable[..., Mapping[str, float]]


class BaseItem(Value, frozen=True, kw_only=True, tag_field="type"):
    """What all item types share. Stem, options, rationale and feedback are Markdown with $...$ mathematics.

    `concept` names an entry of the glossary, `objective` counts the lesson's objectives from 1, and `evidence` is what
    the item rests on; a course without glossary or text leaves the first and the last out. `level` is for the
    instructor's tables alone and no release holds it: it would tell how hard a question is meant to be. `numbers` names
    numbers that differ from student to student, and stand in the texts as {{name}} (see `quizzes.drawing`).
    `hints` are shown one after the other to whoever asks, and cost nothing. `window` says when it can be answered.
    """

    id: Identifier
    stem: Text
    objective: Annotated[int, Meta(ge=1, le=12)]
    level: Level | None = None
    concept: Identifier | None = None
    evidence: tuple[Evidence, ...] = ()
    points: Points = 1.0
    answer: Answer | None = None
    numbers: dict[Name, Varied | str] = {}
    hints: Annotated[tuple[Text, ...], Meta(max_length=9)] = ()
    window: Window | None = None

    #: What form a key has; what is no struct is a name, a list of names, or names by names.
    key_form: ClassVar[Any] = Any
    #: Whether a mistake can be a value that one student alone gave: then one that the keys do not name is shown to the
    #: class only where two made it.
    typed: ClassVar[bool] = False
    #: Whether a person marks it: then it has no key, and it is the one item of a quiz of its own.
    by_person: ClassVar[bool] = False
    #: Whether nobody marks it: what is given is kept as it is, and it is in no graded quiz.
    is_kept: ClassVar[bool] = False
    #: Whether it has a right answer: what has none carries no key, is never graded and earns nothing.
    keyed: ClassVar[bool] = True
    #: Whether the page asks how sure one is of it.
    asks_confidence: ClassVar[bool] = True
    #: Whether `Answer.credit` may set the shares of its options.
    credits_options: ClassVar[bool] = False
    #: Whether what was right stays as it is in the next attempt, or can be changed there.
    locks: ClassVar[bool] = True

    # What there is

    @property
    def kind(self) -> str:
        """The name of its type, as a bank writes it under `type`."""
        return str(self.__struct_config__.tag)

    @property
    def simulated_by(self) -> str:
        """The module beside the notebook whose `simulate` it takes to mark this item; "" where it takes none."""
        return ""

    @classmethod
    def control(cls) -> Path:
        """Return the file of the type's control in the page: of the same name as its module, and beside it."""
        return Path(sys.modules[cls.__module__].__file__ or "").with_suffix(".js")

    # What may stand in a bank

    def check_text(self) -> None:
        """Raise ValueError where the course's text has no paragraph that it names, or its window makes no sense."""
        check_paragraphs(words.paragraph for words in self.evidence)
        if self.window:
            self.window.check()

    @abstractmethod
    def check(self, answer: Answer) -> None:
        """Raise ValueError unless `answer` can mark this item: its key, and every wrong answer that it names.

        Whatever of the item's own fields cannot be is refused here too.
        """

    # What a student answers

    @abstractmethod
    def expect(self, response: Any) -> None:
        """Raise ResponseError unless `response` has this type's form; it may be any JSON but null.

        An answer that passed stays readable: ask for no more than a later correction of the bank can keep.
        """

    def is_answered(self, response: Any) -> bool:
        """Say whether there is an answer: a blank or an empty list is none."""
        return not is_blank(response)

    def is_complete(self, response: Any) -> bool:
        """Say whether nothing of an answer is missing."""
        return self.is_answered(response)

    def is_ready(self, response: Any) -> bool:
        """Say whether a practice question marks an answer yet."""
        return self.is_answered(response)

    def counted(self, responses: Sequence[Any]) -> Any:
        """Return the one of several responses, oldest first, that counts: the last; None where there is none."""
        return responses[-1] if responses else None

    def unreadable(self, response: Any, saved: Any) -> str:
        """Say of a response, or a part of one, what cannot be read and is not saved for that; "" where all can be read.

        `saved` is the response that was saved last and still counts: the student is told what it is. A text that an
        older version saved all the same is not complete, and a person looks at it.
        """
        return ""

    def note(self, response: Any, attempt: int) -> str:
        """Return what a student should know about an answer that was saved as it is; "" is nothing."""
        return ""

    def after(self, response: Any, is_again: bool) -> str:
        """Return what a student reads after an answer that no key marks, as HTML; "" is nothing.

        `is_again` says that the same was asked before (`Quiz.repeats`).
        """
        return ""

    # What it earns

    @abstractmethod
    def earned(self, answer: Answer, response: Any, simulate: Simulate | None = None) -> Earned:
        """Mark a response that is answered and passes `expect`; `simulate` is the model that `simulated_by` names."""

    def spots(self, answer: Answer, response: Any, earned: Earned) -> dict[str, Spot]:
        """Return, by the names that the type's control has for its parts, what is said at each of those answered.

        `earned` is what `answer` and `response` earn. Types of one part alone return none.
        """
        return {}

    def tally(self, answer: Answer, response: Any) -> str:
        """Count in words what was right: "2 of 3 rows are right"; "" where an answer is right or wrong as a whole."""
        return ""

    def rule(self) -> str:
        """Say in a sentence how the points come about; "" where an answer is right or wrong as a whole."""
        return ""

    def solution(self, answer: Answer, response: Any, simulate: Simulate | None = None) -> str:
        """Return what would have been right in place of a response, in the words of the item, as HTML.

        The response is None, or passes `expect`, and did not earn everything. "" says that nothing can be named.
        """
        return self.given(self.right(answer))

    def kept(self, answer: Answer, response: Any) -> Any:
        """Return what of a response the next attempt begins with: what was right; None is nothing."""
        return None

    @abstractmethod
    def in_words(self, answer: Answer, name: str) -> str:
        """Say one of the mistakes of `Earned.missed` or `Answer.diagnosis` in the words of the item, as HTML."""

    # How it is shown

    @abstractmethod
    def view(self) -> dict[str, Any]:
        """Return what the type's control in the page needs besides id, type, points and stem, every text as HTML.

        Raises
        ------
        ValueError
            Where the item cannot be shown; the message says what to mend.
        """

    @abstractmethod
    def static(self, response: Any) -> str:
        """Return the options with what was chosen, or what was typed, as HTML without a script; None: nothing yet."""

    @abstractmethod
    def given(self, response: Any) -> str:
        """Return a response that passes `expect` in the words that the student saw, as HTML for the review."""

    def table(self, answer: Answer, response: Any, reasons: Mapping[str, str]) -> str:
        """Return what was given beside what is right and why (HTML by the feedback's names) as a table; "" is none."""
        return ""

    def met(self, response: Any, simulate: Simulate | None = None) -> str:
        """Say what was predicted and what came; "" where nothing was."""
        return ""

    def shuffled(self, student: str) -> tuple[str, ...]:
        """Return the ids of the options in the order in which a student sees them, always the same.

        Types whose options have no order to draw return none.
        """
        return ()

    # Where its numbers vary

    def worked_key(self, key: Any, work: Callable[[str | float], float]) -> Any:
        """Return a key with its expressions worked out; `work` does that, and raises ValueError."""
        return key

    def worked_name(self, name: str, work: Callable[[str | float], float]) -> str:
        """Return the name of a wrong answer with its expression worked out."""
        return name

    # Examples

    @abstractmethod
    def right(self, answer: Answer, simulate: Simulate | None = None) -> Any:
        """Return a response that earns all of the points."""

    @abstractmethod
    def wrong(self, answer: Answer) -> Any:
        """Return a response that earns nothing and is an answer all the same."""

    def with_commas(self, response: Any) -> Any:
        """Return `response` with its typed numbers as much of the world writes them."""
        return response

    def _drawn(self, names: Iterable[str], student: str) -> tuple[str, ...]:
        """Return `names` in the order that student and item draw: it stays from attempt to attempt."""
        return drawn(names, f"{student} {self.id}")


def drawn(names: Iterable[str], lot: str) -> tuple[str, ...]:
    """Return `names` in an order that depends on nothing but the lot."""
    order = list(names)
    Random(lot).shuffle(order)
    return tuple(order)
