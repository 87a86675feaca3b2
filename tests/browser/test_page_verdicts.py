"""Is a verdict given by keyboard and saved while it is written, and does the walk stand in every page?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from quizzes.walk import step, verdicts
from tests.walk_course import FIRST, SECOND, hand_out, judge, write_checkout

from .conftest import OpenDesk
from .desk import Desk
from .essays import REST
from .test_page import SAVED

ITEM, NOTE = "v-hegemony", "v-thesis"
LIGHT = "--jp-layout-color1:#fff;--jp-content-font-color1:#1f1f1f;--jp-ui-font-color1:#424242"
DARK = "--jp-layout-color1:#111;--jp-content-font-color1:#fff;--jp-ui-font-color1:#e0e0e0;--jp-border-color1:#616161"


@pytest.fixture
def quiz(desk: OpenDesk) -> Desk:
    return desk("verdict-09")


def sentence(quiz: Desk) -> Locator:
    return quiz.item(ITEM).get_by_role("textbox", name="Because (one sentence)")


def test_it_says_that_nobody_marks_it_and_asks_for_no_check(quiz: Desk) -> None:
    root = quiz.page.locator(".tj-quiz")
    expect(root).to_have_attribute("data-kind", "kept")
    expect(root).to_have_attribute("data-graded", "false")
    expect(root.locator(".tj-kind")).to_have_text("Your own view: saved as you go, marked by nobody")
    expect(quiz.page.get_by_role("group", name="Your verdict")).to_be_visible()
    expect(quiz.item(ITEM).locator("input[type=radio]")).to_have_count(4)
    for name in (ITEM, NOTE):
        expect(quiz.button(name, "Check")).to_be_hidden()


def test_a_verdict_is_given_by_keyboard_alone(quiz: Desk) -> None:
    keyboard = quiz.page.keyboard
    for key in ("Tab", "Space", "ArrowDown"):
        keyboard.press(key)
    expect(quiz.option(ITEM, "holds-in-part")).to_be_checked()
    keyboard.press("Tab")
    expect(sentence(quiz)).to_be_focused()
    keyboard.type("dd a b, as P8 says.")
    quiz.wait(REST)
    quiz.acknowledge()
    expect(quiz.status(ITEM)).to_have_text(SAVED)
    expect(quiz.page.locator(".tj-progress")).to_have_text("1 of 2 answered")
    assert quiz.sent()[-1]["response"] == {"verdict": "holds-in-part", "because": "dd a b, as P8 says."}
    assert quiz.drafts() == {}
    quiz.leave().open()
    expect(quiz.option(ITEM, "holds-in-part")).to_be_checked()
    expect(sentence(quiz)).to_have_value("dd a b, as P8 says.")


def test_each_part_is_saved_at_once_or_when_the_hand_rests(quiz: Desk) -> None:
    quiz.option(ITEM, "holds").check()
    quiz.acknowledge()
    expect(quiz.status(ITEM)).to_have_text(SAVED)
    expect(quiz.page.locator(".tj-progress")).to_have_text("0 of 2 answered")
    sentence(quiz).press_sequentially("P8")
    expect(quiz.status(ITEM)).to_have_text("Not saved yet")
    quiz.wait(REST - 100)
    assert len(quiz.sent()) == 1
    quiz.option(ITEM, "does-not-hold").check()
    assert quiz.sent()[1]["response"] == {"verdict": "holds", "because": "P8"}
    assert quiz.sent()[2]["response"] == {"verdict": "does-not-hold", "because": "P8"}


def test_a_sentence_that_is_too_long_is_said_at_its_field_and_kept(quiz: Desk) -> None:
    sentence(quiz).focus()
    quiz.page.keyboard.insert_text("b" * 301)
    expect(quiz.item(ITEM).locator(".tj-count")).to_have_text("301 of at most 300 characters")
    quiz.wait(REST)
    quiz.acknowledge()
    expect(sentence(quiz)).to_have_attribute("aria-invalid", "true")
    expect(sentence(quiz)).to_have_accessible_description(re.compile("has 301 characters: shorten it to 300"))
    expect(quiz.page.locator(".tj-progress")).to_have_text("0 of 2 answered, 1 not saved")
    sentence(quiz).press("Backspace")
    quiz.wait(REST)
    quiz.acknowledge()
    expect(quiz.status(ITEM)).to_have_text(SAVED)
    expect(sentence(quiz)).to_have_attribute("aria-invalid", "false")


def test_a_note_is_the_field_of_a_written_answer_with_the_words_that_are_wanted(quiz: Desk) -> None:
    field = quiz.item(NOTE).get_by_role("textbox", name="Your text")
    quiz.page.evaluate("addEventListener('tj-written', () => { globalThis.told = true; }, true)")
    field.press_sequentially("Norms changed.")
    expect(quiz.item(NOTE).locator(".tj-count")).to_have_text("2 words; about 60 asked for")
    quiz.wait(REST)
    quiz.acknowledge()
    expect(quiz.status(NOTE)).to_have_text(SAVED)
    quiz.wait(1000)
    assert quiz.page.evaluate("globalThis.told ?? false") is False
    quiz.leave().open()
    expect(field).to_have_value("Norms changed.")


def test_a_note_and_a_verdict_show_on_a_narrow_page_and_axe_finds_nothing(quiz: Desk) -> None:
    quiz.page.set_viewport_size({"width": 390, "height": 900})
    assert quiz.page.evaluate("document.documentElement.scrollWidth") <= 390
    quiz.page.clock.resume()  # axe waits by it
    assert violations(quiz.page, ".tj-quiz") == []


# The walk


@pytest.fixture
def walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the strip and the history of a student who has judged two steps."""
    monkeypatch.setenv("COURSE_SEEDS", str(write_checkout(tmp_path / "course")))
    monkeypatch.setenv("COURSE_LESSONS", str(tmp_path / "course"))
    for lesson in (FIRST, SECOND):
        monkeypatch.chdir(hand_out(tmp_path / "place", lesson))
    judge(tmp_path / "place", "duty", {"verdict": "holds", "because": "A" * 290})
    judge(tmp_path / "place", "smugglers", {"verdict": "does-not-hold", "because": "No."})
    return f"{step('smugglers')._repr_html_()}{verdicts()._repr_html_()}"


