"""Collect what students handed in: from nbgrader's exchange, or from what an LMS lets an instructor download.

What passes the screen goes to `submitted/`, by nbgrader's own collect and zip_collect. A refused submission is copied,
untouched, into the course's `refused/`.
"""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import click
from nbgrader.apps import ZipCollectApp
from rich.console import Console
from rich.markup import escape

from instructor.course import Course, CourseError
from instructor.nbgrader_app import application
from instructor.submissions.lms import Upload, newest, told_apart, uploads
from instructor.submissions.times import parse_utc
from instructor.submissions.unpack import stage


@dataclass(frozen=True)
class Refusal:
    """A submission that was not collected: its name, why, and what to do."""

    name: str
    reason: str


@dataclass(frozen=True)
class Collected:
    """What a collection came to: students (with a note, such as "late"), and what was refused."""

    students: dict[str, str]
    refused: tuple[Refusal, ...]


def collect_zips(course: Course, assignment: str, download: Path) -> Collected:
    """Collect an assignment from an LMS download; what is there already gives way only to something newer.

    Raises
    ------
    CourseError
        Where the download itself cannot be read, or nbgrader gives up.
    """
    staging = course.folder / "downloaded" / assignment / "archive"
    shutil.rmtree(staging, ignore_errors=True)
    quizzes = [quiz.id for quiz in course.bank(assignment).quizzes]
    students: dict[str, str] = {}
    refused: list[Refusal] = []
    with uploads(download) as found:
        for upload in [upload for upload in found if upload.sender is None] + newest(told_apart(found)):
            try:
                if _is_newer(course, assignment, upload):
                    stage(upload, assignment, quizzes, staging)
                students[upload.student] = "late" if upload.sender and upload.sender.late else ""
            except ValueError as error:
                refused.append(Refusal(upload.name, str(error)))
                with upload.open() as content:
                    keep_aside(course, assignment, upload.name, content, str(error))
    if staging.exists():
        with application(course, assignment, ZipCollectApp, [assignment, "--force"]):
            pass  # starting it is its work
    return Collected(students, tuple(refused))


def _is_newer(course: Course, assignment: str, upload: Upload) -> bool:
    """Say whether an upload is newer than the submission that was collected before."""
    stamp = course.step("submitted", assignment, upload.student) / "timestamp.txt"
    if not stamp.exists():
        return True
    known = parse_utc(stamp.read_text("utf-8").strip())
    return bool(upload.time.replace(tzinfo=None, microsecond=0) > known)


def keep_aside(course: Course, assignment: str, name: str, content: IO[bytes], reason: str) -> None:
    """Keep a refused file as it came, with the reason beside it."""
    folder = course.folder / "refused" / assignment
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / re.sub(r"[^\w.-]+", "_", name)[-120:]
    with path.open("wb") as copy:
        shutil.copyfileobj(content, copy)
    path.with_name(f"{path.name}.reason.txt").write_text(f"{reason}\n", "utf-8")


def collect_exchange(course: Course, assignment: str) -> Collected:
    """Collect an assignment from nbgrader's exchange, newer submissions in place of older ones.

    Raises
    ------
    CourseError
        Where there is no exchange, or nothing was released to it.
    """
    if sys.platform == "win32":
        raise CourseError(
            f"nbgrader's exchange does not run on Windows; run: collect {assignment} --zips FOLDER_OR_ZIP"
        )
    with application(course, assignment) as (app, log):
        kind = app.exchange.Collect
        kind(coursedir=app.coursedir, authenticator=app.authenticator, parent=app, update=True).start()
    refused = [line.removeprefix("refused: ").split(": ", 1) for line in log.warnings if line.startswith("refused: ")]
    students = dict.fromkeys(course.students("submitted", assignment), "")
    return Collected(students, tuple(Refusal(name, reason) for name, reason in refused))


@click.command()
@click.argument("assignment")
@click.option(
    "--zips",
    type=click.Path(exists=True, path_type=Path),
    help="The zip, or the folder, of all submissions that Moodle or Canvas lets you download.",
)
def collect(assignment: str, zips: Path | None) -> None:
    """Collect ASSIGNMENT from nbgrader's exchange, or from an LMS's download.

    Exit code 0: everything is collected. 1: something was refused, and is named with the reason.
    """
    course, console = Course.here(), Console()
    course.check(assignment)
    done = collect_zips(course, assignment, zips) if zips else collect_exchange(course, assignment)
    for student, note in sorted(done.students.items()):
        console.print(f"{student}{f' ({note})' if note else ''}")
    for refusal in done.refused:
        console.print(f"[bold]refused[/bold] {escape(refusal.name)}: {escape(refusal.reason)}", soft_wrap=True)
    console.print(f"{len(done.students)} collected, {len(done.refused)} refused")
    if done.refused:
        console.print(f"What was refused is kept in {course.folder / 'refused' / assignment}", soft_wrap=True)
        raise SystemExit(1)
