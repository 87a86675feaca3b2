"""Can each lesson be worked through by keyboard, from its first cell to handing in, and does all of it count?"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from instructor.course import Course
from instructor.marking.answer_key import AnswerKey, read_answer_key
from instructor.marking.marks import mark_folder
from instructor.release import make_release
from instructor.submissions.fields import fields
from instructor.submissions.journals import read_journals
from instructor.submissions.read import read_journal_files

from .keyboard import TEXT, Copy, answer_all, handed_in

ROOT = Path(__file__).parent.parent.parent
COURSE = Course(ROOT, ROOT / "build")
COUNTED = [name for name in COURSE.assignments() if any(quiz.counts for quiz in COURSE.bank(name).quizzes)]


@pytest.fixture
def released(tab: Page, lab: tuple[str, Path], tmp_path: Path) -> Any:
    """Return a function that opens a lesson's release in JupyterLab and presses Start."""
    address, root = lab

    def open_copy(lesson: str) -> Copy:
        course = Course(ROOT, tmp_path / "course")
        course.enter()
        shutil.copytree(make_release(course, lesson), root / "lessons" / lesson, dirs_exist_ok=True)
        tab.set_viewport_size({"width": 1200, "height": 1400})
        sheet = Copy(tab, address, root, root / "lessons" / lesson)
        path = sheet.notebook.relative_to(root).as_posix()
        sheet.command("docmanager:open", path=path)
        tab.wait_for_function(
            "(path) => { const { currentWidget } = window.jupyterapp.shell;"
            " return currentWidget?.context?.path === path && currentWidget.sessionContext.isReady; }",
            arg=path,
            timeout=30_000,
        )
        sheet.press(tab.get_by_role("button", name="Start", exact=True), "Enter")
        expect(tab.locator(".tj-lesson.tj-busy")).to_have_count(1)
        expect(tab.locator(".tj-lesson.tj-busy")).to_have_count(0, timeout=60_000)
        return sheet

    yield open_copy
    tab.evaluate("for (const each of [...window.jupyterapp.shell.widgets('main')]) each.dispose()")


def written_in(sheet: Copy, scheme: AnswerKey) -> dict[str, str]:
    """Return the texts that a grader will find in the answers' cells."""
    names = [quiz.id for quiz in scheme.bank.quizzes]
    found = fields(
        scheme.bank.quizzes, read_journals(read_journal_files(sheet.folder, names), scheme.bank.quizzes).replays
    )
    return {name: field.text for name, field in found.items()}


# Every change is tried with one lesson that has each kind of task, by `test_from_handout_to_zip`.
@pytest.mark.long
@pytest.mark.parametrize("lesson", COUNTED)
def test_a_lesson_answered_by_keyboard_earns_what_its_quizzes_can_give(lesson: str, released: Any) -> None:
    sheet, scheme = released(lesson), read_answer_key(COURSE, lesson)
    answer_all(sheet, scheme)
    marks = mark_folder(sheet.folder, scheme).quizzes.values()
    assert [quiz.points for quiz in marks] == [quiz.quiz.points for quiz in marks]
    written = [quiz.id for quiz in scheme.bank.quizzes if quiz.kind == "written"]
    assert written_in(sheet, scheme) == {name: f"{TEXT} {name}" for name in written}
    with zipfile.ZipFile(handed_in(sheet)) as packed:
        names = {Path(name).name for name in packed.namelist()}
    journals = {f"{name}.jsonl" for name in (*written, *(each.quiz.id for each in marks))}
    assert names == {sheet.notebook.name, "receipt.json", *journals}
