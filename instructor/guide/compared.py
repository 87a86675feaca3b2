"""Which results of a lesson's cells are stored in its source and compared by nbval, and in what form.

Those of every cell of code that shows something and does not only ask, import or show the essay: tables of values and
worked numbers. Such a cell has nbval's tag `nbval-check-output`. A result that depends on what a student answered has
`nbval-ignore-output`, set by hand. Drawings are left out: what they show is compared in their alternative text and
their table of values.
"""

from __future__ import annotations

import re
from copy import deepcopy

from nbformat.notebooknode import NotebookNode

#: Cells whose last line begins so show nothing that is compared.
_SILENT = ("import ", "from ", "%", "quiz(", "reading(", "hand_in(", "glossary(", "step(", "verdicts(")
_WIDGET = "application/vnd.jupyter.widget-view+json"
COMPARED, IGNORED = "nbval-check-output", "nbval-ignore-output"
#: What a drawing is, and what is stored in its place; `tests/nbval.cfg` does the same to both before they are compared.
DRAWING, NO_DRAWING = re.compile(r"<svg.*?</svg>", re.DOTALL), "<svg></svg>"


def shows(cell: NotebookNode) -> bool:
    """Say whether a cell of code shows a figure or a result."""
    last = cell.source.strip().splitlines()[-1:] if cell.cell_type == "code" else []
    return bool(last) and not last[0].startswith(_SILENT)


def only_asks(cell: NotebookNode) -> bool:
    """Say whether every line of a cell of code asks, imports or shows the essay: whoever reads it misses nothing."""
    return cell.cell_type == "code" and all(line.startswith(_SILENT) for line in cell.source.split("\n") if line)


def is_compared(cell: NotebookNode) -> bool:
    """Say whether what a cell shows is compared."""
    return shows(cell) and IGNORED not in cell.metadata.get("tags", [])


def with_outputs(source: NotebookNode, ran: NotebookNode) -> NotebookNode:
    """Return the source with the outputs that `ran`, the same notebook, has where they are compared, and no other."""
    for cell, shown in zip(source.cells, ran.cells, strict=True):
        if cell.cell_type == "code":
            cell.outputs = [_stored(output) for output in shown.outputs] if is_compared(cell) else []
            cell.execution_count = 1 if is_compared(cell) else None
            _tag(cell)
    return source


def _stored(output: NotebookNode) -> NotebookNode:
    """Return an output without drawing and widget, whose name is new each time, and with the same count each time."""
    kept: NotebookNode = deepcopy(output)
    kept.get("data", {}).pop(_WIDGET, None)
    for kind, shown in kept.get("data", {}).items():
        kept.data[kind] = DRAWING.sub(NO_DRAWING, shown)
    if "execution_count" in kept:
        kept.execution_count = 1
    return kept


def _tag(cell: NotebookNode) -> None:
    """Set nbval's tag where a cell is compared, and take it away where it is not."""
    tags = [tag for tag in cell.metadata.get("tags", []) if tag != COMPARED] + [COMPARED] * is_compared(cell)
    cell.metadata.pop("tags", None)
    if tags:
        cell.metadata["tags"] = tags
