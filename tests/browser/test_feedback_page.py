"""Can everyone read a feedback page: on one screen, on a phone, in light and dark, by keyboard, on paper, offline?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal
from unittest.mock import patch

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from instructor.course import Course
from instructor.demo import Student, sit_class
from instructor.feedback import page as feedback_page
from instructor.feedback import write_feedback
from instructor.grading.batch import grade_class
from instructor.release import make_release

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

#: A lesson of six objectives, one of which takes two lines.
LESSON = "04-beggar-thy-neighbour"
TEXT = "An answer with a table.\n\n| a | b |\n|---|---|\n| c | d |\n"
ANA = Student("Ana Mixed", "", lambda n: "wrong" if n in (2, 4, 8) else "right", written=TEXT)
SIZES = {"laptop": (1280, 800), "phone": (390, 844), "400 per cent": (320, 256)}

OpenPage = Callable[..., Page]

#: What reaches over the right edge, but for what scrolls by itself.
_TOO_WIDE = """() => [...document.querySelectorAll("main *")].filter((each) => each.checkVisibility())
  .filter((each) => !each.closest(".wide") && each.getBoundingClientRect().right > innerWidth + 1)
  .map((each) => each.outerHTML.slice(0, 99))"""
_OPEN = "() => document.querySelectorAll('details').forEach((each) => { each.open = true; })"


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of a student with right, wrong and waiting answers to a real lesson."""
    with patch.dict(os.environ):
        course = Course(Path(__file__).parent.parent.parent, tmp_path_factory.mktemp("returned"))
        course.enter()
        make_release(course, LESSON)
        sit_class(course, LESSON, (ANA,))
        shutil.copytree(course.step("students", LESSON, ANA.id), course.step("submitted", LESSON, ANA.id))
        (result,) = grade_class(course, LESSON, [ANA.id])
        assert (result.outcome, result.needs_person) == ("graded", True)
        assert list(write_feedback(course, LESSON, [ANA.id])) == [(ANA.id, "")]
    return feedback_page(course, LESSON, ANA.id)


@pytest.fixture
def open_page(browser: Browser, html: Path) -> Iterator[OpenPage]:
    """Return a function that opens the page offline, and where scripts are off unless the test has its own."""
    contexts = []

    def opened(size: str = "laptop", **options: Any) -> Page:
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(html.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


def test_what_a_student_needs_is_on_one_screen(open_page: OpenPage) -> None:
    page = open_page()
    for name in ("Points", "What went well", "Reread and practise next", "How far you met the objectives: you can …"):
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_in_viewport(ratio=1)
    for last in (page.locator(".objectives tr").last, page.locator(".next li").last, page.locator("nav")):
        expect(last).to_be_in_viewport(ratio=1)
    expect(page.locator(".points")).to_contain_text("of 14 points so far")
    expect(page.locator(".screen")).to_contain_text("11 points of 25 are still open")
    assert page.locator(".next li").count() <= 3
    expect(page.locator("#answers")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", pytest.param("laptop", marks=pytest.mark.long)])
def test_axe_finds_nothing(open_page: OpenPage, size: str, scheme: Literal["light", "dark"]) -> None:
    page = open_page(size, color_scheme=scheme)
    page.evaluate(_OPEN)
    results = Axe().run(page, options={"resultTypes": ["passes", "violations"]}).response
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in results["violations"]] == []
    (contrast,) = [rule for rule in results["passes"] if rule["id"] == "color-contrast"]
    assert len(contrast["nodes"]) > 100
    page.locator(".soft").first.evaluate("node => { node.style.color = '#777'; }")
    assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]  # it would have been found


@pytest.mark.parametrize("size", ["phone", "400 per cent"])
def test_a_small_screen_shows_everything_without_scrolling_sideways(open_page: OpenPage, size: str) -> None:
    page = open_page(size)
    page.evaluate(_OPEN)
    assert page.evaluate(_TOO_WIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("h1").evaluate("title => { title.style.width = '900px'; }")
    assert page.evaluate(_TOO_WIDE)  # it would have been found


def test_by_keyboard_a_place_to_reread_opens_and_a_paragraph_too(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    place = page.locator(".next li a").first
    section = page.locator(place.get_attribute("href") or "")
    expect(section).to_be_hidden()
    place.focus()
    page.keyboard.press("Enter")
    expect(section).to_be_visible()
    expect(section).to_be_in_viewport()
    paragraph = page.locator(".part cite a").first
    paragraph.focus()
    page.keyboard.press("Enter")
    expect(page.locator(paragraph.get_attribute("href") or "")).to_be_in_viewport()
    page.get_by_role("link", name="Your answers, one by one").press("Enter")
    expect(page.locator("#answers")).to_be_in_viewport()


def test_the_page_asks_for_nothing_and_has_no_script(open_page: OpenPage, html: Path) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    assert asked == [html.as_uri()]
    assert page.locator("script").count() == 0


def test_on_paper_it_is_dark_on_white_and_the_screen_is_not_torn(open_page: OpenPage) -> None:
    page = open_page(color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.locator("body").evaluate(
        "body => [getComputedStyle(body).color, getComputedStyle(body).backgroundColor]"
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    expect(page.locator("nav")).to_be_hidden()
    assert page.locator(".card").first.evaluate("card => getComputedStyle(card).breakInside") == "avoid"
