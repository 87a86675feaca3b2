"""Numbers as people type them, and when two of them count as the same.

Every typed answer is read here: the answer to a number item, the prediction and the comparison of a run, a parameter.
What was typed is first made `plain` (one kind of minus, of digit, of space; nothing invisible). Then a number in one of
`_FORMS` is taken, and `units` judges what stands around it. tests/typed_numbers.py is the table of all this.

Where a text has two readings, one rule decides: a comma before exactly three last digits stands between thousands
(1,500 is 1500), a single point before decimals (1.500 is 1.5). In a language that writes a comma before decimals it is
the other way round. `reading` tells the student which one was taken.
A text that cannot be read is not saved: `unreadable` says so.

The tolerance rule is here too, so that scorer, bank and item analysis cannot draw the line in different places.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from quizzes import units
from quizzes.catalogue import digits, has_comma, number, say

LONGEST = 100  # characters


class UnreadableError(ValueError):
    """A typed text is no number, and so it is not saved; the message tells the student."""


_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u02d7\ufe58\ufe63\uff0d\u207b\u2796"
_MEANT = str.maketrans(
    dict.fromkeys(_DASHES, "-")
    | dict.fromkeys("\u2019\u2018\u02bc\u00b4`\u2032\uff07\u066c", "'")
    | dict.fromkeys("\u00d7\u22c5\u00b7\u2219\u2022\u2715\u2a2f", "*")
    | dict.fromkeys("\u2044\u2215\u00f7", "/")
    | {"\u066a": "%", "\u066b": ".", "\u060c": ","}
)
#: Letters and marks that leave no trace on the page and are in no category of their own.
_BLANKS = "\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10)))

_DIGITS = r"(?:\d{1,3}(?: \d{3})+(?:[.,]\d*)?(?![\d'])|[.,]?\d[\d.,']*)"
_TEN_TO = r"10 ?(?:\^|\*\*) ?[({]? ?([+-]?\d{1,2})(?!\d) ?[)}]?"
_SINGLE = re.compile(r"\d+[.,]?\d*|[.,]\d+")
#: The mark between thousands, and digits that have it; 1,00,000 is how India groups them.
_GROUPED = (
    ("'", re.compile(r"[1-9]\d{0,2}(?:'\d{3})+(?:[.,]\d*)?")),
    (".", re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d*|\.\d{3})")),
    (",", re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d?(?:,\d\d)+,\d{3})(?:\.\d*)?")),
)
#: Point and comma change places: where decimals stand behind a comma, 1.500 means what 1,500 means elsewhere.
_SWAPPED = str.maketrans(".,", ",.")
_START = re.compile(r"[.,]?\d")
_SIMPLE = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_TWO_READINGS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")


def parse_number(typed: Any, unit: str = "") -> float | None:
    """Read a number as people type it; None where it is none, or where it is not sure which.

    Parameters
    ----------
    typed
        The text of the field; anything else is no number.
    unit
        The item's own unit, which may stand around the number in any usual form.

    Returns
    -------
    float | None
        A finite number in `unit`.
    """
    found = _found(typed, unit)
    return found[0] if found else None


def unit_behind(typed: Any, unit: str) -> str:
    """Return the unit to show behind a typed text: "" where it was typed with the number already."""
    found = _found(typed, unit)
    return "" if found and found[1] else unit


def _found(typed: Any, unit: str) -> tuple[float, str] | None:
    """Read a number as `parse_number` does; return it and what stands around it."""
    if not isinstance(typed, str) or len(typed) > LONGEST:
        return None
    text = plain(typed)
    start = _START.search(text)
    if start is None:
        return None
    before, sign = _signed(text[: start.start()])
    for form, value in _FORMS:
        if (found := form.match(text, start.start())) and (number := value(*found.groups())) is not None:
            around = f"{before} {text[found.end() :]}".strip()
            divisor = units.divisor(around, plain(unit))
            if sign and divisor and math.isfinite(number):
                return sign * number / divisor, around
    return None


def plain(typed: str) -> str:
    """Return a text with one kind of each character, single spaces, small letters, and nothing that is invisible."""
    text = re.sub(f"([{_SUPERSCRIPTS}]+)[\u2044/](?=[₀-₉])", lambda found: f" {_nfkc(found[1])}/", typed)
    text = re.sub(f"[\u207a\u207b]?[{_SUPERSCRIPTS}]+", lambda found: f"^{found[0]}", text)
    text = unicodedata.normalize("NFC", "".join(map(_plain, text))).casefold()
    text = " ".join(text.split())
    text = re.sub(r"^(minus|plus)\b", lambda found: "-" if found[1] == "minus" else "+", text)
    return re.sub(r"(?<=\d) ?\. (?=\d)|(?<=\d) \.(?=\d)", ".", re.sub(r"[.,;]$", "", text)).strip()


def _plain(letter: str) -> str:
    meant = letter.translate(_MEANT)
    if meant != letter:
        return meant
    if letter.isspace():
        return " "
    if _is_invisible(letter):
        return ""
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    spelled = _nfkc(letter)
    return f" {spelled} " if "/" in spelled else spelled


def _nfkc(text: str) -> str:
    """Return the compatible characters, with one kind of minus and of fraction bar."""
    return unicodedata.normalize("NFKC", text).translate(_MEANT)


def _is_invisible(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cf", "Cc") or letter in _BLANKS


def _signed(before: str) -> tuple[str, int]:
    """Return what stands before a number without its sign, and the sign: 1, -1, or 0 where there are several."""
    text = re.sub(r"^[=≈~≃≅]", "", before.strip())
    signs = [letter for letter in text if letter in "+-"]
    return re.sub(r"[+-]", " ", text), 0 if len(signs) > 1 else -1 if "-" in signs else 1


def _decimal(text: str) -> float | None:
    """Read digits with marks between them; None where the marks do not make sense together."""
    return _single(_ungrouped(text))


def _ungrouped(text: str) -> str:
    """Return digits without the marks between thousands; what is not grouped as it should be stays as it is."""
    text = text.replace(" ", "'").translate(_SWAPPED if has_comma() else {})
    for mark, grouped in _GROUPED:
        if grouped.fullmatch(text):
            return text.replace(mark, "")
    return text


def _single(text: str) -> float | None:
    """Read digits with at most one mark, the decimal one."""
    return float(text.replace(",", ".")) if _SINGLE.fullmatch(text) else None


def _mixed(whole: str, top: str, bottom: str) -> float | None:
    """Read 1 1/2; what stands behind the whole number is less than one."""
    return int(whole) + int(top) / int(bottom) if int(top) < int(bottom) else None


def _fraction(top: str, bottom: str) -> float | None:
    above, below = _decimal(top), _decimal(bottom)
    return above / below if above is not None and below else None


def _scientific(text: str, exponent: str) -> float | None:
    """Read 1.5 × 10³ or 1,500e3: a single mark is the decimal one here."""
    mantissa = text if _SINGLE.fullmatch(text) else _ungrouped(text)
    # As one text, because 1.1 * 10**23 is not the float 1.1e23.
    return float(f"{mantissa.replace(',', '.')}e{exponent}") if _SINGLE.fullmatch(mantissa) else None


def _power(exponent: str) -> float | None:
    return float(f"1e{exponent}")


#: Tried in this order, each with how its groups are read.
_FORMS: tuple[tuple[re.Pattern[str], Callable[..., float | None]], ...] = (
    (re.compile(r"(\d+) ([1-9]\d*) ?/ ?(\d+)(?![\d.,])"), _mixed),
    (re.compile(rf"({_DIGITS}) ?/ ?({_DIGITS})"), _fraction),
    (re.compile(_TEN_TO), _power),
    (re.compile(rf"({_DIGITS}) ?[*x] ?{_TEN_TO}"), _scientific),
    (re.compile(rf"({_DIGITS}) ?e ?([+-]?\d{{1,2}})(?!\d)"), _scientific),
    (re.compile(rf"({_DIGITS})"), _decimal),
)


def reading(typed: Any, unit: str) -> str:
    """Return what a student should know of how a text was read; "" where there is nothing to say.

    A text that is no number is quoted with what is invisible in it. A number is repeated where it was not typed plainly
    or has two readings; digits with one decimal mark and the unit as the page shows it are plain.
    """
    if not str(typed or "").strip():
        return ""
    value = parse_number(typed, unit)
    if value is None:
        shown, hidden = _shown(typed)
        return say("number.unread", typed=shown) + (f". {say('number.invisible')}" if hidden else "")
    text = str(typed).strip().removesuffix(unit).strip()
    return "" if _SIMPLE.fullmatch(text) and text.isascii() and not _TWO_READINGS.fullmatch(text) else _read_as(value)


def _read_as(value: float) -> str:
    few = float(f"{value:.10g}")
    return say("number.read_as", value=digits(few) if few == 0 or 1e-9 < abs(few) < 1e15 else number(few))


def unreadable(typed: Any, unit: str, saved: Any = None) -> str:
    """Return what to say of a typed text that is not saved, because it is no number; "" where it is one, or blank.

    Parameters
    ----------
    typed, unit
        The text of the field, and the item's own unit.
    saved
        The answer that was saved before and still counts, as typed; None or a blank: there is none.
    """
    if not unread(typed, unit):
        return ""
    example = say("number.example_with_unit", unit=unit) if unit else say("number.example")
    still = say("number.still", saved=_shown(saved)[0]) if str(saved or "").strip() else ""
    return f"{say('number.not_saved', found=_quoted(typed), example=example)} {still}".strip()


def unread(typed: Any, unit: str) -> str:
    """Return a sentence that names a text that is no number; "" where it is one, or blank."""
    if not str("" if typed is None else typed).strip() or parse_number(typed, unit) is not None:
        return ""
    return say("number.no_number", found=_quoted(typed))


def _quoted(typed: Any) -> str:
    shown, hidden = _shown(typed)
    return say("number.with_invisible" if hidden else "number.quoted", typed=shown)


def _shown(typed: Any) -> tuple[str, bool]:
    """Return the beginning of a text with the names of what is invisible in it, and whether there is any."""
    text = str(typed)[:LONGEST]
    shown = "".join(map(_visible, text))
    return shown, shown != text


def _visible(letter: str) -> str:
    nameless = unicodedata.category(letter) in ("Cs", "Cn", "Co")
    if letter == " " or not (letter.isspace() or nameless or _is_invisible(letter)):
        return letter
    return say("number.hidden", name=unicodedata.name(letter, f"U+{ord(letter):04X}").lower())


def is_near(value: float, target: float, tolerance: float) -> bool:
    """Say whether `value` lies within `tolerance` of `target`, both ends included, whatever binary fractions do."""
    return abs(value - target) <= tolerance + 1e-9 * max(1.0, abs(target))


def with_comma(typed: str) -> str:
    """Return a typed number as much of the world writes it: 2,5 for 2.5, and 2,5000 for 2.500, which is not 2500."""
    return typed.replace(".", ",") + "0" * bool(_TWO_READINGS.fullmatch(typed))
