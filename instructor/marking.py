"""Mark one submission: from the bytes of a student's files to marks and an autograded notebook, and nothing else.

`autograde` is what every worker runs, in a process of this machine or of a cluster. It touches neither the disk nor the
gradebook and runs no student's code: it reads the notebook, gives it its cells back, scores the journals, and puts
into each quiz's cell one result: the points as plain text, which nbgrader reads, and the review as HTML, which the
student reads in the feedback. `instructor.preprocessors` does the same steps one by one within `nbgrader autograde`.

Points are written as a rounded Python float within 0 and the cell's points: nbgrader gives *full* marks to a result
that is negative or that it cannot read as a number.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import nbformat
from nbformat.notebooknode import NotebookNode, from_dict

from instructor.course import Course, CourseError
from instructor.intake import Submission, read_notebook
from instructor.review import review
from instructor.sanitize import Cells, restore
from quizzes.items import Answer, Bank, BankError, Item, Quiz, Run, check_keys
from quizzes.journal import Problem, Replay, read, replay
from quizzes.scoring import Mark, Simulate, counted, score
from quizzes.simulation import load_model


@dataclass(frozen=True)
class Scheme:
    """What an assignment is marked by: its items, the answers of its graded items, and the lesson's models."""

    bank: Bank
    answers: dict[str, Answer]
    models: dict[str, Simulate]
    code_cells: bool = False


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

    def skipped(self) -> list[str]:
        """Name what was skipped in the journal, one sentence each."""
        return [
            f"responses/{self.quiz.id}.jsonl, {f'line {problem.line}' if problem.line else 'the file'}: "
            f"{problem.reason}; it was skipped, the rest counts"
            for problem in self.problems
        ]


@dataclass(frozen=True)
class SubmissionMarks:
    """All graded quizzes of one submission, by quiz id."""

    quizzes: dict[str, QuizMarks]


@dataclass(frozen=True)
class Paper:
    """An assignment as released, which every submission of it is held against.

    `root` is the checkout, `cells` are those that the gradebook knows, `kernelspec` is the notebook's, `sources` are
    the files of the source folder, which take the place of a student's, and `digest` is the scheme's: a worker
    elsewhere must have the same keys.
    """

    root: Path
    assignment: str
    cells: Cells
    kernelspec: Mapping[str, str]
    sources: Mapping[str, bytes]
    digest: str


class Autograded(msgspec.Struct, frozen=True):
    """What became of a submission: its notebook, each graded cell's score and each answer's comment.

    A score of None waits for a person; a comment of None takes an earlier one back.
    """

    notebook: bytes
    scores: dict[str, float | None]
    comments: dict[str, str | None]
    problems: list[str]


def mark_submission(folder: Path, scheme: Scheme) -> SubmissionMarks:
    """Mark every graded quiz of the submission in `folder`; nothing there is run or trusted, only read."""
    return _mark(lambda quiz, items: replay(folder / journal_name(quiz), items), scheme)


def mark_files(files: Mapping[str, bytes], scheme: Scheme) -> SubmissionMarks:
    """Mark every graded quiz of a submission whose files are at hand."""
    return _mark(lambda quiz, items: read(files.get(journal_name(quiz), b""), items), scheme)


def journal_name(quiz: Quiz) -> str:
    """Return the name of a quiz's journal within a submission."""
    return f"responses/{quiz.id}.jsonl"


def _mark(journal_of: Callable[[Quiz, set[str]], Replay], scheme: Scheme) -> SubmissionMarks:
    graded = [quiz for quiz in scheme.bank.quizzes if quiz.graded]
    return SubmissionMarks(
        {quiz.id: _mark_quiz(quiz, journal_of(quiz, {item.id for item in quiz.items}), scheme) for quiz in graded}
    )


def _mark_quiz(quiz: Quiz, journal: Replay, scheme: Scheme) -> QuizMarks:
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
    return _read_scheme(course, assignment, scheme_digest(course, assignment))


def scheme_digest(course: Course, assignment: str) -> str:
    """Return a fingerprint of all files that decide over the marks: bank, keys and models."""
    files = [course.bank_file(assignment), course.keys_file(assignment), *course.source(assignment).glob("*.py")]
    parts = [(path.name, hashlib.blake2b(path.read_bytes()).hexdigest()) for path in sorted(files) if path.exists()]
    return hashlib.blake2b(msgspec.json.encode(parts), digest_size=16).hexdigest()


@lru_cache(maxsize=32)
def _read_scheme(course: Course, assignment: str, _digest: str) -> Scheme:
    bank, keys = course.bank(assignment), course.keys(assignment)
    check_keys(bank, keys, course.keys_file(assignment).name)
    names = {item.model for quiz, item in bank.items() if quiz.graded and isinstance(item, Run)}
    models = {name: find_model(course, assignment, name) for name in names}
    return Scheme(bank, dict(keys.keys), models, keys.code_cells)


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


