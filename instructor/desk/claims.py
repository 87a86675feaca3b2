"""Who has an answer before them. No two ever have the same one; whoever is gone for some minutes loses it.

A claim is one row, taken by one statement that either changes it or does not: of two who come at once one gets it. It
is taken before anything else is read of the answer, so on PostgreSQL, too, what is read afterwards stays.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, or_, select, update

from instructor.desk.database import add_new
from instructor.desk.tables import CLAIM


class Claim(NamedTuple):
    """Who has an answer, until when (seconds since 1970)."""

    marker: str
    until: float


def take(db: Connection, answer: str, marker: str, now: float, until: float) -> bool:
    """Claim an answer, or hold it longer; False where somebody else has it."""
    free = or_(CLAIM.c.marker == marker, CLAIM.c.until < now)
    mine = update(CLAIM).where(CLAIM.c.answer == answer, free).values(marker=marker, until=until)
    if db.execute(mine).rowcount:
        return True
    return add_new(db, CLAIM, ("answer",), {"answer": answer, "marker": marker, "until": until})


def give_back(db: Connection, answer: str, marker: str) -> None:
    """Let go of an answer."""
    db.execute(delete(CLAIM).where(CLAIM.c.answer == answer, CLAIM.c.marker == marker))


def claims(db: Connection, now: float) -> dict[str, Claim]:
    """Return the claims that hold, by answer."""
    found = db.execute(select(CLAIM).where(CLAIM.c.until >= now))
    return {row.answer: Claim(row.marker, row.until) for row in found}
