"""Does each rule of the study's section 5.0 earn exactly what it says?"""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.numbers import parse_number
from quizzes.scoring import Mark, score
from quizzes.types import Answer
from tests.item_forms import Marked, Told
from tests.items import ITEMS, RIGHT_RUN, ROWS, answer, double, item

MARKED = [pytest.param(kind, case, id=f"{kind}-{n}") for kind, row in ROWS.items() for n, case in enumerate(row.marked)]
TOLD = [pytest.param(kind, case, id=f"{kind}-{n}") for kind, row in ROWS.items() for n, case in enumerate(row.told)]


@pytest.mark.parametrize(("kind", "case"), MARKED)
def test_each_response_earns_what_the_rule_says_and_its_mistakes_have_names(kind: str, case: Marked) -> None:
    marked = score(item(kind), answer(kind), case.response, double)
    assert marked == Mark(case.share, 1, case.outcome, (), case.missed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "response", "diagnosis", "missed"),
    [
        ("number", "35.4", {"35": "The essay's."}, ("35",)),
        ("number", "34.4", {"35": "The essay's."}, ("34.4",)),
        ("number", "35,0001", {}, ("35.0001",)),
        ("number", "36,4", {"37": "Next."}, ()),
        ("number", "30", {"29.8": "One.", "30": "Two."}, ("29.8",)),
        ("order", ["c", "a", "b"], {"c>b": "First last."}, ("c>b", "a>b", "c>a")),
        ("order", ["a", "b", "c"], {"c>b": "First last."}, ("a>b",)),
        ("order", ["b", "c", "a"], {"c>a": "Named."}, ("c>a",)),
    ],
)
def test_a_mistake_goes_by_the_name_that_the_diagnosis_gives_it(
    kind: str, response: Any, diagnosis: dict[str, str], missed: tuple[str, ...]
) -> None:
    assert score(item(kind), answer(kind, diagnosis=diagnosis), response).missed == missed


def test_a_number_near_one_that_is_foreseen_is_no_mistake_where_it_is_right() -> None:
    marked = score(item("number"), answer("number", feedback={"35.4": "Nearly."}), "35.6")
    assert (marked.points, marked.missed) == (1, ())


@pytest.mark.parametrize("tolerance", [{}, {"tolerance": 0}, {"tolerance": 1}, {"tolerance": 100}])
def test_the_wrong_number_is_wrong_whatever_the_tolerance(tolerance: dict[str, float]) -> None:
    given = answer("number", key={"value": 36, **tolerance})
    assert score(item("number"), given, item("number").wrong(given)).outcome == "wrong"


def test_of_several_paragraphs_one_that_is_left_out_is_missed() -> None:
    several = item("hottext", pick="several")
    marked = score(several, answer("hottext", key=["p8", "p10"]), ["p10", "p9"])
    assert (marked.points, marked.missed) == (0, ("p8", "p9"))


@pytest.mark.parametrize(
    ("change", "points"),
    [
        ({}, 4),
        ({"prediction": "much"}, 3),
        ({"result": {"provision": 1.1}}, 3),
        ({"result": {"provision": 1.00001}}, 3),
        ({"result": {"provision": 1.0000001}}, 4),
        ({"result": {"provision": True}}, 3),
        ({"result": {}}, 3),
        ({"comparison": "3.5"}, 3),
        ({"comparison": "4.04"}, 4),
        ({"parameters": {"alpha": 0.95}}, 0),
        ({"parameters": {"alpha": "0.5"}}, 0),
        ({"parameters": {"alpha": math.nan}}, 0),
        ({"parameters": {"alpha": 0.4}}, 2),
        ({"parameters": {"alpha": 0.3}}, 0),
        ({"parameters": {"alpha": 0.5, "beta": 1}}, 0),
        ({"parameters": None, "result": None, "comparison": None}, 0),
    ],
)
def test_a_run_is_recomputed_and_its_parts_marked_one_by_one(change: dict[str, Any], points: float) -> None:
    run = item("run", points=4)
    assert score(run, answer("run"), RIGHT_RUN | change, double).points == points


def test_a_run_as_it_came_earns_nothing_although_its_result_is_right() -> None:
    untouched = {"prediction": "3", "parameters": {"alpha": 0.6}, "result": {"provision": 1.2}, "comparison": "3.8"}
    touched = {"prediction": "3", "parameters": {"alpha": 0.4}, "result": {"provision": 0.8}, "comparison": "4.2"}
    assert score(item("run", points=4), answer("run"), untouched, double).points == 0
    assert score(item("run", points=4), answer("run"), touched, double).points == 4


@pytest.mark.parametrize(
    ("sense", "points", "missed"),
    [
        (1, 4, ()),
        (7, 4, ()),
        (0.5, 3, ("parameters", "result")),
        (0, 1, ("prediction", "parameters", "result")),
        (-2, 1, ("prediction", "parameters", "result")),
    ],
)
def test_a_run_earns_by_the_sense_that_the_model_finds_in_it(sense: float, points: float, missed: tuple[str]) -> None:
    key = {"tolerance": 0.01, "sense": "coded"}
    coded = score(
        item("run", points=4), answer("run", key=key), RIGHT_RUN, lambda alpha: double(alpha) | {"coded": sense}
    )
    assert (coded.points, coded.missed) == (points, missed)


