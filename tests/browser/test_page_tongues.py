"""Does a quiz stand in its two languages on a page: the interface in its own, what authors wrote in theirs?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from quizzes import tongue

from .desk import Desk

LEFT = "(part) => part.getBoundingClientRect().left"


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """Return the folder of a catalogue that says a little, in Arabic."""
    (tmp_path / "words").mkdir()
    said = {"page.check": "تحقّق", "page.question": "السؤال {number}"}
    (tmp_path / "words" / "ar.json").write_text(json.dumps(said), "utf-8")
    return tmp_path / "words"


def speak(monkeypatch: pytest.MonkeyPatch, spoken: str, written: str, words: Path | None = None) -> None:
    monkeypatch.setenv(tongue.VARIABLE, tongue.variable(spoken, written, words))


def test_pages_speak_spanish_around_what_is_written_in_english(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak(monkeypatch, "es", "en")
    desk = Desk(page, tmp_path / "lesson", "kinds-of-goods").open()
    quiz = page.locator(".tj-quiz")
    expect(quiz).to_have_attribute("lang", "es")
    expect(quiz).to_have_attribute("dir", "ltr")
    expect(quiz.locator(".tj-stem").first).to_have_attribute("lang", "en")
    expect(quiz.locator("legend").first).to_have_text("Pregunta 1 de 3")
    expect(desk.item("p-choice").get_by_role("button", name="Comprobar")).to_be_visible()


def test_a_page_that_runs_from_the_right_begins_there(
    page: Page, tmp_path: Path, words: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak(monkeypatch, "ar", "ar", words)
    desk = Desk(page, tmp_path / "lesson", "kinds-of-goods").open()
    quiz = page.locator(".tj-quiz")
    expect(quiz).to_have_attribute("dir", "rtl")
    expect(desk.item("p-choice").get_by_role("button", name="تحقّق")).to_be_visible()
    option = desk.item("p-choice").locator(".tj-option").first
    assert option.locator("input").evaluate(LEFT) > option.locator("> span").evaluate(LEFT)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_written_from_the_right_runs_so_on_a_page_in_english(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak(monkeypatch, "en", "ar")
    Desk(page, tmp_path / "lesson", "kinds-of-goods").open()
    stem = page.locator(".tj-stem").first
    expect(stem).to_have_attribute("dir", "rtl")
    expect(stem).to_have_css("direction", "rtl")
    expect(page.locator(".tj-quiz")).to_have_css("direction", "ltr")
