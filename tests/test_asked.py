"""Is everyone marked by what they were asked, with today's keys, several right answers and voided items?"""

from __future__ import annotations

import json
from typing import Any

import msgspec
import nbformat
import pytest

from instructor.course import Course, CourseError
from instructor.grading.snapshots import asked_at, snapshots
from instructor.marking.answer_key import read_answer_key
from instructor.marking.marks import mark_folder
from instructor.marking.review import review
from instructor.release import make_release
from instructor.reports import items
from quizzes.bank import BankError
from tests.gradebooks import autograded
from tests.small_class import grade
from tests.small_course import ASSIGNMENT, KEYS, RIGHT, cell_metadata, hand_in_folder
from tests.term import edit, void
from tests.term_changes import NEW_ITEM

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


# Keys


def test_the_review_and_the_report_say_that_an_item_is_voided(course: Course) -> None:
    folder = hand_in_folder(course, "ana", RIGHT | {"s-club": "b"})
    void(course, "s-club", "full")
    void(course, "s-several", "out")
    scheme = read_answer_key(course, ASSIGNMENT)
    marks = mark_folder(folder, scheme)
    html = review(marks.quizzes["quiz-01"])
    assert "Small quiz: 3 of 3 points" in html
    assert "1 of 1: this question was taken back, and everyone has full marks for it" in html
    assert "this question was taken back, and does not count" in html
    assert [each.item.id for each in items.item_results(scheme, [marks])] == ["s-number", "s-run"]
    assert "Voided, and left out here: s-club, s-several." in items.report(ASSIGNMENT, scheme, [marks]).findings


def test_a_report_of_which_every_question_is_voided_says_so(course: Course) -> None:
    folder = hand_in_folder(course, "ana", RIGHT)
    for item in ("s-club", "s-several", "s-number", "s-run"):
        void(course, item, "full")
    scheme = read_answer_key(course, ASSIGNMENT)
    findings = items.report(ASSIGNMENT, scheme, [mark_folder(folder, scheme)]).findings
    assert findings == ("Voided, and left out here: s-club, s-several, s-number, s-run.",)


def test_any_of_several_right_answers_earns_all_and_the_best_one_counts(course: Course) -> None:
    edit(course, "    key: a\n", "    key: a\n    also: [b]\n")
    edit(course, "    key: [a, c]\n", "    key: [a, c]\n    also: [[b]]\n")
    edit(course, "tolerance: 0.01}\n", "tolerance: 0.01}\n    also: [{value: 25, tolerance: 1}]\n")
    answers = {"s-club": "b", "s-several": ["b"], "s-number": "24,5"}
    for name, several in (("ana", ["b"]), ("ben", ["a"]), ("eve", ["a", "b"])):
        hand_in_folder(course, name, answers | {"s-several": several})
    done = grade(course, ("ana", "ben", "eve"))
    assert [done[name].score for name in ("ana", "ben", "eve")] == [4, 3.5, 3]


@pytest.mark.parametrize(
    ("old", "new", "bank", "message"),
    [
        ("    key: a\n", "    key: a\n    also: [z]\n", False, 'item "s-club": no option "z"'),
        ("    key: a\n", "    key: a\n    void: half\n", False, "void"),
        ("          key: a\n", "          key: a\n          void: full\n", True, "only a graded item can be voided"),
    ],
)
def test_keys_that_say_something_else_are_named(course: Course, old: str, new: str, bank: bool, message: str) -> None:
    edit(course, old, new, bank)
    with pytest.raises(BankError, match=message):
        read_answer_key(course, ASSIGNMENT)


# What was asked


