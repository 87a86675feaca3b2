"""Does each submission's row say what nbgrader's gradebook holds of it, and does writing change only what it should?"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Base, Gradebook
from sqlalchemy import Engine, create_engine, event

from instructor.course import CourseError
from instructor.grading.drivers import GradebookError
from instructor.grading.gradebook import Writer
from tests.gradebooks import in_short

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

ASSIGNMENT = "01-rows"
EARLY, LATE = "2026-11-20 09:00:00", "2026-11-20 12:30:00"
#: Two code cells, a written answer and a task: seven points in all.
MARKED = {"quiz-01": 3.0, "run-01": 0.5, "limit-01": None, "task-01": None}
COMMENTS = {"limit-01": None, "task-01": "Nothing was written."}

Open = Callable[..., Writer]


@pytest.fixture
def address(tmp_path: Path) -> str:
    """Return the address of a gradebook with one assignment that was released."""
    address = f"sqlite:///{tmp_path / 'gradebook.db'}"
    engine = create_engine(address)
    Base.metadata.create_all(engine)  # nbgrader would start a program to note the tables' version
    engine.dispose()
    with Gradebook(address) as book:
        book.add_assignment(ASSIGNMENT, duedate="2026-11-20 10:00:00")
        book.add_notebook(ASSIGNMENT, ASSIGNMENT)
        for name, points, kind in (("quiz-01", 3, "code"), ("run-01", 1, "code"), ("limit-01", 1, "markdown")):
            book.add_grade_cell(name, ASSIGNMENT, ASSIGNMENT, max_score=points, cell_type=kind)
        book.add_solution_cell("limit-01", ASSIGNMENT, ASSIGNMENT)
        book.add_task_cell("task-01", ASSIGNMENT, ASSIGNMENT, max_score=2, cell_type="markdown")
    return address


@pytest.fixture
def opened(address: str) -> Iterator[Open]:
    """Return how a writer for the assignment is opened: with a penalty, and closed in the end."""
    writers: list[Writer] = []

    def of(penalty: Any = lambda *_: None) -> Writer:
        writers.append(Writer(address, ASSIGNMENT, penalty))
        return writers[-1]

    yield of
    for writer in writers:
        writer.close()


def change(address: str, **fields: Any) -> None:
    """Change what a person gave Ana's quiz, as the formgrader does."""
    with Gradebook(address) as book:
        grade = book.find_grade("quiz-01", ASSIGNMENT, ASSIGNMENT, "ana")
        for name, value in fields.items():
            setattr(grade, name, value)
        book.db.commit()


def facts(address: str, student: str = "ana") -> tuple[Any, ...]:
    """Return what the gradebook holds: time, penalty, and of each cell its score, whether it waits, its comment."""
    with Gradebook(address) as book:
        submission = book.find_submission(ASSIGNMENT, student)
        (notebook,) = submission.notebooks
        grades = {g.name: (g.auto_score, g.needs_manual_grade) for g in notebook.grades}
        comments = {c.name: c.auto_comment for c in notebook.comments}
        return str(submission.timestamp), notebook.late_submission_penalty, grades, comments


def test_a_submission_is_in_the_gradebook_as_it_was_marked(address: str, opened: Open) -> None:
    writer = opened()
    assert writer.row("ana") is None
    row = writer.save("ana", EARLY, MARKED, COMMENTS)
    assert row == writer.row("ana")
    assert in_short(row) == (3.5, 3.5, 7.0, True, 0.0, True)
    waiting = {"limit-01": (None, True), "task-01": (None, True)}
    assert facts(address) == (EARLY, None, {"quiz-01": (3, False), "run-01": (0.5, False), **waiting}, COMMENTS)


def test_each_submission_has_a_row_of_its_own(address: str, opened: Open) -> None:
    writer = opened()
    writer.save("ana", EARLY, MARKED, COMMENTS)
    before = facts(address)
    assert writer.save("max", LATE, {**MARKED, "quiz-01": 1.0}, {}).score == 1.5
    assert facts(address) == before
    assert (in_short(writer.row("ana")), writer.row("zoe")) == ((3.5, 3.5, 7.0, True, 0.0, True), None)


