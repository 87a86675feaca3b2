"""Cells to run in the sandbox, and what became of them."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import psutil
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

SHORT = {"seconds": 20, "cell_seconds": 5}
Execute = Callable[..., list[NotebookNode]]


def notebook(*sources: str) -> NotebookNode:
    nb: NotebookNode = new_notebook(cells=[new_code_cell(dedent(source).strip()) for source in sources])
    return nb


def is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def shown(cell: NotebookNode) -> str:
    """Return what a cell prints and results in."""
    texts = (output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs)
    return "".join(texts).strip()


def errors(cell: NotebookNode) -> str:
    """Return the names of a cell's errors and what they say."""
    return "; ".join(f"{output.ename}: {output.evalue}" for output in cell.outputs if output.output_type == "error")
