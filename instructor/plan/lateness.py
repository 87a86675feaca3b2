"""What late work loses, in words: one rule said alike by `settle`, `extend`, `release`, `marks`, `grade` and `collect`.

Students read the same rule on their page (`quizzes.dates`), in the language of their pages; here it is in English, as
all that an instructor reads at the command line.
"""

from __future__ import annotations

from datetime import datetime

from instructor.plan.model import Late, Plan, in_utc
from quizzes.dates import late_rule, span
from quizzes.tongue import ENGLISH, speaking


def in_words(late: Late) -> str:
    """Return the late rule as an instructor reads it, to stand within a sentence."""
    if not late.per_day:
        return "nothing is taken off"
    with speaking(ENGLISH):
        return late_rule(late.per_day, late.grace.total_seconds(), late.cap)


def grace_in_words(late: Late) -> str:
    """Return how late is for nothing, as an instructor reads it."""
    with speaking(ENGLISH):
        return span(late.grace.total_seconds())


def of_work(plan: Plan, seconds_late: float) -> str:
    """Say of work that is late by how much, and what that costs; "" of other work.

    Where there is no `course.toml`, nbgrader's configuration decides what it costs, and nothing is said of that.
    """
    if seconds_late <= 0:
        return ""
    by = f"late by {_duration(seconds_late)}"
    if plan.source is None:
        return by
    late = plan.late
    if late.per_day and 0 < seconds_late <= late.grace.total_seconds():
        return f"{by}, within the grace of {grace_in_words(late)}: nothing is taken off"
    share = late.share(seconds_late)
    return f"{by}: {100 * share:.3g}% of its points is taken off" if share else f"{by}: nothing is taken off"


def at(plan: Plan, lesson: str, student: str, time: datetime) -> str:
    """Say what a student's handing in at a time (UTC, without a zone) comes to; "" where no date is set."""
    due = plan.due(lesson, student)
    return (of_work(plan, (time - in_utc(due)).total_seconds()) or "in time") if due else ""


def _duration(seconds: float) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{max(minutes, 1)} min"
