"""A vote between sides that can each be defended: it has no key.

After the vote the best case for each side is shown, and none of them is called right. What to do then, with a
neighbour or alone, is said where the question is asked again (`Quiz.repeats`).
"""

from __future__ import annotations

from typing import Any, NoReturn

from quizzes.catalogue import markup, say
from quizzes.markdown import html, inline
from quizzes.types.base import Answer, Identifier, Options, Text
from quizzes.types.checks import check_known, expect
from quizzes.types.keyless import Keyless
from quizzes.types.shown import inlined, ticked


class Vote(Keyless, frozen=True, kw_only=True, tag="vote"):
    """One option is taken. `cases` has for each the best reason for it, with its source. Response: an option's id."""

    options: Options
    cases: dict[Identifier, Text]

    def check_text(self) -> None:
        super().check_text()
        check_known(self.cases, self.options)
        for name in self.options:
            if name not in self.cases:
                raise ValueError(f'no case for the option "{name}"; write the best reason for it under `cases`')

    def check(self, answer: Answer) -> None:
        raise ValueError("a vote has no key: each side can be defended; take `answer` out")

    def expect(self, response: Any) -> None:
        expect(isinstance(response, str) and response in self.options, response, say("response.one"))

    def after(self, response: Any, is_again: bool) -> str:
        cases = "".join(
            f"<li><b>{inline(text)}</b>{html(self.cases[name])}</li>" for name, text in self.options.items()
        )
        then = "" if is_again else f"<p>{markup('vote.neighbour')}</p><p>{markup('vote.alone')}</p>"
        heading = markup("vote.voted", option=inline(self.options[response]))
        return f"<p><b>{heading}</b></p><p>{markup('vote.cases')}</p><ul>{cases}</ul>{then}"

    def view(self) -> dict[str, Any]:
        return {"options": inlined(self.options)}

    def static(self, response: Any) -> str:
        return ticked(self.options, (response,))

    def given(self, response: Any) -> str:
        return inline(self.options[response])

    def shuffled(self, student: str) -> tuple[str, ...]:
        return self._drawn(self.options, student)

    def _unmarked(self) -> NoReturn:
        raise TypeError(f'the vote "{self.id}" has no key')
