"""Can the numbers of a result be changed by labelled fields, by keyboard alone? On a bare page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from quizzes.explore import entry, explore
from quizzes.script import styles, trial_script

from .desk import ROOT


def supply(sizes: Sequence[float], alpha: float) -> float:
    if not any(sizes):
        raise ValueError("At least one size has to be above 0.")
    return alpha * sum(sizes)


class Tried:
    """A result on a page, whose kernel answers when it is asked to."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_content(f"<!doctype html><style>{styles('trial.css')}</style><body></body>")
        page.evaluate((ROOT / "tests" / "page" / "fake_model.js").read_text("utf-8"))
        names = entry("Sizes", [5, 3], names="ABC")
        self.trial = explore(supply, sizes=names, alpha=entry("Weight", 0.5, 0, 1))
        self.replies: list[dict[str, Any]] = []
        self.trial.send = self.replies.append
        page.evaluate(
            "async (widget) => { globalThis.trial = await openQuiz(widget); }",
            {"script": trial_script(), "traits": {"view": self.trial.view}},
        )
        self.root = page.get_by_role("group", name="Numbers to change, and the result")

    def answer(self) -> None:
        """Let the kernel have the last message and the page the reply."""
        message = self.page.evaluate("trial.model.sent.at(-1)")
        self.trial._handle_custom_msg(message, [])
        self.page.evaluate("(reply) => trial.model.receive('msg:custom', reply)", self.replies[-1])

    def box(self, name: str) -> Locator:
        """Return a field by its name."""
        return self.root.get_by_role("textbox", name=name, exact=True)

    def press(self, name: str) -> None:
        """Press a button with the keyboard."""
        self.root.get_by_role("button", name=name, exact=True).press("Enter")


@pytest.fixture
def tried(page: Page) -> Tried:
    return Tried(page)


def test_a_number_is_changed_and_the_result_follows(tried: Tried) -> None:
    expect(tried.root.locator("pre")).to_have_text("4.0")
    tried.box("Sizes, B").fill("1")
    tried.box("Weight").fill("0,25")
    tried.box("Weight").press("Enter")
    tried.answer()
    expect(tried.root.locator("pre")).to_have_text("1.5")
    expect(tried.root.get_by_role("status")).to_have_text("Shown below.")
    tried.press("Back to the start")
    tried.answer()
    expect(tried.root.locator("pre")).to_have_text("4.0")
    assert [tried.box(name).input_value() for name in ("Sizes, A", "Sizes, B", "Weight")] == ["5", "3", "0.5"]


def test_a_list_grows_to_its_names_and_shrinks_to_one(tried: Tried) -> None:
    more = tried.root.get_by_role("button", name="Sizes: one more")
    more.press("Enter")
    expect(tried.box("Sizes, C")).to_be_focused()
    expect(more).to_have_attribute("aria-disabled", "true")
    more.press("Enter")
    expect(tried.root.get_by_role("textbox")).to_have_count(4)
    tried.press("Show")
    tried.answer()
    expect(tried.root.locator("pre")).to_have_text("5.5")
    for _ in range(3):
        tried.press("Sizes: one less")
    expect(tried.root.get_by_role("textbox")).to_have_count(2)


def test_what_cannot_be_used_is_said_and_the_last_result_stays(tried: Tried) -> None:
    tried.box("Weight").fill("2")
    tried.press("Show")
    tried.answer()
    expect(tried.root.get_by_role("status")).to_have_text("Weight: a number from 0 to 1 is needed.")
    expect(tried.root.locator("pre")).to_have_text("4.0")


def test_silence_is_said(tried: Tried) -> None:
    tried.page.clock.install()
    tried.press("Show")
    tried.page.clock.run_for(2000)
    expect(tried.root.get_by_role("status")).to_have_text("No answer yet: is the kernel running?")


def test_it_fits_a_narrow_page(tried: Tried) -> None:
    tried.page.set_viewport_size({"width": 320, "height": 800})
    assert tried.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
