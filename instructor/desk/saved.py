"""Comments that were used before, by task and criterion: every finished mark adds its own, or counts one up.

A comment keeps the letter that inserts it for as long as it is there: letters that move are worse than none.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from uuid import uuid4

from sqlalchemy import Connection, delete, select, update

from instructor.desk.database import add_new
from instructor.desk.tables import SAVED
from instructor.desk.views import SavedComment, Task

#: Not those that are commands of the desk's page: c comments, s skips, t shows the task, u undoes.
LETTERS = "abdefghijklmnopqrvwxyz"


def grow(db: Connection, lesson: str, task: Task, notes: Mapping[str, str]) -> None:
    """Save each paragraph of a mark's notes, or count that it was used once more."""
    for criterion, note in notes.items():
        for text in filter(None, (part.strip() for part in note.split("\n\n"))):
            _use(db, {"lesson": lesson, "task": task.id, "criterion": criterion}, text)


def _use(db: Connection, where: dict[str, str], text: str) -> None:
    digest = blake2b(text.encode(), digest_size=12).hexdigest()
    keys = {**where, "hash": digest}
    its = tuple(SAVED.c[name] == value for name, value in keys.items())
    if not db.execute(update(SAVED).where(*its).values(used=SAVED.c.used + 1)).rowcount:
        row = {**keys, "id": uuid4().hex, "text": text, "used": 1, "letter": _free_letter(db, where)}
        add_new(db, SAVED, tuple(keys), row)


def _free_letter(db: Connection, where: dict[str, str]) -> str:
    """Return a letter that no comment of the task has; "" where all are taken."""
    taken = db.scalars(select(SAVED.c.letter).where(SAVED.c.lesson == where["lesson"], SAVED.c.task == where["task"]))
    left = sorted(set(LETTERS) - set(taken))
    return left[0] if left else ""


def comments(db: Connection, lesson: str, task: str) -> list[SavedComment]:
    """Return a task's comments, those used most first."""
    found = select(SAVED).where(SAVED.c.lesson == lesson, SAVED.c.task == task)
    rows = db.execute(found.order_by(SAVED.c.used.desc(), SAVED.c.text))
    return [SavedComment(row.id, row.criterion, row.text, row.letter, row.used) for row in rows]


def remove(db: Connection, lesson: str, comment: str) -> None:
    """Drop a saved comment, and free its letter; marks that it stands in keep it."""
    db.execute(delete(SAVED).where(SAVED.c.lesson == lesson, SAVED.c.id == comment))
