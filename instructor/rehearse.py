"""Go through a lesson as a student of your own course, and leave nothing behind.

The real commands run, one after the other, in a course folder of the rehearsal's own, which has your `course.toml` and
is deleted at the end. Your course folder and its gradebook are never opened for writing; that they are as they were is
shown by a fingerprint of every file and every table, taken before and after.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
import webbrowser
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

import click
import tomlkit
from msgspec import UNSET
from rich.console import Console
from rich.markup import escape

from instructor.care.standing import differences, standing
from instructor.collect import collect
from instructor.console import terminal
from instructor.course import SOURCES, Course, CourseError, variable
from instructor.demo import write_answers, write_in_fields
from instructor.feedback import feedback
from instructor.grade import grade
from instructor.lab import start_lab
from instructor.marking.answer_key import read_answer_key
from instructor.marking.drawn import as_drawn
from instructor.naming import LESSON
from instructor.nbgrader_app import application
from instructor.plan import NAME, in_use, read_plan
from instructor.release import release
from instructor.roster import roster
from quizzes.bank import BankError
from quizzes.drawing import draws
from quizzes.folders import workplace
from quizzes.journal import Entry, append
from quizzes.packing import pack

STUDENT, ID, MAIL = "Rehearsal Student", "rehearsal-student", "rehearsal@example.org"
WRITTEN = "This is a rehearsal: a claim, its ground, and a limit of it."


@click.command()
@click.argument("lesson", type=LESSON, required=False)
@click.option("--by-hand", is_flag=True, help="Answer it yourself, in JupyterLab; close JupyterLab to hand in.")
@click.option("--keep", is_flag=True, help="Keep the rehearsal's folder, and say where it is.")
@click.option("--port", default=8890, show_default=True, help="JupyterLab's first port to try.")
def rehearse(lesson: str | None, by_hand: bool, keep: bool, port: int) -> None:
    """Go through LESSON (the next one that is due, if none is named) as a student of your own course.

    A made-up student joins by a roster, sees the date, answers (rightly, or you do with --by-hand), hands in, is
    collected, graded, marked and given the page. All of it happens in a folder of its own, which is deleted after you
    have seen the page; your course is shown to be as it was, file by file and row by row.
    """
    course, console = Course.here(), terminal()
    lesson = lesson or _next(course)
    in_use(course, lesson)
    before = standing(course)
    with _folder(course, keep) as folder:
        page = Rehearsal(course, folder, lesson, console).run(by_hand, port)
        _look(console, page)
    _check(console, course, before)
    if keep:
        console.print(escape(f"kept: {folder}"), soft_wrap=True)


def _next(course: Course) -> str:
    """Return the lesson that is due next, else the first."""
    plan, now = read_plan(course), datetime.now(UTC)
    dated = sorted((due, name) for name in plan.lessons if (due := plan.due(name)) and due > now)
    return dated[0][1] if dated else next(iter(plan.lessons))


@contextmanager
def _folder(course: Course, keep: bool) -> Iterator[Path]:
    """Yield a course folder for the rehearsal, which is gone afterwards unless it is to be kept."""
    folder = Path(tempfile.mkdtemp(prefix="rehearsal-")).resolve()
    database = os.environ.pop(variable("GRADEBOOK"), None)
    try:
        _copy_plan(course, folder)
        (folder / SOURCES).write_text(f"{course.root}\n", "utf-8")  # so that --course finds them, if it is kept
        yield folder
    finally:
        if database is not None:
            os.environ[variable("GRADEBOOK")] = database
        course.enter()
        if not keep:
            shutil.rmtree(folder)


def _copy_plan(course: Course, folder: Path) -> None:
    """Write the plan of the course, with the rehearsal's own exchange."""
    path = course.folder / NAME
    if path.exists():
        document = tomlkit.parse(path.read_bytes().decode("utf-8-sig"))
        document.pop("exchange", None)
        (folder / NAME).write_text(tomlkit.dumps(document), "utf-8")


def _look(console: Console, page: Path) -> None:
    """Let a person look at the page, where there is one."""
    console.print(escape(f"The page that the student gets: {page}"), soft_wrap=True)
    if sys.stdin.isatty():
        webbrowser.open(page.as_uri())
        click.prompt("Look at it; Enter ends the rehearsal", default="", show_default=False)


