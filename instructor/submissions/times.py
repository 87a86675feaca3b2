"""When work was handed in, as nbgrader's `timestamp.txt` says it, and when it is due, as an instructor types it.

A stamp ends in what its zone calls its time (`%Z`): a name such as CEST, or an offset such as -03. A name is read as
what it says, whatever zone of the world says it: one offset at that date, or it is refused. So CET is an hour before
UTC in July too, as in Algiers; whoever is on Berlin's clock writes CEST then. A name that several zones say is settled
by the one that the course's exchange writes in, if it says it. A due date names its zone in full, and an hour that
daylight saving doubles or leaves out is refused with its two readings.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from difflib import get_close_matches
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

_DATE, _OFFSET = r"(\d{4}-\d\d-\d\d)", r"[+-]\d\d(?::?\d\d)?"
#: What nbgrader writes: date, time, and the zone's name or its offset.
TIME = re.compile(rf"{_DATE}[ T](\d\d:\d\d:\d\d(?:\.\d{{1,6}})?)(?: ?(Z)| ([A-Za-z]{{1,6}})| ?({_OFFSET}))?")
#: What an instructor types: the seconds may be left out, the zone may not, and it may be a place.
DUE = re.compile(rf"{_DATE}[ T](\d\d?:\d\d(?::\d\d)?)(?: ?(Z)| ?({_OFFSET})| ([A-Za-z][\w+/-]*))?")
EXAMPLE = "2026-12-01 23:59 Europe/Berlin"


def parse_utc(text: str) -> datetime:
    """Return a time in UTC, without a zone, as nbgrader's gradebook has it; where no zone is written it is UTC.

    Raises
    ------
    ValueError, OverflowError
        Where it is no time in nbgrader's form, or its zone's name has no offset, or several, at that date.
    """
    match = TIME.fullmatch(text)
    if not match:
        raise ValueError(f"no time: {text}")
    date, time, zulu, name, offset = match.groups()
    moment = datetime.fromisoformat(f"{date} {time}")
    return _utc(moment, _offset(offset) if offset else UTC if zulu or not name else _called(name, moment))


def settled(text: str, place: str) -> str:
    """Return a stamp with the offset in place of its zone's name, where that is what the clocks of `place` say then.

    Parameters
    ----------
    text
        A time in nbgrader's form; any other text stays as it is.
    place
        The zone that the exchange writes in, as `Exchange.timezone` has it: `America/Los_Angeles`.
    """
    match, zone = TIME.fullmatch(text), _zone(place)
    if not (match and match[4] and zone):
        return text
    try:
        moment = datetime.fromisoformat(f"{match[1]} {match[2]}")
        clocks = [moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
        said = {clock.utcoffset() for clock in clocks if clock.tzname() == match[4]}
    except (ValueError, OverflowError):
        return text
    return f"{match[1]} {match[2]} {_words(said.pop())}" if len(said) == 1 else text


def parse_due(text: str) -> datetime:
    """Return a due date in UTC, without a zone, as nbgrader's gradebook has it.

    Parameters
    ----------
    text
        Date, time and zone: `2026-12-01 23:59 Europe/Berlin`, or an offset from UTC (`+01:00`, `-03`, `+0545`, `Z`).

    Raises
    ------
    ValueError
        Where it is no such time, it names no zone or one that is not known, or daylight saving leaves that hour out or
        has it twice; the message says what to write.
    """
    match = DUE.fullmatch(text.strip())
    if not match:
        raise ValueError(f'no date and time: "{text}"; write it as {EXAMPLE}')
    date, time, zulu, offset, name = match.groups()
    if not (zulu or offset or name):
        raise ValueError(f'"{text}" names no zone, and your clock may not be the server\'s; write it as {EXAMPLE}')
    moment = _on_the_clock(date, time)
    try:
        return _utc(moment, UTC if zulu else _offset(offset) if offset else _place(name, moment))
    except OverflowError:
        raise ValueError(f'"{text}" lies outside of the calendar; write it as {EXAMPLE}') from None


def _on_the_clock(date: str, time: str) -> datetime:
    hour, rest = time.split(":", 1)
    if hour == "24":
        raise ValueError(f"there is no {date} {time}: write 23:59 of that day, or 00:00 of the next")
    try:
        return datetime.fromisoformat(f"{date} {hour.zfill(2)}:{rest}")
    except ValueError as error:
        raise ValueError(f"there is no {date} {time}: {error}; write it as {EXAMPLE}") from None


def said_in_utc(moment: datetime) -> str:
    """Return a moment in UTC, without a zone, as it is read where no course names another zone."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _utc(moment: datetime, zone: tzinfo) -> datetime:
    return moment.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)


