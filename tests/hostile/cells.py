"""Notebooks with odd cells, and cells that claim too much to nbgrader."""

from __future__ import annotations

from typing import Any

from tests.hostile.spoiling import (
    MARKUP,
    SCRIPT,
    cell_named,
    claim,
    each,
    edited,
    every_cell,
    every_claim,
    graded,
    markdown,
    quiz_cell,
    refused,
    stray,
    without,
)
from tests.small_course import ASSIGNMENT

#: What stands where something else belongs.
ODD: dict[str, Any] = {
    "null": None,
    "a number": 7,
    "text": "x",
    "an empty list": [],
    "a list of numbers": [1, 2],
    "a list of lists": [["a"], [["b"]]],
    "an object": {"a": {"b": 1}},
}

CELLS = {
    **each(
        "a notebook whose cells are {}",
        {words: value for words, value in ODD.items() if not isinstance(value, list)},
        lambda value: refused(edited(lambda nb: nb.update(cells=value)), "cells"),
    ),
    "a notebook without cells": refused(edited(lambda nb: nb.pop("cells")), "cells"),
    **each("{} among the cells", ODD, lambda value: graded(stray(value))),
    **each(
        "a notebook whose every cell is {}",
        {"a string": "x", "a number": 1, "a list": []},
        lambda value: graded(edited(lambda nb: nb.update(cells=[value] * 9))),
    ),
    **each("a cell whose source is {}", ODD, lambda value: graded(quiz_cell(source=value))),
    **each("a cell whose metadata is {}", ODD, lambda value: graded(quiz_cell(metadata=value))),
    **each("a cell whose type is {}", ODD, lambda value: graded(quiz_cell(cell_type=value))),
    **each("a cell whose outputs are {}", ODD, lambda value: graded(quiz_cell(outputs=value))),
    **each("a cell whose execution count is {}", ODD, lambda value: graded(quiz_cell(execution_count=value))),
    **each("a cell whose id is {}", ODD, lambda value: graded(quiz_cell(id=value))),
    **each(
        "a cell without {}",
        {name: name for name in ("source", "metadata", "cell_type", "outputs", "id")},
        lambda f: graded(without(f)),
    ),
    "a cell of the old type heading": graded(stray(markdown(cell_type="heading", level=1))),
    "a cell that is an empty object": graded(stray({})),
    "a cell with fields of its own": graded(quiz_cell(points=100, score=100, nbgrader={"points": 100})),
    "cell ids that are all the same": graded(every_cell(lambda cell: cell.update(id="same"))),
    "cell ids that are no ids": graded(every_cell(lambda cell: cell.update(id=MARKUP))),
    "cell ids of 10,000 letters": graded(every_cell(lambda cell: cell.update(id="x" * 10_000))),
    "no cell ids": graded(every_cell(lambda cell: cell.pop("id", None))),
    "a stray cell with the quiz's id": graded(stray(markdown(id="quiz-01"))),
    "a source in 100,000 pieces": graded(stray(markdown(source=["x\n"] * 100_000))),
    "attachments with a script": graded(stray(markdown(attachments={"a.svg": {"image/svg+xml": SCRIPT}}))),
    **each("attachments that are {}", {"a list": [1], "text": "x"}, lambda v: graded(stray(markdown(attachments=v)))),
    "a notebook with no cell left": graded(edited(lambda nb: nb["cells"].clear())),
    "a notebook in reverse": graded(edited(lambda nb: nb["cells"].reverse())),
    "each cell twice": graded(edited(lambda nb: nb.update(cells=nb["cells"] * 2))),
    "the quiz's cell 1,000 times": graded(edited(lambda nb: nb["cells"].extend([cell_named(nb, "quiz-01")] * 1_000))),
    "20,000 cells": refused(edited(lambda nb: nb["cells"].extend([markdown()] * 20_000)), "cells"),
    "only stray cells": graded(edited(lambda nb: nb.update(cells=[markdown(id=f"n{n}") for n in range(9)]))),
    **each(
        "cells that have all become {}",
        {kind: kind for kind in ("markdown", "raw", "code")},
        lambda kind: graded(every_cell(lambda cell: cell.update(cell_type=kind))),
    ),
    "a quiz's cell that became text with outputs": graded(quiz_cell(cell_type="markdown", outputs=[1], attachments=2)),
}

CLAIMS = {
    **each("a cell whose claims are {}", ODD, lambda v: graded(quiz_cell(metadata={"nbgrader": v}))),
    **each(
        "a grade id that is {}",
        ODD
        | {
            "empty": "",
            "10,000 letters": "x" * 10_000,
            "markup": MARKUP,
            "markup of the console": "[/red][bold]x[/nothing]",
            "control characters": "a\x1b[2J\n\rb\0",
            "a path": "../../../instructor/keys/01-small",
            "SQL": "'; DROP TABLE grade; --",
        },
        lambda value: graded(claim(grade_id=value)),
    ),
    **each(
        "points that are {}",
        ODD | {"huge": 1e308, "negative": -5, "NaN": float("nan"), "infinite": float("inf"), "typed": "100"},
        lambda value: graded(every_claim(points=value)),
    ),
    **each(
        "a schema version that is {}",
        ODD | {"too new": 99, "too old": 1, "zero": 0, "negative": -1, "typed": "3"},
        lambda value: graded(every_claim(schema_version=value)),
    ),
    **each("a grade flag that is {}", ODD, lambda value: graded(every_claim(grade=value, locked=value))),
    **each("a checksum that is {}", ODD, lambda value: graded(every_claim(checksum=value))),
    "cells that call themselves no grade": graded(every_claim(grade=False, solution=False, task=False)),
    "cells that call themselves tasks": graded(every_claim(grade=False, solution=False, task=True, points=100)),
    "cells that call themselves solutions": graded(every_claim(solution=True, locked=False)),
    "a stray cell that claims 100 points": graded(
        stray(markdown(metadata={"nbgrader": {"grade_id": "bonus", "grade": True, "solution": True, "points": 100}}))
    ),
    "a stray cell that claims to be the quiz": graded(
        stray(markdown(metadata={"nbgrader": {"grade_id": "quiz-01", "grade": True, "points": 100, "task": True}}))
    ),
    "another assignment's notebook": refused(
        every_cell(
            lambda cell: (
                cell["metadata"].get("nbgrader", {}) and cell["metadata"]["nbgrader"].update(grade_id="quiz-03")
            )
        ),
        f"not {ASSIGNMENT}",
    ),
    "another assignment's notebook, its cells named in the console's markup": refused(
        every_claim(grade_id="[/red][link=https://example.org]x[/nothing]"), f"not {ASSIGNMENT}"
    ),
    "another assignment's notebook, its cells named in 10,000 letters and control characters": refused(
        every_claim(grade_id="\x1b[2J\n" + "x" * 10_000), f"not {ASSIGNMENT}"
    ),
    "another assignment's notebook, its cells named by a lone surrogate": refused(
        every_claim(grade_id="\ud800"), f"not {ASSIGNMENT}"
    ),
}
