"""Does an answer teach: is it said at the row, does what is right stay, does "Check" wait? Without a JupyterLab."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .desk import Desk
from .lessons import teaching_quiz


@pytest.fixture
def quiz(page: Page, tmp_path: Path) -> Desk:
    desk = Desk(page, tmp_path, "teaching-09")
    bank = json.loads((tmp_path / "quiz.json").read_text("utf-8"))
    bank["quizzes"].append(teaching_quiz())
    (tmp_path / "quiz.json").write_text(json.dumps(bank), "utf-8")
    return desk.open()


def choose(quiz: Desk, **rows: str) -> None:
    """Fill in rows of the table."""
    for row, option in rows.items():
        quiz.item("t-match").locator(f"select[data-row={row}]").select_option(option)


def check(quiz: Desk, item: str) -> None:
    quiz.button(item, "Check").click()
    quiz.acknowledge()


def at(quiz: Desk, row: str) -> Locator:
    """Return what is said in a row."""
    return quiz.item("t-match").locator(".tj-pair", has=quiz.page.locator(f"[data-row={row}]")).locator(".tj-at")


def test_check_waits_until_no_row_is_left(quiz: Desk) -> None:
    choose(quiz, k="kind")
    expect(quiz.status("t-match")).to_have_text("2 rows left")
    expect(quiz.button("t-match", "Check")).to_have_attribute("aria-disabled", "true")
    quiz.button("t-match", "Check").press("Enter")
    expect(quiz.item("t-match").locator("[data-row=s]")).to_be_focused()
    assert quiz.sent() == []
    choose(quiz, s="gowa", g="gowa")
    expect(quiz.status("t-match")).to_have_text("")
    expect(quiz.button("t-match", "Check")).to_have_attribute("aria-disabled", "false")


def test_feedback_stands_in_its_row_and_only_what_was_wrong_reopens(quiz: Desk) -> None:
    choose(quiz, k="kind", s="gowa", g="gowa")
    check(quiz, "t-match")
    expect(quiz.item("t-match").locator(".tj-mark")).to_have_text("◐ Partly right: 2 of 3 rows are right")
    expect(at(quiz, "s")).to_have_text("✗not rightGowa writes of politics.")
    expect(at(quiz, "k")).to_contain_text("✓")
    assert "Gowa writes" not in quiz.item("t-match").locator(".tj-result").inner_text()
    expect(quiz.item("t-match").locator("[data-row=s]")).to_have_accessible_description(
        "not right Gowa writes of politics."
    )
    quiz.button("t-match", "Try again").click()
    quiz.acknowledge("again")
    rows = quiz.item("t-match").locator("select")
    assert rows.evaluate_all("rows => rows.map(({ value, disabled }) => [value, disabled])") == [
        ["kind", True], ["", False], ["gowa", True],
    ]  # fmt: skip
    expect(quiz.item("t-match").locator("[data-row=s]")).to_be_focused()
    quiz.leave().open()
    assert rows.evaluate_all("rows => rows.map(({ value, disabled }) => [value, disabled])")[0] == ["kind", True]
    choose(quiz, s="snidal")
    check(quiz, "t-match")
    expect(quiz.item("t-match").locator(".tj-mark")).to_have_text("✓ Right")


def test_an_order_that_nobody_touched_is_no_answer(quiz: Desk) -> None:
    quiz.button("t-order", "Check").press("Enter")
    assert quiz.sent() == []
    expect(quiz.status("t-order")).to_contain_text("Move a row first, or press")
    quiz.button("t-order", "Keep this order").click()
    check(quiz, "t-order")
    expect(quiz.item("t-order").locator(".tj-mark")).to_be_visible()


def test_an_order_is_dragged_and_says_between_which_rows_it_is_wrong(quiz: Desk) -> None:
    rows = quiz.item("t-order").locator("li")
    shown = "rows => rows.map((row) => row.dataset.option)"
    before = rows.evaluate_all(shown)
    first, last = (rows.nth(place).bounding_box() for place in (0, -1))
    assert first
    assert last
    quiz.page.mouse.move(first["x"] + 60, first["y"] + first["height"] / 2)
    quiz.page.mouse.down()
    quiz.page.mouse.move(last["x"] + 60, last["y"] + last["height"] / 2, steps=12)
    quiz.page.mouse.move(last["x"] + 60, last["y"] + last["height"] - 2)
    quiz.page.mouse.up()
    assert rows.evaluate_all(shown) == [*before[1:], before[0]]
    wanted: list[Any] = ["c", "b", "a"]
    for place, name in enumerate(wanted):
        while rows.evaluate_all(shown).index(name) > place:
            rows.and_(quiz.page.locator(f"[data-option={name}]")).get_by_role("button").first.click()
    check(quiz, "t-order")
    expect(quiz.item("t-order").locator("[data-option=c] .tj-at")).to_contain_text("The war came first.")
    expect(quiz.item("t-order").locator(".tj-mark")).to_contain_text("0 of 2 neighbours in the right order")
    quiz.button("t-order", "Try again").click()
    quiz.acknowledge("again")
    assert rows.evaluate_all(shown) == wanted


def test_feedback_stands_at_the_option_and_at_the_words(quiz: Desk) -> None:
    quiz.option("t-choice", "b").check()
    check(quiz, "t-choice")
    expect(quiz.item("t-choice").locator("[data-verdict=wrong] .tj-at")).to_contain_text("Paying one's share")
    quiz.option("t-words", "deal").check()
    check(quiz, "t-words")
    expect(quiz.item("t-words").locator(".tj-passage .tj-at q")).to_have_text("a series of bilateral negotiations")
    expect(quiz.item("t-words").locator(".tj-passage .tj-at")).to_contain_text("A deal is no good.")
