"""Is an essay there again, in a real JupyterLab, whatever is killed while it is written?"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Error, Locator, Page, expect

from .conftest import Open
from .lab import CHROMIUM, FLAGS, Sheet, free_port, jupyterlab

ESSAY = "essay-09"
#: Shorter than any browser takes to write its local storage to the disk.
MOMENT = 500  # ms


def field(sheet: Sheet) -> Locator:
    return sheet.item(ESSAY).locator("textarea")


def write(sheet: Sheet, text: str) -> None:
    field(sheet).focus()
    sheet.page.keyboard.press("Control+End")
    sheet.page.keyboard.type(text)


def cells(page: Page) -> list[str]:
    sources: list[str] = page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.content.widgets.map((each) => each.model.sharedModel.getSource())"
    )
    return sources


def test_what_is_typed_stays_in_the_field_and_no_key_reaches_the_notebook(sheet: Open) -> None:
    essay = sheet(ESSAY)
    before = cells(essay.page)
    field(essay).click()
    write(essay, "dd a b x m y\n\nAble, and unwilling.")
    essay.page.keyboard.press("Control+s")
    essay.page.keyboard.press("Shift+Enter")
    essay.page.keyboard.type("End.")
    whole = "dd a b x m y\n\nAble, and unwilling.\nEnd."
    for _ in range(50):
        if essay.entries() and essay.answer(ESSAY) == whole:
            break
        essay.page.wait_for_timeout(100)
    essay.saved(ESSAY)
    assert essay.answer(ESSAY) == whole
    expect(field(essay)).to_be_focused()
    assert cells(essay.page) == before


def test_a_text_is_there_again_after_a_restart_a_reload_and_in_a_second_page(sheet: Open) -> None:
    essay = sheet(ESSAY)
    write(essay, "First day.")
    essay.saved(ESSAY)
    essay.restart().run()
    expect(field(essay)).to_have_value("First day.")
    write(essay, " Second day.")
    essay.saved(ESSAY)
    other = essay.reopen()
    expect(field(other)).to_have_value("First day. Second day.")
    write(other, " Third day.")
    other.saved(ESSAY)
    assert other.answer(ESSAY) == "First day. Second day. Third day."


@contextmanager
def browser_of_ones_own(browser: Browser, profile: Path) -> Iterator[Page]:
    """Show a page of a browser that remembers what it stored, as a student's does."""
    context = browser.browser_type.launch_persistent_context(profile, executable_path=CHROMIUM, args=FLAGS)
    yield context.pages[0]
    with suppress(Error):  # where it was killed
        context.close()


def kill(word: str) -> None:
    """Kill those of our own children that have a word in their command line, as a dead battery does."""
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):  # it has ended by itself
            if any(word in part for part in process.cmdline()):
                process.kill()


def test_an_essay_outlives_server_and_browser(browser: Browser, tmp_path: Path) -> None:
    root, profile, port = tmp_path / "lab", tmp_path / "profile", free_port()
    root.mkdir()
    with jupyterlab(root, port) as address, browser_of_ones_own(browser, profile) as page:
        essay = Sheet(page, address, root, "copy", ESSAY).open_alone()
        write(essay, "Written in time.")
        essay.saved(ESSAY)
        kill(f"--port={port}")
        os.kill(essay.pid, signal.SIGKILL)
        write(essay, " Written when the server was gone.")
        expect(essay.status(ESSAY)).to_contain_text("Not saved", timeout=10_000)
        page.wait_for_timeout(MOMENT)
        kill(str(profile))
    assert essay.answer(ESSAY) == "Written in time."
    with jupyterlab(root, port), browser_of_ones_own(browser, profile) as page:
        essay.page = page
        essay.open_alone()
        expect(field(essay)).to_have_value("Written in time. Written when the server was gone.")
        essay.saved(ESSAY)
        assert essay.answer(ESSAY) == "Written in time. Written when the server was gone."
