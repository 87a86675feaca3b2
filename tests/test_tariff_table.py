"""Is lesson 4's two-country game right? The study's values by hand, closed forms against brute force."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from quizzes.simulation import load_module
from tests.drawn import written

if TYPE_CHECKING:
    from tariff_table import Market

LESSON = Path(__file__).parent.parent / "notebooks" / "04-beggar-thy-neighbour"
model = load_module(LESSON / "tariff_table.py")
charts = load_module(LESSON / "tariff_charts.py")

slopes = st.floats(0.3, 5)
heights = st.floats(10, 60)
shifts = st.floats(0, 2)


def matrix(*pair: Market) -> NDArray[np.float64]:
    """Return the gains as an array: Home's policy, Foreign's policy, whose gain."""
    cells = model.payoffs(*pair)
    return np.array([[cells[ours, theirs] for theirs in (0, 1)] for ours in (0, 1)])


def market(a: float, b: float, d: float, e: float = 0) -> Market:
    found: Market = model.Market(a, b, d, e)
    return found


def with_imports(b: float, d: float, free_imports: float) -> Market:
    """Return a market with these slopes and this much trade under free trade."""
    return market(free_imports * (b + d) / d, b, d)


@pytest.mark.parametrize(
    ("b", "d", "best", "gain", "loss", "war", "delta"),
    [
        (1, 1, 8, 24, 40, -16, 0.6),
        (1, 2, 4.5, 9, 15.75, -6.75, 0.5714),
        (2, 1, 7.2, 28.8, 46.08, -17.28, 0.625),
    ],
)
def test_the_table_of_the_study(
    b: float, d: float, best: float, gain: float, loss: float, war: float, delta: float
) -> None:
    one = with_imports(b, d, 12)
    assert one.free_imports == pytest.approx(12)
    assert one.best_tariff == pytest.approx(best)
    assert one.importer_gain(one.best_tariff) == pytest.approx(gain)
    assert one.exporter_gain(one.best_tariff) == pytest.approx(-loss)
    cells = matrix(one, one)
    assert cells[1, 0, 0] == pytest.approx(gain)
    assert cells[0, 1, 0] == pytest.approx(-loss)
    assert cells[1, 1][0] == pytest.approx(war)
    assert cells[0, 0].tolist() == [0, 0]
    assert model.patience(cells) == pytest.approx(delta, abs=1e-4)
    assert model.patience(cells) == pytest.approx((2 * b + d) / (3 * b + 2 * d))


def test_the_elasticity_rule_in_the_two_examples_of_the_study() -> None:
    through_zero, shifted = market(24, 1, 1), market(30, 1, 1, 6)
    assert (through_zero.foreign_price(8), through_zero.imports(8)) == pytest.approx((8, 8))
    assert 1 / through_zero.elasticity(8) == pytest.approx(1)
    assert (shifted.best_tariff, shifted.foreign_price(8), shifted.imports(8)) == pytest.approx((8, 14, 8))
    assert 8 / shifted.foreign_price(8) == pytest.approx(0.5714, abs=1e-4)
    assert 1 / shifted.elasticity(8) == pytest.approx(8 / 14)


def test_the_graded_number_and_its_check() -> None:
    graded = market(42, 1, 1, 6)
    assert (graded.free_imports, graded.best_tariff, graded.foreign_price(12)) == pytest.approx((18, 12, 18))
    assert graded.elasticity(12) == pytest.approx(1.5)
    assert graded.prohibitive_tariff == pytest.approx(36)


def test_the_best_tariff_of_a_small_country_goes_to_zero() -> None:
    best = [market(30, 1, d, 18 * d - 12).best_tariff for d in (1, 10, 100, 1000)]
    assert best == sorted(best, reverse=True)
    assert best[-1] < 0.02
    assert market(30, 1, 50, 888).free_imports == pytest.approx(12)
    assert market(30, 1, 50, 888).best_tariff == pytest.approx(0.24, abs=0.01)


@pytest.mark.parametrize(("elasticity", "rate"), [(2, 0.5), (4, 0.25), (0.5, 2)])
def test_with_a_constant_elasticity_the_best_rate_is_one_over_it(elasticity: float, rate: float) -> None:
    """Brute force with supply p*^elasticity and demand 100 - p: the rule does not hang on straight lines."""
    imports = np.linspace(0.01, 99, 400_001)
    foreign_price, home_price = imports ** (1 / elasticity), 100 - imports
    best = int(np.argmax(imports**2 / 2 + (home_price - foreign_price) * imports))
    assert home_price[best] / foreign_price[best] - 1 == pytest.approx(rate, rel=2e-3)


@given(heights, slopes, slopes, shifts)
@settings(deadline=None)
def test_brute_force_finds_the_best_tariff_of_the_formula(a: float, b: float, d: float, e: float) -> None:
    one = market(a, b, d, e)
    if one.free_imports < 0.1:
        return
    tariffs = np.linspace(0, one.prohibitive_tariff, 301)
    gains = [one.importer_gain(tariff) for tariff in tariffs]
    step = tariffs[1]
    assert tariffs[int(np.argmax(gains))] == pytest.approx(one.best_tariff, abs=1.01 * step)
    assert one.best_tariff / one.foreign_price(one.best_tariff) == pytest.approx(1 / one.elasticity(one.best_tariff))


@given(heights, slopes, slopes, shifts, st.floats(0, 1))
@settings(deadline=None)
def test_gains_are_areas_under_the_curves(a: float, b: float, d: float, e: float, part: float) -> None:
    """Buyers' surplus and revenue for the importer, sellers' surplus for the exporter, worked out again."""
    one = market(a, b, d, e)
    if one.free_imports < 0.1:
        return
    tariff = part * one.prohibitive_tariff
    before, after = one.free_imports, one.imports(tariff)
    importer = (after**2 - before**2) / (2 * b) + tariff * after
    exporter = (after**2 - before**2) / (2 * d)
    assert one.importer_gain(tariff) == pytest.approx(importer, abs=1e-6)
    assert one.exporter_gain(tariff) == pytest.approx(exporter, abs=1e-6)
    assert importer + exporter == pytest.approx(-tariff * (before - after) / 2, abs=1e-6)


@given(heights, slopes, slopes)
@settings(deadline=None)
def test_a_tariff_above_the_prohibitive_one_changes_nothing_more(a: float, b: float, d: float) -> None:
    one = market(a, b, d)
    assert one.imports(2 * one.prohibitive_tariff) == pytest.approx(0, abs=1e-9)
    assert one.importer_gain(2 * one.prohibitive_tariff) == pytest.approx(one.importer_gain(one.prohibitive_tariff))


@given(st.floats(0.5, 4), st.floats(0.5, 4))
@settings(deadline=None)
def test_the_own_best_tariff_is_the_best_reply_to_any_policy_and_both_together_lose(size: float, slope: float) -> None:
    cells = matrix(*model.markets(size, slope))
    assert (cells[1, :, 0] > cells[0, :, 0]).all()
    assert (cells[:, 1, 1] > cells[:, 0, 1]).all()
    assert (cells.sum(axis=2) <= 1e-9).all()


@given(st.floats(0.5, 4))
@settings(deadline=None)
def test_equal_countries_are_in_a_prisoners_dilemma(slope: float) -> None:
    cells = matrix(*model.markets(1, slope))
    assert cells[1, 0, 0] > cells[0, 0, 0] > cells[1, 1][0] > cells[0, 1, 0]
    assert cells[:, :, 0] == pytest.approx(cells[:, :, 1].T)


def test_the_winning_size_is_the_closed_form() -> None:
    assert model.winning_size() == pytest.approx(math.sqrt(3 + math.sqrt(7)) - 1, abs=1e-9)
    assert model.winning_size() == pytest.approx(1.376079, abs=5e-7)


def test_the_winning_size_by_brute_force() -> None:
    sizes = np.arange(1, 2, 0.0005)
    wins = [model.payoffs(*model.markets(float(size)))[1, 1][0] > 0 for size in sizes]
    first = wins.index(True)
    assert all(wins[first:])
    assert sizes[first] == pytest.approx(1.376, abs=0.0005)


@pytest.mark.parametrize("size", [0.8, 1, 1.2, 1.3, 1.37, 1.38, 2, 5])
def test_the_condition_of_the_study_agrees_with_the_payoffs(size: float) -> None:
    wins = size**2 * (2 + size) ** 2 > (3 + 2 * size) * (1 + 2 * size)
    assert (model.payoffs(*model.markets(size))[1, 1][0] > 0) == wins


def test_the_two_country_formulas_of_the_study_at_two_to_one() -> None:
    """g_H = 51.2, l_H = 28, and for the small country 16 and 81.92, from the closed forms with b = d = 1."""
    cells = matrix(*model.markets(2))
    assert cells[1, 0].tolist() == pytest.approx([51.2, -81.92])
    assert cells[0, 1].tolist() == pytest.approx([-28, 16])
    assert cells[1, 1].tolist() == pytest.approx([23.2, -65.92])


def test_five_to_four_is_too_near_to_equal() -> None:
    home, foreign = model.payoffs(*model.markets(5 / 4))[1, 1]
    assert foreign < home < 0


def run(**changes: float) -> dict[str, float]:
    return {"size": 1.0, "slope": 1.0, "home_tariff": 8.0, "foreign_tariff": 0.0} | changes


def test_the_default_run() -> None:
    outcome = model.simulate(**run())
    expected = {"home": 24, "foreign": -40, "world": -16, "home_war": -16, "best_tariff": 8, "patience": 0.6}
    assert {name: outcome[name] for name in expected} == pytest.approx(expected)
    assert outcome["rate"] == pytest.approx(outcome["inverse_elasticity"])


@given(st.floats(0.5, 4), st.floats(0.5, 4), st.floats(0, 24), st.floats(0, 24))
@settings(deadline=None)
def test_every_run_gives_finite_numbers_that_add_up(size: float, slope: float, ours: float, theirs: float) -> None:
    outcome = model.simulate(size=size, slope=slope, home_tariff=ours, foreign_tariff=theirs)
    assert all(isinstance(value, float) and math.isfinite(value) for value in outcome.values())
    assert outcome["world"] == pytest.approx(outcome["home"] + outcome["foreign"])
    assert outcome["world"] <= 1e-9


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (run(size=0), "above 0"),
        (run(slope=0.1), "above 0.2"),
        (run(home_tariff=-1), "0 or more"),
        (run(foreign_tariff=math.nan), "foreign_tariff needs a number"),
        ({"size": 1.0}, "slope needs a number"),
    ],
)
def test_parameters_that_make_no_sense_are_refused_in_plain_words(wrong: dict[str, float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        model.simulate(**wrong)


@pytest.mark.parametrize("width", [280, 640])
@pytest.mark.parametrize("size", [1.0, 2.35])
def test_the_figure_shows_both_panels_at_any_width(size: float, width: float) -> None:
    given_run = run(size=size, home_tariff=24)
    outcome = model.simulate(**given_run)
    figure = model.draw(given_run, outcome, width)
    assert f"Home's best tariff: {outcome['best_tariff']:.2f}" in written(figure)
    war = f"Home {outcome['home_war']:.1f} Foreign {outcome['foreign_war']:.1f}".replace("-", "−")
    assert war in written(figure)
    assert len(figure.panels) == 2


def test_what_the_student_works_out_is_never_shown() -> None:
    given_run = run(size=1.15, slope=1.3)
    outcome = model.simulate(**given_run)
    shown = model.describe(given_run, outcome) + " ".join(map(" ".join, model.table(given_run, outcome)))
    assert f"{outcome['patience']:.2f}" not in shown


def test_the_table_has_a_row_for_the_run_and_one_for_each_cell() -> None:
    given_run = run()
    rows = model.table(given_run, model.simulate(**given_run))
    assert len(rows) == 6
    assert {len(row) for row in rows} == {4}
    assert rows[1][1:] == ["24.00", "-40.00", "-16.00"]
    assert rows[-1][1:] == ["-16.00", "-16.00", "-32.00"]


def test_the_figure_of_sizes_states_its_values() -> None:
    picture = charts.war_by_size()
    assert "crosses 0 at 1.376" in picture.alt
    assert ["2.0", "23.20", "-65.92", "-42.72"] in [list(row) for row in picture.rows]


def test_the_picture_of_who_bears_a_tariff_states_both_shares() -> None:
    equal, steep = charts.who_bears(), charts.who_bears(slope=3)
    assert "Of each duty of 8, buyers bear 4.0 and sellers 4.0" in equal.alt
    assert "Of each duty of 8, buyers bear 6.0 and sellers 2.0" in steep.alt
    assert [list(row) for row in equal.rows][3] == ["8", "22.0", "14.0", "8.0", "24.0", "-40.0", "-16.0"]
    assert [list(row) for row in steep.rows][1] == ["0", "18.0", "18.0", "12.0", "0.0", "0.0", "0.0"]
