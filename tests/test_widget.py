"""Does the kernel's side of a quiz keep, mark and give back answers, and refuse what it must?"""

from __future__ import annotations

import errno
import itertools
import json
import os
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec
import pytest

from quizzes import journal
from quizzes.bank import BankError
from quizzes.folders import workplace
from quizzes.page import item_view
from quizzes.recall import clock
from quizzes.types import Hottext
from tests.open_quiz import Quiz

GRADED = {
    "g-choice": "club",
    "g-multiple": ["c", "a"],
    "g-number": "2,67",
    "g-order": ["alone", "large", "middle", "equal"],
    "g-match": {"k": "kind"},
    "g-words": ["good"],
    "g-paragraph": ["p8"],
}


@pytest.mark.parametrize(("item", "response"), GRADED.items())
def test_an_answer_is_on_the_disk_when_it_is_acknowledged_and_comes_back(
    graded: Quiz, item: str, response: Any
) -> None:
    reply = graded.answer(item, response)
    assert reply["kind"] == "saved"
    assert [(entry["item"], entry["response"]) for entry in graded.entries()] == [(item, response)]
    assert graded.again().answers[item]["response"] == response
    assert graded.widget.answers[item]["time"] == reply["answer"]["time"]


def test_a_drive_that_cannot_sync_is_told_of_once(graded: Quiz, monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot(file: int) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(os, "fsync", cannot)
    first, second = (graded.answer("g-number", typed) for typed in ("1½", "4"))
    assert first["kind"] == second["kind"] == "saved"
    assert first["answer"]["note"].startswith("Read as 1.5. Written, but this drive cannot confirm")
    assert second["answer"]["note"] == ""


def test_a_quiz_with_a_simulation_opens_where_no_thread_is_to_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(thread: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", none)
    simulation = Quiz(tmp_path, "run-09")
    simulation.tell("record", "g-run", prediction="3")
    assert simulation.tell("run", "g-run", parameters={"large": 8, "alpha": 0.5})["kind"] == "frame"


def test_nothing_is_acknowledged_that_could_not_be_written(graded: Quiz, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, entry: journal.Entry) -> None:
        raise journal.JournalError("the disk is full")

    monkeypatch.setattr(journal, "append", full)
    assert graded.answer("g-choice", "club") == {
        "kind": "refused",
        "error": "the disk is full",
        "token": "t0",
        "item": "g-choice",
    }
    assert graded.widget.answers["g-choice"]["response"] is None


@pytest.mark.parametrize(
    ("item", "response"),
    [
        ("g-choice", "clubs"),
        ("g-choice", ["club"]),
        ("g-multiple", ["a", "a"]),
        ("g-order", ["alone"]),
        ("g-match", {"k": "nobody"}),
        ("g-paragraph", ["p7", "p8"]),
        ("g-number", 4),
        ("nothing", "a"),
    ],
)
def test_an_answer_of_another_form_is_refused_with_words(graded: Quiz, item: str, response: Any) -> None:
    assert graded.answer(item, response)["kind"] == "refused"
    assert graded.sent[-1]["error"]
    assert not graded.journal.exists()


def test_an_unknown_message_is_answered_too(graded: Quiz) -> None:
    assert graded.tell("dance", "g-choice")["kind"] == "refused"


def test_the_last_answer_wins_and_the_earlier_ones_stay(graded: Quiz) -> None:
    for response in ("club", "public", None, "common"):
        graded.answer("g-choice", response)
    assert [entry["response"] for entry in graded.entries()] == ["club", "public", None, "common"]
    assert graded.again().answers["g-choice"]["response"] == "common"


def test_a_graded_answer_says_nothing_of_right_or_wrong(graded: Quiz) -> None:
    for item, response in GRADED.items():
        assert graded.answer(item, response)["answer"]["mark"] is None
    assert "key" not in json.dumps(graded.widget.view["items"])
    assert graded.tell("again", "g-choice")["kind"] == "refused"


def test_a_half_matched_answer_is_saved_but_not_counted(graded: Quiz) -> None:
    assert not graded.answer("g-match", {"k": "kind"})["answer"]["complete"]
    assert graded.answer("g-match", {"k": "kind", "s": "snidal"})["answer"]["complete"]
    assert repr(graded.widget) == 'quiz("quiz-09"): 1 of 7 answered'


def test_a_practice_answer_comes_back_marked_with_feedback_for_the_option_chosen(practice: Quiz) -> None:
    mark = practice.answer("p-choice", "public")["answer"]["mark"]
    assert (mark["outcome"], mark["points"]) == ("wrong", 0)
    said = "<p>Ask who can be kept from it: <em>non-members</em> can.</p>"
    assert (mark["feedback"], mark["parts"]) == ([], {"public": {"right": False, "html": said}})
    assert mark["rationale"] == "<p>Paragraph 9 gives the reason.</p>"
    assert practice.again().answers["p-choice"]["mark"] == mark


def test_partly_right(practice: Quiz) -> None:
    mark = practice.answer("p-multiple", ["a"])["answer"]["mark"]
    assert (mark["outcome"], mark["points"], mark["maximum"]) == ("partly right", 0.5, 1)


def test_trying_again_is_a_new_attempt_in_the_same_order(practice: Quiz) -> None:
    first = practice.answer("p-choice", "public")["answer"]
    for attempt in range(2, 8):
        reply = practice.tell("again", "p-choice")["answer"]
        assert (reply["response"], reply["attempt"], reply["mark"]) == (None, attempt, None)
        assert reply["order"] == first["order"]
    assert practice.again().answers["p-choice"]["attempt"] == 7


def test_what_was_right_begins_the_next_attempt_also_after_a_restart(practice: Quiz) -> None:
    mark = practice.answer("p-multiple", ["a", "b"])["answer"]["mark"]
    assert mark["tally"] == "1 of 2 found, and 1 that does not belong"
    assert {name: part["right"] for name, part in mark["parts"].items()} == {"a": True, "b": False}
    assert mark["feedback"] == []
    start = practice.tell("again", "p-multiple")["answer"]["start"]
    assert start == {"response": ["a"], "parts": {"a": {"right": True, "html": ""}}}
    assert practice.again().answers["p-multiple"]["start"] == start
    done = practice.answer("p-multiple", ["a", "c"])["answer"]
    assert (done["mark"]["outcome"], done["start"]) == ("right", None)


def test_the_order_is_stored_with_the_answer_and_restored_from_it(graded: Quiz) -> None:
    graded.answer("g-choice", "club")
    entry = graded.entries()[-1]
    assert entry["order"] == graded.widget.answers["g-choice"]["order"]
    entry["order"].reverse()
    graded.journal.write_text(json.dumps(entry) + "\n")
    assert graded.again().answers["g-choice"]["order"] == entry["order"]


def test_an_order_that_no_longer_fits_the_options_is_drawn_anew(graded: Quiz) -> None:
    graded.answer("g-choice", "club")
    entry = graded.entries()[-1] | {"order": ["club", "gone"]}
    graded.journal.write_text(json.dumps(entry) + "\n")
    assert sorted(graded.again().answers["g-choice"]["order"]) == ["club", "common", "private", "public"]


def test_students_see_different_orders_and_each_the_same_one_again(graded: Quiz) -> None:
    item = workplace(graded.folder).bank.quiz("quiz-09").items[0]
    orders = [item.shuffled(f"student {n}") for n in range(20)]
    assert len(set(orders)) > 5
    assert orders == [item.shuffled(f"student {n}") for n in range(20)]


def test_a_journal_that_cannot_be_read_in_part_says_so_and_gives_the_rest(graded: Quiz) -> None:
    graded.answer("g-choice", "club")
    good = graded.journal.read_text("utf-8")
    stray = '{"time":"2026-11-23T14:03:05+00:00","item":"elsewhere","attempt":1,"order":[],"response":"a"}'
    odd = '{"time":"2026-11-23T14:03:05+00:00","item":"g-order","attempt":1,"order":[],"response":"a"}'
    graded.journal.write_text(f"{good}not json\n{stray}\n{odd}\n")
    notes = graded.again().view["notes"]
    assert [words in note for words, note in zip(("line 2", "elsewhere", "g-order"), notes, strict=True)] == [True] * 3
    assert graded.widget.answers["g-choice"]["response"] == "club"


def test_a_journal_that_cannot_be_read_at_all_says_so_and_stays(graded: Quiz) -> None:
    graded.journal.mkdir(parents=True)
    widget = graded.again()
    (note,) = widget.view["notes"]
    said = re.fullmatch(r"The answers given so far could not be read from (.+): \w.+\. Nothing was deleted\.", note)
    assert said
    assert said[1] == str(graded.journal)
    assert {answer["response"] for answer in widget.answers.values()} == {None}
    assert graded.answer("g-choice", "club")["kind"] == "refused"
    assert graded.journal.is_dir()


def test_drafts_are_kept_apart_by_student_folder_and_quiz_and_name_no_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {}
    for student, folder, quiz_id in itertools.product(("ana", "ben"), ("one", "two"), ("quiz-09", "run-09")):
        monkeypatch.setenv("JUPYTERHUB_USER", student)
        opened = Quiz(tmp_path / folder, quiz_id)
        key = keys[student, folder, quiz_id] = opened.widget.view["key"]
        assert opened.again().view["key"] == key
        assert re.fullmatch("quiz [0-9a-f]{16}", key)
    assert len(set(keys.values())) == 8


def test_the_static_page_shows_the_questions_and_the_answers_given(graded: Quiz) -> None:
    graded.answer("g-choice", "club")
    older = journal.Entry(time=journal.now(), item="g-number", response="<b>4</b>")  # is not saved any more
    journal.append(graded.journal, older)
    graded.again()
    bundle = graded.widget._repr_mimebundle_()
    assert bundle is not None
    page = bundle[0]["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle[0]
    assert "1 of 7 answered. Run this cell" in page  # what is no number is not complete
    assert "(your answer)" in page
    assert "&lt;b&gt;4&lt;/b&gt;" in page


def _hottext(**fragments: str) -> Hottext:
    evidence = ({"paragraph": 9, "quote": "x"},)
    return Hottext(id="h", stem="?", concept="c", objective=1, evidence=evidence, fragments=fragments)  # type: ignore[arg-type]


def test_fragments_stand_in_their_paragraph() -> None:
    (passage,) = _hottext(a="bilateral negotiations", b="public goods").passages()
    assert passage["paragraph"] == 9
    assert [part["id"] for part in passage["parts"] if isinstance(part, dict)] == ["b", "a"]
    text = "".join(part if isinstance(part, str) else part["text"] for part in passage["parts"])
    assert text.startswith("Instead of providing public goods to allied countries")


def test_a_fragment_is_where_its_words_stand_first_and_may_begin_where_another_ends() -> None:
    first, second, third, fourth = "Instead of", " providing public goods", "international", " trade through "
    (passage,) = msgspec.structs.replace(_hottext(a=first, b=second, c=third, d=fourth), paragraphs=(9, 9)).passages()
    between = " to allied countries (such as sustaining "
    assert passage["parts"][:5] == [
        {"id": "a", "text": first},
        {"id": "b", "text": second},
        between,
        {"id": "c", "text": third},
        {"id": "d", "text": fourth},
    ]
    assert passage["parts"][5].startswith("international institutions")


def test_fragments_that_are_not_there_or_overlap_are_named() -> None:
    with pytest.raises(BankError, match=r'"h": not in P1 to P14: b, c; quote the text exactly$'):
        item_view(_hottext(a="public goods", b="public bads", c="club bads"))
    with pytest.raises(BankError, match='"h": not in P1 to P14: b'):
        item_view(_hottext(a="public goods", b="public bads"))
    with pytest.raises(BankError, match='"b" overlaps'):
        item_view(_hottext(a="public goods", b="goods to allied"))


def test_the_page_shows_the_time_and_for_older_answers_the_day() -> None:
    now = datetime(2026, 11, 23, 15, 0, tzinfo=timezone(timedelta(hours=1)))
    assert clock("2026-11-23T13:03:05+00:00", now) == "14:03"
    assert clock("2026-11-21T14:03:05+01:00", now) == "21 November 14:03"
    assert clock("yesterday", now) == ""
