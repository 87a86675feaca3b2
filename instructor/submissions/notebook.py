"""Read a notebook as hostile: it is taken apart and made anew from its cells' kinds, sources and ids.

So nothing else of it, whatever it is, reaches nbgrader, nbformat or a browser. `nbgrader autograde` reads notebooks
through `preprocessors.CheckedExporter`, so it refuses the same ones. What comes out is plain dicts in the form of
nbformat 4.5: nbformat itself, which takes a second to import, only converts older notebooks.
"""

from __future__ import annotations

import json
import re
from copy import deepcopy
from typing import Any

from instructor.submissions.beside import held
from instructor.submissions.screen import Refused
from quizzes.journal import is_deeper, printable
from quizzes.written import is_visible

Cell = dict[str, Any]
Notebook = dict[str, Any]

MOST_CELLS = 2_000

#: JSON levels. A notebook itself has six; what an output holds may have some more.
DEEPEST = 100

#: The kinds of cells, and what nbformat wants of each beside its source.
KINDS: dict[Any, dict[str, Any]] = {"code": {"outputs": [], "execution_count": None}, "markdown": {}, "raw": {}}

_CELL_ID = re.compile(r"[a-zA-Z0-9-_]{1,64}")


def read_notebook(data: bytes) -> Notebook:
    """Read a notebook of nbformat 2 to 4 and make it anew: cells with id, kind, source and nbgrader's metadata.

    Attachments and outputs are laid aside for `beside.own_things`; all other metadata is left behind. A cell of no kind
    that nbformat has becomes raw, as long as it holds text.

    Raises
    ------
    Refused
        Where it is not UTF-8, not JSON, nested too deep, or no notebook.
    """
    again = "ask the student to open it in JupyterLab, save it and hand it in again"
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused(f"the notebook is not in UTF-8; {again}") from None
    except (ValueError, RecursionError) as error:
        raise Refused(f"the notebook is not JSON ({_brief(error)}); {again}") from None
    if is_deeper(content, DEEPEST):
        raise Refused(f"the notebook is nested deeper than {DEEPEST} levels; {again}")
    content = _as_version_4(content, again)
    cells = content.get("cells")
    if not isinstance(cells, list):
        raise Refused(f"the file is no notebook: it has no list of cells; {again}")
    _check_number(len(cells), again)
    return _made_anew(cells, content.get("metadata"))


def _check_number(cells: int, again: str) -> None:
    if cells > MOST_CELLS:
        raise Refused(f"the notebook has {cells:,} cells; at most {MOST_CELLS:,} are taken; {again}")


def _brief(error: Exception) -> str:
    return "nested too deep" if isinstance(error, RecursionError) else printable(str(error))


def _as_version_4(content: Any, again: str) -> dict[str, Any]:
    """Return the content in the form of nbformat 4; an older one is converted by nbformat."""
    version = content.get("nbformat") if isinstance(content, dict) else None
    if version not in (2, 3, 4) or isinstance(version, bool | float):
        found = f"its nbformat is {printable(str(version))}" if version is not None else "it names no nbformat"
        raise Refused(f"the file is no notebook that can be read: {found}; {again}")
    if version == 4:
        return dict(content)
    worksheets = content.get("worksheets")
    for worksheet in worksheets if isinstance(worksheets, list) else []:
        if isinstance(worksheet, dict) and isinstance(cells := worksheet.get("cells"), list):
            _check_number(len(cells), again)
    import nbformat  # here, because hardly any submission needs it

    try:
        converted: Notebook = nbformat.convert(nbformat.from_dict(content), 4)
    except Exception:  # whatever nbformat's converters raise on content that nobody checked
        raise Refused(f"the notebook has the form of nbformat {version}, and is damaged; {again}") from None
    return converted


def _made_anew(cells: list[Any], metadata: Any) -> Notebook:
    ids: set[str] = set()
    given = [cell if isinstance(cell, dict) else {"source": cell} for cell in cells]
    made = [_cell(cell, ids) for cell in given if _kind(cell) in KINDS or is_visible(_text(cell.get("source")))]
    metadata = {"kernelspec": spec} if (spec := kernelspec(metadata)) else {}
    return {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def kernelspec(metadata: Any) -> dict[str, str]:
    """Return the kernelspec in a notebook's metadata: its three texts, or nothing where one that must be is missing."""
    claimed = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    known = ("display_name", "language", "name")
    spec = {name: _text(claimed[name]) for name in known if isinstance(claimed, dict) and name in claimed}
    return spec if spec.get("name") and spec.get("display_name") else {}


def _kind(cell: dict[str, Any]) -> str:
    kind = cell.get("cell_type")
    return kind if isinstance(kind, str) else ""


def _cell(cell: Cell, ids: set[str]) -> Cell:
    claims = cell["metadata"].get("nbgrader") if isinstance(cell.get("metadata"), dict) else None
    kind = _kind(cell) if _kind(cell) in KINDS else "raw"
    return {
        "id": _cell_id(cell.get("id"), ids),
        "cell_type": kind,
        "metadata": ({"nbgrader": claims} if isinstance(claims, dict) else {}) | held(cell),
        "source": _text(cell.get("source")),
        **deepcopy(KINDS[kind]),
    }


def _text(source: Any) -> str:
    """Return a cell's source, of which a file may keep the lines one by one; lone surrogates cannot be written."""
    lines = source if isinstance(source, list) else [source]
    text = "".join(line for line in lines if isinstance(line, str))
    return text.encode("utf-8", "replace").decode("utf-8")


def _cell_id(claimed: Any, taken: set[str]) -> str:
    """Return the cell's own id where it is valid and no other cell has it, else one by its number: never by chance."""
    name = claimed if isinstance(claimed, str) and _CELL_ID.fullmatch(claimed) else "cell"
    number = len(taken)
    while name in taken:
        name, number = f"{name[:50]}-{number}", number + 1
    taken.add(name)
    return name
