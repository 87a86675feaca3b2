"""Test statistics of a class, as pure functions of arrays; an item's score may be any part of its points.

    wilson       E. B. Wilson, JASA 22 (1927), 209: the interval of a share
    correlation  R. A. Fisher, Metron 1 (1921), 3: the interval of Pearson's r by its z (point-biserial where a score is
                 0 or 1)
    alpha        L. J. Cronbach, Psychometrika 16 (1951), 297; its standard error: A. Duhachek and D. Iacobucci, Journal
                 of Applied Psychology 89 (2004), 792

Intervals are of 95 per cent. What is not defined, as a correlation of something that does not vary, is not a number.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Truths = NDArray[np.bool_]
#: Of the normal distribution: 95 per cent lie between minus and plus this.
Z = 1.959963984540054


class Estimate(NamedTuple):
    """A value and the 95 per cent interval around it."""

    value: float
    low: float
    high: float


UNKNOWN = Estimate(np.nan, np.nan, np.nan)


def wilson(successes: float, total: float) -> Estimate:
    """Return a share and Wilson's interval.

    Parameters
    ----------
    successes
        From 0 to `total`; where an answer may earn a part of its points, the sum of those parts. As such a share varies
        less than one of rights and wrongs, the interval is then at least as wide as it has to be.
    total
        How many there are. Of none no share is known, and the interval is from 0 to 1.
    """
    if not total:
        return Estimate(np.nan, 0.0, 1.0)
    share, weight = successes / total, Z * Z / total
    centre = (share + weight / 2) / (1 + weight)
    half = Z / (1 + weight) * np.sqrt(max(share * (1 - share), 0.0) / total + weight / (4 * total))
    return Estimate(share, float(max(centre - half, 0.0)), float(min(centre + half, 1.0)))


def mean(values: Array) -> Estimate:
    """Return the mean of `values` (students) and its normal interval; no interval of fewer than two."""
    known = values[~np.isnan(values)]
    if not known.size:
        return UNKNOWN
    centre = float(known.mean())
    half = Z * float(known.std(ddof=1)) / np.sqrt(known.size) if known.size > 1 else np.nan
    return Estimate(centre, centre - half, centre + half)


def correlation(x: Array, y: Array) -> Estimate:
    """Return Pearson's r of two variables (students) and Fisher's interval; pairs with a gap are left out."""
    known = ~(np.isnan(x) | np.isnan(y))
    x, y = x[known], y[known]
    if x.size < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return UNKNOWN
    x, y = x - x.mean(), y - y.mean()
    r = float(np.clip((x @ y) / np.sqrt((x @ x) * (y @ y)), -1, 1))
    if x.size < 4 or abs(r) == 1:
        return Estimate(r, np.nan, np.nan)
    half = Z / np.sqrt(x.size - 3)
    return Estimate(r, float(np.tanh(np.arctanh(r) - half)), float(np.tanh(np.arctanh(r) + half)))


def rest_scores(earned: Array, worth: Array) -> Array:
    """Return, for each answer, the share that the student earned of all other points that were asked.

    Parameters
    ----------
    earned : students x items, points; not a number where a student was not asked
    worth : items, points

    Returns
    -------
    Array
        Students x items; not a number where nothing else was asked.
    """
    known = ~np.isnan(earned)
    points, asked = np.where(known, earned, 0.0), np.where(known, worth, 0.0)
    other = asked.sum(axis=1, keepdims=True) - asked
    rest = points.sum(axis=1, keepdims=True) - points
    return _divided(rest, other)


def totals(earned: Array, worth: Array) -> Array:
    """Return the share that each student earned of what was asked (students); arguments as of `rest_scores`."""
    asked = np.where(np.isnan(earned), 0.0, worth).sum(axis=1)
    return _divided(np.nansum(earned, axis=1), asked)


def _divided(parts: Array, wholes: Array) -> Array:
    """Return shares; not a number of nothing."""
    shares = np.full(parts.shape, np.nan)
    np.divide(parts, wholes, out=shares, where=wholes > 0)
    return shares


def discrimination(earned: Array, worth: Array) -> list[Estimate]:
    """Return the correlation of each item with the rest of the test; arguments as of `rest_scores`."""
    rest = rest_scores(earned, worth)
    return [correlation(earned[:, n], rest[:, n]) for n in range(earned.shape[1])]


def complete(earned: Array) -> Array:
    """Return the rows of the students who were asked every item."""
    return np.asarray(earned[~np.isnan(earned).any(axis=1)], dtype=np.float64)


def alpha(earned: Array) -> Estimate:
    """Return Cronbach's alpha and its interval by its asymptotic standard error; never above 1.

    Parameters
    ----------
    earned : students x items; students who were not asked everything are left out
    """
    scores = complete(earned)
    students, items = scores.shape
    if students < 3 or items < 2:
        return UNKNOWN
    cov = np.cov(scores, rowvar=False)
    whole, trace = cov.sum(), np.trace(cov)
    if whole <= 0:
        return UNKNOWN
    value = items / (items - 1) * (1 - trace / whole)
    squared = cov @ cov
    spread = whole * (np.trace(squared) + trace**2) - 2 * trace * squared.sum()
    error = np.sqrt(max(2 * items**2 / ((items - 1) ** 2 * whole**3) * spread / students, 0.0))
    return Estimate(float(value), float(value - Z * error), float(min(value + Z * error, 1.0)))


def alpha_if_dropped(earned: Array) -> list[float]:
    """Return alpha of all other items, for each item (students x items)."""
    return [alpha(np.delete(earned, n, axis=1)).value for n in range(earned.shape[1])]


def standard_error(earned: Array, reliability: float) -> float:
    """Return the standard error of measurement of a student's points (students x items): SD times root of 1 - alpha."""
    scores = complete(earned)
    if len(scores) < 2:
        return np.nan
    return float(scores.sum(axis=1).std(ddof=1) * np.sqrt(max(1 - reliability, 0.0)))


def thirds(rest: Array) -> tuple[Truths, Truths]:
    """Say who is in the lower and who in the upper third by a score (students); those at a border belong to it.

    Where so many have the same score that the thirds cannot be told apart, both are empty.
    """
    known = rest[~np.isnan(rest)]
    low, high = np.quantile(known, (1 / 3, 2 / 3)) if known.size else (0.0, 0.0)
    if low >= high:
        return np.zeros(rest.shape, dtype=bool), np.zeros(rest.shape, dtype=bool)
    with np.errstate(invalid="ignore"):
        return rest <= low, rest >= high
