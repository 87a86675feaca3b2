"""Is it said, before anything is written, whose marks change with bank, keys or points, and does nobody lose by it?"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import nbformat
import pytest
from click.testing import CliRunner
from click.testing import Result as Done
from nbgrader.api import Gradebook
from nbgrader.apps import ExportApp
from nbgrader.plugins import LateSubmissionPlugin

from instructor.__main__ import main
from instructor.course import Course, CourseError
from instructor.feedback import page, write_feedback
from instructor.grading.preview import preview
from instructor.grading.snapshots import asked_at, snapshots
from instructor.marking.answer_key import read_answer_key
from instructor.marking.marks import mark_folder
from instructor.marking.review import review
from instructor.nbgrader_app import application
from instructor.release import make_release
from instructor.reports import items
from quizzes.bank import BankError
from tests.gradebooks import autograded, by_nbgrader, rows
from tests.small_class import CLASS, grade
from tests.small_course import ASSIGNMENT, KEYS, RIGHT, cell_metadata, hand_in_folder

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

NEW_ITEM = """      - id: s-new
        type: choice
        stem: Which is new?
        options: {a: this, b: that}
        concept: public-goods-and-free-riding
        objective: 1
  - id: run-01
"""


def run(*arguments: str) -> Done:
    return CliRunner().invoke(main, arguments)


def edit(course: Course, old: str, new: str, bank: bool = False) -> None:
    path = course.bank_file(ASSIGNMENT) if bank else course.keys_file(ASSIGNMENT)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def void(course: Course, item: str, how: str) -> None:
    edit(course, f"  {item}:\n", f"  {item}:\n    void: {how}\n")


def set_points(course: Course, cell: str, points: float) -> None:
    path = course.source(ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    nb = nbformat.read(path, as_version=4)
    next(each for each in nb.cells if each.id == cell).metadata.nbgrader.points = points
    nbformat.write(nb, path)


def by_hand(course: Course, student: str, cell: str, score: float, credit: float | None = None) -> None:
    """Give points as a person does in the formgrader."""
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        given = book.find_grade(cell, ASSIGNMENT, ASSIGNMENT, student)
        given.manual_score, given.extra_credit, given.needs_manual_grade = score, credit, False
        book.db.commit()


def scores(course: Course) -> dict[str, tuple[float, float]]:
    """Return each student's points and maximum, as nbgrader has them."""
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        return {s.student.id: (s.score, s.max_score) for s in book.assignment_submissions(ASSIGNMENT)}


def waiting(course: Course, student: str) -> set[str]:
    """Return the cells of a student that wait for a person."""
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        grades = book.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student).grades
        return {each.name for each in grades if each.needs_manual_grade}


# Keys


@pytest.mark.parametrize(
    ("how", "answers", "before", "after"),
    [
        ("full", RIGHT, (8, 9), (8, 9)),
        ("full", RIGHT | {"s-club": "b"}, (7, 9), (8, 9)),
        ("full", {}, (0, 9), (1, 9)),
        ("out", RIGHT, (8, 9), (7, 8)),
        ("out", RIGHT | {"s-club": "b"}, (7, 9), (7, 8)),
        ("out", {}, (0, 9), (0, 8)),
    ],
)
def test_an_item_that_is_voided_counts_for_everyone_or_for_nobody(
    course: Course, how: str, answers: Any, before: tuple[float, float], after: tuple[float, float]
) -> None:
    hand_in_folder(course, "ana", answers)
    grade(course, ("ana",))
    assert scores(course)["ana"] == before
    void(course, "s-club", how)
    grade(course, ("ana",), force=True)
    assert scores(course)["ana"] == after


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


# Before anything is written


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


# When it is due


def test_a_due_date_is_set_by_its_zone_or_refused_before_anything_is_released(sources: Course) -> None:
    done = run("release", ASSIGNMENT, "--due", "2026-03-29 02:30 Europe/Berlin")
    assert (done.exit_code, "never, as they are changed" in done.output) == (1, True)
    assert not sources.folder.exists()
    done = run("release", ASSIGNMENT, "--due", "2026-12-01 23:59 Europe/Berlin")
    assert (done.exit_code, "due 2026-12-01 22:59:00 UTC" in done.output) == (0, True)
    with Gradebook(f"sqlite:///{sources.folder / 'gradebook.db'}") as book:
        assert str(book.find_assignment(ASSIGNMENT).duedate) == "2026-12-01 22:59:00"


# The penalty


@pytest.fixture
def late(small_class: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Return the class, graded: an hour late, which costs a tenth of the score; then a person marks ana's answer."""
    plugin = LateSubmissionPlugin
    monkeypatch.setattr(plugin, "late_submission_penalty", lambda self, student, score, seconds: score / 10)
    named = 'get_config().AssignLatePenalties.plugin_class = "nbgrader.plugins.LateSubmissionPlugin"'
    (small_class.root / "nbgrader_config.py").write_text(named, "utf-8")
    with Gradebook(f"sqlite:///{small_class.folder / 'gradebook.db'}") as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate="2026-11-20 10:00:00")
    grade(small_class)
    assert penalties(small_class) == dict.fromkeys(CLASS, 0.8)
    by_hand(small_class, "ana", "limit-01", 1)
    return small_class


def penalties(course: Course) -> dict[str, float]:
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        return {s.student.id: s.late_submission_penalty for s in book.assignment_submissions(ASSIGNMENT)}


def by_feedback(course: Course) -> None:
    assert list(write_feedback(course, ASSIGNMENT, ["ana"])) == [("ana", "")]
    assert "(Score: 8.1 / 9.0)" in page(course, ASSIGNMENT, "ana").read_text("utf-8")


def by_export(course: Course) -> None:
    table = course.folder / "marks.csv"
    with application(course, ASSIGNMENT, ExportApp, ["--to", str(table)]):
        pass  # starting it is its work
    marks = {line.split(",")[3]: line.split(",")[7:11] for line in table.read_text("utf-8").splitlines()}
    assert marks["ana"] == ["9.0", "0.9", "8.1", "9.0"]
    assert marks["zoe"] == ["8.0", "0.8", "7.2", "9.0"]


@pytest.mark.parametrize("way", [grade, by_feedback, by_export])
def test_the_penalty_follows_the_final_score(late: Course, way: Callable[[Course], object]) -> None:
    way(late)
    assert penalties(late) == {"ana": 0.9, "mal": 0.8, "zoe": 0.8}
