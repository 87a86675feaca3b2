"""Give a submitted notebook back the cells it was released with, whatever was done to it.

nbgrader trusts part of what a submission says of its own cells: a cell that calls itself no grade is not graded, one
that changes its kind makes the whole submission fail, and a deleted one waits for a person for ever. So, before
nbgrader's own steps, every cell that the gradebook knows gets its metadata back, every other cell loses whatever it
claims, and missing ones are put back. `OverwriteCells` then restores the sources of locked cells.
"""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook, Notebook, SourceCell
from nbgrader.preprocessors import NbGraderPreprocessor


class ForeignNotebookError(Exception):
    """The notebook has no cell of the assignment it was handed in for."""


class RestoreCells(NbGraderPreprocessor):
    """Restore the metadata of the assignment's cells, and the cells that were deleted."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Restore `nb` in place."""
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            released = released_cells(gradebook.find_notebook(where["notebook"], where["assignment"]))
        restore(nb, released, where["assignment"])
        return nb, resources


def released_cells(notebook: Notebook) -> dict[str, NotebookNode]:
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
        cells[name] = _cell(source, {"nbgrader": metadata})
    return cells


def _cell(source: SourceCell, metadata: dict[str, Any]) -> NotebookNode:
    make: Any = new_code_cell if source.cell_type == "code" else new_markdown_cell
    cell: NotebookNode = make(source.source, id=source.name, metadata=metadata)
    return cell


def restore(nb: NotebookNode, released: dict[str, NotebookNode], assignment: str) -> None:
    """Give the cells of `nb` the metadata of `released`, take every other claim away, and put back what is missing.

    Raises
    ------
    ForeignNotebookError
        Where `nb` has cells of some assignment, and none of this one.
    """
    claimed = [_grade_id(cell) for cell in nb.cells]
    if any(claimed) and not any(name in released for name in claimed):
        named = ", ".join(sorted({name for name in claimed if name})[:3])
        raise ForeignNotebookError(
            f"this notebook is not {assignment}: its cells are {named}; ask the student for the right one"
        )
    last = {name: index for index, name in enumerate(claimed)}
    nb.metadata = from_dict({name: nb.metadata[name] for name in ("kernelspec",) if name in nb.metadata})
    for index, (cell, name) in enumerate(zip(nb.cells, claimed, strict=True)):
        cell.pop("attachments", None)
        # Of copies the last counts, as in nbgrader, whose DeduplicateIds leaves the others without a schema to fail on.
        cell.metadata = from_dict(released[name].metadata if name in released and index == last[name] else {})
    _put_back(nb, released)


def _put_back(nb: NotebookNode, released: dict[str, NotebookNode]) -> None:
    """Insert the cells that are missing, each after the nearest one that was released before it."""
    after = -1
    for name, cell in released.items():
        found = [index for index, other in enumerate(nb.cells) if _grade_id(other) == name]
        if not found:
            nb.cells.insert(after + 1, from_dict(cell))
        after = found[0] if found else after + 1


def _grade_id(cell: NotebookNode) -> str:
    claims = cell.metadata.get("nbgrader")
    name = claims.get("grade_id") if isinstance(claims, dict) else None
    return name if isinstance(name, str) else ""
