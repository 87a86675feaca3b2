"""Is each of a class graded once, again where something changed, and named where it cannot be?"""

from __future__ import annotations

import shutil
import sqlite3
import sys
from typing import Any

import msgspec
import pytest
from nbgrader.api import Gradebook

from instructor.course import Course
from instructor.grade import counts, summary
from instructor.grading.batch import Result
from instructor.plan import read_plan
from instructor.submissions.directory import Directory
from tests.gradebooks import by_nbgrader, files, gradebook, rows
from tests.small_class import CLASS, grade
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


def log(course: Course) -> list[dict[str, Any]]:
    lines = (course.folder / "grading" / f"{ASSIGNMENT}.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line) for line in lines]


def test_what_is_graded_and_unchanged_is_left_alone_and_a_resubmission_is_not(small_class: Course) -> None:
    grade(small_class)
    notebook = small_class.step("autograded", ASSIGNMENT, "ana") / f"{ASSIGNMENT}.ipynb"
    before = notebook.stat().st_mtime_ns
    (small_class.step("submitted", ASSIGNMENT, "zoe") / "responses" / "run-01.jsonl").unlink()
    done = grade(small_class)
    assert [done[name].outcome for name in CLASS] == ["unchanged", "unchanged", "graded"]
    assert [done[name].score for name in CLASS] == [8, 8, 4]
    assert notebook.stat().st_mtime_ns == before
    assert not (small_class.step("autograded", ASSIGNMENT, "zoe") / "responses" / "run-01.jsonl").exists()


def test_without_its_log_what_nbgrader_calls_graded_is_graded(small_class: Course) -> None:
    grade(small_class)
    shutil.rmtree(small_class.folder / "grading")
    (small_class.step("submitted", ASSIGNMENT, "zoe") / "timestamp.txt").write_text("2026-11-21 11:00:00", "utf-8")
    assert [result.outcome for _, result in sorted(grade(small_class).items())] == ["unchanged", "unchanged", "graded"]


def test_what_is_graded_and_not_in_the_gradebook_is_graded_again(small_class: Course) -> None:
    grade(small_class)
    with Gradebook(f"sqlite:///{small_class.folder / 'gradebook.db'}") as book:
        book.remove_submission(ASSIGNMENT, "mal")
    assert grade(small_class)["mal"].outcome == "graded"


def test_a_refused_resubmission_leaves_what_was_graded_before(small_class: Course) -> None:
    grade(small_class)
    before = gradebook(small_class)
    (small_class.step("submitted", ASSIGNMENT, "mal") / f"{ASSIGNMENT}.ipynb").write_text("{", "utf-8")
    done = grade(small_class)["mal"]
    assert done.outcome == "refused"
    assert done.reason.endswith("; what was graded before stays")
    assert gradebook(small_class) == before
    assert small_class.step("autograded", ASSIGNMENT, "mal").exists()


def test_work_graded_by_other_keys_is_named_until_it_is_graded_again(small_class: Course) -> None:
    grade(small_class)
    keys = small_class.keys_file(ASSIGNMENT)
    keys.write_text(keys.read_text("utf-8").replace("key: a\n", "key: b\n"), "utf-8")
    assert {(result.outcome, result.other_keys) for result in grade(small_class).values()} == {("unchanged", True)}
    again = grade(small_class, force=True)
    assert {(result.outcome, result.score, result.other_keys) for result in again.values()} == {("graded", 7, False)}


def test_the_log_is_for_machines_and_a_torn_line_is_no_problem(small_class: Course) -> None:
    (small_class.step("submitted", ASSIGNMENT, "mal") / f"{ASSIGNMENT}.ipynb").unlink()
    grade(small_class)
    lines = {line["student"]: line for line in log(small_class)}
    assert [lines[name]["outcome"] for name in CLASS] == ["graded", "refused", "graded"]
    assert lines["ana"].items() >= {"score": 8.0, "maximum": 9.0}.items()
    assert "it holds no notebook" in lines["mal"]["reason"]
    path = small_class.folder / "grading" / f"{ASSIGNMENT}.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    assert {result.outcome for result in grade(small_class).values()} == {"unchanged", "refused"}


def test_a_late_submission_is_named_and_the_penalty_is_nbgraders(small_class: Course) -> None:
    with Gradebook(f"sqlite:///{small_class.folder / 'gradebook.db'}") as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate="2026-11-20 10:00:00")
    assert {result.seconds_late for result in grade(small_class).values()} == {3600}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere such names cannot be written")
@pytest.mark.parametrize("name", ["x" * 150, "é" * 65, "m\udcffl"], ids=["long", "long in bytes", "no UTF-8"])
def test_a_folder_whose_name_is_no_id_is_refused_and_the_rest_is_graded(small_class: Course, name: str) -> None:
    hand_in_folder(small_class, name, RIGHT)
    done = grade(small_class, (*CLASS, name))
    assert [done[student].score for student in CLASS] == [8, 8, 8]
    (refused,) = (result for result in done.values() if result.outcome == "refused")
    assert "is no student's id" in refused.reason
    assert refused.student.isprintable()


