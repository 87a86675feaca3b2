"""Does the whole course hold together, from the source to the page that a student gets back?"""

from __future__ import annotations

from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from rich.console import Console

from instructor.course import Course, CourseError
from instructor.demo import CLASS, check_own_students, chosen_lesson, run_demo, sit_class
from instructor.feedback import page
from instructor.marking.answer_key import read_answer_key
from instructor.marking.marks import mark_folder
from quizzes.scoring import score
from tests.small_course import ASSIGNMENT

ROOT = Path(__file__).parent.parent
LESSON = chosen_lesson(Course(ROOT, ROOT / "build"))
QUIET = Console(quiet=True)


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return the course of the real lesson, in a folder of its own."""
    return Course(ROOT, tmp_path_factory.mktemp("course"))


def test_the_class_gets_what_its_answers_deserve(course: Course) -> None:
    deserved, results = run_demo(course, ASSIGNMENT, QUIET)
    assert {result.student: result.quizzes for result in results} == deserved
    assert deserved == {
        "ana-souza": 8,
        "bilal-haddad": 6,
        "chipo-moyo": 0,
        "dorothea-lang": 8,
        "emil-novak": 3,
        "fatou-diop": 4,
    }
    assert all(page(course, ASSIGNMENT, student).exists() for student in deserved)


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
def test_it_can_be_taken_again_and_marks_given_by_a_person_stay(course: Course) -> None:
    run_demo(course, ASSIGNMENT, QUIET)
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("limit-01", ASSIGNMENT, ASSIGNMENT, "ana-souza").manual_score = 1
        gradebook.db.commit()
    deserved, results = run_demo(course, ASSIGNMENT, QUIET)
    assert {result.student: result.quizzes for result in results} == deserved
    assert results[0].score == 9


def test_without_an_exchange_all_hand_in_by_zip(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("instructor.release.sys.platform", "win32")
    deserved, results = run_demo(course, ASSIGNMENT, QUIET)
    assert {result.student: result.quizzes for result in results} == deserved
    assert not (course.folder / "exchange" / "two-januaries" / "feedback").exists()


def test_a_folder_with_other_students_is_left_alone(course: Course) -> None:
    course.step("submitted", ASSIGNMENT, "a-real-student").mkdir(parents=True)
    with pytest.raises(CourseError, match=r"holds the work of a-real-student.*--course"):
        check_own_students(course)


def test_the_real_lesson_takes_the_class_through(lesson: Course) -> None:
    deserved, results = run_demo(lesson, LESSON, QUIET)
    assert {result.student: result.quizzes for result in results} == pytest.approx(deserved)
    assert deserved["ana-souza"] == 14
    assert [result.maximum for result in results] == [25] * len(CLASS)


def test_the_course_says_which_lesson_is_shown(course: Course) -> None:
    assert LESSON == "02-who-pays-for-order"
    assert chosen_lesson(course) == ASSIGNMENT  # the first with a graded quiz
    project = course.root / "pyproject.toml"
    project.write_text(project.read_text("utf-8") + '[tool.two-januaries]\ndemo = "09-other"\n', "utf-8")
    assert chosen_lesson(Course(course.root, course.folder)) == "09-other"


def test_a_checkout_without_a_name_is_refused_with_the_cure(course: Course) -> None:
    project = course.root / "pyproject.toml"
    for text, words in (("[project]", "names no course"), ("[", "not TOML"), (None, "is missing; write one that says")):
        project.unlink() if text is None else project.write_text(text, "utf-8")
        with pytest.raises(CourseError, match=words):
            assert Course(course.root, course.folder).course_id


def test_the_keys_own_answers_earn_full_marks_and_the_wrong_ones_nothing() -> None:
    scheme = read_answer_key(Course(ROOT, ROOT / "build"), LESSON)
    for _, item in ((quiz, item) for quiz, item in scheme.bank.items() if quiz.graded):
        answer, simulate = scheme.answers[item.id], scheme.model_of(item)
        assert score(item, answer, item.right(answer, simulate), simulate).points == item.points, item.id
        assert score(item, answer, item.wrong(answer), simulate).points == 0, item.id


def test_a_made_up_student_is_marked_as_a_real_one_is(course: Course) -> None:
    deserved = sit_class(course, ASSIGNMENT)
    scheme = read_answer_key(course, ASSIGNMENT)
    for student, points in deserved.items():
        marks = mark_folder(course.step("students", ASSIGNMENT, student), scheme)
        assert sum(quiz.points for quiz in marks.quizzes.values()) == points
