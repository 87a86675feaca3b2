"""When a lesson is due and what late work loses: `dates.json` beside its notebook, which a release writes.

The page puts it into words, in the zone and the manner of the browser (`script/dates.js`). The file lies in a student's
folder, so it is read as anything might stand in it: what is no date is no deadline.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

#: What the file is called.
NAME = "dates.json"
#: No such file is longer; bytes.
LONGEST = 10_000


class Dates(msgspec.Struct, frozen=True, kw_only=True):
    """A deadline in ISO 8601 with its offset, and the late rule: shares of the points, and the grace in seconds."""

    due: str
    per_day: float = 0.0
    grace: float = 0.0
    cap: float = 1.0

    def __post_init__(self) -> None:
        if datetime.fromisoformat(self.due).tzinfo is None:
            raise ValueError("no zone")  # msgspec says where
        if not (0 <= self.per_day <= 1 and 0 <= self.cap <= 1 and 0 <= self.grace < 1e9):
            raise ValueError("no share")


def dates_of(folder: Path) -> dict[str, str | float] | None:
    """Return the dates of the lesson in a folder, as the page wants them; None where none can be read."""
    try:
        with (folder / NAME).open("rb") as file:
            found = msgspec.json.decode(file.read(LONGEST), type=Dates)
    except (OSError, msgspec.MsgspecError):
        return None
    return msgspec.structs.asdict(found)
