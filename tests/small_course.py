"""A course small enough to release and grade in a second, and how a student hands in to it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from instructor.course import Course
from instructor.demo import write_answers
from quizzes.journal import Entry, append

ASSIGNMENT = "01-small"
WORDS = "Instead of providing public goods to allied countries"
RATIONALE = "A club can keep out whoever does not pay for it."
SCHEME = "Give four marks where the limit follows from an assumption."
MODEL_ANSWER = "The model leaves out threats, which P9 says great powers make."

BANK = f"""
assignment: {ASSIGNMENT}
quizzes:
  - id: warm-up
    title: Warm up
    items:
      - id: s-p-club
        type: choice
        stem: Which good is *excludable*?
        options: {{a: a club good, b: a public good}}
        concept: public-goods-and-free-riding
        objective: 1
        evidence: [{{paragraph: 9, quote: {WORDS}}}]
        answer:
          key: a
          rationale: Practice answers are for everyone to read.
          feedback: {{b: Think of the door.}}
          diagnosis: {{b: Takes a shared door for an open one.}}
  - id: quiz-01
    title: Small quiz
    graded: true
    items:
      - id: s-club
        type: choice
        stem: Which good has a door? Let $a < b$.
        level: apply
        options: {{a: a club good, b: a public good}}
        concept: public-goods-and-free-riding
        objective: 1
        evidence: [{{paragraph: 9, quote: {WORDS}}}]
      - id: s-several
        type: multiple
        stem: Which are shared?
        options: {{a: air, b: bread, c: light}}
        concept: public-goods-and-free-riding
        objective: 1
        evidence: [{{paragraph: 9, quote: {WORDS}}}]
      - id: s-number
        type: number
        stem: Two and a half?
        unit: per cent
        points: 2
        concept: public-goods-and-free-riding
        objective: 1
        evidence: [{{paragraph: 9, quote: {WORDS}}}]
  - id: run-01
    title: Small run
    graded: true
    items:
      - id: s-run
        type: run
        stem: Predict, run, record.
        model: doubling
        parameters: [{{name: alpha, label: Weight, minimum: 0, maximum: 10, step: 1, default: 4}}]
        result: [{{name: twice, label: Twice the weight}}]
        prediction: {{name: twice, label: Twice}}
        comparison: {{name: square, label: Square}}
        points: 4
        concept: public-goods-and-free-riding
        objective: 1
        evidence: [{{paragraph: 9, quote: {WORDS}}}]
"""

KEYS = f"""
assignment: {ASSIGNMENT}
keys:
  s-club:
    key: a
    rationale: {RATIONALE}
    feedback: {{b: No one can be kept from a public good once it is there.}}
    diagnosis: {{b: Takes every shared good for a public one in every respect.}}
  s-several:
    key: [a, c]
    rationale: Air and light are there for whoever comes along.
  s-number:
    key: {{value: 2.5, tolerance: 0.01}}
    rationale: Half of five is two and a half in any unit.
  s-run:
    key: {{tolerance: 0.01}}
    rationale: The model doubles what it is given and squares it.
"""

MODEL = """
def simulate(alpha):
    return {"twice": 2.0 * alpha, "square": float(alpha * alpha)}
"""


def cell_metadata(name: str, points: float | None = None, solution: bool = False) -> dict[str, Any]:
    """Return a cell's metadata as an author writes it: locked, unless it is a written answer."""
    facts: dict[str, Any] = {"grade_id": name, "grade": points is not None, "solution": solution, "task": False}
    facts |= {"locked": not solution, "schema_version": 3}
    if points is not None:
        facts["points"] = points
    return {"nbgrader": facts} | ({} if solution else {"deletable": False, "editable": False})


