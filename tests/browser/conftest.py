"""One JupyterLab in one tab for all browser tests; each test has a folder, a notebook and a kernel of its own."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import urllib.request
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from instructor.course import Course
from instructor.webpage.serving import served
from tests.started import ROOT, instructor

from .desk import Desk
from .kept_site import one_lesson
from .lab import CHROMIUM, FLAGS, Sheet, jupyterlab, open_lab

Open = Callable[..., Sheet]
Prepare = Callable[[Path], object]
OpenDesk = Callable[[str], Desk]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Report with a failure what the pages showed: there is no looking at them afterwards."""
    report = yield
    if report.when == "call" and report.failed:
        held = getattr(item, "funcargs", {})
        pages = held["context"].pages if "context" in held else [held["page"]] if "page" in held else []
        for page in pages:
            with suppress(Error):
                shown = page.locator(".tj-quiz, .tj-hand-in, .jp-Dialog").all_inner_texts()
                report.sections.append((f"page {page.url}", "\n\n".join(shown)))
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists() and not os.environ.get("CI"):
        pytest.skip(f"no browser at {CHROMIUM}; set CHROMIUM to one")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def kept_course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return the course with one lesson, as a page, for a module's tests of what a browser keeps."""
    return one_lesson(tmp_path_factory.mktemp("page") / "course")


@pytest.fixture(scope="module")
def kept_address(kept_course: Course) -> Iterator[str]:
    with served(kept_course.folder / "site") as found:
        yield found


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    root = tmp_path_factory.mktemp("lab")
    with jupyterlab(root) as address:
        yield address, root


@pytest.fixture(scope="session")
def site_course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Release all lessons and build the course as a page."""
    if not shutil.which("npm"):
        pytest.skip("npm fetches Pyodide: install Node.js")
    made = Course(ROOT, tmp_path_factory.mktemp("page") / "course")
    instructor(made, "release")
    assert "put it on any https server" in instructor(made, "site")
    return made


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context() as context:
        yield context


@pytest.fixture(scope="session")
def tab(context: BrowserContext, lab: tuple[str, Path]) -> Page:
    """Load JupyterLab once, because it takes seconds; notebooks are opened and closed in this tab."""
    return open_lab(context.new_page(), lab[0])


_COUNT = itertools.count(1)


@pytest.fixture
def sheet(tab: Page, context: BrowserContext, lab: tuple[str, Path]) -> Iterator[Open]:
    """Open a quiz of the made-up assignment in a folder and a kernel of its own, and with `alone` in its own tab."""
    address, root = lab

    def open_sheet(
        quiz_id: str, width: int = 1200, height: int = 1000, alone: bool = False, prepare: Prepare | None = None
    ) -> Sheet:
        page = context.new_page() if alone else tab
        page.set_viewport_size({"width": width, "height": height})
        quiz = Sheet(page, address, root, f"copy-{next(_COUNT)}", quiz_id)
        if prepare:
            prepare(quiz.notebook)
        return quiz.open_alone() if alone else quiz.open()

    yield open_sheet
    for page in context.pages[1:]:
        page.close()
    tab.evaluate("for (const each of [...window.jupyterapp.shell.widgets('main')]) each.dispose()")
    with urllib.request.urlopen(f"{address}/api/kernels") as response:
        kernels = json.load(response)
    for kernel in kernels:
        urllib.request.urlopen(urllib.request.Request(f"{address}/api/kernels/{kernel['id']}", method="DELETE")).close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        page = context.new_page()
        errors: list[Any] = []
        page.on("pageerror", lambda error: errors.append(error))
        yield page
        assert errors == []


@pytest.fixture
def desk(page: Page, tmp_path: Path) -> OpenDesk:
    """Return a function that shows a quiz of the made-up assignment."""
    return lambda quiz_id: Desk(page, tmp_path, quiz_id).open()
