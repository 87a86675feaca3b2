"""Give a submitted notebook back the cells it was released with, whatever was done to it.

nbgrader trusts part of what a submission says of its own cells: a cell that calls itself no grade is not graded, one
that changes its kind makes the whole submission fail, and a deleted one waits for a person for ever. So every cell that
the gradebook knows gets its kind, its metadata and, where it is locked, its source back; every other cell loses
whatever it claims, and missing ones are put back.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from instructor.submissions.notebook import Cell, Notebook
from instructor.submissions.screen import Refused
from quizzes.journal import printable

Cells = Mapping[str, Mapping[str, Any]]


def restore(nb: Notebook, released: Cells, assignment: str) -> None:
    """Restore `nb`, as `read_notebook` returned it, in place.

    Raises
    ------
    Refused
        Where `nb` has cells of some assignment, and none of this one.
    """
    claimed = [_grade_id(cell) for cell in nb["cells"]]
    if any(claimed) and not any(name in released for name in claimed):
        named = ", ".join(printable(name) for name in sorted({name for name in claimed if name})[:3])
        raise Refused(f"this notebook is not {assignment}: its cells are {named}; ask the student for the right one")
    # Of copies the last counts, as in nbgrader, whose DeduplicateIds leaves the others without a schema to fail on.
    last = {name: index for index, name in enumerate(claimed) if name in released}
    nb["cells"] = [
        _restored(cell, released[name] if last.get(name) == index else None)
        for index, (cell, name) in enumerate(zip(nb["cells"], claimed, strict=True))
    ]
    _put_back(nb, released)


def _restored(cell: Cell, released: Mapping[str, Any] | None) -> Cell:
    if released is None:
        return {**cell, "metadata": {}}
    metadata = released["metadata"]["nbgrader"]
    is_students = metadata["solution"] or not (metadata["grade"] or metadata["locked"])
    kept = {"source": cell["source"]} if is_students else {}
    return deepcopy({**released, "id": cell["id"], **kept})


def _put_back(nb: Notebook, released: Cells) -> None:
    """Insert the cells that are missing, each after the nearest one that was released before it."""
    after, cells = -1, nb["cells"]
    for name, cell in released.items():
        found = [index for index, other in enumerate(cells) if _grade_id(other) == name]
        if not found:
            cells.insert(after + 1, _with_free_id(cell, {other["id"] for other in cells}))
        after = found[0] if found else after + 1


def _with_free_id(cell: Mapping[str, Any], taken: set[str]) -> Cell:
    name = cell["id"]
    while name in taken:
        name = f"{name[:60]}-2" if not name.endswith("-2") else f"{name}2"
    return deepcopy({**cell, "id": name})


def _grade_id(cell: Cell) -> str:
    claims = cell["metadata"].get("nbgrader")
    name = claims.get("grade_id") if isinstance(claims, dict) else None
    return name if isinstance(name, str) else ""
