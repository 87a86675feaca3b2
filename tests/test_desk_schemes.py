"""Schemes, samples, likeness and measures of the marking desk: what needs no gradebook."""

from __future__ import annotations

import random
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from instructor.course import Course, CourseError
from instructor.desk.likeness import likeness, order
from instructor.desk.measures import agreement, alpha, calibration, kappa
from instructor.desk.samples import read_samples
from instructor.desk.scheme import read_scheme
from instructor.desk.tasks import read_tasks
from instructor.desk.views import Criterion, Level, Task
from tests.desk_course import PROMPT
from tests.small_course import ASSIGNMENT, write_course

ROOT = Path(__file__).parents[1]
COURSE = Course(ROOT, ROOT / "build")
LESSONS = [lesson for lesson in COURSE.assignments() if lesson[:2] != "00"]


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_task_has_criteria_that_sum_to_its_points_with_full_marks_and_none_among_their_levels(
    lesson: str,
) -> None:
    tasks = read_tasks(COURSE, lesson)
    assert len(tasks) == (6 if lesson[:2] == "07" else 2)
    for task in tasks:
        assert sum(criterion.maximum for criterion in task.criteria) == task.points
        assert (len(task.criteria) == 1) == task.id.startswith("limit")
        for criterion in task.criteria:
            points = [level.points for level in criterion.levels]
            assert points == sorted(set(points), reverse=True)
            assert (points[0], points[-1]) == (criterion.maximum, 0)
            assert all(level.words for level in criterion.levels)
        assert "For graders" in task.scheme_html
        assert "For graders" not in task.prompt_html
        assert "MARK SCHEME" not in task.prompt_html + task.scheme_html
        assert task.criteria[0].name == "Points" or task.criteria[0].name not in task.prompt_html


def test_the_capstone_is_marked_by_elements() -> None:
    rule = next(task for task in read_tasks(COURSE, "07-capstone") if task.id == "coding-07").criterion("rule")
    assert rule is not None
    assert rule.name == "Rule"
    assert [(level.points, level.words) for level in rule.levels][1:] == [
        (1, "one criterion unclear, or the combination missing"),
        (0, "names of criteria only"),
    ]


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_task_has_samples_whose_marks_are_its_criteria(lesson: str) -> None:
    tasks = {task.id: task for task in read_tasks(COURSE, lesson)}
    samples = read_samples(COURSE, lesson, list(tasks.values()))
    assert {sample.task for sample in samples} == set(tasks)
    assert len({sample.id for sample in samples}) == len(samples) >= 7
    for sample in samples:
        task = tasks[sample.task]
        assert set(sample.points) == {criterion.id for criterion in task.criteria}
        assert len(sample.text) > 30
        assert not re.match(r">|\*\d", sample.text)
        assert sample.task.startswith("limit") or len(sample.why) > 100


def test_a_samples_total_is_the_one_in_its_heading() -> None:
    for lesson in LESSONS:
        text = (ROOT / "instructor" / "rubrics" / f"{lesson}.md").read_text("utf-8")
        for sample in read_samples(COURSE, lesson, read_tasks(COURSE, lesson)):
            if sample.task.startswith("essay"):
                assert f"## {sample.name}: {sample.total:g} of 10" in text
            elif lesson[:2] == "07":
                assert f"**{sample.name.partition(', ')[2]}: {sample.total:g} of " in text


def test_a_task_without_a_table_has_one_criterion_in_which_any_number_may_be_given(tmp_path: Path) -> None:
    (task,) = read_tasks(write_course(tmp_path), ASSIGNMENT)
    assert task.criteria == (Criterion("points", "Points", 1.0, ()),)
    assert task.title == "Name a limit"
    assert "follows from an assumption" in task.scheme_html


def test_levels_stand_in_their_cells_or_in_the_head_and_a_cell_may_hold_several() -> None:
    criteria, rest = read_scheme(PROMPT, 10, "here")
    assert criteria[0].levels[2:] == (Level(1, "near one"), Level(0, "none"))
    assert criteria[2].levels == (Level(3, ""), Level(1, ""), Level(0, ""))
    assert "|" not in rest
    table = "| 1 point | 0.5 | 0 |\n|---|---|---|\n| all | some | none |"
    assert read_scheme(table, 1, "here")[0] == (
        Criterion("points", "Points", 1, (Level(1, "all"), Level(0.5, "some"), Level(0, "none"))),
    )


@pytest.mark.parametrize(
    ("row", "points", "reason"),
    [
        ("| A (2) | 2: x | 0: y |", 3, "its criteria come to 2 points, its cell to 3"),
        ("| A (2) | 3: x | 0: y |", 2, '"A" has no level, or one above 2 points'),
        ("| A (2) | x | y |", 2, '"A" has no level'),
        ("| A (1) | 1: x | 0: y |\n| A (1) | 1: x | 0: y |", 2, 'two criteria are called "A"'),
    ],
)
def test_a_scheme_that_does_not_fit_is_refused_with_the_reason(row: str, points: float, reason: str) -> None:
    with pytest.raises(CourseError, match="lesson, cell x-task: ") as refused:
        read_scheme(f"| Criterion | Full | Little |\n|---|---|---|\n{row}", points, "lesson, cell x-task")
    assert reason in str(refused.value)


