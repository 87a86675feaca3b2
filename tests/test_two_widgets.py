"""Is an answer safe where two widgets share a journal: of two kernels, of a cell run twice, of a copy?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.open_quiz import Quiz


def twice(folder: Path, quiz_id: str) -> tuple[Quiz, Quiz]:
    """Return two widgets of one copy, as two kernels have them."""
    return Quiz(folder, quiz_id), Quiz(folder, quiz_id)


def over(quiz: Quiz, item: str) -> dict[str, Any]:
    """Return the saved answer that a page shows now."""
    return {name: quiz.widget.answers[item][name] for name in ("stamp", "response")}


def test_an_answer_does_not_replace_one_that_its_page_had_not_seen(tmp_path: Path) -> None:
    one, two = twice(tmp_path, "quiz-09")
    seen = over(one, "g-choice")
    two.answer("g-choice", "public")
    reply = one.tell("answer", "g-choice", response="club", over=seen)
    assert (reply["kind"], reply["answer"]["response"]) == ("newer", "public")
    assert [entry["response"] for entry in one.entries()] == ["public"]
    assert one.tell("answer", "g-choice", response="club", over=over(one, "g-choice"))["kind"] == "saved"
    assert [entry["response"] for entry in one.entries()] == ["public", "club"]
    assert two.answer("g-number", "4")["kind"] == "saved"
    assert two.widget.answers["g-choice"]["response"] == "club"


def test_answers_that_waited_behind_another_message_are_asked_about_too(tmp_path: Path) -> None:
    one, two = twice(tmp_path, "quiz-09")
    seen = over(one, "g-multiple")
    two.answer("g-multiple", ["b"])
    one.answer("g-choice", "club")
    assert one.tell("answer", "g-multiple", response=["a"], over=seen)["kind"] == "newer"


def test_a_page_that_types_on_is_not_asked_about_its_own_answers(tmp_path: Path) -> None:
    one, two = twice(tmp_path, "quiz-09")
    seen = over(one, "g-number")
    for typed in ("4", "42"):
        assert one.tell("answer", "g-number", response=typed, over=seen)["kind"] == "saved"
        two.tell("look", "")
    assert two.widget.answers["g-number"]["response"] == "42"


def test_a_new_attempt_and_a_recorded_run_do_not_replace_what_was_not_seen(tmp_path: Path) -> None:
    one, two = twice(tmp_path / "practice", "kinds-of-goods")
    seen = over(one, "p-choice")
    two.answer("p-choice", "club")
    assert one.tell("again", "p-choice", over=seen)["kind"] == "newer"
    one, two = twice(tmp_path / "run", "run-09")
    seen = over(one, "g-run")
    two.tell("record", "g-run", prediction="3")
    assert one.tell("record", "g-run", prediction="5", over=seen)["kind"] == "newer"


def test_a_page_that_looks_learns_what_was_saved_elsewhere(tmp_path: Path) -> None:
    one, two = twice(tmp_path, "quiz-09")
    two.answer("g-choice", "public")
    assert one.widget.answers["g-choice"]["response"] is None
    assert one.tell("look", "")["kind"] == "seen"
    assert one.widget.answers["g-choice"]["response"] == "public"
    two.journal.unlink()
    assert one.tell("look", "")["kind"] == "seen"
    assert one.widget.answers["g-choice"]["response"] == "public"


@pytest.mark.parametrize(
    ("item", "response", "words"),
    [
        ("g-choice", "common", "A common good"),
        ("g-multiple", ["b"], "<ul><li>All</li></ul>"),
        ("g-number", "<4", "&lt;4 units"),
        ("g-paragraph", ["p7"], "<ul><li>P7</li></ul>"),
        ("g-choice", None, "no answer yet"),
    ],
)
def test_both_answers_are_told_in_words(graded: Quiz, item: str, response: Any, words: str) -> None:
    graded.answer("g-choice", "private")
    reply = graded.tell("given", item, message={"kind": "answer", "item": item, "response": response})
    saved = "A private good" if item == "g-choice" else "no answer yet"
    assert (reply["kind"], reply["words"]) == ("given", [saved, words])


def test_both_parts_of_a_run_are_told_in_words(tmp_path: Path) -> None:
    run = Quiz(tmp_path, "run-09")
    run.tell("record", "g-run", prediction="3")
    run.tell("record", "g-run", parameters={"large": 8, "alpha": 0.5})
    kept = {"kind": "record", "item": "g-run", "parameters": {"large": 2, "alpha": 1}}
    saved, unsaved = run.tell("given", "g-run", message=kept)["words"]
    assert "Recorded: Provision" in saved
    assert "= 3 units" in saved
    assert "= 3 units" in unsaved
    assert "= 4" in saved
    assert "= 4" not in unsaved
    assert "= 8" in saved
    assert "= 2" in unsaved
