"""Is lesson 4's hub-and-spoke game right? The study's values by hand, closed forms against brute force."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.simulation import load_module
from tests.drawn import keyed, written

if TYPE_CHECKING:
    from hub_and_spokes import Table

LESSON = Path(__file__).parent.parent / "notebooks" / "04-beggar-thy-neighbour"
model = load_module(LESSON / "hub_and_spokes.py")
charts = load_module(LESSON / "hub_charts.py")
game = model.Table()

tariffs = st.lists(st.floats(0, 60), min_size=1, max_size=6)
slopes = st.floats(0.3, 4)
decisions = st.sampled_from(["sign", "hold-out"])


@pytest.mark.parametrize(
    ("paid", "price", "welfare", "hub", "world"),
    [
        ([0, 0, 0, 0], 24, [288] * 4, 4608, 5760),
        ([20, 20, 20, 20], 40, [200] * 4, 4800, 5600),
        ([0, 20, 20, 20], 36, [648, 128, 128, 128], 4488, 5520),
        ([0, 0, 20, 20], 32, [512, 512, 72, 72], 4352, 5520),
        ([0, 0, 0, 20], 28, [392, 392, 392, 32], 4392, 5600),
    ],
)
def test_the_table_of_the_study(
    paid: list[float], price: float, welfare: list[float], hub: float, world: float
) -> None:
    assert game.price(paid) == pytest.approx(price)
    assert game.welfare(paid) == pytest.approx(welfare)
    assert game.hub(paid) == pytest.approx(hub)
    assert game.world(paid) == pytest.approx(world)


def test_the_concessions_alone_and_in_a_group() -> None:
    assert game.together(20) == pytest.approx(88)
    assert game.alone(20) == pytest.approx(256)
    assert [game.next_to_sign(20, signed) for signed in range(4)] == pytest.approx([448, 384, 320, 256])


def cleared_by_halving(table: Table, paid: list[float]) -> float:
    """Return the price at which the hub wants what the spokes offer, found without the formula."""
    low, high = 0.0, table.a / table.b
    for _ in range(200):
        price = (low + high) / 2
        offered = sum(max(0.0, table.d * (price - tariff) - table.e) for tariff in paid)
        low, high = (low, price) if offered > table.a - table.b * price else (price, high)
    return (low + high) / 2


def surplus(table: Table, price: float, tariff: float) -> float:
    """Return a spoke's welfare by adding up thin slices under its supply curve."""
    prices = np.linspace(0, max(0.0, price - tariff), 20_001)
    return float(np.trapezoid(np.maximum(0, table.d * prices - table.e), prices))


def test_the_concessions_by_brute_force() -> None:
    inside, outside, alone = ([0.0] * 4, [20.0] * 4, [20.0, 0.0, 0.0, 0.0])
    worth = [surplus(game, cleared_by_halving(game, paid), paid[0]) for paid in (inside, outside, alone)]
    assert worth[0] - worth[1] == pytest.approx(88, rel=1e-4)
    assert worth[0] - worth[2] == pytest.approx(256, rel=1e-4)


@given(st.floats(80, 240), st.floats(1, 19), st.integers(2, 8))
@settings(deadline=None)
def test_alone_a_spoke_pays_more_than_in_a_group(a: float, tariff: float, spokes: int) -> None:
    """And both sums are those of the closed form with b = d = 1, e = 0."""
    table = model.Table(spokes, a)
    assert table.alone(tariff) > table.together(tariff) > 0
    width = spokes + 1
    outside = max(0.0, a - spokes * tariff)
    assert table.together(tariff) == pytest.approx((a**2 - (a - tariff) ** 2) / (2 * width**2))
    assert table.alone(tariff) == pytest.approx((a**2 - outside**2) / (2 * width**2))


def test_the_graded_number_with_three_spokes() -> None:
    three = model.Table(spokes=3, a=80)
    assert three.alone(8) == pytest.approx(102)
    assert three.together(8) == pytest.approx(38)


@given(st.floats(60, 240), slopes, slopes, st.floats(0, 3), tariffs)
@settings(deadline=None)
def test_the_price_clears_the_market_also_where_some_sell_nothing(
    a: float, b: float, d: float, e: float, paid: list[float]
) -> None:
    table = model.Table(len(paid), a, b, d, e)
    assert table.price(paid) == pytest.approx(cleared_by_halving(table, paid), rel=1e-6)


