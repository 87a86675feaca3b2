"""Are the models of lesson 2 right? Expected values by hand, and what must hold for any world."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.simulation import load_module
from tests.drawn import keyed, written

LESSON = Path(__file__).parent.parent / "notebooks" / "02-who-pays-for-order"
model = load_module(LESSON / "order_budget.py")

#: A busy machine is no reason to fail.
unhurried = settings(deadline=None)

sizes_of_six = st.lists(st.just(0.0) | st.floats(0.1, 10), min_size=6, max_size=6).filter(any)
worlds = st.lists(st.floats(0.1, 20), min_size=1, max_size=12)
weights = st.floats(0.1, 0.9)


def parameters(*sizes: float, alpha: float = 0.5, benefit: float = 12, cost: float = 4) -> dict[str, float]:
    padded = [*sizes, *[0.0] * (6 - len(sizes))]
    named = {f"size_{state}": size for state, size in zip("abcdef", padded, strict=True)}
    return named | {"alpha": alpha, "benefit": benefit, "cost": cost}


@pytest.mark.parametrize(
    ("sizes", "alpha", "gifts"),
    [
        ([8, 1, 1], 0.5, [4, 0, 0]),
        ([6, 2, 2], 0.5, [3, 0, 0]),
        ([5, 3, 2], 0.5, [7 / 3, 1 / 3, 0]),
        ([4, 3, 3], 0.5, [1.5, 0.5, 0.5]),
        ([10 / 3] * 3, 0.5, [5 / 6] * 3),
        ([10], 0.5, [5]),
        ([6, 4], 0.5, [8 / 3, 2 / 3]),
        ([5, 5], 0.5, [5 / 3, 5 / 3]),
        ([1, 8, 1], 0.5, [0, 4, 0]),
        ([20, 4, 4, 2], 0.3, [6, 0, 0, 0]),
        ([24], 0.5, [12]),
        ([16, *[8 / 7] * 7], 0.5, [8, *[0] * 7]),
        ([9, 9, *[1] * 6], 0.5, [3, 3, *[0] * 6]),
        ([3] * 8, 0.5, [1 / 3] * 8),
    ],
)
def test_contributions_worked_out_by_hand(sizes: list[float], alpha: float, gifts: list[float]) -> None:
    assert model.contributions(sizes, alpha) == pytest.approx(gifts)


@pytest.mark.parametrize("alpha", [0.2, 0.3, 0.5, 0.7])
def test_a_second_state_pays_only_above_its_threshold(alpha: float) -> None:
    threshold = 10 * (1 - alpha)
    assert model.contributions([10, threshold - 0.01, 0], alpha)[1] == 0
    assert model.contributions([10, threshold, 0], alpha)[1] == 0
    assert model.contributions([10, threshold + 0.01, 0], alpha)[1] > 0


@given(worlds, weights)
@unhurried
def test_states_that_answer_each_other_in_turn_end_where_the_formula_says(sizes: list[float], alpha: float) -> None:
    gifts = [0.0] * len(sizes)
    for _ in range(2000):
        before = list(gifts)
        for i, size in enumerate(sizes):
            gifts[i] = model.best_reply(size, sum(gifts) - gifts[i], alpha)
        if max(abs(new - old) for new, old in zip(gifts, before, strict=True)) < 1e-12:
            break
    assert model.contributions(sizes, alpha) == pytest.approx(gifts, abs=1e-6)


@given(worlds, weights, st.floats(0, 0.999))
@unhurried
def test_no_state_does_better_with_another_gift(sizes: list[float], alpha: float, part: float) -> None:
    gifts = model.contributions(sizes, alpha)

    def value(i: int, gift: float) -> float:
        supply = sum(gifts) - gifts[i] + gift
        return (1 - alpha) * math.log(sizes[i] - gift) + alpha * math.log(supply) if supply > 0 else -math.inf

    for i, gift in enumerate(gifts):
        assert value(i, gift) >= value(i, part * sizes[i]) - 1e-9


@given(worlds, weights)
@unhurried
def test_the_order_of_the_states_does_not_matter(sizes: list[float], alpha: float) -> None:
    forwards, backwards = model.contributions(sizes, alpha), model.contributions(sizes[::-1], alpha)
    assert forwards == pytest.approx(backwards[::-1])


@given(worlds, weights, st.floats(0.5, 10))
@unhurried
def test_a_world_twice_as_large_gives_twice_as_much(sizes: list[float], alpha: float, scale: float) -> None:
    small, large = model.contributions(sizes, alpha), model.contributions([scale * size for size in sizes], alpha)
    assert large == pytest.approx([scale * gift for gift in small], abs=1e-6)


@given(st.floats(4, 6), st.floats(-0.5, 0.5), st.floats(0.4, 0.6))
@unhurried
def test_a_transfer_between_two_who_both_pay_changes_nothing(size: float, transfer: float, alpha: float) -> None:
    """Warr's neutrality."""
    before = model.contributions([size, size], alpha)
    after = model.contributions([size + transfer, size - transfer], alpha)
    assert min(after) > 0
    assert sum(after) == pytest.approx(sum(before))


