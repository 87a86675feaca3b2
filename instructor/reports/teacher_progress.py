"""What lies in nbgrader's exchange for a lesson and is not collected yet.

Before a hand-in an instructor sees nothing: on a hub the folders of students are their own. What was handed in can be
read, also before the due date, and a student may hand in as often as they like. So progress during the week is what
their newest hand-in shows. A folder there bears a name that its sender may have made up; nothing is copied or changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from instructor.course import Course
from instructor.reports.teacher_people import Waiting
from instructor.settings import Settings
from instructor.submissions.directory import label
from instructor.submissions.owners import Owners
from instructor.submissions.read import read_journal_files
from instructor.submissions.register import Register
from instructor.submissions.screen import Refused, check_student
from instructor.submissions.times import TIME, parse_utc, settled
from quizzes.journal import printable

#: How many answers a submission's files have.
Count = Callable[[dict[str, bytes]], int]


def waiting(
    inbound: Path,
    lesson: str,
    settings: Settings,
    register: Register,
    collected: dict[str, datetime | None],
    count: Count,
) -> list[Waiting]:
    """Return the newest hand-in of each student that is newer than what was collected.

    Parameters
    ----------
    inbound
        The exchange's folder of hand-ins.
    lesson, settings
        The assignment, and nbgrader's settings: the zone that the exchange writes in, and whether owners count.
    register
        Who is who.
    collected
        When what was collected was handed in (UTC, without a zone), by id; None where that is not known.
    count
        Counts the answers.

    Raises
    ------
    OSError
        Where the folder cannot be listed.
    """
    by_login = {number: person for person in register.people for number in person.numbers}
    newest: dict[str, tuple[datetime, Path, str]] = {}
    for folder, (login, time) in _own(inbound, lesson, settings, register.course):
        person = by_login.get(f"hub:{login}")
        student, name = (person.id, label(person)) if person else (login, login)
        newest[student] = max(newest.get(student, (time, folder, name)), (time, folder, name))
    return [
        Waiting(student, printable(name), time, _counted(folder, count))
        for student, (time, folder, name) in newest.items()
        if student not in collected or ((before := collected[student]) and before < time)
    ]


def _own(inbound: Path, lesson: str, settings: Settings, course: Course) -> Iterator[tuple[Path, tuple[str, datetime]]]:
    """Yield the folders of a lesson that are their senders' own, with who handed them in, and when."""
    folders = sorted(inbound.iterdir())
    found = [(folder, sender) for folder in folders if (sender := _sender(folder, lesson, settings.zone))]
    owned = {folder: (login, folder.lstat().st_uid) for folder, (login, _) in found}
    wrong = Owners(course).wrong({*owned.values()}) if settings.asks_owner else {}
    yield from ((folder, sender) for folder, sender in found if owned[folder] not in wrong)


def _sender(folder: Path, lesson: str, zone: str) -> tuple[str, datetime] | None:
    """Return who handed in a folder, and when (UTC, without a zone); None where its name is none of this lesson's."""
    parts = re.fullmatch(rf"(.+?)\+{re.escape(lesson)}\+({TIME.pattern})(\+[^+]*)?", folder.name)
    if not parts or not folder.is_dir() or folder.is_symlink():
        return None
    try:
        check_student(parts[1])
        return parts[1], parse_utc(settled(parts[2], zone))
    except (Refused, ValueError, OverflowError):
        return None


def _counted(folder: Path, count: Count) -> int:
    """Return how many answers a hand-in has; of one that cannot be read, none."""
    try:
        return count(read_journal_files(folder, []))
    except OSError:
        return 0