def test_a_later_submission_takes_the_place_of_the_earlier_and_a_time_that_is_not_known_leaves_it(
    address: str, opened: Open
) -> None:
    writer = opened()
    writer.save("ana", EARLY, MARKED, COMMENTS)
    row = writer.save("ana", LATE, {**MARKED, "run-01": 1.0, "limit-01": 0.0}, {"limit-01": "Nothing was written."})
    assert in_short(row) == (4.0, 4.0, 7.0, True, 9000.0, True)
    time, _, grades, comments = facts(address)
    assert (time, grades["limit-01"], comments["limit-01"]) == (LATE, (0, False), "Nothing was written.")
    assert writer.save("ana", None, MARKED, {}).seconds_late == 9000
    assert facts(address)[0] == LATE


def test_a_code_cell_without_a_score_is_not_marked_and_a_written_one_may_wait(opened: Open) -> None:
    writer = opened()
    assert not writer.save("ana", EARLY, {"quiz-01": 3.0, "run-01": None}, {}).is_marked
    row = writer.save("max", EARLY, {"quiz-01": 3.0, "run-01": 1.0, "limit-01": 0.0, "task-01": 0.0}, {})
    assert (row.is_marked, row.needs_person) == (True, False)


def test_a_persons_score_counts_before_ours_and_waits_for_another_look(address: str, opened: Open) -> None:
    writer = opened()
    writer.save("ana", EARLY, MARKED, {})
    change(address, manual_score=2.0, needs_manual_grade=False)
    assert in_short(writer.row("ana")) == (2.5, 2.5, 7.0, True, 0.0, True)
    assert writer.save("ana", None, {"quiz-01": 0.0}, {}).score == 2.5
    assert facts(address)[2]["quiz-01"] == (0, True)
    change(address, extra_credit=1.5)
    assert in_short(writer.row("ana")) == (4.0, 4.0, 7.0, True, 0.0, True)


def test_points_of_written_answers_are_not_the_quizzes(opened: Open) -> None:
    row = opened().save("ana", EARLY, {**MARKED, "limit-01": 1.0}, {})
    assert (row.score, row.quizzes) == (4.5, 3.5)


@pytest.mark.parametrize(
    ("extension", "time", "late"),
    [
        (None, "2026-11-20 10:00:00", 0),
        (None, "2026-11-20 10:00:01", 1),
        (None, "2026-11-20 12:00:00 +0100", 3600),
        (timedelta(hours=2), LATE, 1800),
        (timedelta(days=1), LATE, 0),
    ],
)
def test_late_is_what_is_after_the_due_date_and_the_extension(
    address: str, opened: Open, extension: timedelta | None, time: str, late: float
) -> None:
    writer = opened()
    writer.save("ana", EARLY, MARKED, {})
    with Gradebook(address) as book:
        book.find_submission(ASSIGNMENT, "ana").extension = extension
        book.db.commit()
    assert writer.save("ana", time, MARKED, {}).seconds_late == late


def test_nobody_is_late_without_a_due_date_or_a_time(address: str, opened: Open) -> None:
    assert opened().save("ana", None, MARKED, {}).seconds_late == 0
    with Gradebook(address) as book:
        book.find_assignment(ASSIGNMENT).duedate = None
        book.db.commit()
    assert opened().save("max", LATE, MARKED, {}).seconds_late == 0


@pytest.mark.parametrize(("asked", "kept"), [(1.25, 1.25), (0, 0), (-2, 0), (9, 3.5), (None, None)])
def test_a_penalty_lies_between_nothing_and_the_points(
    address: str, opened: Open, asked: float | None, kept: float | None
) -> None:
    told: list[tuple[Any, ...]] = []

    def penalty(*late: Any) -> float | None:
        told.append(late)
        return asked

    writer = opened(penalty)
    writer.save("ana", LATE, MARKED, {})
    assert facts(address)[1] == kept
    writer.save("ana", EARLY, MARKED, {})
    assert facts(address)[1] is None
    assert told == [("ana", 3.5, 9000.0)]


