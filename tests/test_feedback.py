"""Does a feedback page tell a student what happened, and nothing that it must not?"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook

from instructor.course import Course
from instructor.feedback import page, release_feedback, waiting, write_feedback
from instructor.grading.batch import grade_class
from instructor.nbgrader_app import application
from tests.small_course import ASSIGNMENT, MODEL_ANSWER, RIGHT, SCHEME, edit, hand_in_folder

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

HOSTILE = """
<script>alert(1)</script> <img src=x onerror=alert(1)> <svg onload=alert(1)> <a href="javascript:alert(1)">x</a>
[link](javascript:alert(1)) [entity](&#106;avascript:alert(1)) [tab](java&#9;script:alert(1)) <javascript:alert(1)>
![picture](data:text/html;base64,PHNjcmlwdD4=) $\\href{javascript:alert(1)}{x}$ $\\text{<script>alert(1)</script>}$

=== BEGIN MARK SCHEME ===

<iframe srcdoc="<script>alert(1)</script>">
"""


class Active(HTMLParser):
    """Collects what could run or load something: scripts, handlers, frames, addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        if tag in {"iframe", "object", "embed", "svg", "link", "img"} or (
            tag == "script" and dict(attributes).get("src")
        ):
            self.found.append(tag)
        self.found += [f"{name}={value}" for name, value in attributes if name.startswith("on")]
        self.found += [str(value) for _, value in attributes if re.match(r"\s*(java|vb)script:|\s*data:", value or "")]


def feedback(course: Course, student: str) -> str:
    list(grade_class(course, ASSIGNMENT, [student]))
    assert list(write_feedback(course, ASSIGNMENT, [student])) == [(student, "")]
    return page(course, ASSIGNMENT, student).read_text("utf-8")


def test_the_page_shows_each_item_with_mark_reason_and_paragraph(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT | {"s-club": "b"})
    html = feedback(course, "ana")
    for words in (
        *(">7 of 9 points<", "Which good has a door?", "a public good", "✗ Not right", "✓ Right", "0 of 1"),
        *("<strong>Right answer:</strong> a club good", "Small quiz: 3 of 4 points", "Small run: 4 of 4 points"),
        *(
            "No one can be kept from a public good",
            "A club can keep out",
            "Instead of providing public goods",
            '<a href="#p9">P9</a>',
        ),
        *("Predicted: Twice = 6", "Set: Weight = 3", "Recorded: Twice the weight = 6", "Compared: Square = 9"),
    ):
        assert words in html


def test_the_page_holds_no_mark_scheme_and_no_model_answer(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT)
    html = feedback(course, "ana")
    assert "In ten words." in html
    for secret in (SCHEME, MODEL_ANSWER, "MARK SCHEME"):
        assert secret not in html


def test_the_grader_still_sees_the_mark_scheme(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT)
    feedback(course, "ana")
    assert SCHEME in (course.step("autograded", ASSIGNMENT, "ana") / f"{ASSIGNMENT}.ipynb").read_text("utf-8")


def test_a_page_loads_and_runs_nothing_whatever_a_student_wrote(course: Course) -> None:
    answers = {"s-club": "<script>alert(1)</script>", "s-number": "<img src=x onerror=alert(1)>"}
    hand_in_folder(course, "mal", answers, written=HOSTILE)
    html = feedback(course, "mal")
    active = Active()
    active.feed(html)
    assert active.found == []
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert not re.findall(r"<script(?![^>]*src=)[^>]*>(?=\s*alert)", html)
    assert "cdnjs" not in html


def test_mathematics_needs_no_script(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT)
    assert "<math" in feedback(course, "ana")


def test_the_formgrader_renders_with_the_same_safe_settings(course: Course) -> None:
    hand_in_folder(course, "mal", {"s-club": "<img src=x onerror=alert(1)>"}, written=HOSTILE)
    feedback(course, "mal")
    notebook = course.step("autograded", ASSIGNMENT, "mal") / f"{ASSIGNMENT}.ipynb"
    with application(course, ASSIGNMENT) as (app, _):
        app.config.HTMLExporter.template_name = "formgrade"
        exporter = HTMLExporter(config=app.config)
        html, _ = exporter.from_filename(str(notebook), resources={"base_url": "", "index": 0, "total": 1})
    body = html[html.index('class="panel-body"') :]
    active = Active()
    active.feed(body)
    assert active.found == []
    assert "Small quiz: 0 of 4 points" in body


def test_a_grade_and_a_comment_by_a_person_reach_the_page(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT, written="It leaves out threats.")
    feedback(course, "ana")
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("limit-01", ASSIGNMENT, ASSIGNMENT, "ana").manual_score = 1
        gradebook.find_comment("limit-01", ASSIGNMENT, ASSIGNMENT, "ana").manual_comment = "Well seen."
        gradebook.db.commit()
    html = feedback(course, "ana")
    assert ">9 of 9 points<" in html
    assert "Name a limit: 1 of 1 points" in html
    assert "Well seen." in html


def test_only_those_who_used_the_exchange_find_their_page_there(course: Course) -> None:
    with_secret = hand_in_folder(course, "ana", RIGHT)
    (with_secret / "submission_secret.txt").write_text("s" * 128, "utf-8")
    hand_in_folder(course, "ben", RIGHT)
    list(grade_class(course, ASSIGNMENT, ["ana", "ben"]))
    assert list(write_feedback(course, ASSIGNMENT, ["ana", "ben"])) == [("ana", ""), ("ben", "")]
    assert release_feedback(course, ASSIGNMENT) == ["ana"]
    pages: list[Path] = list((course.folder / "exchange" / "two-januaries" / "feedback").glob("*.html"))
    assert len(pages) == 1


def test_an_answer_that_no_person_has_marked_is_shown_as_waiting_and_not_as_0(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT, written="It leaves out threats.")
    html = feedback(course, "ana")
    assert ">8 of 8 points so far<" in html
    assert "1 point of 9 is still open" in html
    assert "Name a limit: not marked yet, worth 1 point" in html
    assert re.findall(r"\b0 of 1\b|\b0 of 9\b", html) == []
    assert "Small quiz: 4 of 4 points" in html


def test_a_blank_is_shown_as_0_and_as_nothing_written(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT)
    html = feedback(course, "ana")
    assert "Name a limit: 0 of 1 points" in html
    assert "Nothing was written." in html
    assert "YOUR ANSWER HERE" not in html
    assert "not marked yet" not in html


def test_text_found_elsewhere_reaches_the_page_without_acting(course: Course) -> None:
    edit(hand_in_folder(course, "mal", RIGHT), lambda nb: nb.cells.append(new_markdown_cell(HOSTILE, id="own")))
    html = feedback(course, "mal")
    active = Active()
    active.feed(html)
    assert active.found == []
    assert "Found elsewhere in the notebook, after the cell" in html


def test_those_whose_answers_wait_are_named(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT, written="It leaves out threats.")
    hand_in_folder(course, "ben", RIGHT)
    list(grade_class(course, ASSIGNMENT, ["ana", "ben"]))
    assert waiting(course, ASSIGNMENT, ["ana", "ben"]) == ["ana"]
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade("limit-01", ASSIGNMENT, ASSIGNMENT, "ana")
        grade.manual_score, grade.needs_manual_grade = 0, False
        gradebook.db.commit()
    assert waiting(course, ASSIGNMENT, ["ana", "ben"]) == []
    assert "Name a limit: 0 of 1 points" in feedback(course, "ana")