@pytest.mark.parametrize(("spokes", "effect"), [(4, 0.2), (9, 0.1), (1, 0.5)])
def test_the_third_party_effect_by_hand(spokes: int, effect: float) -> None:
    assert model.Table(spokes).third_party_effect() == pytest.approx(effect)


@given(st.integers(2, 8), slopes, slopes, st.floats(0, 5), st.floats(0.1, 5))
@settings(deadline=None)
def test_the_third_party_effect_is_what_a_cut_for_one_does_to_the_others(
    spokes: int, b: float, d: float, tariff: float, cut: float
) -> None:
    table = model.Table(spokes, 120, b, d)
    before, after = [tariff + cut] * spokes, [tariff, *[tariff + cut] * (spokes - 1)]
    if min(table.sales(before)) == 0 or min(table.sales(after)) == 0:
        return
    assert table.price(before) - table.price(after) == pytest.approx(cut * table.third_party_effect())


@pytest.mark.parametrize(("outsiders", "best"), [(1, 3.08), (2, 4.29), (3, 7.06), (4, 20)])
def test_the_hubs_own_best_tariff_by_hand_and_by_brute_force(outsiders: int, best: float) -> None:
    levels = np.linspace(0, 40, 8001)
    welfare = [game.hub([level] * outsiders + [0.0] * (4 - outsiders)) for level in levels]
    assert game.best_tariff(outsiders) == pytest.approx(best, abs=0.005)
    assert game.best_tariff(outsiders) == pytest.approx(levels[int(np.argmax(welfare))], abs=0.006)


def test_the_best_common_tariff_is_the_formula_of_the_study() -> None:
    b, d, n = 1, 1, 4
    free_imports = 120 * n * d / (b + n * d)
    assert free_imports == 96
    assert game.best_tariff(4) == pytest.approx(free_imports * (b + n * d) / (n * d * (2 * b + n * d)))


def test_a_cut_for_all_must_be_paid_by_three() -> None:
    assert game.hub([20.0] * 4) - game.hub([0.0] * 4) == pytest.approx(192)
    assert game.payers(20) == 3
    assert [game.payers(tariff) for tariff in (0, 5, 10, 30)] == [0, 4, 4, 2]


def run(**changes: float | str) -> dict[str, float | str]:
    others: dict[str, float | str] = {"spoke_b": "sign", "spoke_c": "sign", "spoke_d": "sign"}
    return others | {"tariff": 20.0, "share": 1.0, "decision": "sign"} | changes


OUT = {"spoke_b": "hold-out", "spoke_c": "hold-out", "spoke_d": "hold-out"}


@pytest.mark.parametrize(
    ("changes", "most"),
    [
        ({}, 256),
        (OUT, 448),
        ({"rule": "mfn"}, 0),
        ({"rule": "mfn", "spoke_c": "hold-out", "spoke_d": "hold-out"}, 0),
        ({"rule": "mfn"} | OUT, 88),
    ],
)
def test_what_a_would_pay_by_hand(changes: dict[str, str], most: float) -> None:
    assert model.simulate(**run(**changes))["most"] == pytest.approx(most)
    assert model.simulate(**run(**changes, decision="hold-out"))["most"] == pytest.approx(most)


def test_the_account_of_the_default_run() -> None:
    outcome = model.simulate(**run())
    expected = {"payment": 256, "net_a": 32, "others": -104, "hub_threat": -216, "group_payment": 88, "world": 5760}
    assert {name: outcome[name] for name in expected} == pytest.approx(expected)
    waiting = model.simulate(**run(decision="hold-out"))
    assert (waiting["payment"], waiting["net_a"], waiting["welfare_b"]) == pytest.approx((0, 32, 392))


def test_the_example_of_the_key() -> None:
    outcome = model.simulate(**run(market=180, tariff=15))
    assert (outcome["group_payment"], outcome["most"]) == pytest.approx((103.5, 360))


@given(st.floats(0, 30), st.floats(0, 1), decisions, decisions, decisions, decisions)
@settings(deadline=None)
def test_signing_never_hurts_the_one_that_signs_and_never_helps_the_others_one_by_one(
    tariff: float, share: float, mine: str, b: str, c: str, d: str
) -> None:
    outcome = model.simulate(tariff=tariff, share=share, decision=mine, spoke_b=b, spoke_c=c, spoke_d=d)
    assert all(isinstance(value, float) and math.isfinite(value) for value in outcome.values())
    assert outcome["most"] >= -1e-9
    assert outcome["others"] <= 1e-9
    parts = outcome["hub"] + sum(outcome[f"welfare_{spoke}"] for spoke in "abcd")
    assert outcome["world"] == pytest.approx(parts)


