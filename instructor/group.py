"""Let one hand-in of a group count for all its members in a lesson; `submissions.sharing` files it."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.console import Console
from rich.markup import escape

from instructor.care.rows import delete_rows
from instructor.console import terminal
from instructor.course import Course, CourseError
from instructor.grading.alone import alone
from instructor.grading.students import write_students
from instructor.grading.transfer import transfer
from instructor.naming import LESSON
from instructor.settings import read_settings
from instructor.submissions.directory import Directory, label
from instructor.submissions.groups import groups, of_roster, set_groups
from instructor.submissions.register import Person, Register
from instructor.submissions.sharing import Sharing


@click.command()
@click.argument("lesson", type=LESSON)
@click.argument("name", required=False)
@click.argument("people", nargs=-1)
@click.option(
    "--roster", "pattern", metavar="PATTERN", help='Take the roster\'s groups of this form: "Team *", or "*".'
)
@click.option("--dissolve", is_flag=True, help="Let there be no group NAME: each has their own hand-in again.")
def group(lesson: str, name: str | None, people: tuple[str, ...], pattern: str | None, dissolve: bool) -> None:
    """Let one hand-in count for all PEOPLE of the group NAME in LESSON, now and in later collections.

    PEOPLE are ids, names or e-mails; they are the group from now on. Without NAME the groups of LESSON are listed. The
    newest hand-in of a member is filed for each; other work of their own is put aside. Who is taken out of a group has
    their own last hand-in again, or none; grade again after that.
    """
    course, console = Course.here(), terminal()
    course.check(lesson)
    register = Register(course)
    directory = Directory(course, register)
    wanted: dict[str, list[Person]] = {}
    if name and dissolve and not people:
        wanted = {_there(register, lesson, name): []}
    elif name and people:
        wanted = {name: [directory.find(typed) for typed in people]}
    elif pattern and not name:
        wanted = of_roster(register, pattern)
    elif name:
        raise CourseError(f"say who is in “{name}”: group {lesson} {name!r} PERSON PERSON ..., or --dissolve")
    gone = set_groups(register, lesson, wanted)
    for each, members in wanted.items():
        _take_name(course, register, lesson, each, members)
    register.save()
    sharing = Sharing(course, register, lesson, read_settings(course).zone)
    _give_back(console, course, lesson, sharing, gone)
    filed = sharing.share()
    write_students(course)
    for each, members in groups(register, lesson).items():
        console.print(escape(f"{each}: {', '.join(map(label, members))}"), soft_wrap=True)
    for one in filed:
        console.print(escape(f"{label(one.person)}: {one.told}"), soft_wrap=True)


def _there(register: Register, lesson: str, name: str) -> str:
    """Return a group's name. Raises CourseError where there is no such group."""
    known = groups(register, lesson)
    if name not in known:
        raise CourseError(f"there is no group “{name}” for {lesson}; there are {', '.join(known) or 'none'}")
    return name


def _give_back(
    console: Console, course: Course, lesson: str, sharing: Sharing, gone: Sequence[tuple[Person, str]]
) -> None:
    """Let those who have the work of a group that is no longer theirs have their own again, with no marks of it."""
    for person, name in gone:
        console.print(escape(f"{label(person)} is no longer in “{name}”"), soft_wrap=True)
    if not (foreign := sharing.foreign(gone)):
        return
    with alone(course, lesson):
        for person in foreign:
            delete_rows(course, person.id, lesson)
            console.print(escape(f"{label(person)} {sharing.give_back(person.id)}"), soft_wrap=True)
    console.print(f"what they had of it is no longer marked: grade {lesson} again")


def _take_name(course: Course, register: Register, lesson: str, name: str, members: Sequence[Person]) -> None:
    """Let work that came under a group's own name become its first member's."""
    if not members:
        return
    first = min(members, key=lambda person: person.id)
    for holder in register.bearers([name]):
        if not holder.roster and all(holder is not member for member in members):
            transfer(course, holder.id, first.id, [lesson])
            if not [number for number in holder.numbers if not number.startswith(f"moodle:{lesson}:")]:
                register.remove(holder)
