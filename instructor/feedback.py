"""Write each student's feedback page, and put it into the exchange for those who handed in there.

The page is nbgrader's: the graded notebook with scores, comments and the reviews of the quizzes, arranged by
`instructor.returned`. While answers wait for a person no page is written, unless that is asked for; then the pages show
them as not marked yet.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import click
from rich.markup import escape
from rich.progress import track

from instructor.console import terminal
from instructor.course import Course, CourseError
from instructor.grading.given import Reader
from instructor.grading.rules import late_penalty
from instructor.grading.settling import settled
from instructor.naming import LESSON
from instructor.nbgrader_app import application
from instructor.plan import in_use
from instructor.settings import read_settings
from instructor.submissions.directory import Directory

#: Names in a message; the formgrader has all.
MOST_NAMES = 12


#: Pages whose paths are printed; of a larger class the folder is.
LONGEST_LIST = 60


def write_feedback(
    course: Course,
    assignment: str,
    students: Sequence[str],
    force: bool = False,
    workers: int | None = None,
    scheduler: str | None = None,
) -> Iterator[tuple[str, str]]:
    """Write the feedback page of each student; yield the student and why it failed, or "", as `write_pages` says."""
    from instructor.returned.writing import write_pages  # here: it imports nbgrader, which takes seconds

    yield from write_pages(course, assignment, students, force, workers, scheduler)


def release_feedback(course: Course, assignment: str) -> list[str]:
    """Put the pages into the exchange; return the students who will find theirs there.

    A zip from an LMS has no submission secret, by which the exchange keeps one student from another's page.
    """
    secrets = (course.folder / "feedback").glob(f"*/{assignment}/submission_secret.txt")
    students = sorted(path.parent.parent.name for path in secrets)
    if sys.platform == "win32" or not students:
        return []
    with application(course, assignment) as (app, _):
        release = app.exchange.ReleaseFeedback(coursedir=app.coursedir, authenticator=app.authenticator, parent=app)
        for student in students:
            app.coursedir.student_id = student
            release.start()
    return students


def waiting(course: Course, assignment: str, students: list[str]) -> list[str]:
    """Return those of `students` who have answers that wait for a person, by the gradebook."""
    settings = read_settings(course)
    with closing(Reader(settings.db_url, assignment, late_penalty(settings))) as gradebook:
        found = gradebook.waiting()
    return [name for name in students if name in found]


def page(course: Course, assignment: str, student: str) -> Path:
    """Return the path of a student's feedback page."""
    return course.step("feedback", assignment, student) / f"{assignment}.html"


def _graded(course: Course, assignment: str, directory: Directory, student: str | None) -> list[str]:
    """Return the ids of those whose pages can be written: the one who is named, or all who are graded."""
    in_use(course, assignment)
    graded = course.students("autograded", assignment)
    wanted = directory.student(student, graded) if student and graded else student
    students = [name for name in graded if wanted in (None, name)]
    if not students:
        raise CourseError(f"nothing is graded for {assignment}; run: python -m instructor grade {assignment}")
    return students


@click.command()
@click.argument("assignment", type=LESSON)
@click.option("--student", help="Write this student's page only: an id, a name or an e-mail.")
@click.option("--even-if-waiting", is_flag=True, help="Write the pages although answers wait for a person.")
@click.option("--yes", is_flag=True, help="Change marks by course.toml without asking.")
@click.option("--force", is_flag=True, help="Write again what is unchanged, too.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes to write in.  [default: one a processor]")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler, as tcp://host:8786, to write on its workers.")
def feedback(
    assignment: str,
    student: str | None,
    even_if_waiting: bool,
    yes: bool,
    force: bool,
    workers: int | None,
    scheduler: str | None,
) -> None:
    """Write the feedback pages of ASSIGNMENT, and release those whose students use the exchange.

    Nothing is written while written answers wait to be marked, unless --even-if-waiting is said. It can be stopped at
    any moment and given again: a page that is there and would say the same is left alone.
    """
    course, console = Course.here(), terminal()
    directory = Directory(course)
    students = _graded(course, assignment, directory, student)
    settled(course, assignment, console, yes)
    if unmarked := waiting(course, assignment, students):
        names = ", ".join(directory.labels(unmarked[:MOST_NAMES])) + (", ..." if len(unmarked) > MOST_NAMES else "")
        found = f"{len(unmarked)} of {len(students)} have answers that wait for a person: {names}"
        if not even_if_waiting:
            raise CourseError(
                f"{found}; no page was written. Mark them: python -m instructor mark {assignment}; or say "
                "--even-if-waiting: then the pages show them as not marked yet"
            )
        console.print(escape(found), soft_wrap=True)
    steps = write_feedback(course, assignment, students, force, workers, scheduler)
    failed = [done for done in track(steps, "Writing", len(students), console=console) if done[1]]
    pages = [page(course, assignment, name) for name in students]
    for path in pages if len(pages) <= LONGEST_LIST else [course.folder / "feedback"]:
        console.print(escape(str(path)), soft_wrap=True)
    for name, reason in failed:
        console.print(f"[bold]no page for {escape(directory.label(name))}[/bold]: {escape(reason)}", soft_wrap=True)
    released = release_feedback(course, assignment)
    console.print(f"feedback pages: {len(students) - len(failed)}; in the exchange: {len(released)}")
    if failed:
        raise SystemExit(1)
