"""How a course stands: a fingerprint of every file of its folder and of every table of its gradebook.

What has to leave no trace is held against it, before and after. Locks are left out, which hold nothing.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy import MetaData, create_engine, select

from instructor.course import Course
from instructor.grading.drivers import exists, explained
from instructor.settings import read_settings


def standing(course: Course) -> dict[str, str]:
    """Return the fingerprints, by a file's path in the course folder or a table's name."""
    files = (path for path in sorted(course.folder.rglob("*")) if path.suffix != ".lock")
    return {path.relative_to(course.folder).as_posix(): _of_file(path) for path in files} | _of_tables(course)


def _of_file(path: Path) -> str:
    facts = path.lstat()
    if not path.is_file() or path.is_symlink():
        return f"{facts.st_mode}"
    with path.open("rb") as file:
        return f"{facts.st_mode} {hashlib.file_digest(file, 'blake2b').hexdigest()}"


def _of_tables(course: Course) -> dict[str, str]:
    engine = create_engine(read_settings(course).db_url)
    try:
        with explained():
            if not exists(engine):
                return {}
            known = MetaData()
            with engine.connect() as db:
                known.reflect(db)
                rows = {name: sorted(map(repr, db.execute(select(table)))) for name, table in known.tables.items()}
    finally:
        engine.dispose()
    return {
        f"table {name}": f"{len(each)} rows {hashlib.blake2b(chr(10).join(each).encode()).hexdigest()}"
        for name, each in rows.items()
    }


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return what is not as it was, by name."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
