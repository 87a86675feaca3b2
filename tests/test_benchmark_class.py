"""Does the benchmark of grading give every way the same work, and does it report what it measured?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from instructor.collect import collect_zips
from instructor.course import Course
from instructor.marking.answer_key import AnswerKey, read_answer_key
from instructor.marking.marks import mark_folder
from tests.benchmarks.classic import check_of, classic_notebook, literals, variable
from tests.benchmarks.classroom import LESSON, ROOT, Quizzes, draw_class, graded_items
from tests.benchmarks.figures import Figures, extrapolate, growth, line
from tests.benchmarks.whole_way import STEPS, Download, table

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture
def scheme(tmp_path: Path) -> AnswerKey:
    return read_answer_key(Course(ROOT, tmp_path), LESSON)


def test_a_larger_class_begins_with_the_smaller() -> None:
    assert draw_class(5, 11, np.random.default_rng(1))[:3] == draw_class(3, 11, np.random.default_rng(1))


def test_the_class_deserves_what_its_journals_earn(tmp_path: Path) -> None:
    room = Quizzes(tmp_path / "course")
    room.seat(draw_class(3, len(list(graded_items(room.scheme))), np.random.default_rng(1)))
    earned = {
        name: sum(quiz.points for quiz in mark_folder(room.submission(name), room.scheme).quizzes.values())
        for name in room.deserved
    }
    assert earned == room.deserved
    assert len(set(earned.values())) > 1


def test_a_class_that_hands_in_by_moodle_is_collected_whole(tmp_path: Path) -> None:
    room = Download(tmp_path / "course")
    room.hand_in(draw_class(3, len(list(graded_items(room.scheme))), np.random.default_rng(1)))
    done = collect_zips(Course(ROOT, room.folder), LESSON, room.path)
    assert (done.students, done.refused, done.questions) == (dict.fromkeys(room.deserved, ""), (), ())
    earned = {
        name: sum(q.points for q in mark_folder(room.submission(name), room.scheme).quizzes.values())
        for name in done.students
    }
    assert earned == room.deserved


def test_the_whole_way_is_compared_with_what_nbgrader_does_of_it() -> None:
    ours = [Figures(step, 100, 10.0, 8.0, 2**20, 1) for step in STEPS]
    stock = [Figures("stock", 2, 8.0, runs=1), Figures("stock", 10, 32.0, runs=1)]
    cells = [list(column.cells) for column in table(ours, stock, [100]).columns]
    assert dict(zip(*cells, strict=True))["all"] == "50.0 s, 1 MiB"
    assert cells[1][-2:] == ["302 s", "15"]


def test_the_classic_notebook_asks_the_same_for_the_same_points(scheme: AnswerKey) -> None:
    nb = classic_notebook(scheme)
    points = {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.points
        for cell in nb.cells
        if "points" in cell.metadata.get("nbgrader", {})
    }
    assert sum(points.values()) == 25
    for item in graded_items(scheme):
        assert points[f"{item.id}-test"] == item.points
    assert not [cell for cell in nb.cells if "quiz" in cell.source and cell.cell_type == "code"]


def test_the_tests_of_the_classic_notebook_tell_right_from_wrong(scheme: AnswerKey) -> None:
    for item in graded_items(scheme):
        right, wrong = literals(item, scheme)
        exec(check_of(item, scheme), {variable(item): right})
        with pytest.raises((AssertionError, TypeError)):
            exec(check_of(item, scheme), {variable(item): wrong})


def test_a_start_is_not_counted_for_each_submission() -> None:
    measured = [Figures("stock", 10, 32.0, runs=3), Figures("stock", 2, 8.0, runs=3)]
    assert line(measured) == (2.0, 3.0)
    assert list(extrapolate(measured, [2, 10, 1000])) == [Figures("stock", 1000, 3002.0)]


def test_a_start_is_never_negative() -> None:
    assert line([Figures("stock", 2, 2.0, runs=3), Figures("stock", 10, 20.0, runs=3)]) == (0.0, 2.0)


def test_growth_is_told_from_a_hundred_on() -> None:
    measured = [
        Figures("ours", 10, 5.0, peak=80, runs=3),
        Figures("ours", 100, 10.0, peak=100, runs=3),
        Figures("ours", 1000, 90.0, peak=110, runs=1),
    ]
    assert list(growth(measured)) == ["ours, 1,000 against 100 submissions: seconds for each x0.90, peak memory x1.10"]
