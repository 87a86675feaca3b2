"""Does the Axelrod library, as a referee, find what the model of lesson 3 finds?"""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from tests.dilemma import composed_player, match
from tests.reciprocity import FIELD, TFT, model


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


@pytest.mark.long
def test_our_points_are_the_librarys_in_every_certain_match(axelrod: ModuleType) -> None:
    certain = {
        name: player for name, player in players(axelrod).items() if not axelrod.Classifiers["stochastic"](player)
    }
    assert len(certain) == 8
    for (one, first), (two, second) in itertools.combinations_with_replacement(certain.items(), 2):
        played = axelrod.Match((first.clone(), second.clone()), turns=25)
        played.play()
        assert match(FIELD[one], FIELD[two], 25) == pytest.approx(played.final_score()), (one, two)


@pytest.mark.long
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
