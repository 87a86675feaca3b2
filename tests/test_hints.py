"""Do hints reach the page, stand beside the answer, and cost nothing? Do student and class hear of them?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from instructor.__main__ import main
from instructor.course import Course
from instructor.exchange_formats import moodle
from instructor.exchange_formats.lessons import read_lesson
from instructor.marking.answer_key import read_answer_key
from instructor.marking.marks import mark_folder
from instructor.marking.review import review
from instructor.release import make_release
from instructor.reports import items
from quizzes import page
from quizzes.folders import workplace
from quizzes.journal import read
from quizzes.widget import QuizWidget
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder

HINTS = ["Think of a *door*.", "Who holds the key of the door?"]


@pytest.fixture
def hinted(sources: Course) -> Course:
    """Return the small course, released, whose choice has two hints."""
    path = sources.bank_file(ASSIGNMENT)
    bank = yaml.safe_load(path.read_text("utf-8"))
    for quiz in bank["quizzes"][:2]:
        quiz["items"][0]["hints"] = HINTS
    path.write_text(yaml.safe_dump(bank, width=1000), "utf-8")
    make_release(sources, ASSIGNMENT)
    return sources


def tell(widget: QuizWidget, kind: str, item: str, **more: Any) -> dict[str, Any]:
    """Send a message as the page does and return the reply."""
    sent: list[dict[str, Any]] = []
    widget.send = sent.append
    widget._handle_custom_msg({"kind": kind, "item": item, "token": "t", **more}, [])
    return sent[-1]


def opened(folder: Path, quiz: str) -> QuizWidget:
    place = workplace(folder)
    return QuizWidget(place, place.bank.quiz(quiz))


def lines(folder: Path, quiz: str) -> list[dict[str, Any]]:
    text = (folder / "responses" / f"{quiz}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_a_hint_that_is_opened_stands_beside_the_answer(hinted: Course) -> None:
    folder = hinted.step("release", ASSIGNMENT)
    widget = opened(folder, "quiz-01")
    assert widget.view["items"][0]["hints"][0] == "<p>Think of a <em>door</em>.</p>"
    assert "hints" not in widget.view["items"][1]
    assert widget.answers["s-club"]["hints"] == 0
    assert tell(widget, "hint", "s-club", hints=1)["kind"] == "saved"
    tell(widget, "answer", "s-club", response="a")
    tell(widget, "confidence", "s-club", confidence="sure")
    assert tell(widget, "hint", "s-club", hints=1)["kind"] == "saved"
    reply = tell(widget, "hint", "s-club", hints=2)
    assert (reply["answer"]["hints"], reply["answer"]["response"], reply["answer"]["confidence"]) == (2, "a", "sure")
    found = [(line.get("response"), line["hints"]) for line in lines(folder, "quiz-01")]
    assert found == [(None, 1), ("a", 1), ("a", 1), ("a", 2)]
    assert opened(folder, "quiz-01").answers["s-club"]["hints"] == 2


def test_what_is_no_hint_is_refused_and_nothing_is_written(hinted: Course) -> None:
    folder = hinted.step("release", ASSIGNMENT)
    widget = opened(folder, "quiz-01")
    for item, count in (("s-club", 3), ("s-club", 0), ("s-club", True), ("s-club", "1"), ("s-several", 1)):
        assert tell(widget, "hint", item, hints=count)["kind"] == "refused"
    assert not (folder / "responses").exists()


def test_a_new_attempt_begins_without_hints_and_a_marked_one_notes_none(hinted: Course) -> None:
    folder = hinted.step("release", ASSIGNMENT)
    widget = opened(folder, "warm-up")
    tell(widget, "hint", "s-p-club", hints=1)
    tell(widget, "answer", "s-p-club", response="b")
    tell(widget, "hint", "s-p-club", hints=2)
    assert widget.answers["s-p-club"]["hints"] == 1
    tell(widget, "again", "s-p-club")
    assert widget.answers["s-p-club"]["hints"] == 0


def test_review_and_report_tell_and_no_mark_changes(hinted: Course) -> None:
    scheme, marks = read_answer_key(hinted, ASSIGNMENT), []
    for student, count, response in (("ana", 2, "a"), ("ben", 0, "b"), ("eve", 0, "a")):
        folder = hand_in_folder(hinted, student, RIGHT | {"s-club": response})
        if count:
            tell(opened(folder, "quiz-01"), "hint", "s-club", hints=count)
        marks.append(mark_folder(folder, scheme))
    assert [each.quizzes["quiz-01"].points for each in marks] == [4, 3, 4]
    assert "Hints that you opened: 2 of 2. They cost nothing." in review(marks[0].quizzes["quiz-01"])
    assert "Hints that you opened" not in review(marks[1].quizzes["quiz-01"])
    said = str(items.report(ASSIGNMENT, scheme, marks).sections)
    assert said.count("Hints: 1 of 3 opened at least one; they earned 100%, the others 50%.") == 1


@pytest.mark.parametrize("hints", ["-1", "0", "10", '"x"', "true", "1.5", "null", "[]"])
def test_any_count_in_a_journal_costs_no_answer(hints: str) -> None:
    line = f'{{"time": "2026-11-20T10:00:00+00:00", "item": "n-0", "response": "1", "hints": {hints}}}\n'
    (entry,) = read(line.encode()).entries
    assert not entry.hints


def test_static_pages_and_exports_hold_hints_or_say_so(hinted: Course) -> None:
    quiz = hinted.bank(ASSIGNMENT).quiz("quiz-01")
    assert "<summary>Hint 2 of 2</summary><p>Who holds" in page.static(quiz, {})
    lesson, _ = read_lesson(hinted, ASSIGNMENT, ["graded"])
    text = moodle.write(lesson).files[f"{ASSIGNMENT}.moodle.xml"].decode()
    assert text.count("<hint ") == 2


def test_an_export_without_a_place_for_hints_names_them(hinted: Course, tmp_path: Path) -> None:
    for name, said in (("gift", True), ("moodle", False)):
        done = CliRunner().invoke(main, ["questions", "export", name, str(tmp_path / "out"), "--only", "graded"])
        assert done.exit_code == 0
        assert ("s-club: its hints left out" in done.output) is said
