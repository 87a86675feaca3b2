"""Does a student's own text reach the grader, whatever was done to the cells, and does only a true blank score 0?"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.api import Gradebook

from instructor.course import Course
from instructor.grading.batch import Result, grade_class
from instructor.submissions.restore import restore
from quizzes.complete import STUB
from quizzes.written import fingerprints, grade_id, is_visible, own_text
from tests.gradebooks import autograded, by_nbgrader, files, rows
from tests.small_course import ASSIGNMENT, RIGHT, edit, hand_in_folder
from tests.watching import own_course
from tests.written_answers import ANSWER, CASES, ESSAY, IDS, hand_in_all

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

LABEL = "Found elsewhere in the notebook"


@pytest.fixture(scope="module")
def graded(_released: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Course, dict[str, Result]]]:
    """Hand in all cases and grade them in one call."""
    with own_course(_released, tmp_path_factory.mktemp("written") / "course") as course:
        hand_in_all(course)
        yield course, {done.student: done for done in grade_class(course, ASSIGNMENT, [*IDS.values()])}


def answer_of(course: Course, student: str) -> Any:
    nb = autograded(course, student)
    (cell,) = [cell for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == ANSWER]
    return cell


def test_there_are_enough_kinds() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("name", CASES)
def test_the_answer_waits_or_is_truly_blank(graded: tuple[Course, dict[str, Result]], name: str) -> None:
    course, results = graded
    result = results[IDS[name]]
    assert (result.outcome, result.score, result.needs_person) == ("graded", 8, CASES[name].waits), result.reason
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        grade = book.find_grade(ANSWER, ASSIGNMENT, ASSIGNMENT, IDS[name])
        comment = book.find_comment(ANSWER, ASSIGNMENT, ASSIGNMENT, IDS[name])
        assert grade.auto_score == (None if CASES[name].waits else 0)
        assert comment.auto_comment == (None if CASES[name].waits else "No response.")


@pytest.mark.parametrize("name", CASES)
def test_the_grader_has_all_the_own_text_at_the_answer(graded: tuple[Course, dict[str, Result]], name: str) -> None:
    case, source = CASES[name], answer_of(graded[0], IDS[name]).source
    for text in case.shown:
        assert source.count(text) == 1, source
    assert (LABEL in source) == case.found, source


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("written into the task's cell", "in the cell “Name a limit”"),
        ("written into a quiz's cell", 'in the cell “quiz("quiz-01")”'),
        ("written into a new cell below", "after the cell of the answer “limit-01”"),
        ("written into a new cell above", "after the cell “Name a limit”"),
        ("written into a new cell at the top", "at its beginning"),
        ("stripped of metadata", "after the cell “Name a limit”"),
    ],
)
def test_the_label_says_where_it_stood(graded: tuple[Course, dict[str, Result]], name: str, where: str) -> None:
    assert f"**{LABEL}, {where}:**" in answer_of(graded[0], IDS[name]).source


@pytest.mark.long
def test_nbgrader_comes_to_the_same(graded: tuple[Course, dict[str, Result]], course: Course) -> None:
    hand_in_all(course)
    by_nbgrader(course, False)
    assert rows(course) == rows(graded[0])
    assert files(course) == files(graded[0])


def test_where_the_release_is_gone_the_source_says_what_was_given(course: Course) -> None:
    for student in ("ana", "ben"):
        hand_in_folder(course, student, RIGHT)
    edit(course.step("submitted", ASSIGNMENT, "ben"), lambda nb: nb.cells[0].update(source=ESSAY))
    shutil.rmtree(course.step("release", ASSIGNMENT))
    done = {result.student: result.needs_person for result in grade_class(course, ASSIGNMENT, ["ana", "ben"])}
    assert done == {"ana": False, "ben": True}


# Several answers in one lesson


def released(name: str, source: str, **claims: Any) -> dict[str, Any]:
    facts = {"grade_id": name, "grade": False, "solution": False, "locked": True, "task": False} | claims
    return {"id": name, "cell_type": "markdown", "metadata": {"nbgrader": facts}, "source": source}


def answer(name: str) -> dict[str, Any]:
    return released(name, STUB, grade=True, solution=True, locked=False, points=1)


TWO = [released("a-task", "### First"), answer("a"), released("b-task", "### Second"), answer("b")]


def own(source: str) -> dict[str, Any]:
    return {"id": "own", "cell_type": "markdown", "metadata": {}, "source": source}


def restored(*cells: dict[str, Any]) -> dict[str, str]:
    """Return the answers' texts, each without the stub, after restoring a notebook with these cells."""
    nb = {"cells": copy.deepcopy([*cells])}
    given = {cell["id"]: cell for cell in TWO}
    restore(nb, given, fingerprints(TWO), "01-small")
    return {name: cell["source"].replace(STUB, "") for cell in nb["cells"] if (name := grade_id(cell)) in ("a", "b")}