@pytest.mark.parametrize(
    ("provision", "points"),
    [(1.0, 4), (1 + 9e-7, 4), (1 - 9e-7, 4), (1 + 2e-6, 3), (1 - 2e-6, 3), (1.01, 3), (1.05, 3), (0.95, 3)],
)
def test_a_result_is_the_models_own_but_for_the_last_digits(provision: float, points: float) -> None:
    run = item("run", points=4)
    given = RIGHT_RUN | {"result": {"provision": provision}}
    assert score(run, answer("run"), given, double).points == points


def test_a_run_without_prediction_and_comparison_has_two_parts() -> None:
    recorded = {"parameters": {"alpha": 0.5}, "result": {"provision": 2.0}}
    run = item("run", prediction=None, comparison=None)
    assert score(run, answer("run"), recorded, double) == Mark(0.5, 1, "partly right", (), ("result",))


def test_points_are_kept_to_four_digits() -> None:
    three = item("match", rows={"r": "row", "s": "row", "t": "row"})
    assert score(three, answer("match", key={"r": "a", "s": "b", "t": "b"}), {"r": "a"}).points == 0.3333


def test_a_run_is_never_marked_without_its_model() -> None:
    with pytest.raises(TypeError, match='the run "one" cannot be marked without its model'):
        score(item("run"), answer("run"), {"prediction": "3"})


@pytest.mark.parametrize(("kind", "case"), TOLD)
def test_feedback_is_for_what_was_answered(kind: str, case: Told) -> None:
    marked = score(item(kind), answer(kind, feedback=case.feedback), case.response, double)
    assert marked.feedback == case.texts


@pytest.mark.parametrize(
    ("kind", "response", "wanted"), [(kind, *refused) for kind, row in ROWS.items() for refused in row.refused]
)
def test_a_response_of_the_wrong_form_is_no_answer_and_says_so(kind: str, response: Any, wanted: str) -> None:
    marked = score(item(kind), answer(kind), response, double)
    assert (marked.points, marked.outcome, marked.missed) == (0, "not answered", ())
    (told,) = marked.feedback
    assert told.startswith(f"The recorded answer could not be read: expected {wanted}, found {str(response)[:60]!r}")


def test_a_long_response_of_the_wrong_form_is_quoted_by_its_beginning() -> None:
    (told,) = score(item("choice"), answer("choice"), "y" * 60 + "z").feedback
    assert told == f"The recorded answer could not be read: expected one of the options, found '{'y' * 60}'."


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
    if not item(kind).is_answered(response):
        assert marked == Mark(0, 3, "not answered")


@given(st.permutations(["a", "b", "c"]))
def test_an_order_and_its_reverse_share_the_points(response: list[str]) -> None:
    forward = score(item("order"), answer("order"), response).points
    backward = score(item("order"), answer("order"), response[::-1]).points
    assert forward + backward == 1


def test_a_comparison_may_miss_the_models_number_by_a_share_of_it_or_of_one() -> None:
    def compared(typed: str, shortfall: float) -> tuple[str, ...]:
        given = {"parameters": {"alpha": 0.5}, "result": {"provision": 1.0}, "comparison": typed}
        run = item("run", prediction=None, comparison={"name": "shortfall", "label": "How far?", "unit": "units"})
        return score(run, answer("run"), given, lambda alpha: {"provision": 1, "shortfall": shortfall}).missed

    assert compared("0.51", 0.5) == compared("1.01 units", 1) == compared("-303", -300) == ()
    assert compared("0.511", 0.5) == compared("1.015", 1) == compared("-303.1", -300) == ("comparison",)


def test_the_last_response_counts_and_of_a_run_the_last_that_was_recorded() -> None:
    assert item("choice").counted(["a", "b", None]) is None
    assert item("choice").counted([]) is None
    begun_again = [RIGHT_RUN, None, {"prediction": "7"}]
    assert item("run").counted(begun_again) == RIGHT_RUN
    assert item("run").counted([None, {"prediction": "7"}]) == {"prediction": "7"}


def test_an_answer_is_complete_when_no_part_is_missing() -> None:
    run = item("run")
    assert run.is_complete(RIGHT_RUN)
    assert not run.is_complete(RIGHT_RUN | {"comparison": " "})
    assert not item("match").is_complete({"r": "a"})
    assert item("match").is_complete({"r": "a", "s": "a"})
    assert item("choice").is_complete("a")
    assert not item("multiple").is_complete([])


def test_where_every_option_is_accepted_no_wrong_answer_is_made_up() -> None:
    choice = item("choice")
    name, *others = choice.options  # type: ignore[attr-defined]
    assert choice.wrong(Answer(key=name, rationale="All of them.", also=tuple(others))) is None
