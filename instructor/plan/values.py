"""The values that `course.toml` admits, each read by one function that says what it admits and how to mend another.

All raise ValueError with a sentence that follows the value as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo

from instructor.submissions.times import DUE, parse_due, zones

PLATFORMS = ("canvas", "moodle", "blackboard", "brightspace")
_DATE = 'write date and hour as "2026-12-01 23:59"'
_UNITS = {"min": "minutes", "minute": "minutes", "h": "hours", "hour": "hours", "day": "days", "d": "days"}
_SPAN = re.compile(r"(\d+(?:\.\d+)?) ?([a-z]+)")


def near(name: str, known: Collection[str], cutoff: float = 0.6) -> str:
    """Return what to say where a name is not known: the nearest that is, or all of a few."""
    found = get_close_matches(name.casefold(), {each.casefold(): each for each in known}, n=1, cutoff=cutoff)
    if found:
        return f'did you mean "{next(each for each in known if each.casefold() == found[0])}"?'
    return f"there are {', '.join(known)}" if known else "there are none"


def text(value: Any) -> str:
    """Read a text."""
    if not isinstance(value, str):
        raise ValueError(f'is no text; put it in quotation marks: "{shown(value)}"')
    if not value.isprintable():
        raise ValueError("has letters that cannot be shown; write it in one line")
    return value.strip()


def title(value: Any) -> str:
    """Read what pages call the course."""
    if not text(value):
        raise ValueError("is empty; write what pages are to call the course, or delete the line")
    return text(value)


def language(value: Any, known: Collection[str]) -> str:
    """Read the language of pages and buttons, as BCP 47 has it."""
    name = text(value)
    if name in known:
        return name
    if (general := name.split("-")[0].split("_")[0].casefold()) in known:
        raise ValueError(f'is more than is told apart; write "{general}"')
    raise ValueError(
        f"is no language that pages can speak; {near(name, known, 0.8)}, and CONTRIBUTING says what another one takes"
    )


def zone(value: Any) -> ZoneInfo:
    """Read the name of a zone: a place, since an offset has no summer time."""
    name = text(value)
    known = {each for each in zones() if "/" in each and not each.startswith("Etc/")} | {"UTC"}
    if name in known:
        return ZoneInfo(name)
    by_case = {each.casefold(): each for each in known}
    found = get_close_matches(name.casefold().replace(" ", "_"), by_case, n=1, cutoff=0.6)
    ends = [each for each in sorted(known) if each.rpartition("/")[2].casefold() == name.casefold().replace(" ", "_")]
    hint = f'did you mean "{(ends or [by_case[found[0]]])[0]}"?' if ends or found else "write a place: Europe/Berlin"
    raise ValueError(f"is no zone of places; {hint}")


def platform(value: Any) -> str:
    """Read the learning platform that downloads come from; "" for none."""
    name = text(value)
    if name and name.casefold() not in PLATFORMS:
        hint = near(name, PLATFORMS)
        raise ValueError(f'is no platform that is known; {hint} ("" stands for none)')
    return name.casefold()


def share(value: Any) -> float:
    """Read a share, from 0 to 1."""
    if isinstance(value, str) and (percent := re.fullmatch(r"(\d+(?:\.\d+)?) ?%?", value.strip())):
        number = float(percent[1])
        raise ValueError(
            f"is a text; write the share without quotation marks: {number / 100 if number > 1 else number:g}"
        )
    number = _number(value, "a share from 0 to 1")
    if number > 1:
        raise ValueError(f"is more than all; a share goes from 0 to 1: for {number:g} per cent write {number / 100:g}")
    return number


def weight(value: Any) -> float:
    """Read what a lesson weighs."""
    return _number(value, "a number from 0, such as 1 or 2.5")


def count(value: Any) -> int:
    """Read how many."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("is no count; write a whole number from 0, without quotation marks")
    return value


def _number(value: Any, admitted: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"is no number; write {admitted}, without quotation marks")
    if not 0 <= value < float("inf"):
        raise ValueError(f"is not admitted; write {admitted}")
    return float(value)


def names(value: Any) -> tuple[str, ...]:
    """Read a list of names, each once."""
    if isinstance(value, str) or not isinstance(value, list):
        raise ValueError(f'is no list; write it in brackets: ["{shown(value)}"]')
    found = tuple(map(text, value))
    if not all(found):
        raise ValueError("has an empty name; take it out")
    if twice := next((name for name in found if found.count(name) > 1), None):
        raise ValueError(f'has "{twice}" twice; take one out')
    return found


def span(value: Any) -> timedelta:
    """Read a span of time: "15 min", "2 h", "1 day"."""
    found = _SPAN.fullmatch(value.strip().casefold()) if isinstance(value, str) else None
    unit = _UNITS.get(found[2].rstrip("s")) if found else None
    if not (found and unit):
        raise ValueError('is no span of time; write "15 min", "2 h" or "1 day"')
    if float(found[1]) > 100_000:
        raise ValueError('is longer than any term; write "15 min", "2 h" or "1 day"')
    return timedelta(**{unit: float(found[1])})


def moment(value: Any, place: ZoneInfo) -> datetime:
    """Read a date with its hour: on the clock of the course, unless it names a zone of its own."""
    if isinstance(value, datetime):
        value = value.isoformat(" ")
    elif isinstance(value, date | time):
        raise ValueError(f"lacks {'the date' if isinstance(value, time) else 'the hour'}; {_DATE}")
    elif not isinstance(value, str):
        raise ValueError(f"is no date; {_DATE}")
    return parse_moment(value, place)


def parse_moment(said: str, place: ZoneInfo) -> datetime:
    """Read a date with its hour as it was typed."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", said.strip()):
        raise ValueError(f"lacks the hour; {_DATE}")
    found = DUE.fullmatch(said.strip())
    if not found:
        raise ValueError(f"is no date with its hour; {_DATE}, which is on the clock of {place.key}")
    has_zone = any(found.group(number) for number in (3, 4, 5))
    try:
        utc = parse_due(said if has_zone else f"{said.strip()} {place.key}")
    except ValueError as error:
        raise ValueError(f"is no moment: {error}") from None
    return utc.replace(tzinfo=UTC).astimezone(place)


def shown(value: Any) -> str:
    """Return a value as it may stand in a sentence, not too long."""
    said = " ".join(str(value).split())
    return said if len(said) <= 60 else f"{said[:60]}…"