@given(worlds, weights)
@unhurried
def test_states_that_decide_for_themselves_never_supply_more_than_the_best_for_all(
    sizes: list[float], alpha: float
) -> None:
    assert sum(model.contributions(sizes, alpha)) <= alpha * sum(sizes) + 1e-9


@given(st.integers(1, 12), st.floats(1, 100), weights)
@unhurried
def test_equal_states_supply_what_the_formula_for_equal_states_says(n: int, whole: float, alpha: float) -> None:
    supply = sum(model.contributions([whole / n] * n, alpha))
    assert supply == pytest.approx(alpha * whole / (alpha + n * (1 - alpha)))


@pytest.mark.parametrize(
    ("benefits", "cost", "k"),
    [
        ([6, *[1.2] * 5], 4, 1),
        ([2] * 6, 4, 2),
        ([1.2] * 10, 4, 4),
        ([20 / 11] * 11, 8, 5),
        ([3] * 6, 5, 2),
        ([3.6, 1.92, 1.92, 1.92, 1.44, 1.2], 4, 3),
        ([1, 1], 4, 0),
        ([4, 0, 0], 4, 1),
    ],
)
def test_the_smallest_group_by_hand(benefits: list[float], cost: float, k: int) -> None:
    assert model.k_group(benefits, cost) == k
    assert model.k_group(benefits[::-1], cost) == k


def test_the_smallest_group_of_equal_states_grows_with_their_number() -> None:
    assert [model.k_group([12 / n] * n, 4) for n in range(2, 13)] == [1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]


