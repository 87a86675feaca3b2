"""Is a class with a pool and numbers of its own graded alike both ways, told, and reported to its teacher?"""

from __future__ import annotations

from pathlib import Path

import pytest

from instructor.course import Course
from instructor.demo import CLASS as MADE_UP
from instructor.demo import sit_class
from instructor.feedback import page, write_feedback
from instructor.marking.answer_key import read_answer_key
from instructor.marking.asked import for_student
from instructor.marking.marks import mark_folder
from instructor.release import make_release
from quizzes.drawing import lot_of
from tests.gradebooks import by_nbgrader, by_us, rows
from tests.pooled_course import answered, by_hand, write
from tests.small_class import grade
from tests.small_course import ASSIGNMENT
from tests.teacher_reports import made, table

CLASS = ("ana", "ben", "eve", "kim", "leo", "mia", "noa", "pat", "sam", "zoe")

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture
def pooled_class(sources: Course) -> Course:
    """Return the course with a pool of ten students: the first half answers rightly, but for one answer of ben."""
    write(sources)
    make_release(sources, ASSIGNMENT)
    bank = sources.bank(ASSIGNMENT)
    for number, student in enumerate(CLASS):
        lot = lot_of(student, ASSIGNMENT)
        answers = by_hand(bank, lot)
        if student == "ben":
            answers[next(iter(answers))] = "-1"
        folder = answered(sources, student, answers if number < 5 else {}, lot)
        (folder / "timestamp.txt").write_text("2026-11-20 11:00:00", "utf-8")
    return sources


def test_a_class_is_graded_told_and_reported(pooled_class: Course) -> None:
    done = grade(pooled_class, CLASS)
    assert [done[name].score for name in CLASS[:6]] == [3, 2, 3, 3, 3, 0]
    assert not any(done[name].problems for name in CLASS[:5])
    assert list(write_feedback(pooled_class, ASSIGNMENT, ["ben"])) == [("ben", "")]
    told = page(pooled_class, ASSIGNMENT, "ben").read_text("utf-8")
    assert "Question 3" in told or "3." in told
    assert "{{" not in told
    assert "the margin is" in told
    report = made(pooled_class)
    shares = {row[0]: row[1] for row in table(report, "teacher.question_head", "items.answered").rows}
    asked = [int(share.split(" of ")[1]) for name, share in shares.items() if "n-" in name]
    assert sum(asked) == 3 * len(CLASS[:5])


@pytest.mark.long
def test_nbgrader_grades_it_alike(pooled_class: Course) -> None:
    by_us(pooled_class, force=False)
    ours = rows(pooled_class)
    by_nbgrader(pooled_class, force=True)
    assert rows(pooled_class) == ours


def test_a_release_holds_no_lot(pooled_class: Course) -> None:
    content = b"".join(path.read_bytes() for path in Path(pooled_class.step("release", ASSIGNMENT)).rglob("*.*"))
    assert not [name for name in CLASS if lot_of(name, ASSIGNMENT).encode() in content]


def test_the_made_up_class_gets_what_it_deserves(sources: Course) -> None:
    write(sources)
    make_release(sources, ASSIGNMENT)
    deserved = sit_class(sources, ASSIGNMENT)
    scheme = read_answer_key(sources, ASSIGNMENT)
    for student in MADE_UP:
        marks = mark_folder(sources.step("students", ASSIGNMENT, student.id), for_student(scheme, student.id))
        assert (student.id, sum(quiz.points for quiz in marks.quizzes.values())) == (student.id, deserved[student.id])
        assert marks.quizzes["quiz-01"].asked == 3
