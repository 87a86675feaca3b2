"""Write each student's feedback page, and put it into the exchange for those who handed in there.

The page is nbgrader's: the graded notebook with scores, comments and the reviews of the quizzes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rich.markup import escape
from rich.progress import track

from instructor.console import terminal
from instructor.course import Course, CourseError
from instructor.nbgrader_app import application


def write_feedback(course: Course, assignment: str, students: list[str]) -> Iterator[tuple[str, str]]:
    """Write the feedback page of each student; yield the student and why it failed, or ""."""
    from nbgrader.converters import GenerateFeedback, NbGraderException

    with application(course, assignment) as (app, log):
        for student in students:
            app.coursedir.student_id = student
            log.clear()
            try:
                GenerateFeedback(coursedir=app.coursedir, parent=app, force=True).start()
                yield student, ""
            except NbGraderException:
                yield student, log.reason


def release_feedback(course: Course, assignment: str) -> list[str]:
    """Put the pages into the exchange; return the students who will find theirs there.

    A zip from an LMS has no submission secret, by which the exchange keeps one student from another's page.
    """
    secrets = (course.folder / "feedback").glob(f"*/{assignment}/submission_secret.txt")
    students = sorted(path.parent.parent.name for path in secrets)
    if sys.platform == "win32" or not students:
        return []
    with application(course, assignment) as (app, _):
        for student in students:
            app.coursedir.student_id = student
            app.exchange.ReleaseFeedback(coursedir=app.coursedir, authenticator=app.authenticator, parent=app).start()
    return students


def page(course: Course, assignment: str, student: str) -> Path:
    """Return the path of a student's feedback page."""
    return course.step("feedback", assignment, student) / f"{assignment}.html"


@click.command()
@click.argument("assignment")
@click.option("--student", help="Write this student's page only.")
def feedback(assignment: str, student: str | None) -> None:
    """Write the feedback pages of ASSIGNMENT, and release those whose students use the exchange."""
    course, console = Course.here(), terminal()
    course.check(assignment)
    graded = course.students("autograded", assignment)
    students = [name for name in graded if student in (None, name)]
    if not students:
        raise CourseError(f"nothing is graded for {assignment}; run: python -m instructor grade {assignment}")
    steps = write_feedback(course, assignment, students)
    failed = [done for done in track(steps, "Writing", len(students), console=console) if done[1]]
    for name in students:
        console.print(escape(str(page(course, assignment, name))), soft_wrap=True)
    for name, reason in failed:
        console.print(f"[bold]no page for {escape(name)}[/bold]: {escape(reason)}", soft_wrap=True)
    released = release_feedback(course, assignment)
    console.print(f"feedback pages: {len(students) - len(failed)}; in the exchange: {len(released)}")
    if failed:
        raise SystemExit(1)
