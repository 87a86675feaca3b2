"""A made-up term's gradebook, written into nbgrader's own tables: lessons, hand-ins, marks of every kind."""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import create_engine, insert, text

from instructor.course import Course
from instructor.grading.tables import (
    BASE_CELL,
    GRADE,
    GRADE_CELL,
    NOTEBOOK,
    SOURCE_CELL,
    STUDENT,
    SUBMISSION,
    SUBMITTED_NOTEBOOK,
    new_id,
)

#: A lesson's graded cells: name, whether the machine marks it, points.
CELLS = (("quiz-01", True, 4.0), ("run-01", True, 2.5), ("limit-01", False, 3.0), ("limit-02", False, 1.0))
DUE = datetime(2026, 11, 20, 10)  # noqa: DTZ001 (as nbgrader's times, without a zone)

NEW = text(
    "insert into assignment (id, name, duedate, course_id) select :its, :its, :due, course_id from assignment limit 1"
)


def add_lessons(course: Course, lessons: Sequence[str]) -> None:
    """Add lessons to a course that has a gradebook: none was really released; their cells are there."""
    for lesson in lessons:
        folder = course.root / "notebooks" / lesson
        folder.mkdir()
        shutil.copy(course.source("01-small") / "01-small.ipynb", folder / f"{lesson}.ipynb")
    engine = create_engine(f"sqlite:///{course.folder / 'gradebook.db'}")
    with engine.begin() as db:
        for lesson in lessons:
            db.execute(NEW, {"its": lesson, "due": f"{DUE}.000000"})
            db.execute(insert(NOTEBOOK), {"id": lesson, "name": lesson, "assignment_id": lesson})
            for name, is_code, points in CELLS:
                kind, its = "code" if is_code else "markdown", f"{lesson}:{name}"
                source = {"name": name, "cell_type": kind, "source": "", "locked": is_code, "notebook_id": lesson}
                base = {"id": its, "name": name, "notebook_id": lesson, "type": "GradeCell"}
                db.execute(insert(BASE_CELL), base)
                db.execute(insert(GRADE_CELL), {"id": its, "max_score": points, "cell_type": kind})
                db.execute(insert(SOURCE_CELL), {"id": new_id(), **source})
    engine.dispose()


def fill(course: Course, works: Mapping[tuple[str, str], Mapping[str, Any]]) -> None:
    """Write hand-ins: (student, lesson) -> cell -> a grade's columns, and `late`, in hours, under ""."""
    engine = create_engine(f"sqlite:///{course.folder / 'gradebook.db'}")
    rows: dict[Any, list[dict[str, Any]]] = {STUDENT: [], SUBMISSION: [], SUBMITTED_NOTEBOOK: [], GRADE: []}
    rows[STUDENT] = [{"id": student} for student in sorted({student for student, _ in works})]
    for (student, lesson), work in works.items():
        submission, notebook = new_id(), new_id()
        time = DUE + timedelta(hours=work.get("", -1))
        rows[SUBMISSION].append({"id": submission, "assignment_id": lesson, "student_id": student, "timestamp": time})
        rows[SUBMITTED_NOTEBOOK].append({"id": notebook, "notebook_id": lesson, "assignment_id": submission})
        for name, grade in work.items():
            if name:
                usual = {"auto_score": None, "manual_score": None, "extra_credit": None, "needs_manual_grade": False}
                cell = {"cell_id": f"{lesson}:{name}", "notebook_id": notebook}
                rows[GRADE].append({"id": new_id(), **cell, **usual, **grade})
    with engine.begin() as db:
        for table, values in rows.items():
            if values:
                db.execute(insert(table), values)
    engine.dispose()


def work(by_machine: Sequence[float], by_hand: Sequence[float | None], late: float = -1) -> dict[str, Any]:
    """Return a hand-in's grades: None by hand waits for a person; `late` in hours."""
    auto = {name: {"auto_score": score} for (name, _, _), score in zip(CELLS[:2], by_machine, strict=True)}
    hand = {
        name: {"needs_manual_grade": True} if score is None else {"manual_score": score}
        for (name, _, _), score in zip(CELLS[2:], by_hand, strict=True)
    }
    return {**auto, **hand, "": late}


def random_works(students: Sequence[str], lessons: Sequence[str], seed: int) -> dict[tuple[str, str], Any]:
    """Return what a class handed in: tenths and thirds, extra credit, late work, some that waits, some not there."""
    chance, found = random.Random(seed), {}
    for student in students:
        for lesson in lessons:
            if chance.random() < 0.1:
                continue
            machine = [chance.choice([0, points / 3, points / 2, 0.1, points]) for _, _, points in CELLS[:2]]
            hand: list[float | None] = [chance.choice([0, 0.5, 0.7, points]) for _, _, points in CELLS[2:]]
            if chance.random() < 0.05:
                hand[0] = None
            done = work(machine, hand, chance.choice([-1, -1, -1, 0.2, 5, 30, 200]))
            if chance.random() < 0.1:
                done["limit-01"]["extra_credit"] = 0.25
            if chance.random() < 0.1:
                done["quiz-01"]["manual_score"] = 3.3
            found[student, lesson] = done
    return found
