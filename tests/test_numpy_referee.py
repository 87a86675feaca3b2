"""Does numpy, as a referee, find what lessons 3 and 5 find without it?"""

from __future__ import annotations

import sys
from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from quizzes.simulation import load_module
from tests.dilemma import POINTS
from tests.reciprocity import chosen, groups, model, pairs
from tests.test_codebook_lab import LESSON, ROOT

load_module(ROOT / "notebooks" / LESSON / "codebook_lab.py")
codebook = sys.modules["codebook"]
DELTA = 0.95
Numbers = NDArray[np.float64]


# Pairs


def solved(one: Any, two: Any, delta: float, noise: float) -> Numbers:
    """Solve the linear equations for what both get, over all pairs of states that can be reached."""
    states, rows = [(None, None)], []
    for mine, theirs in states:  # grows as states are found
        row = []
        for a, b in product((0, 1), repeat=2):
            chance = 1.0
            for rule, state, move in ((one, mine, a), (two, theirs, b)):
                meant = rule.chance(state) if move == 0 else 1 - rule.chance(state)
                chance *= meant * (1 - noise) + (1 - meant) * noise
            row.append((chance, POINTS[a, b], (one.after(mine, a, b), two.after(theirs, b, a))))
        states += [to for to in dict.fromkeys(to for _, _, to in row) if to not in states]
        rows.append(row)
    steps, gains = np.eye(len(states)), np.zeros((len(states), 2))
    for number, row in enumerate(rows):
        for chance, points, to in row:
            steps[number, states.index(to)] -= delta * chance
            gains[number] += chance * np.array(points)
    found: Numbers = (1 - delta) * np.linalg.solve(steps, gains)[0]
    return found


@given(chosen, chosen, st.floats(0, 0.99), st.just(0.0) | st.floats(0, 0.5))
@settings(deadline=None, max_examples=100)
def test_a_meeting_is_worth_what_the_equations_say(
    one: dict[str, str], two: dict[str, str], delta: float, noise: float
) -> None:
    first, second = model.composed(**one), model.composed(**two)
    assert pairs.scores(first, second, delta, noise) == pytest.approx(solved(first, second, delta, noise), abs=1e-9)


# Groups


