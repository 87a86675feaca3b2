"""One student's rows in the gradebook's database: nbgrader's tables and those of the marking desk beside them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import ColumnElement, Connection, MetaData, Table, create_engine, delete, func, inspect, select, text

from instructor.course import Course
from instructor.grading.drivers import exists, explained
from instructor.grading.tables import ASSIGNMENT, COMMENT, GRADE, STUDENT, SUBMISSION, SUBMITTED_NOTEBOOK
from instructor.settings import read_settings

#: What the marking desk's tables begin with.
DESK = "desk_"


@contextmanager
def _open(course: Course) -> Iterator[Connection | None]:
    """Yield a transaction of the gradebook, None where there is none; afterwards let SQLite keep no deleted letter."""
    engine = create_engine(read_settings(course).db_url)
    is_sqlite = engine.dialect.name == "sqlite"
    try:
        with explained():
            if not exists(engine):
                yield None
                return
            with engine.connect() as db:
                if is_sqlite:
                    db.execute(text("PRAGMA secure_delete = ON"))
                    db.commit()
                with db.begin():
                    yield db
            if is_sqlite:
                with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
                    db.execute(text("VACUUM"))
    finally:
        engine.dispose()


def rows_of(course: Course, student: str) -> dict[str, int]:
    """Return how many rows there are of a student, by table; nothing is written."""
    engine = create_engine(read_settings(course).db_url)
    try:
        with explained():
            if not exists(engine):
                return {}
            with engine.connect() as db:
                found = {
                    table.name: int(db.execute(select(func.count()).select_from(table).where(condition)).scalar_one())
                    for table, condition in _conditions(db, student)
                }
    finally:
        engine.dispose()
    return {name: count for name, count in found.items() if count}


def delete_rows(course: Course, student: str, lesson: str = "") -> None:
    """Delete all rows of a student, or those of one lesson, in one transaction.

    Raises
    ------
    GradebookError
        Where the database cannot be used.
    """
    with _open(course) as db:
        if db is not None:
            for table, condition in _conditions(db, student, lesson):
                db.execute(delete(table).where(condition))


def _conditions(db: Connection, student: str, lesson: str = "") -> list[tuple[Table, ColumnElement[bool]]]:
    """Return which rows of which table are a student's, those that hang on others first."""
    theirs = SUBMISSION.c.student_id == student
    if lesson:
        theirs &= SUBMISSION.c.assignment_id.in_(select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.name == lesson))
    of_student = select(SUBMISSION.c.id).where(theirs)
    notebooks = select(SUBMITTED_NOTEBOOK.c.id).where(SUBMITTED_NOTEBOOK.c.assignment_id.in_(of_student))
    return [
        *_of_desk(db, student, lesson),
        (GRADE, GRADE.c.notebook_id.in_(notebooks)),
        (COMMENT, COMMENT.c.notebook_id.in_(notebooks)),
        (SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.assignment_id.in_(of_student)),
        (SUBMISSION, theirs),
        *([] if lesson else [(STUDENT, STUDENT.c.id == student)]),
    ]


def _of_desk(db: Connection, student: str, lesson: str) -> list[tuple[Table, ColumnElement[bool]]]:
    """Return the desk's rows on a student's answers, and the answers'; none where the desk was never opened."""
    names = [name for name in inspect(db).get_table_names() if name.startswith(DESK)]
    known = MetaData()
    known.reflect(db, only=names)
    tables = [known.tables[name] for name in names]
    answers = {table: table.c.student == student for table in tables if "student" in table.c}
    if lesson:
        answers = {table: its & (table.c.lesson == lesson) for table, its in answers.items() if "lesson" in table.c}
    ids = [db.scalars(select(table.c.id).where(its)).all() for table, its in answers.items() if "id" in table.c]
    every = [its for found in ids for its in found]
    hanging = [(table, table.c.answer.in_(every)) for table in tables if "answer" in table.c]
    return [*hanging, *answers.items()]