def _check(console: Console, course: Course, before: dict[str, str]) -> None:
    """Raise CourseError unless the course is as it was."""
    if other := differences(before, standing(course)):
        raise CourseError(f"not as before the rehearsal: {', '.join(other[:10])}; did another command run meanwhile?")
    tables = sum(name.startswith("table ") for name in before)
    console.print(escape(f"{course.folder} is as it was: {len(before) - tables} files, {tables} tables compared"))


class Rehearsal:
    """One way of a made-up student through a lesson."""

    def __init__(self, course: Course, folder: Path, lesson: str, console: Console) -> None:
        self._source, self._lesson, self._console = course, lesson, console
        self._course = Course(course.root, folder)
        self._own = folder / "students" / ID / lesson

    def run(self, by_hand: bool, port: int) -> Path:
        """Take the student all the way; return the feedback page. Raises CourseError where a step fails."""
        self._step(release, self._lesson)
        people = self._course.folder / "roster.csv"
        people.write_text(f"name,email,login\n{STUDENT},{MAIL},{ID}\n", "utf-8")
        self._step(roster, str(people), "--yes")
        self._say_date()
        shutil.copytree(self._course.step("release", self._lesson), self._own)
        self._answer(by_hand, port)
        self._step(collect, self._lesson, "--zips", str(self._hand_in()))
        self._step(grade, self._lesson, "--workers", "1", "--yes")
        self._mark()
        self._step(feedback, self._lesson, "--yes")
        (page,) = (self._course.folder / "feedback").glob(f"*/{self._lesson}/{self._lesson}.html")
        return page

    def _step(self, verb: click.Command, *words: str) -> None:
        """Run one of the course's commands in the rehearsal's folder, and show the last line that it says."""
        said, problem = io.StringIO(), ""
        self._course.enter()
        with redirect_stdout(said):
            try:
                verb.main([*words], prog_name=verb.name, standalone_mode=False)
            except (CourseError, BankError, click.ClickException) as error:
                problem = str(error)
            except SystemExit as end:
                problem = f"exit code {end.code}" if end.code else ""
        if problem:
            raise CourseError(f"{verb.name} failed in the rehearsal: {problem}\n{said.getvalue()}")
        last = (said.getvalue().strip().splitlines() or [""])[-1]
        self._console.print(escape(f"{verb.name}: {last}"), soft_wrap=True)

    def _say_date(self) -> None:
        plan = read_plan(self._course)
        due = plan.due(self._lesson)
        said = f"due {plan.said(due)}" if due else "no due date"
        late = ", it is late already" if due and due < datetime.now(UTC) else ""
        self._console.print(escape(f"the student sees: {said}{late}"), soft_wrap=True)

    def _answer(self, by_hand: bool, port: int) -> None:
        """Answer the lesson: the instructor in JupyterLab, or with each item's right answer."""
        if by_hand:
            start_lab(self._course, port, browser=True, notebook=self._own / f"{self._lesson}.ipynb")
            return
        scheme, now = read_answer_key(self._source, self._lesson), datetime.now(UTC)
        lot = workplace(self._own).lot
        scheme = as_drawn(scheme, lot)
        for quiz, item in scheme.bank.items():
            if quiz.graded and item.id not in scheme.undrawn:
                right = item.right(scheme.answers[item.id], scheme.model_of(item))
                time = scheme.timing.nearest(item.id, STUDENT, now).isoformat(timespec="seconds")
                entry = Entry(time=time, item=item.id, response=right, lot=lot if draws(quiz) else UNSET)
                append(self._own / "responses" / f"{quiz.id}.jsonl", entry)
        if not write_in_fields(self._own, WRITTEN, scheme):
            write_answers(self._own / f"{self._lesson}.ipynb", WRITTEN)

    def _hand_in(self) -> Path:
        """Hand in as the lesson does; return the download that Moodle would make of it."""
        packed, download = pack(workplace(self._own)), self._course.folder / "download.zip"
        with zipfile.ZipFile(download, "w") as archive:
            archive.write(packed, f"{STUDENT}_1_assignsubmission_file/{packed.name}")
        return download

    def _mark(self) -> None:
        """Give all points for what waits for a person, as the formgrader does."""
        from nbgrader.api import Gradebook

        marked = 0
        with application(self._course, self._lesson) as (app, _), Gradebook(app.coursedir.db_url) as book:
            for submission in book.assignment_submissions(self._lesson):
                for grade in (each for notebook in submission.notebooks for each in notebook.grades):
                    if grade.needs_manual_grade:
                        grade.manual_score, grade.needs_manual_grade, marked = grade.max_score, False, marked + 1
            book.db.commit()
        self._console.print(f"marked: {marked} answers, with all points")
