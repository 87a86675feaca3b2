"""Do the report's statistics agree with other implementations on public data, and does its rule find bad questions?

The data: five questions of the Law School Admission Test, section VI, of 1,000 people (R. D. Bock and M. Lieberman,
Psychometrika 35 (1970), 179), as R's package ltm 1.2 prints `descript(LSAT)` (D. Rizopoulos, Journal of Statistical
Software 17 (2006), 5); and seven ratings of 30 departments (S. Chatterjee and B. Price, Regression Analysis by Example,
1977), which R has as `attitude`, as its package psych 2 prints `alpha(attitude)`.
"""

from __future__ import annotations

from io import StringIO

import numpy as np
import pytest
from scipy import stats

from instructor.reports import teacher_statistics as statistics
from instructor.reports.teacher_flags import FEWEST, flags
from instructor.reports.teacher_statistics import Array, Truths
from instructor.reports.teacher_times import IDLE, quartiles, worked

#: How many gave each pattern of answers, 00000 to 11111.
PATTERNS = (
    3,
    6,
    2,
    11,
    1,
    1,
    3,
    4,
    1,
    8,
    0,
    16,
    0,
    3,
    2,
    15,
    10,
    29,
    14,
    81,
    3,
    28,
    15,
    80,
    16,
    56,
    21,
    173,
    *(11, 61, 28, 298),
)
LSAT = np.repeat([[float(sign) for sign in f"{n:05b}"] for n in range(32)], PATTERNS, axis=0)
ATTITUDE = np.loadtxt(
    StringIO("""
43 51 30 39 61 92 45 63 64 51 54 63 73 47 71 70 68 69 76 86 48 61 63 45 47 54 84 35 81 78 56 66 71 83 47
43 55 49 44 54 49 34 58 67 42 56 66 68 35 71 75 50 55 70 66 41 72 82 72 67 71 83 31 67 61 45 47 62 80 41
64 53 53 58 58 67 34 67 60 47 39 59 74 41 69 62 57 42 55 63 25 68 83 83 45 59 77 35 77 77 54 72 79 77 46
81 90 50 72 60 54 36 74 85 64 69 79 79 63 65 60 65 75 55 80 60 65 70 46 57 75 85 46 50 58 68 54 64 78 52
50 40 33 34 43 64 33 64 61 52 62 66 80 41 53 66 52 50 63 80 37 40 37 42 58 50 57 49 63 54 42 48 66 75 33
66 77 66 63 88 76 72 78 75 58 74 80 78 49 48 57 44 45 51 83 38 85 85 71 71 77 74 55 82 82 39 59 64 78 39
""")
).reshape(30, 7)


def test_of_rights_and_wrongs_r_has_the_same() -> None:
    worth = np.ones(5)
    assert LSAT.mean(axis=0) == pytest.approx([0.924, 0.709, 0.553, 0.763, 0.870])
    r = [each.value for each in statistics.discrimination(LSAT, worth)]
    assert r == pytest.approx([0.1128, 0.1532, 0.1728, 0.1444, 0.1216], abs=5e-5)
    assert statistics.alpha(LSAT).value == pytest.approx(0.2950, abs=5e-5)
    dropped = [0.2754, 0.2376, 0.2168, 0.2459, 0.2663]
    assert statistics.alpha_if_dropped(LSAT) == pytest.approx(dropped, abs=5e-5)


def test_of_scores_r_has_the_same() -> None:
    value, low, high = statistics.alpha(ATTITUDE)
    assert value == pytest.approx(0.84, abs=0.005)
    assert (high - low) / 2 / 1.96 == pytest.approx(0.042, abs=5e-4)
    assert (low, high) == pytest.approx((0.76, 0.93), abs=0.005)
    dropped = [0.81, 0.80, 0.83, 0.80, 0.80, 0.86, 0.84]
    assert statistics.alpha_if_dropped(ATTITUDE) == pytest.approx(dropped, abs=0.005)
    r = [each.value for each in statistics.discrimination(ATTITUDE, np.full(7, 100.0))]
    assert r == pytest.approx([0.67, 0.74, 0.56, 0.71, 0.79, 0.27, 0.46], abs=0.005)


