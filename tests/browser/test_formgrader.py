"""Does the formgrader show the marks, take those a person gives, and run nothing that a student wrote?"""

from __future__ import annotations

from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, Page, expect

from instructor.course import CONFIGURATION, Course
from instructor.feedback import page as feedback_page
from instructor.feedback import write_feedback
from instructor.grading.batch import grade_class
from tests.small_course import ASSIGNMENT, RIGHT, SCHEME, hand_in_folder

from .lab import jupyterlab

HOSTILE = """An answer with **bold** words.

<script>window.ranInTheFormgrader = true</script>
<img src="missing.png" onerror="window.ranInTheFormgrader = true">
<a href="javascript:window.ranInTheFormgrader = true">press me</a>"""


@pytest.fixture
def graded(course: Course) -> tuple[Course, str]:
    """Return a graded course and the id of the one submission in it."""
    hand_in_folder(course, "mallory", RIGHT, HOSTILE)
    (result,) = grade_class(course, ASSIGNMENT, ["mallory"])
    assert (result.outcome, result.score) == ("graded", 8)
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as gradebook:
        return course, gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, "mallory").id


def open_page(page: Page, address: str, path: str) -> Page:
    page.goto(f"{address}/formgrader/{path}")
    page.wait_for_load_state("domcontentloaded")
    return page


def test_the_formgrader_shows_and_takes_marks_and_runs_nothing_of_a_students(
    browser: Browser, graded: tuple[Course, str], tmp_path: Path
) -> None:
    course, submission = graded
    with jupyterlab(course.root, settings=CONFIGURATION) as address, browser.new_context() as context:
        page = open_page(context.new_page(), address, f"gradebook/{ASSIGNMENT}/{ASSIGNMENT}")
        expect(page.get_by_role("gridcell", name="8 / 9")).to_be_visible(timeout=30_000)
        page = open_page(page, address, f"submissions/{submission}/")
        expect(page.get_by_text("Small quiz: 4 of 4 points")).to_be_visible(timeout=30_000)
        expect(page.get_by_text(SCHEME)).to_be_visible()
        expect(page.locator("strong", has_text="bold")).to_be_visible()
        page.wait_for_timeout(500)
        assert page.evaluate("window.ranInTheFormgrader") is None
        assert page.locator("a[href^='javascript:']").count() == 0
        give_points(page, "0.75")
    assert list(write_feedback(course, ASSIGNMENT, ["mallory"])) == [("mallory", "")]
    assert ">8.75 of 9 points<" in feedback_page(course, ASSIGNMENT, "mallory").read_text("utf-8")


def give_points(page: Page, points: str) -> None:
    """Mark the written answer as a person does: type the points and leave the field."""
    field = page.locator("input.score").last
    field.fill(points)
    with page.expect_response(lambda response: "/api/grade/" in response.url and response.request.method == "PUT"):
        page.keyboard.press("Tab")