def autograde(paper: Paper, submission: Submission) -> Autograded:
    """Grade one submission.

    Raises
    ------
    Refused
        Where its notebook is none, or another assignment's.
    CourseError
        Where this machine has other keys than `paper`, or code cells are to be run and there is no sandbox.
    """
    scheme = _scheme_at(paper.root, paper.assignment, paper.digest)
    nb = read_notebook(submission.files[f"{paper.assignment}.ipynb"])
    restore(nb, paper.cells, paper.assignment)
    if paper.kernelspec:
        nb.metadata.kernelspec = from_dict(dict(paper.kernelspec))
    if scheme.code_cells:
        run_code(nb, {**submission.files, **paper.sources})
    marks = mark_files(submission.files, scheme)
    problems = fill(nb, marks)
    scores = {name: _score(cell, paper.cells[name], marks) for name, cell in _cells(nb, "grade").items()}
    comments = dict.fromkeys(_cells(nb, "task"))
    for name, cell in _cells(nb, "solution").items():
        comments[name] = "No response." if _is_untouched(cell, paper.cells[name]) else None
    return Autograded(_written(nb), scores, comments, problems)


@lru_cache(maxsize=8)
def _scheme_at(root: Path, assignment: str, digest: str) -> Scheme:
    course = Course(root, root)
    if scheme_digest(course, assignment) != digest:
        raise CourseError(f"{assignment}: bank, keys or model are not those that the grading began with; run it again")
    return _read_scheme(course, assignment, digest)


def _written(nb: NotebookNode) -> bytes:
    """Return a notebook as the bytes of its file."""
    text: str = nbformat.writes(nb, version=4)
    return text.encode().rstrip(b"\n") + b"\n"


def run_code(nb: NotebookNode, files: Mapping[str, bytes]) -> None:
    """Run the code cells in the sandbox, in a folder of their own that holds `files`, without notebooks.

    Raises
    ------
    CourseError
        Where no sandbox is to be had: nothing is run then.
    """
    from instructor.sandbox import execute  # here, because it starts kernels, which hardly any assignment needs

    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            if name.endswith(".ipynb"):
                continue
            (Path(folder) / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / name).write_bytes(data)
        execute(nb, Path(folder))
    for cell in _cells(nb, "grade").values():
        if cell.cell_type == "code":
            _close_partial_credit(cell)


def _close_partial_credit(cell: NotebookNode) -> None:
    """Let a test's result that is no number of points earn nothing: nbgrader would give all points for it."""
    maximum = float(cell.metadata.nbgrader["points"])
    for output in cell.outputs:
        if output.output_type == "execute_result" and not _is_credit(output.data.get("text/plain"), maximum):
            reason = f"the result of this test is no number from 0 to {maximum:g}"
            error = {
                "output_type": "error",
                "ename": "NoPoints",
                "evalue": reason,
                "traceback": [f"NoPoints: {reason}"],
            }
            cell.outputs = [from_dict(error)]
            return


def _is_credit(text: Any, maximum: float) -> bool:
    try:
        return 0 <= float("".join(text)) <= maximum
    except (TypeError, ValueError):
        return False


def fill(nb: NotebookNode, marks: SubmissionMarks) -> list[str]:
    """Put points and review into each graded quiz's cell; return what was skipped in the journals."""
    problems = []
    for name, cell in _cells(nb, "grade").items():
        if name in marks.quizzes:
            quiz = marks.quizzes[name]
            problems += quiz.skipped()
            data = {"text/plain": repr(quiz.points), "text/html": review(quiz)}
            result = {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None}
            cell.outputs = [from_dict(result)]
    return problems


def _cells(nb: NotebookNode, role: str) -> dict[str, NotebookNode]:
    """Return the cells that nbgrader knows as "grade", "solution" or "task", by their id."""
    claims = [(cell.metadata.get("nbgrader", {}), cell) for cell in nb.cells]
    return {claim["grade_id"]: cell for claim, cell in claims if claim.get(role)}


def _is_untouched(cell: NotebookNode, released: Mapping[str, Any]) -> bool:
    return bool(cell.source == released["source"])


def _score(cell: NotebookNode, released: Mapping[str, Any], marks: SubmissionMarks) -> float | None:
    """Return a graded cell's score by nbgrader's rules; None where a person has to look."""
    name = cell.metadata.nbgrader["grade_id"]
    if name in marks.quizzes:
        return marks.quizzes[name].points
    if cell.metadata.nbgrader["solution"]:
        return 0.0 if _is_untouched(cell, released) else None
    if cell.cell_type != "code":
        return None
    from nbgrader.utils import determine_grade  # here, because nbgrader takes seconds to import

    return float(determine_grade(cell)[0])


def check_cells(cells: Iterable[Mapping[str, Any]], scheme: Scheme) -> None:
    """Raise BankError where a graded code cell is no quiz of the bank, and no code is to be run: nothing marks it."""
    graded = {quiz.id for quiz in scheme.bank.quizzes if quiz.graded}
    for cell in cells:
        claims = cell["metadata"].get("nbgrader", {})
        is_test = claims.get("grade") and cell["cell_type"] == "code" and not claims["solution"]
        if is_test and claims["grade_id"] not in graded and not scheme.code_cells:
            raise BankError(
                f'cell "{claims["grade_id"]}" is graded and is no quiz of the bank; release the assignment again'
            )
