"""Are the models of lesson 3 right? Values by hand, the Axelrod library as referee, and what must always hold."""

from __future__ import annotations

import itertools
import math
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.text import Text

from quizzes.figure import new_figure, style, svg
from quizzes.simulation import load_model
from tests.dilemma import composed_player, match, running_points

LESSON = Path(__file__).parent.parent / "notebooks" / "03-reciprocity"
model = load_model(LESSON / "reciprocity.py")
pairs, groups = sys.modules["reciprocity_pairs"], sys.modules["reciprocity_groups"]

FIELD = model.FIELD | pairs.OTHERS
TFT, ALLD, ALLC = FIELD["tit for tat"], FIELD["always defects"], FIELD["always co-operates"]
RULES = {name: list(rules) for name, rules in model.RULES.items()}
GROUP = {"n": 10, "q": 0.5, "memory": "own", "standing": "on", "seed": 1}

chosen = st.fixed_dictionaries({name: st.sampled_from(ids) for name, ids in RULES.items()})
noises = st.floats(0.001, 0.5)


def parameters(**changes: Any) -> dict[str, Any]:
    rules = {"first": "co-operate", "after_c": "co-operate", "after_d": "defect", "forgive": "never", "length": "one"}
    return rules | {"delta": 0.95, "noise": 3} | GROUP | changes


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
def test_how_patient_a_group_must_be_with_word(q: float, delta: float) -> None:
    assert model.delta_d(q) == pytest.approx(delta, abs=1e-4)


@pytest.mark.parametrize(("n", "q", "worth", "own", "word"), [(2, 0.6, 3, 1 / 3, 5 / 9), (6, 0.4, 3, 5 / 7, 5 / 6)])
def test_the_group_of_the_graded_question(n: int, q: float, worth: float, own: float, word: float) -> None:
    assert model.delta_s(n, worth=worth) == pytest.approx(own)
    assert model.delta_d(q, worth=worth) == pytest.approx(word)


@given(st.integers(2, 1000))
def test_own_memory_asks_for_more_patience_in_larger_groups(n: int) -> None:
    assert model.delta_s(n) < model.delta_s(n + 1) < 1
    assert model.delta_s(10**9) == pytest.approx(1)


@given(st.integers(2, 100), st.floats(0.01, 1))
def test_word_is_easier_above_the_tipping_point_and_only_there(n: int, q: float) -> None:
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


@given(chosen)
@settings(deadline=None)
def test_two_nice_strategies_get_the_reward_for_ever(rules: dict[str, str]) -> None:
    strategy = model.composed(**rules)
    if strategy.nice:
        assert model.scores(strategy, TFT, 0.9) == pytest.approx((3, 3))


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


# The Axelrod library as referee


