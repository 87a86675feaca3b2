"""Does a question open by itself at its time, tell of its end, keep what comes afterwards, and say when that was?"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .desk import Desk
from .lessons import make_lesson

#: The page's clock begins 1000 seconds into 1970.
WINDOW = {"opens": "1970-01-01T00:17:40+00:00", "closes": "1970-01-01T00:18:40+00:00"}


def timed(page: Page, folder: Path, window: dict[str, str], quiz_id: str = "quiz-09") -> Desk:
    """Show a made-up quiz whose first question has a window."""
    make_lesson(folder, quiz_id)
    path = folder / "quiz.json"
    bank = json.loads(path.read_text("utf-8"))
    (quiz,) = (quiz for quiz in bank["quizzes"] if quiz["id"] == quiz_id)
    quiz["items"][0]["window"] = window
    path.write_text(json.dumps(bank), "utf-8")
    return Desk(page, folder, quiz_id).open()


def test_a_question_opens_by_itself_tells_of_its_end_and_keeps_what_comes_later(page: Page, tmp_path: Path) -> None:
    quiz = timed(page, tmp_path, WINDOW)
    item, line = quiz.item("g-choice"), quiz.item("g-choice").locator(".tj-window")
    expect(line).to_contain_text("Opens Thursday, January 1, 1970")
    expect(line).to_contain_text(re.compile(r", in \d\d seconds \(your clock: 00:16\)\.$"))
    expect(item.locator("legend")).to_be_visible()
    for hidden in (".tj-stem", "input", "button"):
        assert item.locator(hidden).count() > 0
        assert not any(each.is_visible() for each in item.locator(hidden).all())
    expect(quiz.item("g-multiple").get_by_role("checkbox", name="All")).to_be_visible()
    quiz.wait(57_000)
    expect(quiz.option("g-choice", "club")).to_be_hidden()
    quiz.wait(3_500)
    expect(quiz.option("g-choice", "club")).to_be_visible()
    expect(line).to_contain_text("Open until Thursday, January 1, 1970")
    expect(page.get_by_role("status").filter(has_text="It is open now.")).to_have_count(1)
    quiz.option("g-choice", "club").check()
    quiz.acknowledge()
    quiz.wait(60_000)
    expect(line).to_contain_text("counts only if your instructor allows it")
    expect(quiz.option("g-choice", "club")).to_be_checked()
    quiz.option("g-choice", "public").check()
    quiz.acknowledge()
    expect(quiz.status("g-choice")).to_contain_text("Saved")
    quiz.leave()
    assert page.evaluate("document.querySelectorAll('.tj-window').length") == 0


def test_after_a_sleep_a_page_that_is_looked_at_again_is_right_at_once(page: Page, tmp_path: Path) -> None:
    quiz = timed(page, tmp_path, WINDOW)
    page.clock.set_system_time(1090)  # no timer runs
    expect(quiz.option("g-choice", "club")).to_be_hidden()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(quiz.option("g-choice", "club")).to_be_visible()


def test_what_came_before_the_kernels_own_clock_stays_on_the_page(page: Page, tmp_path: Path) -> None:
    quiz = timed(page, tmp_path, {"opens": "2999-01-01T00:00:00+00:00"})
    page.clock.set_system_time("2999-01-01T00:00:01Z")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    quiz.option("g-choice", "club").check()
    quiz.acknowledge()
    expect(quiz.status("g-choice")).to_contain_text("Not saved: this question opens")
    expect(quiz.item("g-choice").get_by_role("button", name="Try again")).to_be_visible()
    assert quiz.drafts()["g-choice"]["message"]["response"] == "club"


@pytest.mark.parametrize(
    ("window", "quiz_id", "words"),
    [
        ({"opens": "1969-12-31T00:00:00+00:00"}, "quiz-09", ""),
        ({"closes": "1970-01-03T00:00:00+00:00"}, "quiz-09", ""),
        ({"closes": "1969-12-31T00:00:00+00:00"}, "kinds-of-goods", "You can still answer."),
    ],
)
def test_nothing_is_said_while_the_end_is_far_and_of_practice_that_it_can_be_answered(
    page: Page, tmp_path: Path, window: dict[str, str], quiz_id: str, words: str
) -> None:
    timed(page, tmp_path, window, quiz_id)
    line = page.locator(".tj-window")
    expect(line).to_contain_text(words)
    expect(line).to_be_visible(visible=bool(words))


def test_the_page_says_when_an_answer_was_saved_on_the_clock_of_the_students_computer(
    browser: Browser, tmp_path: Path
) -> None:
    with browser.new_context(timezone_id="America/Caracas", locale="en-GB") as context:
        quiz = Desk(context.new_page(), tmp_path, "quiz-09")
        times = {"g-choice": "1970-01-01T03:10:00+03:00", "g-multiple": "1969-12-24T12:00:00+00:00", "g-order": "soon"}
        responses = {"g-choice": "club", "g-multiple": ["a"], "g-order": ["alone", "large", "middle", "equal"]}
        lines = [{"item": item, "time": time, "response": responses[item]} for item, time in times.items()]
        (tmp_path / "responses").mkdir()
        (tmp_path / "responses" / "quiz-09.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n", "utf-8")
        quiz.open()
        for item, words in {
            "g-choice": "Saved 20:10",
            "g-multiple": "Saved 24 December at 08:00",
            "g-order": "",
        }.items():
            expect(quiz.status(item)).to_have_text(words)
