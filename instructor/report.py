"""Report on a class: one page to show to it, with no student named.

Where the model of an assignment's graded run offers a class result (`class_report = "strategies"`, say), the module of
that name in `reports/` makes the page; every other assignment is shown question by question (`reports.items`), as are
all with `--items`. This module reads the collected journals and writes `<course>/report/<assignment>.html`; the
analyses are functions of plain values that never see a name. A class of one or two would be known by its numbers, so it
is refused.

With `--teacher` another page is written, `<assignment>-teacher-names-students.html`, which its owner
alone may read, or all who share the course folder.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, TypeVar

import click
import nbformat
from rich.markup import escape
from rich.table import Table as TerminalTable

from instructor.console import terminal
from instructor.course import Course, CourseError
from instructor.grading.snapshots import snapshots
from instructor.marking.answer_key import AnswerKey, lesson_model, read_answer_key
from instructor.marking.asked import ReleasedBank, for_student
from instructor.marking.facts import ItemFacts
from instructor.marking.marks import mark_folder, read_journal
from instructor.marking.windows import Timing, counted, read_timing
from instructor.naming import LESSON
from instructor.plan import in_use
from instructor.reports import agreement, strategies, teacher
from instructor.reports import items as item_analysis
from instructor.reports.page import Report, ReportTable, html
from instructor.reports.teacher_class import ClassWork, Lesson
from instructor.reports.teacher_sources import read_people, reader
from instructor.returned.lesson import read_lesson
from instructor.settings import read_settings
from instructor.submissions.directory import Directory
from instructor.submissions.kept import write
from quizzes.bank import Quiz
from quizzes.types import Run

FEWEST = 3
T = TypeVar("T")


class Analysis(Protocol):
    """A module of `reports/` that makes a class result of what students recorded in a run; it knows no names."""

    def wanted(self, model: ModuleType, /) -> str:
        """Say what a student must have recorded to be counted."""

    def given(self, responses: Sequence[Any], item: Run, model: ModuleType, /) -> Any:
        """Return what a student's responses come to; None where they are not enough."""

    def report(self, model: ModuleType, item: Run, values: list[Any], submissions: int, /) -> Report:
        """Return the class result of all that was given; `submissions` counts those who gave nothing too."""


#: The class results that a model may offer, by the name it says.
ANALYSES: dict[str, Analysis] = {"agreement": agreement, "strategies": strategies}


@dataclass(frozen=True)
class ClassRun:
    """A graded run whose model offers a class result: the quiz it stands in, and who makes the result."""

    quiz: Quiz
    item: Run
    model: ModuleType
    analysis: Analysis


class Submissions:
    """The collected submissions of an assignment; those that cannot be read are passed over and named in `unread`."""

    def __init__(self, course: Course, assignment: str, even_if_few: bool = False) -> None:
        students = course.students("submitted", assignment)
        self.folders = {student: course.step("submitted", assignment, student) for student in students}
        self.unread: dict[str, str] = {}
        self._even_if_few = even_if_few

    def leave_out(self, students: Collection[str]) -> None:
        """Leave some students' submissions out."""
        self.folders = {student: folder for student, folder in self.folders.items() if student not in students}

    def read(self, read: Callable[[Path], T]) -> list[T]:
        """Return what `read` makes of each folder."""
        found = []
        for student, folder in self.folders.items():
            try:
                found.append(read(folder))
            except OSError as error:
                self.unread[student] = error.strerror or str(error)
        return found

    def enough(self, values: list[T | None], what: str, needed: int = 1) -> list[T]:
        """Return the values that are there.

        Raises
        ------
        CourseError
            Where there are fewer than an analysis needs, or so few that a page could tell whose they are.
        """
        found = [value for value in values if value is not None]
        if len(found) < needed:
            raise CourseError(f"{len(found)} {what}; the report needs at least {needed}: collect again later")
        if len(found) < FEWEST and not self._even_if_few:
            raise CourseError(
                f"only {len(found)} {what}: the page could identify someone. "
                f"Wait until there are {FEWEST}, or say --even-if-few and show the page to nobody"
            )
        return found


def class_report(course: Course, assignment: str, submissions: Submissions, items: bool = False) -> Report:
    """Analyse the submissions of an assignment.

    Raises
    ------
    CourseError
        Where there are too few of them, or nothing is graded by quizzes.
    BankError
        Where bank, keys or model are missing, or do not fit each other.
    """
    run = None if items else class_run(course, assignment)
    if run is None:
        return _item_report(course, assignment, submissions)
    timing = read_timing(course, course.bank(assignment))
    given = submissions.read(lambda folder: run.analysis.given(_responses(folder, run, timing), run.item, run.model))
    found = submissions.enough(given, run.analysis.wanted(run.model), needed=2)
    return run.analysis.report(run.model, run.item, found, len(given))


def _graded_scheme(course: Course, assignment: str) -> AnswerKey:
    scheme = read_answer_key(course, assignment)
    if not any(quiz.graded for quiz in scheme.bank.quizzes):
        raise CourseError(f"{assignment} has no graded quiz: there is nothing to report")
    return scheme


def _item_report(course: Course, assignment: str, submissions: Submissions) -> Report:
    scheme = _graded_scheme(course, assignment)
    marks = submissions.read(lambda folder: mark_folder(folder, for_student(scheme, folder.parent.name)))
    return item_analysis.report(assignment, scheme, submissions.enough([*marks], "submissions"))


