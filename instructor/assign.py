"""Say whose a submission is, once for the term: who sent it, and which person of the register that is.

The sender becomes a way by which the person is known, so that every later collection files their work at once. What is
collected under the sender's own id moves, with the marks that it has.
"""

from __future__ import annotations

import re
import sys

import click
import msgspec
from rich.console import Console
from rich.markup import escape

from instructor.care.traces import is_named_in
from instructor.console import terminal
from instructor.course import Course, CourseError, UnknownNameError
from instructor.grading.students import write_students
from instructor.grading.transfer import transfer
from instructor.submissions.collected import collected
from instructor.submissions.directory import Directory, label
from instructor.submissions.given import given, take_back, to_take_back
from instructor.submissions.receipts import checked
from instructor.submissions.register import Former, Person, Register
from quizzes.receipt import LENGTH, as_typed

_ADDRESS = re.compile(r"(canvas|hub):[^:]+|(moodle|canvas):[^:]+:[^:]+")


@click.command()
@click.argument("sender", required=False)
@click.argument("person", required=False)
@click.option("--back", metavar="SENDER", help="Take back what was assigned as SENDER: a number, or the id it had.")
@click.option("--yes", is_flag=True, help="Also where PERSON has handed in something else.")
def assign(sender: str | None, person: str | None, back: str | None, yes: bool) -> None:
    """Say that what SENDER handed in is PERSON's, for the whole term.

    What was assigned before may be given to another, or back to its sender.

    SENDER is the id or name that `collect` shows, a platform's number (canvas:4821, hub:ana, moodle:LESSON:4711) or
    the receipt code of a hand-in. PERSON is an id, a name, an e-mail or login name of the roster.
    """
    course, console = Course.here(), terminal()
    register = Register(course)
    if back and not sender:
        _take_back(console, course, register, back)
    elif sender and person and not back:
        target = Directory(course, register).find(person)
        if (found := given(register, sender)) and found[0] is not target:
            _take_back(console, course, register, sender)
        _assign(console, course, register, sender, target, yes)
    else:
        raise click.UsageError("say: assign SENDER PERSON, or assign --back SENDER")
    write_students(course)


def _take_back(console: Console, course: Course, register: Register, typed: str) -> None:
    """Give back what was assigned, with the work that came of it."""
    holder, former = to_take_back(course, register, typed)
    student, lessons = take_back(course, register, holder, former)
    moved = transfer(course, holder.id, student, lessons) if student and lessons else []
    register.save()
    for lesson in moved:
        console.print(escape(f"{lesson}: work and marks are {student}'s again"), soft_wrap=True)
    console.print(escape(f"{typed} is {label(holder)} no longer"), soft_wrap=True)


def _assign(console: Console, course: Course, register: Register, sender: str, target: Person, yes: bool) -> None:
    if _ADDRESS.fullmatch(sender):
        source, lessons = _give_number(course, register, sender, target)
    else:
        source, lessons = _give_person(course, register, sender, target), None
    is_moving = source not in ("", target.id) and lessons != []
    if not yes:
        _ask(target, _others(course, sender, target, source if is_moving else "", lessons))
    moved = transfer(course, source, target.id, lessons) if is_moving else []
    if source != target.id:
        target.former[-1].lessons = moved
    register.save()
    for lesson in moved:
        console.print(escape(f"{lesson}: {source}'s work and marks are {label(target)}'s"), soft_wrap=True)
    console.print(escape(f"{sender} is {label(target)}, also in later collections"), soft_wrap=True)


def _others(course: Course, sender: str, target: Person, source: str, lessons: list[str] | None) -> list[str]:
    """Return what a person has handed in beside what is to be theirs, in words."""
    moving = [name for name in lessons or course.assignments() if course.step("submitted", name, source).exists()]
    refused = [
        f"a hand-in for {name} was refused, {path.name}"
        for name in (moving if source else ())
        for path in sorted((course.folder / "refused" / name).glob("*"))
        if not path.name.endswith(".reason.txt") and is_named_in(path.name, target)
    ]
    own = target.listed("canvas")
    is_second = sender.startswith("canvas:") and own not in (None, sender)
    there = [name for name in course.assignments() if is_second and course.step("submitted", name, target.id).exists()]
    return [*refused, *(f"work for {name} is there, and their number is {own}" for name in there)]


def _ask(target: Person, others: list[str]) -> None:
    """Raise CourseError or click.Abort unless somebody agreed to what a person has beside."""
    if not others:
        return
    said = f"{label(target)} has handed in: {'; '.join(others)}"
    if not sys.stdin.isatty():
        raise CourseError(f"{said}. Nothing was assigned; if it is theirs all the same: --yes")
    click.confirm(f"{said}. Is it theirs all the same?", abort=True)