@given(st.integers(1, 30), st.integers(1, 60), st.integers(1, 60))
@unhurried
def test_the_smallest_group_of_equal_states_is_the_formula_rounded_up(n: int, benefit: int, cost: int) -> None:
    least = -(-n * cost // benefit)
    assert model.k_group([benefit / n] * n, cost) == (least if least <= n else 0)


@pytest.mark.parametrize(
    ("least", "members", "delta"), [(2.5, 2, 0.6), (2, 3, 0.5), (1.92, 3, 0.5417), (6, 1, 0), (6, 2, 0)]
)
def test_patience_by_hand(least: float, members: int, delta: float) -> None:
    assert model.patience(least, 4, members) == pytest.approx(delta, abs=1e-4)


def test_a_member_who_is_just_patient_enough_gains_nothing_by_leaving() -> None:
    """Three members, each gets 2 from a contribution of 4: leaving saves 4 - 2 now and loses 4 in each later round."""
    delta = model.patience(2, 4, 3)
    stay = (3 * 2 - 4) / (1 - delta)
    leave = 2 * 2
    assert stay == pytest.approx(leave)


def test_the_default_world_of_the_simulation() -> None:
    outcome = model.simulate(**parameters(8, 1, 1))
    expected = {"provision": 4, "ratio": 0.8, "contributors": 1, "free_riders": 2, "k_group": 1, "shortfall": 1}
    assert {name: outcome[name] for name in expected} == pytest.approx(expected)


@pytest.mark.parametrize(("alpha", "leader", "group"), [(0.5, 2.5, 1.56)])
def test_the_challenge_is_false_in_model_one_at_the_default_weight(alpha: float, leader: float, group: float) -> None:
    one = model.simulate(**parameters(5, 1, 1, 1, 1, 1, alpha=alpha))
    three = model.simulate(**parameters(3, 1.6, 1.6, 1.6, 1.2, 1, alpha=alpha))
    assert (one["provision"], three["provision"]) == pytest.approx((leader, group))
    assert (one["contributors"], three["contributors"]) == (1, 4)
    assert (one["k_group"], three["k_group"]) == (1, 3)


@given(sizes_of_six)
@unhurried
def test_no_world_that_needs_three_supplies_as_much_as_a_leader_of_half(sizes: list[float]) -> None:
    outcome = model.simulate(**parameters(*sizes))
    assert outcome["k_group"] != 3 or outcome["provision"] <= 10 / 6 + 1e-6


def test_the_challenge_can_be_true_in_model_one_at_another_weight() -> None:
    one = model.simulate(**parameters(5, 1, 1, 1, 1, 1, alpha=0.8))
    three = model.simulate(**parameters(3.2, 1.6, 1.6, 1.6, 1.6, 0.4, alpha=0.8))
    assert three["k_group"] == 3
    assert (one["provision"], three["provision"]) == pytest.approx((4, 4.2667), abs=1e-4)


@given(sizes_of_six, weights, st.floats(1, 30), st.floats(1, 20))
@unhurried
def test_every_run_gives_finite_numbers_that_add_up(
    sizes: list[float], alpha: float, benefit: float, cost: float
) -> None:
    outcome = model.simulate(**parameters(*sizes, alpha=alpha, benefit=benefit, cost=cost))
    assert all(isinstance(value, float) and math.isfinite(value) for value in outcome.values())
    assert outcome["provision"] == pytest.approx(sum(outcome[f"contribution_{state}"] for state in "abcdef"))
    assert outcome["provision"] + outcome["shortfall"] == pytest.approx(10 * alpha)
    assert outcome["contributors"] + outcome["free_riders"] == sum(size > 0 for size in sizes)
    assert 0 <= outcome["patience"] <= 1 + 1e-6


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (parameters(), "at least one state"),
        (parameters(-1, 2), "at least one state"),
        (parameters(8, alpha=1), "between 0 and 1"),
        (parameters(8, cost=0), "above 0"),
        (parameters(8, benefit=math.nan), "benefit needs a number"),
        ({"size_a": 8.0}, "size_b needs a number"),
        (parameters(8) | {"alpha": "0,5"}, "alpha needs a number"),
    ],
)
def test_parameters_that_make_no_sense_are_refused_in_plain_words(wrong: dict[str, float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        model.simulate(**wrong)


def in_writing(given: dict[str, float], outcome: dict[str, float]) -> str:
    return written(model.draw(given, outcome, 640))


def tabled(given: dict[str, float], outcome: dict[str, float]) -> str:
    return " ".join(cell for row in model.table(given, outcome) for cell in row)


@pytest.mark.parametrize("show", [model.describe, tabled, in_writing])
def test_what_the_student_works_out_is_never_shown(show: Callable[..., str]) -> None:
    given = parameters(3.1, 1.7, 1.3, 0.9, 0.7, 0.3, alpha=0.65)
    outcome = model.simulate(**given)
    for hidden in ("shortfall", "optimum"):
        assert f"{outcome[hidden]:.2f}" not in show(given, outcome)


@pytest.mark.parametrize("width", [280, 640])
def test_the_figure_shows_both_models_at_any_width(width: float) -> None:
    given = parameters(3.1, 1.7, 1.3, 0.9, 0.7, 0.3, alpha=0.65)
    outcome = model.simulate(**given)
    drawing = written(model.draw(given, outcome, width))
    assert f"they supply {outcome['provision']:.2f}" in drawing
    assert "Model 2: k* = " in drawing


def test_each_bar_keeps_its_key_and_is_as_high_as_its_state_gives() -> None:
    bars = []
    for sizes in ((5, 3, 2), (2, 3, 5)):
        given = parameters(*sizes)
        outcome = model.simulate(**given)
        bars.append(keyed(model.draw(given, outcome, 640)))
        unit = float(bars[-1]["0/has-a"].get("height", 0)) / sizes[0]
        for state in "abc":
            height = float(bars[-1][f"0/gives-{state}"].get("height", 0))
            assert height == pytest.approx(unit * outcome[f"contribution_{state}"], abs=0.3)
    rects = [{key for key, element in each.items() if element.tag.endswith("rect")} for each in bars]
    assert rects[0] == rects[1]
    assert len(rects[0]) == 18


def test_the_table_has_a_row_for_each_state_and_one_for_all() -> None:
    given = parameters(5, 3, 2)
    rows = model.table(given, model.simulate(**given))
    assert [row[0] for row in rows] == ["State", *"ABCDEF", "All"]
    assert {len(row) for row in rows} == {len(rows[0])}
    assert rows[1][1:5] == ["5.00", "2.33", "87.5%", "pays"]
    assert rows[3][4] == "rides free"
    assert rows[4][4] == "not there"
    assert [row[-1] for row in rows[1:4]] == ["6.00", "7.20", "7.20"]


@pytest.mark.parametrize(
    ("sizes", "sense"),
    [
        ((10,), 0),
        ((9.6, 0.4), 0),
        ((9, 1), 1 / 3),
        ((8, 1, 1), 2 / 3),
        ((6, 4), 2 / 3),
        ((5, 3, 2), 1),
        ((1, 1, 1, 1, 1, 1), 1),
    ],
)
def test_a_world_is_worth_recording_where_it_is_a_question_who_pays(sizes: tuple[float, ...], sense: float) -> None:
    assert model.simulate(**parameters(*sizes))["sense"] == pytest.approx(sense)
