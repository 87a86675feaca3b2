"""Group work: one hand-in counts for all who made it, and is filed for each of them.

A group is one lesson's (`01-small:Team A` in `Person.groups`), named by the instructor, or by Moodle where a group
hands in. The groups of a roster are not taken for it unasked: often they are tutorials of thirty. The newest hand-in of
a member is copied to every other one, with its time; an older one of their own is put aside, never deleted. The
exchange's secret is not copied: it is the sender's.
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path

from instructor.course import Course, CourseError
from instructor.submissions.collected import NAME, collected
from instructor.submissions.directory import label
from instructor.submissions.read import stamp
from instructor.submissions.register import Person, Register
from instructor.submissions.times import parse_utc

#: What the exchange knows a student's hand-in by.
SECRET = "submission_secret.txt"


def groups(register: Register, lesson: str) -> dict[str, list[Person]]:
    """Return the groups of a lesson by name, with their members who have not left, in order of their ids."""
    found: dict[str, list[Person]] = defaultdict(list)
    for person in sorted(register.people, key=lambda person: person.id):
        for group in person.groups:
            if group.startswith(f"{lesson}:") and not person.left:
                found[group.removeprefix(f"{lesson}:")].append(person)
    return dict(found)


def set_group(register: Register, lesson: str, name: str, members: list[Person]) -> list[Person]:
    """Let a group of a lesson be these people; return who was in it and is no longer.

    Raises
    ------
    CourseError
        Where one of them is in another group of the lesson.
    """
    others = {id(p): (p, group) for group, people in groups(register, lesson).items() if group != name for p in people}
    if taken := [others[id(person)] for person in members if id(person) in others]:
        person, group = taken[0]
        raise CourseError(f"{label(person)} is in “{group}” for {lesson}; take them out there first: name its others")
    entry, gone = f"{lesson}:{name}", []
    for person in register.people:
        is_member = any(person is member for member in members)
        if entry in person.groups and not is_member:
            person.groups.remove(entry)
            gone.append(person)
        elif is_member and entry not in person.groups:
            person.groups.append(entry)
    return gone


def of_roster(register: Register, pattern: str) -> dict[str, list[Person]]:
    """Return the roster's groups whose name fits a pattern such as `Team *`.

    Raises
    ------
    CourseError
        Where none fits, or somebody is in several.
    """
    found: dict[str, list[Person]] = defaultdict(list)
    for person in register.people:
        mine = [group for group in person.groups if ":" not in group and fnmatchcase(group, pattern)]
        if len(mine) > 1:
            raise CourseError(f"{label(person)} is in {' and '.join(mine)}; name a narrower pattern than “{pattern}”")
        for group in mine if not person.left else ():
            found[group].append(person)
    if not found:
        known = sorted({group for person in register.people for group in person.groups if ":" not in group})
        raise CourseError(f"no group of the roster fits “{pattern}”; there are {', '.join(known[:12]) or 'none'}")
    return dict(found)


def share(course: Course, register: Register, lesson: str, zone: str = "") -> dict[str, str]:
    """File the newest hand-in of each group's members for all of them; return for whom, with who handed it in."""
    filed = {}
    for name, members in groups(register, lesson).items():
        times = {person.id: _time(course, person.id, lesson, zone) for person in members}
        there = {student: time for student, time in times.items() if time is not None}
        newest = max(there, key=lambda student: there[student], default=None)
        if newest is None:
            continue
        sender = next(person for person in members if person.id == newest)
        for person in members:
            own = times[person.id]
            if person.id != newest and (own is None or own < there[newest]):
                _file(course, lesson, newest, person.id, name)
                filed[person.id] = f"handed in by {label(sender)} for “{name}”"
    return filed


def _time(course: Course, student: str, lesson: str, zone: str) -> datetime | None:
    """Return when a student's hand-in was made; None where there is none, the earliest where it does not say."""
    folder = course.step("submitted", lesson, student)
    if not folder.is_dir():
        return None
    text = stamp(folder, zone)
    return parse_utc(text) if text else datetime.min  # noqa: DTZ901 (as nbgrader's times, without a zone)


def _file(course: Course, lesson: str, sender: str, student: str, group: str) -> None:
    """Copy a hand-in to a member's place, whole or not at all; what lay there is put aside."""
    source, place = course.step("submitted", lesson, sender), course.step("submitted", lesson, student)
    partial = course.folder / "downloaded" / lesson / "group" / student
    shutil.rmtree(partial, ignore_errors=True)
    partial.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, partial, ignore=shutil.ignore_patterns(SECRET))
    if place.exists():
        aside = _free(course.folder / "downloaded" / lesson / "moved" / student)
        aside.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(place, aside)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(partial, place)
    of_sender = [facts for facts in collected(course, lesson) if facts.get("student") == sender]
    facts = {**(of_sender[-1] if of_sender else {}), "student": student, "by": sender, "group": group}
    with (course.folder / "downloaded" / lesson / NAME).open("a", encoding="utf-8", errors="backslashreplace") as log:
        log.write(json.dumps(facts, ensure_ascii=False) + "\n")


def _free(path: Path) -> Path:
    candidate, number = path, 1
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.name} [{number}]")
    return candidate
