"""Do cases come one at a time, each card beside its boxes, and are they recorded as ever? No JupyterLab."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell
from playwright.sync_api import Locator, Page, expect

from .desk import ROOT, Desk
from .lessons import SHEET

SheetDesk = Callable[..., Desk]
CARDS = (
    "**Gulf 1990.** An *example*.\n\n**Haiti 1994.** Resolution 940 was voted.\n\n**Kosovo 1999.** Nobody was asked."
)
CODES = {"blank": "–", "yes": "yes", "no": "no", "contested": "contested"}
CASES = {"gulf": "Gulf 1990", "haiti": "Haiti 1994", "kosovo": "Kosovo 1999"}
QUESTIONS = {"law": "A lawful", "aim": "B declared"}
PREDICTION = {"name": "equal", "label": "How many are equal?", "unit": "questions"}
MODEL = """
from quizzes.plot import Figure, Panel, Scale, bands, bar

def simulate(**codes):
    return {"equal": float(list(codes.values()).count("yes"))}

def draw(parameters, outcome, width):
    return Figure([Panel([bar(0, outcome["equal"], key="equal")], Scale(0, 9), bands(["Yes"]))], width)

def describe(parameters, outcome):
    return f"{outcome['equal']:.0f} yes."

def table(parameters, outcome):
    return [["Yes"], [f"{outcome['equal']:.0f}"]]
