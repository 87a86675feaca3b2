"""What a browser keeps of the course as a page: own order, work taken along, no room."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from instructor.course import Course
from quizzes.bring import bring, plan
from quizzes.journal import replay

from .kept_site import (
    FIRST,
    SECOND,
    WHOLE,
    choose,
    journals,
    kept,
    opened,
    profile,
    responses,
)
from .lab import until
from .site import FULL, LESSON, PATIENCE
from .test_site_forgets import APPLE, NO_FOLDER, REFUSES

pytestmark = pytest.mark.long
QUIZ = "quiz-02"


def questions(page: Page) -> Locator:
    """Return the questions with options to choose one of."""
    return page.locator("[data-item]").filter(has=page.locator("input[type=radio]"))


def order(page: Page) -> list[list[str]]:
    """Return the options of all questions as they are shown."""
    script = "nodes => nodes.map((node) => [...node.querySelectorAll('input[type=radio]')].map((input) => input.value))"
    return list(questions(page).evaluate_all(script))


def at_home(page: Page, address: str) -> Page:
    page.goto(f"{address}lab/index.html")
    expect(page.get_by_role("button", name="Download my work")).to_be_visible(timeout=PATIENCE)
    return page


def bring_back(page: Page, archive: Path) -> Page:
    page.locator(".tj-work input[type=file]").set_input_files(archive)
    expect(page.locator(".tj-work")).to_contain_text("1 answer from the file counts then")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator(".tj-work")).to_contain_text("Your work is back", timeout=PATIENCE)
    return page


def test_work_goes_along_to_another_browser_and_to_a_folder(
    kept_course: Course, kept_address: str, browser: Browser, tmp_path: Path
) -> None:
    with profile(browser, tmp_path / "one") as context:
        page = opened(context.pages[0], kept_address)
        shown = order(page)
        choose(page, FIRST, 1)
        student = kept(page, "responses/student.txt")
        assert re.fullmatch("[0-9a-f]{16}", student)
        answered = responses(page, FIRST)
        at_home(page, kept_address)
        with page.expect_download() as download:
            page.get_by_role("button", name="Download my work").press("Enter")  # the page may still be moving
        expect(page.locator(".tj-work [role=status]")).to_contain_text("Your work is in two-januaries-")
        download.value.save_as(tmp_path / "work.zip")
    with profile(browser, tmp_path / "two") as context:
        page = opened(context.pages[0], kept_address)
        assert kept(page, "responses/student.txt") not in ("", student)
        assert order(page) != shown
        bring_back(at_home(page, kept_address), tmp_path / "work.zip")
        opened(page, kept_address)
        assert responses(page, FIRST) == answered
        assert kept(page, "responses/student.txt") == student
        assert order(page) == shown
        expect(page.locator(f"[data-item='{FIRST}'] input").nth(1)).to_be_checked()
    with profile(browser, tmp_path / "three") as context:  # where no lesson was opened yet
        page = bring_back(at_home(context.pages[0], kept_address), tmp_path / "work.zip")
        expect(page.locator(".tj-begun")).to_have_count(1)
        page.locator(".tj-work input[type=file]").set_input_files(tmp_path / "work.zip")
        expect(page.locator(".tj-work")).to_contain_text("All that is in this file is here already")
        assert responses(opened(page, kept_address), FIRST) == answered
    with zipfile.ZipFile(tmp_path / "work.zip") as archive:
        assert archive.testzip() is None
    shutil.copytree(kept_course.step("release", LESSON), tmp_path / "lessons" / LESSON)
    bring(plan(tmp_path / "work.zip", tmp_path / "lessons"))
    (journal,) = (tmp_path / "lessons" / LESSON / "responses").glob("*.jsonl")
    assert replay(journal).responses(FIRST) == answered


def test_what_is_brought_back_replaces_no_answer_that_was_given_since_it_was_looked_at(
    kept_address: str, browser: Browser, tmp_path: Path
) -> None:
    entry = {"time": "2020-01-01T00:00:00+00:00", "item": FIRST, "response": "d"}
    with zipfile.ZipFile(tmp_path / "work.zip", "w") as archive:
        archive.writestr(f"{LESSON}/responses/{QUIZ}.jsonl", json.dumps(entry) + "\n")
    with profile(browser, tmp_path / "profile") as context:
        lesson = opened(context.new_page(), kept_address)
        page = at_home(context.pages[0], kept_address)
        page.locator(".tj-work input[type=file]").set_input_files(tmp_path / "work.zip")
        expect(page.locator(".tj-work")).to_contain_text("1 answer from the file counts then")
        choose(lesson, FIRST, 0)
        (mine,) = responses(lesson, FIRST)
        page.get_by_role("button", name="Bring it back").click()
        expect(page.locator(".tj-work")).to_contain_text("Your work is back", timeout=PATIENCE)
        assert responses(page, FIRST) == ["d", mine]
        expect(page.locator(".tj-begun")).to_have_count(1)


def test_a_full_storage_says_so_and_loses_nothing(kept_address: str, browser: Browser, tmp_path: Path) -> None:
    with profile(browser, tmp_path / "profile") as context:
        context.add_init_script(FULL)
        page = opened(context.pages[0], kept_address)
        choose(page, FIRST, 0)
        page.evaluate("globalThis.isFull = true")
        question = choose(page, SECOND, 1, saved=False)
        expect(page.locator(".tj-keeping")).to_contain_text("no room left", timeout=60_000)
        expect(question.locator(".tj-status")).to_contain_text("Not saved", timeout=60_000)
        assert len(responses(page, FIRST)) == 1
        with page.expect_download():
            page.locator(".tj-keeping").get_by_role("button", name="Download my work").first.click()
        page.evaluate("globalThis.isFull = false")
        choose(page, FIRST, 1)
        opened(page, kept_address)  # what was not saved is a draft of the page
        expect(page.locator(f"[data-item='{SECOND}'] input").nth(1)).to_be_checked()
        until(lambda: len(responses(page, SECOND)) == 1)
        before = journals(page)
        entry = {"time": "2099-01-01T00:00:00+00:00", "item": FIRST, "response": "d"}
        with zipfile.ZipFile(tmp_path / "work.zip", "w") as archive:
            archive.writestr(f"{LESSON}/responses/{QUIZ}.jsonl", json.dumps(entry) + "\n")
        at_home(page, kept_address).evaluate("globalThis.isFull = true")
        page.locator(".tj-work input[type=file]").set_input_files(tmp_path / "work.zip")
        page.get_by_role("button", name="Bring it back").click()
        expect(page.locator(".tj-work [role=status]")).to_contain_text("There was not room for all of it")
        assert journals(page) == before
        page.evaluate("globalThis.isFull = false")
        page.get_by_role("button", name="Bring it back").click()
        expect(page.locator(".tj-work")).to_contain_text("Your work is back", timeout=PATIENCE)
        assert responses(page, FIRST)[-1] == "d"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("", "has not promised to keep your work"),  # a window of Chromium's private kind, which does not say so
        (APPLE + REFUSES, "Safari deletes what a site keeps"),
        (APPLE + NO_FOLDER, "This looks like a private window"),
    ],
    ids=["Chromium", "Safari", "a private window of Safari"],
)
def test_a_lesson_warns_where_the_browser_may_forget(
    kept_address: str, browser: Browser, script: str, words: str
) -> None:
    with browser.new_context() as context:
        context.add_init_script(f"{WHOLE};{script}")
        page = opened(context.new_page(), kept_address)
        note = page.locator(".tj-keeping")
        expect(note).to_contain_text(words)
        note.get_by_role("button", name="Understood").click()
        expect(note).to_be_empty()
        opened(page, kept_address)
        expect(note).to_be_empty()
