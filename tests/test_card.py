"""Does the card hand in what was asked for and nothing before, and does it know the last hand-in after a reload?"""

from __future__ import annotations

import json
import zipfile
from base64 import b64decode
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import quizzes
from instructor.demo import write_answers
from quizzes import exchange
from quizzes.bank import BankError
from quizzes.card import HandInCard
from quizzes.hand_in import hand_in
from quizzes.receipt import ALPHABET, as_typed, code_of, parsed
from tests.cards import Card, answer
from tests.small_course import ASSIGNMENT, RIGHT


@pytest.fixture(autouse=True)
def no_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test look for an exchange of the machine's; those that want one say so."""
    monkeypatch.setattr(exchange, "find_spec", lambda _: None)


def test_running_the_cell_writes_nothing(copy: Path) -> None:
    before = sorted(copy.rglob("*"))
    card = hand_in()
    assert isinstance(card, HandInCard)
    repr(card)
    card._repr_mimebundle_()
    assert sorted(copy.rglob("*")) == before


def test_looking_writes_nothing_either(copy: Path) -> None:
    before = sorted(copy.rglob("*"))
    assert Card().tell("look")["kind"] == "done"
    assert sorted(copy.rglob("*")) == before


def test_each_task_that_counts_is_listed_by_the_release(copy: Path) -> None:
    answer(copy, "s-several", ["a"])
    answer(copy, "s-p-club", "a")
    card = Card()
    assert card.tasks == {
        "Small quiz": {
            "quiz": "quiz-01",
            "title": "Small quiz",
            "done": False,
            "found": "1 of 3 answered",
            "missing": "missing: question 1, 3",
        },
        "Small run": {
            "quiz": "run-01",
            "title": "Small run",
            "done": False,
            "found": "0 of 1 answered",
            "missing": "missing: question 1",
        },
        "Name a limit": {
            "quiz": "",
            "title": "Name a limit",
            "done": False,
            "found": "0 words",
            "missing": "nothing written yet",
        },
    }
    assert card.widget.state["practice"] == "Practice: 1 of 1 answered. It is not needed for handing in."


def test_what_is_complete_is_ticked_after_a_look(copy: Path) -> None:
    card = Card()
    for item, response in RIGHT.items():
        answer(copy, item, response)
    write_answers(copy / f"{ASSIGNMENT}.ipynb", "It leaves out threats.")
    card.tell("look")
    assert {title: (task["done"], task["missing"]) for title, task in card.tasks.items()} == {
        "Small quiz": (True, ""),
        "Small run": (True, ""),
        "Name a limit": (True, ""),
    }
    assert card.tasks["Name a limit"]["found"] == "4 words"


