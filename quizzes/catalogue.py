"""Every word of the interface, in one catalogue: `words/<language>.json`; numbers and dates come from here too.

A key names where its words are used ("page.saved": the page) and has a text with `{values}` in it, or, where a
`count` decides about them, one text for each form: {"one": "{count} point", "other": "{count} points"}. `say` fills in
the values, `markup` does so in HTML. The page gets its own entries with the quiz and has a `say` in `script/words.js`.
`tongue` says which language is spoken. What a catalogue lacks is said in English; `lacking` names it, and no catalogue
of ours lacks any.

The line is drawn by the reader. What a student or a class sees comes from here: they may not read English. What an
author reads of a bank, and an instructor at the command line, does not: it quotes files, fields and options, whose
names are English anyway. Questions, glossary and models have a course's own words. `tests/bare_words.py` finds others.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from quizzes.plurals import base, form
from quizzes.tongue import ENGLISH, direction, language, own_folder, written_in

HERE = Path(__file__).parent / "words"
Entry: TypeAlias = str | dict[str, str]
_PAGE = "page."
#: What keys that the view of a lesson says begin with.
VIEW = ("page.", "view.", "essay.", "glossary.")
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


def say_as_written(key: str, /, **values: str) -> str:
    """Return the words of a key in the language that the lessons are written in: to find what they say themselves."""
    return str(_words(written_in(), own_folder())[key]).format_map(values)


def markup(key: str, /, **values: str | float) -> str:
    """Return the words of a key as `say` does, for the inside of an HTML element; the values are HTML already."""
    return _filled(key, escape(_form(key, values), quote=False), values)


def spoken() -> dict[str, Any]:
    """Return what a page needs to speak: its entries, its language, and the one its lessons are written in."""
    return {"words": page_words(), "lang": language(), "written": written_in()}


def page_words() -> dict[str, Entry]:
    """Return the entries that the page needs."""
    return {key: entry for key, entry in words().items() if key.startswith(_PAGE)}


def words() -> dict[str, Entry]:
    """Return the whole catalogue of the language that is spoken, by key."""
    return _words(language(), own_folder())


def lacking(tongue: str, folder: Path | None = None) -> list[str]:
    """Return the keys that the catalogue of a language, be it in a folder or ours, has no words for."""
    return sorted(set(_read(HERE / f"{ENGLISH}.json")) - set(_read(_path(tongue, folder))))


def languages(folder: Path | None = None) -> list[str]:
    """Return the languages that there is a catalogue of: ours, and those of a folder."""
    return sorted({path.stem for place in (HERE, folder) if place for path in place.glob("*.json")})


@cache
def _words(tongue: str, folder: Path | None) -> dict[str, Entry]:
    return _read(HERE / f"{ENGLISH}.json") | _read(_path(tongue, folder))


def _path(tongue: str, folder: Path | None) -> Path:
    """Return where the catalogue of a language lies: in the course's own folder, else here."""
    own = folder and folder / f"{tongue}.json"
    return own if own and own.exists() else HERE / f"{tongue}.json"


def _read(path: Path) -> dict[str, Entry]:
    found: dict[str, Entry] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found


def _form(key: str, values: dict[str, str | float]) -> str:
    if key not in words():
        close = get_close_matches(key, words(), 1)
        raise WordError(f'{_place()} has no "{key}"' + (f'; did you mean "{close[0]}"?' if close else ""))
    entry = words()[key]
    if isinstance(entry, str):
        return entry
    if "count" not in values:
        raise _lacking(key, "'count'")
    return entry.get(form(language(), float(values["count"])), entry["other"])


def _filled(key: str, text: str, values: Mapping[str, str | float]) -> str:
    try:
        return text.format_map({name: _isolated(digits(value)) for name, value in values.items()})
    except KeyError as error:
        raise _lacking(key, str(error)) from None


def _isolated(text: str) -> str:
    """Keep a value together where words run from the right: a file's name, a title in another language."""
    return f"\u2068{text}\u2069" if direction(language()) == "rtl" else text


def _lacking(key: str, value: str) -> WordError:
    return WordError(f'{_place()}: "{key}" needs a value for {value}')


def _place() -> Path:
    return _path(language(), own_folder())


# Numbers. The marks are those of CLDR: what stands before decimals, and between thousands.

_POINT = (".", ",")
_MARKS: Mapping[str, tuple[str, str]] = MappingProxyType({"es": (",", "."), "pt": (",", ".")})


def has_comma() -> bool:
    """Say whether the language writes a comma before decimals, and so a point between thousands."""
    return _marks() != _POINT


def _marks() -> tuple[str, str]:
    return _MARKS.get(base(language()), _POINT)


def _in_marks(text: str) -> str:
    """Return a number that is written with a point before decimals and commas between thousands as it is read.

    A sign stays at the left of its number where words run from the right: the mark that CLDR puts there sees to it.
    """
    sign = "\u200e" if text.startswith("-") and direction(language()) == "rtl" else ""
    return sign + text.translate(str.maketrans(".,", "".join(_marks())))


def digits(value: str | float) -> str:
    """Return a number in the digits that tell it from any other, without an exponent, and words as they are."""
    return value if isinstance(value, str) else _in_marks(f"{(Decimal(str(value)) + 0).normalize():f}")


def number(value: float) -> str:
    """Return a number as it is read, with six significant digits at most."""
    return _in_marks(f"{value:g}")


def readable(value: float) -> str:
    """Return a model's number as the page writes it: two decimals, three below 1, and a minus sign that is one."""
    return digits(round(value, 3 if abs(value) < 1 else 2)).replace("-", "\u2212")


def points(value: float) -> str:
    """Return points as they are read: without noise, with two decimals at most."""
    return digits(round(value, 2))


def decimal(value: float) -> str:
    """Return a number with two decimals, and one that is not defined as a dash."""
    return "–" if math.isnan(value) else _in_marks(f"{value:.2f}")


def percent(share: float) -> str:
    """Return a share, 1 for all, in whole per cent, and one that is not defined as a dash."""
    return "–" if math.isnan(share) else say("number.percent", number=f"{share:.0%}"[:-1])


def exact_percent(share: float) -> str:
    """Return a share in per cent, with one digit after the point where there is one, as the page writes it."""
    return say("number.percent", number=_in_marks(f"{round(100 * share, 1):g}"))


def whole(value: int) -> str:
    """Return a whole number that may be large, its thousands set apart."""
    return _in_marks(f"{value:,}")


# Times


def clock(moment: datetime) -> str:
    """Return the time of day of a moment, in its own zone: 14:03."""
    return f"{moment:%H:%M}"


def date(moment: datetime, width: int = 1) -> str:
    """Return the day and the month of a moment, in its own zone: 21 November; the day has at least `width` digits."""
    return say("date.day_and_month", day=f"{moment.day:0{width}}", month=say(_MONTHS[moment.month - 1]))
