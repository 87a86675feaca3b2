"""Can each lesson be worked through by keyboard, from its first cell to handing in, and does all of it count?"""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path
from typing import Any, assert_never

import pytest
from playwright.sync_api import Locator, Page, expect

from instructor.course import Course
from instructor.marking.answer_key import AnswerKey, read_answer_key
from instructor.marking.marks import mark_folder
from instructor.release import make_release
from instructor.submissions.fields import fields
from instructor.submissions.journals import read_journals
from instructor.submissions.read import read_journal_files
from quizzes.types import BaseItem, Choice, Hottext, Match, Multiple, Number, Order, Parameter, Run, Vote, Writing
from tests.items import known

from .lab import Sheet

ROOT = Path(__file__).parent.parent.parent
COURSE = Course(ROOT, ROOT / "build")
COUNTED = [name for name in COURSE.assignments() if any(quiz.kind != "practice" for quiz in COURSE.bank(name).quizzes)]


class Copy(Sheet):
    """A student's copy of a real lesson."""

    def __init__(self, page: Page, address: str, root: Path, folder: Path) -> None:
        self.page, self.address, self.root, self.folder = page, address, root, folder
        self.notebook = folder / f"{folder.name}.ipynb"

    def turn_to(self, part: Locator) -> None:
        """Go from section to section, from the first one, until a part of the page is there."""
        if not part.is_visible():
            self.press(self.page.locator(".tj-where"), "Enter")
            self.press(self.page.locator(".tj-section-list button").first, "Enter")
        following = self.page.locator(".tj-foot .tj-next")
        while not part.is_visible() and following.is_visible():
            self.press(following, "Enter")
        expect(part).to_be_visible(timeout=10_000)

    def press(self, target: Locator, *keys: str) -> None:
        """Put the focus on a control, as the Tab key does, and press keys."""
        target.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, target: Locator, text: str) -> None:
        """Type a text and press Enter."""
        target.focus()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def answer_item(self, item: BaseItem, response: Any) -> None:
        """Answer one item with the keyboard alone."""
        place = self.item(item.id)
        match known(item):
            case Choice():
                self.press(self.option(item.id, response), "Space")
            case Vote():
                self.press(self.option(item.id, response), "Space")
                self.press(place.get_by_role("button", name="Vote", exact=True), "Enter")
            case Multiple() | Hottext():
                for name in response:
                    self.press(self.option(item.id, name), "Space")
            case Number():
                self.type(place.locator("input"), response)
            case Order():
                self._arrange(place, response)
            case Match():
                for row, name in response.items():
                    self._choose(place.locator(f"select[data-row='{row}']"), name)
            case Run() as run:
                self._simulate(run, place, response)
            case Writing():
                self.write(item.id, response)
            case other:
                assert_never(other)
        self.saved(item.id)

    def write(self, name: str, text: str) -> None:
        """Write a text with the keyboard, its lines as they are."""
        self.item(name).locator("textarea").focus()
        self.page.keyboard.type(text)

    def _choose(self, select: Locator, name: str) -> None:
        names = select.locator("option").evaluate_all("options => options.map((option) => option.value)")
        self.press(select, "Home", *["ArrowDown"] * names.index(name))
        expect(select).to_have_value(name)

    def _arrange(self, place: Locator, names: list[str]) -> None:
        for goal, name in enumerate(names):
            row = place.locator(f"li[data-option='{name}']")
            for _ in range(row.evaluate("row => [...row.parentNode.children].indexOf(row)") - goal):
                self.press(row.get_by_role("button", name="Move up"), "Enter")
        keep = place.get_by_role("button", name="Keep this order")
        if keep.is_visible():
            self.press(keep, "Enter")

    def _set(self, parameter: Parameter, place: Locator, value: Any) -> None:
        """Set a choice of a run; no lesson's own run needs a slider moved."""
        name = f"{parameter.group} {parameter.label}".strip()
        self._choose(place.get_by_role("combobox", name=name, exact=True), value)

    def _simulate(self, item: Run, place: Locator, response: dict[str, Any]) -> None:
        if item.prediction:
            self.type(place.locator("input").first, response["prediction"])
            self.saved(item.id)
        for parameter in item.parameters:
            if response["parameters"][parameter.name] != parameter.default:
                self._set(parameter, place, response["parameters"][parameter.name])
        self.press(place.get_by_role("button", name="Run", exact=True), "Enter")
        expect(place.locator("svg[role=img]")).to_be_visible(timeout=30_000)
        self.press(place.get_by_role("button", name="Record this run"), "Enter")
        expect(place.get_by_text("Recorded run", exact=True)).to_be_visible(timeout=10_000)
        if item.comparison:
            self.type(place.get_by_role("group", name="Compare").locator("input"), response["comparison"])
            expect(place.locator(".tj-status")).to_have_text(re.compile("^Saved"))


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


#: Written into each field; the keys of a notebook in command mode are in it, and they must do nothing.
TEXT = "P8 says it, and adds: dd aa bb.\n\nSo it does."


def answer_all(sheet: Copy, scheme: AnswerKey) -> None:
    for quiz in (quiz for quiz in scheme.bank.quizzes if quiz.kind != "practice"):
        sheet.turn_to(sheet.item(quiz.items[0].id))
        for item in quiz.items:
            by_key = not item.by_person
            right = item.right(scheme.answers[item.id], scheme.model_of(item)) if by_key else f"{TEXT} {item.id}"
            sheet.answer_item(item, right)


def written_in(sheet: Copy, scheme: AnswerKey) -> dict[str, str]:
    """Return the texts that a grader will find in the answers' cells."""
    names = [quiz.id for quiz in scheme.bank.quizzes]
    found = fields(
        scheme.bank.quizzes, read_journals(read_journal_files(sheet.folder, names), scheme.bank.quizzes).replays
    )
    return {name: field.text for name, field in found.items()}


#: Every change is tried with one lesson that has each kind of task; the others are the long run's.
SHORT = "02-who-pays-for-order"


@pytest.mark.parametrize(
    "lesson", [pytest.param(name, marks=() if name == SHORT else pytest.mark.long) for name in COUNTED]
)
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


def handed_in(sheet: Copy) -> Path:
    """Press the card's button, as a student does at the end, and return the file it writes."""
    archive = sheet.folder / f"{sheet.folder.name}.zip"
    assert not archive.exists()
    card = sheet.page.locator(".tj-hand-in")
    sheet.turn_to(card)
    sheet.press(card.get_by_role("button", name="Hand in", exact=True), "Enter")
    go_on = card.get_by_role("button", name="Hand in all the same")
    expect(go_on.or_(card.locator(".tj-receipt"))).to_be_visible(timeout=10_000)
    if go_on.is_visible():
        sheet.press(go_on, "Enter")
    expect(card.get_by_role("link", name=f"Download {archive.name}")).to_be_focused(timeout=10_000)
    return archive
