"""Collect what students handed in: from nbgrader's exchange, or from what an LMS lets an instructor download.

Of each sender the newest parcel that holds the lesson counts, and `submissions.people` says whose it is; it goes to
`submitted/` by nbgrader's own collect and zip_collect. Every other file is named with the reason.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import click
from nbgrader.apps import ZipCollectApp
from rich.markup import escape

from instructor.console import terminal
from instructor.course import Course, CourseError
from instructor.grading.settling import told
from instructor.grading.students import write_students
from instructor.grading.transfer import settle_marks
from instructor.naming import LESSON
from instructor.nbgrader_app import application
from instructor.plan import in_use, read_plan
from instructor.plan.announcing import announce
from instructor.plan.lateness import at
from instructor.settings import read_settings
from instructor.submissions.attention import HELP, MANY, once, own, shared
from instructor.submissions.directory import Directory
from instructor.submissions.doubts import NEW
from instructor.submissions.intake import LATE, Intake, Refusal
from instructor.submissions.lms import uploads
from instructor.submissions.on_roster import strangers
from instructor.submissions.people import People
from instructor.submissions.receipts import Checked, checked, search
from instructor.submissions.register import Register
from instructor.submissions.sharing import share
from quizzes.receipt import as_typed


@dataclass(frozen=True)
class Collected:
    """What a collection came to.

    Students (with a note, such as "late"), what was refused, what was left because something else of its sender counts,
    what became doubtful, remarks on what was taken, by student, and how many were known by their name alone.
    """

    students: dict[str, str]
    refused: tuple[Refusal, ...]
    left: tuple[Refusal, ...] = ()
    questions: tuple[str, ...] = ()
    remarks: dict[str, list[str]] = field(default_factory=dict, compare=False)
    joined: int = field(default=0, compare=False)


def collect_zips(
    course: Course,
    assignment: str,
    download: Path,
    answers: Mapping[str, str] | None = None,
    takes: Collection[str] = (),
) -> Collected:
    """Collect an assignment from an LMS download; what is there already gives way only to something newer.

    Parameters
    ----------
    course, assignment, download
        What to collect, from the zip or the folder that the LMS gave.
    answers
        Whose a platform's number is, where that is not certain: number -> id, or "new".
    takes
        Files that are the notebook, where that is not certain; see `unpack.inspect`.

    Raises
    ------
    CourseError
        Where the download itself cannot be read, an answer makes no sense, or nbgrader gives up.
    """
    people = People(course, answers)
    moved = [*people.settle(assignment)]
    settle_marks(course, assignment, people.settled)
    plan = read_plan(course)
    costs = partial(at, plan, assignment)
    intake = Intake(course, assignment, people, takes, read_settings(course).zone, plan.said_utc, costs)
    with uploads(download) as found:
        intake.take(found)
    if intake.staging.exists():
        with application(course, assignment, ZipCollectApp, [assignment, "--force"]):
            pass  # starting it is its work
    shared = _share(course, assignment, people.register)
    questions = (*moved, *people.doubts(), *strangers(people.register, [*intake.students]))
    refused, left = tuple(intake.refused), tuple(intake.left)
    return Collected(intake.students | shared, refused, left, questions, intake.remarks, people.joined)


def _share(course: Course, assignment: str, register: Register) -> dict[str, str]:
    """File what a group's member handed in for all, and let the gradebook know everybody's names."""
    shared = share(course, register, assignment, read_settings(course).zone)
    write_students(course)
    return shared


def collect_exchange(course: Course, assignment: str, answers: Mapping[str, str] | None = None) -> Collected:
    """Collect an assignment from nbgrader's exchange, newer submissions in place of older ones.

    `answers` say whose a login is, where that is not certain: login -> id, or "new".

    Raises
    ------
    CourseError
        Where there is no exchange, or nothing was released to it.
    """
    if sys.platform == "win32":
        raise CourseError(
            f"nbgrader's exchange does not run on Windows; run: collect {assignment} --zips FOLDER_OR_ZIP"
        )
    with application(course, assignment) as (app, _):
        kind = app.exchange.Collect
        collecting = kind(coursedir=app.coursedir, authenticator=app.authenticator, parent=app, update=True)
        collecting.answers, collecting.said = dict(answers or {}), read_plan(course).said_utc
        collecting.start()
    register = Register(course)
    shared = _share(course, assignment, register)
    students = dict.fromkeys(course.students("submitted", assignment), "")
    unknown = tuple(strangers(register, [*students]))
    refused, remarks = tuple(collecting.refused), collecting.remarks
    return Collected(students | shared, refused, questions=unknown, remarks=remarks)


def _pairs(_: click.Context, __: click.Parameter, values: Sequence[str]) -> dict[str, str]:
    """Read NUMBER=ID options."""
    pairs = [value.partition("=") for value in values]
    if wrong := [number for number, equals, student in pairs if not (number and equals and student)]:
        raise click.BadParameter(f'"{wrong[0]}" has not the form NUMBER=ID; for somebody new NUMBER=new')
    return {number.strip(): student.strip() for number, _, student in pairs}


@click.command()
@click.argument("assignment", type=LESSON)
@click.option(
    "--zips",
    type=click.Path(exists=True, path_type=Path),
    help="The zip, or the folder, of all submissions that Moodle or Canvas lets you download.",
)
@click.option(
    "--person",
    "answers",
    multiple=True,
    metavar="NUMBER=ID",
    callback=_pairs,
    help="Say whose a platform's number is, where collect asks: the id of a student, or new.",
)
@click.option(
    "--take", "takes", multiple=True, metavar="FILE", help="Say which file is the notebook, where collect asks."
)
@click.option("--all", "everyone", is_flag=True, help=HELP)
@click.option("--receipt", metavar="CODE", help="Collect nothing; say whose receipt it is, and if what you have is it.")
def collect(
    assignment: str,
    zips: Path | None,
    answers: dict[str, str],
    takes: tuple[str, ...],
    everyone: bool,
    receipt: str | None,
) -> None:
    """Collect ASSIGNMENT from nbgrader's exchange, or from an LMS's download.

    Exit code 0: everything is collected. 1: something was refused or is not certain, and is named with the reason.
    """
    course, console = Course.here(), terminal()
    in_use(course, assignment)
    people = Directory(course)
    answers = {number: people.student_or_typed(typed, [NEW]) for number, typed in answers.items()}
    if receipt is not None:
        _say_whose(course, assignment, receipt)
        return
    told(course, assignment, console)
    done = (
        collect_zips(course, assignment, zips, answers, takes)
        if zips
        else collect_exchange(course, assignment, answers)
    )
    for line in _lines(done, checked(course, assignment), Directory(course), everyone):
        console.print(line, soft_wrap=True)
    if done.refused:
        console.print(escape(f"What was refused is kept in {course.folder / 'refused' / assignment}"), soft_wrap=True)
    if not (zips or done.students):
        there = f"nothing lies in the exchange; name the platform's download: collect {assignment} --zips FILE.zip"
        console.print(escape(there), soft_wrap=True)
    announce(course, read_plan(course))
    if done.refused or done.questions:
        raise SystemExit(1)


def _say_whose(course: Course, assignment: str, code: str) -> None:
    """Answer a student who shows a receipt."""
    found = list(search(course, assignment, code))
    for line in found or [f"{as_typed(code)}: nobody's of {assignment}, as far as it is collected"]:
        terminal().print(escape(line), soft_wrap=True)
    if not found:
        raise SystemExit(1)


def _lines(
    done: Collected, receipts: Mapping[str, Checked], directory: Directory, everyone: bool = False
) -> Iterator[str]:
    """Yield what an instructor reads after a collection, as markup."""
    people = _everybody if everyone or len(done.students) <= MANY else _some
    yield from map(escape, people(done, receipts, directory))
    for kind, files in (("not counted", done.left), ("[bold]refused[/bold]", done.refused)):
        yield from (f"{kind} {escape(f'{file.name}: {file.reason}')}" for file in files)
    yield from (f"[bold]not certain[/bold] {escape(question)}" for question in done.questions)
    if done.joined:
        yield f"{done.joined} known by their name alone, which nobody else bears"
    yield f"{len(done.students)} collected, {len(done.refused)} refused"


def _everybody(done: Collected, receipts: Mapping[str, Checked], directory: Directory) -> Iterator[str]:
    """Yield everybody who was collected, with all that is to be said."""
    for student in directory.in_order(done.students):
        note = done.students[student]
        late = [text for text in done.remarks.get(student, ()) if text.startswith(LATE)]
        yield f"{directory.label(student)}{f' ({note})' if note and not late else ''}{''.join(f': {t}' for t in late)}"
        if student in receipts and (remark := receipts[student].remark):
            yield f"  {remark}"
        yield from (f"  {remark}" for remark in done.remarks.get(student, ()) if remark not in late)


def _some(done: Collected, receipts: Mapping[str, Checked], directory: Directory) -> Iterator[str]:
    """Yield whoever needs a look, and how many the others are: a receipt that fits is none, nor is being late."""
    remarks = {student: [*done.remarks.get(student, ())] for student in directory.in_order(done.students)}
    late = [student for student, texts in remarks.items() if any(text.startswith(LATE) for text in texts)]
    remarks = {student: [text for text in texts if not text.startswith(LATE)] for student, texts in remarks.items()}
    fits = [student for student in remarks if student in receipts and receipts[student].fits]
    for student, one in receipts.items():
        if student in remarks and one.remark and not one.fits:
            remarks[student].insert(0, one.remark)
    for student, note in done.students.items():
        if note and student not in late:
            remarks[student].append(note)
    said = shared(remarks)
    left = own(remarks, said)
    for student, texts in left.items():
        yield f"{directory.label(student)}: {'; '.join(texts)}"
    yield from once(said, {student: directory.label(student) for student in remarks})
    if late:
        yield f"{LATE} ({len(late)}): what counts is the file's time; grade says what it costs"
    rest = len(remarks) - len({*left, *(student for those in said.values() for student in those)})
    yield f"{rest} others need nothing, {len(fits)} of all have a receipt that fits; --all lists everybody"
