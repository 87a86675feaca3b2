"""nbgrader's tables, as far as grading reads and writes them.

`nbgrader.api` declares them too; its import takes three seconds, most of a class's grading. A test holds these columns
to nbgrader's own, so a new version that changes them is noticed.
"""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import Boolean, Column, DateTime, Float, Interval, MetaData, String, Table, Text

_METADATA = MetaData()


def new_id() -> str:
    """Return an id as nbgrader makes them."""
    return uuid4().hex


def _table(name: str, *columns: Column[object]) -> Table:
    return Table(name, _METADATA, Column("id", String, primary_key=True, default=new_id), *columns)


def _text(*names: str) -> list[Column[object]]:
    return [Column(name, Text) for name in names]


ASSIGNMENT = _table("assignment", *_text("name"), Column("duedate", DateTime))
NOTEBOOK = _table("notebook", *_text("name", "assignment_id", "kernelspec"))
BASE_CELL = _table("base_cell", *_text("name", "notebook_id", "type"))
GRADE_CELL = _table("grade_cells", Column("max_score", Float), *_text("cell_type"))
TASK_CELL = _table("task_cells", Column("max_score", Float), *_text("cell_type"))
SOURCE_CELL = _table(
    "source_cell", *_text("name", "cell_type", "source", "checksum", "notebook_id"), Column("locked", Boolean)
)
STUDENT = _table("student", *_text("first_name", "last_name", "email", "lms_user_id"))
SUBMISSION = _table(
    "submitted_assignment",
    *_text("assignment_id", "student_id"),
    Column("timestamp", DateTime),
    Column("extension", Interval),
)
SUBMITTED_NOTEBOOK = _table(
    "submitted_notebook",
    *_text("assignment_id", "notebook_id"),
    Column("flagged", Boolean, default=False),
    Column("late_submission_penalty", Float),
)
GRADE = _table(
    "grade",
    *_text("notebook_id", "cell_id"),
    *(Column(name, Float) for name in ("auto_score", "manual_score", "extra_credit")),
    Column("needs_manual_grade", Boolean, default=True),
)
COMMENT = _table("comment", *_text("notebook_id", "cell_id", "auto_comment", "manual_comment"))