def _give_number(course: Course, register: Register, address: str, target: Person) -> tuple[str, list[str] | None]:
    """Give a platform's number to a person.

    Return the id under which its work lies ("" where nobody had it), and the lessons that came with it, None for all.
    """
    holder = register.at(address)
    if holder is None:
        register.give(target, address)
        target.former.append(Former(Person("", numbers=[address])))
        return "", None
    if holder is not target and not holder.roster and holder.numbers == [address]:
        _join(register, holder, target)
        return holder.id, None
    lessons = _came_with(course, address, holder.id)
    for person in (holder, target):
        person.presumed = [number for number in person.presumed if number != address]
    if holder is not target:
        holder.numbers.remove(address)
        register.give(target, address)
        target.former.append(Former(Person(holder.id, numbers=[address])))
    return holder.id, lessons


def _came_with(course: Course, address: str, student: str) -> list[str]:
    """Return the lessons whose work came from a platform's number.

    Raises
    ------
    CourseError
        Where it is not known of the exchange's hand-ins, which lessons came from this login.
    """
    platform, *of_lesson, number = address.split(":")
    if platform == "hub":
        raise CourseError(
            f"{address} is {student}, who is known by more than that; name the person: assign {student} ..."
        )
    latest = {
        lesson: facts
        for lesson in of_lesson or course.assignments()
        for facts in collected(course, lesson)
        if facts.get("student") == student
    }
    return [
        name for name, facts in latest.items() if (facts.get("platform"), facts.get("number")) == (platform, number)
    ]


def _give_person(course: Course, register: Register, sender: str, target: Person) -> str:
    """Let the one who sent something be a person; return the id under which the work lies."""
    source = _sender(course, register, sender)
    if isinstance(source, str):
        target.former.append(Former(Person(source)))
        return source
    _join(register, source, target)
    return source.id


def _sender(course: Course, register: Register, typed: str) -> Person | str:
    """Return who sent something: a person, or the id of work whose sender the register does not have."""
    try:
        return Directory(course, register).find(typed)
    except UnknownNameError:
        if register.is_unrecorded(typed):
            return typed
        students = _of_code(course, typed) if len(as_typed(typed)) == LENGTH + 1 else set()
        if len(students) == 1:
            student = students.pop()
            return register.holder(student) or student
        if students:
            raise CourseError(f"{as_typed(typed)} is the code of several: {', '.join(sorted(students))}") from None
        raise


def _of_code(course: Course, typed: str) -> set[str]:
    """Return whose hand-ins have a receipt's code, in any lesson."""
    code, found = as_typed(typed), set()
    for lesson in course.assignments():
        now = checked(course, lesson)
        found |= {student for student, one in now.items() if code in (one.code, one.claimed)}
        found |= {str(facts.get("student")) for facts in collected(course, lesson) if facts.get("receipt") == code}
    return found


def _join(register: Register, source: Person, target: Person) -> None:
    """Let two people of the register be one: ids, names and rosters of the one are the other's.

    Raises
    ------
    CourseError
        Where a roster lists both.
    """
    if source is target:
        raise CourseError(f"{label(target)} is the same person; name two")
    if both := sorted(source.roster.keys() & target.roster.keys()):
        raise CourseError(
            f"{label(source)} and {label(target)} are two on the roster of {both[0]}; if a single submission is "
            f"another's, name its number: {_number_of(source, both[0])}"
        )
    register.remove(source)
    shown = target.shown
    names = [name for name in source.names if not target.is_named(name)]
    groups = [group for group in source.groups if group not in target.groups]
    kept = msgspec.structs.replace(source, former=[])
    target.former += [*source.former, Former(kept, names=names, groups=groups)]
    for name in source.names:
        register.call(target, name)
    target.names.sort(key=lambda name: name == shown)
    target.numbers += [number for number in source.numbers if number not in target.numbers]
    target.presumed += [number for number in source.presumed if number not in target.presumed]
    target.roster = {**source.roster, **target.roster}
    target.groups += [group for group in source.groups if group not in target.groups]
    target.email, target.hub = target.email or source.email, target.hub or source.hub


def _number_of(source: Person, platform: str) -> str:
    """Return the numbers of somebody that are not the roster's own; where there are none, what a number looks like."""
    others = [number for number in source.numbers if number != source.listed(number.partition(":")[0])]
    known = {number.partition(":")[0] for number in source.numbers}
    form = "canvas:NUMBER" if "canvas" in {platform, *known} else "moodle:LESSON:NUMBER"
    return " or ".join(others) or form
