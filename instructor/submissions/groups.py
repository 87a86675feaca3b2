"""The groups of a lesson, whose one hand-in counts for all who made it; `sharing` files it for each of them.

A group is one lesson's (`01-small:Team A` in `Person.groups`), named by the instructor, or by Moodle where a group
hands in. The groups of a roster are not taken for it unasked: often they are tutorials of thirty.
"""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Mapping
from fnmatch import fnmatchcase

from instructor.course import CourseError
from instructor.submissions.directory import label
from instructor.submissions.register import Person, Register


def groups(register: Register, lesson: str) -> dict[str, list[Person]]:
    """Return the groups of a lesson by name, with their members who have not left, in order of their ids."""
    found: dict[str, list[Person]] = defaultdict(list)
    for person in sorted(register.people, key=lambda person: person.id):
        for group in person.groups:
            if group.startswith(f"{lesson}:") and not person.left:
                found[group.removeprefix(f"{lesson}:")].append(person)
    return dict(found)


def set_groups(register: Register, lesson: str, wanted: Mapping[str, list[Person]]) -> list[tuple[Person, str]]:
    """Let groups of a lesson be these people; return who is no longer in which.

    Raises
    ------
    CourseError
        Where one of them is in another group of the lesson, with the command that takes them out there.
    """
    members = {id(person): name for name, people in wanted.items() for person in people}
    for name, people in groups(register, lesson).items():
        if name not in wanted and (taken := [person for person in people if id(person) in members]):
            left = [person.id for person in people if id(person) not in members] or ["--dissolve"]
            command = shlex.join(["python", "-m", "instructor", "group", lesson, name, *left])
            raise CourseError(f"{label(taken[0])} is in “{name}” for {lesson}; first take them out there: {command}")
    gone = []
    for person in register.people:
        entry = f"{lesson}:{members[id(person)]}" if id(person) in members else ""
        for name in wanted:
            if (other := f"{lesson}:{name}") in person.groups and other != entry:
                person.groups.remove(other)
                gone.append((person, name))
        if entry and entry not in person.groups:
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
