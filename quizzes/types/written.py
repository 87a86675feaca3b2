"""A text of one's own, which a person marks.

It is a quiz of its own, of the same id, and so is the notebook's cell that has its points: before a person marks that
cell, grading fills it from the journal. No key belongs to it, and no points of the quiz's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, NoReturn

import msgspec
from msgspec import Meta

import seeds
from quizzes.catalogue import say, whole
from quizzes.journal import LINE_LIMIT
from quizzes.markdown import html, inline
from quizzes.types.base import Answer, Text, Value
from quizzes.types.checks import ResponseError, expect
from quizzes.types.keyless import Keyless
from quizzes.types.shown import typed_in
from quizzes.written import is_visible

#: Bytes that a text may have within a line of the journal: the rest is for time, names and marks.
LONGEST = LINE_LIMIT - 2048
Words = Annotated[int, Meta(ge=1, le=10_000)]


class Length(Value, frozen=True, kw_only=True):
    """How many words are asked for: `about` so many, or from `least` to `most`."""

    about: Words | None = None
    least: Words | None = None
    most: Words | None = None

    @property
    def is_clear(self) -> bool:
        """Whether it says one of the two, and nothing that cannot be."""
        if self.about:
            return not (self.least or self.most)
        return bool(self.least and self.most and self.least <= self.most)


class Prose(Keyless, frozen=True, kw_only=True):
    """A text is written, and saved while it is. Response: the text as typed, with Markdown if the student likes it."""

    def expect(self, response: Any) -> None:
        expect(isinstance(response, str), response, say("response.text"))
        if _size(response) > LONGEST:
            raise ResponseError(_too_long(response))

    def is_answered(self, response: Any) -> bool:
        return isinstance(response, str) and is_visible(response)

    def counted(self, responses: Sequence[Any]) -> Any:
        return next((each for each in reversed(responses) if each is None or isinstance(each, str)), None)

    def static(self, response: Any) -> str:
        return html(response) if self.is_answered(response) else f"<p>{typed_in(None)}</p>"

    def given(self, response: Any) -> str:
        return html(response)


class Writing(Prose, frozen=True, kw_only=True, tag="written"):
    """A text is written; what it is worth a person says.

    `criteria` are what it is marked by, in Markdown, as students read it.
    """

    length: Length | None = None
    criteria: tuple[Text, ...] = ()

    by_person: ClassVar[bool] = True
    asks_confidence: ClassVar[bool] = False

    def check_text(self) -> None:
        super().check_text()
        if self.length and not self.length.is_clear:
            raise ValueError("`length` needs `about`, or `least` and a `most` that is not below it")

    def check(self, answer: Answer) -> None:
        raise ValueError("a written answer has no key: a person marks it by the scheme in the notebook; take it out")

    def view(self) -> dict[str, Any]:
        length = msgspec.to_builtins(self.length)
        return {"length": length, "criteria": [inline(text) for text in self.criteria], "sentences": essay_sentences()}

    def _unmarked(self) -> NoReturn:
        raise TypeError(f'the written answer "{self.id}" is marked by a person, not by a key')


def essay_sentences() -> list[list[str]]:
    """Return the sentences of each paragraph of the course's text, which a student may put into a text."""
    return [list(seeds.sentences(number)) for number in range(1, len(seeds.essay().paragraphs) + 1)]


def _size(text: str) -> int:
    """Return how many bytes a text has in the journal."""
    return len(msgspec.json.encode(text))


def _too_long(text: str) -> str:
    """Say how long a text is and how much of it one answer can hold."""
    fits, above = 0, len(text)
    while above - fits > 1:
        middle = (fits + above) // 2
        fits, above = (middle, above) if _size(text[:middle]) <= LONGEST else (fits, middle)
    counts = {"characters": whole(len(text)), "words": whole(len(text.split()))}
    return say("response.long_text", **counts, most=whole(fits), most_words=whole(len(text[:fits].split())))