@pytest.mark.parametrize(("right", "total"), [(0, 20), (1, 7), (37, 60), (200, 200)])
def test_the_interval_of_a_share_is_scipys(right: int, total: int) -> None:
    theirs = stats.binomtest(right, total).proportion_ci(method="wilson")
    assert statistics.wilson(right, total)[1:] == pytest.approx((theirs.low, theirs.high), abs=1e-9)


def test_correlations_and_their_intervals_are_scipys() -> None:
    rest = LSAT[:, 1:].sum(axis=1)
    ours = statistics.correlation(LSAT[:, 0], rest)
    assert ours.value == pytest.approx(stats.pointbiserialr(LSAT[:, 0], rest).statistic)
    theirs = stats.pearsonr(ATTITUDE[:, 0], ATTITUDE[:, 1]).confidence_interval()
    assert statistics.correlation(ATTITUDE[:, 0], ATTITUDE[:, 1])[1:] == pytest.approx((theirs.low, theirs.high))


def test_the_standard_error_is_as_wide_as_two_parallel_tests_differ() -> None:
    """Two tests of the same true scores: their difference spreads by root 2 times the standard error."""
    random = np.random.default_rng(1)
    true = random.normal(size=(4000, 1))
    one, other = (true + random.normal(size=(4000, 10)) for _ in range(2))
    error = statistics.standard_error(one, statistics.alpha(one).value)
    assert error == pytest.approx(np.std(one.sum(axis=1) - other.sum(axis=1)) / np.sqrt(2), rel=0.03)


def test_who_was_not_asked_is_no_zero() -> None:
    earned = np.array([[1, np.nan, 1], [1, 2, 0], [0, 0, 0.5]])
    rest = statistics.rest_scores(earned, np.array([1.0, 2.0, 1.0]))
    assert rest[0] == pytest.approx([1.0, 1.0, 1.0])
    assert rest[1] == pytest.approx([2 / 3, 1 / 2, 1.0])
    assert statistics.totals(earned, np.array([1.0, 2.0, 1.0])) == pytest.approx([1.0, 3 / 4, 1 / 8])


def test_what_does_not_vary_or_is_too_small_has_no_value() -> None:
    same = np.ones((5, 3))
    assert np.isnan(statistics.alpha(same).value)
    assert all(np.isnan(each.value) for each in statistics.discrimination(same, np.ones(3)))
    assert np.isnan(statistics.alpha(np.zeros((0, 3))).value)
    assert np.isnan(statistics.mean(np.array([])).value)
    assert statistics.wilson(0, 0)[1:] == (0.0, 1.0)
    assert not np.any(statistics.thirds(np.ones(9)))


def test_thirds_are_the_weakest_and_the_best() -> None:
    lower, upper = statistics.thirds(np.array([5.0, 1, 4, 2, 3, 6, np.nan]))
    assert [np.flatnonzero(each).tolist() for each in (lower, upper)] == [[1, 3], [0, 5]]


# The rule


STUDENTS, ITEMS, OPTIONS = 200, 20, 4
WRONG_KEY, DRAWS_THE_BEST, NOBODY = 3, 9, 15


