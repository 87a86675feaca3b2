"""Are the scores of lesson 6 right? Expected values by hand, and what must hold for any forecaster."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.bank import Bank, load_yaml
from quizzes.simulation import load_module
from quizzes.types import Run
from tests.drawn import written

ROOT = Path(__file__).parent.parent
LESSON = "06-weighing-the-argument"
model = load_module(ROOT / "notebooks" / LESSON / "forecasts.py")

chances = st.floats(0, 1)
results = st.lists(st.tuples(chances, st.sampled_from([0.0, 1.0])), min_size=1, max_size=40)


def parameters(**told: tuple[float, str]) -> dict[str, float | str]:
    values: dict[str, float | str] = {}
    for name, (probability, outcome) in told.items():
        values |= {f"{name}_p": probability, f"{name}_o": outcome}
    return values


@pytest.mark.parametrize(
    ("probabilities", "outcomes", "score"),
    [
        ([0.7], [0], 0.49),
        ([0.7], [1], 0.09),
        ([0.8, 0.3, 0.6], [1, 0, 0], 0.49 / 3),
        ([0.9, 0.4], [1, 0], 0.085),
        ([1.0, 0.0], [1, 0], 0.0),
        ([1.0, 0.0], [0, 1], 1.0),
        ([0.5] * 4, [1, 0, 0, 1], 0.25),
        ([0.9] * 10 + [0.3] * 10, [1] * 6 + [0] * 4 + [1] * 3 + [0] * 7, 0.27),
    ],
)
def test_the_brier_score_by_hand(probabilities: list[float], outcomes: list[int], score: float) -> None:
    assert model.brier(probabilities, outcomes) == pytest.approx(score)


@pytest.mark.parametrize(("probabilities", "outcomes"), [([], []), ([0.5], []), ([0.5], [1, 0])])
def test_a_score_needs_an_outcome_for_each_forecast(probabilities: list[float], outcomes: list[int]) -> None:
    with pytest.raises(ValueError, match="one outcome for each"):
        model.brier(probabilities, outcomes)


def test_calibration_by_hand() -> None:
    groups = model.calibration([0.9] * 10 + [0.3] * 10, [1] * 6 + [0] * 4 + [1] * 3 + [0] * 7)
    assert groups == [(0.3, pytest.approx(0.3), 10), (0.9, pytest.approx(0.6), 10)]


def test_a_run_by_hand() -> None:
    result = model.simulate(**parameters(war=(0.2, "no"), iran=(0.6, "yes"), court=(0.9, "open"), exits=(0.1, "yes")))
    assert result["scored"] == 3
    assert result["brier"] == pytest.approx((0.04 + 0.16 + 0.81) / 3)
    assert result["mean_stated"] == pytest.approx(0.3)
    assert result["share_happened"] == pytest.approx(2 / 3)
    assert result["cautious"] == pytest.approx((0.35**2 + 0.45**2 + 0.7**2) / 3)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"war": (0.2, "open")}, "No outcome is known yet"),
        ({"war": (1.2, "yes")}, "between 0 and 1"),
        ({"war": (0.2, "maybe")}, "yes, no or open"),
    ],
)
def test_values_that_make_no_sense_are_refused(told: dict[str, tuple[float, str]], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        model.simulate(**parameters(**told))


@given(results)
def test_a_score_lies_between_perfect_and_worst(drawn: list[tuple[float, float]]) -> None:
    probabilities, outcomes = map(list, zip(*drawn, strict=True))
    assert 0 <= model.brier(probabilities, outcomes) <= 1
    assert model.brier(outcomes, outcomes) == 0
    assert model.brier([0.5] * len(outcomes), outcomes) == pytest.approx(0.25)


@given(st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=40), chances)
def test_the_rule_is_proper(outcomes: list[float], probability: float) -> None:
    """Saying p where a share s happens scores (p - s)² + s(1 - s), so nothing beats the share itself."""
    share = sum(outcomes) / len(outcomes)
    score = model.brier([probability] * len(outcomes), outcomes)
    assert score == pytest.approx((probability - share) ** 2 + share * (1 - share))
    assert model.brier([share] * len(outcomes), outcomes) <= score + 1e-12


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.4, 0.7]), st.sampled_from([0.0, 1.0])), min_size=1, max_size=60))
def test_the_score_is_made_of_its_groups(drawn: list[tuple[float, float]]) -> None:
    """Murphy 1973: each group adds its miscalibration and the uncertainty that is left in it."""
    probabilities, outcomes = map(list, zip(*drawn, strict=True))
    parts = [
        group.times * ((group.stated - group.happened) ** 2 + group.happened * (1 - group.happened))
        for group in model.calibration(probabilities, outcomes)
    ]
    assert sum(parts) / len(drawn) == pytest.approx(model.brier(probabilities, outcomes))


@given(chances)
def test_halfway_lies_halfway(probability: float) -> None:
    (cautious,) = model.halfway([probability])
    assert abs(cautious - 0.5) == pytest.approx(abs(probability - 0.5) / 2)


@given(st.lists(st.tuples(chances, st.sampled_from(["yes", "no", "open"])), min_size=1, max_size=6))
@settings(max_examples=15, deadline=None)
def test_what_is_drawn_is_told_and_tabled(drawn: list[tuple[float, str]]) -> None:
    values = parameters(first=(0.5, "yes"), **{f"event_{n}": each for n, each in enumerate(drawn)})
    result = model.simulate(**values) | {"cautious": 987.0}
    figure = model.draw(values, result, 640)
    told, rows = model.describe(values, result), model.table(values, result)
    assert len(rows) == 1 + len(drawn) + 1
    assert f"{result['brier']:.3f}" in told
    assert all(f"{probability:.2f}" in told for probability, _ in drawn)
    assert f"Brier score {result['brier']:.3f}" in written(figure)
    assert "987" not in told + str(rows) + written(figure)


def test_the_bank_asks_for_the_forecasts_that_have_names() -> None:
    bank = load_yaml(ROOT / "quizzes" / "bank" / f"{LESSON}.yaml", Bank)
    (run,) = (item for _, item in bank.items() if isinstance(item, Run) and item.model == "forecasts")
    assert {parameter.name for parameter in run.parameters} == {
        f"{name}_{part}" for name in model.NAMES for part in "po"
    }
    for name in model.NAMES:
        (title,) = {parameter.group for parameter in run.parameters if parameter.name in (f"{name}_p", f"{name}_o")}
        assert title.startswith("By ")
