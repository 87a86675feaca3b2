"""The cells of a lesson's notebook as nbgrader has to find them; all else of the file stays as it is."""

from __future__ import annotations

import json
from typing import Any

from instructor.notebook_file import read as read
from quizzes.bank import Quiz

Cell = dict[str, Any]


def written(notebook: dict[str, Any]) -> str:
    """Return the text of a notebook's file, as nbformat writes it."""
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def source(cell: Cell) -> str:
    """Return a cell's text."""
    return "".join(cell["source"])


def claims(cell: Cell) -> dict[str, Any]:
    """Return what nbgrader knows of a cell."""
    found: dict[str, Any] = cell["metadata"].get("nbgrader", {})
    return found


def whole(number: float) -> float:
    """Return a number of points as a notebook has it: without a fraction where it has none."""
    return int(number) if number == int(number) else number


def code(name: str, text: str, metadata: dict[str, Any] | None = None) -> Cell:
    """Return a code cell of that id."""
    head: Cell = {"cell_type": "code", "execution_count": None, "id": name, "metadata": metadata or {}, "outputs": []}
    return head | {"source": text.splitlines(keepends=True)}


def markdown(name: str, text: str, metadata: dict[str, Any] | None = None) -> Cell:
    """Return a Markdown cell of that id."""
    return {"cell_type": "markdown", "id": name, "metadata": metadata or {}, "source": text.splitlines(keepends=True)}


def locked(name: str, kind: str, points: float | None = None) -> dict[str, Any]:
    """Return the metadata of a cell that students cannot change; with points it is graded."""
    facts: dict[str, Any] = {"cell_type": kind, "grade": points is not None, "grade_id": name, "locked": True}
    facts |= {} if points is None else {"points": whole(points)}
    facts |= {"schema_version": 3, "solution": False, "task": False}
    return {"deletable": False, "editable": False, "nbgrader": facts}


def locked_by_release(name: str, kind: str) -> dict[str, Any]:
    """Return the metadata of a cell that its author edits in JupyterLab, and that `release` locks for students."""
    metadata = locked(name, kind)
    del metadata["editable"]
    return metadata


def answer(name: str, points: float) -> dict[str, Any]:
    """Return the metadata of the cell that a written answer fills and a person marks."""
    facts: dict[str, Any] = {"cell_type": "markdown", "grade": True, "grade_id": name, "locked": False}
    facts |= {"points": whole(points), "schema_version": 3, "solution": True, "task": False}
    return {"deletable": False, "nbgrader": facts}


def quiz_cell(quiz: Quiz) -> Cell:
    """Return the cell that shows a quiz."""
    points = quiz.points if quiz.graded else None
    return code(quiz.cell, f'quiz("{quiz.id}")', locked(quiz.cell, "code", points))
