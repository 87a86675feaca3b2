"""Let one hand-in of a group count for all its members in a lesson; `submissions.groups` files it."""

from __future__ import annotations

import click
from rich.console import Console
from rich.markup import escape

from instructor.console import terminal
from instructor.course import Course, CourseError
from instructor.grading.students import write_students
from instructor.grading.transfer import transfer
from instructor.settings import read_settings
from instructor.submissions.directory import Directory, label
from instructor.submissions.groups import groups, of_roster, set_group, share
from instructor.submissions.register import Person, Register


@click.command()
@click.argument("lesson")
@click.argument("name", required=False)
@click.argument("people", nargs=-1)
@click.option(
    "--roster", "pattern", metavar="PATTERN", help='Take the roster\'s groups of this form: "Team *", or "*".'
)
def group(lesson: str, name: str | None, people: tuple[str, ...], pattern: str | None) -> None:
    """Let one hand-in count for all PEOPLE of the group NAME in LESSON, now and in later collections.

    PEOPLE are ids, names or e-mails; they are the group from now on. Without NAME the groups of LESSON are listed. The
    newest hand-in of a member is filed for each; an older one of their own is put aside.
    """
    course, console = Course.here(), terminal()
    course.check(lesson)
    register = Register(course)
    directory = Directory(course, register)
    if name and people:
        wanted = {name: [directory.find(typed) for typed in people]}
    elif pattern and not name:
        wanted = of_roster(register, pattern)
    elif name:
        raise CourseError(f"say who is in “{name}”: group {lesson} {name!r} PERSON PERSON ...")
    else:
        wanted = {}
    for each, members in wanted.items():
        _form(console, course, register, lesson, each, members)
    register.save()
    filed = share(course, register, lesson, read_settings(course).zone)
    write_students(course)
    for each, members in groups(register, lesson).items():
        console.print(escape(f"{each}: {', '.join(map(label, members))}"), soft_wrap=True)
    for student, note in filed.items():
        console.print(escape(f"{directory.label(student)}: {note}"), soft_wrap=True)


def _form(console: Console, course: Course, register: Register, lesson: str, name: str, members: list[Person]) -> None:
    """Let a group be these people; work that came under the group's own name becomes its first member's."""
    for person in set_group(register, lesson, name, members):
        place = course.step("submitted", lesson, person.id)
        console.print(
            escape(f"{label(person)} is no longer in “{name}”; move {place} away if it is the group's"), soft_wrap=True
        )
    first = min(members, key=lambda person: person.id)
    for holder in register.bearers([name]):
        if not holder.roster and all(holder is not member for member in members):
            transfer(course, holder.id, first.id, [lesson])
            if not [number for number in holder.numbers if not number.startswith(f"moodle:{lesson}:")]:
                register.remove(holder)
