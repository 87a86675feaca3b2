"""Does each rule of the study's section 5.0 earn exactly what it says?"""

from __future__ import annotations

import math
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.items import Answer, Item
from quizzes.scoring import Mark, counted, is_answered, is_complete, parse_number, score
from tests.items import COMMON, ITEMS, KEYS


def item(kind: str, **more: Any) -> Item:
    found: Item = msgspec.convert({"id": "one", "type": kind, **COMMON, **ITEMS[kind], **more}, Item)
    return found


def answer(kind: str, **more: Any) -> Answer:
    return Answer(key=more.pop("key", KEYS[kind]), rationale="because", **more)


def double(alpha: float) -> dict[str, float]:
    if alpha == 0.3:
        raise ValueError("no such state")
    return {"provision": 2 * alpha, "shortfall": 5 - 2 * alpha}


@pytest.mark.parametrize(
    ("kind", "response", "points", "outcome"),
    [
        ("choice", "b", 1, "right"),
        ("choice", "a", 0, "wrong"),
        ("choice", None, 0, "not answered"),
        ("multiple", ["a", "c"], 1, "right"),
        ("multiple", ["a"], 0.5, "partly right"),
        ("multiple", ["a", "b"], 0, "wrong"),
        ("multiple", ["a", "b", "c"], 0.5, "partly right"),
        ("multiple", ["b"], 0, "wrong"),
        ("multiple", [], 0, "not answered"),
        ("number", "36", 1, "right"),
        ("number", "36,5", 1, "right"),
        ("number", "36.51", 0, "wrong"),
        ("number", "36 years", 1, "right"),
        ("number", "many", 0, "wrong"),
        ("number", " ", 0, "not answered"),
        ("order", ["b", "a", "c"], 1, "right"),
        ("order", ["b", "c", "a"], 0.5, "partly right"),
        ("order", ["c", "a", "b"], 0, "wrong"),
        ("order", [], 0, "not answered"),
        ("match", {"r": "a", "s": "b"}, 1, "right"),
        ("match", {"r": "a"}, 0.5, "partly right"),
        ("match", {"r": "a", "s": "a"}, 0, "wrong"),
        ("match", {}, 0, "not answered"),
        ("hottext", ["p8"], 1, "right"),
        ("hottext", ["p9"], 0, "wrong"),
        ("hottext", [], 0, "not answered"),
    ],
)
def test_each_response_earns_what_the_rule_says(kind: str, response: Any, points: float, outcome: str) -> None:
    assert score(item(kind), answer(kind), response) == Mark(points, 1, outcome)  # type: ignore[arg-type]


RUN_PARTS = {
    "prediction": {"name": "provision", "label": "How much?"},
    "comparison": {"name": "shortfall", "label": "How far from the optimum?"},
}
RIGHT_RUN = {"prediction": "3", "parameters": {"alpha": 0.5}, "result": {"provision": 1.0}, "comparison": "4,00"}


@pytest.mark.parametrize(
    ("change", "points"),
    [
        ({}, 4),
        ({"prediction": "much"}, 3),
        ({"result": {"provision": 1.1}}, 3),
        ({"result": {"provision": True}}, 3),
        ({"result": {}}, 3),
        ({"comparison": "3.5"}, 3),
        ({"comparison": "4.04"}, 4),
        ({"parameters": {"alpha": 0.95}}, 1),
        ({"parameters": {"alpha": "0.5"}}, 1),
        ({"parameters": {"alpha": math.nan}}, 1),
        ({"parameters": {"alpha": 0.3}}, 1),
        ({"parameters": {"alpha": 0.5, "beta": 1}}, 1),
        ({"parameters": None, "result": None, "comparison": None}, 1),
    ],
)
def test_a_run_is_recomputed_and_its_parts_marked_one_by_one(change: dict[str, Any], points: float) -> None:
    run = item("run", points=4, **RUN_PARTS)
    assert score(run, answer("run"), RIGHT_RUN | change, double).points == points


@pytest.mark.parametrize(
    ("provision", "points"),
    [(1.0, 4), (1 + 9e-7, 4), (1 - 9e-7, 4), (1 + 2e-6, 3), (1 - 2e-6, 3), (1.01, 3), (1.05, 3), (0.95, 3)],
)
def test_a_result_is_the_models_own_but_for_the_last_digits(provision: float, points: float) -> None:
    run = item("run", points=4, **RUN_PARTS)
    given = RIGHT_RUN | {"result": {"provision": provision}}
    assert score(run, answer("run"), given, double).points == points


def test_a_run_without_prediction_and_comparison_has_two_parts() -> None:
    recorded = {"parameters": {"alpha": 0.5}, "result": {"provision": 2.0}}
    assert score(item("run"), answer("run"), recorded, double) == Mark(0.5, 1, "partly right")


def test_a_run_is_never_marked_without_its_model() -> None:
    with pytest.raises(TypeError, match='the run "one" cannot be marked without its model'):
        score(item("run"), answer("run"), {"prediction": "3"})


