"""Is the codebook lab of lesson 5 right? Published values, values by hand, and what must hold for any codes."""

from __future__ import annotations

import math
import sys
from itertools import product
from pathlib import Path
from typing import Literal

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quizzes.simulation import load_module

ROOT = Path(__file__).parent.parent
LESSON = "05-coding-diffuse-unilateralism"
model = load_module(ROOT / "notebooks" / LESSON / "codebook_lab.py")
codebook = sys.modules["codebook"]
Metric = Literal["nominal", "ordinal", "interval", "ratio"]
unhurried = settings(deadline=None, max_examples=60)
_ = math.nan
FOUR_CODERS = [  # Krippendorff 2011: four coders, twelve units, 40 codes that can be paired
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]
THREE_CODERS = [  # three coders, fifteen units, 26 codes that can be paired
    [_, _, _, _, _, 3, 4, 1, 2, 1, 1, 3, 3, _, 3],
    [1, _, 2, 1, 3, 3, 4, 3, _, _, _, _, _, _, _],
    [_, _, 2, 1, 3, 4, 4, _, 2, 1, 1, 3, 3, _, 4],
]
TWO_CODERS = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
binary = st.lists(st.sampled_from([0.0, 1.0]), min_size=2, max_size=40)


# The measures


@pytest.mark.parametrize(
    ("table", "observed", "chance", "kappa"),
    [
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.70, 0.41, 0.4915),  # Cohen 1960
        ([[20, 5], [10, 15]], 0.70, 0.50, 0.40),
        ([[45, 15], [25, 15]], 0.60, 0.54, 0.1304),
        ([[25, 35], [5, 35]], 0.60, 0.46, 0.2593),
        ([[90, 5], [5, 0]], 0.90, 0.905, -0.0526),
        ([[25, 5], [5, 15]], 0.80, 0.52, 0.5833),
    ],
)
def test_kappa_worked_out_by_hand(table: list[list[int]], observed: float, chance: float, kappa: float) -> None:
    assert codebook.agreement(table) == pytest.approx((observed, chance))
    assert model.kappa(table) == pytest.approx(kappa, abs=5e-5)


def test_kappa_is_not_defined_where_all_codes_are_the_same() -> None:
    assert math.isnan(model.kappa([[7, 0], [0, 0]]))


@pytest.mark.parametrize(
    ("coders", "metric", "alpha"),
    [
        (FOUR_CODERS, "nominal", 0.743),
        (FOUR_CODERS, "ordinal", 0.815),
        (FOUR_CODERS, "interval", 0.849),
        (FOUR_CODERS, "ratio", 0.797),
        (THREE_CODERS, "nominal", 0.691),
        (THREE_CODERS, "interval", 0.811),
        (TWO_CODERS, "nominal", 0.095),
    ],
)
def test_alpha_of_the_published_examples(coders: list[list[float]], metric: str, alpha: float) -> None:
    assert model.alpha(coders, metric) == pytest.approx(alpha, abs=5e-4)


@pytest.mark.parametrize("coders", [[[1, 1, 1], [1, 1, 1]], [[1, _], [_, 0]], [[_, _], [_, _]], [[1, 0, _], [1, _, 0]]])
def test_alpha_is_not_defined_without_two_different_codes_that_can_be_paired(coders: list[list[float]]) -> None:
    assert math.isnan(model.alpha(coders))


@given(
    st.lists(st.tuples(*[st.sampled_from([0.0, 1.0, 2.0, 4.0, _])] * 3), min_size=2, max_size=20),
    st.sampled_from(["nominal", "ordinal", "interval", "ratio"]),
)
@unhurried
def test_alpha_is_what_the_library_computes(units: list[tuple[float, ...]], metric: Metric) -> None:
    values = np.array(units).T
    paired = values[:, np.sum(~np.isnan(values), axis=0) >= 2]
    assume(len(np.unique(paired[~np.isnan(paired)])) > 1)
    expected = krippendorff.alpha(reliability_data=paired, level_of_measurement=metric)
    assert model.alpha(values, metric) == pytest.approx(expected, abs=1e-12)


def test_the_graded_question_on_alpha_by_hand() -> None:
    """Ten boxes yes for both, six no for both, four that differ: 24 yes and 16 no among 40 codes."""
    first, second = [1] * 10 + [0] * 6 + [1] * 4, [1] * 10 + [0] * 6 + [0] * 4
    assert model.alpha([first, second]) == pytest.approx(0.59375)


@given(binary)
@unhurried
def test_perfect_agreement_is_one(values: list[float]) -> None:
    alpha = model.alpha([values, values, values])
    assert alpha == pytest.approx(1) if len(set(values)) > 1 else math.isnan(alpha)


@given(
    st.lists(st.tuples(*[st.sampled_from([0.0, 1.0, 2.0, _])] * 3), min_size=2, max_size=20), st.permutations([0, 1, 2])
)
@unhurried
def test_other_names_for_the_codes_change_nothing(units: list[tuple[float, ...]], names: list[int]) -> None:
    values = np.array(units).T
    renamed = np.where(np.isnan(values), values, np.array([*names, 0])[np.nan_to_num(values, nan=3).astype(int)])
    assert model.alpha(values) == pytest.approx(model.alpha(renamed), nan_ok=True)


@given(st.lists(st.tuples(*[st.sampled_from([0.0, 1.0, _])] * 3), min_size=2, max_size=20), st.sampled_from([0.0, 1.0]))
@unhurried
def test_a_unit_that_one_coder_coded_changes_nothing(units: list[tuple[float, ...]], code: float) -> None:
    values = np.array(units).T
    longer = np.column_stack([values, [code, _, _]])
    assert model.alpha(longer) == pytest.approx(model.alpha(values), nan_ok=True)


