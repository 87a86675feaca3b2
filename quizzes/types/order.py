"""Options to put in order."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, ClassVar

from quizzes.catalogue import markup, say
from quizzes.markdown import inline
from quizzes.types.base import Answer, BaseItem, Earned, Identifier, Options, Simulate, Spot
from quizzes.types.checks import check_known, expect, is_list_of_names
from quizzes.types.shown import inlined, numbered, ticked


class Order(BaseItem, frozen=True, kw_only=True, tag="order"):
    """The options are put in order: the share of the key's neighbours that stand in the right order.

    Key: all ids in order. Response: the same. Feedback: "x>y" where x before y is the mistake. Mistakes are the
    key's neighbours the wrong way round, and whatever else the diagnosis names.
    """

    options: Options

    key_form: ClassVar[Any] = list[Identifier]
    locks: ClassVar[bool] = False

    def check(self, answer: Answer) -> None:
        if not is_list_of_names(answer.key) or set(answer.key) != set(self.options):
            raise ValueError(
                f"the key of an order item lists each option once; the options are {', '.join(self.options)}"
            )
        for wrong in answer.named:
            first, _, second = wrong.partition(">")
            check_known([first, second], self.options)
            if first == second:
                raise ValueError(f'the wrong answer "{wrong}" names one option twice')
            if answer.key.index(first) < answer.key.index(second):
                raise ValueError(f'the wrong answer "{wrong}" is right: the key has {first} before {second}')

    def expect(self, response: Any) -> None:
        expect(is_list_of_names(response) and set(response) == set(self.options), response, say("response.order"))

    def earned(self, answer: Answer, response: Any, simulate: Simulate | None = None) -> Earned:
        reversed_pairs = [f"{second}>{first}" for first, second in pairwise(answer.key)]
        share = sum(not _makes(response, name) for name in reversed_pairs) / len(reversed_pairs)
        missed = dict.fromkeys(name for name in (*answer.diagnosis, *reversed_pairs) if _makes(response, name))
        return Earned(share, tuple(missed), tuple(name for name in answer.feedback if _makes(response, name)))

    def spots(self, answer: Answer, response: Any, earned: Earned) -> dict[str, Spot]:
        """Say at the upper of two options that they stand the wrong way round; the others' places are right."""
        wrong = {name.partition(">")[0]: name for name in reversed(earned.missed)}
        moved = {part for name in earned.missed for part in name.split(">")}
        right = {name: Spot(is_right=True) for name in response if name not in moved}
        return right | {first: Spot(is_right=False, named=name) for first, name in wrong.items()}

    def tally(self, answer: Answer, response: Any) -> str:
        pairs = list(pairwise(answer.key))
        right = sum(not _makes(response, f"{second}>{first}") for first, second in pairs)
        return say("tally.neighbours", right=right, count=len(pairs))

    def rule(self) -> str:
        return say("rule.neighbours")

    def kept(self, answer: Answer, response: Any) -> Any:
        return response

    def in_words(self, answer: Answer, name: str) -> str:
        first, second = (inline(self.options[part]) for part in name.split(">"))
        return f"<i>{markup('order.before')}</i> {first} <i>/</i> {second}"

    def view(self) -> dict[str, Any]:
        return {"options": inlined(self.options)}

    def static(self, response: Any) -> str:
        if not response:
            return ticked(self.options, ())
        return numbered(inline(self.options[name]) for name in response if name in self.options)

    def given(self, response: Any) -> str:
        return numbered(inline(self.options[name]) for name in response)

    def shuffled(self, student: str) -> tuple[str, ...]:
        return self._drawn(self.options, student)

    def right(self, answer: Answer, simulate: Simulate | None = None) -> Any:
        return answer.key

    def wrong(self, answer: Answer) -> Any:
        return answer.key[::-1]


def _makes(response: list[str], mistake: str) -> bool:
    """Say whether a response has x before y, which is the mistake "x>y"."""
    first, _, second = mistake.partition(">")
    return response.index(first) < response.index(second)
