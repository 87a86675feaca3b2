"""Begin something new: a course, with the folder that everything of it is kept in; a lesson, a quiz, a question."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.markup import escape

from instructor.authoring import commands
from instructor.console import terminal
from instructor.course import POINTER, Course, CourseError, pointed_to
from instructor.grading.drivers import GradebookError
from instructor.grading.gradebook import Writer
from instructor.plan import NAME, read_plan, values
from instructor.plan.writing import new_plan, own_zone, write
from instructor.settings import read_settings


@click.group()
def new() -> None:
    """Begin something new: a course, a lesson, a quiz, or a question (`item`), ready to be released."""


for each in (commands.item, commands.quiz, commands.lesson):
    new.add_command(each)


def _zone(_: click.Context, __: click.Parameter, value: str | None) -> ZoneInfo:
    try:
        return own_zone() if value is None else values.zone(value)
    except ValueError as error:
        raise click.BadParameter(f'"{value}" {error}') from None


@new.command()
@click.argument("folder", type=click.Path(file_okay=False, resolve_path=True, path_type=Path))
@click.option("--zone", callback=_zone, metavar="PLACE", help="The clock of its dates.  [default: this computer's]")
@click.option("--title", help="What pages call the course.  [default: the module's title]")
def course(folder: Path, zone: ZoneInfo, title: str | None) -> None:
    """Make FOLDER the folder of a course, and write course.toml into it.

    Commands then use that folder. A folder in which a course was already begun is taken along as it is, with the due
    dates of its gradebook; a course.toml that is there is never overwritten.
    """
    here, console = Course.here(pointed=False), terminal()
    made = Course(here.root, folder)
    _check(made)
    plan = read_plan(made)
    folder.mkdir(parents=True, exist_ok=True)
    dues = {name: due for name in made.assignments() if (due := _due(made, name))}
    text = new_plan(made, title or plan.title, zone, dues)
    write(folder / NAME, text)
    before = _point(made)
    wrote = f"Wrote {folder / NAME}, with all {len(plan.lessons)} lessons, on the clock of {zone.key}."
    console.print(escape(wrote), soft_wrap=True)
    for name, due in dues.items():
        console.print(escape(f"- {name}: due {due.astimezone(zone):%Y-%m-%d %H:%M}, as the gradebook has it"))
    console.print(escape(f"Commands given in {made.root} use this folder now{before}."), soft_wrap=True)
    console.print(
        "Next: write dates, weights and the late rule into it; then python -m instructor settle says what follows, "
        "and python -m instructor release makes the lessons. Keep the folder and back it up: it is the course.",
        soft_wrap=True,
    )


def _check(made: Course) -> None:
    """Raise CourseError where a folder cannot become a course's."""
    if (made.folder / NAME).exists():
        raise CourseError(f"{made.folder / NAME} is there, and is not overwritten; edit it, or name another folder")
    if made.folder in (made.root, made.root / "build"):
        raise CourseError(
            f"{made.folder} is no place for a course: git or anyone who tidies up may empty it; name a folder of its "
            "own outside of the checkout (what is in build/ can be moved there first)"
        )
    made.enter()


def _due(made: Course, name: str) -> datetime | None:
    """Return the due date that a gradebook in the folder has."""
    try:
        with closing(Writer(read_settings(made).db_url, name, lambda *_: None)) as gradebook:
            due = gradebook.released.due
    except GradebookError:
        raise
    except CourseError:  # it is not in there
        return None
    return due.replace(tzinfo=UTC) if due else None


def _point(made: Course) -> str:
    """Let `.course` lead to a folder; return in words where it led before."""
    try:
        before = pointed_to(made.root)
    except CourseError:
        before = None
    write(made.root / POINTER, f"{made.folder}\n")
    return f" (before: {before}; go back to it with --course)" if before and before != made.folder else ""
