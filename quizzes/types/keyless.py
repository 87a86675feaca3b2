"""What has no key: a person marks it (`by_person`), or nobody does (`is_kept`, or a vote).

What a key would do, it refuses.
"""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from quizzes.types.base import Answer, BaseItem, Earned, Simulate


class Keyless(BaseItem, frozen=True, kw_only=True):
    """An item that is answered, and that no key marks."""

    key_form: ClassVar[Any] = None
    keyed: ClassVar[bool] = False

    def check(self, answer: Answer) -> None:
        raise ValueError(f"a {self.kind} has no key: what is given is kept, and nobody marks it; take it out")

    def earned(self, answer: Answer, response: Any, simulate: Simulate | None = None) -> Earned:
        self._unmarked()

    def in_words(self, answer: Answer, name: str) -> str:
        self._unmarked()

    def right(self, answer: Answer, simulate: Simulate | None = None) -> Any:
        self._unmarked()

    def wrong(self, answer: Answer) -> Any:
        self._unmarked()

    def _unmarked(self) -> NoReturn:
        raise TypeError(f'the {self.kind} "{self.id}" is kept as it was given: nobody marks it')