def test_what_grade_has_graded_nbgrader_leaves_alone(small_class: Course) -> None:
    grade(small_class)
    before = files(small_class), rows(small_class)
    by_nbgrader(small_class, False)
    assert (files(small_class), rows(small_class)) == before


def test_nbgrader_refuses_the_notebooks_that_grade_refuses(small_class: Course) -> None:
    bad = {
        "not JSON": b"{",
        "UTF-16": "{}".encode("utf-16"),
        "deep": b'{"nbformat": 4, "cells": [], "x": ' + b"[" * 200 + b"]" * 200 + b"}",
        "old": b'{"nbformat": 1, "cells": []}',
        "another": b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "",'
        b' "metadata": {"nbgrader": {"grade_id": "l9-run"}}}]}',
    }
    for name, content in bad.items():
        (hand_in_folder(small_class, name, RIGHT) / f"{ASSIGNMENT}.ipynb").write_bytes(content)
    by_nbgrader(small_class, False)
    assert {name.split("/")[0] for name in files(small_class)} == set(CLASS)
    done = grade(small_class, (*CLASS, *bad))
    assert {name for name, result in done.items() if result.outcome == "refused"} == set(bad)


def results(count: int, **facts: Any) -> list[Result]:
    return [Result(f"s{number:03}", "graded", score=1, maximum=9, **facts) for number in range(count)]


def test_the_table_of_a_large_class_has_only_those_who_are_not_just_graded(course: Course) -> None:
    shown = Directory(course), read_plan(course)
    odd = [Result("mal", "refused", "why [red]not[/red]"), Result("zoe", "unchanged", other_keys=True)]
    assert summary("lesson", results(20), *shown).row_count == 20
    assert summary("lesson", results(21, needs_person=True, seconds_late=60), *shown).row_count == 0
    assert summary("lesson", [*results(21), *odd], *shown).row_count == 1


def test_the_last_lines_name_who_came_to_what(course: Course) -> None:
    found = [*results(14, seconds_late=60), Result("ana", "unchanged", needs_person=True), Result("mal", "refused")]
    assert counts(found, Directory(course), read_plan(course)) == [
        "15 graded, 1 waiting for a person, 1 refused",
        f"graded (14): {', '.join(f's{number:03}' for number in range(12))} and 2 more",
        "unchanged (1): ana",
        f"late (14): {', '.join(f's{number:03}' for number in range(12))} and 2 more",
        "waiting for a person (1): ana",
        "refused (1): mal",
    ]


def test_what_a_killed_nbgrader_left_half_graded_is_graded(small_class: Course) -> None:
    grade(small_class)
    shutil.rmtree(small_class.folder / "grading")
    book = sqlite3.connect(small_class.folder / "gradebook.db")
    with book:
        book.execute("update grade set auto_score = null, needs_manual_grade = 1")
    book.close()
    assert {(result.outcome, result.score) for result in grade(small_class).values()} == {("graded", 8)}


def test_the_longest_id_can_be_graded_again(small_class: Course) -> None:
    name = "é" * 64
    hand_in_folder(small_class, name, RIGHT)
    for _ in range(2):
        assert grade(small_class, (name,), force=True)[name].score == 8


def test_whatever_lies_in_the_place_of_a_submission_is_named(small_class: Course) -> None:
    submitted = small_class.folder / "submitted"
    for name in ("file", "link"):
        (submitted / name).mkdir()
    (submitted / "file" / ASSIGNMENT).write_text("", "utf-8")
    (submitted / "link" / ASSIGNMENT).symlink_to("nowhere")
    (submitted / "other").mkdir()
    (submitted / "stray.txt").write_text("", "utf-8")
    (submitted / ".hidden" / ASSIGNMENT).mkdir(parents=True)
    students = small_class.handed_in(ASSIGNMENT)
    assert students == ["ana", "file", "link", "mal", "zoe"]
    done = grade(small_class, tuple(students))
    assert {name for name, result in done.items() if result.outcome == "refused"} == {"file", "link"}


def test_what_nbgrader_has_graded_since_is_graded_again(small_class: Course) -> None:
    grade(small_class)
    stamp = small_class.step("submitted", ASSIGNMENT, "ana") / "timestamp.txt"
    first = stamp.read_text("utf-8")
    stamp.write_text("2026-11-21 11:00:00", "utf-8")
    by_nbgrader(small_class, False)
    stamp.write_text(first, "utf-8")
    assert [grade(small_class)[name].outcome for name in CLASS] == ["graded", "unchanged", "unchanged"]
