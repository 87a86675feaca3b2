"""Does the page say so where the course does not come, and give the work that the browser keeps?

The page is the real one, and so are its door, its worker and the lesson view; in JupyterLab's place stands a script
that fails, or does nothing.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from instructor.webpage.serving import served

from .bare_site import EXTENSION, write_site
from .site import BASE

JOURNAL = '{"time": "2026-11-26T10:00:00+01:00", "item": "a", "response": "one"}\n'
NOTEBOOK = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
WORK = {
    "02/02.ipynb": {"format": "json", "content": NOTEBOOK},
    "02/responses/quiz-02.jsonl": {"format": "text", "content": JOURNAL},
    "02/responses/student.txt": {"format": "text", "content": "0123456789abcdef"},
    "06/06.ipynb": {"format": "json", "content": NOTEBOOK},
}
KEEP = """(work) => new Promise((resolve) => {
  const opening = indexedDB.open("Student work /~prof/course/");
  opening.onupgradeneeded = () => opening.result.createObjectStore("files");
  opening.onsuccess = () => {
    const writing = opening.result.transaction("files", "readwrite");
    for (const [path, model] of Object.entries(work)) writing.objectStore("files").put(model, path);
    writing.oncomplete = () => { opening.result.close(); resolve(); };
  };
})"""
STORAGES = "async () => (await indexedDB.databases()).map(({ name }) => name)"
#: What stands in JupyterLab's place: a script of its start fails; the course's plugin does, loaded as JupyterLab loads
#: it, for want of what JupyterLab shares; the course comes late.
FAILS = 'throw new Error("a start that fails");\n'
NO_PLUGIN = f"""const script = document.createElement("script");
script.src = new URL("{EXTENSION}/lesson_view/entry.js", import.meta.url);
script.onload = () => globalThis._JUPYTERLAB["two-januaries-lesson"].get();
document.head.append(script);
"""
COMES = 'setTimeout(() => document.body.insertAdjacentHTML("beforeend", "<p class=tj-home>Home</p>"), 90_000);\n'


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        context.clock.install()
        yield context.new_page()


def waited(page: Page, address: str, seconds: int) -> None:
    """Open the page, and let time pass there once its door has let JupyterLab begin."""
    with page.expect_response(re.compile(r"config-utils\.js")):
        page.goto(f"{address}lab/index.html")
    expect(page.locator("#tj-door")).to_be_visible()
    page.wait_for_timeout(300)
    page.clock.run_for(1000 * seconds)


@pytest.mark.parametrize(
    ("start", "seconds", "why"),
    [(FAILS, 12, "Error: a start that fails"), (NO_PLUGIN, 0, "TypeError"), ("", 65, "")],
    ids=["a start that fails", "a plugin that fails", "nothing comes"],
)
def test_where_the_course_does_not_come_the_page_says_so_and_gives_the_work(
    page: Page, tmp_path: Path, start: str, seconds: int, why: str
) -> None:
    write_site(tmp_path / "site", start)
    with served(tmp_path / "site", base=BASE) as address:
        page.goto(f"{address}files.json")
        page.evaluate(KEEP, WORK)
        waited(page, address, seconds)
        stuck = page.locator("#tj-stuck")
        expect(stuck.get_by_role("alert")).to_contain_text("Nothing is lost: what you did is kept in this browser.")
        expect(stuck.locator("code")).to_contain_text(why)
        expect(stuck.get_by_text("What went wrong")).to_be_visible(visible=bool(why))
        with page.expect_download() as download:
            stuck.get_by_role("button", name="Download my work").click()
        expect(stuck.get_by_role("status")).to_have_text(re.compile(r"^Your work is in two-januaries-.*\.zip, where"))
        download.value.save_as(tmp_path / "work.zip")
        with page.expect_navigation():
            stuck.get_by_role("button", name="Load the page again").click()
    with zipfile.ZipFile(tmp_path / "work.zip") as packed:
        assert {name: packed.read(name).decode() for name in packed.namelist()} == {
            "02/02.ipynb": json.dumps(NOTEBOOK, indent=1),
            "02/responses/quiz-02.jsonl": JOURNAL,
            "02/responses/student.txt": "0123456789abcdef",
        }


@pytest.mark.parametrize("name", ["index.html", "lab/index.html"])
def test_a_page_that_is_opened_as_a_file_says_at_once_what_it_needs(page: Page, tmp_path: Path, name: str) -> None:
    write_site(tmp_path / "site", "")
    page.goto((tmp_path / "site" / name).as_uri())
    expect(page.locator("#tj-door [role=status]")).to_contain_text("python -m instructor site --serve")
    page.clock.run_for(65_000)
    expect(page.locator("#tj-stuck")).to_be_hidden()


def test_a_course_that_is_slow_takes_all_of_it_away_and_nothing_is_stored_where_there_is_no_work(
    page: Page, tmp_path: Path
) -> None:
    write_site(tmp_path / "site", COMES)
    with served(tmp_path / "site", base=BASE) as address:
        waited(page, address, 65)
        expect(page.locator("#tj-stuck").get_by_role("alert")).to_be_visible()
        expect(page.get_by_role("button", name="Download my work")).to_be_hidden()
        page.clock.run_for(30_000)
        expect(page.locator("#tj-door")).to_have_count(0)
        assert page.evaluate(STORAGES) == []
