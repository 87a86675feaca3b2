"""Numbers as people type them, and when two of them count as the same.

Every typed answer is read here: the answer to a number item, the prediction and the comparison of a run, a parameter.
The tolerance rule is here too, so that scorer, bank and item analysis cannot draw the line in different places.
"""

from __future__ import annotations

import re
from typing import Any

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d{1,2})?", re.IGNORECASE)


def parse_number(typed: Any, unit: str = "") -> float | None:
    """Read a number as people type it; None where it is none.

    A decimal point or comma, a true minus sign, spaces between thousands, a simple fraction such as 10/3, and the
    item's own `unit` or a per cent sign behind the number are all accepted.
    """
    if not isinstance(typed, str) or len(typed) > 100:
        return None
    text = re.sub(r"[\s\u00a0\u2009\u202f']", "", typed.replace("\u2212", "-")).casefold()
    for suffix in (unit, "%"):
        text = text.removesuffix(re.sub(r"\s", "", suffix).casefold())
    numerator, slash, denominator = text.partition("/")
    top = _decimal(numerator)
    if not slash or top is None:
        return top
    bottom = _decimal(denominator)
    return top / bottom if bottom else None


def _decimal(text: str) -> float | None:
    """Read one decimal number; where both marks occur the last one is the decimal mark."""
    if "," in text and "." in text:
        thousands = "," if text.rindex(".") > text.rindex(",") else "."
        text = text.replace(thousands, "")
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def is_near(value: float, target: float, tolerance: float) -> bool:
    """Say whether `value` lies within `tolerance` of `target`, both ends included, whatever binary fractions do."""
    return abs(value - target) <= tolerance + 1e-9 * max(1.0, abs(target))


def with_comma(typed: str) -> str:
    """Return a typed number as much of the world writes it: 2,5 for 2.5."""
    return typed.replace(".", ",")
