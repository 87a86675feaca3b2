"""Give a student longer: the extension is written into `course.toml`, and a mark that follows is shown first."""

from __future__ import annotations

import click
from rich.console import Console
from rich.markup import escape

from instructor.console import terminal
from instructor.course import Course, CourseError, UnknownNameError
from instructor.grading.affected import agree
from instructor.grading.settling import difference, settle, show
from instructor.marking.windows import REGRADE, has_windows
from instructor.naming import LESSON
from instructor.plan import NAME, Plan, in_use, parsed, values
from instructor.plan.announcing import announce
from instructor.plan.lateness import in_words
from instructor.plan.writing import on_the_clock, read_source, with_extension
from instructor.submissions.directory import Directory
from instructor.submissions.kept import write
from instructor.submissions.known import find_student


@click.command()
@click.argument("student")
@click.argument("lesson", type=LESSON)
@click.argument("date")
@click.option("--unseen", is_flag=True, help="Take an id that nobody is known by yet.")
@click.option("--yes", is_flag=True, help="Change a mark without asking.")
def extend(student: str, lesson: str, date: str, unseen: bool, yes: bool) -> None:
    """Let STUDENT hand in LESSON until DATE.

    STUDENT is an id, a name or an e-mail; DATE is "2026-12-08 23:59", on the course's clock, or with a zone of its own.
    It is written into course.toml, whose remarks stay. Where the student's work is graded, the old and the new mark are
    shown before anything is written; questions with a window close as much later for them. Give it again to move the
    date; delete it in course.toml to take it back.
    """
    course, console = Course.here(), terminal()
    source = read_source(course)
    plan = in_use(course, lesson)
    who = find_student(course, student, unseen)
    until = _until(plan, date)
    text = with_extension(source, who, lesson, until)
    new = _checked(course, text, lesson)
    found = difference(course, lesson, new)
    if found:
        show(console, lesson, found, Directory(course))
        if found.marks:
            agree(yes, "Grant it, and change these marks?")
    write(course.folder / NAME, text)
    if found:
        settle(course, lesson, found)
    _say(console, new, who, lesson, who in announce(course, new))
    if who in course.handed_in(lesson) and has_windows(course, lesson):
        console.print(escape(f"Their questions close later too: {REGRADE.format(lesson)}"), soft_wrap=True)


def _until(plan: Plan, date: str) -> str:
    try:
        return on_the_clock(values.parse_moment(date, plan.zone), plan.zone)
    except ValueError as error:
        raise UnknownNameError(f'DATE: "{date}" {error}') from None


def _checked(course: Course, text: str, lesson: str) -> Plan:
    """Return the plan with the extension. Raises CourseError where it extends nothing."""
    try:
        return parsed(course, text)
    except CourseError as error:
        raise CourseError(
            str(error).replace("so nothing was done", f"if {lesson} were extended; nothing was done")
        ) from None


def _say(console: Console, plan: Plan, student: str, lesson: str, is_told: bool) -> None:
    """Print what was done, and what to tell the student."""
    until, due = plan.due(lesson, student), plan.due(lesson)
    assert until
    assert due
    console.print(escape(f"{student} has until {plan.said(until)} for {lesson} (others: {plan.said(due)})."))
    after = f" After that it loses {in_words(plan.late)}." if plan.late.per_day else ""
    told = f"To tell them: You can hand in {lesson} until {until:%A %d %B %Y, %H:%M} ({plan.zone.key}).{after}"
    if is_told:
        console.print("Their page on the hub shows it when they next open the card that hands in.", soft_wrap=True)
    console.print(escape(told), soft_wrap=True)
