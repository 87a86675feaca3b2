"""Can everyone use a quiz in a real JupyterLab: in each theme, by a screen reader, on a small screen?"""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import Open

#: What reaches over the right edge, and what is too low to be hit (WCAG 2.5.8), of a quiz.
_TOO_WIDE = """(root) => [...root.querySelectorAll("*:not(.tj-hidden)")]
  .filter((each) => each.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
  .map((each) => each.outerHTML.slice(0, 99))"""
_TOO_SMALL = """(root) => [...root.querySelectorAll("button, select, [type=text], [type=range], summary, label")]
  .filter((each) => each.tagName !== "LABEL" || each.querySelector("input"))
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 24)
  .map((each) => each.outerHTML)"""


def _serious(page: Page) -> tuple[int, list[Any]]:
    """Return how many nodes axe checked for contrast, and its serious findings inside the quiz."""
    page.add_style_tag(content="body{height:100vh!important}")  # axe takes all of JupyterLab for hidden otherwise
    results = Axe().run(page, context=".tj-quiz", options={"resultTypes": ["passes", "violations"]}).response
    contrast = [rule for rule in results["passes"] if rule["id"] == "color-contrast"]
    found = [rule for rule in results["violations"] if rule["impact"] in {"serious", "critical"}]
    return sum(len(rule["nodes"]) for rule in contrast), [(r["id"], [n["html"] for n in r["nodes"]]) for r in found]


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing_serious(sheet: Open, theme: str) -> None:
    quiz = sheet("kinds-of-goods", height=2000)
    quiz.command("apputils:change-theme", theme=theme)
    expect(quiz.page.locator("body")).to_have_attribute("data-jp-theme-name", theme)
    quiz.option("p-choice", "public").check()
    quiz.item("p-choice").get_by_role("button", name="Check").click()
    expect(quiz.item("p-choice").locator(".tj-result")).to_be_visible()
    quiz.page.wait_for_timeout(300)
    checked, found = _serious(quiz.page)
    assert checked > 10
    assert found == []
    quiz.page.locator(".tj-mark").evaluate("node => node.style.color = '#888'")
    assert _serious(quiz.page)[1]  # it would have been found
    quiz.command("apputils:change-theme", theme="JupyterLab Light")


@pytest.mark.parametrize("quiz_id", ["quiz-09", "run-09", "sheet-09"])
def test_a_small_screen_shows_everything_without_scrolling_sideways(sheet: Open, quiz_id: str) -> None:
    quiz = sheet(quiz_id, width=320, height=800, alone=True)
    if quiz_id == "run-09":
        quiz.item("g-run").get_by_label("How much order will be provided?").fill("3")
        quiz.item("g-run").get_by_role("button", name="Save prediction").click()
        quiz.item("g-run").get_by_role("button", name="Run", exact=True).click()
        expect(quiz.item("g-run").get_by_role("img")).to_be_visible(timeout=15_000)
    assert quiz.page.locator(".tj-quiz").evaluate(_TOO_WIDE) == []
    assert quiz.page.locator(".tj-quiz").evaluate(_TOO_SMALL) == []
    assert _serious(quiz.page)[1] == []
    quiz.page.locator(".tj-quiz h3").evaluate("title => { title.style.width = '400px'; }")
    assert quiz.page.locator(".tj-quiz").evaluate(_TOO_WIDE)  # it would have been found