def show(page: Page, html: str, colours: str) -> None:
    style = f"<style>body{{{colours};background:var(--jp-layout-color1);color:var(--jp-content-font-color1)}}</style>"
    page.set_content(f"<!doctype html><html lang='en'><title>Walk</title>{style}<main>{html}</main></html>")


def violations(page: Page, within: str = "html") -> list[str]:
    found = Axe().run(page, context=within, options={"resultTypes": ["violations"]}).response["violations"]
    return [rule["id"] for rule in found if rule["impact"] in {"serious", "critical"}]


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize("width", [390, 1200])
def test_the_walk_fits_and_reads_in_light_and_dark(page: Page, walk: str, width: int, colours: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    show(page, walk, colours)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    strip = page.get_by_role("region", name="The steps of the essay’s argument", exact=True)
    expect(strip.get_by_role("listitem")).to_have_count(3)
    expect(strip.locator("[aria-current=step]")).to_contain_text("Step 2 of 3: this lesson’s step")
    expect(page.get_by_role("region", name="Your verdicts on the steps").get_by_role("listitem")).to_have_count(3)


@pytest.mark.parametrize("media", [{"forced_colors": "active"}, {"media": "print"}])
def test_the_lit_step_is_told_from_the_others_without_colours(page: Page, walk: str, media: dict[str, str]) -> None:
    page.emulate_media(**media)  # type: ignore[arg-type]
    show(page, walk, LIGHT)
    width = "each => getComputedStyle(each).borderTopWidth"
    lit, other = page.locator("[aria-current=step]"), page.locator("section").first.locator("li").first
    assert (lit.evaluate(width), other.evaluate(width)) == ("5px", "1px")
    expect(lit).to_contain_text("this lesson’s step")