def test_packing_leaves_a_receipt_that_a_new_card_knows(copy: Path) -> None:
    answer(copy, "s-club", "a")
    card = Card()
    assert card.receipt is None
    assert card.tell("pack")["kind"] == "done"
    with zipfile.ZipFile(copy / f"{ASSIGNMENT}.zip") as archive:
        slip = archive.read(f"{ASSIGNMENT}/receipt.json")
        found = parsed(slip)
        assert found
        journals = {"quiz-01": archive.read(f"{ASSIGNMENT}/responses/quiz-01.jsonl")}
        assert code_of(ASSIGNMENT, archive.read(f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"), journals) == found.code
    assert slip == (copy / "receipt.json").read_bytes()
    assert (found.answers, found.words, found.way) == (1, 0, "file")
    again = Card().receipt
    assert again == card.receipt
    assert again["code"] == found.code
    assert again["made"].startswith("File made ")
    assert again["changed"] == ""
    assert again["holds"][:3] == [
        f"{ASSIGNMENT}.ipynb, your notebook as it was last saved",
        "1 answer to a graded question",
        "0 words in written answers",
    ]


def test_the_file_is_given_to_the_page(copy: Path) -> None:
    card = Card()
    card.tell("pack")
    reply = card.tell("file")
    assert reply["name"] == f"{ASSIGNMENT}.zip"
    with zipfile.ZipFile(BytesIO(b64decode(reply["data"]))) as archive:
        assert f"{ASSIGNMENT}/receipt.json" in archive.namelist()


def test_a_file_that_is_large_is_not_sent(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quizzes.card.LARGEST_SENT", 100)
    card = Card()
    card.tell("pack")
    assert card.tell("file")["data"] == ""
    assert str(copy) in card.receipt["lies"]


def test_in_a_browser_the_file_is_always_sent_and_no_folder_is_named(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quizzes.card.LARGEST_SENT", 100)
    monkeypatch.setattr("quizzes.card.is_browser", lambda: True)
    card = Card()
    card.tell("pack")
    assert card.receipt["file"] == f"{ASSIGNMENT}.zip"
    assert card.receipt["lies"] == ""
    with zipfile.ZipFile(BytesIO(b64decode(card.tell("file")["data"]))) as archive:
        assert f"{ASSIGNMENT}/receipt.json" in archive.namelist()


def test_what_changed_since_is_counted_by_answers(copy: Path) -> None:
    answer(copy, "s-club", "a")
    card = Card()
    card.tell("pack")
    answer(copy, "s-p-club", "a")  # practice
    answer(copy, "s-club", "b")
    answer(copy, "s-club", "a")  # and back
    card.tell("look")
    assert card.receipt["changed"] == ""
    answer(copy, "s-club", "b")
    answer(copy, "s-several", ["a"])
    card.tell("look")
    assert card.receipt["changed"] == "2 answers changed since. Hand in again so that they count."
    card.tell("pack")
    assert card.receipt["changed"] == ""


def test_a_text_in_the_cell_that_changed_since_counts(copy: Path) -> None:
    card = Card()
    card.tell("pack")
    write_answers(copy / f"{ASSIGNMENT}.ipynb", "It leaves out threats.")
    card.tell("look")
    assert card.receipt["changed"].startswith("1 answer changed since")


@pytest.mark.parametrize("slip", [b"", b"{", b"[]", b'{"assignment": "03", "time": "", "code": "A"}', b"\xff" * 99])
def test_a_receipt_that_is_none_is_passed_over(copy: Path, slip: bytes) -> None:
    (copy / "receipt.json").write_bytes(slip)
    assert Card().receipt is None


def test_what_goes_wrong_is_said_in_a_sentence(copy: Path) -> None:
    card = Card()
    (copy / f"{ASSIGNMENT}.ipynb").rename(copy / "Untitled.ipynb")
    reply = card.tell("pack")
    assert reply["kind"] == "refused"
    assert "give the notebook its name back" in reply["error"]
    with pytest.raises(BankError, match=f"there is no {ASSIGNMENT}.ipynb in .*; give the notebook its name back"):
        hand_in()


def test_without_widgets_the_card_says_what_is_missing_and_how_to_get_the_file(copy: Path) -> None:
    bundle = Card().widget._repr_mimebundle_()
    assert bundle
    for words in ("Small quiz: question 1, 2, 3", "Name a limit: nothing written", "hand_in(file=True)"):
        assert words in bundle[0]["text/html"]
        assert words in repr(hand_in())


def test_in_nbgraders_runs_there_is_no_card(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert quizzes.hand_in() is None


# The code


def notebook(*sources: str, **more: Any) -> bytes:
    cells = [{"cell_type": "markdown", "source": source, **more} for source in sources]
    return json.dumps({"cells": cells}).encode()


def test_the_code_follows_the_text_and_the_journals_and_nothing_else() -> None:
    code = code_of("a", notebook("one", "two"), {"q": b"x\n"})
    assert len(code) == 9
    assert set(code) <= {*ALPHABET, "-"}
    assert code == code_of("a", notebook("one", "two", outputs=["seen"], id="x"), {"q": b"x\n"})
    others = [
        code_of("b", notebook("one", "two"), {"q": b"x\n"}),
        code_of("a", notebook("one two"), {"q": b"x\n"}),
        code_of("a", notebook("one", "two"), {"q": b"x\ny\n"}),
        code_of("a", notebook("one", "two"), {"r": b"x\n"}),
        code_of("a", notebook("one", "two"), {}),
    ]
    assert len({code, *others}) == 6


def test_a_code_is_read_however_it_is_typed() -> None:
    assert as_typed(" k7qm 3xft") == as_typed("K7QM3XFT") == "K7QM-3XFT"
