"""Are the thresholds and the games of pairs in lesson 3 right? Values by hand, and what must always hold."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dilemma import match, running_points
from tests.reciprocity import ALLD, FIELD, RULES, TFT, chosen, model, pairs

noises = st.floats(0.001, 0.5)

COMPOSED = [dict(zip(RULES, ids, strict=True)) for ids in itertools.product(*RULES.values())]
nice = st.sampled_from([rules for rules in COMPOSED if model.composed(**rules).nice])


def forgiving(chance: float) -> Any:
    return pairs.Strategy(1, (1, 1), (chance, chance))


# Thresholds


def test_the_thresholds_of_the_standard_dilemma() -> None:
    assert model.grim_threshold() == pytest.approx(0.5)
    assert model.tit_for_tat_threshold() == pytest.approx(0.6667, abs=1e-4)
    assert model.best_generosity() == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("payoffs", "grim", "tit_for_tat"),
    [
        ((5, 3, 1, 0), 1 / 2, 2 / 3),
        ((6, 4, 1, 0), 2 / 5, 1 / 2),
        ((7, 4, 2, 0), 3 / 5, 3 / 4),
        ((9, 5, 1, 0), 1 / 2, 4 / 5),
        ((8, 6, 2, 0), 1 / 3, 1 / 3),
    ],
)
def test_thresholds_worked_out_by_hand(payoffs: tuple[float, ...], grim: float, tit_for_tat: float) -> None:
    assert model.grim_threshold(*payoffs) == pytest.approx(grim)
    assert model.tit_for_tat_threshold(*payoffs) == pytest.approx(tit_for_tat)


@given(st.floats(0.1, 10), st.floats(1.1, 20))
def test_in_an_exchange_of_favours_both_thresholds_are_cost_by_worth(cost: float, factor: float) -> None:
    worth = cost * factor
    payoffs = (worth, worth - cost, 0.0, -cost)
    assert model.grim_threshold(*payoffs) == pytest.approx(cost / worth)
    assert model.tit_for_tat_threshold(*payoffs) == pytest.approx(cost / worth)
    assert model.image_threshold(worth, cost) == pytest.approx(cost / worth)


@pytest.mark.parametrize(("n", "delta"), [(2, 0.25), (3, 0.40), (5, 0.5714), (10, 0.75), (20, 0.8636)])
def test_how_patient_a_group_must_be_with_own_memory(n: int, delta: float) -> None:
    assert model.delta_s(n) == pytest.approx(delta, abs=1e-4)


@pytest.mark.parametrize(("q", "delta"), [(1, 0.25), (0.5, 0.50), (0.3, 0.8333), (0.2, 1.25)])
def test_how_patient_a_group_must_be_with_reputation(q: float, delta: float) -> None:
    assert model.delta_d(q) == pytest.approx(delta, abs=1e-4)


@pytest.mark.parametrize(("n", "delta"), [(10, 0.25), (20, 0.50), (40, 1), (60, 1.5)])
def test_the_graded_question_in_which_each_state_can_follow_ten_others_only(n: int, delta: float) -> None:
    assert model.delta_d(10 / n) == pytest.approx(delta)


@given(st.integers(2, 1000))
def test_own_memory_asks_for_more_patience_in_larger_groups(n: int) -> None:
    assert model.delta_s(n) < model.delta_s(n + 1) < 1
    assert model.delta_s(10**9) == pytest.approx(1)


@given(st.integers(2, 100), st.floats(0.01, 1))
def test_reputation_asks_for_less_patience_above_the_tipping_point_and_only_there(n: int, q: float) -> None:
    tipping = model.image_threshold() / model.delta_s(n)
    if abs(q - tipping) > 1e-9:
        assert (model.delta_d(q) < model.delta_s(n)) == (q > tipping)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: model.grim_threshold(3, 5, 1, 0), "T > R > P > S"),
        (lambda: model.tit_for_tat_threshold(9, 4, 1, 0), "2R > T"),
        (lambda: model.best_generosity(1, 1, 1, 1), "T > R"),
        (lambda: model.image_threshold(1, 2), "worth more than it costs"),
        (lambda: model.delta_s(1), "at least 2"),
        (lambda: model.delta_d(0), "q lies above 0"),
    ],
)
def test_thresholds_that_make_no_sense_are_refused(call: Callable[[], float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


# Pairs


@pytest.mark.parametrize(
    ("one", "two", "points"),
    [
        ("tit for tat", "tit for tat", (30, 30)),
        ("always defects", "tit for tat", (14, 9)),
        ("always co-operates", "always defects", (0, 50)),
        ("always defects", "tit for two tats", (18, 8)),
        ("alternates", "tit for tat", (28, 23)),
        ("distrustful", "tit for tat", (25, 25)),
        ("grim", "distrustful", (13, 13)),
        ("win-stay, lose-shift", "always defects", (5, 30)),
    ],
)
def test_ten_turns_counted_by_hand(one: str, two: str, points: tuple[float, float]) -> None:
    assert match(FIELD[one], FIELD[two], 10) == pytest.approx(points)


@pytest.mark.parametrize(("delta", "pays"), [(0.66, True), (0.67, False)])
def test_where_it_stops_paying_to_alternate_against_tit_for_tat(delta: float, pays: bool) -> None:
    kept = model.scores(TFT, TFT, delta)[0]
    assert (model.scores(FIELD["alternates"], TFT, delta)[0] > kept) == pays


@pytest.mark.parametrize(("delta", "pays"), [(0.49, True), (0.51, False)])
def test_where_it_stops_paying_to_defect_always_against_grim_and_tit_for_tat(delta: float, pays: bool) -> None:
    for other in (TFT, FIELD["grim"]):
        assert (model.scores(ALLD, other, delta)[0] > 3) == pays


@given(st.floats(0.6667, 0.999), chosen)
@settings(deadline=None)
def test_above_the_threshold_no_rule_does_better_against_tit_for_tat_than_tit_for_tat(
    delta: float, rules: dict[str, str]
) -> None:
    assert model.scores(model.composed(**rules), TFT, delta)[0] <= 3 + 1e-9


@given(noises)
def test_two_who_play_tit_for_tat_get_two_and_a_quarter_with_any_error(noise: float) -> None:
    assert pairs.long_run(TFT, TFT, noise) == pytest.approx((2.25, 2.25), abs=1e-4)


@pytest.mark.parametrize(("chance", "points"), [(1 / 3, 2.970322), (0.1, 2.908072)])
def test_what_generosity_gets_with_one_error_in_a_hundred(chance: float, points: float) -> None:
    assert pairs.long_run(forgiving(chance), forgiving(chance), 0.01)[0] == pytest.approx(points, abs=1e-6)


@given(chosen, chosen, st.floats(0, 0.5), st.floats(0, 0.99))
@settings(deadline=None)
def test_points_lie_between_the_worst_and_the_best_and_do_not_depend_on_who_is_named_first(
    one: dict[str, str], two: dict[str, str], noise: float, delta: float
) -> None:
    first, second = model.composed(**one), model.composed(**two)
    ours, theirs = model.scores(first, second, delta, noise)
    assert 0 - 1e-9 <= min(ours, theirs) <= max(ours, theirs) <= 5 + 1e-9
    assert ours + theirs <= 6 + 1e-9
    assert model.scores(second, first, delta, noise) == pytest.approx((theirs, ours))


@given(chosen, chosen, st.floats(0, 0.85))
@settings(max_examples=20, deadline=None)
def test_a_value_by_patience_is_the_sum_of_the_turns(one: dict[str, str], two: dict[str, str], delta: float) -> None:
    """The equation that `scores` solves, against the points of turn after turn."""
    first, second = model.composed(**one), model.composed(**two)
    after = [points for points, _ in itertools.islice(running_points(first, second, 0.02), 100)]
    gained = [late - early for early, late in itertools.pairwise(after)]
    worth = (1 - delta) * sum(delta**turn * gain for turn, gain in enumerate(gained))
    assert model.scores(first, second, delta, 0.02)[0] == pytest.approx(worth, abs=1e-4)


def test_nice_is_who_never_defects_first() -> None:
    first = {(rules["first"], rules["after_c"]) for rules in COMPOSED if model.composed(**rules).nice}
    assert first == {("co-operate", "co-operate"), ("co-operate", "repeat")}
    assert sum(model.composed(**rules).nice for rules in COMPOSED) == len(COMPOSED) / 4


@given(nice, nice, st.floats(0.1, 0.99))
@settings(deadline=None)
def test_two_nice_strategies_get_the_reward_for_ever(one: dict[str, str], two: dict[str, str], delta: float) -> None:
    assert model.scores(model.composed(**one), model.composed(**two), delta) == pytest.approx((3, 3))


def test_a_rule_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match=r'no rule "revenge"; choose one of defect, co-operate, change, second'):
        model.composed("co-operate", "co-operate", "revenge", "never", "one")


def test_the_field_is_ranked_by_patience() -> None:
    """With little patience defection wins, with much a strategy that forgives; errors make the unforgiving fall."""
    impatient, patient = (pairs.tournament(TFT, delta) for delta in (0.5, 0.95))
    assert max(impatient, key=impatient.__getitem__) == "always defects"
    assert max(patient, key=patient.__getitem__) == "tit for two tats"
    assert min(patient, key=patient.__getitem__) == "always defects"
    erring = pairs.tournament(TFT, 0.95, 0.03)
    lost = {name: patient[name] - erring[name] for name in patient}
    assert lost["tit for tat"] > lost["win-stay, lose-shift"]


def test_equal_points_share_a_place() -> None:
    assert pairs.places({"a": 2.0, "b": 3.0, "c": 2.0, "d": 1.0}) == {"a": 2, "b": 1, "c": 2, "d": 4}