def filled(name: str, source: str) -> dict[str, Any]:
    return {**answer(name), "source": source}


def test_an_empty_answer_is_shown_the_text_nearest_to_it() -> None:
    texts = restored(TWO[0], TWO[1], own("One."), TWO[2], TWO[3], own("Two."))
    assert ("One." in texts["a"], "Two." in texts["a"]) == (True, False)
    assert ("One." in texts["b"], "Two." in texts["b"]) == (False, True)


def test_text_that_is_near_none_but_one_is_shown_at_each_empty_answer() -> None:
    texts = restored(own("Both."), *TWO)
    assert "Both." in texts["a"]
    assert "Both." in texts["b"]


def test_text_near_a_written_answer_is_shown_at_the_empty_one() -> None:
    texts = restored(TWO[0], filled("a", "Mine."), own("More."), TWO[2], TWO[3])
    assert texts["a"] == "Mine."
    assert "More." in texts["b"]


def test_an_answer_that_is_gone_is_shown_the_one_it_may_have_been_merged_into() -> None:
    texts = restored(TWO[0], filled("a", "Mine, and the other."))
    assert texts["a"] == "Mine, and the other."
    assert "in the cell of the answer “a”" in texts["b"]
    assert "Mine, and the other." in texts["b"]


def test_an_answer_left_empty_beside_a_written_one_is_shown_it_because_both_may_stand_there() -> None:
    texts = restored(TWO[0], filled("a", "Mine, and the other."), TWO[2], TWO[3])
    assert texts["a"] == "Mine, and the other."
    assert "in the cell of the answer “a”" in texts["b"]


def test_only_where_nothing_at_all_is_written_an_answer_is_blank() -> None:
    assert restored(*TWO) == {"a": "", "b": ""}


def test_what_is_typed_into_a_locked_cell_is_shown_even_where_all_is_written() -> None:
    texts = restored(TWO[0], filled("a", "Mine."), released("b-task", "### Second\n\nLost?"), filled("b", "Yours."))
    assert "Lost?" in texts["a"] + texts["b"]


def test_more_text_than_a_page_should_hold_is_cut_and_that_is_said() -> None:
    texts = restored(own("x" * 60_000), own("y" * 60_000), *TWO)
    assert "the first 50,000 of 60,000 letters" in texts["a"]
    assert "More was found elsewhere" in texts["a"]
    assert len(texts["a"]) < 51_000


# What is the student's own

LESSON = [
    {"cell_type": "markdown", "source": "# Model\n\nChange the numbers."},
    {"cell_type": "code", "source": "alpha = 0.5\nsizes = [5, 3, 2]"},
]


@pytest.mark.parametrize(
    ("kind", "source", "text"),
    [
        ("code", "alpha = 0.75\nsizes = [7, 2, 1]", ""),
        ("code", "alpha = 1 # more weight", "alpha = 1 # more weight"),
        ("code", "sizes = [5, 3, 2]\n\nalpha = 0.5", ""),
        ("markdown", "alpha = 0.75", "alpha = 0.75"),
        ("markdown", "  #  Model ", ""),
        ("raw", "# Model\n\nMine.\n\nChange  the numbers.", "Mine."),
        ("markdown", "", ""),
    ],
)
def test_own_text_is_what_the_release_does_not_hold(kind: str, source: str, text: str) -> None:
    assert own_text({"cell_type": kind, "source": source}, fingerprints(LESSON)) == text


LINES = [line for cell in LESSON for line in cell["source"].splitlines()]


@given(st.lists(st.sampled_from(LINES)), st.text())
def test_a_line_of_ones_own_is_found_among_any_lines_of_the_release(lines: list[str], mine: str) -> None:
    found = own_text({"cell_type": "markdown", "source": "\n".join([*lines, mine, *lines])}, fingerprints(LESSON))
    evened = {" ".join(line.split()) for line in mine.splitlines()}
    assert bool(found) == any(is_visible(line) for line in evened - set(LINES))
