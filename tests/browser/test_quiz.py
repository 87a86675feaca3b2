"""Does a quiz hold in a real JupyterLab: keyboard, crashes, silence, reload?"""

from __future__ import annotations

import json
import re
import signal

import pytest
from playwright.sync_api import Page, expect

from .conftest import Open

LOST = "Not saved: is the kernel running?"


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.value ?? document.activeElement.textContent"))


def test_the_keyboard_alone_answers_every_type_and_focus_is_never_lost(sheet: Open) -> None:
    quiz = sheet("quiz-09")
    keys = quiz.page.keyboard
    first = quiz.item("g-choice").locator("input").first
    first.focus()
    keys.press("ArrowDown")
    quiz.saved("g-choice")
    assert _focused(quiz.page) == quiz.answer("g-choice") != first.get_attribute("value")
    keys.press("Tab")
    expect(quiz.item("g-choice").get_by_role("radio", name="Sure")).to_be_focused()
    keys.press("Tab")
    keys.press("Space")
    quiz.saved("g-multiple")
    assert quiz.answer("g-multiple") == [_focused(quiz.page)]
    for _ in range(4):
        keys.press("Tab")
    keys.type("2,67")
    quiz.saved("g-number")
    assert quiz.answer("g-number") == _focused(quiz.page) == "2,67"
    keys.press("Tab")
    expect(quiz.item("g-number").get_by_role("radio", name="Sure")).to_be_focused()
    keys.press("Tab")
    shown = quiz.item("g-order").locator("li").evaluate_all("rows => rows.map(row => row.dataset.option)")
    keys.press("ArrowDown")
    expect(quiz.live).to_contain_text("place 2 of 4")
    quiz.saved("g-order")
    assert quiz.answer("g-order") == [shown[1], shown[0], *shown[2:]]
    keys.press("ArrowUp")
    expect(quiz.live).to_contain_text("place 1 of 4")
    quiz.item("g-match").locator("select").first.focus()
    keys.press("S")
    quiz.saved("g-match")
    assert quiz.answer("g-match") == {"k": "snidal"}
    quiz.option("g-words", "good").focus()
    keys.press("Space")
    quiz.saved("g-words")
    keys.press("Tab")
    expect(quiz.item("g-words").get_by_role("radio", name="Sure")).to_be_focused()
    keys.press("Tab")
    keys.press("Space")
    quiz.saved("g-paragraph")
    assert quiz.answer("g-paragraph") == ["p7"]
    expect(quiz.page.locator(".tj-progress")).to_have_text("6 of 7 answered")
    quiz.saved("g-order")
    assert quiz.answer("g-order") == shown


def test_the_shortcuts_of_jupyterlab_do_not_reach_a_quiz(sheet: Open) -> None:
    quiz = sheet("quiz-09")
    focusable = "a, button, input, select, summary, [tabindex]"
    bare = f":is({focusable}):not([data-lm-suppress-shortcuts='true'])"
    assert quiz.page.locator(".tj-quiz").locator(bare).all_inner_texts() == []
    cells = quiz.page.locator(".jp-CodeCell")
    for where in (
        quiz.option("g-choice", "club"),
        quiz.item("g-order").locator("button").first,
        quiz.item("g-match").locator("select").first,
    ):
        where.focus()
        quiz.page.keyboard.type("ddxba")
        expect(cells).to_have_count(2)
    # The same keys on a button beside the quiz, without the cure: this test can fail.
    quiz.page.locator(".tj-quiz").evaluate("node => node.after(document.createElement('button'))")
    quiz.page.locator(".tj-quiz + button").focus()
    quiz.page.keyboard.type("dd")
    expect(cells).to_have_count(1)


def test_every_click_counts_and_the_last_one_wins(sheet: Open) -> None:
    quiz = sheet("quiz-09")
    for name in ("public", "club", "common", "private", "club"):
        quiz.option("g-choice", name).click()
    for name in ("a", "b", "c", "b"):
        quiz.option("g-multiple", name).click()
    quiz.option("g-multiple", "a").dblclick()
    quiz.saved("g-choice")
    quiz.saved("g-multiple")
    assert [entry["response"] for entry in quiz.entries() if entry["item"] == "g-choice"][-1] == "club"
    assert sorted(quiz.answer("g-multiple")) == ["a", "c"]
    quiz.item("g-number").locator("input").fill("four")
    expect(quiz.item("g-number")).to_contain_text("Not saved, because “four” cannot be read as a number")
    assert [entry for entry in quiz.entries() if entry["item"] == "g-number"] == []


