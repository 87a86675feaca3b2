"""Do the files of yesterday, today and tomorrow keep every answer that can be understood?

`tests/formats/0` was written before files said their format, `1` by this version, and `2` is what a later one might
write: fields and an item type that are not known here.
"""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from quizzes import bank, journal
from quizzes.bank import Bank, BankError, load_quiz_json
from quizzes.folders import workplace
from quizzes.types import registered
from quizzes.widget import QuizWidget

FORMATS = Path(__file__).parent / "formats"
ANSWERS = {"f-choice": "a", "f-number": "2,5"}


def latest(number: int) -> dict[str, object]:
    replay = journal.replay(FORMATS / str(number) / "responses.jsonl")
    return {name: entry.response for name, entry in replay.latest().items()}


def test_yesterdays_journal_is_read_to_the_last_answer() -> None:
    replay = journal.replay(FORMATS / "0" / "responses.jsonl")
    lines = [json.loads(line) for line in (FORMATS / "0" / "responses.jsonl").read_text("utf-8").splitlines()]
    assert not replay.problems
    assert [(entry.item, entry.response) for entry in replay.entries] == [(e["item"], e["response"]) for e in lines]
    assert len(lines) > 10


def test_yesterdays_questions_are_read() -> None:
    read, notes = load_quiz_json(FORMATS / "0" / "quiz.json")
    assert (read.assignment, notes) == ("02-who-pays-for-order", ())
    assert {item.kind for _, item in read.items()} >= {"choice", "run"}


@pytest.mark.parametrize("number", [1, 2])
def test_every_answer_of_this_and_of_a_later_version_counts(number: int) -> None:
    assert latest(number) == ANSWERS


def test_this_version_writes_its_own_format(tmp_path: Path) -> None:
    assert (journal.FORMAT, bank.FORMAT) == (1, 1)
    path = tmp_path / "responses.jsonl"
    for line in (FORMATS / "1" / "responses.jsonl").read_bytes().splitlines():
        journal.append(path, msgspec.json.decode(line, type=journal.Entry))
    assert path.read_bytes() == (FORMATS / "1" / "responses.jsonl").read_bytes()
    read, notes = load_quiz_json(FORMATS / "1" / "quiz.json")
    assert notes == ()
    assert json.loads(msgspec.json.encode(read)) == json.loads((FORMATS / "1" / "quiz.json").read_bytes())


def test_a_later_journal_says_that_it_is_later() -> None:
    (problem,) = journal.replay(FORMATS / "2" / "responses.jsonl").problems
    assert (problem.line, "newer version (format 2; this one reads 1)" in problem.reason) == (0, True)


def test_of_later_questions_the_known_ones_are_asked_and_the_others_named() -> None:
    read, (note,) = load_quiz_json(FORMATS / "2" / "quiz.json")
    assert [(quiz.id, item.id) for quiz, item in read.items()] == [("quiz-01", "f-choice"), ("quiz-01", "f-number")]
    assert ([answer.id for answer in read.written], read.text) == (["essay-01"], ("0a1b2c3d",))
    assert "format 2; yours reads 1" in note
    assert 'question "f-drawing" (drawing), question "f-sketch" (drawing)' in note
    assert "Update the package" in note


def test_an_unknown_field_in_a_file_of_this_format_is_still_a_mistake(tmp_path: Path) -> None:
    content = json.loads((FORMATS / "1" / "quiz.json").read_bytes())
    content["quizzes"][0]["items"][0]["steem"] = "Which?"
    (tmp_path / "quiz.json").write_text(json.dumps(content), "utf-8")
    with pytest.raises(BankError, match=r'item "f-choice".*unknown field `steem`'):
        load_quiz_json(tmp_path / "quiz.json")


@pytest.mark.parametrize("quizzes", [None, 3, [3], [{"items": 3}], [{"items": [{"type": []}]}]])
def test_a_later_file_that_is_none_is_refused_with_a_reason(quizzes: object, tmp_path: Path) -> None:
    (tmp_path / "quiz.json").write_text(json.dumps({"assignment": "a", "format": 9, "quizzes": quizzes}), "utf-8")
    with pytest.raises(BankError, match=r"^quiz\.json: "):
        load_quiz_json(tmp_path / "quiz.json")


def test_the_page_shows_what_a_later_file_asks_and_what_it_cannot_show(tmp_path: Path) -> None:
    (tmp_path / "quiz.json").write_bytes((FORMATS / "2" / "quiz.json").read_bytes())
    (tmp_path / "responses").mkdir()
    (tmp_path / "responses" / "quiz-01.jsonl").write_bytes((FORMATS / "2" / "responses.jsonl").read_bytes())
    place = workplace(tmp_path)
    widget = QuizWidget(place, place.bank.quiz("quiz-01"))
    assert {name: answer["response"] for name, answer in widget.answers.items()} == ANSWERS
    assert any("f-drawing" in note for note in widget.view["notes"])


def test_a_bank_without_a_format_is_of_the_first() -> None:
    assert msgspec.convert({"assignment": "a", "quizzes": []}, Bank).format == 1
    assert set(registered()) >= {"choice", "number"}
