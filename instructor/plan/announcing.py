"""Let students on a hub learn of a deadline that moved, and of their own extension, and show nobody another's.

In the course's folder of the exchange `dates/LESSON` is for everyone. An extension lies beside it, under a name
that only its student can work out: from a secret that nbgrader made when they handed anything in, which their server
keeps and `collect` brings here (`quizzes.exchange` reads it). The folder can be entered and not listed, as nbgrader's
feedback. Whoever never handed in through the exchange is told by the instructor.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC
from pathlib import Path

import msgspec

from instructor.course import Course, CourseError
from instructor.plan.model import Plan
from quizzes.dates import FOLDER, NAME, Dates, as_file, own_name

_SECRET = "submission_secret.txt"


def students_dates(plan: Plan, lesson: str, student: str | None = None) -> Dates | None:
    """Return what students, or one of them, are told of a lesson's deadline; None where it has none."""
    due, late = plan.due(lesson, student), plan.late
    if plan.source is None or due is None:
        return None
    said = due.astimezone(UTC).isoformat()
    is_own = due != plan.due(lesson)
    return Dates(due=said, per_day=late.per_day, grace=late.grace.total_seconds(), cap=late.cap, own=is_own)


def write_dates(folder: Path, dates: Dates | None) -> None:
    """Let the copy of a lesson in a folder say when it is due; None is never."""
    if dates:
        (folder / NAME).write_bytes(as_file(dates))
    else:
        (folder / NAME).unlink(missing_ok=True)


def announce(course: Course, plan: Plan) -> set[str]:
    """Write the dates into the exchange, where there is one; return the students whose extension lies there.

    Raises
    ------
    CourseError
        Where the folder is another person's alone.
    """
    place = (plan.exchange or course.folder / "exchange") / course.course_id
    if plan.source is None or sys.platform == "win32" or not place.is_dir():
        return set()
    folder, named = place / FOLDER, dict(_named(course, plan))
    try:
        _open_to_staff(folder)
        _write_dates(folder, named)
    except PermissionError as error:
        raise CourseError(
            f"students were not told the dates: {error.filename} is closed to you; whoever made it opens it to all who "
            "run the course by: python -m instructor settle"
        ) from None
    return {student for student in plan.extensions if any(_secrets(course, student))}


def _open_to_staff(folder: Path) -> None:
    """Make the folder of dates: whoever shares the course writes there, and nobody else can list it."""
    folder.mkdir(exist_ok=True)
    facts, is_shared = folder.stat(), folder.parent.stat().st_mode & 0o2020 == 0o2020
    mode = 0o2771 if is_shared else 0o711
    if stat.S_IMODE(facts.st_mode) != mode and facts.st_uid == os.geteuid():
        folder.chmod(mode)


def _write_dates(folder: Path, named: Mapping[str, Dates]) -> None:
    for path in folder.iterdir():
        if path.name not in named:
            path.unlink(missing_ok=True)
    for name, dates in named.items():
        partial = folder / f".{name}"
        partial.unlink(missing_ok=True)
        partial.write_bytes(msgspec.json.encode(dates))
        partial.chmod(0o644)
        partial.replace(folder / name)


def _named(course: Course, plan: Plan) -> Iterator[tuple[str, Dates]]:
    """Yield the files' names and what they say."""
    for lesson in plan.lessons:
        if dates := students_dates(plan, lesson):
            yield lesson, dates
    for student, extensions in plan.extensions.items():
        for lesson in extensions:
            if dates := students_dates(plan, lesson, student):
                yield from ((own_name(secret, lesson), dates) for secret in _secrets(course, student))


def _secrets(course: Course, student: str) -> Iterator[str]:
    """Yield the secrets of a student's hand-ins through the exchange."""
    folder: Path = course.folder / "submitted" / student
    for path in sorted(folder.glob(f"*/{_SECRET}")) if folder.is_dir() else ():
        if path.is_file() and not path.is_symlink() and (secret := path.read_bytes()[:1000].decode("utf-8", "replace")):
            yield secret
