"""Does lesson 3 show its three rounds and its charts as they are?"""

from __future__ import annotations

import math
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.simulation import load_module
from tests.drawn import keyed, written
from tests.reciprocity import FIELD, LESSON, TFT, chosen, model, parameters

# The three rounds


def test_the_default_run_in_numbers() -> None:
    outcome = model.simulate(**parameters())
    # Seven nice ones, itself among them, give 3 each; always defects δ; distrustful 5δ/(1 + δ); then the tester.
    tester = model.scores(TFT, FIELD["tester"], 0.95)[0]
    expected = (7 * 3 + 0.95 + 5 * 0.95 / 1.95 + tester) / 10
    assert outcome["score_a"] == pytest.approx(expected)
    assert outcome["score_b"] < outcome["score_a"]
    assert (outcome["theory"], outcome["tipping_q"]) == pytest.approx((0.75, 1 / 3))


@given(chosen, st.floats(0.3, 0.98), st.floats(1, 5), st.sampled_from([2, 6, 10]), st.floats(0.05, 1),
       st.sampled_from(["own", "word"]), st.sampled_from(["on", "off"]), st.integers(0, 99))  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_every_run_gives_finite_numbers_and_the_same_ones_again(
    rules: dict[str, str], delta: float, noise: float, n: int, q: float, memory: str, standing: str, seed: int
) -> None:
    chosen_values = rules | {"delta": delta, "noise": noise, "n": float(n), "q": q, "memory": memory}
    given = chosen_values | {"standing": standing, "seed": float(seed)}
    outcome = model.simulate(**given)
    assert all(isinstance(value, float) and math.isfinite(value) for value in outcome.values())
    assert 1 <= outcome["place_a"] <= 10 >= outcome["place_b"] >= 1
    assert 0 <= outcome["found"] <= 1
    model._two_groups.cache_clear()
    assert model.simulate(**given) == outcome


@pytest.mark.parametrize(
    ("changed", "sense"),
    [
        ({}, 0),  # tit for tat, as it came
        ({"seed": 7, "delta": 0.5, "memory": "word"}, 0),  # the same strategy elsewhere
        ({"after_d": "co-operate"}, 0),  # answers nothing
        ({"first": "defect", "after_c": "defect"}, 0),
        ({"first": "defect", "after_c": "defect", "forgive": "one-in-two"}, 1),  # perverse, but it answers
        ({"after_d": "second"}, 1),
        ({"forgive": "one-in-three", "n": 4}, 1),
        ({"length": "ever", "n": 2}, 0.5),
    ],
)
def test_a_run_is_worth_recording_if_its_own_rules_answer_a_partner_in_a_group(
    changed: dict[str, Any], sense: float
) -> None:
    assert model.simulate(**parameters(**changed))["sense"] == sense


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"delta": 1}, "between 0 and 1"),
        ({"delta": math.nan}, "finite"),
        ({"noise": 60}, "50 per cent"),
        ({"n": 5}, "even number"),
        ({"q": 0}, "q lies above 0"),
        ({"memory": "rumour"}, "memory is"),
        ({"seed": -1}, "seed"),
        ({"first": "wait"}, "no rule"),
    ],
)
def test_parameters_that_make_no_sense_are_refused_in_plain_words(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        model.simulate(**parameters(**wrong))
    with pytest.raises(ValueError, match="first needs a value"):
        model.simulate(delta=0.5)


def in_writing(given: dict[str, Any], outcome: dict[str, float]) -> str:
    return written(model.draw(given, outcome, 640))


def tabled(given: dict[str, Any], outcome: dict[str, float]) -> str:
    return " ".join(cell for row in model.table(given, outcome) for cell in row)


@pytest.mark.parametrize("show", [model.describe, tabled, in_writing])
@pytest.mark.parametrize("memory", ["own", "word"])
def test_what_the_student_works_out_is_never_shown(show: Callable[..., str], memory: str) -> None:
    given = parameters(n=8, q=0.55, memory=memory)
    outcome = model.simulate(**given)
    assert outcome["tipping_q"] == pytest.approx(0.25 * 10 / 7)
    assert "0.36" not in show(given, outcome)


@pytest.mark.parametrize("width", [280, 640])
def test_the_figure_shows_all_rounds_at_any_width_and_its_marks_keep_their_keys(width: float) -> None:
    keys = []
    for delta in (0.9, 0.5):
        given = parameters(delta=delta)
        outcome = model.simulate(**given)
        figure = model.draw(given, outcome, width)
        assert f"found {outcome['found']:.2f}, theory 0.75" in written(figure)
        keys.append(set(keyed(figure)))
    assert len(figure.panels) == 2
    assert keys[0] == keys[1]
    assert {f"0/a-{name}" for name in ("you", *model.FIELD)} < keys[0]


def test_strategies_are_listed_by_their_points_the_best_first() -> None:
    given = parameters()
    marks = keyed(model.draw(given, model.simulate(**given), 640))
    points = {row[0]: float(row[1]) for row in model.table(given, model.simulate(**given))[1:-3]}
    rows = sorted(points, key=lambda name: float(marks[f"0/a-{name}"].get("cy", "")))
    assert [points[name] for name in rows] == sorted(points.values(), reverse=True)


# What the lesson shows


@pytest.fixture
def charts() -> ModuleType:
    """Load the lesson's charts as the notebook does, beside their model."""
    return load_module(LESSON / "reciprocity_charts.py")


@pytest.mark.parametrize(
    ("one", "two", "error", "moves", "points"),
    [
        ("always defects", "tit for tat", None, ("DDDDDDDDDD", "CDDDDDDDDD"), (14, 9)),
        ("tit for tat", "tit for tat", 3, ("CCDCDCDCDC", "CCCDCDCDCD"), (26, 26)),
        ("grim", "grim", 3, ("CCDCDDDDDD", "CCCDDDDDDD"), (17, 17)),
        ("win-stay, lose-shift", "win-stay, lose-shift", 3, ("CCDDCCCCCC", "CCCDCCCCCC"), (30, 25)),
        ("tit for two tats", "tit for two tats", 3, ("CCDCCCCCCC", "CCCCCCCCCC"), (32, 27)),
    ],
)
def test_meetings_turn_by_turn(
    charts: ModuleType, one: str, two: str, error: int | None, moves: tuple[str, str], points: tuple[float, float]
) -> None:
    shown = charts.meeting(one, two, error=error)
    assert (shown.moves, shown.points) == (moves, points)
    assert f"<td>{points[0]:g}</td>" in shown._repr_html_()
    assert moves[1] in repr(shown).replace(" ", "")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [(("tat for tit", "grim"), "no strategy"), (("tester", "grim"), "draws lots"), (("grim", "grim", 0), "1 to 20")],
)
def test_a_meeting_that_cannot_be_shown_is_refused(charts: ModuleType, wrong: tuple[Any, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        charts.meeting(*wrong)


@pytest.mark.parametrize("name", ["patience_chart", "error_chart", "group_chart", "image_chart"])
def test_each_chart_says_its_values(charts: ModuleType, name: str) -> None:
    shown = getattr(charts, name)()
    assert shown.alt.startswith("Line chart.")
    assert shown.rows[1][1] in shown.alt
    assert shown.caption
    assert "<svg" in shown._repr_html_()
