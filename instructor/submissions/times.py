"""When work was handed in, as nbgrader's `timestamp.txt` says it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: What nbgrader writes: date, time, and the zone's name or its offset.
TIME = re.compile(r"(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,6})?)(?: ([A-Za-z]{1,6})| ?([+-]\d\d:?\d\d))?")


def parse_utc(text: str) -> datetime:
    """Return a time in UTC, without a zone, as nbgrader's gradebook has it; where no zone is known it is UTC.

    Of a zone only a name or an offset may stand there: a zone's name is opened as a file.

    Raises
    ------
    ValueError, OverflowError
        Where it is no time in nbgrader's form.
    """
    match = TIME.fullmatch(text)
    if not match:
        raise ValueError(f"no time: {text}")
    time, zone, offset = match.groups()
    moment = datetime.fromisoformat(f"{time}{offset or ''}")
    return (moment if offset else moment.replace(tzinfo=_zone(zone or "UTC"))).astimezone(UTC).replace(tzinfo=None)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
