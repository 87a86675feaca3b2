"""Are words explained where they stand in the essay, by mouse, keyboard and finger, and is the glossary one column?

The page has the modules of the lesson view as they were installed, and Jupyter's own styles; no kernel is needed.
"""

from __future__ import annotations

import json
import re
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

import seeds
from quizzes import glossary, reading
from tests.hard_words import WORDS

ADDRESS = "http://course.test/"
SHARE = Path(sys.prefix, "share", "jupyter")
VIEW = SHARE / "labextensions" / "two-januaries-lesson"
STYLES = SHARE / "nbconvert" / "templates" / "lab" / "static" / "index.css"
TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".txt": "text/plain"}

#: A sheet and a reading, as a lesson shows them.
START = """async () => {
  const load = (name) => import(new URL(name, location.href).href);
  const [{ sources }, { learn }] = [await load("lesson_view/sources.js"), await load("script/words.js")];
  const { words, ...found } = await sources();
  learn({ words, lang: "en" });
  const { sheet } = await load("lesson_view/sheet.js");
  const { explainReadings } = await load("lesson_view/hard_words.js");
  const host = { sources: found };
  const side = sheet(host, () => {});
  document.querySelector(".tj-lesson").append(side.node);
  window.side = side;
  explainReadings({ host, cells: () => [{ node: document.querySelector(".jp-Cell") }] });
}"""

BOXES = """(parts) => parts.map((part) => {
  const { left, right, top, bottom } = part.getBoundingClientRect();
  return { left, right, top, bottom };
})"""


def show(page: Page, html: str) -> None:
    """Show a page that finds the installed files of the view beside it."""

    def answer(route: Route) -> None:
        path = VIEW / route.request.url.removeprefix(ADDRESS)
        if path.is_file():
            route.fulfill(body=path.read_bytes(), content_type=TYPES[path.suffix])
        else:
            route.fulfill(
                body=f"<!doctype html><html lang=en><meta charset=utf-8><title>Course</title>{html}",
                content_type="text/html",
            )

    page.route(f"{ADDRESS}**", answer)
    page.goto(ADDRESS)


@pytest.fixture
def lesson(page: Page) -> Page:
    """Show P8 in a cell and the essay's sheet, still shut."""
    output = f'<div class="jp-OutputArea"><div class="jp-RenderedHTMLCommon">{reading(8)._repr_html_()}</div></div>'
    cell = f'<div class="jp-Cell"><p>Text.</p>{output}</div>'
    styles = '<link rel="stylesheet" href="lesson_view/lesson.css">'
    panel = f'<div class="tj-lesson" style="position:relative;height:700px">{cell}</div>'
    show(page, f"{styles}<body style='margin:0'>{panel}")
    page.evaluate(START)
    return page


def opened(lesson: Page) -> Locator:
    lesson.evaluate("window.side.toggle()")
    sheet = lesson.locator(".tj-essay")
    expect(sheet).to_be_visible()
    return sheet


def meaning(word: Locator) -> Locator:
    return word.page.locator(f"[id='{word.get_attribute('aria-describedby')}']")


def test_the_view_is_installed_as_it_stands_in_the_sources() -> None:
    for name in ("hard_words.json", "glossary.json", "essay.txt", "essay.json"):
        assert (VIEW / "seeds" / name).read_bytes() == (seeds.HERE / name).read_bytes(), name


def test_each_hard_word_is_explained_once_in_each_of_its_paragraphs(lesson: Page) -> None:
    rows = opened(lesson).locator(".tj-essay-body > p:has(> b)")
    expect(rows).to_have_count(len(seeds.essay().paragraphs))
    lines = "word => word.getBoundingClientRect().height / parseFloat(getComputedStyle(word.closest('p')).lineHeight)"
    assert rows.locator(".tj-word", has_text="turmoil").evaluate(lines) < 1.1, "a word is no button to look at"
    for number, text in enumerate(seeds.essay().paragraphs, start=1):
        row = rows.nth(number - 1)
        here = {word.words: word.gloss for word in WORDS if number in word.paragraphs}
        found = row.locator(".tj-word").evaluate_all(
            "words => words.map((word) => [word.textContent, word.nextElementSibling.firstChild.textContent])"
        )
        assert dict(found) == here
        assert len(found) == len(here)
        assert row.locator(":scope > span").inner_text() == text


