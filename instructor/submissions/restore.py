"""Give a submitted notebook back the cells it was released with, whatever was done to it.

nbgrader trusts part of what a submission says of its own cells: a cell that calls itself no grade is not graded, one
that changes its kind makes the whole submission fail, and a deleted one waits for a person for ever. So every cell that
the gradebook knows gets its kind, its metadata and, where it is locked, its source back; every other cell loses
whatever it claims, and missing ones are put back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nbformat.notebooknode import NotebookNode, from_dict

from instructor.submissions.notebook import KINDS
from instructor.submissions.screen import Refused
from quizzes.journal import printable

if TYPE_CHECKING:
    from nbgrader.api import Notebook, SourceCell

Cells = Mapping[str, Mapping[str, Any]]


def released_cells(notebook: Notebook) -> dict[str, dict[str, Any]]:
    """Return the cells that the gradebook knows, by grade id, as they were released."""
    graded = {cell.name: cell.max_score for cell in (*notebook.grade_cells, *notebook.task_cells)}
    solutions = {cell.name for cell in notebook.solution_cells}
    tasks = {cell.name for cell in notebook.task_cells}
    cells = {}
    for source in notebook.source_cells:
        name = source.name
        metadata = {
            "grade_id": name,
            "grade": name in graded and name not in tasks,
            "solution": name in solutions,
            "locked": bool(source.locked),
            "task": name in tasks,
            "cell_type": source.cell_type,
            "checksum": source.checksum,
            "schema_version": 3,
        }
        if name in graded:
            metadata["points"] = graded[name]
        cells[name] = _cell(source, metadata)
    return cells


def _cell(source: SourceCell, metadata: dict[str, Any]) -> dict[str, Any]:
    kind = source.cell_type
    return {
        "id": source.name,
        "cell_type": kind,
        "metadata": {"nbgrader": metadata},
        "source": source.source,
        **KINDS[kind],
    }


def restore(nb: NotebookNode, released: Cells, assignment: str) -> None:
    """Restore `nb`, as `intake.read_notebook` returned it, in place.

    Raises
    ------
    Refused
        Where `nb` has cells of some assignment, and none of this one.
    """
    claimed = [_grade_id(cell) for cell in nb.cells]
    if any(claimed) and not any(name in released for name in claimed):
        named = ", ".join(printable(name) for name in sorted({name for name in claimed if name})[:3])
        raise Refused(f"this notebook is not {assignment}: its cells are {named}; ask the student for the right one")
    # Of copies the last counts, as in nbgrader, whose DeduplicateIds leaves the others without a schema to fail on.
    last = {name: index for index, name in enumerate(claimed) if name in released}
    nb.cells = [
        _restored(cell, released[name] if last.get(name) == index else None)
        for index, (cell, name) in enumerate(zip(nb.cells, claimed, strict=True))
    ]
    _put_back(nb, released)


def _restored(cell: NotebookNode, released: Mapping[str, Any] | None) -> NotebookNode:
    if released is None:
        cell.metadata = NotebookNode()
        return cell
    metadata = released["metadata"]["nbgrader"]
    is_students = metadata["solution"] or not (metadata["grade"] or metadata["locked"])
    kept = {"source": cell.source} if is_students else {}
    restored: NotebookNode = from_dict({**released, "id": cell.id, **kept})
    return restored


def _put_back(nb: NotebookNode, released: Cells) -> None:
    """Insert the cells that are missing, each after the nearest one that was released before it."""
    after = -1
    for name, cell in released.items():
        found = [index for index, other in enumerate(nb.cells) if _grade_id(other) == name]
        if not found:
            nb.cells.insert(after + 1, from_dict(_with_free_id(cell, {other.id for other in nb.cells})))
        after = found[0] if found else after + 1


def _with_free_id(cell: Mapping[str, Any], taken: set[str]) -> dict[str, Any]:
    name = cell["id"]
    while name in taken:
        name = f"{name[:60]}-2" if not name.endswith("-2") else f"{name}2"
    return {**cell, "id": name}


def _grade_id(cell: NotebookNode) -> str:
    claims = cell.metadata.get("nbgrader")
    name = claims.get("grade_id") if isinstance(claims, dict) else None
    return name if isinstance(name, str) else ""