@pytest.fixture(scope="module")
def axelrod() -> Iterator[ModuleType]:
    """Import the library; it warns of what newer versions of its own requirements will change."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        library = pytest.importorskip("axelrod")
        assert isinstance(library, ModuleType)
        yield library


def players(axelrod: ModuleType) -> dict[str, Any]:
    return {
        "always co-operates": axelrod.Cooperator(),
        "always defects": axelrod.Defector(),
        "tit for tat": axelrod.TitForTat(),
        "generous tit for tat": axelrod.GTFT(p=1 / 3),
        "tit for two tats": axelrod.TitFor2Tats(),
        "grim": axelrod.Grudger(),
        "win-stay, lose-shift": axelrod.WinStayLoseShift(),
        "distrustful": axelrod.SuspiciousTitForTat(),
        "tester": axelrod.FirstByJoss(p=0.9),
        "alternates": axelrod.Alternator(),
        "random": axelrod.Random(0.5),
    }


def test_our_points_are_the_librarys_in_every_certain_match(axelrod: ModuleType) -> None:
    certain = {
        name: player for name, player in players(axelrod).items() if not axelrod.Classifiers["stochastic"](player)
    }
    assert len(certain) == 8
    for (one, first), (two, second) in itertools.combinations_with_replacement(certain.items(), 2):
        played = axelrod.Match((first.clone(), second.clone()), turns=25)
        played.play()
        assert match(FIELD[one], FIELD[two], 25) == pytest.approx(played.final_score()), (one, two)


def test_our_tournament_is_the_librarys(axelrod: ModuleType) -> None:
    names = ("always co-operates", "always defects", "tit for tat", "tit for two tats", "grim", "win-stay, lose-shift")
    known = players(axelrod)
    played = axelrod.Tournament([known[name] for name in names], turns=50, repetitions=1, seed=1)
    results = played.play(progress_bar=False)
    ours = [sum(match(FIELD[one], FIELD[two], 50)[0] for two in names if two != one) for one in names]
    assert [sum(scores) for scores in results.scores] == pytest.approx(ours)
    assert results.ranking[0] == int(np.argmax(ours))


@pytest.mark.parametrize(
    ("one", "two", "noise"),
    [
        ("tit for tat", "tit for tat", 0.05),
        ("generous tit for tat", "tester", 0.0),
        ("grim", "tit for two tats", 0.03),
        ("win-stay, lose-shift", "random", 0.02),
    ],
)
def test_our_means_are_the_librarys_where_chance_plays_a_part(
    axelrod: ModuleType, one: str, two: str, noise: float
) -> None:
    known = players(axelrod)
    sums = []
    for seed in range(300):
        played = axelrod.Match((known[one].clone(), known[two].clone()), turns=40, noise=noise, seed=seed)
        played.play()
        sums.append(played.final_score()[0])
    error = float(np.std(sums)) / math.sqrt(len(sums))
    assert match(FIELD[one], FIELD[two], 40, noise)[0] == pytest.approx(np.mean(sums), abs=4.5 * error)


@pytest.mark.parametrize(
    ("rules", "name"),
    [
        (("co-operate", "co-operate", "co-operate", "never", "one"), "always co-operates"),
        (("defect", "defect", "defect", "never", "one"), "always defects"),
        (("co-operate", "co-operate", "defect", "never", "one"), "tit for tat"),
        (("co-operate", "co-operate", "second", "never", "one"), "tit for two tats"),
        (("co-operate", "co-operate", "defect", "never", "ever"), "grim"),
        (("co-operate", "repeat", "change", "never", "one"), "win-stay, lose-shift"),
        (("defect", "co-operate", "defect", "never", "one"), "distrustful"),
        (("co-operate", "co-operate", "defect", "one-in-three", "one"), "generous tit for tat"),
        (("co-operate", "test", "defect", "never", "one"), "tester"),
    ],
)
def test_the_rules_compose_the_strategies_of_the_literature(
    axelrod: ModuleType, rules: tuple[str, ...], name: str
) -> None:
    """The composed player makes the moves of the library's own, errors and all."""
    assert model.composed(*rules) == FIELD[name]
    for opponent, seed in itertools.product((axelrod.Random(0.7), axelrod.Alternator()), range(3)):
        histories = []
        for player in (composed_player(model.composed(*rules)), players(axelrod)[name]):
            played = axelrod.Match((player, opponent.clone()), turns=60, noise=0.1, seed=seed)
            histories.append(played.play())
        if not axelrod.Classifiers["stochastic"](players(axelrod)[name]):
            assert histories[0] == histories[1]
        assert len(histories[0]) == 60


@pytest.mark.parametrize(
    ("length", "after_d", "tits", "tats"),
    [
        ("one", "defect", 1, 1),
        ("two", "defect", 2, 1),
        ("three", "defect", 3, 1),
        ("two", "second", 2, 2),
        ("three", "second", 3, 2),
    ],
)
def test_the_length_of_punishment_is_that_of_n_tits_for_m_tats(
    axelrod: ModuleType, length: str, after_d: str, tits: int, tats: int
) -> None:
    for seed in range(5):
        histories = []
        for player in (
            composed_player(model.composed("co-operate", "co-operate", after_d, "never", length)),
            axelrod.NTitsForMTats(tits, tats),
        ):
            played = axelrod.Match((player, axelrod.Random(0.6)), turns=80, noise=0.05, seed=seed)
            histories.append(played.play())
        assert histories[0] == histories[1]


