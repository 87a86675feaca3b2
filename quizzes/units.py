"""The unit behind a typed number, in any of its usual forms.

A unit and what somebody typed for it become lists of words in one form: plural and singular, "a", "per" and "/", "%"
and "per cent", every currency by its sign, code or name. What was typed may be all of the unit, its first part
("dollars" for "dollars a unit") or just a currency. `divisor` says what such a number is divided by: 60 % is 0.6 for an
item that declares a share, and 60 for any other.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Typed -> its usual word; two words where it stands for two. Plural forms are cut before this is asked.
_USUAL = {
    **dict.fromkeys(("a", "an", "each", "every", "/"), ("per",)),
    **dict.fromkeys(("percent", "percentage", "pct", "pc", "prozent"), ("%",)),
    **dict.fromkeys(("pp", "ppt", "percentagepoint"), ("%", "point")),
    **dict.fromkeys(("dollar", "euro", "pound", "usd", "eur", "gbp", "buck"), ("$",)),
    **dict.fromkeys(("brl", "cad", "aud", "chf", "jpy", "cny", "inr", "real", "franc", "yen"), ("$",)),
    **dict.fromkeys(("us$", "u$", "r$", "a$", "c$", "s$", "nz$", "hk$", "nt$", "au$", "ca$", "mx$"), ("$",)),
    **dict.fromkeys(("yr", "y", "annum"), ("year",)),
    **dict.fromkeys(("pt", "pnt"), ("point",)),
    "pa": ("per", "year"),
    "mo": ("month",),
    "wk": ("week",),
    "hr": ("hour",),
    "h": ("hour",),
    "min": ("minute",),
}
#: First words of a unit that declare a number from 0 to 1.
_SHARES = {"share", "fraction", "proportion", "probability"}
_WORD = re.compile(r"[a-z]{0,2}\$|[^\W\d_]+|\d+|\S")


def divisor(typed: str, unit: str) -> int | None:
    """Return what a number is divided by that was typed with `typed` around it; None: that is not this unit.

    Parameters
    ----------
    typed
        What stands before and behind the number, in the form of `numbers.plain`; "" is always allowed.
    unit
        The item's own unit, in the same form.
    """
    given, own = _words(typed), _words(unit)
    if given in ((), own, ("$",)) or given in _parts(own):
        return 1
    if given == ("point",) and "point" in own:
        return 1
    if given == ("%",) or (given == ("%", "point") and "%" in own):
        return 100 if own and own[0] in _SHARES else 1
    return None


@lru_cache(1024)
def _words(text: str) -> tuple[str, ...]:
    """Return the words of a unit, each in its usual form."""
    text = re.sub(r"(?<=\w)\.", "", text)  # p.a., U.S.
    text = re.sub(r"(?<=[\w%])-(?=\w)", " ", text)
    text = re.sub(r"\bper cents?\b", "percent", text)
    text = re.sub(r"\bus (?=dollar|\$)|(?<=\$) ?us\b", "", text)
    words = [word for found in _WORD.findall(text) for word in _usual(found)]
    return tuple(word for n, word in enumerate(words) if word != "$" or "$" not in words[:n])


def _usual(word: str) -> tuple[str, ...]:
    if not unicodedata.category(word[-1]).startswith("L"):
        return ("$",) if unicodedata.category(word[-1]) == "Sc" else _USUAL.get(word, (word,))
    single = _singular(word)
    return _USUAL.get(word) or _USUAL.get(single) or (single,)


def _singular(word: str) -> str:
    """Return a word without the ending of the plural; words that end alike in both numbers stay alike."""
    if len(word) < 3 or word.endswith(("ss", "us")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return re.sub(r"(?<=x|z)es$|(?<=ch|sh|ss)es$|s$", "", word)


def _parts(own: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Return what of a unit stands before "per" and before "of", and from "per" on."""
    cuts = [n for n, word in enumerate(own) if n and word in ("per", "of")]
    return {own[:n] for n in cuts} | {own[n:] for n in cuts if own[n] == "per"}
