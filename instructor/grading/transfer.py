"""Give the work and the marks of one student to another, who turned out to be the same person.

What moves, lesson by lesson: the rows of nbgrader's gradebook, so that every mark, comment and time stays as it was
given; the folders `submitted`, `autograded` and `feedback`; the lines of the logs, by which grading recognises what is
done. First the gradebook, in one transaction; what was interrupted goes on where the same command is given again. Where
both have work for a lesson, nothing moves: two hand-ins are never made one unasked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, delete, insert, select, update

from instructor.course import Course, CourseError
from instructor.grading.alone import alone
from instructor.grading.drivers import exists, explained
from instructor.grading.tables import ASSIGNMENT, STUDENT, SUBMISSION
from instructor.settings import read_settings
from instructor.submissions.collected import NAME
from instructor.submissions.kept import write
from instructor.submissions.register import move

STEPS = ("autograded", "feedback", "submitted")


def transfer(
    course: Course, source: str, target: str, lessons: list[str] | None = None, steps: Sequence[str] = STEPS
) -> list[str]:
    """Move what `source` handed in, for `lessons` or for all, to `target`; return the lessons in which anything moved.

    `steps` are the folders that move, beside the marks.

    Raises
    ------
    CourseError
        Where both have work for a lesson, or it is being graded; then nothing moved.
    """
    marked = _in_gradebook(course, source)
    lessons = [name for name in lessons or course.assignments() if name in marked or _has(course, name, source, steps)]
    both = [name for name in lessons if _both(course, name, source, target, steps)]
    if both:
        folders = " and ".join(str(course.step("submitted", both[0], one)) for one in (source, target))
        raise CourseError(
            f"{source} and {target} both have work for {', '.join(both)}: look at {folders}, move the one that does "
            "not count out of the course folder (with autograded and feedback), and say it again"
        )
    with ExitStack() as locks:
        for name in lessons:
            locks.enter_context(alone(course, name))
        _move_rows(course, source, target, lessons)
        for name in lessons:
            for step in steps:
                move(course.step(step, name, source), course.step(step, name, target))
            for log in (course.folder / "grading" / f"{name}.jsonl", course.folder / "downloaded" / name / NAME):
                _rewrite(log, source, target)
    for step in STEPS:
        if (folder := course.folder / step / source).is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    return lessons


def _has(course: Course, lesson: str, student: str, steps: Sequence[str]) -> bool:
    return any(course.step(step, lesson, student).exists() for step in steps)


def settle_marks(course: Course, lesson: str, moves: Sequence[tuple[str, str]]) -> None:
    """Let marks follow work that was given to others, also where two change places; what has no free place stays."""
    aside = [(source, f"moving-{place}", target) for place, (source, target) in enumerate(moves) if source != target]
    for source, between, _ in aside:
        transfer(course, source, between, [lesson], STEPS[:2])
    for source, between, target in aside:
        try:
            transfer(course, between, target, [lesson], STEPS[:2])
        except CourseError:
            transfer(course, between, source, [lesson], STEPS[:2])


def _in_gradebook(course: Course, student: str) -> set[str]:
    """Return the lessons of which the gradebook has a student's hand-in."""
    found = (
        select(ASSIGNMENT.c.name)
        .join_from(ASSIGNMENT, SUBMISSION, SUBMISSION.c.assignment_id == ASSIGNMENT.c.id)
        .where(SUBMISSION.c.student_id == student)
    )
    with _gradebook(course) as db:
        return {*db.scalars(found)} if db is not None else set()


@contextmanager
def _gradebook(course: Course) -> Iterator[Connection | None]:
    """Yield a transaction of the gradebook; None where there is none yet."""
    with explained():
        engine = create_engine(read_settings(course).db_url)
        try:
            if exists(engine):
                with engine.begin() as db:
                    yield db
            else:
                yield None
        finally:
            engine.dispose()


def _both(course: Course, lesson: str, source: str, target: str, steps: Sequence[str]) -> bool:
    return any(_has(course, lesson, source, [step]) and _has(course, lesson, target, [step]) for step in steps)


def _move_rows(course: Course, source: str, target: str, lessons: list[str]) -> None:
    with _gradebook(course) as db:
        if db is not None:
            for lesson in lessons:
                _move_row(db, lesson, source, target)
            _forget_empty(db, source)


def _move_row(db: Connection, lesson: str, source: str, target: str) -> None:
    key = db.scalar(select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.name == lesson))
    rows = {
        row.student_id: row.id
        for row in db.execute(
            select(SUBMISSION.c.id, SUBMISSION.c.student_id)
            .where(SUBMISSION.c.assignment_id == key)
            .where(SUBMISSION.c.student_id.in_([source, target]))
        )
    }
    if source not in rows:
        return
    if target in rows:
        raise CourseError(f"the gradebook has marks of {source} and of {target} for {lesson}; remove one in formgrader")
    if db.scalar(select(STUDENT.c.id).where(STUDENT.c.id == target)) is None:
        db.execute(insert(STUDENT), {"id": target})
    db.execute(update(SUBMISSION).where(SUBMISSION.c.id == rows[source]).values(student_id=target))


def _forget_empty(db: Connection, student: str) -> None:
    """Take somebody out of the students who has handed in nothing and is nobody now."""
    if db.scalar(select(SUBMISSION.c.id).where(SUBMISSION.c.student_id == student).limit(1)) is None:
        db.execute(delete(STUDENT).where(STUDENT.c.id == student))


def _rewrite(log: Path, source: str, target: str) -> None:
    """Let the lines of a log that are the one's be the other's; a line that is damaged stays as it is."""
    if not log.exists():
        return
    with log.open("rb") as lines:
        write(log, b"".join(_renamed(line, source, target) for line in lines))


def _renamed(line: bytes, source: str, target: str) -> bytes:
    try:
        facts = json.loads(line)
    except ValueError:
        return line
    if not isinstance(facts, dict) or facts.get("student") != source:
        return line
    return json.dumps(facts | {"student": target}, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
