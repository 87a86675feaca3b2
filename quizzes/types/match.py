"""Rows that each take one of the options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from quizzes.catalogue import markup, say
from quizzes.markdown import inline
from quizzes.types.base import Answer, BaseItem, Earned, Identifier, Options, Simulate, Spot, drawn
from quizzes.types.checks import check_known, expect, right_minus_wrong
from quizzes.types.shown import Row, bullets, inlined, plain_list, table


class Match(BaseItem, frozen=True, kw_only=True, tag="match"):
    """Each row takes one option: the share of right rows minus the share of wrong ones, never below 0.

    Key: row id -> option id. Response: the same, of as many rows as are filled in. Feedback: "row:option".
    """

    rows: Options
    options: Options

    key_form: ClassVar[Any] = dict[Identifier, Identifier]

    def check(self, answer: Answer) -> None:
        if not isinstance(answer.key, dict) or list(answer.key) != list(self.rows):
            raise ValueError(
                f"the key of a match item names each row once, in order; the rows are {', '.join(self.rows)}"
            )
        check_known(answer.key.values(), self.options)
        for wrong in answer.named:
            row, _, option = wrong.partition(":")
            check_known([row], self.rows)
            check_known([option], self.options)

    def expect(self, response: Any) -> None:
        known = isinstance(response, dict) and all(
            row in self.rows and (pick is None or (isinstance(pick, str) and pick in self.options))
            for row, pick in response.items()
        )
        expect(known, response, say("response.rows"))

    def is_complete(self, response: Any) -> bool:
        return isinstance(response, dict) and all(response.get(row) for row in self.rows)

    def earned(self, answer: Answer, response: Any, simulate: Simulate | None = None) -> Earned:
        right, picked = _pairs(answer.key), _pairs(response)
        missed = tuple(pair for pair in picked if pair not in right)
        return Earned(right_minus_wrong(picked, right), missed, tuple(sorted(picked)))

    def spots(self, answer: Answer, response: Any, earned: Earned) -> dict[str, Spot]:
        return {row: Spot(pick == answer.key[row], f"{row}:{pick}") for row, pick in response.items() if pick}

    def tally(self, answer: Answer, response: Any) -> str:
        right = sum(pick == answer.key[row] for row, pick in response.items())
        return say("tally.rows", right=right, count=len(self.rows))

    def rule(self) -> str:
        return say("rule.rows")

    def solution(self, answer: Answer, response: Any, simulate: Simulate | None = None) -> str:
        """Return the rows that are not right yet, as they should be."""
        given = response or {}
        return self.given({row: pick for row, pick in answer.key.items() if given.get(row) != pick})

    def kept(self, answer: Answer, response: Any) -> Any:
        return {row: pick for row, pick in response.items() if pick == answer.key[row]} or None

    def in_words(self, answer: Answer, name: str) -> str:
        row, option = name.split(":")
        return f"{inline(self.rows[row])} <i>{markup('match.as')}</i> {inline(self.options[option])}"

    def view(self) -> dict[str, Any]:
        return {"rows": inlined(self.rows), "options": inlined(self.options)}

    def static(self, response: Any) -> str:
        given = response if isinstance(response, dict) else {}
        none = say("static.no_answer")
        picks = {row: inline(self.options.get(given.get(row, ""), none)) for row in self.rows}
        return plain_list(f"{inline(text)}: <b>{picks[row]}</b>" for row, text in self.rows.items())

    def given(self, response: Any) -> str:
        picked = ((self.rows[row], self.options[name]) for row, name in response.items() if name)
        return bullets(f"{inline(row)}: {inline(option)}" for row, option in picked)

    def table(self, answer: Answer, response: Any, reasons: Mapping[str, str]) -> str:
        return table([self._row(row, pick, response.get(row), reasons) for row, pick in answer.key.items()])

    def _row(self, row: str, right: str, given: str | None, reasons: Mapping[str, str]) -> Row:
        shown = inline(self.options[given]) if given else ""
        reason = reasons.get(f"{row}:{given}", "")
        return Row(inline(self.rows[row]), shown, inline(self.options[right]), given == right, reason)

    def shuffled(self, student: str) -> tuple[str, ...]:
        """Return the same order for the same options in all items that have them: one learns where they stand."""
        return drawn(self.options, f"{student} {' '.join(sorted(self.options))}")

    def right(self, answer: Answer, simulate: Simulate | None = None) -> Any:
        return answer.key

    def wrong(self, answer: Answer) -> Any:
        return {row: next(name for name in self.options if name != answer.key[row]) for row in self.rows}


def _pairs(picks: Mapping[str, str | None]) -> list[str]:
    """Name the rows that are filled in as feedback does: "row:option"."""
    return [f"{row}:{pick}" for row, pick in picks.items() if pick]
