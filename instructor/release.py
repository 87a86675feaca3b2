"""Make the students' version of an assignment and put it into the exchange.

First the sources are checked. Then nbgrader's generate_assignment writes the release, with `quiz.json` (the questions,
without the answers of graded ones) beside the notebook. Last, the release is searched for what students must not have;
a release that leaks is removed.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click
from rich.markup import escape

from instructor.checks import leaks, problems, secrets
from instructor.console import terminal
from instructor.course import Course, CourseError
from instructor.nbgrader_app import application


def make_release(course: Course, assignment: str) -> Path:
    """Check an assignment and write its release; return the folder.

    Raises
    ------
    CourseError
        Where a check fails, nbgrader cannot make the release, or the release leaks; then there is no release.
    """
    from nbgrader.converters import GenerateAssignment

    course.check(assignment)
    if found := problems(course, assignment):
        raise CourseError("\n".join([f"{assignment} cannot be released:", *(f"- {text}" for text in found)]))
    folder = course.step("release", assignment)
    with application(course, assignment) as (app, _):
        GenerateAssignment(coursedir=app.coursedir, parent=app, force=True).start()
    if found := leaks(folder, secrets(course, assignment)):
        shutil.rmtree(folder)
        raise CourseError(
            "\n".join([f"{assignment} leaks, so its release was removed:", *(f"- {text}" for text in found)])
        )
    return folder


def publish(course: Course, assignment: str) -> bool:
    """Put a release into the exchange; False on Windows, which has none."""
    if sys.platform == "win32":
        return False
    with application(course, assignment) as (app, _):
        kind = app.exchange.ReleaseAssignment
        kind(coursedir=app.coursedir, authenticator=app.authenticator, parent=app, force=True).start()
    return True


def handout(course: Course, assignment: str) -> Path:
    """Pack a release as one file that students download and unpack; return its path."""
    archive = course.folder / "handout" / assignment
    release = course.step("release", assignment)
    return Path(shutil.make_archive(str(archive), "zip", root_dir=release.parent, base_dir=release.name))


@click.command()
@click.argument("assignments", nargs=-1, metavar="[ASSIGNMENT]...")
def release(assignments: tuple[str, ...]) -> None:
    """Release ASSIGNMENTs (all, if none is named) to the students.

    The students' version is written into the course folder, put into nbgrader's exchange and packed as a zip for a
    learning platform. It can be released again at any time; submissions and marks stay.
    """
    course, console = Course.here(), terminal()
    for assignment in assignments or course.assignments():
        folder = make_release(course, assignment)
        shared = "and in the exchange" if publish(course, assignment) else "(Windows has no exchange)"
        console.print(escape(f"{assignment}: released in {folder} {shared}"), soft_wrap=True)
        console.print(escape(f"  for a learning platform: {handout(course, assignment)}"), soft_wrap=True)