def test_terms_of_the_course_are_explained_in_the_essay_too(lesson: Page) -> None:
    word = opened(lesson).locator("button", has_text=re.compile("^Pyrrhic victory$"))
    expect(meaning(word)).to_contain_text(seeds.glossary()["pyrrhic-victory"].definition)


def test_a_reading_in_a_cell_has_its_words_explained(lesson: Page) -> None:
    found = lesson.locator("#p8 .tj-word").all_text_contents()
    assert sorted(found) == sorted(word.words for word in WORDS if 8 in word.paragraphs)
    assert lesson.locator("#p8 > span").inner_text() == seeds.paragraph(8)


def test_mouse_keyboard_and_press_show_the_meaning_and_escape_hides_it_alone(lesson: Page) -> None:
    sheet = opened(lesson)
    word = sheet.locator(".tj-word", has_text="rapprochement")
    word.hover()
    expect(meaning(word)).to_be_visible()
    lesson.mouse.move(2, 2)
    expect(meaning(word)).to_be_hidden()
    word.focus()
    expect(meaning(word)).to_be_visible()
    lesson.keyboard.press("Escape")
    expect(meaning(word)).to_be_hidden()
    expect(sheet).to_be_visible()
    expect(word).to_be_focused()
    word.click()
    expect(meaning(word)).to_be_visible()
    lesson.locator(".tj-essay h2").click()
    expect(meaning(word)).to_be_hidden()


@pytest.mark.parametrize("width", [1200, 320])
def test_no_meaning_leaves_the_sheet(lesson: Page, width: int) -> None:
    lesson.set_viewport_size({"width": width, "height": 700})
    page = opened(lesson).locator(".tj-essay-body")
    for word in page.locator("p .tj-term").all():
        word.focus()
        (tip, body) = (each.evaluate_all(BOXES)[0] for each in (meaning(word), page))
        assert body["left"] <= tip["left"]
        assert tip["right"] <= body["right"], word.text_content()


def test_a_finger_shows_and_hides_a_meaning(browser: Browser) -> None:
    with browser.new_context(has_touch=True, viewport={"width": 390, "height": 700}) as context:
        page = context.new_page()
        show(page, '<link rel="stylesheet" href="lesson_view/lesson.css"><div class="tj-lesson"><div class="jp-Cell">')
        page.evaluate(START)
        word = opened(page).locator(".tj-word", has_text="dictator")
        word.tap()
        expect(meaning(word)).to_be_visible()
        page.locator(".tj-essay h2").tap()
        expect(meaning(word)).to_be_hidden()


@pytest.mark.parametrize("width", [1200, 320])
def test_the_glossary_is_one_column_among_jupyters_own_styles(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(
        f"<style>{STYLES.read_text('utf-8')}</style><div class='jp-OutputArea-output jp-RenderedHTMLCommon'>"
        f"{glossary()._repr_html_()}<dl><dt id='bare'>bare</dt></dl></div>"
    )
    assert page.locator("#bare").evaluate("part => getComputedStyle(part).float") == "left", "Jupyter's style is there"
    boxes = page.locator("section dt, section dd").evaluate_all(BOXES)
    assert len(boxes) == 4 * len(seeds.glossary())
    assert {round(box["left"]) for box in boxes} == {round(boxes[0]["left"])}, json.dumps(boxes[:4])
    assert all(one["bottom"] <= other["top"] + 0.5 for one, other in pairwise(boxes))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
