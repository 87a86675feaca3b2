"""Take in who is in the class: a roster from Canvas, Moodle, Blackboard, Brightspace, or a plain list.

`rosters` reads the file and holds it against the register of people; this is its command. Joins, leaves and renames of
a second import are shown before anything is written. Nobody is deleted: who left keeps work, marks and id.
"""

from __future__ import annotations

import sys
from collections import Counter
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from instructor.care.rows import delete_rows, rows_of
from instructor.care.traces import traces
from instructor.console import terminal
from instructor.course import Course, CourseError
from instructor.grading.students import write_students
from instructor.grading.tables import STUDENT
from instructor.grading.transfer import transfer
from instructor.naming import LESSON
from instructor.rosters.entries import Roster, read_roster
from instructor.rosters.ids import is_damaged
from instructor.rosters.merge import Merge, compare, take
from instructor.submissions.on_roster import strangers
from instructor.submissions.register import Person, Register

#: Lines of a kind in the table; a first import of hundreds is counted.
MOST_LINES = 60
#: People who are shown of a first roster.
FIRST = 5


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--lesson", metavar="LESSON", type=LESSON, help="Whose participants a Moodle grading worksheet's numbers are."
)
@click.option("--part", "is_part", is_flag=True, help="FILE has only some of the class, as one section: nobody leaves.")
@click.option("--dry-run", is_flag=True, help="Say what it is and what it would change, and write nothing.")
@click.option("--yes", is_flag=True, help="Take joins, leaves, renames, and names that look damaged, without asking.")
def roster(file: Path, lesson: str | None, is_part: bool, dry_run: bool, yes: bool) -> None:
    """Take in the roster FILE: who is in the class, with names, e-mails, ids and groups.

    Canvas (gradebook, groups), Moodle (participants, grades, an assignment's grading worksheet with --lesson),
    Blackboard (full download), Brightspace (grades) and plain lists (a name and one of e-mail, login, student number)
    are recognised by their columns; CSV in any usual encoding, or XLSX.

    Exit code 0: it is taken. 1: it is not, or something is not certain, and is named with the cure.
    """
    course, console = Course.here(), terminal()
    if lesson:
        course.check(lesson)
    found, register = read_roster(file, lesson or ""), Register(course)
    is_first = not register.has_roster
    merge = compare(register, found, course, is_part, partial(_has_anything, course))
    _show(console, found, merge, is_first)
    damaged = _damaged(console, found, merge)
    if dry_run:
        console.print("nothing was written")
        return
    if damaged or (merge.changes and not is_first):
        _agree(yes)
    moves = take(register, found, merge)
    register.save()
    for name, source, target in moves:
        if transfer(course, source, target, [name]):
            console.print(escape(f"{name}: work and marks of {source} are {target}'s, as the worksheet says"))
    for old, _ in merge.renamed:
        delete_rows(course, old)
    write_students(course)
    questions = [*merge.questions, *_unmatched(course, register)]
    for question in questions:
        console.print(f"[bold]not certain[/bold] {escape(question)}", soft_wrap=True)
    left = sum(person.left for person in register.people)
    console.print(f"{sum(bool(p.roster) for p in register.people) - left} on the roster, {left} left")
    if questions:
        raise SystemExit(1)


def _has_anything(course: Course, person: Person) -> bool:
    """Say whether work, a mark, an extension or a query hangs on somebody's id."""
    found = traces(course, person)
    rows = rows_of(course, person.id).keys() - {STUDENT.name}
    return bool(found.paths or found.logs or found.entries.keys() - {"people.json"} or rows)


def _show(console: Console, found: Roster, merge: Merge, is_first: bool) -> None:
    """Print what the file is, what of it is left out, and what it changes."""
    console.print(escape(f"{found.kind}: {len(found.entries)} people"))
    for note in found.notes:
        console.print(escape(f"- {note}"), soft_wrap=True)
    if is_first:
        _show_first(console, found)
        return
    counts = Counter(change.what for change in merge.changes)
    if merge.changes:
        table = Table("who", "what", "", title="what changes", title_justify="left")
        for change in merge.changes[:MOST_LINES]:
            table.add_row(*map(escape, (change.who, change.what, change.detail)))
        console.print(table)
        if len(merge.changes) > MOST_LINES:
            console.print(f"... and {len(merge.changes) - MOST_LINES} more")
    console.print(escape(", ".join(f"{what}: {count}" for what, count in counts.items()) or "nothing changes"))


def _show_first(console: Console, found: Roster) -> None:
    """Print what of the first roster was understood: how many have what, and the first people as they will stand."""
    kinds = {"e-mail": "email", "login": "login", "student number": "number", "platform's number": "address"}
    kinds |= {"preferred name": "preferred", "group": "groups"}
    has = {word: sum(bool(getattr(entry, kind)) for entry in found.entries) for word, kind in kinds.items()}
    console.print(escape("they have: " + ", ".join(f"{word} {count}" for word, count in has.items() if count)))
    table = Table("name", "e-mail", "login", "number", "groups", title="the first of them", title_justify="left")
    for one in found.entries[:FIRST]:
        row = (one.preferred or one.name, one.email, one.login, one.number, ", ".join(one.groups))
        table.add_row(*map(escape, row))
    console.print(table)


def _damaged(console: Console, found: Roster, merge: Merge) -> bool:
    """Warn of names that have lost letters; say whether any would be taken in."""
    names = [entry.name for entry in found.entries if is_damaged(entry.name)]
    known = {entry.name for entry, person in merge.known if person.is_named(entry.name)}
    if names:
        shown = ", ".join(f"“{name}”" for name in names[:FIRST]) + (" ..." if len(names) > FIRST else "")
        console.print(
            f"[bold]letters were lost[/bold] in {len(names)} of {len(found.entries)} names: {escape(shown)}. A program "
            "that saved the file did not know them. Export it again from the platform and give that file, without "
            "opening it in a spreadsheet before; ids are made of names, and are for the whole term",
            soft_wrap=True,
        )
    return any(name not in known for name in names)


def _agree(yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise CourseError(
            "nothing was written; look at what would change, then say --yes (a part of the class: --part)"
        )
    click.confirm("Take this?", abort=True)


def _works(folder: Path) -> list[Path]:
    return [*folder.iterdir()] if folder.is_dir() else []


def _unmatched(course: Course, register: Register) -> list[str]:
    """Ask about those who have work and are in no roster."""
    unlisted = [person.id for person in register.people if not person.roster]
    with_work = [student for student in unlisted if any(_works(course.folder / "submitted" / student))]
    return strangers(register, with_work)
