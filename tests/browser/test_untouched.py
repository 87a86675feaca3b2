"""Does a student who presses "Check" on everything untouched earn 0 everywhere, in each lesson? On a bare page."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Page

from instructor.course import Course
from instructor.marking.answer_key import read_answer_key
from instructor.marking.marks import mark_folder
from instructor.preprocessors import for_students
from quizzes.bank import Quiz

from .desk import Desk

COURSE = Course.here()
#: What a page sends to be saved.
SAVES = ("answer", "record")


def copy(lesson: str, folder: Path) -> Path:
    """Write a student's copy of a lesson: its questions and models."""
    (folder / "quiz.json").write_bytes(msgspec.json.encode(for_students(COURSE.bank(lesson))))
    for model in COURSE.source(lesson).glob("*.py"):
        shutil.copy(model, folder)
    return folder


def press_everything(desk: Desk) -> int:
    """Press "Check", and what stands for it, wherever it is shown; return how often."""
    shown = desk.page.locator("[data-item] .tj-primary:visible")
    for number in range(count := shown.count()):
        shown.nth(number).focus()
        desk.page.keyboard.press("Enter")
    desk.wait(3000)  # what is saved by itself would be sent by now
    return count


def checked(quiz: Quiz) -> int:
    """Return at how many items "Check", or what stands for it, must be shown."""
    return len(quiz.items) if quiz.is_marked else 0


@pytest.mark.long
@pytest.mark.parametrize("lesson", COURSE.assignments())
def test_who_presses_check_on_everything_untouched_earns_nothing(lesson: str, page: Page, tmp_path: Path) -> None:
    quizzes = COURSE.bank(lesson).quizzes
    desk = Desk(page, copy(lesson, tmp_path), quizzes[0].id)
    for quiz in quizzes:
        desk.quiz_id = quiz.id
        desk.open()
        assert press_everything(desk) >= checked(quiz), quiz.id
        assert [message for kind in SAVES for message in desk.sent(kind)] == [], quiz.id
        assert all(answer["mark"] is None for answer in desk.widget.answers.values()), quiz.id
        desk.leave()
    if COURSE.keys_file(lesson).exists():
        marks = mark_folder(tmp_path, read_answer_key(COURSE, lesson))
        assert [quiz.points for quiz in marks.quizzes.values()] == [0.0] * len(marks.quizzes)
