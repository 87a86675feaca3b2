"""The course as a page in Firefox: lesson 2 opened, answered, saved, closed, come back to, and without a network."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from instructor.course import Course
from instructor.webpage.serving import served

from .firefox import FIREFOX, Firefox, firefox
from .lab import free_port
from .site import BASE, ISOLATED, LESSON, QUESTION

pytestmark = pytest.mark.long
READY = "document.querySelector('.tj-lesson .tj-quiz') && !document.querySelector('.tj-busy')"


def opened(browser: Firefox, address: str) -> None:
    browser.go(address)
    browser.until(READY)
    assert browser.value("[...document.querySelectorAll('.tj-failed')].map((each) => each.textContent)") == []


def answered(browser: Firefox) -> tuple[str, str]:
    """Turn pages as far as the first question with options, and choose one; return the question and the option."""
    while not browser.value(f"document.querySelector({QUESTION!r}).checkVisibility()"):
        browser.click(".tj-foot .tj-next")
    name = browser.value(f"document.querySelector({QUESTION!r}).dataset.item")
    option = browser.value(f"document.querySelector({QUESTION!r}).querySelector('input').value")
    browser.click(f"[data-item='{name}'] label:has(input[value='{option}'])")
    browser.until(saved(name), 30)
    return name, option


def saved(name: str) -> str:
    return f"document.querySelector(\"[data-item='{name}'] .tj-status\").textContent.startsWith('Saved')"


def is_chosen(name: str, option: str) -> str:
    css = f"[data-item='{name}'] input[value='{option}']"
    return f"document.querySelector({json.dumps(css)})?.checked"


@pytest.mark.parametrize("headers", [{}, ISOLATED], ids=["without headers", "isolated"])
def test_a_lesson_is_answered_and_come_back_to(site_course: Course, tmp_path: Path, headers: dict[str, str]) -> None:
    if not FIREFOX.exists() and not os.environ.get("CI"):
        pytest.skip(f"no Firefox at {FIREFOX}; set FIREFOX to one")
    profile, port = tmp_path / "profile", free_port()
    with served(site_course.folder / "site", port=port, base=BASE, headers=headers) as address:
        with firefox(profile) as browser:
            opened(browser, f"{address}?lesson={LESSON}")
            name, option = answered(browser)
            browser.until("document.getElementById('tj-loading').value === 1")
            assert browser.errors == []
        with firefox(profile) as browser:
            opened(browser, f"{address}?lesson={LESSON}")
            browser.until(is_chosen(name, option))
            browser.until(saved(name))
            assert browser.errors == []
    with firefox(profile) as browser:
        opened(browser, f"{address}?lesson={LESSON}")
        browser.until(is_chosen(name, option))
