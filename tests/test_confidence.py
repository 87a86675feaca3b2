"""Is how sure a student is kept with the answer, apart from it, and for nothing but the student and the class?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from instructor.course import Course
from instructor.marking.answer_key import read_answer_key
from instructor.marking.marks import mark_folder
from instructor.reports import items
from instructor.reports.page import html
from quizzes.complete import unanswered
from quizzes.folders import workplace
from quizzes.journal import Entry, append
from quizzes.types import registered
from tests.open_quiz import Quiz
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder


def sure(quiz: Quiz, item: str, level: Any) -> dict[str, Any]:
    reply = quiz.tell("confidence", item, confidence=level)
    assert reply["kind"] == "saved", reply
    answer: dict[str, Any] = reply["answer"]
    return answer


def kept(quiz: Quiz) -> list[tuple[Any, Any]]:
    return [(entry["response"], entry.get("confidence")) for entry in quiz.entries()]


def seen(quiz: Quiz) -> dict[str, Any]:
    return {name: quiz.widget.answers["g-choice"][name] for name in ("stamp", "response")}


def test_it_is_kept_with_the_answer_whether_it_comes_before_or_after(graded: Quiz) -> None:
    assert sure(graded, "g-choice", "guess")["confidence"] == "guess"
    assert unanswered(workplace(graded.folder), graded.widget._quiz)[0] == "1"
    assert graded.answer("g-choice", "club")["answer"]["confidence"] == "guess"
    assert sure(graded, "g-choice", "sure")["response"] == "club"
    assert kept(graded) == [(None, "guess"), ("club", "guess"), ("club", "sure")]
    assert graded.again().answers["g-choice"]["confidence"] == "sure"
    assert graded.widget.answers["g-multiple"]["confidence"] is None
    assert repr(graded.widget) == 'quiz("quiz-09"): 1 of 7 answered'


def test_it_may_be_left_out_and_taken_back(graded: Quiz) -> None:
    graded.answer("g-choice", "club")
    sure(graded, "g-choice", "sure")
    assert sure(graded, "g-choice", None)["confidence"] is None
    assert kept(graded) == [("club", None), ("club", "sure"), ("club", None)]
    assert graded.again().answers["g-choice"]["confidence"] is None


def test_the_order_of_the_options_stays(graded: Quiz) -> None:
    order = graded.answer("g-choice", "club")["answer"]["order"]
    assert sure(graded, "g-choice", "sure")["order"] == order == graded.entries()[-1]["order"]


def test_another_attempt_asks_anew_and_the_earlier_one_keeps_what_was_said(practice: Quiz) -> None:
    sure(practice, "p-choice", "sure")
    assert practice.answer("p-choice", "public")["answer"]["confidence"] == "sure"
    late = practice.tell("confidence", "p-choice", confidence="guess")
    assert (late["kind"], "marked already" in late["error"]) == ("refused", True)
    assert practice.tell("again", "p-choice")["answer"]["confidence"] is None
    assert sure(practice, "p-choice", "fairly")["attempt"] == 2
    assert kept(practice) == [(None, "sure"), ("public", "sure"), (None, None), (None, "fairly")]


@pytest.mark.parametrize("level", ["very", 3, ["sure"], {}])
def test_another_word_is_refused(graded: Quiz, level: Any) -> None:
    reply = graded.tell("confidence", "g-choice", confidence=level)
    assert (reply["kind"], reply["error"]) == ("refused", "Choose sure, fairly or guess.")
    assert not graded.journal.exists()


def test_it_is_asked_at_every_item_but_runs_and_texts(tmp_path: Path) -> None:
    assert {name for name, kind in registered().items() if not kind.asks_confidence} == {"run", "written", "note"}
    for quiz, item in (("run-09", "g-run"), ("essay-09", "essay-09")):
        opened = Quiz(tmp_path / quiz, quiz)
        assert opened.widget.view["items"][0]["asks_confidence"] is False
        assert opened.tell("confidence", item, confidence="sure")["kind"] == "refused"


def test_two_widgets_of_one_journal_lose_neither_the_answer_nor_how_sure_one_is(tmp_path: Path) -> None:
    one, two = Quiz(tmp_path, "quiz-09"), Quiz(tmp_path, "quiz-09")
    before = seen(one)
    sure(two, "g-choice", "sure")
    # Another page said how sure: that is no answer to be asked about.
    assert one.tell("answer", "g-choice", response="club", over=before)["kind"] == "saved"
    assert kept(one)[-1] == ("club", "sure")
    assert sure(two, "g-choice", "guess")["response"] == "club"
    before = seen(one)
    two.answer("g-choice", "public")
    sure(two, "g-choice", "fairly")
    reply = one.tell("answer", "g-choice", response="common", over=before)
    assert (reply["kind"], reply["answer"]["response"], reply["answer"]["confidence"]) == ("newer", "public", "fairly")


def test_an_unknown_one_in_the_journal_is_named_and_the_answer_stays(graded: Quiz) -> None:
    graded.answer("g-choice", "club")
    line = graded.journal.read_text("utf-8").replace("}", ',"confidence":"very"}')
    graded.journal.write_text(line, "utf-8")
    widget = graded.again()
    assert (widget.answers["g-choice"]["response"], widget.answers["g-choice"]["confidence"]) == ("club", None)
    assert widget.view["notes"] == ['line 1: how sure you were is not known here ("very"); the answer counts']


# For the class


def say(course: Course, student: str, item: str, response: Any, level: Any) -> None:
    folder = course.step("submitted", ASSIGNMENT, student)
    entry = Entry(time="2026-11-20T10:30:00+00:00", item=item, response=response, confidence=level)
    append(folder / "responses" / "quiz-01.jsonl", entry)


def test_it_earns_nothing_and_the_report_holds_it_against_what_was_earned(course: Course) -> None:
    for number, answers in enumerate((RIGHT, RIGHT, {"s-club": "b"}, {})):
        hand_in_folder(course, f"s{number}", answers)
    scheme = read_answer_key(course, ASSIGNMENT)
    folders = [course.step("submitted", ASSIGNMENT, f"s{number}") for number in range(4)]
    plain = [mark_folder(folder, scheme) for folder in folders]
    assert "How sure" not in html(items.report(ASSIGNMENT, scheme, plain))
    say(course, "s0", "s-club", "a", "sure")
    say(course, "s1", "s-club", "a", "fairly")
    say(course, "s2", "s-club", "b", "sure")
    say(course, "s0", "s-several", ["a", "b", "c"], "guess")
    say(course, "s3", "s-number", None, "sure")  # no answer: it counts nowhere
    said = [mark_folder(folder, scheme) for folder in folders]
    assert [marks.quizzes["quiz-01"].points for marks in said] == pytest.approx([3.5, 4, 0, 0])
    (overview,) = items.report(ASSIGNMENT, scheme, said).sections[:1]
    assert overview.tables[1].rows == (
        ("sure", "2", "50%", "1"),
        ("fairly sure", "1", "100%", "1"),
        ("a guess", "1", "50%", "0"),
        ("not said", "3", "100%", "3"),
    )
