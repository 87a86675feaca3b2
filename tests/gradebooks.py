"""What the small course comes to when it is graded, by `grade` or by `nbgrader autograde`: its gradebook, its files."""

from __future__ import annotations

import dataclasses
import sqlite3
from contextlib import suppress
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, NbGraderException

from instructor.course import Course
from instructor.grading.batch import grade_class
from instructor.grading.gradebook import GradebookRow
from instructor.nbgrader_app import application
from tests.small_course import ASSIGNMENT

#: Everything but the ids, which are made by chance.
ROWS = """
select sa.student_id, sa.timestamp, sa.extension, sn.flagged, sn.late_submission_penalty, bc.name, bc.type,
       g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade, c.auto_comment, c.manual_comment
from submitted_assignment sa
join submitted_notebook sn on sn.assignment_id = sa.id
join notebook n on n.id = sn.notebook_id
join base_cell bc on bc.notebook_id = n.id
left join grade g on g.cell_id = bc.id and g.notebook_id = sn.id
left join comment c on c.cell_id = bc.id and c.notebook_id = sn.id
"""
COUNTS = "select (select count(*) from grade), (select count(*) from comment), (select count(*) from student)"


def rows(course: Course) -> list[Any]:
    """Return what a course's gradebook says of every cell of every submission, and how many rows there are."""
    book = sqlite3.connect(course.folder / "gradebook.db")
    found = sorted(book.execute(ROWS).fetchall(), key=repr) + book.execute(COUNTS).fetchall()
    book.close()
    return found


def files(course: Course) -> dict[str, tuple[bytes, int]]:
    """Return all autograded files: content and mode."""
    root = course.folder / "autograded"
    return {
        path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mode)
        for path in root.rglob("*")
        if path.is_file()
    }


def by_nbgrader(course: Course, force: bool) -> None:
    """Grade everyone as `nbgrader autograde` does."""
    # It raises in the end where it could not grade someone; the others are graded then.
    with application(course, ASSIGNMENT) as (app, _), suppress(NbGraderException):
        Autograde(coursedir=app.coursedir, parent=app, force=force).start()


def by_us(course: Course, force: bool) -> None:
    for _ in grade_class(course, ASSIGNMENT, course.students("submitted", ASSIGNMENT), force=force, workers=1):
        pass


def gradebook(course: Course) -> list[tuple[Any, ...]]:
    """Return what the gradebook says of every cell and comment of every submission."""
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        submissions = book.assignment_submissions(ASSIGNMENT)
        notebooks = [(submission, notebook) for submission in submissions for notebook in submission.notebooks]
        rows = [
            (s.student.id, str(s.timestamp), g.name, g.auto_score, g.manual_score, g.score, g.needs_manual_grade)
            for s, n in notebooks
            for g in n.grades
        ]
        comments = [(s.student.id, c.name, c.auto_comment) for s, n in notebooks for c in n.comments]
        return sorted([*rows, *comments], key=repr)


def autograded(course: Course, student: str) -> NotebookNode:
    path = course.step("autograded", ASSIGNMENT, student) / f"{ASSIGNMENT}.ipynb"
    nb: NotebookNode = nbformat.read(path, as_version=4)
    return nb


def rows_at(address: str) -> list[tuple[Any, ...]]:
    """Return what a gradebook says of every released cell, and of every grade and comment of every submission."""
    with Gradebook(address) as book:
        notebook = book.find_notebook(ASSIGNMENT, ASSIGNMENT)
        cells = [(c.name, c.cell_type, c.locked, c.source, c.checksum) for c in notebook.source_cells]
        points = [(c.name, c.max_score) for c in (*notebook.grade_cells, *notebook.task_cells)]
        found = [
            (s.student.id, str(s.timestamp), s.score, s.max_score, n)
            for s in book.assignment_submissions(ASSIGNMENT)
            for n in s.notebooks
        ]
        marks = [
            (*who, g.name, g.auto_score, g.manual_score, g.needs_manual_grade) for *who, n in found for g in n.grades
        ]
        comments = [(*who, c.name, c.auto_comment) for *who, n in found for c in n.comments]
        return sorted([*cells, *points, *marks, *comments], key=repr)


def in_short(row: GradebookRow | None) -> tuple[Any, ...]:
    """Return what a row says, without the id of its rows and the penalty."""
    assert row is not None
    return dataclasses.astuple(row)[:6]
