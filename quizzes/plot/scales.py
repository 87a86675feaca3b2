"""What an axis spans and where its ticks stand: round numbers, 1, 2 or 5 times a power of ten, or words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from quizzes.catalogue import number

STEPS = (1, 2, 5, 10)
ROUNDING = 1e-9


class Scale(NamedTuple):
    """An axis from `low` (left, below) to `high`; low may be the larger one, then it runs the other way.

    `ticks` says which values are named and how; None: round numbers, as many as there is room for. `is_whole`: of
    things that are counted. `grid` draws a thin line through the panel at each tick, or does not.
    """

    low: float
    high: float
    label: str = ""
    ticks: Mapping[float, str] | None = None
    grid: bool = False
    is_whole: bool = False

    def named(self, most: int) -> Mapping[float, str]:
        """Return the ticks, at most about `most` of them where they are round numbers."""
        if self.ticks is not None:
            return self.ticks
        return {value: plain(value) for value in rounded(self.low, self.high, most, self.is_whole)}

    @property
    def has_bands(self) -> bool:
        """Return whether each tick names a thing, with room on both sides of it, as `bands` makes them."""
        return (
            bool(self.ticks)
            and min(self.low, self.high) < min(self.ticks or ())
            and max(self.ticks or ()) < max(self.low, self.high)
        )

    def place(self, value: float) -> float:
        """Return where a value lies: 0 at `low`, 1 at `high`."""
        return (value - self.low) / ((self.high - self.low) or 1.0)


def plain(value: float) -> str:
    """Return a number of an axis as it is read, with a minus sign that is one."""
    return number(round(value, 10) or 0.0).replace("-", "\u2212")


def rounded(low: float, high: float, most: int = 5, is_whole: bool = False) -> list[float]:
    """Return round numbers from `low` to `high`, at most about `most` of them."""
    low, high = sorted((low, high))
    step = _step((high - low) / max(most, 1), is_whole)
    first, last = math.ceil(low / step - ROUNDING), math.floor(high / step + ROUNDING)
    return [step * n for n in range(first, last + 1)]


def _step(least: float, is_whole: bool) -> float:
    """Return the smallest round number that is no smaller than `least`."""
    power = 10.0 ** math.floor(math.log10(least)) if least > 0 else 1.0
    step = next(power * times for times in STEPS if power * times >= least * (1 - ROUNDING))
    return max(step, 1.0) if is_whole else step


def fitted(values: Iterable[float], label: str = "", zero: bool = True, room: float = 0.0, grid: bool = True) -> Scale:
    """Return a scale that spans `values` and ends at round numbers; `room`: a part of its length kept free at the end.

    `zero`: it includes 0. Where all values are whole, so are the ticks.
    """
    known = list(values)
    low, high = min([*known, 0.0] if zero else known), max([*known, 0.0] if zero else known)
    high += room * (high - low)
    low -= room * (high - low) if low < 0 and zero else 0
    whole = all(value == round(value) for value in known)
    step = _step(((high - low) or 1.0) / 5, whole)
    first, last = math.floor(low / step + ROUNDING), math.ceil(high / step - ROUNDING)
    return Scale(step * first, step * max(last, first + 1), label, None, grid, whole)


def bands(names: Sequence[str], label: str = "", downward: bool = False) -> Scale:
    """Return a scale of things that have names, the first at 0, the second at 1; `downward`: from top to bottom."""
    ends = (-0.5, len(names) - 0.5)
    return Scale(*(ends[::-1] if downward else ends), label, dict(enumerate(names)))