def test_answers_survive_restart_a_killed_kernel_reopening_and_reload(sheet: Open) -> None:
    quiz = sheet("quiz-09")
    quiz.option("g-choice", "club").check()
    quiz.saved("g-choice")
    order = quiz.order("g-choice")
    quiz.restart().run()
    expect(quiz.option("g-choice", "club")).to_be_checked()
    assert quiz.order("g-choice") == order
    quiz.option("g-choice", "public").check()
    quiz.saved("g-choice")
    quiz.signal(signal.SIGKILL)
    assert quiz.answer("g-choice") == "public"
    quiz.dismiss()
    again = quiz.reopen()
    expect(again.option("g-choice", "public")).to_be_checked()
    assert again.order("g-choice") == order
    again.command("docmanager:save")
    again.page.wait_for_timeout(500)
    again.page.reload()
    expect(again.option("g-choice", "public")).to_be_checked(timeout=20_000)  # the kernel lives: without a run


@pytest.mark.long
def test_silence_is_shown_and_announced_and_nothing_is_lost(sheet: Open) -> None:
    quiz = sheet("quiz-09")
    quiz.option("g-choice", "club").check()
    quiz.saved("g-choice")
    quiz.signal(signal.SIGSTOP)
    quiz.option("g-choice", "public").check()
    quiz.option("g-multiple", "a").check()
    expect(quiz.status("g-choice")).to_contain_text(LOST, timeout=4000)
    expect(quiz.live).to_contain_text(LOST)
    expect(quiz.page.locator(".tj-progress")).to_have_text("1 of 7 answered, 2 not saved")
    expect(quiz.option("g-choice", "public")).to_be_checked()
    quiz.option("g-choice", "common").check()
    quiz.signal(signal.SIGCONT)
    quiz.saved("g-choice")
    quiz.saved("g-multiple")
    assert quiz.answer("g-choice") == "common"
    expect(quiz.option("g-choice", "common")).to_be_checked()

    quiz.signal(signal.SIGSTOP)
    quiz.option("g-choice", "private").check()
    quiz.item("g-number").locator("input").fill("4")
    retry = quiz.item("g-choice").get_by_role("button", name="Try again")
    expect(retry).to_be_visible(timeout=4000)
    retry.focus()
    quiz.page.keyboard.press("Enter")
    expect(quiz.status("g-choice")).to_be_focused()
    quiz.signal(signal.SIGKILL)
    assert quiz.answer("g-choice") == "common"
    quiz.dismiss()
    quiz.run()
    quiz.saved("g-choice")
    quiz.saved("g-number")
    assert (quiz.answer("g-choice"), quiz.answer("g-number")) == ("private", "4")
    for shelf in ("sessionStorage", "localStorage"):
        assert quiz.page.evaluate(f"Object.values({shelf}).filter(v => v.includes('g-choice'))") == []


def test_a_refusal_is_shown_in_its_own_words_and_can_be_tried_again(sheet: Open) -> None:
    quiz = sheet("quiz-09")
    blocked = quiz.folder / "responses"
    blocked.write_text("in the way")
    quiz.option("g-choice", "club").check()
    expect(quiz.status("g-choice")).to_contain_text("Not saved: the answer could not be written")
    blocked.unlink()
    quiz.item("g-choice").get_by_role("button", name="Try again").click()
    quiz.saved("g-choice")
    assert quiz.answer("g-choice") == "club"


def test_practice_is_checked_explained_and_tried_again_by_keyboard(sheet: Open) -> None:
    quiz = sheet("kinds-of-goods")
    item, keys = quiz.item("p-choice"), quiz.page.keyboard
    item.get_by_role("button", name="Check").click()
    expect(quiz.status("p-choice")).to_have_text("Choose an answer first.")
    quiz.option("p-choice", "public").focus()
    keys.press("Space")
    expect(item.locator(".tj-result")).to_be_hidden()
    keys.press("Tab")
    expect(quiz.item("p-choice").get_by_role("radio", name="Sure")).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    result = item.get_by_role("group", name="Result of question 1")
    expect(result).to_be_focused()
    expect(result).to_contain_text("Not right")
    expect(item.locator(".tj-at")).to_contain_text("Ask who can be kept from it: non-members can.")
    expect(quiz.live).to_contain_text("Question 1: Not right. 1 of 3 answered")
    expect(quiz.option("p-choice", "club")).to_be_disabled()
    item.get_by_role("button", name="Try again").press("Enter")
    expect(result).to_be_hidden()
    assert item.evaluate("node => node.contains(document.activeElement)")
    quiz.option("p-choice", "club").check()
    item.get_by_role("button", name="Check").click()
    expect(result).to_contain_text("Right")
    assert [(e["attempt"], e["response"]) for e in quiz.entries()] == [(1, "public"), (2, None), (2, "club")]
    quiz.option("p-multiple", "a").check()
    quiz.run()
    expect(quiz.item("p-choice").locator(".tj-mark")).to_have_text("✓ Right")
    expect(quiz.option("p-multiple", "a")).to_be_checked()  # chosen, not checked: kept by the page
    assert len(quiz.entries()) == 3