@given(st.floats(0, 30), decisions, decisions, decisions, decisions)
@settings(deadline=None)
def test_under_most_favoured_nation_treatment_all_spokes_have_the_same(
    tariff: float, mine: str, b: str, c: str, d: str
) -> None:
    outcome = model.simulate(tariff=tariff, share=1, decision=mine, spoke_b=b, spoke_c=c, spoke_d=d, rule="mfn")
    assert len({round(outcome[f"welfare_{spoke}"], 9) for spoke in "abcd"}) == 1
    if "sign" in (b, c, d):
        assert outcome["most"] == 0


@pytest.mark.parametrize(
    ("changes", "sense"),
    [
        ({"market": 160}, 1),
        ({"market": 120, "tariff": 19}, 1),
        ({"market": 150, "tariff": 25}, 0.5),  # the sheet's own numbers
        ({}, 0.5),  # those of the page
        ({"market": 160, "spoke_c": "hold-out", "spoke_d": "hold-out"}, 0.5 + 1 / 6),
        ({"market": 160} | OUT, 0.5),
        ({"market": 160, "tariff": 0} | OUT, 0),
    ],
)
def test_a_run_is_worth_what_is_tried_in_it(changes: dict[str, str | float], sense: float) -> None:
    assert model.simulate(**run(**changes))["sense"] == pytest.approx(sense)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (run(tariff=-1), "0 or more"),
        (run(share=1.2), "between 0 and 1"),
        (run(market=0), "above 0"),
        (run(tariff=math.nan), "need numbers"),
        (run(decision="wait"), "can"),
        (run(rule="none"), "the rule is"),
    ],
)
def test_parameters_that_make_no_sense_are_refused_in_plain_words(wrong: dict[str, float | str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        model.simulate(**wrong)


@pytest.mark.parametrize(
    "others",
    [{}, {"spoke_b": "hold-out"}, {"spoke_b": "hold-out", "spoke_c": "hold-out"}, OUT],
    ids=["3 in", "2 in", "1 in", "0 in"],
)
def test_what_the_student_works_out_is_never_shown(others: dict[str, str]) -> None:
    given_run = run(market=170, tariff=13, share=0.85, **others)
    outcome = model.simulate(**given_run)
    figure = model.draw(given_run, outcome, 640)
    tabled = " ".join(map(" ".join, model.table(given_run, outcome)))
    shown = model.describe(given_run, outcome) + tabled + written(figure)
    assert f"{outcome['group_payment']:.1f}" not in shown


@pytest.mark.parametrize("width", [280, 640])
@pytest.mark.parametrize("changes", [{}, {"rule": "mfn"}, {"tariff": 0.0}])
def test_the_figure_shows_both_panels_at_any_width(changes: dict[str, float | str], width: float) -> None:
    given_run = run(**changes)
    figure = model.draw(given_run, model.simulate(**given_run), width)
    assert "What changes if A signs" in written(figure)
    assert len(figure.panels) == 2
    assert sum(key.split("/")[-1] in {"sign-0", "hold-out-0", "change-5"} for key in keyed(figure)) == 3


def test_the_table_has_a_row_for_each_actor_and_the_account_of_a() -> None:
    given_run = run()
    rows = model.table(given_run, model.simulate(**given_run))
    assert [row[0] for row in rows[1:7]] == ["Spoke A", "Spoke B", "Spoke C", "Spoke D", "Hub", "World"]
    assert {len(row) for row in rows} == {4}
    assert rows[1][1:] == ["32.00", "288.00", "+256.00"]
    assert rows[-1][-1] == "32.00"


def test_the_ready_made_views_state_their_values() -> None:
    race, threat = charts.race(), charts.threat()
    assert "648 with 1 signed, 512 with 2 signed, 392 with 3 signed, 288 with 4 signed" in race.alt
    assert [list(row) for row in race.rows][4] == ["3", "392", "32", "4392", "5600"]
    assert "1 outside: 3.08. 2 outside: 4.29. 3 outside: 7.06. 4 outside: 20.00" in threat.alt
    assert [list(row) for row in threat.rows][1] == ["1", "3.08", "4615.4", "4392.0", "4608.0"]
