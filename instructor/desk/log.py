"""The log of the desk: a line for each step, only ever added to, and what of it can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, insert, select

from instructor.desk.tables import EVENT
from instructor.desk.views import Event

#: The steps that `undo` takes back.
REVERSIBLE = ("mark", "adjust", "note", "reopen", "finish")
#: Seconds between two steps of which no more are counted as work.
PAUSE = 180.0


def write(
    db: Connection, where: dict[str, str], kind: str, time: float, batch: str, data: Any = None, undoes: str = ""
) -> None:
    """Add a line; `where` has lesson, task, answer and marker."""
    text = msgspec.json.encode(data or {}).decode()
    db.execute(insert(EVENT), {**where, "kind": kind, "time": time, "batch": batch, "data": text, "undoes": undoes})


def last_batch(db: Connection, lesson: str, marker: str) -> Sequence[Row[Any]]:
    """Return the lines of the marker's last step that was not taken back, the last line first; none where all were."""
    mine = (EVENT.c.lesson == lesson, EVENT.c.marker == marker)
    undone = select(EVENT.c.undoes).where(*mine, EVENT.c.undoes != "")
    left = select(EVENT).where(*mine, EVENT.c.kind.in_(REVERSIBLE), EVENT.c.batch.not_in(undone))
    last = db.execute(left.order_by(EVENT.c.id.desc()).limit(1)).first()
    if last is None:
        return []
    return db.execute(left.where(EVENT.c.batch == last.batch).order_by(EVENT.c.id.desc())).all()


def seconds_spent(db: Connection, answer: str, marker: str, since: float, now: float) -> float:
    """Return the seconds of work since an answer was opened: the time between steps, without long pauses."""
    steps = select(EVENT.c.time).where(EVENT.c.answer == answer, EVENT.c.marker == marker, EVENT.c.time >= since)
    times = [since, *db.scalars(steps.order_by(EVENT.c.id)), now]
    return float(sum(min(max(after - before, 0.0), PAUSE) for before, after in pairwise(times)))


def skipped(db: Connection, lesson: str, task: str, marker: str) -> dict[str, int]:
    """Return the answers that a marker has put off, with the number of the line that says so last."""
    found = select(EVENT.c.answer, EVENT.c.id).where(
        EVENT.c.lesson == lesson, EVENT.c.task == task, EVENT.c.marker == marker, EVENT.c.kind == "skip"
    )
    return {row.answer: row.id for row in db.execute(found.order_by(EVENT.c.id))}


def events(db: Connection, lesson: str, task: str | None) -> list[Event]:
    """Return the whole log of a lesson, or of one of its tasks."""
    found = select(EVENT).where(EVENT.c.lesson == lesson).order_by(EVENT.c.id)
    if task is not None:
        found = found.where(EVENT.c.task == task)
    return [Event(**{name: getattr(row, name) for name in Event.__struct_fields__}) for row in db.execute(found)]
