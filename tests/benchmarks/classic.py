"""The same lesson as it would stand in nbgrader or Otter-Grader without this project: answers are code, and are run.

It keeps the lesson's texts, models and written tasks. Each graded question becomes a code cell for the answer and a
locked cell with a hidden test, worth the question's points; practice questions and charts fall away, so it runs less
than the lesson would. It imports numpy, matplotlib and ipywidgets, as notebooks for a class do. Tests give all or
nothing, which is what the class's answers deserve. For Otter-Grader the tests lie in files beside the notebook.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, assert_never

import nbformat
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from instructor.course import Course
from instructor.marking.answer_key import AnswerKey
from quizzes.types import BaseItem, Choice, Hottext, Match, Multiple, Note, Number, Order, Run, Verdict, Vote, Writing
from tests.benchmarks.classroom import LESSON, NOTEBOOK, ROOT, Classroom, Sitting, graded_items
from tests.items import known
from tests.small_course import cell_metadata

IMPORTS = "import ipywidgets\nimport matplotlib.pyplot as plt\nimport numpy as np"
CONFIGURATION = f"""
from pathlib import Path
c = get_config()
c.CourseDirectory.root = str(Path(__file__).parent)
c.CourseDirectory.course_id = "{Course.here().course_id}"
c.ClearMarkScheme.enforce_metadata = False  # the lesson's schemes stand in read-only cells
"""


class Classic(Classroom):
    """The classic notebook, in a course of its own with nbgrader's own configuration."""

    def release(self) -> None:
        """Write the source and let nbgrader make the students' version."""
        source = self.folder / "source" / LESSON
        source.mkdir(parents=True)
        for model in (ROOT / "notebooks" / LESSON).glob("*.py"):
            shutil.copy(model, source)
        nbformat.write(classic_notebook(self.scheme), source / NOTEBOOK)
        (self.folder / "nbgrader_config.py").write_text(CONFIGURATION, "utf-8")
        command = [sys.executable, "-m", "nbgrader", "generate_assignment", LESSON]
        subprocess.run(command, cwd=self.folder, env=self.environment(), check=True, capture_output=True)

    def environment(self) -> dict[str, str]:
        """Return an environment in which nbgrader finds this course, and alembic."""
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        return {**os.environ, "JUPYTER_CONFIG_PATH": str(self.folder), "PATH": path}

    def answer(self, submission: Path, sitting: Sitting) -> float:
        """Write the answers into the code cells, as a student would."""
        nb = nbformat.read(submission / NOTEBOOK, as_version=4)
        cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in nb.cells}
        deserved = 0.0
        for item, kind in zip(graded_items(self.scheme), sitting.kinds, strict=True):
            if kind != "blank":
                right, wrong = literals(item, self.scheme)
                given = right if kind == "right" else wrong
                cells[answer_cell(item)].source = f"{variable(item)} = {given!r}"
            deserved += item.points if kind == "right" else 0
        nbformat.write(nb, submission / NOTEBOOK)
        return deserved


def classic_notebook(scheme: AnswerKey) -> NotebookNode:
    """Return the instructor's version of the classic notebook."""
    nb: NotebookNode = nbformat.read(ROOT / "notebooks" / LESSON / NOTEBOOK, as_version=4)
    nb.cells = [new for cell in nb.cells for new in _classic(cell, scheme)]
    return nb


def _classic(cell: NotebookNode, scheme: AnswerKey) -> Iterator[NotebookNode]:
    """Yield what stands for a cell of the lesson."""
    if cell.cell_type != "code":
        yield cell
    elif match := re.fullmatch(r'quiz\("(.+)"\)', cell.source):
        quiz = scheme.bank.quiz(match[1])
        yield from (new for item in quiz.items if quiz.graded for new in _question(item, scheme))
    elif "from quizzes import" in cell.source:
        kept = [line for line in cell.source.splitlines() if "quizzes" not in line]
        yield new_code_cell("\n".join([*kept, IMPORTS]), id=cell.id)
    elif not re.match(r"(reading|chart|hand_in)\(", cell.source):
        yield cell


def _question(item: BaseItem, scheme: AnswerKey) -> Iterator[NotebookNode]:
    right, _ = literals(item, scheme)
    options = [f"- {name}: {text}" for name, text in getattr(item, "options", {}).items()]
    yield new_markdown_cell("\n".join([item.stem, "", *options]))
    solution = f"### BEGIN SOLUTION\n{variable(item)} = {right!r}\n### END SOLUTION"
    yield new_code_cell(solution, metadata=cell_metadata(answer_cell(item), solution=True))
    test = f"### BEGIN HIDDEN TESTS\n{check_of(item, scheme)}\n### END HIDDEN TESTS"
    yield new_code_cell(test, metadata=cell_metadata(f"{item.id}-test", item.points))


def variable(item: BaseItem) -> str:
    """Return the name of the variable that an item is answered in."""
    return f"answer_{item.id.replace('-', '_')}"


def answer_cell(item: BaseItem) -> str:
    """Return the name of the cell that an item is answered in."""
    return f"{item.id}-answer"


def literals(item: BaseItem, scheme: AnswerKey) -> tuple[Any, Any]:
    """Return a right and a wrong value of an item's variable; of a run, the figure that students work out from it."""
    answer = scheme.answers[item.id]
    right, wrong = item.right(answer, scheme.model_of(item)), item.wrong(answer)
    if isinstance(item, Run):
        return float(right["comparison"]), wrong["comparison"]
    return (float(right), float(wrong)) if isinstance(item, Number) else (right, wrong)


def check_of(item: BaseItem, scheme: AnswerKey) -> str:
    """Return the statement that fails unless the answer is right."""
    name, (right, _) = variable(item), literals(item, scheme)
    match known(item):
        case Number() | Run():
            tolerance = scheme.answers[item.id].key.get("tolerance", 0.0) + 1e-9
            return f"assert abs({name} - {right!r}) <= {tolerance!r}"
        case Multiple() | Hottext():
            return f"assert sorted({name}) == {sorted(right)!r}"
        case Choice() | Order() | Match():
            return f"assert {name} == {right!r}"
        case Writing() | Note() | Verdict() | Vote():
            raise TypeError(f'"{item.id}" has no key: there is no test for it')
        case other:
            assert_never(other)


def write_otter_tests(folder: Path, scheme: AnswerKey) -> None:
    """Write one test file for each graded item, in the format that Otter-Grader took over from OK."""
    folder.mkdir(parents=True)
    for item in graded_items(scheme):
        case = {"code": f">>> {check_of(item, scheme)}", "hidden": False, "locked": False}
        suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
        test = {"name": variable(item), "points": item.points, "suites": [suite]}
        (folder / f"{variable(item)}.py").write_text(f"OK_FORMAT = True\ntest = {test!r}\n", "utf-8")