def test_what_came_after_the_hand_in_was_not_asked_and_counts_only_where_answered(course: Course) -> None:
    for name, answers in (("ana", RIGHT), ("ben", RIGHT | {"s-new": "a"}), ("eve", RIGHT | {"s-new": "b"})):
        hand_in_folder(course, name, answers)
    edit(course, "  - id: run-01\n", NEW_ITEM, bank=True)
    edit(course, "keys:\n", "keys:\n  s-new: {key: a, rationale: It was added.}\n")
    done = grade(course, ("ana", "ben", "eve"))
    assert [done[name].quizzes for name in ("ana", "ben", "eve")] == [8, 8, 4 + 4 * 4 / 5]
    shown = next(cell for cell in autograded(course, "ana").cells if cell.id == "quiz-01").outputs[0].data["text/html"]
    assert "Not asked" in shown
    assert "it came after you handed in, and does not count" in shown


def test_an_option_that_was_taken_away_costs_nobody_an_answer(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT | {"s-several": ["a", "b", "c"]})
    before = grade(course, ("ana",))["ana"].score
    edit(course, "options: {a: air, b: bread, c: light}", "options: {a: air, c: light}", bank=True)
    assert grade(course, ("ana",), force=True)["ana"].score == before == 7.5


def test_a_release_is_kept_on_the_instructors_side_and_the_log_says_who_was_asked_which(course: Course) -> None:
    (first,) = snapshots(course, ASSIGNMENT)
    names = {path.name for path in first.folder.iterdir()}
    assert names == {"bank.yaml", "keys.yaml", "doubling.py", f"{ASSIGNMENT}.ipynb", "cells.json"}
    assert json.loads((first.folder / "cells.json").read_bytes())["limit-01"]["points"] == 1
    make_release(course, ASSIGNMENT)
    assert len(snapshots(course, ASSIGNMENT)) == 1
    edit(course, "Small quiz", "Small quiz, again", bank=True)
    make_release(course, ASSIGNMENT)
    _, second = snapshots(course, ASSIGNMENT)
    assert asked_at([first, second], first.since) == first
    assert (asked_at([first, second], None), asked_at([], None)) == (second, None)
    for name, time in (("ana", first.since), ("ben", second.since)):
        (hand_in_folder(course, name, RIGHT) / "timestamp.txt").write_text(f"{time}", "utf-8")
    hand_in_folder(course, "eve", RIGHT)  # in 2026, before or after these: the first or the second, never none
    grade(course, ("ana", "ben", "eve"))
    lines = (course.folder / "grading" / f"{ASSIGNMENT}.jsonl").read_bytes().splitlines()
    asked = {line["student"]: line["asked"] for line in map(msgspec.json.decode, lines)}
    assert asked["ana"] == first.digest
    assert asked["ben"] == second.digest
    assert asked["eve"] in (first.digest, second.digest)
    released = {path.name for path in course.step("release", ASSIGNMENT).iterdir()}
    assert released == {f"{ASSIGNMENT}.ipynb", "doubling.py", "quiz.json"}


@pytest.mark.parametrize(
    ("change", "facts"),
    [
        (lambda nb: nb.cells.pop(4), '"run-01" is gone'),
        (
            lambda nb: nb.cells.append(
                nbformat.v4.new_markdown_cell("More.", id="more", metadata=cell_metadata("more", 1, solution=True))
            ),
            '"more" is new',
        ),
    ],
)
def test_a_lesson_with_work_keeps_its_cells_and_says_so_before_anything_is_touched(
    small_class: Course, change: Any, facts: str
) -> None:
    course = small_class
    if "run-01" in facts:
        text = course.bank_file(ASSIGNMENT).read_text("utf-8")
        course.bank_file(ASSIGNMENT).write_text(text[: text.index("  - id: run-01")], "utf-8")
        course.keys_file(ASSIGNMENT).write_text(KEYS[: KEYS.index("  s-run:")], "utf-8")
    path = course.source(ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    nb = nbformat.read(path, as_version=4)
    change(nb)
    nbformat.write(nb, path)
    before = {str(path): path.read_bytes() for path in course.folder.rglob("*") if path.is_file()}
    with pytest.raises(CourseError, match=f"has work of 3 students, so its cells stay: {facts}.*`void: out`"):
        make_release(course, ASSIGNMENT)
    assert {str(path): path.read_bytes() for path in course.folder.rglob("*") if path.is_file()} == before
