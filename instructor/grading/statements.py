"""The statements that grading makes to nbgrader's tables: each goes by an index, however large the class."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Boolean, Connection, bindparam, case, or_, select, update

from instructor.course import CourseError
from instructor.grading.released import Released
from instructor.grading.tables import (
    ASSIGNMENT,
    COMMENT,
    GRADE,
    GRADE_CELL,
    STUDENT,
    SUBMISSION,
    SUBMITTED_NOTEBOOK,
    TASK_CELL,
)

FIND_STUDENT = select(STUDENT.c.id).where(STUDENT.c.id == bindparam("student"))
FIND_SUBMISSION = (
    select(
        *(SUBMISSION.c.id.label("submission"), SUBMISSION.c.timestamp, SUBMISSION.c.extension),
        *(SUBMITTED_NOTEBOOK.c.id.label("notebook"), SUBMITTED_NOTEBOOK.c.late_submission_penalty),
    )
    .join_from(SUBMISSION, SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.assignment_id == SUBMISSION.c.id)
    .where(SUBMISSION.c.assignment_id == bindparam("assignment"), SUBMISSION.c.student_id == bindparam("student"))
    .where(SUBMITTED_NOTEBOOK.c.notebook_id == bindparam("notebook"))
)
FIND_SUBMITTERS = select(SUBMISSION.c.student_id).where(SUBMISSION.c.assignment_id == bindparam("assignment"))
FIND_GRADES = select(
    *(GRADE.c.cell_id, GRADE.c.auto_score, GRADE.c.manual_score, GRADE.c.extra_credit, GRADE.c.needs_manual_grade)
).where(GRADE.c.notebook_id == bindparam("its"), GRADE.c.cell_id.in_(bindparam("cells", expanding=True)))
SET_DUE = update(ASSIGNMENT).where(ASSIGNMENT.c.id == bindparam("its")).values(duedate=bindparam("due"))
FIND_DATES = select(SUBMISSION.c.id, SUBMISSION.c.student_id, SUBMISSION.c.timestamp, SUBMISSION.c.extension).where(
    SUBMISSION.c.assignment_id == bindparam("assignment")
)
SET_EXTENSION = update(SUBMISSION).where(SUBMISSION.c.id == bindparam("its")).values(extension=bindparam("extension"))
SET_TIME = update(SUBMISSION).where(SUBMISSION.c.id == bindparam("its")).values(timestamp=bindparam("time"))
#: A person's score stays, and asks for another look where the answer changed, or nobody has looked since it did.
SET_SCORE = (
    update(GRADE)
    .where(GRADE.c.notebook_id == bindparam("its"), GRADE.c.cell_id == bindparam("cell"))
    .values(
        auto_score=bindparam("score"),
        needs_manual_grade=case(
            (GRADE.c.manual_score.is_(None), bindparam("unmarked", type_=Boolean)),
            else_=or_(GRADE.c.needs_manual_grade, bindparam("changed", type_=Boolean)),
        ),
    )
)
SET_COMMENT = (
    update(COMMENT)
    .where(COMMENT.c.notebook_id == bindparam("its"), COMMENT.c.cell_id == bindparam("cell"))
    .values(auto_comment=bindparam("text"))
)
SET_PENALTY = (
    update(SUBMITTED_NOTEBOOK)
    .where(SUBMITTED_NOTEBOOK.c.id == bindparam("its"))
    .values(late_submission_penalty=bindparam("penalty"))
)


def share_kept(old: float, new: float) -> float:
    """Return what a mark in a cell is multiplied with, so that it keeps its share of the cell's points."""
    return new / old if old else 1.0


def carry(db: Connection, released: Released, points: Mapping[str, float]) -> None:
    """Let cells be worth other points, by their names, and every mark in them keep its share of them.

    Raises
    ------
    CourseError
        Where a cell would be worth nothing and a person gave marks in it: they could not be brought back.
    """
    for name, new in points.items():
        if name not in released.graded or (old := released.points[name]) == new:
            continue
        cell, factor = released.graded[name], share_kept(old, new)
        in_cell = GRADE.c.cell_id == cell
        if not new and db.execute(select(GRADE.c.id).where(in_cell, GRADE.c.manual_score.is_not(None))).first():
            raise CourseError(
                f'cell "{name}" would be worth nothing, and marks given by hand in it would be lost; '
                "take them back in the formgrader first, or let it keep some points"
            )
        for table in (GRADE_CELL, TASK_CELL):
            db.execute(update(table).where(table.c.id == cell).values(max_score=new))
        marks = {"auto_score": GRADE.c.auto_score * factor, "manual_score": GRADE.c.manual_score * factor}
        db.execute(update(GRADE).where(in_cell).values(**marks))
