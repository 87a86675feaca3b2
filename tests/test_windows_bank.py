"""Is a window read as it was written, with its offset, and refused or advised against where it is none?"""

from __future__ import annotations

import time
from datetime import UTC, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from instructor.authoring.findings import findings
from instructor.authoring.window_advice import window_advice
from instructor.course import Course
from instructor.marking.answer_key import read_answer_key
from instructor.plan.windows import in_zone
from instructor.previewing.room import Room
from quizzes.bank import BankError, load_quiz_json
from quizzes.types.window import Window
from tests.small_course import ASSIGNMENT
from tests.timed_course import PLAN, WINDOW, give, plan, run


def test_a_quiz_has_a_window_for_its_items_and_an_item_its_own(sources: Course) -> None:
    own = {"closes": "2027-02-04 10:00"}
    give(give(sources, own), WINDOW, "quiz-01")
    windows = [item.window for item in sources.bank(ASSIGNMENT).quiz("quiz-01").items]
    assert [each and each.said for each in windows] == [
        "closes 2027-02-04 10:00",
        "opens 2027-02-03 10:00, closes 2027-02-03 10:20",
        "opens 2027-02-03 10:00, closes 2027-02-03 10:20",
    ]


@pytest.mark.parametrize(
    ("opens", "said"),
    [
        ("2027-02-03 10:00", "2027-02-03T10:00:00+01:00"),
        ("2027-07-03 10:00:30", "2027-07-03T10:00:30+02:00"),
        ("2027-02-03T10:00-05:00", "2027-02-03T16:00:00+01:00"),
        ("2027-02-03 09:00 Z", "2027-02-03T10:00:00+01:00"),
    ],
)
def test_a_moment_has_the_offset_of_the_courses_clock(opens: str, said: str) -> None:
    assert in_zone(Window(opens=opens), ZoneInfo("Europe/Berlin"), "here") == Window(opens=said)


def test_a_release_holds_moments_with_their_offsets(timed: Course) -> None:
    bank, _ = load_quiz_json(timed.step("release", ASSIGNMENT) / "quiz.json")
    (window,) = [item.window for _, item in bank.items() if item.window]
    assert window.said == "opens 2027-02-03T10:00:00+01:00, closes 2027-02-03T10:20:00+01:00"


def test_yaml_may_write_a_moment_bare_or_as_a_text(sources: Course) -> None:
    text = sources.bank_file(ASSIGNMENT).read_text("utf-8")
    for opens in ("2027-02-03 10:00:00", '"2027-02-03 10:00:00"', "2027-02-03T10:00:00"):
        new = text.replace("level: apply", f"window: {{opens: {opens}}}")
        sources.bank_file(ASSIGNMENT).write_text(new, "utf-8")
        window = sources.bank(ASSIGNMENT).quiz("quiz-01").items[0].window
        assert window
        assert window.opens
        assert window.opens.replace("T", " ") == "2027-02-03 10:00:00"


MISTAKES = [
    ({"opens": "2027-02-03"}, 'expected a date with its hour, as 2027-02-03 10:00; found "2027-02-03"'),
    ({"closes": "noon"}, 'expected a date with its hour, as 2027-02-03 10:00; found "noon"'),
    ({"opens": "2027-02-30 10:00"}, "the window opens 2027-02-30 10:00, which is no moment: day is out of range"),
    ({"opens": "2027-02-03 24:30"}, "which is no moment"),
    ({"opens": "2027-02-03 10:00", "closes": "2027-02-03 10:00"}, "before it opens (2027-02-03 10:00); swap them"),
    ({}, "has neither `opens` nor `closes`"),
]


@pytest.mark.parametrize(("window", "said"), MISTAKES)
def test_a_window_that_makes_no_sense_is_refused_and_named(sources: Course, window: Any, said: str) -> None:
    give(sources, window)
    with pytest.raises(BankError) as caught:
        sources.bank(ASSIGNMENT)
    assert 'item "s-club"' in str(caught.value)
    assert said in str(caught.value)
    (found,) = findings(sources, ASSIGNMENT)
    assert 'item "s-club"' in found.words
    assert said in found.words


def test_that_of_a_quiz_is_named_by_the_quiz(sources: Course) -> None:
    give(sources, {"opens": "2027-02-30 10:00"}, "quiz-01")
    (found,) = findings(sources, ASSIGNMENT)
    assert 'quiz "quiz-01": the window opens 2027-02-30 10:00, which is no moment' in str(found)
    assert found.line > 1


@pytest.mark.parametrize(("opens", "often"), [("2027-03-28 02:30", "never"), ("2027-10-31 02:30", "twice")])
def test_an_hour_that_daylight_saving_takes_or_doubles_is_refused(sources: Course, opens: str, often: str) -> None:
    give(sources, {"opens": opens})
    (found,) = findings(sources, ASSIGNMENT)
    assert f'item "s-club": the window opens {opens}' in found.words
    assert f"show {opens} {often}" in found.words
    with pytest.raises(BankError, match=f"{opens} {often}"):
        read_answer_key(sources, ASSIGNMENT)