def simulated(seed: int) -> tuple[Array, list[dict[str, Truths]]]:
    """Return points and mistakes of a class: two parameters an item, and three bad ones.

    Difficulties lie as abilities do, slopes at 0.6 to 2. Option 0 is the key, and who does not know takes one of the
    others. Item 3 has a wrong key: the keyed option is one of those that who does not know takes. In item 9 the better
    half reads a distractor as right, the more so the better they are. In item 15 nobody finds the key.
    """
    random = np.random.default_rng(seed)
    ability, hard = random.normal(size=(STUDENTS, 1)), random.normal(size=ITEMS)
    knows = random.random((STUDENTS, ITEMS)) < 1 / (1 + np.exp(-random.uniform(0.6, 2, ITEMS) * (ability - hard)))
    taken = np.where(knows, 0, random.integers(1, OPTIONS, (STUDENTS, ITEMS)))
    solved = random.random(STUDENTS) < 1 / (1 + np.exp(-1.2 * (ability[:, 0] - random.normal(0, 0.5))))
    taken[:, WRONG_KEY] = np.where(solved, 1, random.choice([0, 2, 3], STUDENTS))
    misread = random.random(STUDENTS) < 1 / (1 + np.exp(-1.2 * (ability[:, 0] - random.normal(0.3, 0.3))))
    taken[:, DRAWS_THE_BEST] = np.where(misread, 1, random.integers(0, OPTIONS, STUDENTS))
    taken[:, NOBODY] = random.integers(1, OPTIONS, STUDENTS)
    mistakes = [{str(option): taken[:, n] == option for option in range(1, OPTIONS)} for n in range(ITEMS)]
    return (taken == 0).astype(np.float64), mistakes


def test_three_planted_questions_are_found_and_hardly_any_other() -> None:
    """A wrong key is found by its discrimination or, the more surely, because the right option draws the best."""
    planted = {WRONG_KEY: {"against", "distractor"}, DRAWS_THE_BEST: {"distractor"}, NOBODY: {"nobody"}}
    found, false = [], []
    for seed in range(100):
        earned, mistakes = simulated(seed)
        flagged = flags(earned, np.ones(ITEMS), np.ones(earned.shape, dtype=bool), mistakes)
        found.append(all(any(f.item == item and f.kind in kinds for f in flagged) for item, kinds in planted.items()))
        false.append(len({flag.item for flag in flagged} - planted.keys()))
    assert sum(found) >= 95
    assert np.median(false) <= 1


def test_a_small_class_gets_no_verdict() -> None:
    earned, mistakes = simulated(1)
    few = {n: [{name: made[:n] for name, made in each.items()} for each in mistakes] for n in (FEWEST - 1, FEWEST)}
    given = {n: flags(earned[:n], np.ones(ITEMS), np.ones((n, ITEMS), dtype=bool), few[n]) for n in few}
    assert not given[FEWEST - 1]
    assert NOBODY in {flag.item for flag in given[FEWEST]}


def test_whoever_answered_nothing_draws_no_suspicion_on_a_mistake() -> None:
    """The weak leave it blank, so who makes a mistake is better than the class, and no better than who answered."""
    random = np.random.default_rng(2)
    ability = np.sort(random.normal(size=300))
    answered = np.ones((300, 6), dtype=bool)
    answered[:150, 0] = False
    earned = (random.random((300, 6)) < 1 / (1 + np.exp(-2 * ability[:, None]))).astype(np.float64)
    earned[~answered] = 0
    wrong = answered[:, 0] & (earned[:, 0] == 0)
    assert statistics.correlation(wrong.astype(float), statistics.rest_scores(earned, np.ones(6))[:, 0]).low > 0
    assert not flags(earned, np.ones(6), answered, [{"a": wrong}, {}, {}, {}, {}, {}])


# Times


def test_gaps_count_and_a_long_one_begins_a_new_sitting() -> None:
    times = np.array([0, 60, 90, 90 + IDLE, 91 + 2 * IDLE, 200 + 2 * IDLE, np.nan])
    items = np.array([0, 1, 1, -1, 2, 3, 0])
    quizzes = np.array([0, 0, 0, 1, 2, 2, 0])
    found = worked(times[::-1], items[::-1], quizzes[::-1], 5)
    assert (found.seconds, found.sittings) == (90 + IDLE + 109, 2)
    np.testing.assert_array_equal(found.by_item, [np.nan, 90, np.nan, 109, np.nan])


def test_without_times_there_is_no_time() -> None:
    found = worked(np.array([np.nan]), np.array([0]), np.array([0]), 1)
    assert (found.seconds, found.sittings) == (0, 0)
    assert np.isnan(quartiles(found.by_item)).all()