def meetings(copies: int, n: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Draw a partner for each of n states, in each group."""
    order = rng.permuted(np.tile(np.arange(n), (copies, 1)), axis=1)
    partner = np.empty_like(order)
    np.put_along_axis(partner, order[:, ::2], order[:, 1::2], axis=1)
    np.put_along_axis(partner, order[:, 1::2], order[:, ::2], axis=1)
    return partner


def drawn(rules: Any, n: int, q: float, memory: str, standing: bool, cheats: bool, copies: int) -> Numbers:
    """Play groups in which each state keeps a page of its own for each other; return rounds x groups x states."""
    rng, earned = np.random.default_rng(1), []
    anger, last = np.zeros((copies, n, n)), np.zeros((copies, n, n), dtype=int)
    met, doubt = np.zeros((copies, n, n), dtype=bool), np.zeros((copies, n, n), dtype=bool)
    group, me = np.arange(copies)[:, None], np.arange(n)
    for _ in range(groups.ROUNDS):
        partner = meetings(copies, n, rng)
        mine, its = (group, me, partner), (group, partner, me)  # what I hold of my partner, and it of me
        told = np.where(anger[mine] > 0, np.array(rules.angry)[last[its]], np.array(rules.calm)[last[its]])
        knows = met[mine] & (rng.random(partner.shape) < (q if memory == "word" else 1))
        helps = rng.random(partner.shape) < np.where(knows, told, rules.first)
        helps[:, 0] &= not cheats
        earned.append(groups.WORTH * np.take_along_axis(helps, partner, axis=1) - groups.COST * helps)
        kept = (anger[mine] > 0) & ~helps & (standing and memory == "word")
        offence = ~helps & (doubt[its] | (not rules.patient))
        now = np.where(kept, anger[its], np.where(offence, rules.length, np.maximum(anger[its] - 1, 0)))
        waits = np.where(kept, doubt[its], ~helps)
        for page, entry in ((anger, now), (doubt, waits), (last, 1 - helps), (met, np.ones_like(helps))):
            if memory == "word":
                page[:] = entry[:, None, :]
            else:
                page[its] = entry
    return np.array(earned)


RULES = {
    "tit for tat": ("co-operate", "co-operate", "defect", "never", "one"),
    "grim": ("co-operate", "co-operate", "defect", "never", "ever"),
    "win-stay, lose-shift": ("co-operate", "repeat", "change", "never", "one"),
    "distrustful": ("defect", "co-operate", "defect", "one-in-three", "two"),
    "patient tester": ("co-operate", "test", "second", "one-in-ten", "three"),
}
GROUPS = [(4, 1, "own", False), (6, 0.6, "word", True), (6, 0.8, "word", False), (2, 0.5, "word", True)]


def worth(earned: Any) -> Numbers:
    """Return the earnings of each round as one number, and those of the first rounds, where most is decided."""
    weights = DELTA ** np.arange(groups.ROUNDS)
    values = np.asarray(earned, float)
    return np.stack([weights @ values / weights.sum(), *values[:4]])


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
@pytest.mark.parametrize("group", GROUPS, ids=str)
@pytest.mark.parametrize("cheats", [True, False], ids=["cheated", "loyal"])
def test_a_group_earns_what_groups_drawn_one_by_one_do(
    rules: tuple[str, ...], group: tuple[int, float, str, bool], cheats: bool
) -> None:
    strategy, copies, seeds = model.composed(*rules), 1000, range(6)
    played = drawn(strategy, *group, cheats, copies)
    found = [groups.group(strategy, *group, cheats, Random(seed)) for seed in seeds]
    for expected, ours in (
        (worth(played[:, :, 0]), np.array([worth(earned.first) for earned in found])),
        (worth(played[:, :, 1:].mean(axis=2)), np.array([worth(earned.others) for earned in found])),
    ):
        error = np.sqrt(expected.var(axis=1) / copies + ours.var(axis=0, ddof=1) / len(seeds))
        assert np.all(np.abs(ours.mean(axis=0) - expected.mean(axis=1)) <= 4.5 * error + 1e-9)


@given(st.lists(st.floats(-1, 4), min_size=groups.ROUNDS, max_size=groups.ROUNDS), st.floats(0, 0.995))
@settings(deadline=None, max_examples=30)
def test_a_stream_of_earnings_by_patience(earned: list[float], delta: float) -> None:
    weights = np.arange(0, 1, 0.005)[:, None] ** np.arange(groups.ROUNDS)
    levels = (weights / weights.sum(axis=1, keepdims=True)) @ np.array(earned)
    assert groups.by_patience(earned) == pytest.approx(levels, abs=1e-9)
    height = float(np.interp(delta, groups.DELTAS, levels))
    assert model._height(delta, groups.by_patience(earned)) == pytest.approx(height, abs=1e-9)


# Agreement

codes = st.sampled_from("ync-")


@given(st.lists(st.tuples(codes, codes), min_size=8, max_size=24), st.sampled_from([2, 3, 4]), st.data())
@settings(deadline=None, max_examples=40)
def test_the_interval_of_alpha_is_that_of_all_draws_one_by_one(
    boxes: list[tuple[str, str]], cases: int, data: st.DataObject
) -> None:
    metric = data.draw(st.sampled_from(["nominal", "interval"]))
    values = np.array([[codebook.CODES[codebook.NAMES.get(code, "blank")] for code in pair] for pair in boxes])
    tables = np.array([codebook.cross_table(*part.T) for part in np.array_split(values, cases)])
    every = [tables[list(places)].sum(axis=0) for places in product(range(cases), repeat=cases)]
    alphas = np.array([codebook.alpha_of_table(table, metric) for table in every])
    low, high = codebook.interval(tables.tolist(), metric)
    if np.isnan(alphas).all():
        assert np.isnan([low, high]).all()
    else:
        expected = np.nanpercentile(alphas, [2.5, 97.5], method="inverted_cdf")
        assert (low, high) == pytest.approx(expected, abs=1e-9)


def test_of_many_cases_the_interval_is_drawn_by_chance_and_near_the_counted_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Halves, as a class's tables have them, make each draw another sum: counted, those of 20 cases would be 10^10."""
    chance = np.random.default_rng(3)
    tables = chance.integers(0, 7, (20, 3, 3)) / 2 + 3 * np.eye(3)
    wide = codebook.interval(tables.tolist())
    assert wide == codebook.interval(tables.tolist())
    few = tables[:9].tolist()
    counted = codebook.interval(few)
    monkeypatch.setattr(codebook, "MOST_COUNTED", 8)
    assert codebook.interval(few) == pytest.approx(counted, abs=0.015)
