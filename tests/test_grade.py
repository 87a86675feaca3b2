"""Is a submission marked by its journal and nothing else, and does none of them stop the class?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook

from instructor.course import Course, CourseError
from instructor.grading.batch import Result, grade_class
from instructor.marking.answer_key import read_answer_key
from instructor.marking.marks import mark_folder
from instructor.marking.review import answer_given
from quizzes.bank import BankError
from tests.gradebooks import autograded, gradebook
from tests.small_course import ASSIGNMENT, RIGHT, edit, hand_in_folder

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


def grade(course: Course, *students: str) -> dict[str, Result]:
    names = list(students) or course.students("submitted", ASSIGNMENT)
    return {result.student: result for result in grade_class(course, ASSIGNMENT, names)}


def result_of(nb: NotebookNode, name: str) -> Any:
    (cell,) = [cell for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name]
    (output,) = cell.outputs
    return output.data


def test_marks_are_a_function_of_a_folder_and_the_keys(course: Course) -> None:
    folder = hand_in_folder(course, "ana", {"s-club": "a", "s-several": ["a", "b"], "s-number": "2.5 per cent"})
    marks = mark_folder(folder, read_answer_key(course, ASSIGNMENT)).quizzes
    assert [(m.mark.outcome, m.mark.points) for m in marks["quiz-01"].items] == [
        ("right", 1),
        ("wrong", 0),
        ("right", 2),
    ]
    assert marks["run-01"].points == 0


def test_right_answers_earn_all_and_a_blank_earns_nothing(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT)
    hand_in_folder(course, "ben", {})
    done = grade(course)
    assert (done["ana"].score, done["ana"].maximum, done["ana"].needs_person) == (8, 9, False)
    assert (done["ben"].score, done["ben"].maximum, done["ben"].needs_person) == (0, 9, False)


def test_a_written_answer_waits_for_a_person(course: Course) -> None:
    hand_in_folder(course, "ana", {}, written="It leaves out threats.")
    assert grade(course)["ana"].needs_person


def test_the_cell_holds_points_that_nbgrader_can_read_and_the_review(course: Course) -> None:
    hand_in_folder(course, "ana", {"s-club": "b", "s-several": ["a"]})
    grade(course)
    data = result_of(autograded(course, "ana"), "quiz-01")
    assert data["text/plain"] == "0.5"
    for words in (
        *("Small quiz: 0.5 of 4 points", "✗ Not right", "0 of 1", "◐ Partly right", "– Not answered"),
        *(
            "a public good",
            "No one can be kept",
            "A club can keep out",
            "Instead of providing public goods",
            ">P9</cite>)",
        ),
        "<math",
    ):
        assert words in data["text/html"]


def test_nothing_a_student_leaves_in_the_notebook_counts(course: Course) -> None:
    folder = hand_in_folder(course, "mal", {"s-club": "b"})

    def forge(nb: NotebookNode) -> None:
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "4"}, execution_count=1)]
                cell.source = "4"
            if "points" in cell.metadata.get("nbgrader", {}):
                cell.metadata.nbgrader.points = 100

    edit(folder, forge)
    (folder / "doubling.py").write_text("raise SystemExit", "utf-8")
    bank = json.loads((folder / "quiz.json").read_text("utf-8"))
    bank["quizzes"][1]["items"][0]["points"] = 50
    (folder / "quiz.json").write_text(json.dumps(bank), "utf-8")
    done = grade(course)["mal"]
    assert (done.outcome, done.score, done.maximum) == ("graded", 0, 9)
    assert [cell.source for cell in autograded(course, "mal").cells if cell.cell_type == "code"][-1] == 'quiz("run-01")'


@pytest.mark.parametrize(
    "change",
    [
        lambda nb: nb.cells.clear(),
        lambda nb: nb.cells.reverse(),
        lambda nb: [cell.metadata.pop("nbgrader", None) for cell in nb.cells],
        lambda nb: [cell.metadata.update(nbgrader="mine") for cell in nb.cells],
        lambda nb: [cell.metadata.nbgrader.update(grade=False) for cell in nb.cells if "nbgrader" in cell.metadata],
        lambda nb: [cell.metadata.nbgrader.update(solution=True) for cell in nb.cells if "nbgrader" in cell.metadata],
        lambda nb: [cell.metadata.nbgrader.pop("schema_version") for cell in nb.cells if "nbgrader" in cell.metadata],
        lambda nb: nb.cells.extend([cell.copy() for cell in nb.cells]),
        lambda nb: nb.metadata.update(kernelspec={"name": "ruby", "display_name": "Ruby"}),
        lambda nb: nb.cells[0].metadata.update(tags=["<script>"], nbgrader={"grade_id": "title", "grade": True}),
    ],
    ids=[
        "emptied",
        "reversed",
        "stripped",
        "nonsense",
        "ungraded",
        "solution",
        "schema",
        "doubled",
        "kernel",
        "claimed",
    ],
)
def test_a_mangled_notebook_is_restored_and_its_answers_count(
    course: Course, change: Callable[[NotebookNode], object]
) -> None:
    edit(hand_in_folder(course, "ana", RIGHT), change)
    done = grade(course)["ana"]
    assert (done.outcome, done.reason, done.score) == ("graded", "", 8)
    names = [
        cell.metadata.nbgrader.grade_id for cell in autograded(course, "ana").cells if cell.metadata.get("nbgrader")
    ]
    assert sorted(names) == ["limit-01", "limit-01-task", "quiz-01", "run-01", "warm-up"]


def test_a_wrong_line_is_named_and_the_rest_counts(course: Course) -> None:
    journal = hand_in_folder(course, "ana", RIGHT) / "responses" / "quiz-01.jsonl"
    lines = journal.read_text("utf-8").splitlines(keepends=True)
    journal.write_text("".join([lines[0], "<b>no JSON</b>\n", *lines[1:]]), "utf-8")
    done = grade(course)["ana"]
    assert done.score == 8
    assert "responses/quiz-01.jsonl, line 2: not an answer" in done.problems[0]
    assert "Skipped in responses/quiz-01.jsonl" in result_of(autograded(course, "ana"), "quiz-01")["text/html"]


def rename(folder: Path) -> None:
    (folder / f"{ASSIGNMENT}.ipynb").rename(folder / "03-reciprocity.ipynb")


def other_lesson(folder: Path) -> None:
    def change(nb: NotebookNode) -> None:
        for cell in nb.cells:
            if "nbgrader" in cell.metadata:
                cell.metadata.nbgrader.grade_id = cell.metadata.nbgrader.grade_id.replace("01", "03")
                cell.metadata.nbgrader.grade_id = cell.metadata.nbgrader.grade_id.replace("warm-up", "warm-03")

    edit(folder, change)


def broken(folder: Path) -> None:
    (folder / f"{ASSIGNMENT}.ipynb").write_text('{"cells": [', "utf-8")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (rename, "it holds 03-reciprocity.ipynb; ask the student to hand in 01-small"),
        (other_lesson, "this notebook is not 01-small: its cells are limit-03"),
        (broken, "the notebook is not JSON (Expecting value: line 1 column 12 (char 11)); ask the student"),
    ],
)
def test_one_bad_submission_is_named_and_earns_nothing(
    course: Course, spoil: Callable[[Path], object], reason: str
) -> None:
    for name in ("ana", "mal", "zoe"):
        hand_in_folder(course, name, RIGHT)
    spoil(course.step("submitted", ASSIGNMENT, "mal"))
    done = grade(course)
    assert [done[name].score for name in ("ana", "mal", "zoe")] == [8, 0, 8]
    assert done["mal"].outcome == "refused"
    assert reason in done["mal"].reason
    assert not course.step("autograded", ASSIGNMENT, "mal").exists()


def test_unchanged_submissions_are_left_alone(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT)
    assert [grade(course)["ana"].outcome, grade(course)["ana"].outcome] == ["graded", "unchanged"]


def test_a_corrected_key_counts_when_grading_again(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT)
    grade(course)
    keys = course.keys_file(ASSIGNMENT)
    keys.write_text(keys.read_text("utf-8").replace("key: a\n", "key: b\n"), "utf-8")
    os.utime(keys, ns=(1, 1))
    (result,) = grade_class(course, ASSIGNMENT, ["ana"], force=True)
    assert result.score == 7


def test_nbgrader_autograde_gives_the_same_gradebook_and_files(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT, written="It leaves out <script>alert(1)</script> threats.")
    hand_in_folder(course, "ben", {"s-club": "b", "s-several": ["a"]})
    hand_in_folder(course, "eve", {})
    grade(course)
    ours, files = gradebook(course), [autograded(course, name) for name in ("ana", "ben", "eve")]
    command = [sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT, "--force"]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert gradebook(course) == ours
    assert [autograded(course, name) for name in ("ana", "ben", "eve")] == files


def test_grading_before_releasing_says_what_to_do(course: Course) -> None:
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        book.remove_assignment(ASSIGNMENT)
    with pytest.raises(CourseError, match="python -m instructor release 01-small"):
        list(grade_class(course, ASSIGNMENT, ["ana"]))


def test_a_missing_key_stops_the_grading_before_anyone_is_marked(course: Course) -> None:
    keys = course.keys_file(ASSIGNMENT)
    keys.write_text(keys.read_text("utf-8").replace("s-club:", "s-klub:"), "utf-8")
    with pytest.raises(BankError, match='no key for item "s-club"'):
        list(grade_class(course, ASSIGNMENT, ["ana"]))


@pytest.mark.parametrize(
    ("item", "response", "words"),
    [
        ("s-club", "b", "a public good"),
        ("s-club", "<b>", "<code>&lt;b&gt;</code>"),
        ("s-several", ["a", "c"], "<ul><li>air</li><li>light</li></ul>"),
        ("s-number", "2,5 <i>", "2,5 &lt;i&gt; per cent"),
        ("s-run", RIGHT["s-run"], "Predicted: Twice = 6"),
        ("s-run", {"prediction": ["<i>"], "result": 3}, "Predicted: Twice = nothing"),
        ("s-run", None, "none"),
    ],
)
def test_an_answer_is_shown_in_words_and_never_as_markup(course: Course, item: str, response: Any, words: str) -> None:
    items = {known.id: known for _, known in course.bank(ASSIGNMENT).items()}
    shown = answer_given(items[item], response)
    assert words in shown
    assert "<i>" not in shown
