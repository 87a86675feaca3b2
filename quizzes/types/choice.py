"""A choice of one option."""

from __future__ import annotations

from typing import Any, ClassVar

from quizzes.catalogue import say
from quizzes.markdown import inline
from quizzes.types.base import Answer, BaseItem, Earned, Identifier, Options, Simulate, Spot
from quizzes.types.checks import check_credit_of_one, check_known, expect
from quizzes.types.shown import inlined, ticked


class Choice(BaseItem, frozen=True, kw_only=True, tag="choice"):
    """One option is right: all or nothing, unless `credit` gives another one a share.

    `shuffle: false` keeps a meaningful order.
    Key: the option's id. Response: an id. Feedback: an option's id.
    """

    options: Options
    shuffle: bool = True

    key_form: ClassVar[Any] = Identifier
    credits_options: ClassVar[bool] = True

    def check(self, answer: Answer) -> None:
        check_known([answer.key, *answer.named], self.options)
        check_credit_of_one(answer, self.options)

    def expect(self, response: Any) -> None:
        expect(isinstance(response, str) and response in self.options, response, say("response.one"))

    def earned(self, answer: Answer, response: Any, simulate: Simulate | None = None) -> Earned:
        if response == answer.key:
            return Earned(1.0, (), (response,))
        return Earned(answer.credit.get(response, 0.0), (response,), (response,))

    def spots(self, answer: Answer, response: Any, earned: Earned) -> dict[str, Spot]:
        # What earns a share is neither right nor wrong: it is spoken of below.
        return {} if response in answer.credit else {response: Spot(response == answer.key, response)}

    def in_words(self, answer: Answer, name: str) -> str:
        return inline(self.options[name])

    def view(self) -> dict[str, Any]:
        return {"options": inlined(self.options)}

    def static(self, response: Any) -> str:
        return ticked(self.options, (response,))

    def given(self, response: Any) -> str:
        return inline(self.options[response])

    def shuffled(self, student: str) -> tuple[str, ...]:
        return self._drawn(self.options, student) if self.shuffle else tuple(self.options)

    def right(self, answer: Answer, simulate: Simulate | None = None) -> Any:
        return answer.key

    def wrong(self, answer: Answer) -> Any:
        # None where every option is accepted: then only no answer earns nothing.
        return next((name for name in self.options if name not in (answer.key, *answer.also, *answer.credit)), None)
