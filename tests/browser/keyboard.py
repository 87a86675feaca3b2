"""A student who works a real lesson with the keyboard alone: answers, writes and hands in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, assert_never

from playwright.sync_api import Locator, Page, expect

from instructor.marking.answer_key import AnswerKey
from quizzes.types import (
    BaseItem,
    Choice,
    Hottext,
    Match,
    Multiple,
    Note,
    Number,
    Order,
    Parameter,
    Run,
    Verdict,
    Vote,
    Writing,
)
from tests.items import known

from .lab import Sheet

#: Written into each field; the keys of a notebook in command mode are in it, and they must do nothing.
TEXT = "P8 says it, and adds: dd aa bb.\n\nSo it does."


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
            case Writing() | Note():
                self.write(item.id, response)
            case Verdict():
                self.press(self.option(item.id, response["verdict"]), "Space")
                self.write(item.id, response["because"])
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
        """Set a parameter of a run: a number is typed into its field, a choice is chosen by its arrows."""
        if parameter.choices:
            in_sheet = place.get_by_role("combobox", name=f"{parameter.group} {parameter.label}".strip(), exact=True)
            group = place.get_by_role("group", name=parameter.group, exact=True)
            self._choose(in_sheet.or_(group.get_by_role("combobox", name=parameter.label, exact=True)), value)
        else:
            field = place.get_by_role("textbox", name=re.compile(re.escape(parameter.label)))
            self.type(field.first, f"{value:g}")

    def _simulate(self, item: Run, place: Locator, response: dict[str, Any]) -> None:
        if item.prediction:
            self.type(place.locator("input").first, response["prediction"])
            self.saved(item.id)
        lists = place.locator(".tj-map-lists:not([open]) > summary")
        if lists.count():
            self.press(lists, "Enter")
        if item.cases:
            self.press(place.get_by_role("button", name="Show the whole sheet"), "Enter")
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


def answer_all(sheet: Copy, scheme: AnswerKey) -> None:
    for quiz in (quiz for quiz in scheme.bank.quizzes if quiz.counts):
        sheet.turn_to(sheet.item(quiz.items[0].id))
        for item in quiz.items:
            by_key = not item.by_person
            right = item.right(scheme.answers[item.id], scheme.model_of(item)) if by_key else f"{TEXT} {item.id}"
            sheet.answer_item(item, right)


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
