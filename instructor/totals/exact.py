"""Points and shares as exact fractions, so that a total is what pen and paper give; rounded where they are written."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

#: Points have so many places where they are written, totals the other number.
POINTS, TOTAL = 4, 2


def exact(number: float | None) -> Fraction:
    """Return a number of the gradebook as it reads: 0.1 is a tenth; None is 0."""
    return Fraction(repr(float(number or 0.0)))


def rounded(number: Fraction, places: int = TOTAL) -> Decimal:
    """Return a number with so many places, halves away from zero, as a spreadsheet rounds."""
    whole, rest = divmod(abs(number) * 10**places, 1)
    whole += 2 * rest >= 1
    return Decimal(whole if number >= 0 else -whole).scaleb(-places)


def points(number: Fraction, places: int = POINTS) -> str:
    """Return points as they are written: no more places than there are."""
    text = f"{rounded(number, places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
