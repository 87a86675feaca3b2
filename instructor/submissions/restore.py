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

from instructor.submissions.beside import Thing, own_things, put
from instructor.submissions.fields import Field, fill
from instructor.submissions.notebook import Cell, Notebook
from instructor.submissions.own_text import Answer, Found, set_below, show
from instructor.submissions.screen import Refused
from quizzes.journal import printable
from quizzes.written import evened, grade_id, own_text

Cells = Mapping[str, Mapping[str, Any]]


def restore(
    nb: Notebook,
    released: Cells,
    text: Collection[str],
    assignment: str,
    student: str = "",
    written: Mapping[str, Field] = MappingProxyType({}),
) -> list[str]:
    """Restore `nb`, as `read_notebook` returned it, in place; return what an instructor has to know of it.

    Parameters
    ----------
    nb, assignment
        What was handed in, and for which assignment.
    released
        The cells that the gradebook knows.
    text
        The fingerprints of all that the release holds, as `quizzes.written` makes them.
    assignment, student
        What it was handed in for, and by whom.
    written
        What its fields held, by the ids of the cells that they fill.

    Raises
    ------
    Refused
        Where `nb` has cells of some assignment, and none of this one.
    """
    handed_in, claimed = nb["cells"], [grade_id(cell) for cell in nb["cells"]]
    _check_assignment(claimed, released, assignment)
    own, things = _own(handed_in, text)
    counted = _counted(claimed, [bool(words or more) for words, more in zip(own, things, strict=True)], released)
    nb["cells"] = [
        _restored(cell, released[name] if counted.get(name) == index else None)
        for index, (cell, name) in enumerate(zip(handed_in, claimed, strict=True))
    ]
    found = _found(handed_in, nb["cells"], own, things, written)
    _put_back(nb, released)
    texts = {name: (own[at], things[at]) for name, at in counted.items()}
    answers = _answers(nb["cells"], texts, Counter(claimed), written)
    return _brought_up(nb["cells"], answers, found, f"submitted/{student or '...'}/{assignment}/{assignment}.ipynb")


def _own(cells: Sequence[Cell], text: Collection[str]) -> tuple[list[str], list[tuple[Thing, ...]]]:
    """Return what of each cell is the student's own: its text, and what stands beside it."""
    own = [own_text(cell, text) for cell in cells]
    return own, [own_things(cell, words, text) for cell, words in zip(cells, own, strict=True)]


def _check_assignment(claimed: Sequence[str], released: Cells, assignment: str) -> None:
    if any(claimed) and not any(name in released for name in claimed):
        named = ", ".join(printable(name) for name in sorted({name for name in claimed if name})[:3])
        raise Refused(f"this notebook is not {assignment}: its cells are {named}; ask the student for the right one")


def _brought_up(cells: list[Cell], answers: Sequence[Answer], found: Sequence[Found], path: str) -> list[str]:
    """Put what was found before whoever reads the notebook; return what of it must be said elsewhere."""
    unseen = show(cells, answers, found)
    unseen += [thing for one in found if not one.is_lost for thing in _put_in_place(one)]
    lost = [] if answers else [one for one in found if one.is_lost]
    unseen += [thing for one in lost for thing in one.things if not thing.picture]
    below = set_below(cells, lost)
    return [
        *(f"what was written into the locked cell {name} stands below it: read it in the formgrader" for name in below),
        *(f"no page shows {thing}: to see it, open {path}" for thing in dict.fromkeys(unseen)),
    ]


def _put_in_place(found: Found) -> list[Thing]:
    """Show what a cell of the student's own holds beside text; outputs of code are named there, and nowhere else."""
    others = put(found.cell, found.things)
    return [] if found.cell["cell_type"] == "code" else others


def _counted(claimed: Sequence[str], own: Sequence[bool], released: Cells) -> dict[str, int]:
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
    handed_in: Sequence[Cell],
    restored: Sequence[Cell],
    own: Sequence[str],
    things: Sequence[tuple[Thing, ...]],
    fields: Mapping[str, Field],
) -> list[Found]:
    """Return what is the student's own outside the cells of answers, but for text that a field held."""
    held = {version for field in fields.values() for version in field.versions}
    return [
        Found(now, before["cell_type"], text, _is_lost(before, now, more), more)
        for before, now, text, more in zip(handed_in, restored, own, things, strict=True)
        if (more or (text and evened(text) not in held)) and not now["metadata"].get("nbgrader", {}).get("solution")
    ]


def _is_lost(before: Cell, now: Cell, things: tuple[Thing, ...]) -> bool:
    """Say whether restoring a cell took something of the student's away."""
    return now["source"] != before["source"] or bool(things and not _is_students(now))


def _answers(
    cells: Sequence[Cell],
    texts: Mapping[str, tuple[str, tuple[Thing, ...]]],
    claims: Mapping[str, int],
    fields: Mapping[str, Field],
) -> list[Answer]:
    """Return the written answers of a restored notebook, given what is the student's own in those there; fill them."""
    answers = []
    for name, cell in ((grade_id(cell), cell) for cell in cells if _is_written(cell)):
        own, things = texts.get(name, ("", ()))
        text = fill(cell, fields[name], own) if name in fields else own
        answers.append(Answer(cell, text, name not in texts, is_doubled=claims[name] > 1, things=things))
    return answers


def _restored(cell: Cell, released: Mapping[str, Any] | None) -> Cell:
    if released is None:
        return {**cell, "metadata": {}}
    kept = {"source": cell["source"]} if _is_students(released) else {}
    return deepcopy({**released, "id": cell["id"], **kept})


def _is_students(cell: Mapping[str, Any]) -> bool:
    """Say whether a cell is for the student to write in."""
    claims = cell["metadata"].get("nbgrader", {})
    return bool(claims.get("solution") or not (claims.get("grade") or claims.get("locked")))


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
