"""Every word of the interface, in one catalogue: `words/<language>.json`.

A key names where its words are used ("page.saved": the page) and has a text with `{values}` in it, or, where a
`count` decides about them, one text for each form: {"one": "{count} point", "other": "{count} points"}. `say` fills in
the values. The page gets its own entries with the quiz and has a `say` of its own in `script/words.js`.
"""

from __future__ import annotations

import json
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TypeAlias

#: BCP 47. English is the only language yet.
LANGUAGE = "en"
Entry: TypeAlias = str | dict[str, str]
_PAGE = "page."


class WordError(LookupError):
    """The catalogue lacks a key, or a text a value; the message names both."""


def say(key: str, **values: str | float) -> str:
    """Return the words of a key with the values in them; `count` chooses among their forms.

    Raises
    ------
    WordError
        Where the catalogue has no such key, or the text asks for a value that is not given.
    """
    entry = _entry(key)
    try:
        text = entry if isinstance(entry, str) else entry["one" if values["count"] == 1 else "other"]
        return text.format_map({name: digits(value) for name, value in values.items()})
    except KeyError as error:
        raise WordError(f'{_path()}: "{key}" needs a value for {error}') from None


def digits(value: str | float) -> str:
    """Return a number in the digits that tell it from any other, without an exponent, and words as they are."""
    return value if isinstance(value, str) else f"{(Decimal(str(value)) + 0).normalize():f}"


def page_words() -> dict[str, Entry]:
    """Return the entries that the page needs."""
    return {key: entry for key, entry in words().items() if key.startswith(_PAGE)}


@cache
def words() -> dict[str, Entry]:
    """Return the whole catalogue, by key."""
    catalogue: dict[str, Entry] = json.loads(_path().read_text("utf-8"))
    return catalogue


def _entry(key: str) -> Entry:
    if key not in words():
        close = get_close_matches(key, words(), 1)
        raise WordError(f'{_path()} has no "{key}"' + (f'; did you mean "{close[0]}"?' if close else ""))
    return words()[key]


def _path() -> Path:
    return Path(__file__).parent / "words" / f"{LANGUAGE}.json"
