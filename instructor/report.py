"""Report on a class: one page to show to it, with no student named.

Lesson 3 plays the class's strategies against each other (`tournament`), lesson 5 measures how far its codes agree
(`coding`), and every other assignment is shown question by question (`item_analysis`), as are these two with `--items`.
This module reads the collected journals and writes `<course>/report/<assignment>.html`; the analyses are functions of
plain values that never see a name. A class of one or two would be known by its numbers, so it is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import click
from rich.markup import escape
from rich.table import Table as TerminalTable

from instructor.console import terminal
from instructor.course import Course, CourseError
from instructor.marking.answer_key import read_answer_key
from instructor.marking.marks import mark_folder, read_journal
from instructor.reports import agreement as coding
from instructor.reports import items as item_analysis
from instructor.reports import strategies as tournament
from instructor.reports.page import Report, ReportTable, html
from quizzes.bank import Bank, Quiz
from quizzes.items import Run
from quizzes.scoring import counted
from quizzes.simulation import load_model

FEWEST = 3
T = TypeVar("T")


class Submissions:
    """The collected submissions of an assignment; those that cannot be read are passed over and named in `unread`."""

    def __init__(self, course: Course, assignment: str, even_if_few: bool = False) -> None:
        students = course.students("submitted", assignment)
        self.folders = {student: course.step("submitted", assignment, student) for student in students}
        self.unread: dict[str, str] = {}
        self._even_if_few = even_if_few

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
    analyse = _item_report if items else CLASS_RESULTS.get(assignment, _item_report)
    return analyse(course, assignment, submissions)


def _item_report(course: Course, assignment: str, submissions: Submissions) -> Report:
    scheme = read_answer_key(course, assignment)
    if not any(quiz.graded for quiz in scheme.bank.quizzes):
        raise CourseError(f"{assignment} has no graded quiz: there is nothing to report")
    marks = submissions.read(lambda folder: mark_folder(folder, scheme))
    return item_analysis.report(assignment, scheme, submissions.enough([*marks], "submissions"))


def _tournament_report(course: Course, assignment: str, submissions: Submissions) -> Report:
    quiz, item, model = _run(course, assignment)
    parameters = tournament.rule_parameters(item, model)
    recorded = submissions.read(lambda folder: counted(item, _responses(folder, quiz, item)))
    strategies = [tournament.strategy_of(response, parameters) for response in recorded]
    found = submissions.enough(strategies, "recorded strategies", needed=2)
    return tournament.report(model, item, found, len(recorded))


def _coding_report(course: Course, assignment: str, submissions: Submissions) -> Report:
    quiz, item, model = _run(course, assignment)
    sheets = submissions.read(lambda folder: coding.sheet_of(_responses(folder, quiz, item), item, model))
    what = f"recorded sheets of {coding.ENOUGH} boxes or more"
    return coding.report(model, item, submissions.enough(sheets, what, needed=2), len(sheets))


CLASS_RESULTS = {"03-reciprocity": _tournament_report, "05-coding-diffuse-unilateralism": _coding_report}


def _run(course: Course, assignment: str) -> tuple[Quiz, Run, ModuleType]:
    """Return the graded run of an assignment, the quiz it stands in and the instructor's copy of its model."""
    quiz, item = graded_run(course.bank(assignment))
    return quiz, item, load_model(course.source(assignment) / f"{item.model}.py")


def graded_run(bank: Bank) -> tuple[Quiz, Run]:
    """Return the graded run of a bank and the quiz it stands in."""
    return next((quiz, item) for quiz, item in bank.items() if quiz.graded and isinstance(item, Run))


def _responses(folder: Path, quiz: Quiz, item: Run) -> list[Any]:
    return read_journal(folder, quiz).responses(item.id)


def page(course: Course, assignment: str, items: bool = False) -> Path:
    """Return the path of a report."""
    suffix = "-items" if items and assignment in CLASS_RESULTS else ""
    return course.folder / "report" / f"{assignment}{suffix}.html"


def write_page(path: Path, report: Report) -> None:
    """Write a report."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html(report), "utf-8")


def in_terminal(table: ReportTable) -> TerminalTable:
    """Return a table as the terminal shows it."""
    shown = TerminalTable(*map(escape, table.columns), title=escape(table.caption), title_justify="left")
    for row in table.rows:
        shown.add_row(*map(escape, row))
    return shown


@click.command()
@click.argument("assignment")
@click.option("--items", is_flag=True, help="Show the questions one by one, for lessons 3 and 5 too.")
@click.option("--even-if-few", is_flag=True, help=f"Write it for fewer than {FEWEST} students: it may identify them.")
def report(assignment: str, items: bool, even_if_few: bool) -> None:
    """Write a page on the class's answers to ASSIGNMENT that names no student.

    03-reciprocity: the class's strategies play each other. 05-coding-diffuse-unilateralism: how far its codes agree.
    Any other: facility and frequent wrong answers of each question.
    """
    course, console = Course.here(), terminal()
    course.check(assignment)
    submissions = Submissions(course, assignment, even_if_few)
    if not submissions.folders:
        raise CourseError(f"nothing is collected for {assignment}; run: python -m instructor collect {assignment}")
    with console.status(f"Analysing {len(submissions.folders)} submissions of {assignment}"):
        found = class_report(course, assignment, submissions, items)
        write_page(page(course, assignment, items), found)
    for finding in found.findings:
        console.print(f"- {escape(finding)}")
    console.print(in_terminal(found.summary))
    for student, reason in submissions.unread.items():
        console.print(f"[bold]left out[/bold] {escape(student)}: {escape(reason)}")
    console.print(escape(f"Report: {page(course, assignment, items)}"), soft_wrap=True)
