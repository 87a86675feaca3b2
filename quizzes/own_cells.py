"""Put what a student wrote into a notebook's cells into another copy of the lesson: a newer release, or one elsewhere.

The other copy's own cells stand as they are. A cell for an answer that nothing was written in takes the text; where
both hold one, the second text goes into a cell at the end. A line to try is taken where the release did not change
it: a released notebook says what each of its cells held (`instructor.webpage.contents`). A text of the release that the
student wrote on is taken in its place, or, where that was corrected, below it. Cells that the student added follow the
cell that they followed, and do not say of themselves that their outputs' scripts may run. A cell that only repeats what
stands in its field is nobody's text: the field's journal has it.
`lesson_view/own_cells.js` does the same; tests hold both to the same cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from itertools import chain, count
from typing import Any

STUB = "YOUR ANSWER HERE"
#: Where in a notebook's and in a cell's metadata the course keeps what is its own.
OWN = "two_januaries"

Cell = dict[str, Any]
Notebook = dict[str, Any]


def carried(base: Notebook, donor: Notebook) -> Notebook:
    """Return `base` with what a student wrote in `donor`, another copy of the same lesson; both stay as they are."""
    made = deepcopy(base)
    cells: list[Cell] = made["cells"]
    former, current, texts = _stamped(donor, "cells"), _stamped(base, "cells"), _stamped(donor, "texts")
    placed = {cell["id"]: cell for cell in cells if "id" in cell}
    before: Cell | None = None
    for cell in donor["cells"]:
        name = cell.get("id", "")
        here = _answer_cell(cells, cell) if _is_answer(cell) else placed.get(name)
        if _is_answer(cell):
            _take_answer(cells, here, cell)
        elif here is None and _is_added(cell) and name not in former:
            here = deepcopy(cell)
            here["metadata"].pop("trusted", None)
            cells.insert(_after(cells, before), here)
        elif here is not None and _is_try(here) and former.get(name, "") == current.get(name):
            here["source"] = cell["source"]
        elif _is_text(cell) and name in texts and texts[name] != sign(_source(cell)):
            here = _take_text(cells, here, before, cell, texts[name])
        before = here if here is not None else before
    return made


def _take_answer(cells: list[Cell], here: Cell | None, cell: Cell) -> None:
    text = _source(cell)
    if _is_copy(cell) or (here is not None and _source(here) == text):
        return
    if here is not None and _is_copy(here):
        here["source"] = cell["source"]
        here["metadata"].pop(OWN, None)
    elif all(_source(each) != text for each in cells):
        cells.append(_brought(cells, cell))


def _take_text(cells: list[Cell], here: Cell | None, before: Cell | None, cell: Cell, released: str) -> Cell | None:
    """Take a text that a student wrote on; return the cell that it stands in, if that is its own, else `here`."""
    if here is not None and sign(_source(here)) == released:
        here["source"] = cell["source"]
    elif all(_source(each) != _source(cell) for each in cells):
        below = _brought(cells, cell)
        cells.insert(_after(cells, here if here is not None else before), below)
        return below
    return here


def _brought(cells: Sequence[Cell], cell: Cell) -> Cell:
    known, stem = {each.get("id") for each in cells}, f"{cell.get('id', 'answer')[:48]}-brought"
    names = chain([stem], (f"{stem}-{number}" for number in count(2)))
    free = next(name for name in names if name not in known)
    return {"cell_type": "markdown", "id": free, "metadata": {}, "source": cell["source"]}


def _stamped(notebook: Notebook, part: str) -> Mapping[str, str]:
    """Return a part of what a released notebook says of its cells: their digests, or the signs of its texts."""
    own = notebook.get("metadata", {}).get(OWN)
    release = own.get("release") if isinstance(own, dict) else None
    found = release.get(part) if isinstance(release, dict) else None
    return found if isinstance(found, dict) else {}


def _claim(cell: Cell) -> Mapping[str, Any]:
    claim = cell["metadata"].get("nbgrader")
    return claim if isinstance(claim, dict) else {}


def _is_answer(cell: Cell) -> bool:
    return bool(_claim(cell).get("solution"))


def _answer_cell(cells: Sequence[Cell], cell: Cell) -> Cell | None:
    wanted = _claim(cell).get("grade_id")
    return next((each for each in cells if _is_answer(each) and _claim(each).get("grade_id") == wanted), None)


def _is_added(cell: Cell) -> bool:
    return not _claim(cell) and cell["metadata"].get("editable") is not False and bool(_source(cell).strip())


def _is_try(cell: Cell) -> bool:
    return cell["cell_type"] == "code" and not _claim(cell) and cell["metadata"].get("editable") is not False


def _is_text(cell: Cell) -> bool:
    return cell["cell_type"] == "markdown" and not _claim(cell) and bool(_source(cell).strip())


def _is_copy(cell: Cell) -> bool:
    text, own = _source(cell), cell["metadata"].get(OWN)
    filled = own.get("filled") if isinstance(own, dict) else None
    return text.strip() in ("", STUB) or filled == sign(text)


def sign(text: str) -> str:
    """Return what the page notes with a cell that it filled (`hand_work.js`)."""
    units = text.encode("utf-16-le", "surrogatepass")
    total = 5381
    for low, high in zip(units[::2], units[1::2], strict=True):
        total = (total * 33 ^ (low + 256 * high)) & 0xFFFFFFFF
    return f"{len(units) // 2} {total}"


def _after(cells: Sequence[Cell], before: Cell | None) -> int:
    return next((at for at, cell in enumerate(cells, 1) if cell is before), 0 if before is None else len(cells))


def _source(cell: Cell) -> str:
    return "".join(cell["source"])
