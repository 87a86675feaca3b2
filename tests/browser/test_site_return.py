"""Who comes back can answer at the door, while Python is on its way; nothing is lost, and nobody is thrown out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from instructor.course import Course
from instructor.webpage.serving import served

from .site import BASE, LESSON, PATIENCE, QUESTION, opened, ready, visit

pytestmark = pytest.mark.long
WHOLE = f"localStorage.setItem('tj-lesson {LESSON} {BASE}/', JSON.stringify({{ whole: true }}))"
LATER = re.compile("^Kept in this browser")
SAVED = re.compile("^Saved")
#: Gives the work another owner, as when other work was brought here: drafts of the door are named after the former one.
OTHER_OWNER = """async () => {
  const cache = await caches.open("course-cards");
  for (const request of await cache.keys()) {
    const traits = await (await cache.match(request)).json();
    traits.view.key += "0";
    await cache.put(request, new Response(JSON.stringify(traits)));
  }
}"""


@pytest.fixture(scope="module")
def address(site_course: Course) -> Iterator[str]:
    with served(site_course.folder / "site", base=BASE) as found:
        yield found


def begun(page: Page, address: str) -> Locator:
    """Open the lesson, and return the door when its questions can be answered."""
    page.context.add_init_script(WHOLE)
    page.goto(f"{address}?lesson={LESSON}", wait_until="commit")
    door = page.locator("#tj-door")
    expect(door.locator(QUESTION).first).to_be_attached(timeout=PATIENCE)
    return door


def left(page: Page, door: Locator) -> None:
    """Wait until the door has gone, before the lesson is ready as a whole."""
    expect(door).to_have_count(0, timeout=PATIENCE)
    assert page.locator(".tj-busy").count() == 1


def test_what_is_answered_and_typed_at_the_door_is_saved_and_the_caret_stays(
    address: str, browser: Browser, tmp_path: Path
) -> None:
    kind, profile = browser.browser_type, tmp_path / "profile"
    with visit(kind, profile) as page:
        page.context.add_init_script(WHOLE)
        opened(page, f"{address}?lesson={LESSON}")
        page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    with visit(kind, profile) as page:
        door = begun(page, address)
        assert door.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(23, 25, 28)"
        question = door.locator(QUESTION).first
        name = question.get_attribute("data-item")
        question.locator("input[type=radio]").nth(1).check()
        expect(question.locator(".tj-status")).to_have_text(LATER)
        field = door.locator("[data-kind=written] textarea").first
        written = field.evaluate("node => node.closest('[data-item]').dataset.item")
        field.focus()
        page.keyboard.type("One state pays")
        expect(page.locator(".tj-lesson")).to_have_count(1, timeout=PATIENCE)
        page.keyboard.type(" alone")
        for _ in range(len(" alone")):
            page.keyboard.press("ArrowLeft")
        where = field.bounding_box()
        left(page, door)
        same = page.locator(f".tj-lesson [data-item='{written}'] textarea")
        expect(same).to_be_focused()
        now = same.bounding_box()
        assert where is not None
        assert now is not None
        assert abs(now["y"] - where["y"]) < 50
        page.keyboard.type(" for all")
        ready(page)
        expect(same).to_have_value("One state pays for all alone")
        for item in (name, written):
            expect(page.locator(f"[data-item='{item}'] .tj-status")).to_have_text(SAVED, timeout=PATIENCE)
    with visit(kind, profile) as page:
        door = begun(page, address)
        for place in (door, page.locator(".tj-lesson")):
            expect(place.locator(f"[data-item='{name}'] input[type=radio]").nth(1)).to_be_checked(timeout=PATIENCE)
            expect(place.locator(f"[data-item='{written}'] textarea")).to_have_value("One state pays for all alone")


def test_where_other_work_was_brought_since_an_answer_at_the_door_is_that_works(
    address: str, browser: Browser, tmp_path: Path
) -> None:
    kind, profile = browser.browser_type, tmp_path / "profile"
    with visit(kind, profile) as page:
        page.context.add_init_script(WHOLE)
        opened(page, f"{address}?lesson={LESSON}")
        page.evaluate(OTHER_OWNER)
    with visit(kind, profile) as page:
        question = begun(page, address).locator(QUESTION).first
        name = question.get_attribute("data-item")
        question.locator("input[type=radio]").nth(2).check()
        expect(question.locator(".tj-status")).to_have_text(LATER)
        ready(page)
        same = page.locator(f".tj-lesson [data-item='{name}']")
        expect(same.locator("input[type=radio]").nth(2)).to_be_checked()
        expect(same.locator(".tj-status")).to_have_text(SAVED, timeout=PATIENCE)
