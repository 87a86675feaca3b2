"""Is whoever writes helped along: a count, quotations, runs, criteria, a field that fits? Without a JupyterLab."""

from __future__ import annotations

import re
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell
from playwright.sync_api import Locator, expect

import seeds
from quizzes.types.written import LONGEST

from .conftest import OpenDesk
from .desk import Desk
from .essays import ESSAY, LONGEST_WRITING, REST, field, listen, responses, told, write
from .test_page import SAVED


@pytest.fixture
def essay(desk: OpenDesk) -> Desk:
    return desk(ESSAY)


def test_the_words_are_counted_and_those_that_are_selected(essay: Desk) -> None:
    counted = essay.item(ESSAY).locator(".tj-count")
    expect(counted).to_have_text("0 words; about 250 asked for")
    write(essay, "One")
    expect(counted).to_have_text("1 word; about 250 asked for")
    write(essay, " two\nthree")
    expect(counted).to_have_text("3 words; about 250 asked for")
    essay.page.keyboard.press("Shift+Home")
    expect(counted).to_have_text("3 words; about 250 asked for; 1 selected")
    assert essay.page.locator(".tj-quiz [role=status]").text_content() == ""


def test_nobody_is_told_of_each_saving_while_writing_but_when_the_field_is_left(essay: Desk) -> None:
    live = essay.page.get_by_role("status")
    write(essay, "One two.")
    essay.wait(REST)
    essay.acknowledge()
    essay.wait(100)
    expect(live).to_have_text("")
    essay.page.keyboard.press("Tab")
    essay.wait(100)
    expect(live).to_have_text(re.compile(r"^Saved .+ at \d\d:\d\d\. 2 words; about 250 asked for$"))


def test_a_sentence_of_the_essay_is_inserted_at_the_cursor(essay: Desk) -> None:
    field(essay).press_sequentially("First. Last.")
    for _ in "Last.":
        essay.page.keyboard.press("ArrowLeft")
    essay.item(ESSAY).get_by_text("Quote the essay").click()
    essay.item(ESSAY).get_by_label("Paragraph").select_option(label="P8")
    words = seeds.sentences(8)[2]
    essay.button(ESSAY, words).click()
    expect(field(essay)).to_have_value(f"First. P8 «{words}» Last.")
    expect(field(essay)).to_be_focused()
    essay.page.keyboard.press("Control+z")
    expect(field(essay)).to_have_value("First. Last.")
    essay.wait(LONGEST_WRITING)
    assert responses(essay)[-1] == "First. Last."


def test_every_sentence_can_be_quoted_and_stands_there_word_for_word() -> None:
    for number in range(1, 15):
        sentences = seeds.sentences(number)
        assert " ".join(sentences) == seeds.paragraph(number)
        assert all(seeds.quote(number, words) for words in sentences)
        assert all(words[0] in "“‘(" or not words[0].islower() for words in sentences)
    assert len(seeds.sentences(14)) == 3


def look(essay: Desk, opening: Locator) -> None:
    """Open a list, and let the kernel say what is in it."""
    opening.click()
    expect(essay.item(ESSAY).get_by_text("Looking …")).to_be_visible()
    essay.acknowledge("recorded")


def test_a_recorded_run_is_inserted_in_a_line(essay: Desk) -> None:
    opening = essay.item(ESSAY).get_by_text("Insert a recorded run")
    look(essay, opening)
    expect(essay.item(ESSAY).get_by_text("No run is recorded yet.")).to_be_visible()
    opening.click()
    run = {"parameters": {"large": 8, "alpha": 0.5}, "result": {"provision": 4.0, "share": 100.0}}
    other = Desk.__new__(Desk)
    other.__dict__ |= essay.__dict__ | {"quiz_id": "run-09"}
    record(essay, run)
    look(essay, opening)
    line = (
        "My run, Order budget: Size of the large state, w1 = 8, Weight of order, α = 0.5; "
        "Provision G = 4 units, Share of the largest = 100 per cent."
    )
    essay.button(ESSAY, line).click()
    expect(field(essay)).to_have_value(line)


