"""Open the marking desk of one lesson in the browser: a page of the same server that `lab` starts.

Several people mark at once: each gives this command, on their own computer or on a hub, for the same gradebook.
"""

from __future__ import annotations

import os

import click

from instructor import naming
from instructor.course import Course, UnknownNameError, variable
from instructor.desk.page import LESSON, MARKER, NAMES, as_oneself
from instructor.desk.tasks import read_tasks
from instructor.lab import start_lab, verbose_option
from instructor.plan import Plan, read_plan, values


@click.command()
@click.argument("lesson", type=naming.LESSON)
@click.option("--marker", help="Who marks.  [default: the name that this computer knows you by]")
@click.option("--calibrate", is_flag=True, help="Begin with the marked samples, also where answers are marked already.")
@click.option("--names", is_flag=True, help="For the instructor: lists with names, and settling what two have marked.")
@click.option("--port", default=8888, show_default=True, help="The first port to try.")
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
@verbose_option
def mark(
    lesson: str, marker: str | None, calibrate: bool, names: bool, port: int, no_browser: bool, verbose: bool
) -> None:
    """Open the marking desk: the written answers of LESSON, blind, with the rubric beside them.

    A mark is in the gradebook once it is finished, and the formgrader shows the same. Names are not on the desk; who
    can read the course folder can read them there.
    """
    course = Course.here()
    course.check(lesson)
    if not read_tasks(course, lesson):
        raise click.ClickException(f"{lesson} has no written answers: nothing waits for a person there")
    _check_marker(read_plan(course), marker)
    chosen = {MARKER: marker or as_oneself(), LESSON: lesson, NAMES: "1" if names else ""}
    os.environ.update({variable(name): value for name, value in chosen.items()})
    page = f"/desk/{lesson}/samples" if calibrate else f"/desk/{lesson}"
    raise SystemExit(start_lab(course, port, browser=not no_browser, page=page, verbose=verbose))


def _check_marker(plan: Plan, marker: str | None) -> None:
    """Raise UnknownNameError where a name was typed that `course.toml`, which names the markers, does not have."""
    if marker and plan.markers and marker not in plan.markers:
        raise UnknownNameError(
            f'"{marker}" is not among the markers of {plan.source}: {values.near(marker, plan.markers)}'
        )
