"""Take everything that the desk knows of a student out of its tables; nbgrader's own stay as they are."""

from __future__ import annotations

from sqlalchemy import Connection, delete, inspect, select

from instructor.desk.tables import ANSWER, OF_ANSWER


def forget(db: Connection, student: str) -> int:
    """Delete a student's answers, with marks, comments and the log's lines of them; return how many answers it were.

    Saved comments stay: they are a marker's words and belong to no answer. A database without a desk has nothing.
    """
    if not inspect(db).has_table(ANSWER.name):
        return 0
    ids = list(db.scalars(select(ANSWER.c.id).where(ANSWER.c.student == student)))
    for table in OF_ANSWER:
        db.execute(delete(table).where(table.c.answer.in_(ids)))
    return int(db.execute(delete(ANSWER).where(ANSWER.c.student == student)).rowcount)
