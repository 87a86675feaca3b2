"""A course's plan as values: every moment is in the course's own zone, every share lies between 0 and 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from zoneinfo import ZoneInfo

NAME = "course.toml"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class LessonPlan:
    """A lesson in use: when it is released and due, None where no date is set, and what it weighs in the total."""

    name: str
    release: datetime | None = None
    due: datetime | None = None
    weight: float = 1.0


@dataclass(frozen=True)
class Late:
    """What late work loses: a share of its own points for each day that has begun since the due date and the grace.

    `cap` is the most that is taken, as a share of the points.
    """

    per_day: float = 0.0
    grace: timedelta = timedelta()
    cap: float = 1.0

    def share(self, seconds_late: float) -> float:
        """Return the share of the points that is taken off work which is so many seconds late."""
        after = timedelta(seconds=seconds_late) - self.grace
        return min(self.per_day * ceil(after / _DAY), self.cap) if after > timedelta() else 0.0

    def penalty(self, score: float, seconds_late: float) -> float | None:
        """Return the points that are taken off; None where nothing is."""
        taken = round(score * self.share(seconds_late), 6)
        return taken if taken > 0 else None


@dataclass(frozen=True)
class Plan:
    """What `course.toml` says; `source` is the file, None where there is none and all of this is the default.

    `lessons` has the lessons in use, in their order. `extensions` maps students to lessons to dates, `exempt` students
    to the lessons that do not count for them.
    """

    title: str
    zone: ZoneInfo
    lessons: Mapping[str, LessonPlan]
    language: str = "en"
    platform: str = ""
    exchange: Path | None = None
    late: Late = Late()
    drop_lowest: int = 0
    markers: tuple[str, ...] = ()
    marked_twice: float = 0.0
    extensions: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)
    exempt: Mapping[str, frozenset[str]] = field(default_factory=dict)
    source: Path | None = None

    def due(self, lesson: str, student: str | None = None) -> datetime | None:
        """Return when a lesson is due, for a student with their extension; None where no date is set."""
        extended = self.extensions.get(student, {}).get(lesson) if student is not None else None
        planned = self.lessons.get(lesson)
        return extended or (planned.due if planned else None)

    def extended(self, lesson: str) -> dict[str, datetime]:
        """Return until when each student who has an extension may hand a lesson in, in UTC, without a zone."""
        return {student: in_utc(dates[lesson]) for student, dates in sorted(self.extensions.items()) if lesson in dates}

    def due_utc(self, lesson: str) -> datetime | None:
        """Return when a lesson is due in UTC, without a zone, as nbgrader's gradebook has it."""
        due = self.due(lesson)
        return in_utc(due) if due else None

    def said(self, moment: datetime) -> str:
        """Return a moment as an instructor reads it, with the course's zone."""
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M} {self.zone.key}"

    def said_utc(self, moment: datetime) -> str:
        """Return a moment in UTC, without a zone, as an instructor reads it."""
        return self.said(moment.replace(tzinfo=UTC))


def in_utc(moment: datetime) -> datetime:
    """Return a moment in UTC, without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)
