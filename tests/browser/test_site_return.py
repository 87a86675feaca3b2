"""Who comes back can answer at the door, while Python is on its way; nothing is lost, and nobody is thrown out."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from instructor.course import Course
from instructor.webpage.serving import served

from .site import BASE, LESSON, PATIENCE, QUESTION, begun, first_visit, opened, ready, visit, whole

pytestmark = pytest.mark.long
LATER = re.compile("^Kept in this browser")
SAVED = re.compile("^Saved")
#: Fills the storage of drafts, to the last sign.
FILL = """() => {
  for (let size = 1 << 20, at = 0; size >= 1; size >>= 1) {
    try { for (;;) localStorage.setItem(`fill ${at++}`, "x".repeat(size)); } catch { /* it is full */ }
  }
}"""
#: Types into a field that has not the focus, as what a hand began before it moved on.
TYPE = """(field, text) => {
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}"""
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


@pytest.fixture(scope="module")
def visited(address: str, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a profile in which the lesson was opened once, and nothing answered."""
    return first_visit(browser, tmp_path_factory.mktemp("visited") / "profile", address)


@pytest.fixture
def back(visited: Path, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Open the browser in a copy of that profile."""
    profile = tmp_path / "back"
    shutil.copytree(visited, profile, ignore=shutil.ignore_patterns("Singleton*"))
    with visit(browser.browser_type, profile) as page:
        yield page


def left(page: Page, door: Locator) -> None:
    """Wait until the door has gone, before the lesson is ready as a whole."""
    expect(door).to_have_count(0, timeout=PATIENCE)
    assert page.locator(".tj-busy").count() == 1


def test_what_is_answered_and_typed_at_the_door_is_saved_and_the_caret_stays(
    address: str, browser: Browser, tmp_path: Path
) -> None:
    kind, dark = browser.browser_type, "document.body.dataset.jpThemeLight = 'false'"
    profile = first_visit(browser, tmp_path / "profile", address, dark)
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
    profile = first_visit(browser, tmp_path / "profile", address, OTHER_OWNER)
    with visit(browser.browser_type, profile) as page:
        question = begun(page, address).locator(QUESTION).first
        name = question.get_attribute("data-item")
        question.locator("input[type=radio]").nth(2).check()
        expect(question.locator(".tj-status")).to_have_text(LATER)
        ready(page)
        same = page.locator(f".tj-lesson [data-item='{name}']")
        expect(same.locator("input[type=radio]").nth(2)).to_be_checked()
        expect(same.locator(".tj-status")).to_have_text(SAVED, timeout=PATIENCE)


def test_whoever_has_scrolled_at_the_door_stays_there(address: str, back: Page) -> None:
    door = begun(back, address)
    question = door.locator(QUESTION).first
    question.evaluate("node => node.scrollIntoView()")
    back.mouse.move(600, 500)
    back.mouse.wheel(0, 30)
    back.wait_for_timeout(300)  # it scrolls by and by
    before = question.bounding_box()
    left(back, door)
    after = back.locator(f".tj-lesson {QUESTION}").first.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 50


def test_the_door_lets_a_press_come_to_its_end_and_what_was_typed_last_is_saved(address: str, back: Page) -> None:
    door = begun(back, address)
    door.locator("[data-quiz=verdict-02] input").first.focus()  # the last one: the door waits for it
    field = door.locator("[data-quiz=limit-02] textarea").first
    field.evaluate(TYPE, "first")
    expect(back.locator(".tj-lesson [data-quiz=limit-02]")).to_have_count(1, timeout=PATIENCE)
    field.evaluate(TYPE, "first and second")
    place = door.locator("[data-quiz=prior-02] input[type=radio]").nth(2)  # stands in the lesson already
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    back.mouse.move(box["x"] + 5, box["y"] + 5)
    back.mouse.down()
    back.wait_for_timeout(100)
    back.mouse.up()
    left(back, door)
    lesson = back.locator(".tj-lesson")
    expect(lesson.locator("[data-quiz=prior-02] input[type=radio]").nth(2)).to_be_checked()
    expect(lesson.locator("[data-quiz=prior-02] .tj-status").first).to_have_text(SAVED, timeout=PATIENCE)
    ready(back)
    expect(lesson.locator("[data-quiz=limit-02] textarea").first).to_have_value("first and second")
    expect(lesson.locator("[data-quiz=limit-02] .tj-status").first).to_have_text(SAVED, timeout=PATIENCE)
    expect(lesson.locator(".tj-choice:visible")).to_have_count(0)


def test_what_would_have_no_place_is_not_asked_at_the_door(address: str, back: Page) -> None:
    back.goto(f"{address}cards.js")
    back.evaluate(FILL)
    back.goto(f"{address}?lesson={LESSON}", wait_until="commit")
    expect(back.locator("#tj-door article")).to_have_count(1, timeout=PATIENCE)
    ready(back)
    asked = back.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    assert [name for name in asked if name.endswith("/cards.js")]
    assert [name for name in asked if name.endswith(("/text/quiz.js", "/hand_over.js"))] == []


def test_what_was_answered_on_the_way_from_the_home_page_is_at_the_door_too(address: str, back: Page) -> None:
    back.context.add_init_script(whole(LESSON))
    back.goto(address)
    expect(back.locator(".tj-home .tj-note")).to_be_visible(timeout=PATIENCE)  # now the page has its height
    back.locator(".tj-stations").get_by_role("button", name="Who pays for order?").press("Enter")
    ready(back)
    lesson, option = back.locator(".tj-lesson"), "[data-quiz=prior-02] input[type=radio]"
    lesson.locator(option).nth(1).check()
    expect(lesson.locator("[data-quiz=prior-02] .tj-status").first).to_have_text(SAVED, timeout=PATIENCE)
    back.wait_for_timeout(500)  # it is kept when the page has time
    door = begun(back, address)
    expect(door.locator(option).nth(1)).to_be_checked()
    expect(door.locator("[data-quiz=prior-02] .tj-status").first).to_have_text(SAVED)


def test_an_answer_can_be_taken_back(address: str, back: Page) -> None:
    back.context.add_init_script(whole(LESSON))
    opened(back, f"{address}?lesson={LESSON}")
    verdict, essay = (back.locator(f".tj-lesson [data-quiz={name}]") for name in ("verdict-02", "essay-02"))
    status = essay.locator(".tj-status").first
    verdict.locator("textarea").fill("A sentence before any verdict")
    expect(verdict.locator(".tj-status")).to_have_text(SAVED, timeout=PATIENCE)
    for text in ("A beginning", ""):
        essay.locator("textarea").fill(text)
        expect(status).to_have_text("Not saved yet")
        expect(status).to_have_text(SAVED, timeout=PATIENCE)
    sure = back.locator(".tj-lesson [data-quiz=quiz-02] .tj-sure").first
    for _ in range(2):
        sure.locator("button").first.click()
    back.wait_for_timeout(1000)
    expect(sure.locator("button").first).to_have_attribute("aria-checked", "false")
    expect(sure.locator(".tj-lost")).to_be_hidden()