@pytest.mark.parametrize(
    "rules",
    [
        ("co-operate", "test", "second", "one-in-two", "three"),
        ("defect", "repeat", "change", "one-in-ten", "two"),
        ("co-operate", "co-operate", "defect", "one-in-three", "ever"),
    ],
)
def test_a_composed_player_gets_in_the_library_what_the_chain_says(axelrod: ModuleType, rules: tuple[str, ...]) -> None:
    sums = []
    for seed in range(300):
        played = axelrod.Match(
            (composed_player(model.composed(*rules)), axelrod.TitForTat()), turns=40, noise=0.02, seed=seed
        )
        played.play()
        sums.append(played.final_score()[0])
    error = float(np.std(sums)) / math.sqrt(len(sums))
    assert match(model.composed(*rules), TFT, 40, 0.02)[0] == pytest.approx(np.mean(sums), abs=4.5 * error)


def test_a_class_can_play_a_tournament_of_composed_players(axelrod: ModuleType) -> None:
    class_of_three = [
        composed_player(model.composed("co-operate", "co-operate", after_d, "never", length))
        for after_d, length in (("defect", "one"), ("defect", "ever"), ("co-operate", "one"))
    ]
    played = axelrod.Tournament([*class_of_three, axelrod.Defector()], turns=10, repetitions=2, seed=1)
    results = played.play(progress_bar=False)
    assert [scores[0] for scores in results.scores] == [69, 69, 60, 14 + 14 + 50]


# Image scoring


@pytest.mark.parametrize(("q", "discriminators", "defectors"), [(0.2, 3, 3.2), (0.3, 3, 2.8), (0.25, 3, 3)])
def test_rare_cheaters_get_more_only_below_the_threshold(q: float, discriminators: float, defectors: float) -> None:
    assert groups.expected_payoffs(q) == pytest.approx((discriminators, defectors))
    assert (q > model.image_threshold()) == (discriminators > defectors)


@pytest.mark.parametrize("standing", [False, True])
def test_cheaters_spread_where_word_is_rare_and_vanish_where_it_is_common(standing: bool) -> None:
    def cheaters(q: float) -> float:
        runs = [groups.image_scoring(q, np.random.default_rng(seed), standing=standing) for seed in range(5)]
        return float(np.median([run[-1, 1] for run in runs]))

    assert cheaters(0.05) > 0.9
    assert cheaters(0.7) < 0.1


def test_standing_leaves_those_who_refuse_a_cheater_their_name() -> None:
    """With image scoring justified refusals are punished in turn, so help is rarer than with standing."""
    kinds = np.array([1] * 20 + [2] * 80)

    def earned(standing: bool) -> float:
        lives = (groups._generation(kinds, 0.9, np.random.default_rng(seed), standing, 2000) for seed in range(8))
        return float(np.mean([life[20:].mean() for life in lives]))

    assert earned(standing=True) > earned(standing=False)


@given(st.floats(0, 1), st.integers(0, 2**31), st.booleans())
@settings(max_examples=15, deadline=None)
def test_shares_always_add_up_and_a_seed_gives_the_same_run_again(q: float, seed: int, standing: bool) -> None:
    runs = [
        groups.image_scoring(q, np.random.default_rng(seed), standing=standing, generations=3, interactions=125)
        for _ in range(2)
    ]
    assert runs[0].sum(axis=1) == pytest.approx(np.ones(4))
    assert np.array_equal(*runs)


# The group of n


