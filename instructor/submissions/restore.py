"""Give a submitted notebook back the cells it was released with, whatever was done to it.

nbgrader trusts part of what a submission says of its own cells: a cell that calls itself no grade is not graded, one
that changes its kind makes the whole submission fail, and a deleted one waits for a person for ever. So every cell that
the gradebook knows gets its kind, its metadata and, where it is locked, its source back; every other cell loses
whatever it claims, and missing ones are put back. A student's own text is brought before the grader on the way, by
`own_text`: nothing that was written is lost, and no written answer counts as empty while there is some.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from types import MappingProxyType
from typing import Any

from instructor.submissions.fields import Field, evened, fill
from instructor.submissions.notebook import Cell, Notebook
from instructor.submissions.own_text import Answer, Found, show
from instructor.submissions.screen import Refused
from quizzes.journal import printable
from quizzes.written import grade_id, own_text

Cells = Mapping[str, Mapping[str, Any]]


def restore(
    nb: Notebook,
    released: Cells,
    text: Collection[str],
    assignment: str,
    written: Mapping[str, Field] = MappingProxyType({}),
) -> None:
    """Restore `nb`, as `read_notebook` returned it, in place.

    Parameters
    ----------
    nb, assignment
        What was handed in, and for which assignment.
    released
        The cells that the gradebook knows.
    text
        The fingerprints of all that the release holds, as `quizzes.written` makes them.
    written
        What its fields held, by the ids of the cells that they fill.

    Raises
    ------
    Refused
        Where `nb` has cells of some assignment, and none of this one.
    """
    handed_in = nb["cells"]
    claimed = [grade_id(cell) for cell in handed_in]
    if any(claimed) and not any(name in released for name in claimed):
        named = ", ".join(printable(name) for name in sorted({name for name in claimed if name})[:3])
        raise Refused(f"this notebook is not {assignment}: its cells are {named}; ask the student for the right one")
    own = [own_text(cell, text) for cell in handed_in]
    counted = _counted(claimed, own, released)
    nb["cells"] = [
        _restored(cell, released[name] if counted.get(name) == index else None)
        for index, (cell, name) in enumerate(zip(handed_in, claimed, strict=True))
    ]
    found = _found(handed_in, nb["cells"], own, written)
    _put_back(nb, released)
    answers = _answers(nb["cells"], {name: own[index] for name, index in counted.items()}, Counter(claimed), written)
    show(nb["cells"], answers, found)


def _counted(claimed: Sequence[str], own: Sequence[str], released: Cells) -> dict[str, int]:
    """Return which cell counts as the released one of each name.

    Of copies the last does, as in nbgrader, whose DeduplicateIds leaves the others without a schema to fail on; of the
    copies of a written answer, the last in which something is written.
    """
    known = [(name, index) for index, name in enumerate(claimed) if name in released]
    return dict(known) | {name: index for name, index in known if own[index] and _is_written(released[name])}


def _is_written(cell: Mapping[str, Any]) -> bool:
    """Say whether a released cell is a written answer: a solution that a person marks."""
    claims = cell["metadata"].get("nbgrader", {})
    return bool(claims.get("solution") and claims.get("grade"))


def _found(
    handed_in: Sequence[Cell], restored: Sequence[Cell], own: Sequence[str], fields: Mapping[str, Field]
) -> list[Found]:
    """Return the own text that stands outside the cells of answers, and that no field held."""
    held = {version for field in fields.values() for version in field.versions}
    return [
        Found(now, before["cell_type"], text, is_lost=now["source"] != before["source"])
        for before, now, text in zip(handed_in, restored, own, strict=True)
        if text and evened(text) not in held and not now["metadata"].get("nbgrader", {}).get("solution")
    ]


def _answers(
    cells: Sequence[Cell], texts: Mapping[str, str], claims: Mapping[str, int], fields: Mapping[str, Field]
) -> list[Answer]:
    """Return the written answers of a restored notebook, given the own text in those that were there; fill them."""
    answers = []
    for name, cell in ((grade_id(cell), cell) for cell in cells if _is_written(cell)):
        own = texts.get(name, "")
        text = fill(cell, fields[name], own) if name in fields else own
        answers.append(Answer(cell, text, is_missing=name not in texts, is_doubled=claims[name] > 1))
    return answers


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
        found = [index for index, other in enumerate(cells) if grade_id(other) == name]
        if not found:
            cells.insert(after + 1, _with_free_id(cell, {other["id"] for other in cells}))
        after = found[0] if found else after + 1


def _with_free_id(cell: Mapping[str, Any], taken: set[str]) -> Cell:
    name = cell["id"]
    while name in taken:
        name = f"{name[:60]}-2" if not name.endswith("-2") else f"{name}2"
    return deepcopy({**cell, "id": name})
