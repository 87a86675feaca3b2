"""Is an answer safe between two pages, two kernels and a copy, is it read aloud as it is read, and does advice help?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import Open, OpenDesk
from .desk import Desk
from .lab import until

SAVED = re.compile(r"^Saved .+ at \d\d:\d\d$")
SILENCE = 2000  # ms
OLD, KEEP = re.compile(r"^Use my unsaved answer from \d\d:\d\d$"), "Keep the saved one"


def left_with_a_draft(desk: OpenDesk, quiz_id: str, item: str, option: str, saved: str) -> Desk:
    """Return a quiz opened anew: `option` was never acknowledged, and another kernel saved `saved` after it."""
    quiz = desk(quiz_id)
    quiz.option(item, option).check()
    quiz.leave()
    quiz.reply({"kind": "answer", "item": item, "response": saved, "token": "another kernel's"})
    return quiz.open()


def test_a_draft_never_replaces_a_newer_saved_answer_unasked(desk: OpenDesk) -> None:
    quiz = left_with_a_draft(desk, "quiz-09", "g-choice", "club", "public")
    expect(quiz.option("g-choice", "public")).to_be_checked()
    expect(quiz.status("g-choice")).to_contain_text("Which one counts?")
    quiz.wait(SILENCE)
    assert quiz.sent() == []
    quiz.item("g-choice").get_by_role("button", name=OLD).click()
    expect(quiz.option("g-choice", "club")).to_be_checked()
    assert [message["response"] for message in quiz.sent()] == ["club"]
    quiz.acknowledge()
    expect(quiz.status("g-choice")).to_have_text(SAVED)
    expect(quiz.button("g-choice", KEEP)).to_be_hidden()
    assert quiz.drafts() == {}


def test_the_saved_answer_can_be_kept(desk: OpenDesk) -> None:
    quiz = left_with_a_draft(desk, "quiz-09", "g-choice", "club", "public")
    quiz.leave().open()
    quiz.button("g-choice", KEEP).click()
    expect(quiz.option("g-choice", "public")).to_be_checked()
    expect(quiz.status("g-choice")).to_have_text(SAVED)
    expect(quiz.item("g-choice").get_by_role("button", name=OLD)).to_be_hidden()
    assert (quiz.sent(), quiz.drafts()) == ([], {})


def test_a_new_answer_settles_which_of_two_counts(desk: OpenDesk) -> None:
    quiz = left_with_a_draft(desk, "quiz-09", "g-choice", "club", "public")
    quiz.option("g-choice", "common").check()
    expect(quiz.button("g-choice", KEEP)).to_be_hidden()
    quiz.acknowledge()
    expect(quiz.status("g-choice")).to_have_text(SAVED)
    assert [message["response"] for message in quiz.sent()] == ["common"]


def test_a_choice_that_was_not_checked_does_not_replace_one_that_was(desk: OpenDesk) -> None:
    quiz = left_with_a_draft(desk, "kinds-of-goods", "p-choice", "public", "club")
    expect(quiz.option("p-choice", "club")).to_be_checked()
    quiz.item("p-choice").get_by_role("button", name=OLD).click()
    expect(quiz.option("p-choice", "public")).to_be_checked()
    assert quiz.sent() == []


def test_what_one_page_lost_does_not_replace_what_another_saved(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    quiz.option("g-choice", "club").check()
    quiz.wait(SILENCE)
    quiz.elsewhere("g-choice", "public")
    expect(quiz.option("g-choice", "public")).to_be_checked()
    expect(quiz.button("g-choice", "Try again to save question 1")).to_be_hidden()
    quiz.item("g-choice").get_by_role("button", name=OLD).click()
    quiz.acknowledge()
    expect(quiz.option("g-choice", "club")).to_be_checked()
    expect(quiz.status("g-choice")).to_have_text(SAVED)


def test_a_copy_of_the_notebook_says_so_at_once(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    quiz = desk("quiz-09")
    expect(quiz.page.get_by_role("note")).to_have_count(0)
    copied = quiz.folder / "09-made-up-Copy1.ipynb"
    copied.write_bytes((quiz.folder / "09-made-up.ipynb").read_bytes())
    monkeypatch.setenv("JPY_SESSION_NAME", str(copied))
    quiz.leave().open()
    expect(quiz.page.get_by_role("note")).to_contain_text("You are working in 09-made-up-Copy1.ipynb, a copy.")


def test_a_cell_that_is_run_again_knows_what_can_be_set(desk: OpenDesk) -> None:
    quiz = desk("run-09")
    record = {"kind": "record", "item": "g-run", "token": "a page of another version", "prediction": "4"}
    quiz.reply(record)
    refused = quiz.reply(
        {"kind": "run", "item": "g-run", "token": "the same", "parameters": {"large": 8}, "width": 600}
    )
    assert "click into the line above that begins with quiz( and press Shift+Enter" in refused["error"]
    quiz.leave().open()
    quiz.button("g-run", "Run").click()
    assert quiz.reply(quiz.sent("run")[-1])["kind"] == "frame"


@pytest.mark.long
def test_the_advice_of_the_page_helps_after_a_restart(sheet: Open) -> None:
    quiz = sheet("quiz-09")
    quiz.option("g-choice", "club").check()
    quiz.saved("g-choice")
    quiz.restart()
    quiz.option("g-choice", "public").check()
    retry = quiz.item("g-choice").get_by_role("button", name="Try again")
    expect(retry).to_be_visible(timeout=4000)
    retry.click()  # the first advice: the widget's other half is gone
    expect(quiz.status("g-choice")).to_contain_text("choose Kernel > Restart Kernel and Run All Cells in the menu.")
    expect(retry).to_be_visible(timeout=4000)
    assert quiz.answer("g-choice") == "club"
    quiz.menu("Kernel", "Restart Kernel and Run All Cells")
    quiz.confirm("Confirm Kernel Restart")
    until(lambda: quiz.answer("g-choice") == "public")  # until then the page shows what was saved before
    quiz.saved("g-choice")
    expect(quiz.option("g-choice", "public")).to_be_checked()


def test_a_copy_and_a_folder_without_its_questions_say_so_at_once(sheet: Open) -> None:
    quiz = sheet("quiz-09")
    expect(quiz.page.get_by_text("a copy.")).to_have_count(0)
    copied = quiz.notebook.with_stem("09-made-up-Copy1")
    copied.write_bytes(quiz.notebook.read_bytes())
    quiz.notebook = copied
    quiz = quiz.reopen()
    expect(quiz.page.get_by_role("note")).to_contain_text("You are working in 09-made-up-Copy1.ipynb, a copy.")
    quiz.option("g-choice", "club").check()
    quiz.saved("g-choice")
    (quiz.folder / "quiz.json").unlink()
    quiz.command("notebook:run-all-cells")
    failed = quiz.page.locator(".jp-OutputArea-output").filter(has_text="There is no quiz.json in")
    expect(failed).to_be_visible(timeout=20_000)
    expect(failed).not_to_contain_text("Traceback")
    expect(failed).not_to_contain_text("BankError")