@pytest.mark.parametrize("n", [2, 4, 6, 10, 20])
def test_the_simulated_group_finds_the_threshold_of_own_memory(n: int) -> None:
    found = np.mean([model.simulate(**parameters(n=n, seed=seed))["found"] for seed in range(5)])
    assert found == pytest.approx(model.delta_s(n), abs=0.015)


@pytest.mark.parametrize(("q", "n"), [(1, 10), (0.5, 4), (0.5, 20), (0.4, 10)])
def test_the_simulated_group_finds_the_threshold_of_word_whatever_its_size(q: float, n: int) -> None:
    given = {"memory": "word", "q": q, "n": n}
    found = np.mean([model.simulate(**parameters(seed=seed, **given))["found"] for seed in range(8)])
    assert found == pytest.approx(model.delta_d(q), abs=0.03)


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
    earned = groups.group(rules, 2, 1, "own", True, True, np.random.default_rng(0))
    assert earned.first.tolist() == [4, *[0] * (groups.ROUNDS - 1)]
    assert earned.others.tolist() == [-1, *[0] * (groups.ROUNDS - 1)]
    assert groups.cheating_stops_paying(earned.first, np.full(groups.ROUNDS, 3.0)) == pytest.approx(0.25, abs=0.002)


def test_without_a_cheater_nice_states_always_help() -> None:
    rules = model.composed("co-operate", "repeat", "second", "never", "three")
    for memory in ("own", "word"):
        earned = groups.group(rules, 6, 0.5, memory, False, False, np.random.default_rng(0))
        assert set(earned.first) == set(earned.others) == {3.0}


def test_image_scoring_without_standing_costs_the_loyal() -> None:
    """Who refuses a cheater is refused in turn by those who hear of it: co-operation frays."""
    on, off = (model.simulate(**parameters(memory="word", q=0.9, standing=rule))["loyal"] for rule in ("on", "off"))
    assert on - off > 0.5


@pytest.mark.parametrize("n", [2, 4, 10, 20])
def test_all_pairs_are_pairs_and_all_partners_equally_likely(n: int) -> None:
    pairs = groups._pairs(n)
    everyone = np.arange(n)
    assert all((way[way] == everyone).all() and (way != everyone).all() for way in pairs)
    assert all(sorted(pairs[:, state]) == [other for other in everyone if other != state] for state in everyone)


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


def written(given: dict[str, Any], outcome: dict[str, float]) -> str:
    figure = new_figure()
    model.draw(figure, given, outcome)
    return " ".join(text.get_text() for text in figure.findobj(Text))


def tabled(given: dict[str, Any], outcome: dict[str, float]) -> str:
    return " ".join(cell for row in model.table(given, outcome) for cell in row)


@pytest.mark.parametrize("show", [model.describe, tabled, written])
@pytest.mark.parametrize("memory", ["own", "word"])
def test_what_the_student_works_out_is_never_shown(show: Callable[..., str], memory: str) -> None:
    given = parameters(n=8, q=0.55, memory=memory)
    outcome = model.simulate(**given)
    assert outcome["tipping_q"] == pytest.approx(0.25 * 10 / 7)
    assert "0.36" not in show(given, outcome)


@pytest.mark.parametrize("width", [3.0, 6.4])
def test_the_figure_shows_all_rounds_at_any_width_and_is_moved_not_drawn_anew(width: float) -> None:
    figure = new_figure(width)
    for delta in (0.9, 0.5):
        given = parameters(delta=delta)
        outcome = model.simulate(**given)
        with style():
            model.draw(figure, given, outcome)
        drawing = svg(figure, model.describe(given, outcome))
        assert f"found {outcome['found']:.2f}, theory 0.75" in drawing
    assert len(figure.axes) == 2


# What the lesson shows


@pytest.fixture
def charts() -> ModuleType:
    """Load the lesson's charts as the notebook does, beside their model."""
    return load_model(LESSON / "reciprocity_charts.py")


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
