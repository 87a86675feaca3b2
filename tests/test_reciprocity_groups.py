"""Are image scoring and the group of n in lesson 3 right?"""

from __future__ import annotations

from collections import Counter
from random import Random
from statistics import fmean, median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reciprocity import groups, model, parameters

# Image scoring


@pytest.mark.parametrize(("q", "discriminators", "defectors"), [(0.2, 3, 3.2), (0.3, 3, 2.8), (0.25, 3, 3)])
def test_rare_cheaters_get_more_only_below_the_threshold(q: float, discriminators: float, defectors: float) -> None:
    assert groups.expected_payoffs(q) == pytest.approx((discriminators, defectors))
    assert (q > model.image_threshold()) == (discriminators > defectors)


@pytest.mark.parametrize("standing", [False, True])
def test_cheaters_spread_where_word_is_rare_and_vanish_where_it_is_common(standing: bool) -> None:
    def cheaters(q: float) -> float:
        runs = [groups.image_scoring(q, Random(seed), standing=standing) for seed in range(5)]
        return float(median(run[-1][1] for run in runs))

    assert cheaters(0.05) > 0.9
    assert cheaters(0.7) < 0.1


def test_standing_leaves_those_who_refuse_a_cheater_their_name() -> None:
    """With image scoring justified refusals are punished in turn, so help is rarer than with standing."""
    kinds = [1] * 20 + [2] * 80

    def earned(standing: bool) -> float:
        lives = (groups._generation(kinds, 0.9, Random(seed), standing, 2000) for seed in range(8))
        return fmean(fmean(life[20:]) for life in lives)

    assert earned(standing=True) > earned(standing=False)


@given(st.floats(0, 1), st.integers(0, 2**31), st.booleans())
@settings(max_examples=15, deadline=None)
def test_shares_always_add_up_and_a_seed_gives_the_same_run_again(q: float, seed: int, standing: bool) -> None:
    runs = [groups.image_scoring(q, Random(seed), standing=standing, generations=3, interactions=125) for _ in range(2)]
    assert [sum(row) for row in runs[0]] == pytest.approx([1] * 4)
    assert runs[0] == runs[1]


# The group of n


@pytest.mark.parametrize("n", [2, 4, 6, 10, 20])
def test_the_simulated_group_finds_the_threshold_of_own_memory(n: int) -> None:
    found = fmean(model.simulate(**parameters(n=n, seed=seed))["found"] for seed in range(5))
    assert found == pytest.approx(model.delta_s(n), abs=0.015)


@pytest.mark.parametrize(("q", "n"), [(1, 10), (0.5, 4), (0.5, 20), (0.4, 10)])
def test_the_simulated_group_finds_the_threshold_of_word_whatever_its_size(q: float, n: int) -> None:
    given = {"memory": "word", "q": q, "n": n}
    found = fmean(model.simulate(**parameters(seed=seed, **given))["found"] for seed in range(8))
    assert found == pytest.approx(model.delta_d(q), abs=0.03)


def test_a_seed_draws_the_same_groups_in_every_python() -> None:
    """A run that was recorded in a browser is made again where it is marked, by another version perhaps."""
    rules = {"after_c": "test", "after_d": "second", "forgive": "one-in-three", "length": "three"}
    outcome = model.simulate(**parameters(memory="word", q=0.7, standing="off", **rules))
    assert (outcome["found"], outcome["loyal"]) == pytest.approx((0.7751484410846307, 2.3877372977740396), abs=1e-9)


def test_cheating_always_pays_where_word_is_too_rare_or_nothing_is_punished() -> None:
    assert model.simulate(**parameters(memory="word", q=0.15))["found"] == 1
    assert model.simulate(**parameters(after_d="co-operate"))["found"] == 1


def test_forgiveness_asks_for_more_patience_in_a_group() -> None:
    found = [
        model.simulate(**parameters(forgive=chance))["found"] for chance in ("never", "one-in-ten", "one-in-three")
    ]
    assert found == sorted(found)
    assert found[2] - found[0] > 0.05


def test_a_pair_with_a_cheater_is_certain() -> None:
    """Two states: the loyal one loses 1 in the first round and nothing later; δ = c/b = 0.25."""
    rules = model.composed("co-operate", "co-operate", "defect", "never", "one")
    earned = groups.group(rules, 2, 1, "own", True, True, Random(0))
    assert earned.first == [4, *[0] * (groups.ROUNDS - 1)]
    assert earned.others == [-1, *[0] * (groups.ROUNDS - 1)]
    assert groups.cheating_stops_paying(earned.first, [3.0] * groups.ROUNDS) == pytest.approx(0.25, abs=0.002)


def test_without_a_cheater_nice_states_always_help() -> None:
    rules = model.composed("co-operate", "repeat", "second", "never", "three")
    for memory in ("own", "word"):
        earned = groups.group(rules, 6, 0.5, memory, False, False, Random(0))
        assert set(earned.first) == set(earned.others) == {3.0}


def test_image_scoring_without_standing_costs_the_loyal() -> None:
    """Who refuses a cheater is refused in turn by those who hear of it: co-operation frays."""
    on, off = (model.simulate(**parameters(memory="word", q=0.9, standing=rule))["loyal"] for rule in ("on", "off"))
    assert on - off > 0.5


@pytest.mark.parametrize("n", [2, 4, 10, 20])
def test_all_meet_in_pairs_and_all_partners_are_equally_likely(n: int) -> None:
    draws = 400 * (n - 1)
    rng, everyone, met = Random(1), list(range(n)), Counter[tuple[int, int]]()
    for _ in range(draws):
        partner = groups._partners(n, rng)
        assert [partner[other] for other in partner] == everyone
        assert all(other != state for state, other in enumerate(partner))
        met.update(enumerate(partner))
    assert len(met) == n * (n - 1)
    assert all(abs(times - 400) < 5 * 20 for times in met.values())  # five times what chance makes of 400
