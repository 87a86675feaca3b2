"""When an item can be answered: from `opens` to `closes`, or with one of the two alone.

A bank has each moment on the course's clock, or with an offset of its own. A release writes the offsets, so that a
student's copy means the same moment on any computer; one without an offset is on the clock of the computer that reads
it, as in an author's checkout. What counts, the instructor's side decides by the times in the journal.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from quizzes.types.values import Value

#: What is said where something else stands.
FORM = "a date with its hour, as 2027-02-03 10:00"
PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?( ?(Z|[+-][0-9]{2}:?[0-9]{2}))?$"
Moment = Annotated[str, Meta(pattern=PATTERN)]


class Window(Value, frozen=True, kw_only=True):
    """From when and until when answers count: `2027-02-03 10:00` on the course's clock, or with `+01:00` behind it."""

    opens: Moment | None = None
    closes: Moment | None = None

    @property
    def said(self) -> str:
        """Its moments as they are written, by their names."""
        return ", ".join(f"{name} {text}" for name, text in (("opens", self.opens), ("closes", self.closes)) if text)

    def check(self) -> None:
        """Raise ValueError where it says nothing, or no calendar has its moments in this order."""
        if self.opens is None and self.closes is None:
            raise ValueError("the window has neither `opens` nor `closes`; write one of them, or take `window` out")
        for name, said in (("opens", self.opens), ("closes", self.closes)):
            try:
                moment(said or "2027-02-03 10:00")
            except (ValueError, OverflowError, OSError) as error:
                raise ValueError(f"the window {name} {said}, which is no moment: {error}; write {FORM}") from None
        if self.opens and self.closes and _is_before(self.closes, self.opens):
            raise ValueError(
                f"the window closes ({self.closes}) before it opens ({self.opens}); swap them, or mend a date"
            )


def moment(text: str) -> datetime:
    """Return a moment, with its offset; one that has none is on the clock of this computer.

    Raises
    ------
    ValueError, OverflowError, OSError
        Where there is no such moment.
    """
    return _read(text).astimezone()


def _read(text: str) -> datetime:
    """Return a moment as it is written, without a zone where it has none. Raises ValueError."""
    return datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", ""))


def _is_before(closes: str, opens: str) -> bool:
    """Say whether it closes before it opens; where only one has an offset, the course's clock decides at a release."""
    first, last = _read(opens), _read(closes)
    return (first.tzinfo is None) is (last.tzinfo is None) and last <= first
