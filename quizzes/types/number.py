"""A number that is typed."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta

from quizzes.catalogue import digits, markup, say
from quizzes.markdown import inline
from quizzes.numbers import is_near, parse_number, reading, unit_behind, unreadable, with_comma
from quizzes.types.base import Answer, BaseItem, Earned, Simulate, Value
from quizzes.types.checks import expect
from quizzes.types.shown import typed_in


class NumberKey(Value, frozen=True, kw_only=True):
    """A number and how far an answer may lie from it, in the item's unit."""

    value: float
    tolerance: Annotated[float, Meta(ge=0)] = 0.0


class Number(BaseItem, frozen=True, kw_only=True, tag="number"):
    """A number is typed, in any form that `parse_number` reads: all or nothing. A text that is none is no answer yet.

    Key: `value` and `tolerance`; where the item has `numbers`, expressions of its numbers, and so is each wrong number.
    Response: the text as typed. Feedback: a wrong number. A mistake has the name of the first number of the diagnosis
    that lies within the tolerance, else it is the number itself.
    """

    unit: str = ""

    key_form: ClassVar[Any] = NumberKey
    typed: ClassVar[bool] = True

    def check(self, answer: Answer) -> None:
        key = msgspec.convert(answer.key, NumberKey)
        for wrong in answer.named:
            if is_near(float(wrong), key.value, key.tolerance):
                raise ValueError(f"the wrong answer {wrong} is right: it lies within the tolerance of the key")

    def expect(self, response: Any) -> None:
        expect(isinstance(response, str) and len(response) <= 100, response, say("response.number"))

    def is_complete(self, response: Any) -> bool:
        return parse_number(response, self.unit) is not None

    def is_ready(self, response: Any) -> bool:
        return self.is_complete(response)

    def unreadable(self, response: Any, saved: Any) -> str:
        return unreadable(response, self.unit, saved)

    def note(self, response: Any, attempt: int) -> str:
        return reading(response, self.unit)

    def earned(self, answer: Answer, response: Any, simulate: Simulate | None = None) -> Earned:
        key = msgspec.convert(answer.key, NumberKey)
        value = parse_number(response, self.unit)
        if value is None:
            return Earned(0.0)
        if is_near(value, key.value, key.tolerance):
            return Earned(1.0)  # a wrong number that was foreseen may lie as near
        named = tuple(name for name in answer.feedback if is_near(value, float(name), key.tolerance))
        known = (name for name in answer.diagnosis if is_near(value, float(name), key.tolerance))
        # With fewer digits the numbers of two students would look the same.
        return Earned(0.0, (next(known, f"{value:.12g}"),), named)

    def solution(self, answer: Answer, response: Any, simulate: Simulate | None = None) -> str:
        return escape(f"{digits(msgspec.convert(answer.key, NumberKey).value)} {self.unit}".strip())

    def in_words(self, answer: Answer, name: str) -> str:
        return inline(f"{name} {self.unit}")

    def view(self) -> dict[str, Any]:
        return {"unit": self.unit}

    def static(self, response: Any) -> str:
        unit = escape(unit_behind(response, self.unit))
        return f"<p>{markup('static.answer', answer=f'{typed_in(response)} {unit}')}</p>"

    def given(self, response: Any) -> str:
        unit = unit_behind(response, self.unit)
        return escape(f"{response} {unit}".strip())

    def worked_key(self, key: Any, work: Callable[[str | float], float]) -> Any:
        # Twelve digits, as of a wrong number: a student reads 25.5, not 25.499999999999996.
        return {name: float(f"{work(part):.12g}") for name, part in key.items()}

    def worked_name(self, name: str, work: Callable[[str | float], float]) -> str:
        return f"{work(name):.12g}"

    def right(self, answer: Answer, simulate: Simulate | None = None) -> Any:
        return repr(float(answer.key["value"]))

    def wrong(self, answer: Answer) -> Any:
        keys = [msgspec.convert(each.key, NumberKey) for each in answer.accepted]
        return repr(max(key.value + 10 * (key.tolerance + 1) for key in keys))

    def with_commas(self, response: Any) -> Any:
        return with_comma(response)
