"""What a journal remembers: the last answer of each item, and the one of the attempt before."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from quizzes import catalogue, journal
from quizzes.catalogue import say
from quizzes.types import BaseItem


class Recalled(NamedTuple):
    """By item: the last entry, since when its answer stands, the last response of the attempt before.

    `notes` say in words what could not be read.
    """

    entries: dict[str, journal.Entry]
    since: dict[str, str]
    before: dict[str, Any]
    notes: list[str]


def latest(path: Path, items: dict[str, BaseItem], entire: bool) -> Recalled:
    """Return what the journal of a quiz remembers."""
    try:
        found = journal.replay(path, items, entire)
    except OSError as error:
        return Recalled({}, {}, {}, [say("journal.unreadable", path=str(path), reason=str(error.strerror))])
    last: dict[str, journal.Entry] = {}
    notes = [say("journal.line", line=problem.line, reason=problem.reason) for problem in found.problems]
    for name, entry in found.latest().items():
        try:
            if entry.response is not None:
                items[name].expect(entry.response)
            last[name] = entry
        except ValueError as error:
            notes.append(f"{name}: {error}")
    return Recalled(last, found.since(), _before(found, last, items), notes)


def seen_after(path: Path, seen: tuple[int, int] | None, entry: journal.Entry) -> tuple[int, int] | None:
    """Return the state of a journal to which `entry` was appended; `seen`, the one before, where others wrote too.

    A journal is read anew where its state is another than the one that was seen (`journal.state`).
    """
    grown = (seen[0] if seen else 0) + len(msgspec.json.encode(entry)) + 1
    now = journal.state(path)
    return now if now and now[0] == grown else seen


def _before(found: journal.Replay, last: dict[str, journal.Entry], items: dict[str, BaseItem]) -> dict[str, Any]:
    """Return by item the last response of the attempt before the last one, where it can be read."""
    before = {}
    for entry in found.entries:
        if entry.item in last and entry.attempt == last[entry.item].attempt - 1 and entry.response is not None:
            with suppress(ValueError):
                items[entry.item].expect(entry.response)
                before[entry.item] = entry.response
    return before


def clock(time: str, now: datetime) -> str:
    """Return an entry's time as the page shows it: 14:03, before today 21 November 14:03; "" where it is no time."""
    try:
        moment = datetime.fromisoformat(time).astimezone(now.tzinfo)
    except ValueError:
        return ""
    time = catalogue.clock(moment)
    return time if moment.date() == now.date() else say("date.moment", date=catalogue.date(moment), time=time)