def class_run(course: Course, assignment: str) -> ClassRun | None:
    """Return the first graded run of an assignment whose model offers a class result, or None.

    Raises
    ------
    CourseError
        Where the model names a class result that there is not.
    BankError
        Where bank or model are missing.
    """
    for quiz, item in course.bank(assignment).items():
        if quiz.graded and isinstance(item, Run):
            model = lesson_model(course, assignment, item.model)
            if name := getattr(model, "class_report", ""):
                return ClassRun(quiz, item, model, _analysis(name, f"{item.model}.py"))
    return None


def _analysis(name: str, source: str) -> Analysis:
    if name not in ANALYSES:
        raise CourseError(f'{source}: there is no class_report "{name}"; there are {", ".join(ANALYSES)}')
    return ANALYSES[name]


def _responses(folder: Path, run: ClassRun, timing: Timing) -> list[Any]:
    return counted(read_journal(folder, run.quiz), timing, folder.parent.name).journal.responses(run.item.id)


def teacher_report(course: Course, assignment: str, submissions: Submissions) -> Report:
    """Return the report for the teacher, which names students.

    Raises
    ------
    CourseError
        Where no question counts, or the register or the plan cannot be read.
    BankError
        Where bank, keys or model are missing, or do not fit each other.
    """
    scheme, settings = _graded_scheme(course, assignment), read_settings(course)
    releases = [ReleasedBank(each.since, each.bank_source) for each in snapshots(course, assignment)]
    people = read_people(course, assignment, scheme, settings)
    submissions.leave_out(people.copies)
    works = submissions.read(reader(scheme, releases, settings.zone))
    return teacher.report(ClassWork(_lesson(course, assignment, scheme), works), people)


def _lesson(course: Course, assignment: str, scheme: AnswerKey) -> Lesson:
    """Return what the teacher's report says of a lesson: its objectives, and where each question is practised."""
    notebook = nbformat.read(course.source(assignment) / f"{assignment}.ipynb", as_version=4)
    lesson = read_lesson(course, assignment, notebook)
    practised = {}
    for quiz, item in scheme.bank.items():
        asked = ItemFacts(item.id, 0, item.objective, item.concept, (), "", 0.0, 0.0)
        if quiz.graded and (section := lesson.place(asked, quiz.id)):
            practised[item.id] = section.title
    return Lesson(assignment, scheme, lesson.objectives, practised)


def page(course: Course, assignment: str, items: bool = False) -> Path:
    """Return the path of a report that names nobody."""
    suffix = "-items" if items and class_run(course, assignment) else ""
    return course.folder / "report" / f"{assignment}{suffix}.html"


def teacher_page(course: Course, assignment: str) -> Path:
    """Return the path of the teacher's report, whose name says what is in it."""
    return course.folder / "report" / f"{assignment}-teacher-names-students.html"


def write_page(path: Path, report: Report, private: bool = False) -> None:
    """Write a report; a private one is its owner's alone, or theirs who share the course folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shared = path.parent.stat().st_mode & stat.S_ISGID
    write(path, html(report), mode=(0o660 if shared else 0o600) if private else None)


def in_terminal(table: ReportTable) -> TerminalTable:
    """Return a table as the terminal shows it."""
    shown = TerminalTable(*map(escape, table.columns), title=escape(table.caption), title_justify="left")
    for row in table.rows:
        shown.add_row(*map(escape, row))
    return shown


@click.command()
@click.argument("assignment", type=LESSON)
@click.option("--items", is_flag=True, help="Show the questions one by one, even where there is a class result.")
@click.option("--even-if-few", is_flag=True, help=f"Write it for fewer than {FEWEST} students: it may identify them.")
@click.option("--teacher", "is_named", is_flag=True, help="Write the teacher's page instead, which names students.")
def report(assignment: str, items: bool, even_if_few: bool, is_named: bool) -> None:
    """Write a page on the class's answers to ASSIGNMENT that names no student.

    Where the lesson's model offers a class result: that, such as the class's strategies playing each other, or how far
    its codes agree. Else: facility and frequent wrong answers of each question.

    With --teacher a page for you alone: what to teach again, which questions to look at, who may like a word.
    """
    if is_named and (items or even_if_few):
        raise click.UsageError("--teacher shows every question, of however few students; leave the other option out")
    course, console = Course.here(), terminal()
    in_use(course, assignment)
    submissions = Submissions(course, assignment, even_if_few)
    if not submissions.folders and not is_named:
        raise CourseError(f"nothing is collected for {assignment}; run: python -m instructor collect {assignment}")
    path = teacher_page(course, assignment) if is_named else page(course, assignment, items)
    with console.status(f"Analysing {len(submissions.folders)} submissions of {assignment}"):
        made = teacher_report(course, assignment, submissions) if is_named else None
        found = made or class_report(course, assignment, submissions, items)
        write_page(path, found, private=is_named)
    for finding in found.findings:
        console.print(f"- {escape(finding)}")
    if found.summary.rows:
        console.print(in_terminal(found.summary))
    for student, reason in submissions.unread.items():
        console.print(f"[bold]left out[/bold] {escape(Directory(course).label(student))}: {escape(reason)}")
    console.print(escape(f"Report: {path}"), soft_wrap=True)
