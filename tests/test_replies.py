"""Is what is said of an answer said where it belongs, for every type, and does nothing untouched earn anything?"""

from __future__ import annotations

from typing import Any

import pytest

from instructor.course import Course
from instructor.marking.answer_key import find_model
from quizzes.bank import Quiz
from quizzes.journal import Entry
from quizzes.replies import reply
from quizzes.scoring import score
from quizzes.types import BaseItem, Run, Simulate
from quizzes.types.run import PARTS
from tests.items import ROWS, answer, double, item

KEYED = [kind for kind in ROWS if item(kind).keyed and not item(kind).by_person]
LESSONS = Course.here().assignments()


def shown(kind: str, response: Any, before: Any = None) -> dict[str, Any]:
    """Return what the page is told of a response to the example of a type."""
    some = item(kind, answer=answer(kind))
    entry = Entry(time="2026-11-26T10:00:00+00:00", item=some.id, attempt=2 if before else 1, response=response)
    return reply(Quiz(id="quiz", title="Quiz", items=(some,)), some, entry, before, double)


@pytest.mark.parametrize("kind", KEYED)
def test_every_text_is_said_once_at_a_part_or_below(kind: str) -> None:
    for told in ROWS[kind].told:
        key = answer(kind, feedback=told.feedback)
        some = item(kind, answer=key)
        entry = Entry(time="2026-11-26T10:00:00+00:00", item=some.id, response=told.response)
        mark = reply(Quiz(id="quiz", title="Quiz", items=(some,)), some, entry, None, double)["mark"]
        if not some.is_ready(told.response):
            assert mark is None
            continue
        said = [part["html"] for part in mark["parts"].values() if part["html"]] + mark["feedback"]
        expected = score(some, key, told.response, double).feedback
        assert sorted(said) == sorted(f"<p>{text}</p>" for text in expected)


@pytest.mark.parametrize("kind", KEYED)
def test_a_right_answer_has_no_wrong_part_and_a_wrong_one_no_more_right_ones_than_it_has(kind: str) -> None:
    some = item(kind, answer=answer(kind))
    right = shown(kind, some.right(answer(kind), double))["mark"]
    assert right["outcome"] == "right"
    assert all(part["right"] for part in right["parts"].values())
    wrong = shown(kind, some.wrong(answer(kind)))["mark"]
    assert wrong is None or not wrong["parts"] or not all(part["right"] for part in wrong["parts"].values())


def test_a_right_part_of_a_run_is_given_no_advice() -> None:
    key = answer("run", feedback={"prediction": "Write a number.", "comparison": "Divide."})
    run = item("run", answer=key)
    response = run.right(key, double)
    said = run.spots(key, response, run.earned(key, response, double))
    assert {spot.named for spot in said.values()} == {""}
    missed = run.spots(key, {}, run.earned(key, {}, double))
    assert missed["prediction"].named == "prediction"


@pytest.mark.parametrize("kind", ["match", "multiple"])
def test_the_next_attempt_begins_with_what_was_right(kind: str) -> None:
    some = item(kind, answer=answer(kind))
    before = _partly_right(some)
    begun = shown(kind, None, before)["start"]
    assert 0 < len(begun["response"]) < len(before)
    assert list(begun["parts"]) == list(begun["response"])
    assert all(part["right"] for part in begun["parts"].values())
    assert 0 < some.earned(answer(kind), begun["response"]).share < 1


@pytest.mark.parametrize("kind", ["choice", "number"])
def test_of_what_is_right_or_wrong_as_a_whole_nothing_stays(kind: str) -> None:
    assert shown(kind, None, item(kind).wrong(answer(kind)))["start"] is None


def test_an_order_stays_as_it_was_left_and_can_be_changed() -> None:
    wrong = item("order").wrong(answer("order"))
    assert shown("order", None, wrong)["start"] == {"response": wrong, "parts": {}}


def _partly_right(some: BaseItem) -> Any:
    """Return a response with one part that is right and one that is not."""
    right, wrong = some.right(answer(some.kind)), some.wrong(answer(some.kind))
    if isinstance(right, dict):
        last = list(right)[-1]
        return right | {last: wrong[last]}
    return [right[0], *wrong]


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_nobody_touched_earns_nothing(lesson: str) -> None:
    course = Course.here()
    bank, keys = course.bank(lesson), course.keys(lesson) if course.keys_file(lesson).exists() else None
    assert bank.quizzes
    for quiz in bank.quizzes:
        for some in (each for each in quiz.items if each.keyed and not each.by_person):
            key = keys.keys[some.id] if keys and quiz.graded else some.answer
            assert key, some.id
            simulate = find_model(course, lesson, some.simulated_by) if some.simulated_by else None
            for response in _untouched(some, simulate):
                assert score(some, key, response, simulate).points == 0, (some.id, response)


def _untouched(some: BaseItem, simulate: Simulate | None) -> list[Any]:
    """Return what a page could send of an item that nobody touched: nothing in each form, a run as it came."""
    empty: list[Any] = [None, "", " ", [], {}, dict.fromkeys(getattr(some, "rows", ()))]
    if isinstance(some, Run) and simulate:
        came = {parameter.name: parameter.default for parameter in some.parameters}
        run: dict[str, Any] = {"prediction": "1", "parameters": came, "result": _found(some, simulate, came)}
        seen = {"comparison": repr(float(run["result"].get(some.comparison.name, 0)))} if some.comparison else {}
        empty += [dict.fromkeys(PARTS, ""), {"parameters": came}, {"prediction": "1"}, run, run | seen]
    return empty


def _found(some: Run, simulate: Simulate, came: dict[str, float | str]) -> dict[str, float]:
    """Return what the model finds for a run as it came, or what could be made up where it refuses to run."""
    try:
        return dict(simulate(**came))
    except ValueError:
        return {quantity.name: 0.0 for quantity in some.result}


@pytest.mark.parametrize("lesson", LESSONS)
def test_of_what_nobody_touched_the_page_is_told_no_mark(lesson: str) -> None:
    for quiz in Course.here().bank(lesson).quizzes:
        for some in quiz.items:
            told = reply(quiz, some, None)
            assert (told["response"], told["mark"], told["start"], told["after"]) == (None, None, None, "")
