"""Numbers that differ from student to student: what an item declares, and what one lot draws.

A lot is a short text that stands for a student in a lesson (`quizzes.drawing`). What it draws depends on nothing but
the lot and the item's id, on any machine and in any version of Python, so the instructor's side draws the same again.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from hashlib import blake2b
from typing import Annotated

from msgspec import Meta

from quizzes.expressions import ExpressionError, evaluated
from quizzes.types.values import Value

#: So many values that a number may take.
MOST = 100_000


class Varied(Value, frozen=True, kw_only=True):
    """What a number may be: one of `among`, or from `least` to `most` in steps."""

    among: tuple[float, ...] = ()
    least: float | None = None
    most: float | None = None
    step: Annotated[float, Meta(gt=0)] = 1.0

    @property
    def count(self) -> int:
        """How many values it may take.

        Raises
        ------
        ValueError
            Where it says neither or both, or not a whole number of steps.
        """
        if self.among:
            if self.least is not None or self.most is not None:
                raise ValueError("what varies is one of `among`, or from `least` to `most`; write one of the two")
            return len(self.among)
        if self.least is None or self.most is None:
            raise ValueError("what varies is one of `among`, or from `least` to `most`; write one of the two")
        steps = (Decimal(str(self.most)) - Decimal(str(self.least))) / Decimal(str(self.step))
        if steps < 1 or steps != int(steps) or steps > MOST:
            raise ValueError(f"from {self.least:g} to {self.most:g} there must be 1 to {MOST:,} whole steps")
        return int(steps) + 1

    def at(self, place: int) -> float:
        """Return the value at a place, from 0."""
        if self.among:
            return self.among[place]
        return float(Decimal(str(self.least)) + place * Decimal(str(self.step)))


def fate(*lot: str) -> int:
    """Return a large number that depends on nothing but the lot, each as likely as any other."""
    return int.from_bytes(blake2b("\n".join(lot).encode("utf-8", "replace"), digest_size=16).digest())


def drawn_numbers(varies: Mapping[str, Varied | str], item: str, lot: str) -> dict[str, float]:
    """Return the numbers that a lot draws for an item; then what is worked out from them, one after the other.

    Raises
    ------
    ValueError
        Where one of them is declared in a way that makes no sense.
    """
    drawn: dict[str, float] = {}
    for name, each in sorted(varies.items(), key=lambda pair: isinstance(pair[1], str)):
        try:
            if isinstance(each, str):
                drawn[name] = evaluated(each, drawn)
            else:
                drawn[name] = each.at(fate(lot, item, name) % each.count)
        except ExpressionError as error:
            raise ValueError(f"{name}: {error}") from None
    return drawn
