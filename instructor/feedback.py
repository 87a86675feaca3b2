"""Write each student's feedback page, and put it into the exchange for those who handed in there.

The page is nbgrader's: the graded notebook with scores, comments and the reviews of the quizzes, arranged by
`instructor.returned`. While answers wait for a person no page is written, unless that is asked for; then the pages show
them as not marked yet.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
from rich.markup import escape
from rich.progress import track

from instructor.console import terminal
from instructor.course import Course, CourseError
from instructor.grading.gradebook import Writer
from instructor.grading.rules import late_penalty
from instructor.grading.settling import settled
from instructor.nbgrader_app import application
from instructor.plan import in_use
from instructor.settings import read_settings

#: Names in a message; the formgrader has all.
MOST_NAMES = 12


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


def waiting(course: Course, assignment: str, students: list[str]) -> list[str]:
    """Return those of `students` who have answers that wait for a person, by the gradebook."""
    settings = read_settings(course)
    with closing(Writer(settings.db_url, assignment, late_penalty(settings))) as gradebook:
        rows = {name: gradebook.row(name) for name in students}
    return [name for name, row in rows.items() if row and row.needs_person]


def page(course: Course, assignment: str, student: str) -> Path:
    """Return the path of a student's feedback page."""
    return course.step("feedback", assignment, student) / f"{assignment}.html"


@click.command()
@click.argument("assignment")
@click.option("--student", help="Write this student's page only.")
@click.option("--even-if-waiting", is_flag=True, help="Write the pages although answers wait for a person.")
@click.option("--yes", is_flag=True, help="Change marks by course.toml without asking.")
def feedback(assignment: str, student: str | None, even_if_waiting: bool, yes: bool) -> None:
    """Write the feedback pages of ASSIGNMENT, and release those whose students use the exchange.

    Nothing is written while written answers wait to be marked, unless --even-if-waiting is said.
    """
    course, console = Course.here(), terminal()
    in_use(course, assignment)
    graded = course.students("autograded", assignment)
    students = [name for name in graded if student in (None, name)]
    if not students:
        raise CourseError(f"nothing is graded for {assignment}; run: python -m instructor grade {assignment}")
    settled(course, assignment, console, yes)
    if unmarked := waiting(course, assignment, students):
        names = ", ".join(unmarked[:MOST_NAMES]) + (", ..." if len(unmarked) > MOST_NAMES else "")
        found = f"{len(unmarked)} of {len(students)} have answers that wait for a person: {names}"
        if not even_if_waiting:
            raise CourseError(
                f"{found}; no page was written. Mark them in the formgrader, or say --even-if-waiting: "
                "then the pages show them as not marked yet"
            )
        console.print(escape(found), soft_wrap=True)
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