def test_a_window_with_one_offset_is_held_against_the_courses_clock(sources: Course) -> None:
    give(sources, {"opens": "2027-02-03T10:00+01:00", "closes": "2027-02-03 09:59"})
    (found,) = findings(sources, ASSIGNMENT)
    assert "the window closes (2027-02-03T09:59:00+01:00) before it opens" in found.words


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system's clock cannot be set to another zone")
def test_the_clock_of_the_authors_own_computer_refuses_no_window(
    sources: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(sources, {"opens": "2027-03-28 02:30", "closes": "2027-03-28 03:10"})
    plan(sources, PLAN.replace("Europe/Berlin", "America/New_York"))
    try:
        with monkeypatch.context() as here:
            here.setenv("TZ", "Europe/Berlin")  # where no clock shows 02:30 on that day
            time.tzset()
            assert findings(sources, ASSIGNMENT) == []
    finally:
        time.tzset()


def test_a_window_across_the_change_of_the_clocks_is_as_long_as_it_is(sources: Course) -> None:
    give(sources, {"opens": "2027-03-28 01:30", "closes": "2027-03-28 03:30"})
    span = read_answer_key(sources, ASSIGNMENT).timing.span("s-club", "ana")
    assert span
    assert span.opens
    assert span.closes
    assert span.closes.astimezone(UTC) - span.opens.astimezone(UTC) == timedelta(hours=1)


def test_an_extension_across_the_change_of_the_clocks_is_as_long_too(sources: Course) -> None:
    give(sources, {"closes": "2027-03-28 01:00"})
    plan(sources, f'{PLAN}[extensions]\nana = {{ 01-small = "2027-02-11 01:29" }}\n')  # an hour and a half
    span = read_answer_key(sources, ASSIGNMENT).timing.span("s-club", "ana")
    assert span
    assert span.until
    assert span.until.isoformat() == "2027-03-28T03:30:00+02:00"


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ({"closes": "2027-02-01 08:00"}, "its window closes 2027-02-01 08:00 Europe/Berlin, before the release"),
        ({"opens": "2027-02-10 23:59"}, "its window opens 2027-02-10 23:59 Europe/Berlin, when the lesson is due"),
        (WINDOW, ""),
    ],
)
def test_check_advises_where_a_window_is_none(sources: Course, window: Any, words: str) -> None:
    give(sources, window)
    assert findings(sources, ASSIGNMENT) == []
    assert [words in each for each in window_advice(sources, ASSIGNMENT)] == [True] * bool(words)
    done = run("check", ASSIGNMENT, "--fix")
    assert ("advice: item" in done.output) is bool(words)
    assert f"{ASSIGNMENT}: nothing to mend" in done.output


@pytest.mark.parametrize("window", [None, {"opens": "2027-02-05 10:00"}])
def test_what_is_asked_again_opens_when_its_own_quiz_says(sources: Course, window: dict[str, str] | None) -> None:
    path = give(sources, WINDOW, "s-p-club").bank_file(ASSIGNMENT)
    bank = yaml.safe_load(path.read_text("utf-8"))
    again = {"id": "again", "title": "Again", "repeats": "warm-up"}
    bank["quizzes"].append(again | ({"window": window} if window else {}))
    path.write_text(yaml.safe_dump(bank, width=1000), "utf-8")
    (item,) = sources.bank(ASSIGNMENT).quiz("again").items
    assert item.window == (Window(**window) if window else None)


def test_a_written_answer_has_no_window(copied: Course) -> None:
    lesson = next(name for name in copied.assignments() if any(q.kind == "written" for q in copied.bank(name).quizzes))
    path = copied.bank_file(lesson)
    bank = yaml.safe_load(path.read_text("utf-8"))
    next(item for quiz in bank["quizzes"] for item in quiz.get("items", ()) if item["type"] == "written")["window"] = (
        WINDOW
    )
    path.write_text(yaml.safe_dump(bank, width=1000), "utf-8")
    with pytest.raises(BankError, match="its time is the lesson's due date; take `window` out"):
        copied.bank(lesson)


def test_a_preview_shows_the_window_beside_a_question_that_is_open(timed: Course) -> None:
    room = Room(timed, "quiz-01", timed)
    body = room.body()
    assert "window" not in body["quizzes"]["quiz-01"]["view"]["items"][0]
    said = "opens 2027-02-03 10:00, closes 2027-02-03 10:20 (the course&#39;s clock: Europe/Berlin); here it is"
    assert body["html"].count(said) == 1
    assert room.send("quiz-01", {"kind": "answer", "item": "s-club", "response": "a", "token": "t"})["answers"]
    assert room.send("quiz-01", {"kind": "look", "token": "t"})["answers"]["s-club"]["response"] == "a"
    room.close()
