"""Does a question wait until it opens, and keep whatever is answered later?"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from instructor.course import Course
from quizzes import page
from quizzes.folders import workplace
from quizzes.widget import QuizWidget
from tests.small_course import ASSIGNMENT
from tests.timed_course import give


def around(opens: timedelta | None, closes: timedelta | None) -> dict[str, str]:
    """Return a window that begins and ends so far from now."""
    now = datetime.now(UTC)
    moments = {"opens": opens, "closes": closes}
    return {name: (now + far).strftime("%Y-%m-%d %H:%M:%SZ") for name, far in moments.items() if far is not None}


HOUR = timedelta(hours=1)


@pytest.fixture
def opened(timed: Course) -> Callable[..., QuizWidget]:
    """Return what opens a graded quiz of a copy in which the choice, or the run, has a window around now."""

    def open_quiz(opens: timedelta | None, closes: timedelta | None, item: str = "s-club") -> QuizWidget:
        folder = timed.step("release", ASSIGNMENT)
        bank = json.loads((folder / "quiz.json").read_text("utf-8"))
        for each in (each for quiz in bank["quizzes"] for each in quiz["items"] if each["id"] == item):
            each["window"] = around(opens, closes)
        (folder / "quiz.json").write_text(json.dumps(bank), "utf-8")
        place = workplace(folder)
        widget = QuizWidget(place, place.bank.quiz("run-01" if item == "s-run" else "quiz-01"))
        widget.replies = []
        widget.send = widget.replies.append
        return widget

    return open_quiz


def tell(widget: QuizWidget, kind: str, item: str = "s-club", **more: Any) -> dict[str, Any]:
    widget._handle_custom_msg({"kind": kind, "item": item, "token": "t", **more}, [])
    reply: dict[str, Any] = widget.replies[-1]
    return reply


def test_the_kernel_takes_no_answer_before_it_opens_and_says_when(opened: Callable[..., QuizWidget]) -> None:
    widget = opened(HOUR, None)
    for kind, more in (
        ("answer", {"response": "a"}),
        ("again", {}),
        ("confidence", {"confidence": "sure"}),
        ("hint", {"hints": 1}),
    ):
        reply = tell(widget, kind, **more)
        assert reply["kind"] == "refused"
        assert reply["error"].startswith("this question opens ")
    assert not widget._journal.exists()
    assert tell(widget, "look")["kind"] == "seen"
    assert tell(widget, "answer", "s-several", response=["a"])["kind"] == "saved"


def test_a_run_cannot_be_run_either(opened: Callable[..., QuizWidget]) -> None:
    widget = opened(HOUR, None, "s-run")
    for kind, more in (("record", {"prediction": "4"}), ("run", {"parameters": {"alpha": 2}})):
        assert "this question opens" in tell(widget, kind, "s-run", **more)["error"]


@pytest.mark.parametrize(("opens", "closes"), [(-HOUR, None), (-HOUR, HOUR), (None, HOUR), (-2 * HOUR, -HOUR)])
def test_in_the_window_and_after_it_an_answer_is_kept(
    opened: Callable[..., QuizWidget], opens: Any, closes: Any
) -> None:
    assert tell(opened(opens, closes), "answer", response="a")["kind"] == "saved"


def test_the_page_gets_both_moments_with_offsets(opened: Callable[..., QuizWidget]) -> None:
    view = opened(HOUR, 2 * HOUR).view["items"]
    opens, closes = (datetime.fromisoformat(view[0]["window"][name]) for name in ("opens", "closes"))
    assert closes - opens == HOUR
    assert opens.tzinfo
    assert "window" not in view[1]


def test_without_a_script_a_question_says_when_it_can_be_answered(sources: Course) -> None:
    def shown(opens: timedelta, closes: timedelta | None) -> str:
        return page.static(give(sources, around(opens, closes)).bank(ASSIGNMENT).quiz("quiz-01"), {})

    before, after = shown(HOUR, None), shown(-2 * HOUR, -HOUR)
    assert "<li><p>Opens " in before
    assert "Which good has a door?" not in before
    assert "Which are shared?" in before
    assert "Closes " in after
    assert "Which good has a door?" in after
