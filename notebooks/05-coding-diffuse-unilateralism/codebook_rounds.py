"""What lesson 5 shows after a round: how far the student and the second coder agree, criterion by criterion.

Nothing of the second coder is shown before the round is recorded as finished: with as many coded boxes as it asks for.
The sheet recorded last is compared, and the page says what was changed since the first finished one. All is read from
the student's own journal, so only the notebook imports this: what computes a run reads no answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import isnan
from typing import Any, NamedTuple

from codebook_drawing import draw_both

from quizzes.folders import workplace
from quizzes.journal import replay
from quizzes.plot import Picture, picture
from quizzes.plot import table as as_html
from quizzes.told import in_words

from codebook import (
    CASES,
    CRITERIA,
    ENOUGH,
    RULE_WORDS,
    VALUES,
    Sheet,
    alpha,
    by_criterion,
    coded,
    disagreements,
    interval,
    own,
    paired,
    read_sheet,
    second_sheet,
    tables,
    verdict,
)

ROUNDS = ("round-one", "run-05")  # the quizzes that hold the rounds
AGAIN = "then press “Bring up to date” here."


class View(NamedTuple):
    """A few lines and a table, as a notebook shows them, below a figure if there is one."""

    lines: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    picture: Picture | None = None

    def __repr__(self) -> str:
        shown = [repr(self.picture)] if self.picture else []
        return "\n".join([*shown, *self.lines, *(" | ".join(row) for row in self.rows)])

    def _repr_html_(self) -> str:
        drawing = self.picture._repr_html_() if self.picture else ""
        text = "".join(f"<p>{escape(line)}</p>" for line in self.lines)
        return drawing + text + (as_html(self.rows) if self.rows else "")


@in_words
def agreement(quiz_id: str) -> View:
    """Lay the student's sheet of a round beside the second coder's, once the round is finished."""
    sheets = _finished(quiz_id)
    if not sheets:
        return View((_not_yet(quiz_id),))
    view = compare(sheets[-1])
    changed = len(list(disagreements(sheets[0], sheets[-1], "then", "now")))
    late = (
        f"Since your first finished sheet you changed {changed} boxes. What is changed after a look is not independent."
    )
    return view._replace(lines=(*view.lines, late)) if changed else view


@in_words
def both_rounds() -> View:
    """Show the agreement of both rounds beside each other, by criterion."""
    first, second = (_finished(quiz) for quiz in ROUNDS)
    if not first or not second:
        return View((_not_yet(ROUNDS[bool(first)]),))
    return compare_rounds(first[-1], second[-1])


@in_words
def rules(*names: str) -> View:
    """Show what some rules make of the student's own cases of both rounds, once both are finished."""
    first, second = (_finished(quiz) for quiz in ROUNDS)
    if not first or not second:
        return View((_not_yet(ROUNDS[bool(first)]),))
    sheet = first[-1] | second[-1]
    header = ("Case, as you coded it", *(RULE_WORDS[name] for name in names))
    return View((), (header, *((CASES[case], *(verdict(codes, n) for n in names)) for case, codes in sheet.items())))


@in_words
def second_coder() -> View:
    """Show the second coder's sheet, with the note that it may be disputed, to whoever has finished both rounds."""
    for quiz in ROUNDS:
        if not _finished(quiz):
            return View((f"{_not_yet(quiz)} Who sees another sheet before codes like it.",))
    rows = ((CASES[case], *codes, verdict(codes)) for case, codes in second_sheet().items())
    note = (
        "The second coder's sheet. Contestable: teaching material written for this lesson, one reading among others, "
        "neither a key nor a finding."
    )
    return View((note,), (("Case", *(letter.upper() for letter in CRITERIA), RULE_WORDS["module"]), *rows))


def _not_yet(quiz_id: str) -> str:
    return f"Record round {ROUNDS.index(quiz_id) + 1} first, with at least {ENOUGH} boxes coded by you; {AGAIN}"


def _finished(quiz_id: str) -> list[Sheet]:
    """Return the finished sheets recorded in a quiz, the oldest first, without the case that came filled in."""
    place = workplace()
    entries = replay(place.journal(place.bank.quiz(quiz_id))).entries
    responses = [entry.response for entry in entries if isinstance(entry.response, dict)]
    return finished(response.get("parameters") for response in responses if response.get("result"))


def finished(recorded: Any) -> list[Sheet]:
    """Return of the settings that were recorded those that hold a finished sheet."""
    sheets = [own(read_sheet(settings)) for settings in recorded if isinstance(settings, dict)]
    return [sheet for sheet in sheets if coded(sheet) >= ENOUGH]


def compare(sheet: Sheet) -> View:
    """Return a sheet beside the second coder's: figure, alpha by criterion, alpha of all boxes with its interval."""
    other = second_sheet(tuple(sheet))
    header = ("Criterion", "Both coded", "Same code", "Your yes, no, contested", "Second coder's", "Alpha")
    rows = [_criterion(sheet, column) for column in range(len(CRITERIA))]
    whole = f"All boxes: alpha {_shown(alpha(paired(sheet)))} (95 per cent: {_bounds(sheet)})."
    hint = "A pooled alpha can hide that coders differ on one criterion: read the column first. - means not defined."
    return View((whole, hint), (header, *rows), _picture(sheet, other))


def _criterion(sheet: Sheet, column: int) -> tuple[str, ...]:
    letter, words = list(CRITERIA.items())[column]
    codes = paired(sheet, column)
    both = [pair for pair in zip(*codes, strict=True) if not any(map(isnan, pair))]
    counts = (", ".join(str([pair[who] for pair in both].count(value)) for value in VALUES) for who in (0, 1))
    same = str(sum(mine == theirs for mine, theirs in both))
    return (f"{letter.upper()} {words}", str(len(both)), same, *counts, _shown(alpha(codes)))


def _picture(sheet: Sheet, other: Sheet) -> Picture:
    figure = draw_both(sheet, other, "Your sheet and the second coder's")
    differ = "; ".join(disagreements(sheet, other, "you", "second coder")) or "none"
    return picture(figure, f"Two sheets of {len(sheet)} cases by six criteria. The codes differ in: {differ}.")


def compare_rounds(first: Sheet, second: Sheet) -> View:
    """Return alpha with the second coder in both rounds, for each criterion and for all boxes."""
    found = [_shown_all(sheet) for sheet in (first, second)]
    names = [*(f"{letter.upper()} {words}" for letter, words in CRITERIA.items()), "All boxes"]
    header = ("Criterion", f"Round 1: {len(first)} cases", f"Round 2: {len(second)} other cases")
    lines = (
        "Other cases, so a difference can come from the cases as well as from your rules. The intervals below hold the "
        "middle 95 per cent of alpha when cases are drawn again.",
        *(f"Round {n}: {_bounds(sheet)}." for n, sheet in enumerate((first, second), 1)),
    )
    return View(lines, (header, *zip(names, *found, strict=True)))


def _shown_all(sheet: Sheet) -> Sequence[str]:
    return [*map(_shown, by_criterion(sheet)), _shown(alpha(paired(sheet)))]


def _bounds(sheet: Sheet) -> str:
    """Return the interval of alpha in words; cases that are not coded are not drawn."""
    low, high = interval([table for table in tables(sheet) if any(map(any, table))])
    return f"{_shown(low)} to {_shown(high)}"


def _shown(value: float) -> str:
    return "-" if isnan(value) else f"{value:.2f}"
