"""What a database's driver raises, in words that an instructor can act on; and whether there is a gradebook at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DatabaseError, IntegrityError, InterfaceError, ProgrammingError

from instructor.course import CourseError
from instructor.grading.tables import ASSIGNMENT


class GradebookError(CourseError):
    """The gradebook cannot be read or written now; what was graded before stays graded."""


def exists(engine: Engine) -> bool:
    """Say whether there is a gradebook: SQLite would make an empty file where none is."""
    path = engine.url.database if engine.dialect.name == "sqlite" else None
    return (path is None or Path(path).exists()) and inspect(engine).has_table(ASSIGNMENT.name)


@contextmanager
def explained() -> Iterator[None]:
    """Turn what a database driver raises into a GradebookError that says what to do."""
    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise
    except (DatabaseError, InterfaceError) as error:
        reason = " ".join(str(error.orig).split())
        cure = (
            "close the formgrader and other programs that have it open"
            if "locked" in reason
            else "see that its disk has room and its server runs"
        )
        raise GradebookError(
            f"the gradebook could not be used ({reason}); {cure}, then give the same command again: "
            "what is graded stays graded"
        ) from error