def test_an_evidence_card_is_inserted_with_its_source(essay: Desk) -> None:
    opening = essay.item(ESSAY).get_by_text("Insert an evidence card")
    look(essay, opening)
    expect(essay.item(ESSAY).get_by_text("This lesson has no evidence cards.")).to_be_visible()
    opening.click()
    with_cards(essay)
    look(essay, opening)
    line = "[A] The Council, resolution 678 (1990): States may use “all necessary means”."
    essay.button(ESSAY, line).click()
    expect(field(essay)).to_have_value(line)
    expect(field(essay)).to_be_focused()


def with_cards(quiz: Desk) -> None:
    """Add the cell to the notebook that the bank's `cards` name."""
    notebook = quiz.folder / "09-made-up.ipynb"
    whole = nbformat.read(notebook, as_version=4)
    table = """
| Card | Document | What it says |
|---|---|---|
| **A** | The Council, [resolution 678](https://undocs.org/S/RES/678) (1990) | States may use “all *necessary* means”. |
"""
    whole.cells.append(new_markdown_cell(table, id="cards"))
    nbformat.write(whole, notebook)


def record(quiz: Desk, run: dict[str, Any]) -> None:
    """Record a run of the same lesson, as its own cell does."""
    from quizzes.journal import Entry, append, now

    append(quiz.folder / "responses" / "run-09.jsonl", Entry(time=now(), item="g-run", response=run))


def test_the_text_is_told_when_it_is_saved_and_once_when_it_is_drawn(essay: Desk) -> None:
    listen(essay)
    write(essay, "One.")
    essay.wait(REST)
    assert told(essay) == []
    essay.acknowledge()
    assert told(essay) == ["One."]
    essay.leave().open()
    assert told(essay) == ["One.", "One."]
    field(essay).fill("")
    essay.wait(REST)
    essay.acknowledge()
    assert told(essay) == ["One.", "One.", ""]
    essay.leave().open()
    assert told(essay) == ["One.", "One.", ""]


def test_a_text_that_is_too_long_is_refused_with_its_length_and_stays(essay: Desk) -> None:
    text = "häuser " * (LONGEST // 8) + "x" * 8
    field(essay).fill(text)
    essay.wait(REST)
    essay.acknowledge()
    status = essay.status(ESSAY)
    expect(status).to_contain_text(f"your text has {len(text):,} characters ({LONGEST // 8 + 1:,} words)")
    expect(status).to_contain_text("nothing is lost")
    expect(field(essay)).to_have_value(text)
    assert essay.widget.answers[ESSAY]["response"] is None
    fits = int(re.findall(r"first ([\d,]+) of them", status.text_content() or "")[0].replace(",", ""))
    field(essay).fill(text[: fits + 1])
    essay.wait(REST)
    essay.acknowledge()
    expect(status).to_contain_text("Not saved")
    field(essay).fill(text[:fits])
    essay.wait(REST)
    essay.acknowledge()
    expect(status).to_have_text(SAVED)
    essay.leave().open()
    expect(field(essay)).to_have_value(text[:fits])


@pytest.mark.parametrize("width", [320, 1200])
def test_the_field_grows_with_its_text_and_what_counts_stands_beside_or_above(essay: Desk, width: int) -> None:
    essay.page.set_viewport_size({"width": width, "height": 800})
    before = field(essay).bounding_box()
    field(essay).fill("A line.\n" * 60)
    after, aside = field(essay).bounding_box(), essay.item(ESSAY).locator("aside").bounding_box()
    assert before
    assert after
    assert aside
    assert after["height"] > before["height"] + 400
    assert field(essay).evaluate("field => field.scrollHeight - field.clientHeight") <= 1
    is_beside = aside["x"] > after["x"] + after["width"] and aside["y"] < after["y"] + 50
    is_above = aside["y"] + aside["height"] <= after["y"]  # what counts is read first on a telephone
    assert is_beside if width > 1000 else is_above
    assert essay.page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_is_pressed_is_large_enough_for_a_finger(essay: Desk) -> None:
    for name in ("Quote the essay", "Insert a recorded run"):
        box = essay.item(ESSAY).locator("summary", has_text=name).bounding_box()
        assert box
        assert box["height"] >= 44
    essay.item(ESSAY).get_by_text("Quote the essay").click()
    for control in (essay.item(ESSAY).locator("select"), *essay.item(ESSAY).locator("details button").all()):
        box = control.bounding_box()
        assert box
        assert min(box["height"], box["width"]) >= 44
