"""Show the whole course at work on a made-up class, and check that the marks are right.

One lesson is released, six invented students answer it, half hand in through the exchange and half by zip (all by zip
where there is no exchange), then the work is collected, graded and returned. The answers are the items' examples by the
rules of `CLASS`, written as the journals that the page would write, so what each student must get is known beforehand:
the points of the items answered right. If nbgrader's gradebook says otherwise, the command fails.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import click
from msgspec import UNSET
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from instructor.collect import collect_exchange, collect_zips
from instructor.console import terminal
from instructor.course import Course, CourseError
from instructor.feedback import page, release_feedback, write_feedback
from instructor.grading.batch import Result, grade_class
from instructor.grading.students import write_students
from instructor.lab import start_lab
from instructor.marking.answer_key import AnswerKey, read_answer_key
from instructor.marking.drawn import as_drawn
from instructor.naming import LESSON
from instructor.nbgrader_app import application
from instructor.plan import NAME
from instructor.release import make_release, publish
from quizzes.complete import STUB
from quizzes.drawing import draws, lot_of
from quizzes.folders import workplace
from quizzes.journal import Entry, append
from quizzes.packing import pack
from quizzes.types import BaseItem

Kind = Literal["right", "wrong", "blank"]


@dataclass(frozen=True)
class Student:
    """A made-up student: `answers(n)` says how item n (from 0, over all graded quizzes) is answered."""

    name: str
    story: str
    answers: Callable[[int], Kind]
    comma: bool = False
    changes: bool = False
    torn: bool = False
    written: str = ""

    @property
    def id(self) -> str:
        """The id, as `collect` makes it of the name in a Moodle download."""
        return self.name.casefold().replace(" ", "-")


CLASS = (
    Student("Ana Souza", "everything right, essay written", lambda n: "right", written="A claim and its ground."),
    Student("Bilal Haddad", "each third item wrong", lambda n: "wrong" if n % 3 == 2 else "right"),
    Student("Chipo Moyo", "opened it and handed in a blank", lambda n: "blank"),
    Student("Dorothea Lang", "all right, with decimal commas", lambda n: "right", comma=True),
    Student(
        "Emil Novak",
        "all wrong, then changed every second answer",
        lambda n: "wrong" if n % 2 else "right",
        changes=True,
    ),
    Student("Fatou Diop", "the machine stopped while an answer was saved", lambda n: "right", torn=True),
)


def answer_quizzes(folder: Path, student: Student, scheme: AnswerKey) -> float:
    """Write a student's journals into `folder`; return the points that the answers deserve."""
    deserved, lot = 0.0, lot_of(student.id, scheme.bank.assignment)
    scheme = as_drawn(scheme, lot)
    graded = [(quiz, item) for quiz, item in scheme.bank.items() if quiz.graded and item.id not in scheme.undrawn]
    for n, (quiz, item) in enumerate(graded):
        kind = student.answers(n)
        lost = student.torn and n == len(graded) - 1
        time = scheme.timing.nearest(item.id, student.id, datetime(2026, 11, 20, 10, n, tzinfo=UTC))
        for response in _responses(item, scheme, student, kind):
            append(
                folder / "responses" / f"{quiz.id}.jsonl",
                Entry(
                    time=time.isoformat(),
                    item=item.id,
                    response=response,
                    lot=lot if draws(quiz) else UNSET,
                ),
            )
        if lost:
            _tear(folder / "responses" / f"{quiz.id}.jsonl")
        if kind == "right" and not lost:
            deserved += item.points
    return deserved


def _responses(item: BaseItem, scheme: AnswerKey, student: Student, kind: Kind) -> list[Any]:
    """Return what the student answers to one item, one after the other."""
    if kind == "blank":
        return []
    answer = scheme.answers[item.id]
    right, wrong = item.right(answer, scheme.model_of(item)), item.wrong(answer)
    if student.comma:
        right = item.with_commas(right)
    final = right if kind == "right" else wrong
    return [wrong, final] if student.changes else [final]


def _tear(journal: Path) -> None:
    """Cut the last line short, as a crash in the middle of saving does."""
    journal.write_bytes(journal.read_bytes()[:-20])


def write_in_fields(folder: Path, text: str, scheme: AnswerKey) -> int:
    """Put `text` into the fields of a lesson's written answers, as the page does; return how many there are."""
    written = [quiz for quiz in scheme.bank.quizzes if quiz.kind == "written"]
    for quiz in written:
        entry = Entry(time="2026-11-20T11:00:00+00:00", item=quiz.id, response=text)
        append(folder / "responses" / f"{quiz.id}.jsonl", entry)
    return len(written)


def write_answers(notebook: Path, text: str) -> None:
    """Put `text` into the written answers' cells of a student's notebook, as whoever has no fields does."""
    nb = json.loads(notebook.read_text("utf-8"))
    for cell in nb["cells"]:
        if cell["cell_type"] == "markdown" and STUB in "".join(cell["source"]):
            cell["source"] = text
    notebook.write_text(json.dumps(nb, indent=1, ensure_ascii=False), "utf-8")


def sit_class(course: Course, assignment: str, students: tuple[Student, ...] = CLASS) -> dict[str, float]:
    """Let each student answer a copy of the release, in `<course>/students/`; return the points each deserves."""
    scheme = read_answer_key(course, assignment)
    deserved = {}
    for student in students:
        folder = course.step("students", assignment, student.id)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(course.step("release", assignment), folder)
        deserved[student.id] = answer_quizzes(folder, student, scheme)
        if student.written and not write_in_fields(folder, student.written, scheme):
            write_answers(folder / f"{assignment}.ipynb", student.written)
    return deserved


