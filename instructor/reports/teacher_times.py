"""How long students worked, from the times in their journals.

A journal says when an answer was saved, not what was done before. So the time between one answer and the next counts
for the later one, and a gap of more than `IDLE` begins a new sitting and counts nothing: nobody knows whether it was
reading or lunch. What came before a sitting's first answer is not seen, so a lesson's time is at least what is said.

An item's time is that between an answer to another item of its quiz, or an earlier one of its own, and its answer; the
first answer of a quiz has none, for what was read before the quiz would be in it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from instructor.reports.teacher_statistics import Array

#: Seconds; a longer gap is no work.
IDLE = 30 * 60


class Worked(NamedTuple):
    """Seconds in all, how many sittings, and seconds by item; not a number where an item has none."""

    seconds: float
    sittings: int
    by_item: Array


def worked(times: Array, items: NDArray[np.int64], quizzes: NDArray[np.int64], count: int) -> Worked:
    """Return how long a student worked.

    Parameters
    ----------
    times : answers, seconds since any moment, in any order; not a number where an answer's time cannot be read
    items : answers, the item's number from 0; -1 where its time is not asked for
    quizzes : answers, the number of the quiz that it stands in
    count : how many items there are
    """
    known = np.flatnonzero(~np.isnan(times))
    order = known[np.argsort(times[known], kind="stable")]
    by_item = np.full(count, np.nan)
    if not order.size:
        return Worked(0.0, 0, by_item)
    gaps = np.diff(times[order])
    is_work = gaps <= IDLE
    later = order[1:]
    within = is_work & (quizzes[later] == quizzes[order[:-1]]) & (items[later] >= 0)
    for item in np.unique(items[later[within]]):
        by_item[item] = gaps[within & (items[later] == item)].sum()
    return Worked(float(gaps[is_work].sum()), 1 + int((~is_work).sum()), by_item)


def quartiles(values: Array) -> tuple[float, float, float]:
    """Return the lower quartile, the median and the upper quartile of what is known (students)."""
    known = values[~np.isnan(values)]
    if not known.size:
        return np.nan, np.nan, np.nan
    low, middle, high = np.quantile(known, (0.25, 0.5, 0.75))
    return float(low), float(middle), float(high)
