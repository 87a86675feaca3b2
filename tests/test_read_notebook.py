"""Is a student's notebook taken apart and made anew, and one that is none refused in words that say what to do?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from instructor.submissions.notebook import DEEPEST, MOST_CELLS, kernelspec, read_notebook
from instructor.submissions.screen import Refused

AGAIN = "ask the student to open it in JupyterLab, save it and hand it in again"


def notebook(*cells: Any, **more: Any) -> bytes:
    """Return the bytes of a notebook."""
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}).encode()


def refusal(data: bytes) -> str:
    """Return the words in which a notebook is refused."""
    with pytest.raises(Refused) as refused:
        read_notebook(data)
    return str(refused.value)


def nested(levels: int) -> bytes:
    """Return a notebook of so many levels."""
    return notebook(metadata={"a": "HERE"}).replace(b'"HERE"', b"[" * (levels - 2) + b"1" + b"]" * (levels - 2))


def test_of_a_cell_kind_source_id_and_claims_are_left() -> None:
    claims = {"grade_id": "quiz-01"}
    code = {"cell_type": "code", "id": "one", "metadata": {"nbgrader": claims, "tags": []}, "source": ["a\n", "b", 7]}
    text = {"cell_type": "markdown", "id": "two", "metadata": {"nbgrader": "mine"}, "source": "c\ud800", "x": 1}
    raw = {"cell_type": "raw", "metadata": None, "source": {"d": 1}}
    made = read_notebook(notebook(code | {"outputs": [{"text": "x"}], "execution_count": 4}, text, raw))
    assert made == {
        "cells": [
            {
                "id": "one",
                "cell_type": "code",
                "metadata": {"nbgrader": claims},
                "source": "a\nb",
                "outputs": [],
                "execution_count": None,
            },
            {"id": "two", "cell_type": "markdown", "metadata": {}, "source": "c?"},
            {"id": "cell", "cell_type": "raw", "metadata": {}, "source": ""},
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def test_cells_share_nothing_and_what_is_no_cell_is_dropped() -> None:
    code = {"cell_type": "code", "source": ""}
    made = read_notebook(notebook(7, code, {"cell_type": ["code"]}, {"cell_type": "heading"}, {}, code))["cells"]
    made[0]["outputs"].append("mine")
    assert [cell["outputs"] for cell in made] == [["mine"], []]
    assert read_notebook(notebook(code))["cells"][0]["outputs"] == []


@pytest.mark.parametrize(
    ("claimed", "given"),
    [
        (["a", "a", "a"], ["a", "a-1", "a-2"]),
        (["a", "a-1", "a"], ["a", "a-1", "a-2"]),
        (["a", "a-2", "a", "a"], ["a", "a-2", "a-2-3", "a-3"]),
        ([None, "", "a b", 7], ["cell", "cell-1", "cell-2", "cell-3"]),
        (["x" * 64, "x" * 64, "y" * 65], ["x" * 64, f"{'x' * 50}-1", "cell"]),
    ],
)
def test_ids_are_the_cells_own_where_they_can_be_and_never_twice(claimed: list[Any], given: list[str]) -> None:
    cells = [{"cell_type": "raw", "source": "", "id": name} for name in claimed]
    assert [cell["id"] for cell in read_notebook(notebook(*cells))["cells"]] == given


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [
        ({"name": "python3", "display_name": "Python 3", "language": "python", "argv": ["rm"]}, "all"),
        ({"name": "python3", "display_name": ["Python", " 3"]}, {"name": "python3", "display_name": "Python 3"}),
        ({"name": "python3"}, {}),
        ({"display_name": "Python 3"}, {}),
        ({"name": "", "display_name": "Python 3"}, {}),
        (["name", "display_name"], {}),
    ],
)
def test_of_the_metadata_the_kernels_names_are_left(claimed: Any, kept: Any) -> None:
    if kept == "all":
        kept = {"name": "python3", "display_name": "Python 3", "language": "python"}
    assert kernelspec({"kernelspec": claimed}) == kept
    wanted = {"kernelspec": kept} if kept else {}
    assert read_notebook(notebook(metadata={"kernelspec": claimed, "more": 1}))["metadata"] == wanted
    assert kernelspec([claimed]) == {}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe{", "the notebook is not in UTF-8"),
        (b'{"cells": ', "the notebook is not JSON (Expecting value: line 1 column 11 (char 10))"),
        (b"[" * 200_000, "the notebook is not JSON (nested too deep)"),
        (nested(DEEPEST + 1), f"the notebook is nested deeper than {DEEPEST} levels"),
        (b"[]", "the file is no notebook that can be read: it names no nbformat"),
        (notebook(nbformat=5), "the file is no notebook that can be read: its nbformat is 5"),
        (notebook(nbformat=4.0), "the file is no notebook that can be read: its nbformat is 4.0"),
        (notebook(nbformat=True), "the file is no notebook that can be read: its nbformat is True"),
        (notebook(cells={}), "the file is no notebook: it has no list of cells"),
        (notebook(*[{}] * 2001), "the notebook has 2,001 cells; at most 2,000 are taken"),
        (notebook(nbformat=3, worksheets=[7, {"cells": 7}, {"cells": [{}] * 2001}]), "the notebook has 2,001 cells"),
        (notebook(nbformat=3, worksheets=7), "the notebook has the form of nbformat 3, and is damaged"),
        (
            notebook(nbformat=3, nbformat_minor=0, worksheets=[{"cells": [7]}]),
            "the notebook has the form of nbformat 3, and is damaged",
        ),
    ],
)
def test_a_notebook_that_is_none_is_refused_in_words(data: bytes, words: str) -> None:
    said = refusal(data)
    assert said.startswith(f"{words};")
    assert said.endswith(f"; {AGAIN}")


def test_what_lies_just_within_the_limits_is_read() -> None:
    assert read_notebook(b"\xef\xbb\xbf" + nested(DEEPEST))["cells"] == []
    assert len(read_notebook(notebook(*[{"cell_type": "raw"}] * MOST_CELLS))["cells"]) == MOST_CELLS


@pytest.mark.parametrize("version", [2, 3])
def test_an_older_notebook_is_converted(version: int) -> None:
    cells = [
        {"cell_type": "code", "language": "python", "input": "1", "outputs": [], "collapsed": False, "metadata": {}}
    ]
    data = notebook(nbformat=version, nbformat_minor=0, worksheets=[{"cells": cells, "metadata": {}}])
    (cell,) = read_notebook(data)["cells"]
    assert (cell["cell_type"], cell["source"]) == ("code", "1")
