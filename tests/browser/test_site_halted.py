"""Does the page say so where Python, or a part of it, does not come, and does what it advises help?

The page, its server and the browser are the real ones. The server gives none of Python's files for a while: it drops
each connection that asks for one, or holds it open and says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from instructor.course import Course
from instructor.webpage.serving import served

from .site import BASE, LESSON, PATIENCE, ready

pytestmark = pytest.mark.long
HALTED = "The questions of the lesson are not coming"
STALE = 11_000  # ms: until who loads the page again does not wait for what is held
LONGEST = 65_000  # ms in which nothing arrives


class Line:
    """Tells a server's threads what happens to those of Python's files that are asked for, from one of them on."""

    def __init__(self, first: str, is_held: bool) -> None:
        self.first, self.is_held = first, is_held
        self.is_cut, self.is_back, self.over = Event(), Event(), Event()

    def __call__(self, path: str, _size: int) -> None:
        """Let a file be sent, or end the connection without a word."""
        if path == self.first:
            self.is_cut.set()
        if not path.startswith("pyodide/") or not self.is_cut.is_set() or self.is_back.is_set():
            return
        if self.is_held:
            self.over.wait()
        raise ConnectionAbortedError


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        yield context.new_page()


def told(page: Page) -> Locator:
    """Return the button of what the page says where Python does not come."""
    stuck = page.locator("#tj-stuck")
    expect(stuck.get_by_role("alert")).to_contain_text(HALTED, timeout=PATIENCE)
    return stuck.get_by_role("button", name="Load the page again")


def by_link(page: Page, address: str) -> None:
    page.goto(f"{address}?lesson={LESSON}")


def by_home(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".tj-home .tj-note")).to_be_visible(timeout=PATIENCE)
    page.locator(".tj-stations").get_by_role("button", name="Who pays for order?").press("Enter")


@pytest.mark.parametrize(
    ("first", "way"),
    [("pyodide/pyodide.mjs", by_link), ("pyodide/python_stdlib.zip", by_link), ("pyodide/pyodide.asm.wasm", by_home)],
    ids=["a script of it", "in its start", "from the home page"],
)
def test_where_pythons_files_are_refused_the_page_says_so_at_once_and_goes_on_once_they_come(
    kept_course: Course, page: Page, first: str, way: Callable[[Page, str], None]
) -> None:
    line = Line(first, is_held=False)
    with served(kept_course.folder / "site", base=BASE, count=line) as address:
        way(page, address)
        again = told(page)
        line.is_back.set()
        again.click()
        ready(page)
        expect(page.locator("#tj-stuck")).to_be_hidden()


def test_where_the_line_goes_silent_the_page_says_so_and_a_reload_does_not_wait_for_it(
    kept_course: Course, page: Page
) -> None:
    page.context.clock.install()
    line = Line("pyodide/python_stdlib.zip", is_held=True)
    with served(kept_course.folder / "site", base=BASE, count=line) as address:
        by_link(page, address)
        expect(page.locator(".tj-lesson.tj-busy")).to_have_count(1, timeout=PATIENCE)
        expect(page.locator("#tj-door")).to_have_count(0)
        page.wait_for_timeout(STALE)
        expect(page.locator("#tj-stuck")).to_be_hidden()
        page.clock.run_for(LONGEST)
        again = told(page)
        line.is_back.set()
        again.click()
        ready(page)
        expect(page.locator("#tj-stuck")).to_be_hidden()
        line.over.set()


def test_where_a_part_of_the_course_is_missing_in_python_a_reload_brings_it(kept_course: Course, page: Page) -> None:
    with served(kept_course.folder / "site", base=BASE) as address:
        by_link(page, address)
        ready(page)
        page.locator(".tj-lesson").get_by_role("button", name="More", exact=True).click()
        page.get_by_role("button", name="Show the notebook").click()
        page.locator(".jp-CodeCell .cm-content").filter(has_text="explore(budget, sizes=sizes(5, 3, 2)").click()
        page.keyboard.press("Control+End")
        page.keyboard.type("\nimport sys; sys.modules['quizzes'] = None")
        page.keyboard.press("Shift+Enter")
        page.get_by_role("button", name="Show as a page").click()
        banner = page.locator(".tj-lesson > * .tj-failed")
        expect(banner).to_contain_text("A part of the course did not load", timeout=PATIENCE)
        expect(banner).to_contain_text("Load the page again")
        page.reload()
        ready(page)
