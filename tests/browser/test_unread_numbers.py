"""Is a text that is no number called so at its field, kept there, and not saved? Without a JupyterLab."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from quizzes.folders import workplace
from quizzes.hand_in import unanswered

from .conftest import Open, OpenDesk
from .desk import Desk

SILENCE, PAUSE = 2000, 400  # ms
UNREAD = "Not saved, because “{}” cannot be read as a number: type it as in 2.5, 1/2 or 2.5 units."
HIDDEN = UNREAD.replace("“{}”", "“12[zero width space]kg” (what stands in brackets cannot be seen)")


def field(quiz: Desk, item: str = "g-number") -> Locator:
    """Return the last text field of a question."""
    return quiz.item(item).locator("input[type=text]").last


def typed(quiz: Desk, text: str) -> None:
    """Type a graded number, and let the kernel answer."""
    field(quiz).fill(text)
    quiz.wait(PAUSE)
    quiz.acknowledge()


def progress(quiz: Desk) -> Locator:
    """Return where the page counts what is answered."""
    return quiz.page.locator(".tj-progress")


def test_what_cannot_be_read_is_not_saved_and_what_was_saved_before_still_counts(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    for text, status, done in (("1½ units", "Read as 1.5", 1), ("1,000", "Read as 1000", 1)):
        typed(quiz, text)
        expect(quiz.status("g-number")).to_contain_text(status)
        expect(progress(quiz)).to_have_text(f"{done} of 7 answered")
    typed(quiz, "12\u200bkg")
    expect(field(quiz)).to_have_value("12\u200bkg")
    expect(field(quiz)).to_have_attribute("aria-invalid", "true")
    expect(field(quiz)).to_have_accessible_description(f"units {HIDDEN} Your saved answer is still 1,000.")
    expect(quiz.status("g-number")).to_have_text("")
    expect(quiz.button("g-number", "Try again to save question 3")).to_be_hidden()
    expect(progress(quiz)).to_have_text("0 of 7 answered, 1 not saved")
    quiz.wait(50)
    expect(quiz.page.get_by_role("status")).to_contain_text("Question 3: Not saved, because “12")
    assert quiz.widget.answers["g-number"]["response"] == "1,000"


def test_a_text_that_cannot_be_read_is_no_answer_and_a_mended_one_is(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    typed(quiz, "four")
    expect(quiz.item("g-number")).to_contain_text(UNREAD.format("four"))
    assert "3" in unanswered(workplace(quiz.folder), workplace(quiz.folder).bank.quiz("quiz-09"))
    field(quiz).press("Tab")  # leaving the field does not send it again
    assert len(quiz.sent()) == 1
    field(quiz).fill("4")
    expect(field(quiz)).to_have_attribute("aria-invalid", "false")
    expect(quiz.status("g-number")).to_have_text("Not saved yet")
    quiz.wait(PAUSE)
    quiz.acknowledge()
    expect(quiz.item("g-number").locator(".tj-unread")).to_have_text("")
    expect(progress(quiz)).to_have_text("1 of 7 answered")
    assert quiz.drafts() == {}
    typed(quiz, "")
    expect(progress(quiz)).to_have_text("0 of 7 answered")
    assert quiz.widget.answers["g-number"]["response"] is None


def test_it_stays_in_the_field_when_the_page_is_opened_again(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    typed(quiz, "5")
    typed(quiz, "four")
    quiz.leave().open()
    expect(field(quiz)).to_have_value("four")
    quiz.acknowledge()
    expect(quiz.item("g-number")).to_contain_text(f"{UNREAD.format('four')} Your saved answer is still 5.")
    expect(progress(quiz)).to_have_text("0 of 7 answered, 1 not saved")


def test_an_answer_from_another_page_does_not_replace_it_unasked(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    typed(quiz, "four")
    quiz.elsewhere("g-number", "5")
    expect(quiz.status("g-number")).to_contain_text("Which one counts?")
    quiz.button("g-number", "Keep the saved one").click()
    expect(field(quiz)).to_have_value("5")
    expect(progress(quiz)).to_have_text("1 of 7 answered")
    assert quiz.drafts() == {}


def test_practice_says_so_and_it_costs_no_try(desk: OpenDesk) -> None:
    quiz = desk("kinds-of-goods")
    field(quiz, "p-number").fill("four")
    quiz.button("p-number", "Check").click()
    quiz.acknowledge()
    expect(quiz.item("p-number")).to_contain_text(UNREAD.format("four"))
    expect(quiz.item("p-number").locator(".tj-result")).to_be_hidden()
    assert quiz.widget.answers["p-number"]["attempt"] == 1
    field(quiz, "p-number").fill("4 Units")
    quiz.button("p-number", "Check").click()
    quiz.acknowledge()
    expect(quiz.item("p-number").locator(".tj-mark")).to_have_text("✓ Right")


@pytest.fixture
def predicting(desk: OpenDesk) -> Desk:
    """Return a run before its prediction."""
    return desk("run-09")


def save(quiz: Desk, label: str, text: str, button: str) -> Locator:
    """Save what is typed for a part of the run, and return its step."""
    quiz.item("g-run").get_by_label(label).fill(text)
    quiz.button("g-run", button).click()
    quiz.acknowledge("record")
    return quiz.item("g-run").locator(".tj-step", has=quiz.page.get_by_label(label))


def test_a_prediction_and_a_comparison_say_so_at_their_own_fields(predicting: Desk) -> None:
    quiz, best = predicting, "What would be best for all together?"
    step = save(quiz, "How much order will be provided?", "much", "Save prediction")
    expect(step).to_contain_text(UNREAD.format("much"))
    quiz.leave().open()
    expect(field(quiz, "g-run")).to_have_count(1)
    expect(quiz.item("g-run").get_by_label("How much order will be provided?")).to_have_value("much")
    save(quiz, "How much order will be provided?", "3", "Save prediction")
    expect(quiz.item("g-run").locator(".tj-unread:visible")).to_have_count(0)
    quiz.reply({"kind": "record", "item": "g-run", "parameters": {"large": 8.0, "alpha": 0.5}, "token": "elsewhere"})
    quiz.leave().open()
    save(quiz, best, "5", "Save comparison")
    step = save(quiz, best, "a half", "Save comparison")
    expect(step).to_contain_text(f"{UNREAD.format('a half')} Your saved answer is still 5.")
    expect(progress(quiz)).to_have_text("0 of 1 answered, 1 not saved")
    quiz.leave().open()
    expect(quiz.item("g-run").get_by_label(best)).to_have_value("a half")
    quiz.acknowledge("record")
    expect(quiz.item("g-run")).to_contain_text("Your saved answer is still 5.")
    quiz.item("g-run").get_by_label(best).press_sequentially("x")
    expect(quiz.item("g-run").locator(".tj-unread:visible")).to_have_count(0)


def test_a_parameter_is_read_by_the_kernel_and_what_is_no_number_stays_in_its_field(predicting: Desk) -> None:
    quiz = predicting
    save(quiz, "How much order will be provided?", "3", "Save prediction")
    item = quiz.item("g-run")
    weight = item.get_by_label("Weight of order, α, as a number, from 0 to 1")
    problem = item.locator(".tj-problem")
    asks = "Weight of order, α: type a number from 0 to 1."
    for text, shown, said in (
        ("½", "0.5", ""),
        ("half", "half", f"“half” cannot be read as a number. {asks}"),
        ("7", "7", asks),
        ("7/10", "0.7", ""),
    ):
        weight.fill(text)
        weight.press("Enter")
        quiz.acknowledge("read")
        expect(weight).to_have_value(shown)
        expect(problem).to_have_text(said)
        assert (weight.get_attribute("aria-invalid") == "true") == bool(said)
    expect(item.get_by_role("slider", name="Weight of order")).to_have_value("0.7")
    weight.fill("most")
    weight.press("Enter")
    quiz.wait(SILENCE)
    expect(problem).to_have_text("No answer yet: is the kernel running?")
    quiz.leave().open()
    expect(weight).to_have_value("most")
    quiz.acknowledge("read")
    expect(problem).to_have_text(f"“most” cannot be read as a number. {asks}")


def test_in_jupyterlab_it_survives_a_reload_and_is_not_in_the_journal(sheet: Open) -> None:
    quiz = sheet("quiz-09", alone=True)
    page: Page = quiz.page
    number = quiz.item("g-number").locator("input")
    number.fill("5")
    quiz.saved("g-number")
    number.fill("five")
    still = f"{UNREAD.format('five')} Your saved answer is still 5."
    expect(quiz.item("g-number")).to_contain_text(still)
    quiz.command("docmanager:save")
    page.wait_for_timeout(500)
    page.reload()
    expect(number).to_have_value("five", timeout=20_000)
    expect(quiz.item("g-number")).to_contain_text(still)
    assert quiz.answer("g-number") == "5"
