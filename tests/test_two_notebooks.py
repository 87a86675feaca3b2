"""Does a notebook that is open in two pages keep what was written in the cells of either?

The page's own modules save, in deno; a case is a list of turns: which page writes what in which cell, and saves.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from tests.page_scripts import answer_of

LOCKED = {"editable": False}
ANSWER = {"nbgrader": {"grade_id": "limit", "solution": True}}
CELLS = [
    {"id": "read", "source": "Read.", "cell_type": "markdown", "metadata": LOCKED},
    {"id": "try", "source": "a = 1", "cell_type": "code", "metadata": {}, "outputs": []},
    {"id": "limit", "source": "YOUR ANSWER HERE", "cell_type": "markdown", "metadata": ANSWER},
]
AS_IT_WAS = [["read", "Read."], ["try", "a = 1"], ["limit", "YOUR ANSWER HERE"]]
#: Turns by two pages, 0 and 1, and what the file holds then; `BELOW` is the id of a text that stands beside another.
BELOW = "below"
CASES: dict[str, tuple[list[Any], list[list[str]], list[int]]] = {
    "a note in each page": (
        [[0, ["one", "mine"]], [1, ["two", "other"]], [0]],
        [*AS_IT_WAS, ["two", "other"], ["one", "mine"]],
        [0, 0],
    ),
    "another cell in each page": (
        [[0, ["try", "a = 2"]], [1, ["limit", "It leaves out threats."]], [0, ["try", "a = 3"]], [1]],
        [["read", "Read."], ["try", "a = 3"], ["limit", "It leaves out threats."]],
        [0, 0],
    ),
    "the same cell in both pages, and the second goes on": (
        [[0, ["try", "a = 2"]], [1, ["try", "a = 9"]], [1, ["try", "a = 10"]], [0, ["try", "a = 3"]]],
        [["read", "Read."], ["try", "a = 3"], [BELOW, "a = 10"], ["limit", "YOUR ANSWER HERE"]],
        [0, 2],
    ),
    "the same answer in both pages": (
        [[0, ["limit", "Threats."]], [1, ["limit", "Time."]]],
        [["read", "Read."], ["try", "a = 1"], ["limit", "Threats."], [BELOW, "Time."]],
        [0, 1],
    ),
    "the same text in both pages": (
        [[0, ["try", "a = 2"]], [1, ["try", "a = 2"]]],
        [AS_IT_WAS[0], ["try", "a = 2"], AS_IT_WAS[2]],
        [0, 0],
    ),
    "a text of the release that a page has otherwise": (
        [[0, ["one", "mine"]], [1, ["read", "Old."]]],
        [*AS_IT_WAS, ["one", "mine"]],
        [0, 0],
    ),
}


@cache
def page() -> list[dict[str, Any]]:
    cases = [{"cells": CELLS, "steps": steps} for steps, _, _ in CASES.values()]
    return list(answer_of("two_pages.js", {"cases": cases})["played"])


@pytest.mark.parametrize("name", CASES)
def test_what_is_written_in_either_page_is_kept(name: str) -> None:
    _, wanted, told = CASES[name]
    found = page()[list(CASES).index(name)]
    known = {each for each, _ in wanted}
    assert [[each if each in known else BELOW, text] for each, text in found["texts"]] == wanted
    assert len({each for each, _ in found["texts"]}) == len(wanted)
    assert found["told"] == told


@pytest.mark.parametrize("name", CASES)
def test_what_there_is_no_room_for_is_still_to_be_saved(name: str) -> None:
    found = page()[list(CASES).index(name)]
    assert found["failed"] == ["full"]
    assert found["isDirty"]
    assert "no room" not in json.dumps(found["texts"])
