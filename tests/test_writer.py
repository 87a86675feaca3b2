"""Does writing to the gradebook hold where somebody else, such as the formgrader, makes the same rows meanwhile?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import Engine, event

from instructor.course import Course
from instructor.grading.gradebook import Writer
from tests.gradebooks import rows
from tests.small_course import ASSIGNMENT

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

SCORES = {"quiz-01": 3.0, "run-01": 4.0, "limit-01": 0.0}


@contextmanager
def just_before(words: str, address: str, somebody_elses: Any) -> Iterator[list[str]]:
    """Do what somebody else does between this program's look at the rows and its first statement of these words."""
    met: list[str] = []

    def act(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith(words) and not met:
            met.append(statement)
            with Gradebook(address) as book:
                somebody_elses(book)

    event.listen(Engine, "before_cursor_execute", act)
    try:
        yield met
    finally:
        event.remove(Engine, "before_cursor_execute", act)


@pytest.mark.parametrize(
    ("words", "first", "meanwhile"),
    [
        ("INSERT INTO student", lambda book: None, lambda book: book.add_student("ana")),
        (
            "INSERT INTO submitted_assignment",
            lambda book: book.add_student("ana"),
            lambda book: book.add_submission(ASSIGNMENT, "ana"),
        ),
    ],
    ids=["student", "submission"],
)
def test_rows_that_somebody_else_has_just_made_are_used(course: Course, words: str, first: Any, meanwhile: Any) -> None:
    address = f"sqlite:///{course.folder / 'gradebook.db'}"
    with Gradebook(address) as book:
        first(book)
    with closing(Writer(address, ASSIGNMENT, lambda *_: None)) as writer, just_before(words, address, meanwhile) as met:
        row = writer.save("ana", "2026-11-20 11:00:00", SCORES, {})
    assert len(met) == 1
    assert (row.score, row.quizzes, row.maximum) == (7, 7, 9)
    *cells, counts = rows(course)
    assert {cell[5]: cell[7] for cell in cells if cell[7] is not None} == SCORES
    assert counts[2] == 1  # student
