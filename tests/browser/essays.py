"""A written answer in front of a student, as the tests drive it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator

from .desk import Desk

REST, LONGEST_WRITING, FRESH = 700, 4000, 3000  # ms
ESSAY = "essay-09"


def field(quiz: Desk) -> Locator:
    return quiz.item(ESSAY).locator("textarea")


def write(quiz: Desk, text: str) -> None:
    field(quiz).focus()
    quiz.page.keyboard.insert_text(text)


def responses(quiz: Desk) -> list[Any]:
    return [message["response"] for message in quiz.sent()]


def another_tab(quiz: Desk) -> Desk:
    """Open the quiz as a browser does that was killed: what only the tab kept is gone."""
    quiz.page.evaluate("sessionStorage.clear()")
    return quiz.open()


def listen(quiz: Desk) -> None:
    quiz.page.evaluate(
        "() => { globalThis.told = []; document.addEventListener('tj-written', ({ detail }) => told.push(detail)); }"
    )


def told(quiz: Desk) -> list[str]:
    details = quiz.page.evaluate("told")
    assert {each["id"] for each in details} <= {ESSAY}
    return [each["text"] for each in details]
