"""Which items of a test to look at, by a rule that holds for good items of any difficulty.

    against      the correlation with the rest of the test is below 0, its whole interval
    distractor   who made this mistake did better in the rest than the others who answered: the correlation's whole
                 interval lies above 0
    nobody       at most one in fifty was wholly right
    everybody    at most one in fifty was not

A class of fewer than `FEWEST` who answered gets no verdict, and a mistake that fewer than `MAKERS` made none either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np

from instructor.reports.teacher_statistics import UNKNOWN, Array, Estimate, Truths, correlation, rest_scores

Kind = Literal["against", "distractor", "nobody", "everybody"]
FEWEST = 20
MAKERS = 5
RARE = 50


class Flag(NamedTuple):
    """An item to look at (counted from 0) and why; `mistake` names the distractor, `r` is the correlation."""

    item: int
    kind: Kind
    r: Estimate = UNKNOWN
    mistake: str = ""


def flags(earned: Array, worth: Array, answered: Truths, mistakes: Sequence[Mapping[str, Truths]]) -> list[Flag]:
    """Return the items to look at, in the order of the test.

    Parameters
    ----------
    earned : students x items, points; not a number where a student was not asked
    worth : items, points
    answered : students x items, whether there is an answer
    mistakes : for each item, by the mistake's name, who made it (students)
    """
    rest = rest_scores(earned, worth)
    found: list[Flag] = []
    for n in range(earned.shape[1]):
        if answered[:, n].sum() >= FEWEST:
            found += _of_item(n, earned[:, n], worth[n], answered[:, n], rest[:, n], mistakes[n])
    return found


def _of_item(
    n: int, earned: Array, worth: float, answered: Truths, rest: Array, mistakes: Mapping[str, Truths]
) -> list[Flag]:
    right, total = int((earned[answered] >= worth).sum()), int(answered.sum())
    if right <= total // RARE:
        return [Flag(n, "nobody"), *_distractors(n, answered, rest, mistakes)]
    if total - right <= total // RARE:
        return [Flag(n, "everybody")]
    r = correlation(earned, rest)
    against = [Flag(n, "against", r)] if r.high < 0 else []
    return against + _distractors(n, answered, rest, mistakes)


def _distractors(n: int, answered: Truths, rest: Array, mistakes: Mapping[str, Truths]) -> list[Flag]:
    """Return the mistakes that the best made; whoever answered nothing made none, and is left out."""
    found = []
    for name, made in mistakes.items():
        if (made & answered).sum() >= MAKERS:
            r = correlation(made[answered].astype(np.float64), rest[answered])
            if r.low > 0:
                found.append(Flag(n, "distractor", r, name))
    return found
