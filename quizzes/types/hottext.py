"""Paragraphs of the course's text, or words in it, to pick from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

import seeds
from quizzes.catalogue import say
from quizzes.markdown import inline
from quizzes.types.base import Answer, BaseItem, Earned, Identifier, Paragraph, Simulate, Spot, Text
from quizzes.types.checks import (
    check_credit_of_one,
    check_credit_of_several,
    check_known,
    check_paragraphs,
    earned_by_picks,
    expect,
    expect_picks,
)
from quizzes.types.shown import bullets, pick_in_words, picks_counted, ticked


class Hottext(BaseItem, frozen=True, kw_only=True, tag="hottext"):
    """The answer is picked in the course's text: a paragraph, or words of it.

    `fragments` maps an id to exact words of the text; without it the choices are the paragraphs of `paragraphs`
    (first, last; all of them by default), with ids p1, p2 and so on. `pick` says how many a student may take: of one it
    is all or nothing, of several the share of right picks minus the share of wrong ones, never below 0; `credit` sets
    shares of its own, as for `choice` and `multiple`.
    Key: the list of right ids. Response: a list of ids. Feedback: an id. A mistake is a wrong pick or, of several, a
    right one that was left out.
    """

    pick: Literal["one", "several"] = "one"
    paragraphs: tuple[Paragraph, Paragraph] | None = None
    fragments: dict[Identifier, Text] = {}

    key_form: ClassVar[Any] = list[Identifier]
    credits_options: ClassVar[bool] = True

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last paragraph to pick in."""
        return self.paragraphs or (1, len(seeds.essay().paragraphs))

    @property
    def options(self) -> dict[str, str]:
        """Map each id to what is shown: the fragment, or the paragraph's number."""
        first, last = self.span
        return self.fragments or {f"p{n}": say("essay.paragraph", number=n) for n in range(first, last + 1)}

    def check_text(self) -> None:
        super().check_text()
        check_paragraphs(self.span)

    def check(self, answer: Answer) -> None:
        if not isinstance(answer.key, list) or not answer.key or (self.pick == "one" and len(answer.key) > 1):
            raise ValueError("the key of a hottext item is a list: one id, or several where `pick` is several")
        check_known([*answer.key, *answer.named], self.options)
        if self.pick == "one":
            check_credit_of_one(answer, self.options)
        else:
            check_credit_of_several(answer)

    def expect(self, response: Any) -> None:
        expect_picks(response, self.options)
        expect(self.pick == "several" or len(response) == 1, response, say("response.pick"))

    def earned(self, answer: Answer, response: Any, simulate: Simulate | None = None) -> Earned:
        is_part = self.pick == "one" and response != answer.key
        share = answer.credit.get(response[0], 0.0) if is_part else earned_by_picks(response, answer)
        left_out = set() if self.pick == "one" else set(answer.key) - set(response)
        missed = {*left_out, *(set(response) - set(answer.key))}
        return Earned(share, tuple(name for name in self.options if name in missed), tuple(response))

    def spots(self, answer: Answer, response: Any, earned: Earned) -> dict[str, Spot]:
        picked = response if self.pick == "several" else [name for name in response if name not in answer.credit]
        return {name: Spot(name in answer.key, name) for name in picked}

    def tally(self, answer: Answer, response: Any) -> str:
        return picks_counted(answer.key, response) if self.pick == "several" else ""

    def rule(self) -> str:
        return say("rule.picks") if self.pick == "several" else ""

    def kept(self, answer: Answer, response: Any) -> Any:
        return [name for name in response if name in answer.key] or None

    def in_words(self, answer: Answer, name: str) -> str:
        return pick_in_words(self.options, answer.key, name)

    def view(self) -> dict[str, Any]:
        return {"pick": self.pick, "passages": list(self.passages())}

    def passages(self) -> Iterator[dict[str, Any]]:
        """Yield the paragraphs to pick from: {"paragraph": 8, "parts": [text or {"id", "text"}, ...]}.

        Where the item has fragments, only the paragraphs that hold one are shown.

        Raises
        ------
        ValueError
            Where a fragment is not, word for word, in one of the item's paragraphs, or overlaps another one.
        """
        first, last = self.span
        missing = dict(self.fragments)
        for number in range(first, last + 1):
            text = seeds.paragraph(number)
            here = {name: words for name, words in missing.items() if words in text}
            missing = {name: words for name, words in missing.items() if name not in here}
            if here or not self.fragments:
                yield {"paragraph": number, "parts": _cut(text, here)}
        if missing:
            raise ValueError(f"not in P{first} to P{last}: {', '.join(missing)}; quote the text exactly")

    def static(self, response: Any) -> str:
        return ticked(self.options, response or ())

    def given(self, response: Any) -> str:
        return bullets(inline(self.options[name]) for name in response)

    def right(self, answer: Answer, simulate: Simulate | None = None) -> Any:
        return answer.key

    def wrong(self, answer: Answer) -> Any:
        return [name for name in self.options if name not in (*answer.key, *answer.credit)][:1]


def _cut(text: str, fragments: Mapping[str, str]) -> list[str | dict[str, str]]:
    """Split a paragraph into running text and the fragments in it."""
    parts: list[str | dict[str, str]] = []
    end = 0
    for name, words in sorted(fragments.items(), key=lambda pair: text.index(pair[1])):
        start = text.index(words)
        if start < end:
            raise ValueError(f'the fragment "{name}" overlaps another one; shorten one of them')
        parts += [text[end:start], {"id": name, "text": words}]
        end = start + len(words)
    return [part for part in (*parts, text[end:]) if part]
