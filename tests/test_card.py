"""Does the card hand in what was asked for and nothing before, and does it know the last hand-in after a reload?"""

from __future__ import annotations

import json
import shutil
import zipfile
from base64 import b64decode
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import quizzes
from instructor.course import Course
from instructor.demo import write_answers
from instructor.release import make_release, publish
from quizzes import exchange
from quizzes.bank import BankError
from quizzes.card import HandInCard
from quizzes.folders import workplace
from quizzes.hand_in import hand_in
from quizzes.journal import Entry, append
from quizzes.receipt import ALPHABET, as_typed, code_of, parsed
from tests.small_course import ASSIGNMENT, RIGHT


@pytest.fixture
def copy(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a student's copy of the small lesson, as the working folder."""
    folder = tmp_path / "student" / ASSIGNMENT
    shutil.copytree(course.step("release", ASSIGNMENT), folder)
    monkeypatch.chdir(folder)
    return folder


class Card:
    """A card as a cell opens it, without a page."""

    def __init__(self) -> None:
        self.widget = HandInCard(workplace())
        self.sent: list[dict[str, Any]] = []
        self.widget.send = self.sent.append

    def tell(self, kind: str) -> dict[str, Any]:
        """Send a message as the page does and return the reply."""
        self.widget._handle_custom_msg({"kind": kind, "token": f"t{len(self.sent)}"}, [])
        assert self.sent[-1]["token"] == f"t{len(self.sent) - 1}"
        return self.sent[-1]

    @property
    def tasks(self) -> dict[str, Any]:
        """The tasks that the page lists, by title."""
        return {task["title"]: task for task in self.widget.state["tasks"]}

    @property
    def receipt(self) -> Any:
        """What the page shows of the last hand-in."""
        return self.widget.state["receipt"]


@pytest.fixture(autouse=True)
def no_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test look for an exchange of the machine's; those that want one say so."""
    monkeypatch.setattr(exchange, "find_spec", lambda _: None)


def answer(folder: Path, item: str, response: object) -> None:
    quiz = "run-01" if item == "s-run" else "warm-up" if item == "s-p-club" else "quiz-01"
    append(
        folder / "responses" / f"{quiz}.jsonl", Entry(time="2026-11-20T10:00:00+00:00", item=item, response=response)
    )


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
            "missing": "missing: questions 1, 3",
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


# The exchange


@pytest.fixture
def hub(course: Course, copy: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Release to an exchange, which a student's Jupyter is configured with."""
    monkeypatch.undo()
    monkeypatch.chdir(copy)
    make_release(course, ASSIGNMENT)
    if not publish(course, ASSIGNMENT):
        pytest.skip("nbgrader has no exchange here")
    settings = copy.parent / "settings"
    settings.mkdir()
    lines = [f"c.Exchange.root = {str(course.folder / 'exchange')!r}", "c.CourseDirectory.course_id = 'two-januaries'"]
    lines.append(f"c.Exchange.cache = {str(settings / 'cache')!r}")
    (settings / "nbgrader_config.py").write_text("c = get_config()\n" + "\n".join(lines), "utf-8")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(settings))
    return course


def test_where_there_is_an_exchange_the_work_is_submitted_with_its_receipt(hub: Course, copy: Path) -> None:
    answer(copy, "s-club", "a")
    card = Card()
    card.tell("look")
    search = card.widget._search
    assert search
    assert search.door() == {"course": "two-januaries", "in_course": False}
    card.tell("look")
    assert card.widget.state["exchange"] == "two-januaries"
    reply = card.tell("submit")
    assert reply["kind"] == "done", reply
    assert card.receipt["made"].startswith("Handed in ")
    (sent,) = (hub.folder / "exchange" / "two-januaries" / "inbound").iterdir()
    assert (sent / "receipt.json").read_bytes() == (copy / "receipt.json").read_bytes()
    assert not list(copy.glob("*.zip"))


def test_what_the_exchange_does_not_take_is_a_sentence_and_leaves_no_receipt(hub: Course, copy: Path) -> None:
    card = Card()
    card.tell("look")
    assert card.widget._search
    card.widget._search.door()
    shutil.rmtree(hub.folder / "exchange" / "two-januaries" / "outbound" / ASSIGNMENT)
    reply = card.tell("submit")
    assert reply["kind"] == "refused"
    assert reply["error"].startswith("The course’s server did not take it (Assignment not found: ")
    assert "Traceback" not in reply["error"]
    assert not (copy / "receipt.json").exists()


def test_a_configuration_that_lies_in_the_students_folder_is_not_executed(hub: Course, copy: Path) -> None:
    ran = copy.parent / "ran"
    for folder in (copy, copy.parent):
        (folder / "nbgrader_config.py").write_text(f"open({str(ran)!r}, 'w').close()", "utf-8")
        (folder / "nbgrader.py").write_text(f"open({str(ran)!r}, 'w').close()", "utf-8")
    card = Card()
    card.tell("look")
    assert card.widget._search
    assert card.widget._search.door()
    assert card.tell("submit")["kind"] == "done"
    assert not ran.exists()


def test_in_a_checkout_nothing_is_submitted(hub: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(hub.source(ASSIGNMENT))
    card = Card()
    card.tell("look")
    assert not card.widget.state["searching"]
    assert card.widget.state["exchange"] == ""
    assert card.tell("submit")["kind"] == "refused"