@given(st.lists(st.tuples(st.sampled_from([0.0, 1.0]), st.sampled_from([0.0, 1.0])), min_size=2, max_size=40))
@unhurried
def test_for_two_coders_alpha_is_scotts_pi_with_a_correction_for_small_samples(
    pairs: list[tuple[float, float]],
) -> None:
    values = np.array(pairs).T
    n, share = values.size, values.mean()
    chance = share**2 + (1 - share) ** 2
    alpha = model.alpha(values)
    if chance == 1:
        assert math.isnan(alpha)
    else:
        pi = (np.mean(values[0] == values[1]) - chance) / (1 - chance)
        assert alpha == pytest.approx(1 - (1 - 1 / n) * (1 - pi))


@given(st.lists(st.tuples(*[st.sampled_from([0.0, 0.5, 1.0, _])] * 2), min_size=2, max_size=30))
@unhurried
def test_a_cross_table_has_the_alpha_of_its_codes(pairs: list[tuple[float, float]]) -> None:
    first, second = np.array(pairs).T
    table = codebook.cross_table(first, second)
    for metric in ("nominal", "interval"):
        one = model.alpha([first, second], metric)
        assert codebook.alpha_of_table(table, metric) == pytest.approx(one, nan_ok=True)


@given(st.lists(st.tuples(*[st.sampled_from([0.0, 0.5, 1.0])] * 2), min_size=2, max_size=30))
@unhurried
def test_kappa_is_the_same_for_both_coders_and_never_above_one(pairs: list[tuple[float, float]]) -> None:
    first, second = np.array(pairs).T
    forth, back = model.kappa(codebook.cross_table(first, second)), model.kappa(codebook.cross_table(second, first))
    assert forth == pytest.approx(back, nan_ok=True)
    assert math.isnan(forth) or forth <= 1 + 1e-9


# The second coder and the rules


def test_the_second_coders_sheet_is_the_one_of_the_lesson() -> None:
    rows = {
        "panama": "ynnnnn",
        "gulf": "nnnyyc",
        "haiti": "nnnynn",
        "kosovo": "yynnnn",
        "iraq": "yycnyy",
        "libya": "ynnynn",
        "tariffs": "ynnnny",
        "iran": "ynnnnn",
        "gaza": "nyncyn",
        "boats": "ynnnnn",
        "raid": "ynnnnn",
        "eu": "nnnncy",
        "exit": "nnnycn",
        "crimea": "yncnyn",
    }
    assert rows == codebook.SECOND
    assert list(model.CASES) == list(codebook.SECOND)


def test_round_two_has_no_case_of_round_one_but_the_worked_one() -> None:
    assert set(codebook.PILOT) & set(codebook.UNSEEN) == {codebook.WORKED}
    assert set(codebook.PILOT) | set(codebook.UNSEEN) == set(model.CASES)


def test_the_second_coder_keeps_the_lessons_rules_on_iran() -> None:
    """C asks about the state that acts, and no international body was used after the act."""
    codes = dict(zip(model.CRITERIA, codebook.second_sheet()["iran"], strict=True))
    assert (codes["b"], codes["c"]) == ("no", "no")


@pytest.mark.parametrize(
    ("rule", "positive", "undecided"),
    [
        ("module", {"panama", "kosovo", "iraq", "crimea", "tariffs", "iran", "boats", "raid"}, {"gaza"}),
        ("mix", {"kosovo", "iraq"}, set()),
        ("deals", {"panama", "kosovo", "iraq", "crimea", "tariffs", "iran", "eu", "boats", "raid"}, {"gaza"}),
        ("unthreatened", {"panama", "kosovo", "tariffs", "iran", "boats", "raid"}, {"iraq", "crimea", "gaza"}),
        ("bypass", {"panama", "kosovo", "iraq", "crimea", "tariffs", "iran", "eu", "boats", "raid"}, {"gaza"}),
        ("cover", {"kosovo", "iraq", "gaza"}, set()),
    ],
)
def test_which_cases_of_the_second_coder_are_positive(rule: str, positive: set[str], undecided: set[str]) -> None:
    found = {case: model.verdict(codes, rule) for case, codes in codebook.second_sheet().items()}
    assert {case for case, word in found.items() if word == "yes"} == positive
    assert {case for case, word in found.items() if word == "open"} == undecided


@pytest.mark.parametrize(
    ("letters", "verdict"),
    [
        ("ynynnn", "yes"),
        ("nynnnn", "yes"),
        ("nnynyy", "no"),
        ("ynyyyy", "no"),
        ("ynnnyy", "yes"),
        ("cnynnn", "open"),
        ("cyynnn", "yes"),
        ("ynccnn", "open"),
        ("ynnynn", "no"),
        ("-nynnn", "not coded"),
        ("-yynnn", "yes"),
        ("-nyynn", "no"),
        ("yn-cnn", "open"),
        ("yn-nnn", "yes"),
        ("yny-nn", "not coded"),
        ("------", "not coded"),
    ],
)
def test_the_module_rule_by_hand(letters: str, verdict: str) -> None:
    words = {"y": "yes", "n": "no", "c": "contested", "-": "blank"}
    assert model.verdict([words[letter] for letter in letters]) == verdict


def test_without_contested_and_blank_the_rules_are_plain_logic() -> None:
    for a, b, c, d, f in product([True, False], repeat=5):
        given_codes = ["yes" if value else "no" for value in (a, b, c, d, True, f)]
        expected = {
            "module": (a or b) and not d,
            "mix": a and b and not d,
            "deals": (a or b or f) and not d,
            "unthreatened": (a or b) and not c and not d,
            "bypass": not d,
            "cover": b,
        }
        assert {rule: model.verdict(given_codes, rule) == "yes" for rule in codebook.RULES} == expected
