"""Two tabs of the course as a page, and a corrected release: nothing that is written is lost, no work is broken off."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from instructor.course import Course

from .kept_site import (
    FIRST,
    KEPT,
    QUESTION,
    SAVED,
    SECOND,
    TEXT,
    choose,
    corrected,
    opened,
    profile,
    responses,
)
from .lab import until
from .site import LESSON, PATIENCE, ready

pytestmark = pytest.mark.long
NOTEBOOK = f"{LESSON}/{LESSON}.ipynb"
CLICK_AT = """([item, number, at]) => {
  const input = document.querySelectorAll(`[data-item="${item}"] input[type=radio]`)[number];
  setTimeout(() => input.click(), at - Date.now());
}"""
CARDS = "async () => (await (await caches.open('course-cards')).keys()).map(({ url }) => url)"
WAITS = "async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting)"
TAKEN = "navigator.serviceWorker.addEventListener('controllerchange', () => { globalThis.isTaken = true; })"


def newer(page: Page, part: str) -> Locator:
    """Return what says that a newer version of the course waits."""
    return page.locator(f"{part} [data-key='view.newer']")


def test_a_corrected_lesson_comes_with_all_answers_and_says_so(
    kept_course: Course, kept_address: str, browser: Browser, tmp_path: Path
) -> None:
    with profile(browser, tmp_path / "profile") as context:
        page = opened(context.pages[0], kept_address)
        choose(page, FIRST, 0)
        answered = responses(page, FIRST)
        until(lambda: bool(page.evaluate(KEPT, f"{LESSON}/{LESSON}.ipynb")))
        with corrected(kept_course):
            opened(page, kept_address)  # the former worker may still be at work
            for _ in range(2):
                opened(page, kept_address)
                expect(page.locator(".tj-keeping")).to_contain_text("has corrected this lesson")
                expect(page.locator(".tj-lesson")).to_contain_text(TEXT[1])
                expect(page.locator(".tj-quiz").filter(has_text=QUESTION[1])).to_be_visible()
                expect(page.locator(f"[data-item='{FIRST}'] input").first).to_be_checked()
                assert responses(page, FIRST) == answered
            assert len({url.split("/")[-2] for url in page.evaluate(CARDS)}) == 1
            note = page.locator(".tj-keeping [data-key='view.corrected']")
            note.get_by_role("button", name="Understood").click()
            opened(page, kept_address)
            expect(note).to_have_count(0)
            expect(page.locator(".tj-lesson")).to_contain_text(TEXT[1])


def test_two_tabs_at_once_lose_no_answer(kept_address: str, browser: Browser, tmp_path: Path) -> None:
    with profile(browser, tmp_path / "profile") as context:
        one = opened(context.pages[0], kept_address)
        two = opened(context.new_page(), kept_address)
        pages = ((one, FIRST), (two, SECOND))
        for answers, number in enumerate((0, 1, 0, 1), 1):
            at = 1000 * time.time() + 500
            for page, item in pages:
                page.evaluate(CLICK_AT, [item, number, at])
            one.wait_for_timeout(700)
            for page, item in pages:
                expect(page.locator(f"[data-item='{item}'] .tj-status")).to_have_text(SAVED, timeout=60_000)
            assert [len(responses(one, item)) for _, item in pages] == [answers, answers]
        two.evaluate("dispatchEvent(new Event('focus'))")
        expect(two.locator(f"[data-item='{FIRST}'] input").nth(1)).to_be_checked(timeout=60_000)
        choose(two, FIRST, 0, saved=False)
        expect(two.locator(f"[data-item='{FIRST}'] .tj-status")).to_have_text(SAVED, timeout=60_000)
        assert len(responses(one, FIRST)) == 5


def test_a_newer_release_waits_while_another_tab_is_at_work(
    kept_course: Course, kept_address: str, browser: Browser, tmp_path: Path
) -> None:
    with profile(browser, tmp_path / "profile") as context:
        page = opened(context.pages[0], kept_address)
        choose(page, FIRST, 0)
        page.evaluate(TAKEN)
        with corrected(kept_course):
            other = opened(context.new_page(), kept_address)
            until(lambda: bool(other.evaluate(WAITS)))
            expect(newer(other, ".tj-keeping")).to_contain_text("close those first")
            opened(other, kept_address)  # asks the newer worker to take over
            expect(newer(other, ".tj-keeping")).to_be_visible()
            expect(other.locator(".tj-lesson")).not_to_contain_text(TEXT[1])
            choose(page, FIRST, 1)
            assert not page.evaluate("Boolean(globalThis.isTaken)")
            page.goto(f"{kept_address}lab/index.html")
            expect(newer(page, ".tj-work")).to_be_visible(timeout=PATIENCE)
            newer(page, ".tj-work").get_by_role("button", name="Understood").press("Enter")  # the page may be moving
            expect(newer(page, ".tj-work")).to_have_count(0)
            page.close()
            with other.expect_navigation():
                newer(other, ".tj-keeping").get_by_role("button", name="Load the page again").click()
            ready(other)
            expect(other.locator(".tj-lesson")).to_contain_text(TEXT[1])
            expect(newer(other, ".tj-keeping")).to_have_count(0)
            expect(other.locator(f"[data-item='{FIRST}'] input").nth(1)).to_be_checked()


def write_in_line(page: Page, text: str) -> None:
    """Write at the end of a line of code that is the student's to change: the lesson shows it as a notebook alone."""
    page.locator(".tj-lesson").get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Show the notebook").click()
    page.locator(".jp-CodeCell .cm-content").filter(has_text="explore(budget, sizes=sizes(5, 3, 2)").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)
    page.get_by_role("button", name="Show as a page").click()
    expect(page.locator(".tj-lesson")).to_have_count(1)


def test_two_tabs_keep_what_was_written_in_the_cells_of_either(
    kept_address: str, browser: Browser, tmp_path: Path
) -> None:
    with profile(browser, tmp_path / "profile") as context:
        one = opened(context.pages[0], kept_address)
        two = opened(context.new_page(), kept_address)

        def sources() -> str:
            return json.dumps(one.evaluate(KEPT, NOTEBOOK) or {})

        write_in_line(one, "  # one")
        until(lambda: "# one" in sources())
        write_in_line(two, "  # two")
        until(lambda: "# two" in sources())
        expect(two.get_by_text("This lesson is open in two windows")).to_be_visible()
        assert "# one" in sources()
        write_in_line(one, ", and more")
        until(lambda: "# one, and more" in sources())
        assert "# two" in sources()
