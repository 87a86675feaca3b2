"""How a test writes into the field of a written answer on a bare page."""

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
