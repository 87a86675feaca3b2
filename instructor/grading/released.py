"""The cells of an assignment as it was released, as the gradebook has them: what every submission is held against."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from instructor.course import Course, CourseError
from instructor.grading.tables import ASSIGNMENT, BASE_CELL, GRADE_CELL, NOTEBOOK, SOURCE_CELL, TASK_CELL
from instructor.submissions.beside import attachment_prints
from instructor.submissions.notebook import KINDS, kernelspec, read_notebook
from instructor.submissions.screen import Refused
from quizzes.written import fingerprints


@dataclass(frozen=True)
class Released:
    """An assignment's notebook in the gradebook.

    `assignment`, `notebook` are ids in the database, `due` is in UTC, `cells` are by grade id as `restore` wants them.
    `graded`, `commented` map grade ids to ids in the database; `code` has the ids of graded code cells.
    """

    assignment: str
    notebook: str
    due: datetime | None
    kernelspec: Mapping[str, str]
    cells: Mapping[str, Mapping[str, Any]]
    graded: Mapping[str, str]
    commented: Mapping[str, str]
    code: frozenset[str]
    maximum: float

    @property
    def points(self) -> dict[str, float]:
        """What each graded cell is worth, by its grade id."""
        return {name: float(self.cells[name]["metadata"]["nbgrader"]["points"]) for name in self.graded}

    def worth(self, points: Mapping[str, float]) -> Released:
        """Return the same cells worth other points, by their grade ids; the others keep theirs."""
        new = {name: points.get(name, old) for name, old in self.points.items()}
        cells = {name: _worth(cell, new[name]) if name in new else cell for name, cell in self.cells.items()}
        return replace(self, cells=cells, maximum=sum(new.values()))


def _worth(cell: Mapping[str, Any], points: float) -> dict[str, Any]:
    return {**cell, "metadata": {"nbgrader": {**cell["metadata"]["nbgrader"], "points": points}}}


def notebooks(db: Connection, assignment: str) -> Mapping[str, Row[*tuple[Any, ...]]]:
    """Return the notebooks of an assignment by name: none where it was never released."""
    found = db.execute(
        select(NOTEBOOK.c.id, NOTEBOOK.c.name, NOTEBOOK.c.kernelspec, NOTEBOOK.c.assignment_id, ASSIGNMENT.c.duedate)
        .join_from(NOTEBOOK, ASSIGNMENT, NOTEBOOK.c.assignment_id == ASSIGNMENT.c.id)
        .where(ASSIGNMENT.c.name == assignment)
    )
    return {row.name: row for row in found}


def read_released(db: Connection, row: Row[*tuple[Any, ...]]) -> Released:
    """Read what the gradebook knows of one of `notebooks`."""
    base = {
        cell.id: cell
        for cell in db.execute(
            select(BASE_CELL.c.id, BASE_CELL.c.name, BASE_CELL.c.type).where(BASE_CELL.c.notebook_id == row.id)
        )
    }
    points = {
        cell.id: cell
        for table in (GRADE_CELL, TASK_CELL)
        for cell in db.execute(select(table.c.id, table.c.max_score, table.c.cell_type).where(table.c.id.in_(base)))
    }
    commented = {cell.name: cell.id for cell in base.values() if cell.type in ("SolutionCell", "TaskCell")}
    worth = {base[key].name: float(cell.max_score) for key, cell in points.items()}
    return Released(
        row.assignment_id,
        row.id,
        row.duedate,
        kernelspec({"kernelspec": json.loads(row.kernelspec or "null")}),
        _cells(db, row.id, base.values(), worth),
        {base[key].name: key for key in points},
        commented,
        frozenset(key for key, cell in points.items() if base[key].type == "GradeCell" and cell.cell_type == "code"),
        sum(worth.values()),
    )


def _cells(db: Connection, notebook: str, base: Any, worth: Mapping[str, float]) -> dict[str, dict[str, Any]]:
    """Return the cells by grade id: kind, metadata, source."""
    kinds = {(cell.name, cell.type) for cell in base}
    cells = {}
    for source in db.execute(select(SOURCE_CELL).where(SOURCE_CELL.c.notebook_id == notebook)):
        name = source.name
        metadata = {
            "grade_id": name,
            "grade": (name, "GradeCell") in kinds,
            "solution": (name, "SolutionCell") in kinds,
            "locked": bool(source.locked),
            "task": (name, "TaskCell") in kinds,
            "cell_type": source.cell_type,
            "checksum": source.checksum,
            "schema_version": 3,
        }
        cells[name] = _cell(source, metadata | ({"points": worth[name]} if name in worth else {}))
    return cells


def _cell(source: Row[Any], metadata: dict[str, Any]) -> dict[str, Any]:
    kind = source.cell_type
    return {
        "id": source.name,
        "cell_type": kind,
        "metadata": {"nbgrader": metadata},
        "source": source.source,
        **KINDS[kind],
    }


def released_text(course: Course, assignment: str, cells: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """Return the fingerprints of all that students were given: what else a notebook holds is theirs.

    The gradebook has the cells that nbgrader knows, `cells`; the lesson's other cells are read from the release or,
    where its folder is gone, from the source.

    Raises
    ------
    CourseError
        Where that notebook cannot be read.
    """
    folders = (course.step("release", assignment), course.source(assignment))
    paths = [path for folder in folders if (path := folder / f"{assignment}.ipynb").exists()]
    try:
        lesson = read_notebook(paths[0].read_bytes())["cells"] if paths else []
    except Refused as refused:
        reason = str(refused).partition(";")[0]
        raise CourseError(f"{paths[0]}: {reason}; run: python -m instructor release {assignment}") from None
    given = [cell for cell in lesson if not cell["metadata"].get("nbgrader", {}).get("solution")]
    return fingerprints((*cells.values(), *given)) | attachment_prints(lesson)
