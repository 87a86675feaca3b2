"""What an instructor does to the small course in the course of a term, and what its gradebook says then."""

from __future__ import annotations

import nbformat
from click.testing import CliRunner
from click.testing import Result as Done
from nbgrader.api import Gradebook
from nbgrader.plugins import LateSubmissionPlugin

from instructor.__main__ import main
from instructor.course import Course
from tests.small_course import ASSIGNMENT


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


class Tenth(LateSubmissionPlugin):  # type: ignore[misc]
    """Takes a tenth of the score off whatever is late."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        """Return the penalty."""
        return score / 10


def with_tenth(course: Course, due: str) -> None:
    """Let the assignment be due at a time in UTC, and let `Tenth` be the penalty."""
    named = 'get_config().AssignLatePenalties.plugin_class = "tests.term.Tenth"'
    (course.root / "nbgrader_config.py").write_text(named, "utf-8")
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate=due)
