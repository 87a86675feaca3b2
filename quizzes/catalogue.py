"""Every word of the interface, in one catalogue: `words/<language>.json`; numbers and dates come from here too.

A key names where its words are used ("page.saved": the page) and has a text with `{values}` in it, or, where a
`count` decides about them, one text for each form: {"one": "{count} point", "other": "{count} points"}. `say` fills in
the values, `markup` does so in HTML. The page gets its own entries with the quiz and has a `say` in `script/words.js`.

The line is drawn by the reader. What a student or a class sees comes from here: they may not read English. What an
author reads of a bank, and an instructor at the command line, does not: it quotes files, fields and options, whose
names are English anyway. Questions, glossary and models have a course's own words. `tests/bare_words.py` finds others.
"""

from __future__ import annotations

import json
import math
from datetime import datetime
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from html import escape
from pathlib import Path
from typing import TypeAlias

#: BCP 47. English is the only language yet.
LANGUAGE = "en"
Entry: TypeAlias = str | dict[str, str]
_PAGE = "page."
_MONTHS = (
    *("date.january", "date.february", "date.march", "date.april", "date.may", "date.june"),
    *("date.july", "date.august", "date.september", "date.october", "date.november", "date.december"),
)


class WordError(LookupError):
    """The catalogue lacks a key, or a text a value; the message names both."""


# Words


def say(key: str, /, **values: str | float) -> str:
    """Return the words of a key with the values in them; `count` chooses among their forms.

    Raises
    ------
    WordError
        Where the catalogue has no such key, or the text asks for a value that is not given.
    """
    return _filled(key, _form(key, values), values)


def markup(key: str, /, **values: str | float) -> str:
    """Return the words of a key as `say` does, for the inside of an HTML element; the values are HTML already."""
    return _filled(key, escape(_form(key, values), quote=False), values)


def page_words() -> dict[str, Entry]:
    """Return the entries that the page needs."""
    return {key: entry for key, entry in words().items() if key.startswith(_PAGE)}


@cache
def words() -> dict[str, Entry]:
    """Return the whole catalogue, by key."""
    catalogue: dict[str, Entry] = json.loads(_path().read_text("utf-8"))
    return catalogue


def _form(key: str, values: dict[str, str | float]) -> str:
    if key not in words():
        close = get_close_matches(key, words(), 1)
        raise WordError(f'{_path()} has no "{key}"' + (f'; did you mean "{close[0]}"?' if close else ""))
    entry = words()[key]
    if isinstance(entry, str):
        return entry
    if "count" not in values:
        raise _lacking(key, "'count'")
    return entry["one" if values["count"] == 1 else "other"]


def _filled(key: str, text: str, values: dict[str, str | float]) -> str:
    try:
        return text.format_map({name: digits(value) for name, value in values.items()})
    except KeyError as error:
        raise _lacking(key, str(error)) from None


def _lacking(key: str, value: str) -> WordError:
    return WordError(f'{_path()}: "{key}" needs a value for {value}')


def _path() -> Path:
    return Path(__file__).parent / "words" / f"{LANGUAGE}.json"


# Numbers


def digits(value: str | float) -> str:
    """Return a number in the digits that tell it from any other, without an exponent, and words as they are."""
    return value if isinstance(value, str) else f"{(Decimal(str(value)) + 0).normalize():f}"


def number(value: float) -> str:
    """Return a number as it is read, with six significant digits at most."""
    return f"{value:g}"


def readable(value: float) -> str:
    """Return a model's number as the page writes it: two decimals, three below 1, and a minus sign that is one."""
    return digits(round(value, 3 if abs(value) < 1 else 2)).replace("-", "\u2212")


def points(value: float) -> str:
    """Return points as they are read: without noise, with two decimals at most."""
    return digits(round(value, 2))


def decimal(value: float) -> str:
    """Return a number with two decimals, and one that is not defined as a dash."""
    return "–" if math.isnan(value) else f"{value:.2f}"


def percent(share: float) -> str:
    """Return a share, 1 for all, in whole per cent, and one that is not defined as a dash."""
    return "–" if math.isnan(share) else f"{share:.0%}"


def exact_percent(share: float) -> str:
    """Return a share in per cent, with one digit after the point where there is one, as the page writes it."""
    return f"{round(100 * share, 1):g}%"


def whole(value: int) -> str:
    """Return a whole number that may be large, its thousands set apart."""
    return f"{value:,}"


# Times


def clock(moment: datetime) -> str:
    """Return the time of day of a moment, in its own zone: 14:03."""
    return f"{moment:%H:%M}"


def date(moment: datetime, width: int = 1) -> str:
    """Return the day and the month of a moment, in its own zone: 21 November; the day has at least `width` digits."""
    return say("date.day_and_month", day=f"{moment.day:0{width}}", month=say(_MONTHS[moment.month - 1]))