"""


def sheet(by: str) -> dict[str, Any]:
    """Return a quiz whose sheet has three cases, the first filled in, and two questions."""

    def box(question: str, case: str) -> dict[str, Any]:
        names = (CASES[case], QUESTIONS[question])
        group, label = names if by == "group" else names[::-1]
        given = {"default": "no" if case == "gulf" else "blank", "choices": CODES}
        return {"name": f"{question}_{case}", "group": group, "label": label, **given}

    pairs = [(q, c) for c in CASES for q in QUESTIONS] if by == "group" else [(q, c) for q in QUESTIONS for c in CASES]
    items: Any = SHEET["items"]
    own = {"parameters": [box(*pair) for pair in pairs], "prediction": PREDICTION, "model": "cards_model"}
    return SHEET | {"items": [items[0] | own | {"cases": {"blank": "blank", "by": by}}]}


@pytest.fixture
def open_sheet(page: Page, tmp_path: Path) -> SheetDesk:
    def opened(by: str = "group", predicted: bool = True) -> Desk:
        desk = Desk(page, tmp_path, "sheet-09")
        bank = json.loads((tmp_path / "quiz.json").read_text("utf-8"))
        others = [quiz for quiz in bank["quizzes"] if quiz["id"] != "sheet-09"]
        bank |= {"quizzes": [*others, sheet(by)], "cards": [{"cell": "cases"}]}
        (tmp_path / "quiz.json").write_text(json.dumps(bank), "utf-8")
        (tmp_path / "cards_model.py").write_text(MODEL, "utf-8")
        notebook = nbformat.read(tmp_path / "09-made-up.ipynb", as_version=4)
        notebook.cells.insert(0, new_markdown_cell(CARDS, id="cases"))
        nbformat.write(notebook, tmp_path / "09-made-up.ipynb")
        desk.open()
        if predicted:
            desk.item("g-sheet").get_by_label("How many are equal?").fill("1")
            desk.button("g-sheet", "Save prediction").click()
            desk.acknowledge("record")
        return desk

    return opened


def boxes(desk: Desk) -> Locator:
    """Return the boxes that can be seen."""
    return desk.item("g-sheet").get_by_role("combobox")


def turn(desk: Desk, words: str) -> None:
    desk.item("g-sheet").get_by_role("link", name=words, exact=True).press("Enter")


def is_at(desk: Desk, name: str, text: str, place: str) -> None:
    """See to it that one case alone is shown, with its text and its boxes."""
    item = desk.item("g-sheet")
    expect(item.get_by_role("heading", level=4)).to_have_text(name)
    expect(item.get_by_role("heading", level=4)).to_have_accessible_description(place)
    expect(item.locator(".tj-case-text")).to_have_text(text)
    assert boxes(desk).count() == len(QUESTIONS)
    for question in QUESTIONS.values():
        expect(item.get_by_role("combobox", name=question)).to_have_accessible_name(
            f"{name} {question}" if item.locator("[data-by=group]").count() else f"{question} {name}"
        )


@pytest.mark.parametrize("by", ["group", "label"])
def test_each_case_stands_beside_its_boxes_and_what_is_coded_is_counted(open_sheet: SheetDesk, by: str) -> None:
    desk = open_sheet(by)
    coded = desk.item("g-sheet").get_by_text("cases coded")
    is_at(desk, "Gulf 1990", "An example.", "Card 1 of 3: an example, filled in")
    expect(coded).to_have_text("0 of 2 cases coded")
    expect(desk.item("g-sheet").get_by_role("link")).to_have_text(["Next: Haiti 1994"])
    turn(desk, "Next: Haiti 1994")
    is_at(desk, "Haiti 1994", "Resolution 940 was voted.", "Card 2 of 3")
    expect(desk.item("g-sheet").get_by_role("heading", level=4)).to_be_focused()
    for key in "yc":
        desk.page.keyboard.press("Tab")
        desk.page.keyboard.press(key)
    assert [box.input_value() for box in boxes(desk).all()] == ["yes", "contested"]
    is_at(desk, "Haiti 1994", "Resolution 940 was voted.", "Card 2 of 3")
    expect(coded).to_have_text("1 of 2 cases coded")
    turn(desk, "Next: Kosovo 1999")
    is_at(desk, "Kosovo 1999", "Nobody was asked.", "Card 3 of 3")
    expect(desk.item("g-sheet").get_by_role("link")).to_have_text(["Back: Haiti 1994"])
    turn(desk, "Back: Haiti 1994")
    assert [box.input_value() for box in boxes(desk).all()] == ["yes", "contested"]


@pytest.mark.parametrize("by", ["group", "label"])
def test_the_whole_sheet_is_an_overview_that_leads_back_to_a_case(open_sheet: SheetDesk, by: str) -> None:
    desk = open_sheet(by)
    desk.button("g-sheet", "Show the whole sheet").press("Enter")
    expect(boxes(desk)).to_have_count(6)
    expect(desk.button("g-sheet", "Show one case at a time")).to_be_focused()
    boxes(desk).nth(2).select_option("yes")
    desk.button("g-sheet", "Kosovo 1999").press("Enter")
    is_at(desk, "Kosovo 1999", "Nobody was asked.", "Card 3 of 3")
    expect(desk.item("g-sheet").get_by_role("heading", level=4)).to_be_focused()


def test_cards_can_be_read_before_the_prediction_and_coded_after_it(open_sheet: SheetDesk) -> None:
    desk = open_sheet(predicted=False)
    turn(desk, "Next: Haiti 1994")
    is_at(desk, "Haiti 1994", "Resolution 940 was voted.", "Card 2 of 3")
    for box in boxes(desk).all():
        expect(box).to_be_disabled()


def test_a_new_page_shows_the_first_case_that_waits_with_the_codes_kept(open_sheet: SheetDesk) -> None:
    desk = open_sheet()
    turn(desk, "Next: Haiti 1994")
    for box in boxes(desk).all():
        box.select_option("yes")
    desk.leave().open()
    is_at(desk, "Kosovo 1999", "Nobody was asked.", "Card 3 of 3")
    expect(desk.item("g-sheet").get_by_text("1 of 2 cases coded")).to_be_visible()


def test_what_is_recorded_is_the_whole_sheet_as_without_cards(open_sheet: SheetDesk) -> None:
    desk = open_sheet()
    turn(desk, "Next: Haiti 1994")
    boxes(desk).first.select_option("yes")
    desk.button("g-sheet", "Run").click()
    desk.acknowledge("run")
    desk.button("g-sheet", "Record this run").click()
    desk.acknowledge("record")
    recorded = desk.widget.answers["g-sheet"]["response"]
    assert recorded["result"] == {"equal": 1.0}
    blanks = {"aim_haiti": "blank", "law_kosovo": "blank", "aim_kosovo": "blank"}
    assert recorded["parameters"] == {"law_gulf": "no", "aim_gulf": "no", "law_haiti": "yes"} | blanks


def test_without_the_cards_the_boxes_are_there_and_a_sentence_says_where_the_text_is(
    open_sheet: SheetDesk, tmp_path: Path
) -> None:
    desk = open_sheet()
    notebook = nbformat.read(tmp_path / "09-made-up.ipynb", as_version=4)
    notebook.cells = notebook.cells[1:]
    nbformat.write(notebook, tmp_path / "09-made-up.ipynb")
    desk.leave().open()
    text = desk.item("g-sheet").locator(".tj-case-text")
    expect(text).to_have_text("The text of this case is not at hand here; it stands in the lesson.")
    assert boxes(desk).count() == len(QUESTIONS)


@pytest.mark.parametrize("width", [320, 1200])
def test_a_card_fits_the_page(open_sheet: SheetDesk, width: int) -> None:
    desk = open_sheet()
    desk.page.set_viewport_size({"width": width, "height": 800})
    sides = desk.page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert sides[0] <= sides[1]
    text = desk.item("g-sheet").locator(".tj-case-text").bounding_box()
    box = boxes(desk).first.bounding_box()
    assert text
    assert box
    is_beside = box["x"] >= text["x"] + text["width"]
    assert is_beside == (width > 1000)


HIDE = """async ({ script, sources }) => {
  const module = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const { hideCases } = await import(module);
  const cells = sources.map(([type, text]) => {
    const node = document.createElement("div");
    return { node, model: { type, sharedModel: { getSource: () => text } } };
  });
  hideCases({ content: { node: document.body } }, cells);
  return cells.map(({ node }) => node.classList.contains("tj-in-cards"));
}"""


def test_the_lesson_hides_the_cells_that_stand_on_cards_and_no_other(open_sheet: SheetDesk) -> None:
    desk = open_sheet()
    script = (ROOT / "quizzes" / "lesson_view" / "cases.js").read_text("utf-8")
    sources = [
        ("markdown", CARDS),
        ("markdown", "**Haiti 1994.** Resolution 940 was voted."),
        ("markdown", f"The cards.\n\n{CARDS}"),
        ("markdown", "**Panama 1989.** Another case."),
        ("markdown", ""),
        ("code", CARDS),
    ]
    hidden = desk.page.evaluate(HIDE, {"script": script, "sources": sources})
    assert hidden == [True, True, False, False, False, False]
