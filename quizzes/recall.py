"""What a journal remembers: the last answer of each item."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from quizzes import catalogue, journal
from quizzes.catalogue import say
from quizzes.types import BaseItem


def latest(
    path: Path, items: dict[str, BaseItem], entire: bool
) -> tuple[dict[str, journal.Entry], dict[str, str], list[str]]:
    """Return the last entry of each item, since when its answer stands, and in words what could not be read."""
    try:
        found = journal.replay(path, items, entire)
    except OSError as error:
        return {}, {}, [say("journal.unreadable", path=str(path), reason=str(error.strerror))]
    last = {}
    notes = [say("journal.line", line=problem.line, reason=problem.reason) for problem in found.problems]
    for name, entry in found.latest().items():
        try:
            if entry.response is not None:
                items[name].expect(entry.response)
            last[name] = entry
        except ValueError as error:
            notes.append(f"{name}: {error}")
    return last, found.since(), notes


def clock(time: str, now: datetime) -> str:
    """Return an entry's time as the page shows it: 14:03, before today 21 November 14:03; "" where it is no time."""
    try:
        moment = datetime.fromisoformat(time).astimezone(now.tzinfo)
    except ValueError:
        return ""
    time = catalogue.clock(moment)
    return time if moment.date() == now.date() else say("date.moment", date=catalogue.date(moment), time=time)