@pytest.mark.parametrize(
    ("kind", "response", "feedback", "found"),
    [
        ("choice", "a", {"a": "Not one."}, ("Not one.",)),
        ("choice", "b", {"a": "Not one."}, ()),
        ("multiple", ["a", "b"], {"b": "Not two.", "a": "Yes."}, ("Yes.", "Not two.")),
        ("number", "35,00", {"35": "The essay's figure."}, ()),
        ("number", "35.2", {"35": "The essay's figure."}, ("The essay's figure.",)),
        ("order", ["a", "b", "c"], {"a>b": "Later."}, ("Later.",)),
        ("match", {"r": "b"}, {"r:b": "No."}, ("No.",)),
        ("run", {"prediction": "3"}, {"result": "Press Record."}, ("Press Record.",)),
    ],
)
def test_feedback_is_for_what_was_answered(
    kind: str, response: Any, feedback: dict[str, str], found: tuple[str, ...]
) -> None:
    key = {"value": 36, "tolerance": 0.5} if kind == "number" else KEYS[kind]
    marked = score(item(kind), answer(kind, key=key, feedback=feedback), response, double)
    assert marked.feedback == (found or (("The essay's figure.",) if response == "35,00" else ()))


@pytest.mark.parametrize(
    ("kind", "response"),
    [
        ("choice", 5),
        ("choice", "z"),
        ("choice", ["b"]),
        ("multiple", "ac"),
        ("multiple", ["a", "a", "c"]),
        ("multiple", ["a", 5]),
        ("number", 36),
        ("number", "3" * 101),
        ("order", ["b", "a"]),
        ("order", ["b", "a", ["c"]]),
        ("match", ["r"]),
        ("match", {"r": ["a"]}),
        ("match", {"q": "a"}),
        ("hottext", ["p8", "p9"]),
        ("hottext", {"p8": True}),
        ("run", "3"),
        ("run", {"marks": 4}),
    ],
)
def test_a_response_of_the_wrong_form_is_no_answer_and_says_so(kind: str, response: Any) -> None:
    marked = score(item(kind), answer(kind), response, double)
    assert (marked.points, marked.outcome) == (0, "not answered")
    assert "could not be read" in marked.feedback[0]


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("4", "", 4),
        (" 2,67 ", "", 2.67),
        ("2.67", "", 2.67),
        ("\u22123.5", "", -3.5),
        ("+1e3", "", 1000),
        ("10/3", "", 10 / 3),
        ("1 234,5", "", 1234.5),
        ("1\u202f234", "", 1234),
        ("1,234.5", "", 1234.5),
        ("1.234,5", "", 1234.5),
        ("12 %", "", 12),
        ("12 units", "units", 12),
        ("12 Units of order", "units of order", 12),
        ("12 apples", "units", None),
        ("nan", "", None),
        ("inf", "", None),
        ("1_000", "", None),
        ("1/0", "", None),
        ("0x10", "", None),
        ("--3", "", None),
        ("", "", None),
        (4, "", None),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: Any, unit: str, value: float | None) -> None:
    assert parse_number(typed, unit) == value


@given(st.floats(-1e9, 1e9).map(lambda value: round(value, 4)))
def test_decimal_point_and_comma_are_the_same_number(value: float) -> None:
    typed = f"{value:.4f}"
    assert parse_number(typed) == parse_number(typed.replace(".", ",")) == value


@given(st.text(max_size=40))
def test_any_text_is_a_finite_number_or_none(typed: str) -> None:
    value = parse_number(typed)
    assert value is None or math.isfinite(value)


responses = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["a", "b", "c", "r", "s", "p8", "36", "alpha"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["r", "s", "prediction", "parameters", "result", "alpha"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(kind=st.sampled_from(sorted(ITEMS)), response=responses)
def test_marks_stay_between_nothing_and_the_points_whatever_is_sent(kind: str, response: Any) -> None:
    marked = score(item(kind, points=3), answer(kind), response, double)
    assert 0 <= marked.points <= marked.maximum == 3
    assert (marked.outcome == "right") == (marked.points == 3)
    if not is_answered(item(kind), response):
        assert marked == Mark(0, 3, "not answered")


@given(st.permutations(["a", "b", "c"]))
def test_an_order_and_its_reverse_share_the_points(response: list[str]) -> None:
    forward = score(item("order"), answer("order"), response).points
    backward = score(item("order"), answer("order"), response[::-1]).points
    assert forward + backward == 1


def test_the_last_response_counts_and_of_a_run_the_last_that_was_recorded() -> None:
    assert counted(item("choice"), ["a", "b", None]) is None
    assert counted(item("choice"), []) is None
    begun_again = [RIGHT_RUN, None, {"prediction": "7"}]
    assert counted(item("run"), begun_again) == RIGHT_RUN
    assert counted(item("run"), [None, {"prediction": "7"}]) == {"prediction": "7"}


def test_an_answer_is_complete_when_no_part_is_missing() -> None:
    run = item("run", **RUN_PARTS)
    assert is_complete(run, RIGHT_RUN)
    assert not is_complete(run, RIGHT_RUN | {"comparison": " "})
    assert not is_complete(item("match"), {"r": "a"})
    assert is_complete(item("match"), {"r": "a", "s": "a"})
    assert is_complete(item("choice"), "a")
    assert not is_complete(item("multiple"), [])
