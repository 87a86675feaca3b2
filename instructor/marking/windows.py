"""Which answers were given while their question could be answered, by the times in the journal.

An answer counts from `opens` to `closes`; behind that come what the student's extension of the lesson adds and the
grace of the late rule. What lies outside counts for nothing and is named, by item and time. The times are those of the
clock that wrote them: the student's, or a hub's. So one that cannot be read, or lies behind a later one because that
clock was set back, is held against nobody: the answer counts, and is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from instructor.course import Course
from instructor.plan import Plan, read_plan
from instructor.plan.windows import in_zone
from instructor.submissions.journals import time_of
from quizzes.bank import Bank, BankError
from quizzes.journal import Entry, Replay, is_same
from quizzes.types.window import Window, moment

#: A time that lies before is a clock that was never set.
_FIRST = datetime(2000, 1, 1, tzinfo=UTC)
#: So many answers to an item that do not count are told one by one, the last ones.
LISTED = 3
#: What is said of an answer that counts although its time is in doubt.
UNDATED = "it has no time that can be read"
SET_BACK = "it stands behind a later one: a clock was set back"

#: What lets answers count, or not, once an extension, the zone or the grace has moved the end of a window.
REGRADE = "python -m instructor grade {} --force shows the marks that change by it, and asks"


class Span(NamedTuple):
    """When one student can answer an item: `until` is how long it counts, with the grace. None: no end."""

    opens: datetime | None
    closes: datetime | None
    until: datetime | None

    def nearest(self, time: datetime) -> datetime:
        """Return the moment within it that is nearest to another one."""
        later = max(time, self.opens or time)
        return min(later, self.closes or later)


class Outside(NamedTuple):
    """An answer that does not count: when it was given, whether that was too early, what it missed, and itself."""

    time: datetime
    is_early: bool
    bound: datetime
    response: Any


@dataclass(frozen=True)
class Timing:
    """When the graded items of a lesson can be answered: their windows, with offsets, by item; none where always.

    `zone` is the course's, `longer` has what each student's extension adds, `grace` is the late rule's.
    """

    windows: Mapping[str, Window] = field(default_factory=dict)
    zone: str = "UTC"
    longer: Mapping[str, timedelta] = field(default_factory=dict)
    grace: timedelta = timedelta()

    def span(self, item: str, student: str) -> Span | None:
        """Return when a student can answer an item; None where always."""
        window = self.windows.get(item)
        if window is None:
            return None
        zone = ZoneInfo(self.zone)
        opens, closes = (moment(said).astimezone(zone) if said else None for said in (window.opens, window.closes))
        closes = _later(closes, self.longer.get(student, timedelta()))
        return Span(opens, closes, _later(closes, self.grace))

    def nearest(self, item: str, student: str, time: datetime) -> datetime:
        """Return the moment nearest to another at which a student can answer an item: for answers that are made up."""
        span = self.span(item, student)
        return span.nearest(time) if span else time

    def print_of(self, student: str) -> str:
        """Return a fingerprint of what a student's answers are held against; "" where that is nothing."""
        if not self.windows:
            return ""
        windows = sorted((name, each.said) for name, each in self.windows.items())
        facts = (windows, self.longer.get(student), self.grace)
        return blake2b(repr(facts).encode(), digest_size=4).hexdigest()


def _later(time: datetime | None, by: timedelta) -> datetime | None:
    """Return a moment so much later, on the clock that does not jump."""
    return (time.astimezone(UTC) + by).astimezone(time.tzinfo) if time else None


def read_timing(course: Course, bank: Bank, plan: Plan | None = None) -> Timing:
    """Return when a lesson's graded items can be answered; `plan` is what `course.toml` says by default.

    Raises
    ------
    BankError, CourseError
        Where the course's clock does not show such a moment once, or `course.toml` has a mistake.
    """
    windows = {item.id: item.window for quiz, item in bank.items() if quiz.graded and item.window}
    if not windows:
        return Timing()
    plan = plan or read_plan(course)
    due, lesson = plan.due(bank.assignment), bank.assignment
    longer = {student: dates[lesson] - due for student, dates in plan.extensions.items() if due and lesson in dates}
    found = {name: in_zone(each, plan.zone, f'item "{name}"') for name, each in windows.items()}
    return Timing(found, plan.zone.key, longer, plan.late.grace)


def has_windows(course: Course, lesson: str) -> bool:
    """Say whether what counts in a lesson depends on windows; a bank that cannot be read has none."""
    with suppress(BankError):
        return any(quiz.graded and item.window for quiz, item in course.bank(lesson).items())
    return False


@dataclass(frozen=True)
class Counted:
    """The entries of a journal that count; by item the answers that do not, and why the time of others is in doubt."""

    journal: Replay
    outside: Mapping[str, tuple[Outside, ...]] = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)


def counted(journal: Replay, timing: Timing, student: str) -> Counted:
    """Return what of a journal counts. What only says how sure one is repeats an answer, and is none of its own."""
    if not timing.windows:
        return Counted(journal)
    kept: list[Entry] = []
    outside: dict[str, tuple[Outside, ...]] = {}
    doubts: dict[str, str] = {}
    last: dict[str, Entry] = {}
    latest, spans = _FIRST, {name: timing.span(name, student) for name in timing.windows}
    for entry in journal.entries:
        span, time = spans.get(entry.item), _time(entry)
        latest = max(latest, time or latest)
        missed = _missed(span, time)
        if missed is None:
            kept.append(entry)
            if span and entry.response is not None:
                doubts[entry.item] = _doubt(span, time, latest)
        elif time and not is_same(last.get(entry.item), entry):
            found = Outside(time.astimezone(missed.tzinfo), time < missed, missed, entry.response)
            outside[entry.item] = (*outside.get(entry.item, ()), found)
        last[entry.item] = entry
    return Counted(replace(journal, entries=tuple(kept)), outside, doubts)


def _time(entry: Entry) -> datetime | None:
    """Return when an entry was written; None where its time says no moment, or none that a clock shows."""
    found = time_of(entry.time)
    has_offset = entry.time.endswith("Z") or "+" in entry.time or entry.time.count("-") > 2
    return found if has_offset and found > _FIRST else None


def _missed(span: Span | None, time: datetime | None) -> datetime | None:
    """Return the end of its span that a time lies beyond; None where it counts."""
    if span is None or time is None:
        return None
    if span.opens and time < span.opens:
        return span.opens
    return span.closes if span.until and time > span.until else None


def _doubt(span: Span, time: datetime | None, latest: datetime) -> str:
    """Say why the time of an answer that counts is in doubt; "" where it is not."""
    if time is None:
        return UNDATED
    return SET_BACK if span.until and latest > span.until else ""
