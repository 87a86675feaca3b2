"""Grade what was collected: quizzes from the journals of answers, in this process, without running student code.

nbgrader's Autograde does the work; `ScoreResponses` stands in for its Execute step and puts into each quiz's cell one
result: the points as plain text, which SaveAutoGrades reads, and the review as HTML, which the student reads in the
feedback. `nbgrader autograde` and the formgrader's button run the same classes, so they give the same gradebook.

Points are written as a rounded Python float within 0 and the cell's points: nbgrader gives *full* marks to a result
that is negative or that it cannot read as a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade
from rich.console import Console
from rich.progress import track
from rich.table import Table

from instructor.course import Course, CourseError, Log, UnknownNameError, nbgrader
from instructor.review import review
from quizzes.items import Answer, Bank, BankError, Item, Quiz, Run, check_keys
from quizzes.journal import Problem, replay
from quizzes.scoring import Mark, Simulate, counted, score
from quizzes.simulation import load_model

if TYPE_CHECKING:
    from nbgrader.apps import NbGrader

Outcome = Literal["graded", "unchanged", "refused"]


@dataclass(frozen=True)
class Scheme:
    """What an assignment is marked by: its items, the answers of its graded items, and the lesson's models."""

    bank: Bank
    answers: dict[str, Answer]
    models: dict[str, Simulate]


@dataclass(frozen=True)
class ItemMarks:
    """One item of a student's quiz: the response (None where there is none) and what it earned."""

    item: Item
    answer: Answer
    response: Any
    mark: Mark


