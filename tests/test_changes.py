"""Is it said, before anything is written, whose marks change with bank, keys or points, and does nobody lose by it?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from instructor.course import Course, CourseError
from instructor.grading.preview import preview
from instructor.release import make_release
from tests.gradebooks import by_nbgrader, rows
from tests.small_class import CLASS, grade
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder
from tests.term import by_hand, edit, run, scores, set_points, void, waiting

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


def snapshot_of(course: Course) -> Mapping[str, Any]:
    return {"rows": rows(course), "scores": scores(course)}


def test_grading_again_shows_old_and_new_marks_and_writes_only_when_someone_agrees(small_class: Course) -> None:
    grade(small_class)
    before = snapshot_of(small_class)
    edit(small_class, "    key: a\n", "    key: b\n")
    for options, code in ((["--dry-run"], 0), (["--force"], 1)):
        done = run("grade", ASSIGNMENT, *options)
        assert done.exit_code == code, done.output
        assert "s-club: the key was “a”, is “b”" in done.output
        assert [line.split("│")[1:4] for line in done.output.splitlines() if "│ ana" in line] == [
            [" ana     ", " 8 of 9     ", " 7 of 9      "]
        ]
        assert "3 of 3 graded marks would change" in done.output
        assert snapshot_of(small_class) == before
    assert "then say --yes" in done.output
    assert run("grade", ASSIGNMENT, "--force", "--yes").exit_code == 0
    assert set(scores(small_class).values()) == {(7.0, 9.0)}
    assert run("grade", ASSIGNMENT, "--force").exit_code == 0


def test_a_first_grading_and_keys_that_change_no_mark_need_nobody(small_class: Course) -> None:
    edit(small_class, "    key: a\n", "    key: b\n")
    assert run("grade", ASSIGNMENT, "--force").exit_code == 0
    edit(small_class, "Half of five", "A half of five")
    done = run("grade", ASSIGNMENT, "--force")
    assert (done.exit_code, "0 of 3 graded marks would change" in done.output) == (0, True)


def test_taking_an_item_out_changes_bank_and_gradebook_in_one_step(small_class: Course) -> None:
    grade(small_class)
    by_hand(small_class, "ana", "limit-01", 1)
    void(small_class, "s-several", "out")
    done = run("grade", ASSIGNMENT, "--force")
    assert (done.exit_code, "s-several: voided: taken out of the total" in done.output) == (1, True)
    assert "9 of 9" in done.output
    assert "8 of 8" in done.output
    assert run("grade", ASSIGNMENT, "--force", "--yes").exit_code == 0
    assert scores(small_class) == {"ana": (8, 8), "mal": (7, 8), "zoe": (7, 8)}
    make_release(small_class, ASSIGNMENT)
    assert scores(small_class) == {"ana": (8, 8), "mal": (7, 8), "zoe": (7, 8)}


def test_a_release_carries_marks_over_to_new_points_and_says_so_first(small_class: Course) -> None:
    grade(small_class)
    by_hand(small_class, "ana", "limit-01", 0.5, credit=0.25)
    before = snapshot_of(small_class)
    set_points(small_class, "limit-01", 4)
    for options, code in ((["--dry-run"], 0), ([], 1)):
        done = run("release", ASSIGNMENT, *options)
        assert done.exit_code == code, done.output
        assert 'cell "limit-01": worth 1, will be worth 4; every mark in it keeps its share' in done.output
        assert "8.75 of 9" in done.output
        assert "10.25 of 12" in done.output
        assert snapshot_of(small_class) == before
    assert run("release", ASSIGNMENT, "--yes").exit_code == 0
    assert scores(small_class) == {"ana": (10.25, 12), "mal": (8, 12), "zoe": (8, 12)}
    assert preview(small_class, ASSIGNMENT, CLASS) == []
    assert waiting(small_class, "ana") == set()


def test_a_cell_with_marks_by_hand_is_never_worth_nothing(small_class: Course) -> None:
    grade(small_class)
    by_hand(small_class, "ana", "limit-01", 0.5)
    before = snapshot_of(small_class)
    set_points(small_class, "limit-01", 0)
    with pytest.raises(CourseError, match='"limit-01" would be worth nothing, and marks given by hand in it'):
        make_release(small_class, ASSIGNMENT)
    assert snapshot_of(small_class) == before


def test_more_points_in_the_bank_than_in_the_gradebook_never_exceed_the_cell(small_class: Course) -> None:
    edit(small_class, "        points: 2\n", "        points: 6\n", bank=True)
    assert {result.score for result in grade(small_class).values()} == {8}
    by_nbgrader(small_class, True)
    assert scores(small_class) == dict.fromkeys(CLASS, (8, 9))


# Marks by hand


@pytest.mark.parametrize("way", ["grade", "nbgrader autograde"])
def test_a_mark_by_hand_is_put_up_again_only_where_the_answer_changed(course: Course, way: str) -> None:
    def again() -> None:
        grade(course, ("ana",), force=True) if way == "grade" else by_nbgrader(course, True)

    folder = hand_in_folder(course, "ana", RIGHT, written="It leaves out threats.")
    again()
    assert waiting(course, "ana") == {"limit-01"}
    for cell in ("limit-01", "quiz-01"):
        by_hand(course, "ana", cell, 1)
    edit(course, "    key: a\n", "    key: b\n")
    again()
    assert waiting(course, "ana") == set()
    notebook = folder / f"{ASSIGNMENT}.ipynb"
    notebook.write_text(notebook.read_text("utf-8").replace("leaves out threats", "leaves out much"), "utf-8")
    again()
    assert waiting(course, "ana") == {"limit-01"}
    again()
    assert waiting(course, "ana") == {"limit-01"}
    by_hand(course, "ana", "limit-01", 1)
    with (folder / "responses" / "quiz-01.jsonl").open("ab") as journal:
        journal.write(b'{"time":"2026-11-21T10:00:00+00:00","item":"s-club","response":"b"}\n')
    again()
    assert waiting(course, "ana") == {"quiz-01"}
    assert scores(course)["ana"][0] == 6
