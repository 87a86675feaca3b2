"""Are a lesson's small controls, cards, maps and figures for everyone? The course's own questions, on a bare page.

Each is held against axe in light and dark at the widths that 200 and 400 per cent leave of a laptop's page, against
forced colours, and against the wish for less motion.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from quizzes.explore import Entry, entry, explore
from quizzes.script import styles, trial_script

from .desk import ROOT, Desk
from .strips import THEMES, Strip, films, moved, themed
from .test_page_verdicts import violations

ZOOMED = {640: "200 per cent", 320: "400 per cent"}
RUNS = ("run", "run-map", "run-cases")
PLACES = list(product(THEMES, ZOOMED))

pytestmark = pytest.mark.long


def opened(page: Page, folder: Path, strip: Strip) -> Desk:
    """Show a run of the course whose controls were moved."""
    desk = strip.opened(page, folder)
    moved(desk, strip.item)
    return desk


def tried(page: Page, *labels: str, **entries: Entry) -> Locator:
    """Show a result of a lesson's kind with small controls for its numbers."""
    page.set_content(
        f"<!doctype html><html lang='en'><title>Try</title><style>{styles('trial.css')}</style><main></main>"
    )
    page.evaluate((ROOT / "tests" / "page" / "fake_model.js").read_text("utf-8"))
    shown = explore(lambda **values: tuple(float(len(str(value))) for value in values.values()), *labels, **entries)
    page.evaluate("openQuiz", {"script": trial_script(), "traits": {"view": shown.view}})
    return page.locator(".tj-trial")


def three(page: Page) -> Locator:
    """Show a field, a list of many numbers and a choice."""
    many = entry("First coder", [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], 0, 1, names="ABCDEFGHIJK")
    choice = entry("Strategy", "tit for tat", choices=["tit for tat", "always defects"])
    return tried(page, "One", "Two", "Three", alpha=entry("Weight of the good, α", 0.5), first=many, rule=choice)


def is_fit(page: Page, width: int) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") <= width)


def outline(place: Locator) -> str:
    return str(place.evaluate("one => getComputedStyle(one).outlineStyle"))


@pytest.mark.parametrize(("theme", "width"), PLACES)
@pytest.mark.parametrize("name", RUNS)
def test_axe_finds_nothing_in_a_run_that_is_enlarged(
    page: Page, tmp_path: Path, name: str, theme: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    desk = opened(page, tmp_path, films()[name])
    themed(page, theme)
    assert is_fit(page, width)
    desk.page.clock.resume()  # axe waits by it
    assert violations(page, ".tj-quiz") == []


@pytest.mark.parametrize(("theme", "width"), PLACES)
def test_axe_finds_nothing_in_small_controls_that_are_enlarged(page: Page, theme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    root = three(page)
    themed(page, theme)
    assert is_fit(page, width)
    assert violations(page) == []
    low = "each => each.map((one) => one.getBoundingClientRect()).filter((one) => Math.min(one.width, one.height) < 24)"
    assert root.locator("button, input, select").evaluate_all(low) == []
    faint = "color-mix(in srgb, var(--jp-content-font-color1) 20%, var(--jp-layout-color1))"
    root.locator("legend").evaluate("(one, colour) => one.style.color = colour", faint)
    assert violations(page) != []  # it would have been found


@pytest.mark.parametrize("name", RUNS)
def test_with_forced_colours_the_figure_and_the_focus_are_seen_and_nothing_moves(
    browser: Browser, tmp_path: Path, name: str
) -> None:
    with browser.new_context(forced_colors="active", reduced_motion="reduce") as context:
        desk = opened(context.new_page(), tmp_path, films()[name])
        assert desk.page.evaluate("document.getAnimations().length") == 0
        control = desk.item(films()[name].item.id).locator("input:visible, select:visible").last
        control.focus()
        desk.page.keyboard.press("Shift+Tab")
        assert outline(desk.page.locator(":focus")) == "solid"
        ink = "one => [getComputedStyle(one).fill, getComputedStyle(document.body).color]"
        fill, colour = desk.page.locator(".tj-paper svg text").first.evaluate(ink)
        assert fill == colour


def test_with_forced_colours_a_verdict_is_a_sign_and_a_word(browser: Browser, tmp_path: Path) -> None:
    strip = films()["match"]
    with browser.new_context(forced_colors="active") as context:
        desk = strip.opened(context.new_page(), tmp_path)
        assert strip.item.answer
        desk.elsewhere(strip.item.id, strip.item.right(strip.item.answer))
        row = desk.item(strip.item.id).locator("[data-verdict]").first
        expect(row.locator(".tj-bare")).to_be_visible()
        expect(row.locator(".tj-sign")).to_have_text("✓")
        expect(row.locator("select")).to_have_accessible_description("right")


def test_small_controls_are_told_apart_with_forced_colours(page: Page) -> None:
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    root = three(page)
    more = root.get_by_role("button", name="First coder: one more")
    more.press("Enter")
    expect(root.get_by_role("textbox", name="First coder, K")).to_be_focused()
    assert outline(page.locator(":focus")) == "solid"
    expect(more).to_have_attribute("aria-disabled", "true")
    assert more.evaluate("one => getComputedStyle(one).borderTopStyle") == "dashed"


def test_a_result_without_anything_to_change_has_one_button_and_no_way_back(page: Page) -> None:
    root = tried(page)
    expect(root.get_by_role("button")).to_have_text(["Bring up to date"])
    expect(root).to_have_accessible_name("A result of what you recorded")
    assert violations(page) == []


def test_the_sentence_of_a_verdict_stands_under_its_label(page: Page, tmp_path: Path) -> None:
    strip = films()["verdict"]
    item = strip.opened(page, tmp_path).item(strip.item.id)
    label, field = item.get_by_text("Because (one sentence)").bounding_box(), item.locator("textarea").bounding_box()
    assert label
    assert field
    assert label["y"] + label["height"] <= field["y"]
