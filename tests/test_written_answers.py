"""Does a student's own text reach the grader, whatever was done to the cells, and does only a true blank score 0?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from instructor.course import Course
from instructor.grading.batch import Result, grade_class
from tests.gradebooks import autograded, by_nbgrader, files, rows
from tests.small_course import ASSIGNMENT, RIGHT, edit, hand_in_folder
from tests.watching import own_course
from tests.written_answers import ANSWER, CASES, ESSAY, join_lines

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

IDS = {name: f"s{number:02}" for number, name in enumerate(CASES)}
LABEL = "Found elsewhere in the notebook"


def hand_in_all(course: Course) -> None:
    for name, student in IDS.items():
        folder = hand_in_folder(course, student, RIGHT)
        edit(folder, join_lines)
        edit(folder, CASES[name].mangle)


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
