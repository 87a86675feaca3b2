"""Does a quiz that repeats another ask the same again, mark what was only saved, and say what was said before?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from nbformat.v4 import new_code_cell

from instructor.checks import problems
from instructor.course import Course
from instructor.preprocessors import for_students
from quizzes.bank import Bank, BankError, load_quiz_json, load_yaml
from quizzes.types import Vote, registered
from tests.browser.lessons import AFTER, BEFORE, REVOTE, VOTE
from tests.items import COMMON, item
from tests.open_quiz import Quiz
from tests.small_course import ASSIGNMENT, cell_metadata
from tests.test_items import written
from tests.test_release import edit, edit_notebook

FIRST: dict[str, Any] = {
    "id": "first",
    "title": "First",
    "items": [
        {
            "id": "one",
            "type": "choice",
            **COMMON,
            "options": {"a": "one", "b": "two"},
            "answer": {"key": "a", "rationale": "because"},
        }
    ],
}
AGAIN: dict[str, Any] = {"id": "second", "title": "Second", "repeats": "first"}


def bank(folder: Path, *quizzes: dict[str, Any]) -> Bank:
    return load_yaml(written(folder, {"assignment": "01-test", "quizzes": list(quizzes)}), Bank)


def test_the_items_are_those_of_the_other_quiz_under_ids_of_their_own(tmp_path: Path) -> None:
    first, second = bank(tmp_path, FIRST, AGAIN).quizzes
    assert [item.id for item in second.items] == ["one-again"]
    assert [msgspec.structs.replace(item, id="one") for item in second.items] == list(first.items)
    assert (second.kind, second.is_marked) == ("practice", True)


def test_a_quiz_may_stand_before_the_one_that_it_repeats_in_the_file(tmp_path: Path) -> None:
    second, first = bank(tmp_path, AGAIN, FIRST).quizzes
    assert second.items[0].answer == first.items[0].answer


@pytest.mark.parametrize(
    ("quizzes", "message"),
    [
        ([FIRST, AGAIN | {"repeats": "frist"}], 'quiz "second": it repeats "frist", and there is no such quiz'),
        (
            [FIRST, AGAIN | {"items": FIRST["items"]}],
            'quiz "second": it repeats "first", so it has no items of its own',
        ),
        ([FIRST, AGAIN | {"graded": True}], 'quiz "second": .*take `graded` out'),
        ([FIRST, AGAIN | {"ask": "before"}], 'quiz "second": .*take `ask` out'),
        ([FIRST, AGAIN, AGAIN | {"id": "third"}], 'quiz "third": "second" repeats "first" already; ask it again once'),
        (
            [FIRST, AGAIN, AGAIN | {"id": "third", "repeats": "second"}],
            'quiz "third": it repeats "second", which repeats another one itself',
        ),
        ([FIRST, {"id": "second", "title": "None"}], 'quiz "second": it has no items; write some, or'),
        (
            [FIRST | {"ask": "before"}],
            'quiz "first": it asks before, and no quiz marks it; add one with `repeats: first`',
        ),
        ([FIRST | {"ask": "after"}, AGAIN], 'quiz "first":.*Invalid enum value'),
        ([FIRST | {"graded": True}, AGAIN], 'quiz "second": it repeats "first", which is graded; only practice'),
        (
            [FIRST | {"items": [FIRST["items"][0] | {"id": "x" * 55}]}, AGAIN],
            'quiz "second": the id "x+" is too long with "-again" behind it',
        ),
    ],
)
def test_what_cannot_be_repeated_is_named_with_the_cure(
    quizzes: list[dict[str, Any]], message: str, tmp_path: Path
) -> None:
    with pytest.raises(BankError, match=rf"^01-test\.yaml: {message}"):
        bank(tmp_path, *quizzes)


def vote(**more: Any) -> dict[str, Any]:
    held: dict[str, Any] = VOTE
    return held | {"items": [held["items"][0] | more]}


@pytest.mark.parametrize(
    ("quizzes", "message"),
    [
        ([vote() | {"graded": True}], 'item "v-pays": a vote has no key; put it in a quiz that is not graded'),
        ([vote() | {"ask": "before"}, REVOTE], 'item "v-pays": a vote has no key, and `ask: before` is for'),
        ([vote(answer={"key": "must", "rationale": "so"})], 'item "v-pays": a vote has no key; take `answer` out'),
        ([vote(cases={"must": "so"})], 'item "v-pays": no case for the option "gains"; write the best reason'),
        ([vote(cases={"nobody": "so"})], 'item "v-pays": no option "nobody"; the options are gains, must'),
        ([vote(options={"must": "so"})], 'item "v-pays": Expected `object` of length >= 2'),
    ],
)
def test_a_vote_that_cannot_be_held_is_named(quizzes: list[dict[str, Any]], message: str, tmp_path: Path) -> None:
    with pytest.raises(BankError, match=message):
        bank(tmp_path, *quizzes)


def test_a_copy_holds_each_practice_key_once_and_is_read_as_it_was(tmp_path: Path) -> None:
    before = bank(tmp_path, BEFORE, AFTER, VOTE, REVOTE)
    (tmp_path / "quiz.json").write_bytes(content := msgspec.json.encode(for_students(before)))
    assert load_quiz_json(tmp_path / "quiz.json") == (before, ())
    assert content.count(b"Think of the *door*.") == 1
    again = {quiz["id"]: quiz for quiz in json.loads(content)["quizzes"]}["prior-09-again"]
    assert again == {"id": "prior-09-again", "title": "Asked again", "repeats": "prior-09"}


def test_an_older_package_keeps_what_repeats_questions_that_it_knows(tmp_path: Path) -> None:
    drawing = {"id": "draw", "title": "Draw", "items": [{"type": "drawing", "id": "d", "stem": "?", "objective": 1}]}
    later = {"assignment": "a", "format": 9, "quizzes": [BEFORE, AFTER, drawing, AGAIN | {"repeats": "draw"}]}
    (tmp_path / "quiz.json").write_text(json.dumps(later), "utf-8")
    read, _ = load_quiz_json(tmp_path / "quiz.json")
    assert [quiz.id for quiz in read.quizzes] == ["prior-09", "prior-09-again"]


def test_what_is_asked_before_is_saved_and_not_marked_and_then_marked_and_explained(tmp_path: Path) -> None:
    quiz = Quiz(tmp_path, "prior-09")
    assert (quiz.widget.view["kind"], quiz.widget.view["repeats"]) == ("before", "")
    answer = quiz.answer("b-choice", "none")["answer"]
    assert (answer["mark"], answer["after"], answer["complete"]) == (None, "", True)
    assert "Think of" not in json.dumps([quiz.widget.view["items"], quiz.widget.answers])
    assert quiz.tell("again", "b-choice") == {
        "kind": "refused",
        "error": "This answer is only saved; change it instead.",
        "token": "t1",
        "item": "b-choice",
    }
    again = Quiz(tmp_path, "prior-09-again")
    assert (again.widget.view["kind"], again.widget.view["repeats"]) == ("practice", "prior-09")
    mark = again.answer("b-choice-again", "none")["answer"]["mark"]
    assert (mark["outcome"], mark["parts"]["none"]["html"]) == ("wrong", "<p>Think of the <em>door</em>.</p>")
    assert [entry["item"] for entry in again.entries()] == ["b-choice-again"]


def test_what_was_said_the_first_time_stands_at_each_item_with_how_sure_one_was(tmp_path: Path) -> None:
    first, again = Quiz(tmp_path, "prior-09"), Quiz(tmp_path, "prior-09-again")
    assert again.widget.said == {}
    first.answer("b-choice", "none")
    first.tell("confidence", "b-choice", confidence="fairly")
    first.answer("b-multiple", ["c"])
    assert again.tell("look", "")["kind"] == "seen"
    assert again.widget.said == {
        "b-choice-again": "The first time you said (fairly sure): Nobody",
        "b-multiple-again": "The first time you said: <ul><li>The sea</li></ul>",
    }
    first.answer("b-choice", "others")
    first.answer("b-multiple", None)
    said = again.again().said
    assert said["b-choice-again"] == "The first time you said (fairly sure): Whoever is no member"
    bundle = again.widget._repr_mimebundle_()
    assert bundle
    assert said["b-choice-again"] in bundle[0]["text/html"]


def test_a_first_answer_that_cannot_be_read_any_more_is_not_told(tmp_path: Path) -> None:
    first = Quiz(tmp_path, "prior-09")
    first.answer("b-choice", "none")
    text = first.journal.read_text("utf-8")
    first.journal.write_text(text.replace('"none"', '"gone"'), "utf-8")
    assert Quiz(tmp_path, "prior-09-again").widget.said == {}
    first.journal.unlink()
    first.journal.mkdir()
    assert Quiz(tmp_path, "prior-09-again").widget.said == {}


def test_after_a_vote_each_case_is_told_and_what_to_do_with_it_and_after_the_second_the_cases_alone(
    tmp_path: Path,
) -> None:
    quiz = Quiz(tmp_path, "vote-09")
    assert quiz.widget.view["kind"] == "open"
    assert "Kindleberger" not in json.dumps([quiz.widget.view["items"], quiz.widget.answers])
    answer = quiz.answer("v-pays", "gains")["answer"]
    assert answer["mark"] is None
    assert answer["after"].startswith("<p><b>Your vote: Because it <em>gains</em></b></p>")
    for words in ("<strong>Kindleberger</strong> (1973)", "Snidal (1985)", "find a neighbour", "Alone: write down"):
        assert words in answer["after"]
    changed = quiz.tell("again", "v-pays")["answer"]
    assert (changed["response"], changed["after"], changed["attempt"]) == (None, "", 2)
    again = Quiz(tmp_path, "vote-09-again")
    assert again.widget.view["kind"] == "open"
    assert again.widget.said == {"v-pays-again": "The first time you said: Because it <em>gains</em>"}
    second = again.answer("v-pays-again", "must")["answer"]["after"]
    assert "Snidal (1985)" in second
    assert "neighbour" not in second


def test_a_vote_has_no_key_wherever_one_is_asked_for() -> None:
    some = item("vote")
    assert isinstance(some, Vote)
    for call in (
        lambda: some.earned(None, "a"),  # type: ignore[arg-type]
        lambda: some.in_words(None, "a"),  # type: ignore[arg-type]
        lambda: some.right(None),  # type: ignore[arg-type]
        lambda: some.wrong(None),  # type: ignore[arg-type]
    ):
        with pytest.raises(TypeError, match='the vote "one" has no key'):
            call()
    assert some.static("b").count("(your answer)") == 1
    assert some.given("b") == "two"
    assert len({some.shuffled(f"student {n}") for n in range(9)}) == 2
    assert not any(kind.keyed for kind in registered().values() if kind.by_person)


REPEATED = """  - id: quiz-01
    title: Small quiz"""
WITH_AGAIN = """  - {id: warm-up-again, title: Again, repeats: warm-up}
  - id: quiz-01
    title: Small quiz"""


def test_a_release_names_a_quiz_that_stands_before_the_one_that_it_repeats(sources: Course) -> None:
    edit(sources, f"quizzes/bank/{ASSIGNMENT}.yaml", REPEATED, WITH_AGAIN)
    (missing,) = problems(sources, ASSIGNMENT)
    assert 'no cell for the quiz "warm-up-again" of the bank' in missing
    cell = new_code_cell('quiz("warm-up-again")', metadata=cell_metadata("warm-up-again"))
    edit_notebook(sources, lambda nb: nb.cells.insert(2, cell))
    (found,) = problems(sources, ASSIGNMENT)
    assert 'cell "warm-up-again": it asks "warm-up" again and stands before it; put it after that cell' in found
    edit_notebook(sources, lambda nb: nb.cells.append(nb.cells.pop(2)))
    assert problems(sources, ASSIGNMENT) == []