def test_one_second_late_is_late(address: str, opened: Open) -> None:
    opened(lambda *_: 1.0).save("ana", "2026-11-20 10:00:01", MARKED, {})
    assert facts(address)[1] == 1


def test_an_assignment_without_cells_to_mark_is_written_too(address: str) -> None:
    with Gradebook(address) as book:
        book.add_assignment("00-bare")
        book.add_notebook("00-bare", "00-bare")
    with closing(Writer(address, "00-bare", lambda *_: None)) as writer:
        assert in_short(writer.save("ana", EARLY, {}, {})) == (0.0, 0.0, 0.0, False, 0.0, True)


def test_what_is_not_released_is_named_with_the_command(address: str, tmp_path: Path) -> None:
    missing = re.escape("02-other is not in the gradebook; run: python -m instructor release 02-other")
    for place in (address, f"sqlite:///{tmp_path / 'none.db'}", f"sqlite:///{tmp_path / 'empty.db'}"):
        with closing(sqlite3.connect(tmp_path / "empty.db")), pytest.raises(CourseError, match=f"^{missing}$"):
            Writer(place, "02-other", lambda *_: None)
    assert not (tmp_path / "none.db").exists()


def test_an_assignment_with_other_notebooks_is_nbgraders(address: str) -> None:
    with Gradebook(address) as book:
        for name in ("b-two", "a-one"):
            book.add_notebook(name, ASSIGNMENT)
    words = f"{ASSIGNMENT} has other notebooks (a-one, b-two); grade it with: nbgrader autograde"
    with pytest.raises(CourseError, match=f"^{re.escape(words)}$"):
        Writer(address, ASSIGNMENT, lambda *_: None)


def test_a_gradebook_that_is_none_is_no_riddle(address: str, opened: Open) -> None:
    writer = opened()
    writer.close()
    Path(address.removeprefix("sqlite:///")).write_bytes(b"no database, whatever its name says" * 200)
    words = (
        "the gradebook could not be used (file is not a database); see that its disk has room and its server runs, "
        "then give the same command again: what is graded stays graded"
    )
    for use in (lambda: writer.row("ana"), lambda: writer.save("ana", None, {}, {}), opened):
        with pytest.raises(GradebookError, match=f"^{re.escape(words)}$"):
            use()


def test_a_gradebook_that_is_in_use_is_to_be_closed_and_nothing_of_a_submission_is_written(
    address: str, opened: Open
) -> None:
    writer = Writer(f"{address}?timeout=0.01", ASSIGNMENT, lambda *_: None)
    with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as other, closing(writer):
        other.execute("begin immediate")
        words = (
            "the gradebook could not be used (database is locked); close the formgrader and other programs that have "
            "it open, then give the same command again: what is graded stays graded"
        )
        with pytest.raises(GradebookError, match=f"^{re.escape(words)}$"):
            writer.save("ana", EARLY, MARKED, {})
    assert opened().row("ana") is None


def test_a_submission_that_fails_half_way_leaves_nothing(opened: Open) -> None:
    def failing(*_: object) -> float:
        raise RuntimeError("a plugin's own error")

    writer = opened(failing)
    with pytest.raises(RuntimeError):
        writer.save("ana", LATE, MARKED, {})
    assert writer.row("ana") is None


# Somebody else, such as the formgrader, at the same gradebook


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
def test_rows_that_somebody_else_has_just_made_are_used(
    address: str, opened: Open, words: str, first: Any, meanwhile: Any
) -> None:
    with Gradebook(address) as book:
        first(book)
    writer = opened()
    with just_before(words, address, meanwhile) as met:
        row = writer.save("ana", EARLY, MARKED, COMMENTS)
    assert len(met) == 1
    assert in_short(row) == (3.5, 3.5, 7.0, True, 0.0, True)
    time, _, grades, comments = facts(address)
    assert (time, {name: score for name, (score, _) in grades.items()}, comments) == (EARLY, MARKED, COMMENTS)
    with Gradebook(address) as book:
        assert [student.id for student in book.students] == ["ana"]
