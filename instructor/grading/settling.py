"""Bring the gradebook to what `course.toml` says of a lesson: due date, extensions, and the penalties that follow.

Whatever opens the gradebook settles it first. What would change is shown, each mark as it is and as it would be, and
agreed to before anything is written; then due date, extensions and penalties are one transaction. `settled.json` in the
course folder remembers by which late rule a lesson's marks were settled, so that a rule that changes is seen as well.
Where there is no `course.toml` nothing is touched: the gradebook's own dates stand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from sqlalchemy import create_engine

from instructor.course import Course, CourseError
from instructor.grading.affected import agree, show_marks
from instructor.grading.drivers import GradebookError, explained
from instructor.grading.gradebook import GradebookRow, Writer, extension_of, within
from instructor.grading.preview import MarkChange, late_words
from instructor.grading.rules import late_penalty
from instructor.grading.statements import FIND_DATES, SET_DUE, SET_EXTENSION, SET_PENALTY
from instructor.plan import Late, Plan, read_plan
from instructor.plan.lateness import in_words
from instructor.settings import read_settings
from instructor.submissions.directory import Directory
from instructor.submissions.kept import write


@dataclass(frozen=True)
class Difference:
    """What `course.toml` and the gradebook say otherwise of a lesson: in words, and by the marks that change by it.

    `extensions` has the new span of each submission whose extension changes, by the submission's id; `penalties` the
    new penalty of each mark that changes, by the id of the notebook's rows; `late` by how many seconds everyone is late
    then; `assignment` is the lesson's id there.
    """

    assignment: str
    due: datetime | None
    lines: list[str]
    marks: list[MarkChange] = field(default_factory=list)
    graded: int = 0
    extensions: dict[str, timedelta | None] = field(default_factory=dict)
    penalties: dict[str, float | None] = field(default_factory=dict)
    late: dict[str, float] = field(default_factory=dict)


def difference(course: Course, assignment: str, plan: Plan | None = None) -> Difference | None:
    """Return what is to be settled; None where nothing is, or the lesson was never released.

    Parameters
    ----------
    course, assignment
        Which lesson.
    plan
        What `course.toml` is going to say; what it says by default.

    Raises
    ------
    CourseError
        Where `course.toml` has a mistake, or the gradebook cannot be read.
    """
    plan = plan or read_plan(course)
    if plan.source is None or assignment not in plan.lessons:
        return None
    settings = read_settings(course)
    try:
        writer = Writer(settings.db_url, assignment, late_penalty(settings))
    except GradebookError:
        raise
    except CourseError:
        return None
    with closing(writer):
        return _compared(course, plan, assignment, writer)


def _compared(course: Course, plan: Plan, assignment: str, writer: Writer) -> Difference | None:
    """Compare a lesson's dates, extensions and late rule with the gradebook's."""
    due, before = plan.due_utc(assignment), writer.released.due
    dates = _dates(course, writer.released.assignment)
    until = plan.extended(assignment)
    extensions = {
        student: (row.extension, span)
        for student, row in dates.items()
        if (span := extension_of(due, until.get(student))) != row.extension
    }
    lines = [*_due_line(plan, before, due), *_late_line(course, plan.late, assignment)]
    label = Directory(course).label
    lines += [_extension_line(plan, label(who), due, before, *spans) for who, spans in sorted(extensions.items())]
    if not lines:
        return None
    found = Difference(writer.released.assignment, due, lines)
    found.extensions.update({dates[student].id: span for student, (_, span) in extensions.items()})
    for student, row in sorted(dates.items()):
        found.late[student] = _late_by(row.timestamp, due, extension_of(due, until.get(student)))
        _compare_mark(found, writer, student, found.late[student])
    return Difference(**{**vars(found), "graded": len(dates)})


def _compare_mark(found: Difference, writer: Writer, student: str, seconds_late: float) -> None:
    """Note a student's penalty and mark, as they are and as they would be, where they are not the same."""
    row = writer.row(student)
    if row is None:
        return
    penalty = writer.penalty_if(student, row, seconds_late)
    if penalty != row.penalty:
        found.penalties[row.notebook] = penalty
        found.marks.append(_mark(student, row, penalty))


def _mark(student: str, row: GradebookRow, penalty: float | None) -> MarkChange:
    before, after = (within(row.score - (taken or 0.0), row.maximum) or 0.0 for taken in (row.penalty, penalty))
    words = "; ".join(late_words(row.penalty, penalty))
    return MarkChange(student, round(before, 4), round(after, 4), row.maximum, row.maximum, words)


def _late_by(time: datetime | None, due: datetime | None, extension: timedelta | None) -> float:
    if time is None or due is None:
        return 0.0
    return max(0.0, (time - due - (extension or timedelta())).total_seconds())


