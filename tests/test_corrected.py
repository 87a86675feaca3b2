"""Does a corrected lesson reach a browser that keeps a copy, and does no older page put its own release back over it?

The page's own module runs in deno, before servers that have releases of a lesson as a site holds them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_markdown_cell

from instructor.webpage.contents import write_contents
from instructor.webpage.pages import write_worker
from instructor.webpage.serving import served
from tests.page_scripts import answer_of

LESSON = "02"
PATH = f"{LESSON}/{LESSON}.ipynb"
NOTE = {"id": "note", "cell_type": "markdown", "metadata": {}, "source": "My note."}
GONE = "http://127.0.0.1:9/"


@dataclass(frozen=True)
class Release:
    """A release as a server has it: its address, its id, and its notebook."""

    address: str
    id: str
    notebook: dict[str, Any]


@pytest.fixture
def releases(tmp_path: Path) -> Iterator[list[Release]]:
    """Serve three releases of a lesson of one text."""
    with ExitStack() as servers:
        found = []
        for text in ("First.", "Corrected.", "Corrected again."):
            site, lesson = tmp_path / text, tmp_path / f"of {text}" / LESSON
            lesson.mkdir(parents=True)
            cell = new_markdown_cell(text, id="text", metadata={"editable": False})
            (lesson / f"{LESSON}.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {}}))
            write_contents(site, [lesson], {})
            (site / "pyodide").mkdir()
            (site / "pyodide" / "pyodide-lock.json").write_text('{"packages": {}}')
            write_worker(site)
            notebook = json.loads((site / "files" / PATH).read_text("utf-8"))
            address = servers.enter_context(served(site))
            found.append(Release(address, notebook["metadata"]["two_januaries"]["release"]["id"], notebook))
        yield found


def visited(copy: Release, *visits: tuple[Release, str]) -> list[dict[str, Any]]:
    """Return the copy of a browser after visits: by a page of a release, while a server has what it has."""
    notebook = copy.notebook | {"cells": [*copy.notebook["cells"], NOTE]}
    steps = [{"kept": page.address, "server": server, "release": page.id} for page, server in visits]
    found = answer_of("corrected.js", {"copy": notebook, "visits": steps, "path": PATH}, "--allow-net")["found"]
    assert all("My note." in each["texts"] for each in found)
    return list(found)


def test_a_correction_comes_and_an_older_page_does_not_put_its_release_back(releases: list[Release]) -> None:
    first, second, third = releases
    visits = [(second, second.address), (first, second.address), (first, GONE), (third, third.address)]
    after = visited(first, *visits)
    assert [each["id"] for each in after] == [second.id, second.id, second.id, third.id]
    assert [each["texts"][0] for each in after] == ["Corrected.", "Corrected.", "Corrected.", "Corrected again."]
    assert after[-1]["former"] == [first.id, second.id]


def test_no_older_page_puts_its_release_over_a_copy_that_never_was_of_it(releases: list[Release]) -> None:
    first, second, _ = releases
    assert [each["id"] for each in visited(second, (first, second.address))] == [second.id]


def test_a_correction_that_is_taken_back_is_taken_back_in_the_copy(releases: list[Release]) -> None:
    first, second, _ = releases
    after = visited(first, (second, second.address), (first, first.address), (second, second.address))
    assert [each["id"] for each in after] == [second.id, first.id, second.id]
    assert [each["former"] for each in after] == [[first.id], [second.id], [first.id]]


def test_a_correction_comes_without_a_network_where_the_worker_has_it(releases: list[Release]) -> None:
    first, second, _ = releases
    assert [each["id"] for each in visited(first, (second, GONE))] == [second.id]