def _offset(text: str) -> tzinfo:
    hours, minutes = int(text[1:3]), int(text[3:].strip(":") or 0)
    if hours > 15 or minutes > 59:
        raise ValueError(f"no zone is {text} from UTC; write an offset such as +01:00")
    return timezone((-1 if text[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))


def _called(name: str, moment: datetime) -> tzinfo:
    """Return the one offset of the zones that call their time `name` at a moment of their clocks."""
    if name.upper() in ("UTC", "GMT", "Z"):
        return UTC  # said by so many, and by nbgrader itself, that no zone is looked up
    found = _that_say(name, moment.replace(minute=0, second=0, microsecond=0))
    offsets = sorted({offset for _, offset in found})
    if len(offsets) == 1:
        return timezone(offsets[0])
    cure = f"write the offset in place of {name}, such as {_words(offsets[0] if offsets else timedelta(hours=1))}"
    if not found:
        raise ValueError(f"no zone is known that calls its time {name} on {moment:%d %B %Y}; {cure}")
    places = (next(place for place, offset in found if offset == each) for each in offsets)
    readings = " or ".join(f"{_words(offset)} ({place})" for place, offset in zip(places, offsets, strict=True))
    raise ValueError(f"{name} may be {readings}; {cure}")


@lru_cache(maxsize=1024)
def _that_say(name: str, hour: datetime) -> tuple[tuple[str, timedelta], ...]:
    """Return the places that call their time `name` within an hour of their clocks, with the offset."""
    found = []
    for place in sorted(place for place in zones() if "/" in place):
        zone = _zone(place)
        for fold, end in ((0, 0), (1, 0), (0, 1), (1, 1)) if zone else ():
            time = (hour + timedelta(hours=end)).replace(tzinfo=zone, fold=fold)
            if time.tzname() == name:
                found.append((place, time.utcoffset() or timedelta()))
    return tuple(found)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@cache
def zones() -> frozenset[str]:
    """Return the names of all zones; the system's files are looked through once, not for every date."""
    return frozenset(available_timezones())


def _place(name: str, moment: datetime) -> tzinfo:
    """Return the zone of a due date: one that a place names or, where nothing else may be meant, a name of a time."""
    by_name = {place.lower(): place for place in zones()}
    known = by_name.get(name.lower())
    if "/" not in name:
        return _by_abbreviation(name.upper(), known, moment)
    if known:
        return _settled(ZoneInfo(known), moment)
    near = get_close_matches(name.lower(), by_name, n=1)
    hint = f"; did you mean {by_name[near[0]]}?" if near else "; write it as Europe/Berlin, or an offset such as +01:00"
    raise ValueError(f"no zone is called {name}{hint}")


def _by_abbreviation(name: str, zone: str | None, moment: datetime) -> tzinfo:
    """Return the offset of a name such as CET, which in July may mean an offset or a clock that is on summer time."""
    said = _called(name, moment)
    clock = moment.replace(tzinfo=ZoneInfo(zone)).utcoffset() if zone else said.utcoffset(moment)
    if clock != said.utcoffset(moment):
        readings = f"{_words(said.utcoffset(moment))}, or what the clocks show there, {_words(clock)}"
        raise ValueError(f"{name} on {moment:%d %B %Y} may be {readings}; write the offset, or a place: Europe/Berlin")
    return said


def _settled(zone: ZoneInfo, moment: datetime) -> tzinfo:
    """Return the offset of a zone's clock. Raises ValueError where the clock shows that hour twice, or never."""
    first, second = (timezone(moment.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta()) for fold in (0, 1))
    if first == second:
        return first
    shown = moment.replace(tzinfo=first).astimezone(zone).replace(tzinfo=None)
    often = "twice" if shown == moment else "never"
    readings = " or ".join(f"{moment:%Y-%m-%d %H:%M}{_words(each.utcoffset(moment))}" for each in (first, second))
    raise ValueError(
        f"the clocks of {zone.key} show {moment:%Y-%m-%d %H:%M} {often}, as they are changed: write {readings}"
    )


def _words(offset: timedelta | None) -> str:
    minutes = round((offset or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"
