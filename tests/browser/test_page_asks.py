"""Does the page keep how sure one is, hold a vote, and say what was said the first time? Without a JupyterLab."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, expect

from .conftest import OpenDesk
from .desk import Desk
from .lab import until

SAVED = re.compile(r"^Saved .+ at \d\d:\d\d$")
SILENCE = 2000  # ms


def level(quiz: Desk, item: str, name: str) -> Locator:
    group = quiz.item(item).get_by_role("radiogroup", name="How sure are you?")
    return group.get_by_role("radio", name=name, exact=True)


def levels(quiz: Desk) -> list[Any]:
    return [message["confidence"] for message in quiz.sent("confidence")]


def test_one_press_says_how_sure_one_is_and_a_reload_shows_it(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    for name in ("Sure", "Fairly", "Guess"):
        box = level(quiz, "g-choice", name).bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
        expect(level(quiz, "g-choice", name)).not_to_be_checked()
    level(quiz, "g-choice", "Guess").click()
    expect(level(quiz, "g-choice", "Guess")).to_be_checked()
    quiz.acknowledge("confidence")
    expect(quiz.page.locator(".tj-progress")).to_have_text("0 of 7 answered")
    quiz.option("g-choice", "club").check()
    quiz.acknowledge()
    level(quiz, "g-choice", "Sure").click()
    quiz.acknowledge("confidence")
    assert quiz.drafts() == {}
    quiz.leave().open()
    expect(level(quiz, "g-choice", "Sure")).to_be_checked()
    expect(level(quiz, "g-choice", "Guess")).not_to_be_checked()
    expect(quiz.option("g-choice", "club")).to_be_checked()
    level(quiz, "g-choice", "Sure").click()
    quiz.acknowledge("confidence")
    expect(level(quiz, "g-choice", "Sure")).not_to_be_checked()
    assert levels(quiz) == [None]


def test_the_keyboard_alone_says_it(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    keys = quiz.page.keyboard
    quiz.option("g-choice", "club").focus()
    keys.press("Tab")
    expect(level(quiz, "g-choice", "Sure")).to_be_focused()
    keys.press("Space")
    quiz.acknowledge("confidence")
    keys.press("ArrowRight")
    expect(level(quiz, "g-choice", "Fairly")).to_be_focused()
    quiz.acknowledge("confidence")
    keys.press("ArrowLeft")
    keys.press("ArrowLeft")
    expect(level(quiz, "g-choice", "Guess")).to_be_focused()
    quiz.acknowledge("confidence")
    expect(level(quiz, "g-choice", "Guess")).to_be_checked()
    assert levels(quiz) == ["sure", "fairly", "sure", "guess"]
    keys.press("Enter")
    quiz.acknowledge("confidence")
    assert levels(quiz)[-1] is None
    keys.press("Tab")
    assert quiz.page.evaluate("document.activeElement.closest('[data-item]').dataset.item") == "g-multiple"


def test_what_is_chosen_and_not_checked_stays_as_it_is(desk: OpenDesk) -> None:
    quiz = desk("kinds-of-goods")
    quiz.option("p-choice", "public").check()
    level(quiz, "p-choice", "Fairly").click()
    quiz.acknowledge("confidence")
    expect(quiz.option("p-choice", "public")).to_be_checked()
    quiz.leave().open()
    expect(quiz.option("p-choice", "public")).to_be_checked()
    expect(level(quiz, "p-choice", "Fairly")).to_be_checked()
    expect(quiz.item("p-choice").locator(".tj-choice")).to_be_hidden()
    quiz.button("p-choice", "Check").click()
    quiz.acknowledge()
    expect(quiz.item("p-choice").locator(".tj-mark")).to_have_text("✗ Not right")
    expect(level(quiz, "p-choice", "Fairly")).to_be_checked()
    expect(level(quiz, "p-choice", "Sure")).to_be_disabled()
    quiz.button("p-choice", "Try again").click()
    quiz.acknowledge("again")
    for name in ("Sure", "Fairly", "Guess"):
        expect(level(quiz, "p-choice", name)).not_to_be_checked()
        expect(level(quiz, "p-choice", name)).to_be_enabled()


def test_an_answer_under_way_and_how_sure_one_is_do_not_wait_for_each_other(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    quiz.option("g-choice", "club").check()
    level(quiz, "g-choice", "Sure").click()
    quiz.acknowledge()
    expect(level(quiz, "g-choice", "Sure")).to_be_checked()
    expect(quiz.status("g-choice")).to_have_text(SAVED)
    quiz.acknowledge("confidence")
    expect(level(quiz, "g-choice", "Sure")).to_be_checked()
    assert [quiz.widget.answers["g-choice"][name] for name in ("response", "confidence")] == ["club", "sure"]


def test_a_press_that_is_not_acknowledged_says_so_and_is_sent_by_the_next_widget(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    level(quiz, "g-choice", "Sure").click()
    quiz.wait(SILENCE)
    expect(quiz.item("g-choice").locator(".tj-sure")).to_contain_text("Not saved: is the kernel running?")
    quiz.wait(50)
    expect(quiz.page.get_by_role("status")).to_contain_text("Question 1: Not saved: is the kernel running?")
    level(quiz, "g-choice", "Sure").click()  # the same again: it is tried again
    expect(quiz.item("g-choice").locator(".tj-sure")).not_to_contain_text("Not saved")
    assert levels(quiz) == ["sure", "sure"]
    quiz.leave().open()
    expect(level(quiz, "g-choice", "Sure")).to_be_checked()
    assert levels(quiz) == ["sure"]
    quiz.acknowledge("confidence")
    assert quiz.drafts() == {}
    quiz.leave().open()
    expect(level(quiz, "g-choice", "Sure")).to_be_checked()
    assert levels(quiz) == []


def test_a_press_that_something_else_was_saved_after_is_dropped(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    level(quiz, "g-choice", "Sure").click()
    quiz.reply({"kind": "confidence", "item": "g-choice", "confidence": "guess", "token": "another page's"})
    quiz.leave().open()
    until(lambda: quiz.drafts() == {})
    assert levels(quiz) == []
    expect(level(quiz, "g-choice", "Guess")).to_be_checked()


def test_a_refusal_is_said_and_what_is_saved_is_shown(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    (quiz.folder / "responses").write_text("in the way")
    level(quiz, "g-choice", "Sure").click()
    quiz.acknowledge("confidence")
    expect(quiz.item("g-choice").locator(".tj-sure")).to_contain_text("Not saved: the answer could not be written")
    expect(level(quiz, "g-choice", "Sure")).not_to_be_checked()


def test_another_page_follows_also_while_an_answer_is_not_saved(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    quiz.option("g-choice", "club").check()
    quiz.wait(SILENCE)
    quiz.reply({"kind": "confidence", "item": "g-choice", "confidence": "fairly", "token": "another page's"})
    quiz.page.evaluate("(answers) => quiz.model.set('answers', answers)", quiz.widget.answers)
    expect(level(quiz, "g-choice", "Fairly")).to_be_checked()
    expect(quiz.status("g-choice")).to_contain_text("Not saved: is the kernel running?")
    expect(quiz.option("g-choice", "club")).to_be_checked()
    assert len(quiz.sent()) == 1


def test_runs_and_texts_do_not_ask_it(desk: OpenDesk) -> None:
    for name in ("run-09", "essay-09"):
        expect(desk(name).page.get_by_role("radiogroup", name="How sure are you?")).to_have_count(0)


# Votes, and what is asked again


def test_a_vote_is_cast_and_then_both_cases_stand_there_and_none_is_called_right(desk: OpenDesk) -> None:
    quiz = desk("vote-09")
    expect(quiz.page.locator(".tj-kind")).to_have_text("Not marked: what you say here costs and earns nothing")
    quiz.option("v-pays", "must").check()
    assert quiz.sent() == []
    level(quiz, "v-pays", "Guess").click()
    quiz.acknowledge("confidence")
    expect(level(quiz, "v-pays", "Guess")).to_be_focused()
    expect(quiz.item("v-pays")).not_to_contain_text("Kindleberger")
    quiz.button("v-pays", "Vote").press("Enter")
    quiz.acknowledge()
    after = quiz.item("v-pays").get_by_role("group", name="After your answer to question 1")
    expect(after).to_be_focused()
    for words in (
        "Your vote: Because it must",
        "Kindleberger (1973)",
        "Snidal (1985)",
        "In class: find",
        "Alone: write",
    ):
        expect(after).to_contain_text(words)
    expect(quiz.item("v-pays").locator(".tj-mark")).to_have_count(0)
    expect(quiz.option("v-pays", "gains")).to_be_disabled()
    expect(quiz.item("v-pays").locator(".tj-sure")).to_be_hidden()
    quiz.leave().open()
    expect(after).to_contain_text("Kindleberger (1973)")
    expect(quiz.item("v-pays").locator(".tj-sure")).to_be_hidden()
    quiz.button("v-pays", "Change my vote").click()
    quiz.acknowledge("again")
    expect(after).to_be_hidden()
    expect(quiz.option("v-pays", "gains")).to_be_enabled()
    expect(quiz.button("v-pays", "Vote")).to_be_visible()
    expect(quiz.item("v-pays").locator(".tj-sure")).to_be_visible()


def test_the_quiz_that_asks_again_shows_what_was_said_as_soon_as_it_is_said(desk: OpenDesk) -> None:
    quiz = desk("vote-09-again")
    said = quiz.item("v-pays-again").locator(".tj-said")
    expect(said).to_be_hidden()
    first = {"item": "v-pays", "kind": "answer", "response": "gains", "token": "the other quiz's"}
    other = type(quiz.widget)(quiz.widget._workplace, quiz.widget._workplace.bank.quiz("vote-09"))
    other.send = lambda _reply: None
    other._handle_custom_msg(first, [])
    quiz.page.evaluate(
        """() => {
          const other = document.createElement("section");
          other.dataset.quiz = "vote-09";
          document.body.append(other);
          other.dispatchEvent(new CustomEvent("tj-progress", { bubbles: true }));
        }"""
    )
    quiz.acknowledge("look")
    quiz.page.evaluate("(said) => quiz.model.set('said', said)", quiz.widget.said)
    expect(said).to_have_text("The first time you said: Because it gains")
    quiz.leave().open()
    expect(said).to_have_text("The first time you said: Because it gains")


def test_what_is_asked_before_is_saved_at_once_and_says_that_it_costs_nothing(desk: OpenDesk) -> None:
    quiz = desk("prior-09")
    expect(quiz.page.locator(".tj-kind")).to_contain_text("they cost and earn nothing")
    quiz.option("b-choice", "none").check()
    quiz.acknowledge()
    expect(quiz.status("b-choice")).to_have_text(SAVED)
    expect(quiz.item("b-choice").locator(".tj-result")).to_be_hidden()
    expect(quiz.button("b-choice", "Check")).to_be_hidden()
    expect(quiz.option("b-choice", "others")).to_be_enabled()
