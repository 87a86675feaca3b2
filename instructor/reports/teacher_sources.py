"""Where the teacher's report comes from: what was collected, the register of people, the plan, and the exchange."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from pathlib import Path

from instructor.course import Course
from instructor.marking.answer_key import AnswerKey
from instructor.marking.asked import ReleasedBank, as_asked, released_to
from instructor.plan import Plan, read_plan
from instructor.reports.teacher_people import People, Waiting
from instructor.reports.teacher_progress import waiting
from instructor.reports.teacher_read import Work, read_work
from instructor.settings import Settings
from instructor.submissions.directory import Directory
from instructor.submissions.groups import groups
from instructor.submissions.read import read_journal_files, stamp
from instructor.submissions.register import Register
from instructor.submissions.times import parse_utc
from quizzes.catalogue import say
from quizzes.journal import printable

#: A lesson that so large a share of the class has handed in is one that the others miss.
MOST = 0.5


def reader(scheme: AnswerKey, releases: Sequence[ReleasedBank], zone: str) -> Callable[[Path], Work]:
    """Return what reads a submission's folder, by what its student was asked.

    Parameters
    ----------
    scheme, releases
        Today's keys, and what was released when.
    zone
        The zone that the exchange writes its times in.
    """
    asked: dict[tuple[bytes, ...], AnswerKey] = {}
    ids = [quiz.id for quiz in scheme.bank.quizzes]

    def read(folder: Path) -> Work:
        banks = released_to(releases, _stamp(folder, zone))
        own = asked.setdefault(banks, as_asked(scheme, banks)) if banks not in asked else asked[banks]
        return read_work(folder.parent.name, read_journal_files(folder, ids), own)

    return read


def _stamp(folder: Path, zone: str) -> str | None:
    """Return when a folder was handed in, as it is written; None where that is no time."""
    try:
        text = stamp(folder, zone)
        return text if text and parse_utc(text) else None
    except (OSError, ValueError, OverflowError):
        return None


def read_people(course: Course, lesson: str, scheme: AnswerKey, settings: Settings) -> People:
    """Return who is in the class, who has not handed in, and what lies in the exchange.

    Raises
    ------
    CourseError
        Where the register or the plan cannot be read.
    """
    register, plan = Register(course), read_plan(course)
    here = course.students("submitted", lesson)
    everyone = _everyone(course, register)
    directory = Directory(course, register)
    names = {student: printable(directory.label(student)) for student in (*everyone, *here)}
    expected = {student for student in everyone if lesson not in plan.exempt.get(student, ())}
    absent = sorted(expected - set(here), key=lambda student: (names[student].casefold(), student))
    found, exchange = _exchange(course, lesson, scheme, settings, register)
    return People(
        names,
        absent,
        _missing(course, lesson, plan, everyone),
        found,
        exchange,
        {student: plan.said(moment) for student in absent if (moment := plan.due(lesson, student))},
        _together(register, lesson, here),
    )


def _everyone(course: Course, register: Register) -> set[str]:
    """Return the ids of the register, and of work that nobody there has, without those who left."""
    left = {person.id for person in register.people if person.left}
    filed = {path.parent.name for path in course.folder.glob("submitted/[!.]*/*") if path.is_dir()}
    return ({person.id for person in register.people} | filed) - left


def _together(register: Register, lesson: str, here: Sequence[str]) -> dict[str, list[str]]:
    """Return the groups whose one hand-in lies here for several: one of its members, and the others."""
    found = {}
    for members in groups(register, lesson).values():
        first, *others = [person.id for person in members if person.id in set(here)] or [""]
        if others:
            found[first] = others
    return found


def _exchange(
    course: Course, lesson: str, scheme: AnswerKey, settings: Settings, register: Register
) -> tuple[list[Waiting], str]:
    """Return what lies in the exchange and is not collected, and what is to be said about it."""
    inbound = settings.exchange / course.course_id / "inbound"
    here = course.students("submitted", lesson)
    times = {student: _collected(course, lesson, student, settings.zone) for student in here}

    def count(files: dict[str, bytes]) -> int:
        return read_work("", files, scheme).done

    try:
        return waiting(inbound, lesson, settings, register, times, count), say("teacher.exchange")
    except FileNotFoundError:
        return [], say("teacher.no_exchange")
    except OSError as error:
        return [], say("teacher.exchange_unread", reason=error.strerror or str(error))


def _collected(course: Course, lesson: str, student: str, zone: str) -> datetime | None:
    text = _stamp(course.step("submitted", lesson, student), zone)
    return parse_utc(text) if text else None


def _missing(course: Course, lesson: str, plan: Plan, everyone: set[str]) -> Mapping[str, Sequence[str]]:
    """Return, by id, the lessons before this one that most handed in, and they did not."""
    before = takewhile(lambda name: name != lesson, plan.lessons)
    found: dict[str, list[str]] = {}
    for name in before:
        here = everyone & set(course.students("submitted", name))
        if len(here) >= MOST * len(everyone):
            for student in everyone - here:
                if name not in plan.exempt.get(student, ()):
                    found.setdefault(student, []).append(name)
    return found
