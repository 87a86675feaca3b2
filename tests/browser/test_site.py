"""The course as a page: lesson 2 from the link to the mark, without a network at the end, in a browser that is new."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from instructor.course import Course
from instructor.marking.answer_key import read_answer_key
from instructor.webpage.serving import served
from tests.browser.test_from_handout_to_zip import instructor

from .keyboard import Copy, answer_all, handed_in
from .lab import CHROMIUM, FLAGS

pytestmark = pytest.mark.long
ROOT = Path(__file__).parent.parent.parent
LESSON, OTHER = "02-who-pays-for-order", "00-orientation"
BASE = "/~prof/course"
ISOLATED = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"}
#: Bytes, compressed, that a lesson without numpy may load.
MOST = 15_000_000
PATIENCE = 240_000  # ms: the machine may be busy; what is quick is measured elsewhere


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    if not shutil.which("npm"):
        pytest.skip("npm fetches Pyodide: install Node.js")
    made = Course(ROOT, tmp_path_factory.mktemp("page") / "course")
    instructor(made, "release")
    assert "put it on any https server" in instructor(made, "site")
    return made


def opened(page: Page, address: str, lesson: str) -> None:
    """Open a lesson by its link, and wait until all of it is ready."""
    page.goto(f"{address}?lesson={lesson}")
    expect(page.locator(".tj-lesson .tj-top")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".tj-lesson .tj-quiz").first).to_be_attached(timeout=PATIENCE)
    expect(page.locator(".tj-busy")).to_have_count(0, timeout=PATIENCE)
    assert page.locator(".tj-failed").count() == 0


def all_kept(page: Page) -> None:
    """Wait until the worker has kept what any lesson needs."""
    count = "caches.open('two-januaries-files').then(async (kept) => (await kept.keys()).length)"
    page.wait_for_function("document.getElementById('tj-loading').value === 1", timeout=PATIENCE)
    before = -1
    while before != (now := page.evaluate(count)):
        before = now
        page.wait_for_timeout(3000)


@pytest.fixture(params=[{}, ISOLATED], ids=["without headers", "isolated"])
def site(course: Course, request: pytest.FixtureRequest) -> Iterator[tuple[str, list[int]]]:
    sent: list[int] = []
    with served(course.folder / "site", base=BASE, headers=request.param, count=sent.append) as address:
        yield address, sent


def test_a_lesson_from_the_link_to_the_mark(
    course: Course, site: tuple[str, list[int]], browser: Browser, tmp_path: Path
) -> None:
    address, sent = site
    profile, kind = tmp_path / "profile", browser.browser_type
    with kind.launch_persistent_context(profile, executable_path=CHROMIUM, args=FLAGS) as context:
        page = context.pages[0]
        opened(page, address, LESSON)
        sheet = Copy(page, address, tmp_path, tmp_path / LESSON)
        answer_all(sheet, read_answer_key(course, LESSON))
        name = handed_in(sheet).name
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        assert download.value.suggested_filename == name
        download.value.save_as(tmp_path / name)
        all_kept(page)
    assert sum(sent) < MOST, f"{sum(sent) / 1e6:.1f} MB"

    sent.clear()
    with kind.launch_persistent_context(profile, executable_path=CHROMIUM, args=FLAGS) as context:
        page = context.pages[0]
        opened(page, address, OTHER)
        assert sum(sent) < 300_000, "what was loaded before was loaded again"
        context.set_offline(True)
        opened(page, address, LESSON)
        assert page.locator(".tj-quiz .tj-status").filter(has_text=re.compile("^Saved")).count() >= 10

    with zipfile.ZipFile(tmp_path / "download.zip", "w") as packed:
        packed.write(tmp_path / name, f"Ana Souza_11_assignsubmission_file/{name}")
    instructor(course, "collect", LESSON, "--zips", str(tmp_path / "download.zip"))
    assert "14 of 25" in instructor(course, "grade", LESSON)


@pytest.mark.parametrize(
    "lesson",
    [
        "00-orientation",
        "01-two-januaries",
        "04-beggar-thy-neighbour",
        "06-weighing-the-argument",
        "07-capstone",
    ],
)
def test_a_lesson_without_numpy_runs_whole(course: Course, browser: Browser, lesson: str) -> None:
    with served(course.folder / "site") as address, browser.new_context() as context:
        page = context.new_page()
        opened(page, address, lesson)
        expect(page.locator(".tj-quiz")).to_have_count(len(course.bank(lesson).quizzes))
        errors = page.locator("[data-mime-type='application/vnd.jupyter.error'], [data-mime-type$='stderr']")
        assert errors.all_inner_texts() == []
