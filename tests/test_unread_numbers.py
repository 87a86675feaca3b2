"""Is a typed text that is no number left out of the journal, and said to be? In the browser: tests/browser."""

from __future__ import annotations

from quizzes import journal
from quizzes.complete import unanswered
from quizzes.folders import workplace
from tests.open_quiz import Quiz

UNREAD = "Not saved, because “{}” cannot be read as a number: type it as in 2.5, 1/2 or 2.5 units."


def test_a_number_that_cannot_be_read_is_not_saved_and_the_one_before_still_counts(graded: Quiz) -> None:
    assert graded.answer("g-number", "four") == {
        "kind": "unreadable",
        "words": UNREAD.format("four"),
        "token": "t0",
        "item": "g-number",
    }
    assert not graded.journal.exists()
    assert unanswered(workplace(graded.folder), graded.widget._quiz)[2] == "3"
    assert graded.answer("g-number", "2,67")["answer"]["note"] == ""
    assert graded.answer("g-number", "four")["words"] == f"{UNREAD.format('four')} Your saved answer is still 2,67."
    assert graded.widget.answers["g-number"]["response"] == "2,67"
    assert [entry["response"] for entry in graded.entries()] == ["2,67"]


def test_an_emptied_field_takes_the_answer_back(graded: Quiz) -> None:
    for response in ("5", None):
        assert graded.answer("g-number", response)["kind"] == "saved"
    assert graded.answer("g-number", "four")["words"] == UNREAD.format("four")
    assert [entry["response"] for entry in graded.entries()] == ["5", None]


def test_what_cannot_be_read_costs_no_try_in_practice(practice: Quiz) -> None:
    assert practice.answer("p-number", "four")["kind"] == "unreadable"
    assert practice.widget.answers["p-number"]["attempt"] == 1
    assert practice.answer("p-number", "4")["answer"]["mark"]["outcome"] == "right"
    assert [(entry["attempt"], entry["response"]) for entry in practice.entries()] == [(1, "4")]


def test_what_an_older_version_saved_unread_is_shown_as_no_answer_yet(graded: Quiz) -> None:
    journal.append(graded.journal, journal.Entry(time=journal.now(), item="g-number", response="four"))
    graded.again()
    answer = graded.widget.answers["g-number"]
    assert (answer["response"], answer["complete"]) == ("four", False)
    assert answer["note"] == "This is not a number yet: four"
    assert graded.widget.view["notes"] == []
