"""When a lesson is due and what late work loses: `dates.json` beside its notebook, which a release writes.

On a hub the exchange has what changed since, and an extension of the student's own, under a name that only this student
can work out: from a secret that nbgrader keeps for each hand-in. The card puts what it finds in the file's place.

The page puts it into words, in the zone and the manner of the browser (`script/dates.js`); `late_rule` has the rule in
the same words for whoever reads it elsewhere. The file lies in a student's
folder, so it is read as anything might stand in it: what is no date is no deadline.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from quizzes.catalogue import exact_percent, say

#: What the file is called.
NAME = "dates.json"
#: No such file is longer; bytes.
LONGEST = 10_000
#: The folder in the exchange's folder of the course.
FOLDER = "dates"


class Dates(msgspec.Struct, frozen=True, kw_only=True):
    """A deadline in ISO 8601 with its offset, and the late rule: shares of the points, and the grace in seconds.

    `own` says that it is one student's extension.
    """

    due: str
    per_day: float = 0.0
    grace: float = 0.0
    cap: float = 1.0
    own: bool = False

    def __post_init__(self) -> None:
        self.check()

    def check(self) -> None:
        """Raise ValueError where this is no date, or no rule."""
        if datetime.fromisoformat(self.due).tzinfo is None:
            raise ValueError("due names no zone")
        if not (0 <= self.per_day <= 1 and 0 <= self.cap <= 1 and 0 <= self.grace < 1e9):
            raise ValueError("a share is not from 0 to 1, or the grace is no span")


def dates_of(folder: Path) -> dict[str, str | float] | None:
    """Return the dates of the lesson in a folder, as the page wants them; None where none can be read."""
    return read(folder / NAME)


def read(path: Path) -> dict[str, str | float] | None:
    """Read one file of dates; None where none can be read."""
    try:
        with path.open("rb") as file:
            found = msgspec.json.decode(file.read(LONGEST), type=Dates)
    except (OSError, msgspec.MsgspecError):
        return None
    return msgspec.structs.asdict(found)


def own_name(secret: str, lesson: str) -> str:
    """Return what a student's extension for a lesson is called in the exchange."""
    return sha256(f"{secret}+{lesson}".encode()).hexdigest()


def announced(course: Path, lesson: str, secrets: Iterable[str]) -> dict[str, str | float] | None:
    """Return what an exchange's folder of the course says of a lesson: one's own extension before everybody's date."""
    names = [*(own_name(secret, lesson) for secret in secrets), lesson]
    return next((dates for name in names if (dates := read(course / FOLDER / name))), None)


def keep(folder: Path, dates: dict[str, str | float]) -> None:
    """Let the lesson in a folder have other dates; a folder that cannot be written to keeps its own."""
    with suppress(OSError):
        (folder / NAME).write_bytes(as_file(dates))


def as_file(dates: Dates | dict[str, str | float]) -> bytes:
    """Return what the file of dates holds."""
    return msgspec.json.format(msgspec.json.encode(dates), indent=1)


def late_rule(per_day: float, grace: float, cap: float) -> str:
    """Return in words what late work loses, to stand within a sentence; the page has the same from `script/dates.js`.

    Parameters
    ----------
    per_day, cap
        Shares of the points that the work earns, from 0 to 1.
    grace
        How late is for nothing, in seconds.
    """
    rule = say("page.late_day", share=exact_percent(per_day))
    if grace:
        rule = say("page.late_after", rule=rule, grace=span(grace))
    if cap == 1:
        return rule
    return say("page.late_most", rule=rule, cap=say("page.late_half") if cap == 0.5 else exact_percent(cap))


def span(seconds: float) -> str:
    """Return a span in minutes, in hours where these are whole, in days where there are several."""
    hours, minutes = divmod(round(seconds / 60), 60)
    if minutes:
        return say("page.late_minutes", count=60 * hours + minutes)
    days, rest = divmod(hours, 24)
    return say("page.late_days", count=days) if days > 1 and not rest else say("page.late_hours", count=hours)
