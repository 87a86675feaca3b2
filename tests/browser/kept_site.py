"""One lesson of the course as a page, what a browser keeps of it, and a correction, for the tests of what is kept."""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from instructor.course import Course
from instructor.webpage.build import build
from tests.started import ROOT, instructor

from .lab import CHROMIUM, FLAGS
from .site import LESSON, PATIENCE, whole

FIRST, SECOND = "l2-inside-outside", "l2-which-payer"
#: What a correction replaces in the notebook and in its questions, and by what.
TEXT = ("Two tests sort", "Two corrected tests sort")
QUESTION = ("Six states run radar stations together", "Six states run weather stations together")
SAVED = re.compile("^Saved")
KEPT = """(path) => new Promise((resolve, reject) => {
  const opening = indexedDB.open(`Student work ${new URL("../", location).pathname}`);
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const asking = opening.result.transaction("files").objectStore("files").get(path);
    asking.onsuccess = () => { opening.result.close(); resolve(asking.result ?? null); };
  };
})"""
WHOLE = whole(LESSON, "/")


def one_lesson(folder: Path) -> Course:
    """Return the course with one lesson released, as a page."""
    if not shutil.which("npm"):
        pytest.skip("npm fetches Pyodide: install Node.js")
    made = Course(ROOT, folder)
    instructor(made, "release", LESSON)
    instructor(made, "site")
    return made


@contextmanager
def profile(browser: Browser, folder: Path) -> Iterator[BrowserContext]:
    """Open a browser whose profile lies on the disk, as students' do."""
    kind = browser.browser_type
    with kind.launch_persistent_context(folder, executable_path=CHROMIUM, args=FLAGS) as context:
        context.add_init_script(WHOLE)
        yield context


def opened(page: Page, address: str) -> Page:
    page.goto(f"{address}?lesson={LESSON}")
    expect(page.locator(".tj-lesson .tj-quiz").first).to_be_attached(timeout=PATIENCE)
    expect(page.locator(".tj-busy")).to_have_count(0, timeout=PATIENCE)
    expect(page.locator(f"[data-item='{FIRST}']")).to_be_visible(timeout=PATIENCE)
    return page


def choose(page: Page, item: str, number: int, saved: bool = True) -> Locator:
    question = page.locator(f"[data-item='{item}']")
    question.locator("input[type=radio]").nth(number).check()
    if saved:
        expect(question.locator(".tj-status")).to_have_text(SAVED, timeout=60_000)
    return question


def kept(page: Page, name: str) -> str:
    """Return what the browser keeps of a file of the lesson; "" where it keeps none."""
    return kept_at(page, f"{LESSON}/{name}")


def kept_at(page: Page, path: str) -> str:
    model: dict[str, Any] | None = page.evaluate(KEPT, path)
    if model is None:
        return ""
    content = str(model["content"])
    return base64.b64decode(content).decode() if model["format"] == "base64" else content


def journals(page: Page) -> str:
    keys = KEPT.replace(".get(path)", ".getAllKeys()")
    paths = [path for path in page.evaluate(keys, "") if path.endswith(".jsonl")]
    return "".join(kept_at(page, path) for path in paths)


def responses(page: Page, item: str) -> list[Any]:
    entries = [json.loads(line) for line in journals(page).splitlines() if line.strip()]
    return [entry["response"] for entry in entries if entry["item"] == item]


@contextmanager
def corrected(course: Course) -> Iterator[None]:
    """Correct a text and a question of the lesson that the page has."""
    folder = course.step("release", LESSON)
    former = {path: path.read_bytes() for path in (folder / f"{LESSON}.ipynb", folder / "quiz.json")}
    try:
        for path, (old, new) in zip(former, (TEXT, QUESTION), strict=True):
            assert old.encode() in former[path]
            path.write_bytes(former[path].replace(old.encode(), new.encode()))
        build(course)
        yield
    finally:
        for path, data in former.items():
            path.write_bytes(data)
        build(course)