def _dates(course: Course, assignment: str) -> dict[str, Any]:
    """Return when each student handed a lesson in, and the extension that the gradebook has."""
    engine = create_engine(read_settings(course).db_url)
    try:
        with explained(), engine.connect() as db:
            return {row.student_id: row for row in db.execute(FIND_DATES, {"assignment": assignment})}
    finally:
        engine.dispose()


def _due_line(plan: Plan, before: datetime | None, due: datetime | None) -> Iterator[str]:
    if before != due:
        yield f"due {_utc(plan, due)}" + (f" (was {_utc(plan, before)})" if before else "")


def _late_line(course: Course, late: Late, assignment: str) -> Iterator[str]:
    settled = _settled_by(course).get(assignment, _numbers(Late()))
    if settled != _numbers(late):
        yield f"late work: {in_words(late)} (was: {in_words(_rule(settled))})"


def _extension_line(
    plan: Plan,
    student: str,
    due: datetime | None,
    due_before: datetime | None,
    before: timedelta | None,
    now: timedelta | None,
) -> str:
    was = f" (was {_utc(plan, due_before + before)})" if due_before and before else ""
    return f"{student} has until {_utc(plan, due + now)}{was}" if due and now else f"{student}: no extension{was}"


def _utc(plan: Plan, moment: datetime | None) -> str:
    return plan.said_utc(moment) if moment else "at no date"


def _numbers(late: Late) -> dict[str, float]:
    return {**asdict(late), "grace": late.grace.total_seconds()}


def _rule(numbers: dict[str, float]) -> Late:
    return Late(numbers["per_day"], timedelta(seconds=numbers["grace"]), numbers["cap"])


def _record(course: Course) -> Path:
    return course.folder / "settled.json"


def _settled_by(course: Course) -> dict[str, dict[str, float]]:
    """Return by which rule each lesson's marks were settled."""
    path = _record(course)
    try:
        found: dict[str, dict[str, float]] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    except ValueError as error:
        raise CourseError(f"{path} cannot be read ({error}); delete it: marks are compared anew") from None
    return found


def settle(course: Course, assignment: str, found: Difference) -> None:
    """Write what was found, in one transaction. Raises GradebookError where the database cannot be used."""
    engine = create_engine(read_settings(course).db_url)
    try:
        with explained(), engine.begin() as db:
            db.execute(SET_DUE, {"its": found.assignment, "due": found.due})
            for its, span in found.extensions.items():
                db.execute(SET_EXTENSION, {"its": its, "extension": span})
            for its, penalty in found.penalties.items():
                db.execute(SET_PENALTY, {"its": its, "penalty": penalty})
    finally:
        engine.dispose()
    rules = {**_settled_by(course), assignment: _numbers(read_plan(course).late)}
    write(_record(course), json.dumps(rules, indent=1) + "\n")


def show(console: Console, assignment: str, found: Difference, people: Directory, everyone: bool = True) -> None:
    """Print what `course.toml` changes, and each mark as it is and as it would be, of a large class `everyone`'s."""
    show_lines(console, assignment, found)
    show_marks(console, assignment, found.marks, found.graded, people, everyone)


def show_lines(console: Console, assignment: str, found: Difference) -> None:
    """Print what `course.toml` changes, in words."""
    console.print(f"{assignment}: as course.toml says", soft_wrap=True)
    for line in found.lines:
        console.print(escape(f"- {line}"), soft_wrap=True)


def proposed(
    course: Course, assignment: str, console: Console, yes: bool, dry_run: bool = False, everyone: bool = True
) -> Difference | None:
    """Show what is to be settled, and let a person agree where marks change by it; return it.

    Raises
    ------
    CourseError, click.Abort
        Where nobody agreed.
    """
    found = difference(course, assignment)
    if found is None:
        return None
    show(console, assignment, found, Directory(course), everyone)
    if found.marks and not dry_run:
        agree(yes, "Take these dates and marks over?")
    return found


def settled(
    course: Course, assignment: str, console: Console, yes: bool, dry_run: bool = False, everyone: bool = True
) -> None:
    """Show, ask and write. Raises as `proposed` and `settle` do."""
    if (found := proposed(course, assignment, console, yes, dry_run, everyone)) and not dry_run:
        settle(course, assignment, found)


def told(course: Course, assignment: str, console: Console) -> None:
    """Settle what changes no mark; where marks would change say what to run: nobody is asked here."""
    found = difference(course, assignment)
    if found and found.marks:
        said = f"course.toml would change {len(found.marks)} marks; see them: python -m instructor settle {assignment}"
        console.print(escape(said), soft_wrap=True)
    elif found:
        show_lines(console, assignment, found)
        settle(course, assignment, found)
