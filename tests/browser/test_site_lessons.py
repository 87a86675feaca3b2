"""On the course's page, is each lesson whole: quizzes drawn, runs right, texts in the zip, and no key in any file?"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from instructor.course import Course
from instructor.leaks import MARKERS, leaks, secrets
from instructor.marking.answer_key import AnswerKey, read_answer_key
from instructor.marking.marks import mark_folder
from instructor.webpage.serving import served
from quizzes.types import Run

from .keyboard import Copy, answer_all, handed_in
from .site import opened, visit
from .test_lessons import written_in

pytestmark = pytest.mark.long
LESSONS = [
    "00-orientation",
    "01-two-januaries",
    "02-who-pays-for-order",
    "03-reciprocity",
    "04-beggar-thy-neighbour",
    "05-coding-diffuse-unilateralism",
    "06-weighing-the-argument",
    "07-capstone",
]


def test_no_byte_of_the_page_is_a_key(site_course: Course) -> None:
    """JupyterLab and Python are searched too, which the command leaves out, and what is packed in each file."""
    site_course.enter()
    site = site_course.folder / "site"
    forbidden = secrets(site_course, *LESSONS)
    assert len(forbidden) > 500
    assert leaks(site / "files", forbidden) == []
    own = {text: what for text, what in forbidden.items() if text not in MARKERS}  # our own code speaks of these
    assert leaks(site, own) == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_is_whole(site_course: Course, browser: Browser, tmp_path: Path, lesson: str) -> None:
    scheme = read_answer_key(site_course, lesson)
    with (
        served(site_course.folder / "site") as address,
        visit(browser.browser_type, tmp_path / "profile", (1200, 1400)) as page,
    ):
        opened(page, f"{address}?lesson={lesson}")
        expect(page.locator(".tj-quiz")).to_have_count(len(scheme.bank.quizzes))
        errors = page.locator("[data-mime-type='application/vnd.jupyter.error'], [data-mime-type$='stderr']")
        assert errors.all_inner_texts() == []
        sheet = Copy(page, address, tmp_path, tmp_path / lesson)
        practise(sheet, scheme)
        answer_all(sheet, scheme)
        if any(quiz.counts for quiz in scheme.bank.quizzes):
            bring(page, sheet, tmp_path)
            earned(sheet, scheme)


def practise(sheet: Copy, scheme: AnswerKey) -> None:
    """Expect that each question that does not count can be answered, and run each of its simulations as it opens."""
    for item in (item for quiz in scheme.bank.quizzes if not quiz.counts for item in quiz.items):
        place = sheet.item(item.id)
        sheet.turn_to(place)
        expect(place.locator("input, select, textarea, button").locator("visible=true").first).to_be_enabled()
        if isinstance(item, Run) and not item.prediction:
            sheet.press(place.get_by_role("button", name="Run", exact=True), "Enter")
            expect(place.locator("svg[role=img]")).to_be_visible(timeout=60_000)


def bring(page: Page, sheet: Copy, place: Path) -> None:
    """Hand in, download the zip, and unpack it where the marks are looked for."""
    name = handed_in(sheet).name
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    download.value.save_as(place / name)
    with zipfile.ZipFile(place / name) as packed:
        packed.extractall(place / "unpacked")
    (found,) = (place / "unpacked").rglob("*.ipynb")
    sheet.folder = found.parent


def earned(sheet: Copy, scheme: AnswerKey) -> None:
    """Expect all points that a key gives (a run is computed anew for them), and each text as it was written."""
    marks = mark_folder(sheet.folder, scheme).quizzes.values()
    assert [quiz.points for quiz in marks] == [quiz.quiz.points for quiz in marks]
    written = [quiz.id for quiz in scheme.bank.quizzes if quiz.kind == "written"]
    assert written_in(sheet, scheme).keys() == set(written)
    assert all(text.endswith(name) for name, text in written_in(sheet, scheme).items())