def test_a_run_is_predicted_run_recorded_and_compared(sheet: Open) -> None:
    quiz = sheet("run-09")
    item, keys = quiz.item("g-run"), quiz.page.keyboard
    run = item.get_by_role("button", name="Run", exact=True)
    expect(run).to_be_disabled()
    item.get_by_label("How much order will be provided?").focus()
    keys.type("3")
    keys.press("Enter")
    expect(item.get_by_label("Size of the large state, w1, as a number, from 0 to 10")).to_be_focused()
    expect(item.get_by_label("How much order will be provided?")).not_to_be_editable()
    run.press("Enter")
    figure = item.get_by_role("img")
    expect(figure).to_have_attribute("aria-label", re.compile("Large 4.00"), timeout=15_000)
    slider = item.get_by_role("slider", name="Size of the large state")
    slider.focus()
    for _ in range(2):
        keys.press("ArrowLeft")
    expect(figure).to_have_attribute("aria-label", re.compile("Large 3.00"))
    expect(slider).to_be_focused()
    entry = item.get_by_label("Weight of order, α, as a number, from 0 to 1")
    entry.fill("1,5")
    entry.press("Enter")
    expect(item.locator(".tj-problem")).to_contain_text("type a number from 0 to 1")
    entry.fill("0,25")
    entry.press("Enter")
    expect(figure).to_have_attribute("aria-label", re.compile("Large 1.50"))
    item.get_by_role("button", name="Record this run").click()
    expect(item.locator(".tj-kept")).to_contain_text("1.5 units")
    item.get_by_label("What would be best for all together?").fill("2,5")
    item.get_by_role("button", name="Save comparison").click()
    expect(quiz.page.locator(".tj-progress")).to_have_text("1 of 1 answered")
    values = {"large": 6.0, "alpha": 0.25}
    recorded = {
        "prediction": "3",
        "parameters": values,
        "result": {"provision": 1.5, "share": 100.0},
        "comparison": "2,5",
    }
    assert quiz.answer("g-run") == recorded
    quiz.restart().run()
    expect(item.get_by_label("What would be best for all together?")).to_have_value("2,5")
    expect(figure).to_have_attribute("aria-label", re.compile("Large 1.50"), timeout=15_000)
    item.get_by_role("button", name="New run").click()
    expect(quiz.status("g-run")).to_contain_text("The run you recorded before counts until you record this one.")
    expect(run).to_be_disabled()
    expect(figure).to_have_count(0)
    expect(item.get_by_label("How much order will be provided?")).to_be_focused()


@pytest.mark.long
def test_a_sheet_is_filled_in_by_keyboard_and_survives_a_reload_before_it_is_recorded(sheet: Open) -> None:
    quiz = sheet("sheet-09", alone=True)
    item, keys = quiz.item("g-sheet"), quiz.page.keyboard
    cell = item.get_by_role("combobox", name="Was the aim declared before? Haiti 1994")
    item.get_by_role("combobox", name="Was it lawful under the charter? Panama 1989").focus()
    keys.press("Shift+Tab")
    assert not item.evaluate("node => node.contains(document.activeElement)")  # the sheet comes first, and lets go
    keys.press("Tab")
    for _ in range(4):
        keys.type("yddx")  # chooses, and deletes no cell
        keys.press("Tab")
    expect(quiz.page.locator(".jp-CodeCell")).to_have_count(2)
    assert [_focused(quiz.page), cell.input_value()] == ["1", "yes"]
    assert quiz.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"

    quiz.command("docmanager:save")
    quiz.page.wait_for_timeout(500)
    quiz.page.reload()
    expect(cell).to_have_value("yes", timeout=20_000)
    assert quiz.entries() == []
    for name in ("Run", "Record this run"):
        item.get_by_role("button", name=name, exact=True).press("Enter")
        expect(item.get_by_role("img", name="Equal 2")).to_be_visible(timeout=15_000)
    expect(item.get_by_text("Recorded", exact=True)).to_be_visible()
    assert quiz.answer("g-sheet")["result"] == {"equal": 2.0}
    cell.select_option("no")
    expect(item.get_by_text("Not recorded yet")).to_be_visible()


def test_lines_that_cannot_be_read_are_named_at_the_top(sheet: Open) -> None:
    quiz = sheet("quiz-09")
    quiz.option("g-choice", "club").check()
    quiz.saved("g-choice")
    journal = quiz.folder / "responses" / "quiz-09.jsonl"
    journal.write_text(journal.read_text("utf-8") + "scribble\n" + json.dumps({"time": "", "item": "other"}) + "\n")
    quiz.run()
    note = quiz.page.get_by_role("note")
    expect(note).to_contain_text("nothing was deleted")
    expect(note).to_contain_text("line 2")
    expect(quiz.option("g-choice", "club")).to_be_checked()
