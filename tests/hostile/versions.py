"""Notebooks of other versions of nbformat, and with odd metadata."""

from __future__ import annotations

import json
from typing import Any

from tests.hostile.cells import ODD
from tests.hostile.spoiling import (
    MARKUP,
    Spoil,
    each,
    edited,
    graded,
    notebook,
    refused,
)

V3_CELLS = [
    {"cell_type": "heading", "level": 1, "metadata": {}, "source": "Small"},
    {"cell_type": "code", "language": "python", "collapsed": False, "metadata": {}, "input": "1", "outputs": []},
]


def old_version(major: int, *, worksheets: Any = None) -> Spoil:
    content = {"nbformat": major, "nbformat_minor": 0, "metadata": {"name": "small"}}
    sheets = [{"cells": V3_CELLS, "metadata": {}}] if worksheets is None else worksheets
    return notebook(json.dumps(content | {"worksheets": sheets}).encode())


def version_3(nb: dict[str, Any]) -> None:
    """Turn a notebook into what the same notebook was in nbformat 3, its cells' claims with it."""
    for cell in nb["cells"]:
        cell.pop("id", None)
        if cell["cell_type"] == "code":
            cell |= {"input": cell.pop("source"), "language": "python", "collapsed": False, "prompt_number": 1}
    nb["worksheets"] = [{"cells": nb.pop("cells"), "metadata": {}}]
    nb |= {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": "small"}}


VERSIONS = {
    "a notebook of nbformat 3": graded(edited(version_3)),
    "a stranger's notebook of nbformat 3": graded(old_version(3)),
    "a notebook of nbformat 2": graded(old_version(2)),
    **each(
        "a notebook of nbformat {}",
        {
            "0": 0,
            "1": 1,
            "5": 5,
            "99": 99,
            "-4": -4,
            '"4"': "4",
            "null": None,
            "[4]": [4],
            "true": True,
            "markup": MARKUP,
        },
        lambda value: refused(edited(lambda nb: nb.update(nbformat=value)), "nbformat|format"),
    ),
    "a notebook without nbformat": refused(edited(lambda nb: nb.pop("nbformat")), "nbformat|format"),
    **each(
        "a notebook of nbformat 4 and minor {}",
        ODD | {"99": 99, "-1": -1, "NaN": float("nan"), "10**30": 10**30},
        lambda value: graded(edited(lambda nb: nb.update(nbformat_minor=value))),
    ),
    "a notebook without minor version": graded(edited(lambda nb: nb.pop("nbformat_minor"))),
    **each(
        "a notebook of nbformat 3 whose worksheets are {}",
        {"a number": 7, "a list of numbers": [1], "text": "x", "texts": ["x"], "cells of no type": [{"cells": [{}]}]},
        lambda value: refused(old_version(3, worksheets=value), "notebook"),
    ),
    **each("notebook metadata that is {}", ODD, lambda value: graded(edited(lambda nb: nb.update(metadata=value)))),
    "a notebook without metadata": graded(edited(lambda nb: nb.pop("metadata"))),
    **each(
        "a kernelspec that is {}",
        ODD
        | {
            "a shell command": {"name": "python3; touch ran", "display_name": "$(touch ran)", "argv": ["touch", "ran"]},
            "a path": {"name": "../../../ran", "display_name": MARKUP, "language": 7},
        },
        lambda value: graded(edited(lambda nb: nb["metadata"].update(kernelspec=value, language_info=value))),
    ),
    "a notebook with fields of its own": graded(edited(lambda nb: nb.update(score=100, worksheets=[]))),
}
