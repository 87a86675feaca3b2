"""Does the penalty for being late follow the final score and the due date that was typed?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import ExportApp

from instructor.course import Course
from instructor.feedback import page, write_feedback
from instructor.nbgrader_app import application
from tests.small_class import CLASS, grade
from tests.small_course import ASSIGNMENT
from tests.term import by_hand, run, with_tenth

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture
def late(small_class: Course) -> Course:
    """Return the class, graded: an hour late, which costs a tenth of the score; then a person marks ana's answer."""
    with_tenth(small_class, "2026-11-20 10:00:00")
    grade(small_class)
    assert penalties(small_class) == dict.fromkeys(CLASS, 0.8)
    by_hand(small_class, "ana", "limit-01", 1)
    return small_class


def penalties(course: Course) -> dict[str, float]:
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        return {s.student.id: s.late_submission_penalty for s in book.assignment_submissions(ASSIGNMENT)}


def by_feedback(course: Course) -> None:
    assert list(write_feedback(course, ASSIGNMENT, ["ana"])) == [("ana", "")]
    html = page(course, ASSIGNMENT, "ana").read_text("utf-8")
    assert "8.1 of 9 points</p>" in html
    assert "0.9 points were taken off for handing in late." in html


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


def test_a_due_date_is_set_by_its_zone_or_refused_before_anything_is_released(sources: Course) -> None:
    done = run("release", ASSIGNMENT, "--due", "2026-03-29 02:30 Europe/Berlin")
    assert (done.exit_code, "never, as they are changed" in done.output) == (1, True)
    assert not sources.folder.exists()
    done = run("release", ASSIGNMENT, "--due", "2026-12-01 23:59 Europe/Berlin")
    assert (done.exit_code, "due 2026-12-01 22:59:00 UTC" in done.output) == (0, True)
    with Gradebook(f"sqlite:///{sources.folder / 'gradebook.db'}") as book:
        assert str(book.find_assignment(ASSIGNMENT).duedate) == "2026-12-01 22:59:00"
