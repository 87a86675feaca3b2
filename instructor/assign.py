"""Say whose a submission is, once for the term: who sent it, and which person of the register that is.

The sender becomes a way by which the person is known, so that every later collection files their work at once. What is
collected under the sender's own id moves, with the marks that it has.
"""

from __future__ import annotations

import re

import click
from rich.markup import escape

from instructor.console import terminal
from instructor.course import Course, CourseError, UnknownNameError
from instructor.grading.students import write_students
from instructor.grading.transfer import transfer
from instructor.submissions.collected import collected
from instructor.submissions.directory import Directory, label
from instructor.submissions.receipts import checked
from instructor.submissions.register import Person, Register
from quizzes.receipt import LENGTH, as_typed

_ADDRESS = re.compile(r"(canvas|hub):[^:]+|(moodle|canvas):[^:]+:[^:]+")


@click.command()
@click.argument("sender")
@click.argument("person")
def assign(sender: str, person: str) -> None:
    """Say that what SENDER handed in is PERSON's, for the whole term.

    SENDER is the id or name that `collect` shows, a platform's number (canvas:4821, hub:ana, moodle:LESSON:4711) or
    the receipt code of a hand-in. PERSON is an id, a name, an e-mail or login name of the roster.
    """
    course, console = Course.here(), terminal()
    register = Register(course)
    target = Directory(course, register).find(person)
    if _ADDRESS.fullmatch(sender):
        source = _give_number(register, sender, target)
    else:
        source = _sender(course, register, sender)
        _join(register, source, target)
    source_id = source.id if isinstance(source, Person) else source
    lessons = [sender.split(":")[1]] if sender.count(":") == 2 and _ADDRESS.fullmatch(sender) else None
    moved = transfer(course, source_id, target.id, lessons) if source_id and source_id != target.id else []
    register.save()
    write_students(course)
    for lesson in moved:
        console.print(escape(f"{lesson}: {source_id}'s work and marks are {label(target)}'s"), soft_wrap=True)
    console.print(escape(f"{sender} is {label(target)}, also in later collections"), soft_wrap=True)


def _give_number(register: Register, address: str, target: Person) -> str:
    """Give a platform's number to a person; return the id under which its work lies, "" where nobody had it."""
    holder = register.at(address)
    if holder is target:
        target.presumed = [number for number in target.presumed if number != address]
        return target.id
    if holder is None:
        target.numbers.append(address)
        return ""
    if not holder.roster and holder.numbers == [address]:
        _join(register, holder, target)
        return holder.id
    if address.count(":") < 2:
        raise CourseError(
            f"{address} is {label(holder)}, who is known by more: say which person is the other: assign {holder.id} ..."
        )
    holder.numbers.remove(address)
    holder.presumed = [number for number in holder.presumed if number != address]
    target.numbers.append(address)
    return holder.id


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


def _join(register: Register, source: Person | str, target: Person) -> None:
    """Let two people of the register be one: ids, names and rosters of the one are the other's.

    Raises
    ------
    CourseError
        Where a roster lists both.
    """
    if isinstance(source, str):
        return
    if source is target:
        raise CourseError(f"{label(target)} is the same person; name two")
    if both := sorted(source.roster.keys() & target.roster.keys()):
        raise CourseError(
            f"{label(source)} and {label(target)} are two on the roster of {both[0]}; if a single submission is "
            "another's, name its number: moodle:LESSON:NUMBER"
        )
    register.remove(source)
    shown = target.shown
    for name in source.names:
        register.call(target, name)
    target.names.sort(key=lambda name: name == shown)
    target.numbers += [number for number in source.numbers if number not in target.numbers]
    target.presumed += [number for number in source.presumed if number not in target.presumed]
    target.roster = {**source.roster, **target.roster}
    target.groups += [group for group in source.groups if group not in target.groups]
    target.email, target.hub = target.email or source.email, target.hub or source.hub