def small_notebook() -> NotebookNode:
    """Return the instructor's version of the small lesson."""
    task = f"### Name a limit\n\nIn ten words.\n\n=== BEGIN MARK SCHEME ===\n{SCHEME}\n=== END MARK SCHEME ==="
    cells = [
        new_markdown_cell("# Small\n\nA lesson with $a^2$ in it.", id="title"),
        new_code_cell("from quizzes import quiz", id="imports"),
        new_code_cell('quiz("warm-up")', id="warm-up", metadata=cell_metadata("warm-up")),
        new_code_cell('quiz("quiz-01")', id="quiz-01", metadata=cell_metadata("quiz-01", 4)),
        new_code_cell('quiz("run-01")', id="run-01", metadata=cell_metadata("run-01", 4)),
        new_markdown_cell(task, id="limit-01-task", metadata=cell_metadata("limit-01-task")),
        new_markdown_cell(MODEL_ANSWER, id="limit-01", metadata=cell_metadata("limit-01", 1, solution=True)),
    ]
    kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nb: NotebookNode = new_notebook(cells=cells, metadata={"kernelspec": kernelspec})
    return nb


def write_course(root: Path) -> Course:
    """Write a checkout's sources of the small course into `root`."""
    for path, text in {
        "pyproject.toml": '[project]\nname = "two-januaries"\n',
        f"quizzes/bank/{ASSIGNMENT}.yaml": BANK,
        f"instructor/keys/{ASSIGNMENT}.yaml": KEYS,
        f"notebooks/{ASSIGNMENT}/doubling.py": dedent(MODEL),
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    nbformat.write(small_notebook(), root / "notebooks" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    return Course(root, root / "build")


def write_plain_lesson(course: Course, title: str, line: str, name: str = "02-more") -> None:
    """Write a lesson that holds this line of code and asks nothing."""
    nb = new_notebook(cells=[new_markdown_cell(f"# {title}", id="title"), new_code_cell(line, id="line")])
    course.source(name).mkdir(exist_ok=True)
    nbformat.write(nb, course.source(name) / f"{name}.ipynb")


def entered_copy(made: Path, root: Path) -> Course:
    """Copy a checkout of the small course, with what was made of it, and enter it."""
    shutil.copytree(made, root, dirs_exist_ok=True)
    course = Course(root, root / "build")
    course.enter()
    return course


def hand_in_folder(course: Course, student: str, answers: dict[str, Any], written: str = "") -> Path:
    """Put a submission where `collect` would; `answers` maps item ids to responses. Return its folder."""
    folder = course.step("submitted", ASSIGNMENT, student)
    shutil.copytree(course.step("release", ASSIGNMENT), folder)
    for item, response in answers.items():
        quiz = "run-01" if item == "s-run" else "quiz-01"
        entry = Entry(time="2026-11-20T10:00:00+00:00", item=item, response=response)
        append(folder / "responses" / f"{quiz}.jsonl", entry)
    if written:
        write_answers(folder / f"{ASSIGNMENT}.ipynb", written)
    (folder / "timestamp.txt").write_text("2026-11-20 11:00:00", "utf-8")
    return folder


def answer(folder: Path, quiz: str, item: str, response: object) -> None:
    """Answer an item in a student's copy, as the page does."""
    entry = Entry(time="2026-11-20T10:00:00+00:00", item=item, response=response)
    append(folder / "responses" / f"{quiz}.jsonl", entry)


def edit(folder: Path, change: Callable[[NotebookNode], object]) -> None:
    """Change the notebook that was handed in; nothing checks that it still is one."""
    path = folder / f"{ASSIGNMENT}.ipynb"
    nb = nbformat.from_dict(json.loads(path.read_text("utf-8")))
    change(nb)
    path.write_text(json.dumps(nb), "utf-8")


RIGHT: dict[str, Any] = {
    "s-club": "a",
    "s-several": ["a", "c"],
    "s-number": "2,5",
    "s-run": {"prediction": "6", "parameters": {"alpha": 3}, "result": {"twice": 6.0}, "comparison": "9"},
}
