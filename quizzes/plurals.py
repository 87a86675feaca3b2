"""Which form a count takes in a language, by the rules of CLDR (Unicode's locale data) for cardinal numbers.

A language that is not here has the forms of English. The page asks its browser, which has all of CLDR; a test holds the
two sides together, so that a sentence of the kernel's and one of the page's agree.
"""

from __future__ import annotations

from collections.abc import Callable

#: What a catalogue has for each count, in the order of CLDR. "many" of Spanish and Portuguese is for whole millions.
FORMS = {
    "en": ("one", "other"),
    "es": ("one", "many", "other"),
    "pt": ("one", "many", "other"),
    "ar": ("zero", "one", "two", "few", "many", "other"),
}


def form(language: str, count: float) -> str:
    """Return the name of the form that a count takes: "one", "other" and so on."""
    return _RULES.get(base(language), _english)(abs(count))


def base(language: str) -> str:
    """Return the language of a BCP 47 tag without script and region: "pt" of "pt-BR"."""
    return language.split("-")[0].casefold()


def _english(count: float) -> str:
    return "one" if count == 1 else "other"


def _spanish(count: float) -> str:
    return "one" if count == 1 else "many" if _is_millions(count) else "other"


def _portuguese(count: float) -> str:
    return "one" if count < 2 else "many" if _is_millions(count) else "other"


def _arabic(count: float) -> str:
    if count != int(count):
        return "other"
    if count in (0, 1, 2):
        return ("zero", "one", "two")[int(count)]
    rest = count % 100
    return "few" if 3 <= rest <= 10 else "many" if rest >= 11 else "other"


def _is_millions(count: float) -> bool:
    return count != 0 and count % 1_000_000 == 0


_RULES: dict[str, Callable[[float], str]] = {
    "en": _english,
    "es": _spanish,
    "pt": _portuguese,
    "ar": _arabic,
}
