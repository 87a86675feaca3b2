"""The two rounds of lesson 5, side by side: what a student changed, and the second coder's sheet after round 2.

Both are read from the student's own journal, so only the notebook imports this: what computes a run reads no answers.
"""

from __future__ import annotations

from html import escape
from typing import Any, NamedTuple

import numpy as np

from quizzes.folders import workplace
from quizzes.journal import replay
from quizzes.told import in_words

from codebook import (
    CASES,
    CRITERIA,
    RULE_WORDS,
    Sheet,
    alpha,
    disagreements,
    numbers,
    paired,
    read_sheet,
    second_sheet,
    verdict,
)

FIRST, SECOND = "round-one", "run-05"  # the quizzes that hold the rounds
AGAIN = "then click into this cell and press Shift+Enter."


class View(NamedTuple):
    """A few lines and a table, as a notebook shows them."""

    lines: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()

    def __repr__(self) -> str:
        return "\n".join([*self.lines, *(" | ".join(row) for row in self.rows)])

    def _repr_html_(self) -> str:
        from quizzes.figure import table as as_html

        text = "".join(f"<p>{escape(line)}</p>" for line in self.lines)
        return text + (as_html(self.rows) if self.rows else "")


@in_words
def second_coder() -> View:
    """Show the second coder's sheet, with the note that it may be disputed, to whoever has recorded round 2."""
    if not _recorded(SECOND):
        return View((f"Record round 2 first; {AGAIN} Who sees another sheet before codes like it.",))
    rows = ((CASES[case], *codes, verdict(codes)) for case, codes in second_sheet().items())
    note = (
        "The second coder's sheet. Contestable: teaching material written for this lesson, one reading among others, "
        "neither a key nor a finding."
    )
    return View((note,), (("Case", *(letter.upper() for letter in CRITERIA), RULE_WORDS["module"]), *rows))


@in_words
def both_rounds() -> View:
    """Show what the student changed between the rounds, from the recorded runs."""
    one, two = (_recorded(quiz) for quiz in (FIRST, SECOND))
    if not one or not two:
        return View((f"Record round {'1' if not one else '2'} first; {AGAIN}",))
    return compare_rounds(read_sheet(one), read_sheet(two))


def _recorded(quiz_id: str) -> dict[str, Any]:
    """Return the parameters of the run that was recorded last in a quiz, or nothing."""
    place = workplace()
    entries = replay(place.journal(place.bank.quiz(quiz_id))).latest().values()
    found: list[dict[str, Any]] = [(entry.response or {}).get("parameters") or {} for entry in entries]
    return found[0] if found else {}


def compare_rounds(first: Sheet, second: Sheet) -> View:
    """Return what changed between two rounds of one coder, on the cases that both have."""
    again = {case: second[case] for case in first if case in second}
    changes = list(disagreements(first, again, "round 1", "round 2"))
    own = alpha(np.stack([numbers(first).ravel(), numbers(again).ravel()]))
    both = np.sum(~np.isnan(numbers(first)) & ~np.isnan(numbers(again)))
    before, after = alpha(paired(first)), alpha(paired(again))
    return View(
        (
            f"{both:.0f} boxes are coded in both rounds; {len(changes)} of them changed. "
            f"Your agreement with yourself: alpha {_shown(own)}.",
            f"Your agreement with the second coder on the cases of round 1: alpha {_shown(before)} in round 1, "
            f"{_shown(after)} in round 2.",
        ),
        (("Changed",), *((change,) for change in changes)) if changes else (),
    )


def _shown(value: float) -> str:
    return "not defined" if np.isnan(value) else f"{value:.2f}"
