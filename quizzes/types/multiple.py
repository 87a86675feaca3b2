"""A choice of several options."""

from __future__ import annotations

from typing import Any, ClassVar

from quizzes.catalogue import say
from quizzes.markdown import inline
from quizzes.types.base import Answer, BaseItem, Earned, Identifier, Options, Simulate, Spot
from quizzes.types.checks import check_credit_of_several, check_known, earned_by_picks, expect_picks
from quizzes.types.shown import bullets, inlined, pick_in_words, picks_counted, ticked


class Multiple(BaseItem, frozen=True, kw_only=True, tag="multiple"):
    """Any number of options may be right: the share of right picks minus the share of wrong ones, never below 0.

    With `credit` options have shares of their own: those of the right ones are 1 together, and no wrong one adds.
    Key: the list of their ids. Response: a list of ids. Feedback: the id of an option that was picked, right or wrong.
    A mistake is a wrong pick, or a right option that was left out.
    """

    options: Options
    shuffle: bool = True

    key_form: ClassVar[Any] = list[Identifier]
    credits_options: ClassVar[bool] = True

    def check(self, answer: Answer) -> None:
        if not isinstance(answer.key, list) or not answer.key:
            raise ValueError("the key of a multiple item is a list of at least one option")
        check_known([*answer.key, *answer.named], self.options)
        check_credit_of_several(answer)

    def expect(self, response: Any) -> None:
        expect_picks(response, self.options)

    def earned(self, answer: Answer, response: Any, simulate: Simulate | None = None) -> Earned:
        missed = tuple(name for name in self.options if (name in response) != (name in answer.key))
        return Earned(earned_by_picks(response, answer), missed, tuple(response))

    def spots(self, answer: Answer, response: Any, earned: Earned) -> dict[str, Spot]:
        return {name: Spot(name in answer.key, name) for name in response}

    def tally(self, answer: Answer, response: Any) -> str:
        return picks_counted(answer.key, response)

    def rule(self) -> str:
        return say("rule.picks")

    def kept(self, answer: Answer, response: Any) -> Any:
        return [name for name in response if name in answer.key] or None

    def in_words(self, answer: Answer, name: str) -> str:
        return pick_in_words(self.options, answer.key, name)

    def view(self) -> dict[str, Any]:
        return {"options": inlined(self.options)}

    def static(self, response: Any) -> str:
        return ticked(self.options, response or ())

    def given(self, response: Any) -> str:
        return bullets(inline(self.options[name]) for name in response)

    def shuffled(self, student: str) -> tuple[str, ...]:
        return self._drawn(self.options, student) if self.shuffle else tuple(self.options)

    def right(self, answer: Answer, simulate: Simulate | None = None) -> Any:
        return answer.key

    def wrong(self, answer: Answer) -> Any:
        return [name for name in self.options if name not in answer.key][:1]
