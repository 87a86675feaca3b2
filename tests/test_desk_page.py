"""The marking desk's page without a browser: what it may ask, nothing is done twice, students have none of it.

`tests/browser/test_marking_desk.py` has the page itself.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from traitlets.config import Config

from instructor.course import Course, CourseError, UnknownNameError, variable
from instructor.desk.database import DeskError
from instructor.desk.page import MARKER, NAMES
from instructor.desk.page.asked import Envelope
from instructor.desk.page.desks import Desks, HeldError
from quizzes.door import allow
from tests.desk_course import FULL, TASK, give_scheme, grades, make_class
from tests.small_course import ASSIGNMENT

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "instructor" / "desk" / "page"


@pytest.fixture
def desks(course: Course, monkeypatch: pytest.MonkeyPatch) -> Desks:
    """Return the desks of a course where three answers wait."""
    monkeypatch.setenv(variable(MARKER), "maria")
    monkeypatch.setenv(variable(NAMES), "")
    give_scheme(course)
    make_class(course, {name: f"Model {name} leaves out threats." for name in ("ana", "mal", "zoe")})
    return Desks(course)


def letter(do: str, token: str = "", marker: str = "maria", names: bool = False, **parts: Any) -> Envelope:
    """Return a question as the page sends it; without a token of its own, a new one."""
    sent = {"lesson": ASSIGNMENT, "marker": marker, "token": token or f"{do} {parts} {marker}", "names": names}
    return msgspec.json.decode(msgspec.json.encode({**sent, "question": {"do": do, **parts}}), type=Envelope)


def ask(desks: Desks, do: str, **parts: Any) -> Any:
    return json.loads(desks.answer(letter(do, **parts)))


def marked(desks: Desks, marker: str = "maria") -> dict[str, Any]:
    """Let a marker mark the next answer in full, and return it."""
    answer: dict[str, Any] = ask(desks, "next", token=f"{marker} next", marker=marker, task=TASK)["answer"]
    for criterion, points in FULL.items():
        ask(desks, "mark", marker=marker, answer=answer["id"], criterion=criterion, points=points)
    return answer


def test_a_mark_reaches_the_gradebook_and_the_next_answer_comes(desks: Desks) -> None:
    answer = marked(desks)
    assert (answer["student"], answer["name"]) == ("", "")
    screen = ask(desks, "finish", task=TASK, answer=answer["id"], everywhere=False, over=False)
    assert screen["finished"]["score"] == 10
    assert screen["answer"]["id"] != answer["id"]
    assert (screen["progress"]["marked"], screen["progress"]["left"]) == (1, 2)
    assert sorted(score or 0 for score, _, _ in grades(desks.course).values()) == [0, 0, 10]


def test_a_step_that_comes_again_is_not_done_twice(desks: Desks) -> None:
    marked(desks)
    first, again = (desks.answer(letter("undo", "the same", task=TASK)) for _ in range(2))
    assert first == again
    assert len(json.loads(first)["answer"]["mine"]["points"]) == len(FULL) - 1
    other = desks.answer(letter("undo", "another", task=TASK))
    assert len(json.loads(other)["answer"]["mine"]["points"]) == len(FULL) - 2


def test_who_has_an_answer_is_named_to_whoever_wants_it(desks: Desks) -> None:
    answer = marked(desks)
    with pytest.raises(HeldError) as refused:
        ask(desks, "mark", marker="ben", answer=answer["id"], criterion="limit", points=1)
    assert refused.value.holder == "maria"


def test_names_are_for_who_started_the_server_with_them(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DeskError, match="mark --names"):
        ask(desks, "roll", names=True, task=TASK)
    with pytest.raises(DeskError, match="for the instructor"):
        ask(desks, "roll", token="without", task=TASK)
    monkeypatch.setenv(variable(NAMES), "1")
    answer = marked(desks)
    found = ask(desks, "roll", names=True, task=TASK)
    assert [entry["student"] for entry in found] == ["ana", "mal", "zoe"]
    assert [entry["holder"] for entry in found if entry["answer"] == answer["id"]] == ["maria"]
    assert {entry["state"] for entry in found} == {"unmarked"}


@pytest.mark.parametrize(
    "question", [{"do": "drop"}, {"do": "next"}, {"do": "next", "task": TASK, "more": 1}, {"do": "next", "task": 1}]
)
def test_what_is_no_question_of_the_page_is_refused(question: dict[str, Any]) -> None:
    sent = {"lesson": ASSIGNMENT, "marker": "maria", "token": "1", "question": question}
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode(sent), type=Envelope)


def test_the_page_is_told_who_may_mark(desks: Desks) -> None:
    (desks.course.folder / "course.toml").write_text('markers = ["ben", "maria"]\n', "utf-8")
    told = desks.opening(ASSIGNMENT)
    assert (told["marker"], told["markers"], told["names"]) == ("maria", ["maria", "ben"], False)
    with pytest.raises(UnknownNameError, match="did you mean"):
        desks.opening("01-smal")


def test_an_error_of_the_desk_is_told_and_not_kept(desks: Desks) -> None:
    answer = marked(desks)["id"]
    with pytest.raises(CourseError, match="takes 0 to 4"):
        ask(desks, "mark", token="5", answer=answer, criterion="limit", points=5)
    assert ask(desks, "mark", token="5", answer=answer, criterion="limit", points=1)["mine"]["points"]["limit"] == 1


def test_every_word_is_said_somewhere() -> None:
    said = "\n".join(path.read_text("utf-8") for path in [*PAGE.glob("script/*.js"), *PAGE.glob("*.j2")])
    words = json.loads((PAGE / "words.json").read_text("utf-8"))
    assert [key for key in words if f'"{key}"' not in said and f"words.{key}" not in said] == []


def test_a_students_server_has_no_desk() -> None:
    config = Config()
    allow(config)
    assert "desk" not in repr(config)
    instructor = (ROOT / "instructor" / "jupyter_server_config.py").read_text("utf-8")
    assert '"instructor.desk.page": True' in instructor
