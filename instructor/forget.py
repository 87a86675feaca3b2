"""Take all out that a course has of a student, after it was listed; a later collection does not bring it back."""

from __future__ import annotations

import sys

import click
from rich.console import Console
from rich.markup import escape

from instructor.care.forgotten import erase
from instructor.care.rows import rows_of
from instructor.care.traces import OF_CLASS, Traces, mentions, traces
from instructor.console import terminal
from instructor.course import Course, CourseError, UnknownNameError
from instructor.submissions.directory import Directory, label
from instructor.submissions.known import known_students
from instructor.submissions.register import Person
from instructor.submissions.tombstones import Tombstones

#: Texts that are named where a name still stands; the rest are counted.
MOST = 20


@click.command()
@click.argument("student")
@click.option("--dry-run", is_flag=True, help="List what there is, and delete nothing.")
@click.option("--lift", is_flag=True, help="Let somebody be collected again who was forgotten: an id, e-mail or name.")
@click.option("--yes", is_flag=True, help="Delete without asking.")
def forget(student: str, dry_run: bool, lift: bool, yes: bool) -> None:
    """Delete all that the course has of STUDENT (an id, a name, an e-mail), after it was listed.

    Marks, work, pages, logs, the people's entry, credits, queries, extensions, what lies in the exchange. Hashes stay
    in forgotten.json, by which a later collection or roster takes nothing of them. It cannot be undone; backups that
    you made, the platform, and what you exported still have them.

    Exit code 0: it is deleted. 1: something is not, and is named.
    """
    course, console = Course.here(), terminal()
    if lift:
        _lift(course, console, student)
        return
    person = _person(course, student)
    found, rows = traces(course, person), rows_of(course, person.id)
    if not (found.paths or found.logs or found.entries or rows):
        raise CourseError(f"there is nothing of {student} in {course.folder}")
    _list(console, found, rows)
    if dry_run:
        return
    _agree(yes, label(person))
    left = erase(course, person)
    _say_rest(console, course, person)
    for line in left:
        console.print(escape(line), soft_wrap=True)
    if left:
        raise SystemExit(1)


def _person(course: Course, typed: str) -> Person:
    """Return whom somebody means; who is in no register, by the id of their work."""
    try:
        return Directory(course).find(typed)
    except UnknownNameError:
        if typed in known_students(course) or rows_of(course, typed):
            return Person(typed)
        raise


def _list(console: Console, found: Traces, rows: dict[str, int]) -> None:
    folder = found.course.folder
    console.print(escape(f"{label(found.person)} in {folder}:"), soft_wrap=True)
    for path in found.paths:
        inside = path.relative_to(folder) if path.is_relative_to(folder) else path
        how = OF_CLASS.get(path.parent.name)
        again = f", made of the class's answers: {how}" if how else ""
        console.print(escape(f"- {inside}{again}"), soft_wrap=True)
    for path, count in found.logs.items():
        console.print(escape(f"- {path.relative_to(folder)}: {count} lines"), soft_wrap=True)
    for name, what in found.entries.items():
        console.print(escape(f"- {name}: {what}"), soft_wrap=True)
    for table, count in rows.items():
        console.print(escape(f"- gradebook, {table}: {count} rows"), soft_wrap=True)


def _agree(yes: bool, name: str) -> None:
    """Raise CourseError or click.Abort unless somebody agreed."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise CourseError("nothing was deleted; look at the list, then say --yes")
    click.confirm(f"Delete all this of {name}? It cannot be undone.", abort=True)


def _say_rest(console: Console, course: Course, person: Person) -> None:
    """Say where a name still stands, and what this command cannot reach."""
    console.print("Deleted. Later collections and rosters take nothing of them (forgotten.json holds hashes only).")
    left = mentions(course, person)
    for path in left[:MOST]:
        said = f"still mentioned, perhaps by chance or by a classmate: {path.relative_to(course.folder)}"
        console.print(escape(said), soft_wrap=True)
    if len(left) > MOST:
        console.print(f"and in {len(left) - MOST} more")
    console.print(
        "Not reached: backups, tables that you exported, a group's common hand-in in its other members' folders, "
        "older pages in the exchange, and the learning platform.",
        soft_wrap=True,
    )


def _lift(course: Course, console: Console, fact: str) -> None:
    if not Tombstones(course).lift(fact):
        raise UnknownNameError(f'nobody with "{fact}" was forgotten')
    console.print(escape(f'"{fact}" is taken again when you next collect'), soft_wrap=True)
