"""Does the report of lesson 3 rank a class's strategies rightly, by values worked out by hand?"""

from __future__ import annotations

import itertools
import warnings
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instructor.course import Course
from instructor.reports import agreement, strategies
from tests.class_reports import (
    ALLC,
    ALLD,
    GRIM,
    IDS,
    PAVLOV,
    RECIPROCITY,
    ROUNDS,
    RULE_PARAMETERS,
    RUN_03,
    SHEET,
    TFT,
    hand_in,
    lab,
    model,
    strategy_run,
    written,
)
from tests.dilemma import composed_player


def test_a_tournament_worked_out_by_hand() -> None:
    """δ = 0.95. Against tit for tat, always defecting gets 0.05 * 5 + 0.95 * 1 = 1.2 and gives 0.95."""
    chosen = Counter({TFT: 2, ALLD: 1, ALLC: 1})
    points = strategies.averages(model, chosen, 0.95, 0.0)
    assert points == pytest.approx({TFT: (3 + 0.95 + 3) / 3, ALLD: (1.2 + 1.2 + 5) / 3, ALLC: (3 + 3 + 0) / 3})
    assert strategies.places(points, chosen) == {ALLD: 1, TFT: 2, ALLC: 4}


@pytest.mark.long
@pytest.mark.long
def test_the_axelrod_library_is_the_referee() -> None:
    """A meeting is worth the library's points of each turn, the turns to come weighted by δ."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        axelrod = pytest.importorskip("axelrod")
    students, delta, turns = [TFT, TFT, ALLC, ALLD, GRIM, PAVLOV], 0.9, 250
    weights = (1 - delta) * delta ** np.arange(turns)
    total = [0.0] * len(students)
    for one, two in itertools.combinations(range(len(students)), 2):
        played = axelrod.Match([composed_player(model.composed(*students[n])) for n in (one, two)], turns=turns)
        played.play()
        for student, points in zip((one, two), np.transpose(played.scores()), strict=True):
            total[student] += float(weights @ points)
    ours = strategies.averages(model, Counter(students), delta, 0.0)
    assert [ours[rules] for rules in students] == pytest.approx([points / 5 for points in total])


def test_strategies_have_the_names_of_the_lesson() -> None:
    never_angry = ("co-operate", "co-operate", "co-operate", "one-in-two", "three")
    chosen = Counter([TFT, ALLD, GRIM, ALLC, never_angry, ("defect", *GRIM[1:])])
    names = {row.rules: row.name for row in strategies.standings(model, chosen, 0.95, 0.03)}
    assert names[TFT] == "tit for tat"
    assert {names[ALLC], names[never_angry]} == {"always co-operates 1", "always co-operates 2"}
    assert names["defect", *GRIM[1:]] == "composed"


def test_the_class_sees_its_ranking_its_points_and_its_rules(real: Course) -> None:
    for student, rules in zip(IDS, (TFT, TFT, ALLD, ALLC), strict=True):
        hand_in(real, RECIPROCITY, student, RUN_03, ROUNDS.id, strategy_run(GRIM), strategy_run(rules))
    text = written(real, RECIPROCITY)
    for words in (
        "4 submissions, 4 with a recorded strategy",
        "First in round A: always defects (2.47)",
        "The class gets 2.2",
        '<th scope="row">tit for tat</th><td>2</td><td>2.32</td><td>2</td>',
        '<th scope="row">co-operate</th><td>3 (75%)</td><td>2.21</td>',
        '<th scope="row">every other time</th><td>0 (0%)</td><td>–</td>',
    ):
        assert words in text
    assert "grim" not in text


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda part: st.lists(part) | st.dictionaries(st.sampled_from(["parameters", *model.RULES]), part),
    )
)
@settings(deadline=None)
def test_no_response_is_taken_for_a_strategy_or_a_sheet_unless_it_is_one(response: Any) -> None:
    assert strategies.strategy_of(response, RULE_PARAMETERS) is None
    assert agreement.given([response], SHEET, lab) is None
