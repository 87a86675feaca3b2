"""A number, or a whole person, that was given to another of the register: how it is noted, and how it is taken back.

What was noted lies in `Person.former`. Taken back are numbers, names and groups that came with it, the work that moved
and what was collected from these numbers since; a newer hand-in of the person's own stays. A number that an earlier
version gave is known by this, that the platform's roster lists the person by another.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from instructor.course import Course, CourseError, UnknownNameError
from instructor.submissions.collected import collected
from instructor.submissions.directory import label
from instructor.submissions.lms import same_name, slug
from instructor.submissions.register import Former, Person, Register


def given(register: Register, typed: str) -> tuple[Person, Former] | None:
    """Return who has what was given to them under this id, number or name, and what that was; the newest."""
    pairs = [(person, former) for person in register.people for former in person.former]
    found = [(person, former) for person, former in pairs if _is_meant(register, person, former, typed)]
    return found[-1] if found else None


def _is_meant(register: Register, person: Person, former: Former, typed: str) -> bool:
    """Say whether what was given is meant: not by an id that somebody has now, nor by a name that others bear."""
    wanted = same_name(typed)
    is_id = wanted == same_name(former.person.id) and register.holder(typed) is None
    is_name = wanted in map(same_name, former.names) and register.bearers([typed]) == [person]
    return bool(wanted) and (is_id or is_name or wanted in map(same_name, former.person.numbers))


def to_take_back(course: Course, register: Register, typed: str) -> tuple[Person, Former]:
    """Return what is to be taken back.

    Raises
    ------
    UnknownNameError
        Where nothing was given under this id or number; it names what was.
    CourseError
        Where it is the number by which a roster lists the person.
    """
    if found := given(register, typed):
        return found
    holder = register.at(typed)
    if holder is None:
        known = [f"{number} ({label(p)})" for p in register.people for f in p.former for number in f.person.numbers]
        hint = f"; there are {', '.join(known)}" if known else ""
        raise UnknownNameError(f'nothing was assigned as "{typed}"{hint}')
    listed = holder.listed(typed.partition(":")[0])
    if listed in (None, typed):
        raise CourseError(
            f"{typed} was not assigned: it is how {label(holder)} is known; name whose it is: assign {typed} PERSON"
        )
    names = [str(facts["name"]) for _, facts in _from(course, holder, [typed]) if facts.get("name")]
    return holder, Former(Person("", numbers=[typed]), names=[n for n in names if n != holder.names[-1]])


def take_back(course: Course, register: Register, holder: Person, former: Former) -> tuple[str, list[str]]:
    """Undo what was given; the caller moves the work, and saves.

    Return whose the work is now ("" where there is none, and nobody whose), and the lessons.
    """
    was = former.person
    later = dict(_from(course, holder, was.numbers))
    others = {lesson for lesson, _ in _from(course, holder, [n for n in holder.numbers if n not in was.numbers])}
    lessons = sorted({*later, *former.lessons} - (others - {*later}))
    holder.former = [one for one in holder.former if one is not former]
    holder.numbers = [number for number in holder.numbers if number not in was.numbers]
    holder.presumed = [number for number in holder.presumed if number not in was.numbers]
    holder.groups = [group for group in holder.groups if group not in former.groups]
    holder.roster = {name: raw for name, raw in holder.roster.items() if name not in was.roster}
    for name in former.names:
        register.uncall(holder, name)
    if not holder.roster:
        holder.email = "" if holder.email == was.email else holder.email
        holder.hub = "" if holder.hub == was.hub else holder.hub
    student = was.id or (_id(register, was, later) if lessons else "")
    if student:
        _restored(register, was, student)
    return student, lessons


def _restored(register: Register, was: Person, student: str) -> None:
    """Enter somebody again, or give back what they lacked."""
    person = register.holder(student)
    if person is None:
        was.id = student
        register.enter(was)
        return
    for number in was.numbers:
        register.give(person, number)


def _id(register: Register, was: Person, later: dict[str, dict[str, Any]]) -> str:
    """Return an id for the sender of a number that had been nobody's."""
    name = next((str(facts["name"]) for facts in later.values() if facts.get("name")), "")
    if name:
        was.names = [name]
    student = f"{slug(name) or 'student'}-{slug(was.numbers[0].rpartition(':')[2])}"
    taken = (f"{student}-{count}" for count in range(2, len(register.people) + 3))
    return student if register.holder(student) is None else next(way for way in taken if register.holder(way) is None)


def _from(course: Course, holder: Person, numbers: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the lessons whose work, as it is there, came from one of these numbers, with what was noted of it."""
    for lesson in course.assignments():
        mine = [facts for facts in collected(course, lesson) if facts.get("student") == holder.id]
        if mine and "by" not in mine[-1]:
            platform, number = mine[-1].get("platform"), mine[-1].get("number")
            if {f"{platform}:{number}", f"{platform}:{lesson}:{number}"} & {*numbers}:
                yield lesson, mine[-1]
