"""Mark one submission: from the bytes of a student's files to an autograded notebook and its scores, no more.

`mark_submission` is what every worker runs, in a process of this machine or of a cluster. It touches neither disk nor
gradebook and runs no student's code: it reads the notebook, gives it its cells back, marks the journals, and puts into
each quiz's cell one result: the points as plain text, which nbgrader reads, the review as HTML, which the student reads
in the feedback, and the facts that its page is summed up from. `instructor.preprocessors` does the same steps one by
one within `nbgrader autograde`.

Points are written as a rounded Python float within 0 and the cell's points: nbgrader gives *full* marks to a result
that is negative or that it cannot read as a number. Only where an assignment's keys say `code_cells: true` is code run,
in the sandbox.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from instructor.course import Course, CourseError
from instructor.marking.answer_key import AnswerKey, answer_key_digest, read_answer_key
from instructor.marking.answers import answers_in
from instructor.marking.asked import Credit, ReleasedBank, as_asked, for_student, released_to, with_credits
from instructor.marking.facts import FORM, facts
from instructor.marking.marks import SubmissionMarks, mark_journals
from instructor.marking.review import review
from instructor.marking.windows import Timing
from instructor.submissions.fields import fields
from instructor.submissions.journals import read_journals
from instructor.submissions.notebook import Cell, Notebook, read_notebook
from instructor.submissions.read import Submission
from instructor.submissions.restore import Cells, restore
from quizzes.bank import BankError
from quizzes.catalogue import number, say

#: What is kept of a code cell's outputs: their types, and of their forms those that no browser acts on.
SHOWN = ("stream", "error", "execute_result", "display_data")
HARMLESS = ("text/plain", "image/png", "image/jpeg")


@dataclass(frozen=True)
class Paper:
    """An assignment as released, which every submission of it is held against.

    `root` is the checkout, `cells` are those that the gradebook knows, `kernelspec` is the notebook's, `sources` are
    the files of the source folder, which take the place of a student's, and `digest` is the scheme's: a worker
    elsewhere must have the same keys. `text` has the fingerprints of all that the release holds, and `releases` every
    bank that was released, the oldest first. `credits` has what an instructor gave, by student and item, and `timing`
    says when items can be answered, which no worker knows by itself.
    """

    root: Path
    assignment: str
    cells: Cells
    kernelspec: Mapping[str, str]
    sources: Mapping[str, bytes]
    digest: str
    text: frozenset[str] = frozenset()
    releases: tuple[ReleasedBank, ...] = ()
    credits: Mapping[str, Mapping[str, Credit]] = field(default_factory=dict)
    timing: Timing = field(default_factory=Timing)


class MarkedSubmission(msgspec.Struct, frozen=True):
    """What became of a submission: its notebook, each graded cell's score and each answer's comment.

    A score of None waits for a person; a comment of None takes an earlier one back. `answers` has a fingerprint of each
    answer, as `answers_in` names them.
    """

    notebook: bytes
    scores: dict[str, float | None]
    comments: dict[str, str | None]
    problems: list[str]
    answers: dict[str, str] = {}


def mark_submission(paper: Paper, submission: Submission) -> MarkedSubmission:
    """Grade one submission.

    Raises
    ------
    Refused
        Where its notebook is none, or another assignment's.
    CourseError
        Where this machine has other keys than `paper`, or code cells are to be run and there is no sandbox.
    """
    scheme = replace(_answer_key_at(paper.root, paper.assignment, paper.digest), timing=paper.timing)
    scheme = as_asked(scheme, released_to(paper.releases, submission.timestamp))
    scheme = with_credits(for_student(scheme, submission.student), paper.credits.get(submission.student))
    nb = read_notebook(submission.files[f"{paper.assignment}.ipynb"])
    files = {**submission.files, **paper.sources}
    journals = read_journals(files, scheme.bank.quizzes)
    written = fields(scheme.bank.quizzes, journals.replays)
    said = restore(nb, paper.cells, paper.text, paper.assignment, submission.student, written)
    if paper.kernelspec:
        nb["metadata"]["kernelspec"] = dict(paper.kernelspec)
    if scheme.code_cells:
        run_code(nb, files)
    marks = mark_journals(journals, scheme)
    problems = [*said, *fill(nb, marks)]
    scores = {name: _score(cell, paper.cells[name], marks) for name, cell in _cells(nb, "grade").items()}
    comments = dict.fromkeys(_cells(nb, "task"))
    for name, cell in _cells(nb, "solution").items():
        comments[name] = "No response." if _is_untouched(cell, paper.cells[name]) else None
    return MarkedSubmission(_written(nb), scores, comments, problems, answers_in(nb, marks))


@lru_cache(maxsize=8)
def _answer_key_at(root: Path, assignment: str, digest: str) -> AnswerKey:
    course = Course(root, root)
    if answer_key_digest(course, assignment) != digest:
        raise CourseError(f"{assignment}: bank, keys or model are not those that the grading began with; run it again")
    return read_answer_key(course, assignment)


def _written(nb: Notebook) -> bytes:
    """Return a notebook as the bytes of the file that nbformat would write: its long texts line by line."""
    cells = [{**cell, "source": cell["source"].splitlines(True)} for cell in nb["cells"]]
    for cell in cells:
        if "outputs" in cell:
            cell["outputs"] = [_by_lines(output) for output in cell["outputs"]]
    text = json.dumps({**nb, "cells": cells}, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": "))
    return text.encode() + b"\n"


def _by_lines(output: Mapping[str, Any]) -> dict[str, Any]:
    if output["output_type"] == "stream":
        return {**output, "text": output["text"].splitlines(True)}
    if "data" not in output:
        return dict(output)
    data = output["data"].items()
    is_long = {kind: kind.startswith("text/") and isinstance(text, str) for kind, text in data}
    return {**output, "data": {kind: text.splitlines(True) if is_long[kind] else text for kind, text in data}}


def run_code(nb: Notebook, files: Mapping[str, bytes]) -> None:
    """Run the code cells in the sandbox, in a folder of their own that holds `files`, without notebooks.

    Raises
    ------
    CourseError
        Where no sandbox is to be had: nothing is run then.
    """
    # Here, because hardly any assignment starts kernels.
    import nbformat

    from instructor.sandbox.run import execute

    run = nbformat.from_dict(nb)

    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            if name.endswith(".ipynb"):
                continue
            (Path(folder) / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / name).write_bytes(data)
        execute(run, Path(folder))
    nb["cells"] = run.cells
    _keep_harmless(nb)
    for cell in _cells(nb, "grade").values():
        if cell["cell_type"] == "code":
            _close_partial_credit(cell)


def _keep_harmless(nb: Notebook) -> None:
    """Leave of what student code shows only text and pictures: anything else could act in the grader's browser."""
    for cell in nb["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [output for output in cell["outputs"] if output["output_type"] in SHOWN]
            for output in cell["outputs"]:
                if "data" in output:
                    output["data"] = {kind: output["data"][kind] for kind in HARMLESS if kind in output["data"]}
                    output["metadata"] = {}


def _close_partial_credit(cell: Cell) -> None:
    """Let a test's result that is no number of points earn nothing: nbgrader would give all points for it."""
    maximum = float(cell["metadata"]["nbgrader"]["points"])
    for output in cell["outputs"]:
        if output["output_type"] == "execute_result" and not _is_credit(output["data"].get("text/plain"), maximum):
            reason = say("code.no_points", maximum=number(maximum))
            error = {
                "output_type": "error",
                "ename": "NoPoints",
                "evalue": reason,
                "traceback": [f"NoPoints: {reason}"],
            }
            cell["outputs"] = [error]
            return


def _is_credit(text: Any, maximum: float) -> bool:
    try:
        return 0 <= float("".join(text)) <= maximum
    except (TypeError, ValueError):
        return False


def fill(nb: Notebook, marks: SubmissionMarks) -> list[str]:
    """Put points and review into each graded quiz's cell; return what is to be said of the journals."""
    problems = [*marks.notes]
    for name, cell in _cells(nb, "grade").items():
        if name in marks.quizzes:
            quiz = marks.quizzes[name].in_cell(float(cell["metadata"]["nbgrader"]["points"]))
            problems += [*quiz.skipped(), *quiz.untimely()]
            data = {"text/plain": repr(quiz.points), "text/html": review(quiz), FORM: facts(quiz)}
            result = {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None}
            cell["outputs"] = [result]
    return problems


def _cells(nb: Notebook, role: str) -> dict[str, Cell]:
    """Return the cells that nbgrader knows as "grade", "solution" or "task", by their id."""
    claims = [(cell["metadata"].get("nbgrader", {}), cell) for cell in nb["cells"]]
    return {claim["grade_id"]: cell for claim, cell in claims if claim.get(role)}


def _is_untouched(cell: Cell, released: Mapping[str, Any]) -> bool:
    return bool(cell["source"] == released["source"])


def _score(cell: Cell, released: Mapping[str, Any], marks: SubmissionMarks) -> float | None:
    """Return a graded cell's score by nbgrader's rules; None where a person has to look."""
    claims = cell["metadata"]["nbgrader"]
    name = claims["grade_id"]
    if name in marks.quizzes:
        return marks.quizzes[name].in_cell(float(claims["points"])).points
    if claims["solution"]:
        return 0.0 if _is_untouched(cell, released) else None
    if cell["cell_type"] != "code":
        return None
    # Here, because nbgrader takes seconds to import, and only code cells that were run are marked by it.
    import nbformat
    from nbgrader.utils import determine_grade

    return float(determine_grade(nbformat.from_dict(cell))[0])


def check_cells(cells: Iterable[Mapping[str, Any]], scheme: AnswerKey) -> None:
    """Raise BankError where a graded code cell is no quiz of the bank, and no code is to be run: nothing marks it."""
    graded = {quiz.id for quiz in scheme.bank.quizzes if quiz.graded}
    for cell in cells:
        claims = cell["metadata"].get("nbgrader", {})
        is_test = claims.get("grade") and cell["cell_type"] == "code" and not claims["solution"]
        if is_test and claims["grade_id"] not in graded and not scheme.code_cells:
            raise BankError(
                f'cell "{claims["grade_id"]}" is graded and is no quiz of the bank; release the assignment again'
            )
