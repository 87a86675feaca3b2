"""Canvas's LATE, as `intake` keeps it beside the collected work: it decides nothing.

The time of the file and the due date decide; both are shown beside the flag, so that a person sees where they disagree.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from instructor.course import Course
from instructor.submissions.collected import collected
from instructor.submissions.times import said_in_utc


class LateFlags:
    """Whose work the platform called late, by what `collect` kept of it; damaged lines are passed over.

    `said` puts a moment in UTC on the clock that is shown.
    """

    def __init__(self, course: Course, assignment: str, said: Callable[[datetime], str] = said_in_utc) -> None:
        latest = {str(facts.get("student")): facts for facts in collected(course, assignment)}
        self._said = said
        self._times = {student: _time(facts) for student, facts in latest.items() if facts.get("late") is True}

    def in_words(self, student: str, time: datetime | None, due: datetime | None, seconds_late: float) -> str:
        """Say what counts of a student's work, where it is what the platform called late; else "".

        Parameters
        ----------
        student, time
            Whose work it is, and when it was handed in: UTC, without a zone.
        due, seconds_late
            When it was due, in UTC, and how late it is by the gradebook, with extensions.
        """
        if time is None or self._times.get(student) != time.replace(microsecond=0):
            return ""
        return f"Canvas calls it late; its file's time is {self._said(time)}, {self._comes_to(time, due, seconds_late)}"

    def _comes_to(self, time: datetime, due: datetime | None, seconds_late: float) -> str:
        if due is None:
            return "no due date is set, so it does not count as late; set one with: release --due"
        if seconds_late:
            return f"due {self._said(due)}: late by these too, which count"
        extended = " and extended" if time > due else ""
        return f"due {self._said(due)}{extended}: in time by these, which count, not the flag"


def _time(facts: dict[str, object]) -> datetime | None:
    try:
        return datetime.fromisoformat(str(facts.get("time"))).replace(tzinfo=None)
    except ValueError:
        return None