def submit(course: Course, assignment: str, student: Student) -> None:
    """Hand in through nbgrader's exchange, as `nbgrader submit` does."""
    with application(course, assignment) as (app, _):
        app.coursedir.student_id = student.id
        sending = app.exchange.Submit(coursedir=app.coursedir, authenticator=app.authenticator, parent=app)
        sending.assignment_dir = str(course.step("students", assignment, student.id).parent)
        sending.start()


def zip_class(course: Course, assignment: str, students: tuple[Student, ...]) -> Path:
    """Hand in by zip; return the download that Moodle would make of it."""
    download = course.folder / "moodle.zip"
    with zipfile.ZipFile(download, "w") as archive:
        for number, student in enumerate(students, 4711):
            packed = pack(workplace(course.step("students", assignment, student.id)))
            archive.write(packed, f"{student.name}_{number}_assignsubmission_file/{packed.name}")
    return download


def run_demo(course: Course, assignment: str, console: Console) -> tuple[dict[str, float], list[Result]]:
    """Take the class through the whole course; return the points deserved and the results of grading.

    Raises
    ------
    CourseError
        Where the course folder holds other students, or a step fails.
    """
    check_own_students(course)
    console.print(f"Releasing {assignment}")
    make_release(course, assignment)
    by_exchange = CLASS[: len(CLASS) // 2] if publish(course, assignment) else ()
    console.print(f"{len(CLASS)} students answer; {len(by_exchange)} hand in through the exchange, the others by zip")
    deserved = sit_class(course, assignment)
    for student in by_exchange:
        submit(course, assignment, student)
    console.print("Collecting")
    if by_exchange:
        collect_exchange(course, assignment)
    by_zip = CLASS[len(by_exchange) :]
    # Whoever took the demo before has these students already.
    known = {str(n): student.id for n, student in enumerate(by_zip, 4711) if student.id in _submitted(course)}
    collect_zips(course, assignment, zip_class(course, assignment, by_zip), known)
    console.print("Grading")
    graded = grade_class(course, assignment, sorted(deserved), force=True)
    results = sorted(graded, key=lambda result: result.student)
    write_students(course)
    console.print("Writing feedback")
    failed = [reason for _, reason in write_feedback(course, assignment, sorted(deserved)) if reason]
    release_feedback(course, assignment)
    if failed:
        raise CourseError(f"{assignment}: no feedback for {len(failed)} students: {failed[0]}")
    return deserved, results


def check_own_students(course: Course) -> None:
    """Raise CourseError where the course folder is a course's own, or holds students who are not the demo's."""
    if (course.folder / NAME).exists():
        raise CourseError(
            f"{course.folder} is the folder of a course ({NAME} lies in it), not the demo's; name another one: "
            "python -m instructor --course /tmp/demo demo"
        )
    own = {student.id for student in CLASS}
    if others := sorted(_submitted(course) - own):
        raise CourseError(
            f"{course.folder} holds the work of {', '.join(others[:3])}, not only the demo's; "
            "name another folder: python -m instructor --course /tmp/demo demo"
        )


def _submitted(course: Course) -> set[str]:
    return {path.name for path in (course.folder / "submitted").glob("*") if path.is_dir()}


def marks_table(deserved: Mapping[str, float], results: list[Result]) -> Table:
    """Return the table of students, the marks they deserve and the marks in the gradebook."""
    stories = {student.id: student.story for student in CLASS}
    table = Table("student", "what happened", "quizzes: deserved", "in the gradebook", "still to mark", title="Marks")
    for result in results:
        waiting = "written answers" if result.needs_person else ""
        table.add_row(
            result.student, stories[result.student], f"{deserved[result.student]:g}", f"{result.quizzes:g}", waiting
        )
    return table


def chosen_lesson(course: Course) -> str:
    """Return the lesson that the course shows, `demo` of its settings, or else its first with a graded quiz.

    Raises
    ------
    CourseError
        Where no lesson has one.
    """
    if named := course.settings.get("demo"):
        return str(named)
    for assignment in course.assignments():
        if any(quiz.graded for quiz in course.bank(assignment).quizzes):
            return assignment
    raise CourseError(f"no lesson in {course.root / 'notebooks'} has a graded quiz: there is nothing to show")


@click.command()
@click.option("--lesson", metavar="ASSIGNMENT", type=LESSON, help="The lesson to show.  [default: the course's choice]")
@click.option("--no-lab", is_flag=True, help="End after the table; do not open JupyterLab.")
@click.option("--port", default=8888, show_default=True, help="JupyterLab's first port to try.")
def demo(lesson: str | None, no_lab: bool, port: int) -> None:
    """Take a made-up class through the whole course, then open JupyterLab.

    Everything is made in the course folder. It can be run again; it touches no folder that holds other students.
    """
    course, console = Course.here(), terminal()
    lesson = lesson or chosen_lesson(course)
    course.check(lesson)
    deserved, results = run_demo(course, lesson, console)
    console.print(marks_table(deserved, results))
    for student in sorted(deserved):
        console.print(escape(f"Feedback: {page(course, lesson, student)}"), soft_wrap=True)
    if any(abs(result.quizzes - deserved[result.student]) > 1e-6 for result in results):
        raise CourseError("the gradebook and the answers disagree: see the table")
    if not no_lab:
        notebook = course.step("students", lesson, "chipo-moyo") / f"{lesson}.ipynb"
        console.print(f"JupyterLab opens a student's copy; the formgrader is at http://localhost:{port}/formgrader")
        raise SystemExit(start_lab(course, port, browser=True, notebook=notebook))
