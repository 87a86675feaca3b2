"""Each type of question can be answered at the door, before Python is there, and what was given there is saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from instructor.course import Course
from instructor.webpage.serving import served
from quizzes.bank import load_quiz_json
from quizzes.types import BaseItem, Choice, Hottext, Match, Multiple, Note, Number, Order, Run, Verdict, Vote, Writing
from tests.items import known

from .kept_site import responses
from .site import BASE, PATIENCE, begun, first_visit, ready, visit

pytestmark = pytest.mark.long
LESSON = "04-beggar-thy-neighbour"
#: Keeps from Python what it is sent, as on a slow computer, until `letGo` is called.
SLOW = """const post = Worker.prototype.postMessage, kept = [];
Worker.prototype.postMessage = function (...given) { kept.push([this, given]); };
globalThis.letGo = () => {
  Worker.prototype.postMessage = post;
  for (const [worker, given] of kept) worker.postMessage(...given);
};"""
DRAFTS = """() => Object.values(localStorage)
  .map((text) => { try { return JSON.parse(text); } catch { return null; } })
  .flatMap((kept) => Object.entries(kept ?? {}))
  .filter(([, draft]) => draft?.message?.kind === "answer")"""


def answer(place: Locator, item: BaseItem) -> None:
    """Answer one item by hand, somehow."""
    match known(item):
        case Choice() | Multiple() | Hottext() | Vote():
            place.locator("input").nth(1).check(force=True)
        case Number():
            place.locator("input").fill("3")
        case Order():
            first, last = (place.locator(".tj-grip").nth(at) for at in (0, -1))
            first.drag_to(last)
        case Match():
            for choice in place.locator("select").all():
                choice.select_option(index=1)
        case Note() | Writing():
            place.locator("textarea").fill(f"At the door: {item.id}")
        case Verdict():
            place.locator("input").nth(1).check()
            place.locator("textarea").fill(f"At the door: {item.id}")
        case other:
            raise AssertionError(f"{type(other).__name__} is not shown at the door")
    check = place.locator(".tj-actions .tj-primary")
    if check.is_visible():
        check.click()


def given(page: Page) -> dict[str, Any]:
    """Return by item what the page keeps as not saved yet."""
    return {item: draft["message"]["response"] for item, draft in page.evaluate(DRAFTS)}


def test_each_type_of_question_is_answered_at_the_door(site_course: Course, browser: Browser, tmp_path: Path) -> None:
    folder = site_course.step("release", LESSON)
    quizzes = load_quiz_json(folder / "quiz.json")[0].quizzes
    items = {item.id: item for quiz in quizzes for item in quiz.items}
    without_run = [quiz for quiz in quizzes if not any(isinstance(item, Run) for item in quiz.items)]
    shown = [item.id for quiz in without_run for item in quiz.items]
    assert {type(items[name]) for name in shown} == {type(item) for item in items.values()} - {Run}
    with served(site_course.folder / "site", base=BASE) as address:
        profile = first_visit(browser, tmp_path / "profile", address, lesson=LESSON)
        with visit(browser.browser_type, profile) as page:
            page.context.add_init_script(SLOW)
            door = begun(page, address, LESSON)
            for name in shown:
                answer(door.locator(f"[data-item='{name}']"), items[name])
            kept = given(page)
            assert set(kept) == set(shown)
            page.evaluate("letGo()")
            expect(door).to_have_count(0, timeout=PATIENCE)
            ready(page)
            page.wait_for_function(f"({DRAFTS})().length === 0", timeout=PATIENCE)
            assert {name: responses(page, name)[-1] for name in shown} == kept