@dataclass(frozen=True)
class QuizMarks:
    """One graded quiz of a student, and the lines of its journal that could not be read."""

    quiz: Quiz
    items: tuple[ItemMarks, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def points(self) -> float:
        """The sum of the items' points, within 0 and the quiz's points, rounded to what a gradebook shows."""
        return round(min(max(sum(marks.mark.points for marks in self.items), 0.0), float(self.quiz.points)), 4)


@dataclass(frozen=True)
class SubmissionMarks:
    """All graded quizzes of one submission, by quiz id."""

    quizzes: dict[str, QuizMarks]


def mark_submission(folder: Path, scheme: Scheme) -> SubmissionMarks:
    """Mark every graded quiz of the submission in `folder`; nothing there is run or trusted, only read."""
    return SubmissionMarks({quiz.id: _mark_quiz(folder, quiz, scheme) for quiz in scheme.bank.quizzes if quiz.graded})


def _mark_quiz(folder: Path, quiz: Quiz, scheme: Scheme) -> QuizMarks:
    journal = replay(folder / "responses" / f"{quiz.id}.jsonl", items={item.id for item in quiz.items})
    items = tuple(_mark_item(item, counted(item, journal.responses(item.id)), scheme) for item in quiz.items)
    return QuizMarks(quiz, items, journal.problems)


def _mark_item(item: Item, response: Any, scheme: Scheme) -> ItemMarks:
    answer = scheme.answers[item.id]
    simulate = scheme.models[item.model] if isinstance(item, Run) else None
    return ItemMarks(item, answer, response, score(item, answer, response, simulate))


def read_scheme(course: Course, assignment: str) -> Scheme:
    """Read what an assignment is marked by.

    Raises
    ------
    BankError
        Where bank, keys or model are missing, or do not fit each other.
    """
    files = [course.bank_file(assignment), course.keys_file(assignment), *course.source(assignment).glob("*.py")]
    stamps = tuple((str(path), path.stat().st_mtime_ns) for path in files if path.exists())
    return _read_scheme(course, assignment, stamps)


@lru_cache(maxsize=32)
def _read_scheme(course: Course, assignment: str, _stamps: tuple[tuple[str, int], ...]) -> Scheme:
    bank, keys = course.bank(assignment), course.keys(assignment)
    check_keys(bank, keys, course.keys_file(assignment).name)
    names = {item.model for quiz, item in bank.items() if quiz.graded and isinstance(item, Run)}
    return Scheme(bank, dict(keys.keys), {name: find_model(course, assignment, name) for name in names})


def find_model(course: Course, assignment: str, name: str) -> Simulate:
    """Return `simulate` of a lesson's model, from the source: a student's copy of it is never imported.

    Raises
    ------
    BankError
        Where there is no such file.
    """
    path = course.source(assignment) / f"{name}.py"
    if not path.exists():
        raise BankError(f"{path.name}: there is no such model in {path.parent}; write it or correct the item's `model`")
    simulate: Simulate = load_model(path).simulate
    return simulate


class ScoreResponses(NbGraderPreprocessor):
    """Put the points and the review of each quiz into its cell, in place of running the notebook."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Score the journals that lie beside the notebook.

        Raises
        ------
        BankError
            Where a graded code cell is no quiz of the bank: it would need student code to run.
        """
        scheme = read_scheme(Course.here(), resources["nbgrader"]["assignment"])
        marks = mark_submission(Path(resources["metadata"]["path"]), scheme)
        for cell in nb.cells:
            if is_grade(cell) and cell.cell_type == "code":
                self._fill(cell, marks)
        return nb, resources

    def _fill(self, cell: NotebookNode, marks: SubmissionMarks) -> None:
        name = cell.metadata.nbgrader["grade_id"]
        if name not in marks.quizzes:
            raise BankError(f'cell "{name}" is graded and is no quiz of the bank; release the assignment again')
        quiz = marks.quizzes[name]
        for problem in quiz.problems:
            where = f"line {problem.line}" if problem.line else "the file"
            self.log.warning("responses/%s.jsonl, %s: %s; it was skipped, the rest counts", name, where, problem.reason)
        data = {"text/plain": repr(quiz.points), "text/html": review(quiz)}
        cell.outputs = [new_output("execute_result", data=data, execution_count=None)]


@dataclass(frozen=True)
class Result:
    """What became of one submission.

    `reason` says why it was refused, `problems` what was skipped in its journals. `score` counts everything that is
    marked so far, `quizzes` the quizzes alone.
    """

    student: str
    outcome: Outcome
    reason: str = ""
    problems: list[str] = field(default_factory=list)
    score: float = 0.0
    quizzes: float = 0.0
    maximum: float = 0.0
    needs_person: bool = False


def grade_class(course: Course, assignment: str, students: Sequence[str], force: bool = False) -> Iterator[Result]:
    """Grade the submissions of `students` one by one; a bad one is a Result like any other.

    Raises
    ------
    BankError, CourseError
        Where the assignment itself cannot be graded by anyone.
    """
    read_scheme(course, assignment)
    with nbgrader(course, assignment) as (app, log):
        _check_released(app.coursedir.db_url, assignment)
        for student in students:
            yield _grade(course, app, log, student, force)


def _check_released(db_url: str, assignment: str) -> None:
    with Gradebook(db_url) as gradebook:
        try:
            gradebook.find_notebook(assignment, assignment)
        except MissingEntry:
            raise CourseError(
                f"{assignment} is not in the gradebook; run: python -m instructor release {assignment}"
            ) from None


def _grade(course: Course, app: NbGrader, log: Log, student: str, force: bool) -> Result:
    from nbgrader.converters import Autograde, NbGraderException

    assignment = app.coursedir.assignment_id
    app.coursedir.student_id = student
    notebook = course.step("autograded", assignment, student) / f"{assignment}.ipynb"
    before = notebook.stat().st_mtime_ns if notebook.exists() else None
    log.clear()
    if (foreign := _foreign(course.step("submitted", assignment, student), assignment)) is not None:
        return Result(student, "refused", foreign)
    try:
        Autograde(coursedir=app.coursedir, parent=app, force=force).start()
    except NbGraderException:
        return Result(student, "refused", log.reason)
    outcome: Outcome = "unchanged" if before == notebook.stat().st_mtime_ns else "graded"
    problems = [message for message in log.warnings if message.startswith("responses/")]
    with Gradebook(app.coursedir.db_url) as gradebook:
        row = gradebook.find_submission(assignment, student)
        marks = (row.score, row.code_score, row.max_score)
        return Result(student, outcome, "", problems, *marks, row.needs_manual_grade)


def _foreign(folder: Path, assignment: str) -> str | None:
    """Say what is wrong with a submission that has no notebook of this assignment."""
    if (folder / f"{assignment}.ipynb").is_file():
        return None
    others = sorted(path.name for path in folder.glob("*.ipynb"))
    found = f"it holds {', '.join(others)}" if others else "it holds no notebook"
    return f"there is no {assignment}.ipynb: {found}; ask the student to hand in {assignment}"


def summary(assignment: str, results: Sequence[Result]) -> Table:
    """Return the table that a person reads after grading."""
    table = Table(title=assignment, title_justify="left")
    for heading in ("student", "outcome", "points", "to do"):
        table.add_column(heading, overflow="fold")
    for result in results:
        points = "" if result.outcome == "refused" else f"{result.score:g} of {result.maximum:g}"
        person = ["written answers: mark them in the formgrader"] if result.needs_person else []
        notes = [*([result.reason] if result.reason else []), *result.problems, *person]
        table.add_row(result.student, result.outcome, points, "\n".join(notes))
    return table


@click.command()
@click.argument("assignment")
@click.option("--student", help="Grade this student only.")
@click.option("--force", is_flag=True, help="Grade again what is unchanged, as after a correction of the keys.")
def grade(assignment: str, student: str | None, force: bool) -> None:
    """Grade the collected submissions of ASSIGNMENT.

    Exit code 0: all are graded. 1: some were refused, and the table says why. 2: the command was not understood.
    """
    course, console = Course.here(), Console()
    course.check(assignment)
    known = course.students("submitted", assignment)
    if student is not None and student not in known:
        raise UnknownNameError(f'no submission of {assignment} by "{student}"; there are {", ".join(known) or "none"}')
    students = known if student is None else [student]
    if not students:
        raise CourseError(f"nothing is collected for {assignment}; run: python -m instructor collect {assignment}")
    steps = track(grade_class(course, assignment, students, force), "Grading", len(students), console=console)
    results = list(steps)
    console.print(summary(assignment, results))
    waiting, refused = (
        sum(check) for check in zip(*((r.needs_person, r.outcome == "refused") for r in results), strict=True)
    )
    console.print(f"{len(results) - refused} graded, {waiting} waiting for a person, {refused} refused")
    if refused:
        raise SystemExit(1)
