"""A copy of the gradebook as it is at one moment, whoever writes meanwhile: by the database's own means."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, make_url

from instructor.course import CourseError

#: What the copy is called in an archive: of SQLite's file the name that it has, of PostgreSQL pg_dump's own format.
SQLITE, DUMP = "gradebook.db", "gradebook.dump"


def copy_gradebook(db_url: str, folder: Path) -> Path | None:
    """Write a copy of the gradebook into a folder and return its path; None where there is no gradebook yet.

    Raises
    ------
    CourseError
        Where the copy would not be whole, or pg_dump is missing or gives up.
    """
    url = make_url(db_url)
    if url.get_backend_name() == "sqlite":
        return _copy_sqlite(Path(url.database or ""), folder / SQLITE)
    if url.get_backend_name() != "postgresql":
        raise CourseError(f"the gradebook is {url.get_backend_name()}'s; copy it with its own tools, then say --files")
    return _dump(url, folder / DUMP)


def _copy_sqlite(source: Path, target: Path) -> Path | None:
    if not source.is_file():
        return None
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True, timeout=60)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
            found = new.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        raise CourseError(f"{source} could not be copied ({error}); nothing was written") from None
    if found != "ok":
        raise CourseError(f"{source} is damaged ({found}); nothing was written: keep the last good copy")
    return target


def _dump(url: URL, target: Path) -> Path:
    words = postgres_words(url)
    program = shutil.which("pg_dump")
    if program is None:
        raise CourseError(
            "the gradebook is in PostgreSQL, and there is no pg_dump here; install PostgreSQL's client, or copy it "
            f"where there is one (pg_dump --format=custom {' '.join(words)} > {DUMP}), then say --files"
        )
    command = [program, "--format=custom", "--no-password", f"--file={target}", *words]
    done = subprocess.run(command, env=environment(url), capture_output=True, text=True, check=False)
    if done.returncode:
        raise CourseError(f"pg_dump gave up ({' '.join(done.stderr.split())}); nothing was written")
    return target


def postgres_words(url: URL) -> list[str]:
    """Return how PostgreSQL's programs are told of a database; the password is not among them."""
    named = {"host": url.host, "port": url.port, "username": url.username, "dbname": url.database}
    return [f"--{name}={value}" for name, value in named.items() if value]


def environment(url: URL) -> dict[str, str]:
    """Return the environment for PostgreSQL's programs, with the password, which no list of processes shows there."""
    return {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}


def damage(path: Path) -> str:
    """Return what SQLite finds wrong with a file; "" where it is whole."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=60)) as db:
            found = str(db.execute("PRAGMA integrity_check").fetchone()[0])
    except sqlite3.Error as error:
        return str(error)
    return "" if found == "ok" else found
