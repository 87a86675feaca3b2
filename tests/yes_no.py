"""An item type from outside: what a course would write that wants one more."""

from __future__ import annotations

from typing import Any

from quizzes.markdown import inline
from quizzes.types import Answer, BaseItem, Earned, Simulate
from quizzes.types.checks import check_known, expect
from quizzes.types.shown import inlined, ticked


class YesNo(BaseItem, frozen=True, kw_only=True, tag="yesno"):
    """A statement that holds or not. Key: "yes" or "no". Response: the same. Feedback: the wrong one of the two."""

    yes: str = "It holds"
    no: str = "It does not"

    @property
    def options(self) -> dict[str, str]:
        """The two answers."""
        return {"yes": self.yes, "no": self.no}

    def check(self, answer: Answer) -> None:
        check_known([answer.key, *answer.named], self.options)

    def expect(self, response: Any) -> None:
        expect(response in tuple(self.options), response, "yes or no")

    def earned(self, answer: Answer, response: Any, simulate: Simulate | None = None) -> Earned:
        is_right = response == answer.key
        return Earned(float(is_right), () if is_right else (response,), (response,))

    def in_words(self, answer: Answer, name: str) -> str:
        return inline(self.options[name])

    def view(self) -> dict[str, Any]:
        return {"options": inlined(self.options)}

    def static(self, response: Any) -> str:
        return ticked(self.options, (response,))

    def given(self, response: Any) -> str:
        return inline(self.options[response])

    def right(self, answer: Answer, simulate: Simulate | None = None) -> Any:
        return answer.key

    def wrong(self, answer: Answer) -> Any:
        return "no" if answer.key == "yes" else "yes"