# Likeness


def test_similar_answers_stand_one_after_another_and_near_copies_are_named() -> None:
    long = [f"word{n}" for n in range(40)]
    answers = {
        "a": long,
        "b": [f"other{n}" for n in range(40)],
        "c": [*long[:38], "new", "ones"],
        "d": [f"third{n}" for n in range(40)],
        "e": long[::-1],
    }
    known = likeness(answers)
    assert known.copies == (("a", "c", 0.95),)
    assert known.near("c") == ("a",)
    for seed in range(20):
        found = order(known, random.Random(seed))
        assert sorted(found) == list("abcde")
        first = min(map(found.index, "ace"))
        assert sorted(found[first : first + 3]) == list("ace")
    assert len({tuple(order(known, random.Random(seed))) for seed in range(20)}) > 3


@given(st.lists(st.lists(st.sampled_from("abcdefg"), max_size=8), max_size=8), st.integers())
def test_an_order_has_every_answer_once_and_likeness_is_the_share_of_words_that_both_have(
    texts: list[list[str]], seed: int
) -> None:
    answers = {f"id{n}": text for n, text in enumerate(texts)}
    known = likeness(answers)
    assert sorted(order(known, random.Random(seed))) == sorted(answers)
    for a, one in enumerate(known.ids):
        for b, other in enumerate(known.ids):
            left, right = answers[one], answers[other]
            both = sum(min(left.count(word), right.count(word)) for word in set(left))
            expected = 2 * both / (len(left) + len(right)) if left or right else 1.0
            assert known.shared[a, b] == pytest.approx(expected, abs=1e-6)


# Measures


def test_kappa_is_the_one_of_the_books() -> None:
    # Ben-David's 0-1-2 table, reckoned by weights: 1 - sum(w o) / sum(w e) with w = (i - j)^2.
    first, second = [0, 0, 1, 1, 2, 2, 2, 0], [0, 1, 1, 1, 2, 1, 2, 0]
    observed, expected = np.zeros((3, 3)), np.zeros((3, 3))
    for a, b in zip(first, second, strict=True):
        observed[a, b] += 1 / 8
    expected = np.outer(observed.sum(1), observed.sum(0))
    weights = np.subtract.outer(np.arange(3), np.arange(3)) ** 2
    assert kappa(first, second) == pytest.approx(1 - (weights * observed).sum() / (weights * expected).sum())
    assert kappa([1, 2, 3], [1, 2, 3]) == 1
    assert kappa([1, 2], [2, 1]) == -1
    assert kappa([2, 2], [2, 2]) is None
    assert kappa([], []) is None


def test_alpha_leaves_out_what_one_alone_has_marked() -> None:
    # Two coders, interval: 1 - observed / expected, by hand.
    marks = [{"a": 1.0, "b": 2.0}, {"a": 3.0, "b": 3.0}, {"a": 9.0}]
    values = [1, 2, 3, 3]
    observed = 2 * (1 - 2) ** 2 / 4
    expected = sum((x - y) ** 2 for x in values for y in values) / (4 * 3)
    assert alpha(marks) == pytest.approx(1 - observed / expected)
    assert alpha([{"a": 1.0, "b": 1.0}]) is None
    assert alpha([]) is None


TWO = Task("t", "T", 4, (Criterion("x", "X", 2), Criterion("y", "Y", 2)), "", "")


def test_agreement_goes_by_criterion_and_by_pair_of_markers() -> None:
    def both(x: float, y: float) -> dict[str, float]:
        return {"x": x, "y": y, "": x + y}

    found = agreement(TWO, [{"ana": both(2, 1), "ben": both(2, 0)}, {"ana": both(0, 0), "cy": both(0, 2)}])
    assert [(each.criterion, each.answers, each.same) for each in found.criteria] == [
        ("", 2, 0),
        ("x", 2, 1),
        ("y", 2, 0),
    ]
    assert found.criteria[1].alpha == 1
    assert [(pair.first, pair.second, pair.answers, pair.mean_difference) for pair in found.pairs] == [
        ("ana", "ben", 1, 1),
        ("ana", "cy", 1, -2),
    ]


def test_calibration_says_by_criterion_how_far_a_marker_is_from_the_samples() -> None:
    mine, theirs = (
        {"one": {"x": 2.0, "y": 1.0}, "two": {"x": 0.0, "y": 1.0}},
        {
            "one": {"x": 1.0, "y": 1.0},
            "two": {"x": 1.0, "y": 1.0},
            "three": {"x": 1.0, "y": 1.0},
        },
    )
    found = calibration(TWO, "ana", mine, theirs)
    assert (found.tried, found.of) == (2, 3)
    assert [(each.mean_difference, each.mean_distance) for each in found.criteria] == [(0, 1), (0, 0)]
    assert found.total_difference == {"one": 1, "two": -1}
    assert calibration(TWO, "ana", {}, theirs).criteria == ()
