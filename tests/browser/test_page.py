"""Does the page keep its promises when answers come late, never, twice or from elsewhere? Without a JupyterLab."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from quizzes import catalogue
from quizzes.types import register, unregister
from tests.yes_no import YesNo

from .conftest import OpenDesk
from .desk import ROOT, Desk

LOST = (
    "Not saved: is the kernel running?"
    "Your answer is kept here. Try again, or choose Kernel > Restart Kernel and Run All Cells in the menu."
)
#: The page's clock stands in 1970: the day is said too.
SAVED = re.compile(r"^Saved .+ at \d\d:\d\d$")
SILENCE, PAUSE = 2000, 400  # ms


def test_only_an_acknowledgement_says_saved(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    expect(quiz.status("g-choice")).to_have_text("")
    quiz.option("g-choice", "club").check()
    expect(quiz.status("g-choice")).to_have_text("Saving …")
    reply = quiz.reply(quiz.sent()[0])
    quiz.wait(SILENCE - 100)
    quiz.deliver(reply | {"token": "another view's"})
    expect(quiz.status("g-choice")).to_have_text("Saving …")
    expect(quiz.page.locator(".tj-progress")).to_have_text("0 of 7 answered")
    quiz.deliver(reply)
    expect(quiz.status("g-choice")).to_have_text(SAVED)
    expect(quiz.page.locator(".tj-progress")).to_have_text("1 of 7 answered")
    quiz.wait(SILENCE)
    expect(quiz.status("g-choice")).to_have_text(SAVED)
    expect(quiz.page.get_by_role("status")).to_have_text(
        re.compile(r"^Question 1: Saved .+ at \d\d:\d\d. 1 of 7 answered$")
    )


def test_a_late_acknowledgement_of_an_older_answer_changes_nothing(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    quiz.option("g-choice", "club").check()
    quiz.option("g-choice", "public").check()
    older, newer = (quiz.reply(message) for message in quiz.sent())
    quiz.deliver(older)
    expect(quiz.status("g-choice")).to_have_text("Saving …")
    expect(quiz.option("g-choice", "public")).to_be_checked()
    assert quiz.drafts()["g-choice"]["message"]["response"] == "public"
    quiz.deliver(newer)
    expect(quiz.status("g-choice")).to_have_text(SAVED)
    expect(quiz.option("g-choice", "public")).to_be_checked()
    assert quiz.drafts() == {}


def test_an_acknowledgement_does_not_count_for_what_is_being_typed(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    field = quiz.item("g-number").locator("input")
    field.press_sequentially("4")
    quiz.wait(PAUSE)
    field.press_sequentially("2")
    quiz.acknowledge()
    expect(quiz.status("g-number")).to_have_text("Not saved yet")
    expect(field).to_have_value("42")
    quiz.wait(PAUSE)
    assert [message["response"] for message in quiz.sent()] == ["4", "42"]


def test_silence_says_not_saved_and_try_again_sends_all_of_it_again(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    quiz.option("g-choice", "club").check()
    quiz.option("g-multiple", "a").check()
    expect(quiz.button("g-choice", "Try again to save question 1")).to_be_hidden()
    quiz.wait(SILENCE)
    expect(quiz.status("g-choice")).to_have_text(LOST)
    expect(quiz.page.locator(".tj-progress")).to_have_text("0 of 7 answered, 2 not saved")
    quiz.wait(50)
    expect(quiz.page.get_by_role("status")).to_contain_text("Question 2: Not saved: is the kernel running?")
    quiz.button("g-choice", "Try again to save question 1").click()
    expect(quiz.status("g-choice")).to_be_focused()
    again = quiz.sent()[2:]
    assert [(message["item"], message["response"]) for message in again] == [
        ("g-choice", "club"),
        ("g-multiple", ["a"]),
    ]
    for message in again:
        quiz.deliver(quiz.reply(message))
    for name in ("g-choice", "g-multiple"):
        expect(quiz.status(name)).to_have_text(SAVED)
        expect(quiz.item(name).get_by_role("button", name="Try again")).to_be_hidden()
    expect(quiz.page.locator(".tj-progress")).to_have_text("2 of 7 answered")


def test_an_answer_after_silence_still_counts(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    quiz.option("g-choice", "club").check()
    quiz.wait(SILENCE)
    quiz.acknowledge()
    expect(quiz.status("g-choice")).to_have_text(SAVED)
    expect(quiz.button("g-choice", "Try again to save question 1")).to_be_hidden()


def test_a_kernel_that_is_gone_is_told_as_silence(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    quiz.page.evaluate("quiz.model.closed = true")
    quiz.option("g-choice", "club").check()
    expect(quiz.status("g-choice")).to_have_text("Saving …")
    quiz.wait(SILENCE)
    expect(quiz.status("g-choice")).to_have_text(LOST)


def test_a_refusal_is_shown_in_the_kernels_words(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    (quiz.folder / "responses").write_text("in the way")
    quiz.option("g-choice", "club").check()
    quiz.acknowledge()
    expect(quiz.status("g-choice")).to_contain_text("Not saved: the answer could not be written")
    expect(quiz.button("g-choice", "Try again to save question 1")).to_be_visible()


def test_the_next_widget_sends_what_was_sent_and_not_acknowledged(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    quiz.option("g-choice", "club").check()
    quiz.leave().open()
    expect(quiz.option("g-choice", "club")).to_be_checked()
    expect(quiz.status("g-choice")).to_have_text("Saving …")
    assert [message["response"] for message in quiz.sent()] == ["club"]
    quiz.acknowledge()
    expect(quiz.status("g-choice")).to_have_text(SAVED)
    quiz.leave().open()
    assert quiz.sent() == []


def test_the_next_widget_knows_what_has_arrived_without_an_acknowledgement(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    quiz.option("g-choice", "club").check()
    quiz.reply(quiz.sent()[0])
    assert quiz.drafts()["g-choice"]
    quiz.leave().open()
    expect(quiz.status("g-choice")).to_have_text(SAVED)
    assert quiz.sent() == []
    quiz.keeps_nothing()


def test_a_choice_that_was_not_checked_is_kept_and_not_sent(desk: OpenDesk) -> None:
    quiz = desk("kinds-of-goods")
    quiz.option("p-choice", "public").check()
    quiz.leave().open()
    expect(quiz.option("p-choice", "public")).to_be_checked()
    expect(quiz.item("p-choice").locator(".tj-result")).to_be_hidden()
    assert quiz.sent() == []
    quiz.button("p-choice", "Check").click()
    quiz.acknowledge()
    expect(quiz.item("p-choice").locator(".tj-mark")).to_have_text("✗ Not right")


def test_a_draft_of_an_earlier_attempt_is_dropped(desk: OpenDesk) -> None:
    quiz = desk("kinds-of-goods")
    quiz.option("p-choice", "public").check()
    quiz.reply({"kind": "again", "item": "p-choice", "token": "another page's"})
    quiz.leave().open()
    expect(quiz.option("p-choice", "public")).not_to_be_checked()
    assert quiz.sent() == []
    quiz.keeps_nothing()


def test_a_second_page_follows_what_the_first_saves_unless_it_is_being_answered(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    quiz.elsewhere("g-choice", "club")
    expect(quiz.option("g-choice", "club")).to_be_checked()
    expect(quiz.status("g-choice")).to_have_text(SAVED)
    quiz.option("g-choice", "public").check()
    quiz.elsewhere("g-choice", "common")
    expect(quiz.option("g-choice", "public")).to_be_checked()
    expect(quiz.status("g-choice")).to_have_text("Saving …")
    quiz.acknowledge()
    quiz.elsewhere("g-choice", "private")
    expect(quiz.option("g-choice", "private")).to_be_checked()


def test_a_number_is_sent_once_it_is_typed(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    field = quiz.item("g-number").locator("input")
    for key in "2,67":
        field.press(key)
        quiz.wait(PAUSE - 50)
    assert quiz.sent() == []
    expect(quiz.status("g-number")).to_have_text("Not saved yet")
    quiz.wait(50)
    assert [message["response"] for message in quiz.sent()] == ["2,67"]
    quiz.leave()
    assert len(quiz.sent()) == 1


def test_the_last_keystrokes_are_sent_when_the_page_goes(desk: OpenDesk) -> None:
    quiz = desk("quiz-09")
    quiz.item("g-number").locator("input").press_sequentially("4")
    quiz.page.evaluate("quiz.leave()")
    assert [message["response"] for message in quiz.sent()] == ["4"]
    quiz.remove().wait(PAUSE)
    assert len(quiz.sent()) == 1
    quiz.reply(quiz.sent()[0])
    quiz.open()
    expect(quiz.item("g-number").locator("input")).to_have_value("4")
    expect(quiz.status("g-number")).to_have_text(SAVED)


def test_a_choice_that_was_not_checked_is_not_sent_when_the_page_goes(desk: OpenDesk) -> None:
    quiz = desk("kinds-of-goods")
    quiz.option("p-choice", "public").check()
    quiz.leave()
    assert quiz.sent() == []


@pytest.mark.parametrize(("keys", "swallowed"), [("Control+s", True), ("Meta+s", True), ("s", False)])
def test_no_key_leaves_the_quiz_and_saving_the_page_is_swallowed(desk: OpenDesk, keys: str, swallowed: bool) -> None:
    quiz = desk("quiz-09")
    quiz.page.evaluate(
        """() => {
          globalThis.left = globalThis.seen = 0;
          addEventListener("keydown", (event) => { globalThis.event = event; globalThis.seen += 1; }, true);
          document.body.addEventListener("keydown", () => { globalThis.left += 1; });
        }"""
    )
    quiz.option("g-choice", "club").press(keys)
    assert quiz.page.evaluate("[seen > 0, left, event.key, event.defaultPrevented]") == [True, 0, "s", swallowed]


@pytest.mark.parametrize(
    "broken",
    [
        "Storage.prototype.setItem = () => { throw new Error('full'); }",
        """for (const shelf of ["sessionStorage", "localStorage"]) {
          Object.defineProperty(globalThis, shelf, { get() { throw new Error("forbidden"); } });
        }""",
    ],
    ids=["full", "forbidden"],
)
def test_answers_are_saved_where_the_tab_can_keep_nothing(desk: OpenDesk, broken: str) -> None:
    quiz = desk("quiz-09")
    quiz.page.evaluate(f"() => {{ {broken} }}")
    quiz.leave().open()
    quiz.option("g-choice", "club").check()
    quiz.acknowledge()
    expect(quiz.status("g-choice")).to_have_text(SAVED)


def test_both_sides_say_the_same_words(page: Page) -> None:
    values = {name: 1.5 for entry in catalogue.words().values() for name in re.findall(r"\{(\w+)\}", str(entry))}
    page.add_script_tag(
        content=f"globalThis.words = {{}};{_plain('script/words.js')};Object.assign(words, {{learn, say}})"
    )
    page.evaluate("(view) => words.learn(view)", catalogue.spoken())
    for count in (0, 1, 2, 1.5, -3, -0.0, 0.1 + 0.2, 1e-7, 1234567, 1e21):
        given = values | {"count": count, "earned": count}
        expected = {key: catalogue.say(key, **given) for key in catalogue.page_words()}
        script = "([keys, values]) => Object.fromEntries(keys.map((key) => [key, words.say(key, values)]))"
        assert page.evaluate(script, [list(expected), given]) == expected


def _plain(name: str) -> str:
    return re.sub(r"^export ", "", (ROOT / "quizzes" / name).read_text("utf-8"), flags=re.MULTILINE)


@pytest.fixture
def yes_no() -> Iterator[None]:
    register(YesNo)
    yield
    unregister(YesNo)


@pytest.mark.usefixtures("yes_no")
def test_a_type_from_outside_brings_its_control(page: Page, tmp_path: Path) -> None:
    quiz = Desk(page, tmp_path, "toy")
    item = {"id": "t-door", "type": "yesno", "stem": "Does a club have a door?", "objective": 1}
    bank = {"assignment": "09-toy", "quizzes": [{"id": "toy", "title": "Toy", "graded": True, "items": [item]}]}
    (tmp_path / "quiz.json").write_text(json.dumps(bank), "utf-8")
    quiz.open()
    quiz.item("t-door").get_by_label("It holds").check()
    assert [message["response"] for message in quiz.sent()] == ["yes"]
    quiz.acknowledge()
    expect(quiz.status("t-door")).to_have_text(SAVED)
