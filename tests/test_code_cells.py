"""Can an instructor add a classic test cell, run in a sandbox, without anything getting out or anyone being stopped?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell

from instructor.course import Course, CourseError
from instructor.feedback import page, write_feedback
from instructor.grading.batch import Result, grade_class
from instructor.marking import submission
from instructor.release import make_release
from instructor.sandbox.limits import SandboxError
from tests.gradebooks import autograded, by_nbgrader, rows
from tests.small_course import ASSIGNMENT, RIGHT, cell_metadata, edit, hand_in_folder

pytestmark = [
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's"),
]

SOLUTION = "def twice(number):\n    ### BEGIN SOLUTION\n    return 2 * number\n    ### END SOLUTION"
TESTS = """
assert twice(2) == 4, "twice 2 is 4"
### BEGIN HIDDEN TESTS
assert [twice(number) for number in (0, 0.5, 10**6)] == [0, 1, 2 * 10**6]
### END HIDDEN TESTS
"""
SHARE = "sum(twice(number) == 2 * number for number in (1, 2, 3)) * share / 3"


def add_code_cells(course: Course) -> None:
    """Add a coding task with its tests to the small lesson, and let the keys say that code is run."""
    path = course.source(ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    nb = nbformat.read(path, as_version=4)
    answer = cell_metadata("twice", solution=True)
    nb.cells += [
        new_code_cell(SOLUTION, id="twice", metadata=answer),
        new_code_cell("share = 3", id="share", metadata=cell_metadata("share")),
        new_code_cell(TESTS.strip(), id="twice-tests", metadata=cell_metadata("twice-tests", 2)),
        new_code_cell(SHARE, id="twice-share", metadata=cell_metadata("twice-share", 3)),
    ]
    nbformat.write(nb, path)
    keys = course.keys_file(ASSIGNMENT)
    keys.write_text(f"code_cells: true\n{keys.read_text('utf-8')}", "utf-8")


@pytest.fixture
def coding(sources: Course) -> Course:
    add_code_cells(sources)
    make_release(sources, ASSIGNMENT)
    return sources


def hand_in_code(course: Course, student: str, code: str) -> Path:
    folder = hand_in_folder(course, student, RIGHT)

    def write(nb: NotebookNode) -> None:
        (cell,) = [cell for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "twice"]
        cell.source = code

    edit(folder, write)
    return folder


def grade(course: Course, **options: Any) -> dict[str, Result]:
    students = course.students("submitted", ASSIGNMENT)
    return {result.student: result for result in grade_class(course, ASSIGNMENT, students, **options)}


#: It answers every comparison in its own way: that fools a test, in whatever sandbox, but not the share of points.
FOOL = """class Fool(int):
    def __eq__(self, other):
        return -9
def twice(number):
    return Fool()"""
#: It shows what a browser would act on, in the page where the grader gives points.
SHOWY = """from IPython.display import HTML, Javascript, display
def twice(number):
    return 2 * number
display(Javascript("steal()"))
HTML("<script>steal()</script>")"""
#: What a student writes -> the points of both tests.
CODE = {
    "right": ("def twice(number):\n    return number + number", 5),
    "wrong": ("def twice(number):\n    return 4", 1),
    "broken": ("def twice(number", 0),
    "boastful": ("def twice(number):\n    return 2 * number\nshare = 300", 5),
    "fool": (FOOL, 2),
    "showy": (SHOWY, 5),
    "gone": ("import os\nos._exit(0)", 0),
}


@pytest.mark.long
def test_code_is_marked_in_the_sandbox_and_nbgrader_gives_the_same(coding: Course) -> None:
    for student, (code, _) in CODE.items():
        hand_in_code(coding, student, code)
    done = grade(coding)
    found = {student: result.score - 8 for student, result in done.items()}
    assert found == {student: points for student, (_, points) in CODE.items()}
    shown = nbformat.writes(autograded(coding, "wrong"))
    assert "AssertionError" in shown
    assert "no number from 0 to 3" in nbformat.writes(autograded(coding, "fool"))
    outputs = [output for cell in autograded(coding, "showy").cells for output in cell.get("outputs", [])]
    kinds = {kind for output in outputs for kind, text in output.get("data", {}).items() if "steal" in text}
    assert kinds <= {"text/plain"}
    assert any(output.get("data", {}).get("text/plain") == "<IPython.core.display.HTML object>" for output in outputs)
    ours = rows(coding)
    by_nbgrader(coding, True)
    assert rows(coding) == ours


def test_a_release_has_no_hidden_test_in_it(coding: Course) -> None:
    released = (coding.step("release", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_text("utf-8")
    assert "twice 2 is 4" in released
    assert "10**6" not in released
    assert "return 2 * number" not in released


def test_a_feedback_page_shows_the_code_and_what_the_test_said_and_no_test(coding: Course) -> None:
    hand_in_code(coding, "ana", "def twice(number):\n    return 4")
    grade(coding)
    assert [*write_feedback(coding, ASSIGNMENT, ["ana"])] == [("ana", "")]
    html = page(coding, ASSIGNMENT, "ana").read_text("utf-8")
    for shown in (
        "return 4",
        "twice-tests: 0 of 2 points",
        "<code>AssertionError: </code>",
        "twice-share: 1 of 3 points",
    ):
        assert shown in html
    for hidden in ("HIDDEN", "10**6", "twice(2) ==", "share / 3", "Traceback"):
        assert hidden not in html


def test_without_the_word_of_the_keys_a_test_cell_is_not_released(sources: Course) -> None:
    add_code_cells(sources)
    keys = sources.keys_file(ASSIGNMENT)
    keys.write_text(keys.read_text("utf-8").replace("code_cells: true\n", ""), "utf-8")
    with pytest.raises(CourseError, match=r'"twice-tests": grading it would run student code.*code_cells: true'):
        make_release(sources, ASSIGNMENT)


def test_where_there_is_no_sandbox_nothing_is_run_and_nobody_graded(
    coding: Course, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ran = tmp_path / "ran"
    hand_in_code(coding, "ana", f"open({str(ran)!r}, 'w')")

    def no_sandbox(*_: object) -> None:
        raise SandboxError("there is no bubblewrap here")

    monkeypatch.setattr("instructor.sandbox.run.execute", no_sandbox)
    with pytest.raises(CourseError, match="there is no bubblewrap here"):
        grade(coding)
    assert not ran.exists()
    assert not coding.step("autograded", ASSIGNMENT, "ana").exists()


@pytest.mark.parametrize("text", [None, "", "-1", "nan", "inf", "3.01", "True", "[3]", ["1", "2"]])
def test_a_result_that_is_no_number_of_points_earns_nothing(text: Any) -> None:
    assert not submission._is_credit(text, 3.0)


@pytest.mark.parametrize("text", ["0", "3.0", "2.5", ["1"]])
def test_a_number_of_points_is_one(text: Any) -> None:
    assert submission._is_credit(text, 3.0)
