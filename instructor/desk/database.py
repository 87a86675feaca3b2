"""The gradebook's database, opened for the desk: short transactions, each whole or not at all.

On SQLite a writer takes its lock at the beginning (`BEGIN IMMEDIATE`), so what it reads before it writes cannot change
in between; whoever comes meanwhile waits. On PostgreSQL the rows are locked that matter (`claims`). The journal mode of
the file stays as it is: nbgrader's, formgrader's and grading's connections see what they always did.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool

from instructor.course import CourseError
from instructor.desk.tables import DESK, EVENT
from instructor.grading.drivers import exists, explained

#: Seconds that a writer waits for another.
PATIENCE = 60


class DeskError(CourseError):
    """A step at the desk cannot be taken; the message says why and what to do, and names no student."""


class Database:
    """One gradebook with the desk's tables in it, which are made where they are missing.

    Raises
    ------
    CourseError
        Where there is no gradebook yet.
    """

    def __init__(self, db_url: str) -> None:
        self._engine = _open(db_url)
        with explained():
            if not exists(self._engine):
                raise CourseError("there is no gradebook yet; run: python -m instructor release")
            self._make()

    def _make(self) -> None:
        """Make the tables; where somebody else is making them at the same moment, they are there the second time."""
        if inspect(self._engine).has_table(EVENT.name):
            return
        for last in (False, True):
            try:
                with self.writing() as db:
                    DESK.create_all(db)
            except (IntegrityError, OperationalError, ProgrammingError):
                if last:
                    raise
            else:
                return

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads."""
        with explained(), self._engine.connect() as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes: it is taken back where an error leaves it."""
        with explained(), self._engine.connect().execution_options(desk_writes=True) as db, db.begin():
            yield db

    def close(self) -> None:
        """Close the database."""
        self._engine.dispose()


def _open(db_url: str) -> Engine:
    url = make_url(db_url)
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    # Without a pool: a page's requests may come in any thread, and a lock must not outlive one.
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _ours)
    event.listen(engine, "begin", _begin)
    return engine


def _ours(connection: sqlite3.Connection, _record: Any) -> None:
    """Let no transaction begin by itself."""
    connection.isolation_level = None


def _begin(db: Connection) -> None:
    db.exec_driver_sql("BEGIN IMMEDIATE" if db.get_execution_options().get("desk_writes") else "BEGIN")


def upsert(db: Connection, table: Any, keys: dict[str, Any], values: dict[str, Any]) -> int:
    """Put `values` into the row of these keys, which is made where it is missing; return how many rows that were.

    Without values an existing row stays, and the count is 0.
    """
    made = _insert(db, table).values(**keys, **values)
    if values:
        return int(db.execute(made.on_conflict_do_update(index_elements=[*keys], set_=values)).rowcount)
    return int(db.execute(made.on_conflict_do_nothing(index_elements=[*keys])).rowcount)


def add_new(db: Connection, table: Any, keys: tuple[str, ...], row: dict[str, Any]) -> bool:
    """Add a row, unless there is one of these keys; say whether it was added."""
    made = _insert(db, table).values(**row).on_conflict_do_nothing(index_elements=[*keys])
    return int(db.execute(made).rowcount) == 1


def _insert(db: Connection, table: Any) -> Any:
    return (postgresql if db.dialect.name == "postgresql" else sqlite).insert(table)
