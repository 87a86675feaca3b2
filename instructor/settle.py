"""Take over what `course.toml` says: what follows is shown first, and agreed to where marks change."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import click
from rich.markup import escape
from rich.table import Table

from instructor.console import terminal
from instructor.course import Course
from instructor.grading.settling import settled
from instructor.guide.dropped import dropped
from instructor.marking.windows import REGRADE, has_windows
from instructor.naming import LESSON
from instructor.plan import NAME, Plan, in_use, read_plan, unsaid
from instructor.plan.announcing import announce
from instructor.plan.lateness import in_words
from instructor.plan.values import near
from instructor.submissions.attention import HELP
from instructor.submissions.known import known_students


@click.command()
@click.argument("lessons", type=LESSON, nargs=-1, metavar="[LESSON]...")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Change marks without asking.")
@click.option("--all", "everyone", is_flag=True, help=HELP)
def settle(lessons: tuple[str, ...], dry_run: bool, yes: bool, everyone: bool) -> None:
    """Take over what course.toml says: due dates, extensions, the late rule; marks that change are shown.

    Other commands do the same for the lesson that they are given. All LESSONs in use are settled, if none is named.
    """
    course, console = Course.here(), terminal()
    plan = read_plan(course)
    if plan.source is None:
        console.print(
            escape(f"There is no {course.folder / NAME}: all lessons are in use, and the gradebook's dates."),
            soft_wrap=True,
        )
        return
    for lesson in lessons:
        in_use(course, lesson)
    console.print(_table(plan))
    for line in _remarks(course, plan):
        console.print(escape(line), soft_wrap=True)
    for lesson in lessons or plan.lessons:
        settled(course, lesson, console, yes, dry_run, everyone)
    if not dry_run:
        announce(course, plan)


def _table(plan: Plan) -> Table:
    table = Table("lesson", "release", "due", "weight", title=f"{plan.title} ({plan.zone.key})", title_justify="left")
    for lesson in plan.lessons.values():
        dates = (f"{date:%Y-%m-%d %H:%M}" if date else "" for date in (lesson.release, lesson.due))
        table.add_row(escape(lesson.name), *dates, f"{lesson.weight:g}")
    return table


def _remarks(course: Course, plan: Plan) -> Iterator[str]:
    """Yield what else is to be known: the late rule, lessons left out, ids that nobody has."""
    yield f"late work: {in_words(plan.late)}"
    for lesson in filter(partial(has_windows, course), plan.lessons):
        yield f"{lesson}: what that changes for questions with time windows: {REGRADE.format(lesson)}"
    yield from dropped(course, plan)
    yield from unsaid(course, plan)
    known = known_students(course)
    for student in sorted({*plan.extensions, *plan.exempt} - known if known else ()):
        yield f"{student}: nobody known has this id; {near(student, sorted(known))}"
