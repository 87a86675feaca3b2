"""Make the students' version of an assignment and put it into the exchange.

First the sources are checked. Then nbgrader's generate_assignment writes the release into a place of its own, with
`quiz.json` (the questions, without the answers of graded ones) beside the notebook, and it is searched for what
students must not have. Only then is anything changed: the gradebook learns the cells, what was asked is kept
(`grading.snapshots`), and the new release takes the former one's place. What fails before leaves the former as it was.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from instructor.checks import problems
from instructor.console import terminal
from instructor.course import Course, CourseError
from instructor.grading.affected import affected, agree, show
from instructor.grading.alone import alone
from instructor.grading.drivers import GradebookError
from instructor.grading.gradebook import Writer
from instructor.grading.preview import preview
from instructor.grading.settling import difference, proposed, settle
from instructor.grading.settling import show as show_dates
from instructor.grading.snapshots import keep
from instructor.guide.dropped import dropped
from instructor.handout import handouts
from instructor.leaks import leaks, secrets
from instructor.naming import LESSON
from instructor.nbgrader_app import application
from instructor.plan import Plan, in_use, read_plan, unsaid
from instructor.plan.announcing import announce
from instructor.settings import read_settings
from instructor.submissions.directory import Directory
from instructor.submissions.times import parse_due

#: What a cell is for nbgrader, and what it counts: by the names of its metadata.
KINDS = ("grade", "solution", "task", "locked")


def make_release(course: Course, assignment: str) -> Path:
    """Check an assignment and write its release; return the folder.

    Raises
    ------
    CourseError
        Where a check or nbgrader fails, it leaks, or it has other cells than work that came in; the former one stays.
    """
    with prepared(course, assignment) as new:
        return put_in_place(course, assignment, new)


@contextmanager
def prepared(course: Course, assignment: str) -> Iterator[Path]:
    """Yield the folder of a release that is checked and not in its place yet; afterwards it is gone.

    Raises
    ------
    CourseError
        As `make_release` does; nothing was changed then.
    """
    course.check(assignment)
    if found := problems(course, assignment):
        lines = [f"{assignment} cannot be released:", *(f"- {text}" for text in found)]
        raise CourseError("\n".join([*lines, f"Every mistake with its line: python -m instructor check {assignment}"]))
    course.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="releasing-", dir=course.folder) as place:
        new = _generate(course, assignment, Path(place), in_gradebook=False)
        if found := leaks(new, secrets(course, assignment)):
            former = "; the former one stays" if course.step("release", assignment).exists() else ""
            lines = [f"{assignment} leaks, so its release was removed{former}:", *(f"- {text}" for text in found)]
            raise CourseError("\n".join(lines))
        check_cells_stay(course, assignment, released_cells(new))
        yield new


def _generate(course: Course, assignment: str, place: Path, in_gradebook: bool) -> Path:
    """Have nbgrader write a release below `place`; return its folder."""
    from nbgrader.converters import GenerateAssignment

    with application(course, assignment) as (app, _):
        config = app.config.copy()
        config.SaveCells.enabled = in_gradebook
        # `app.coursedir` is that of this application alone.
        app.coursedir.release_directory = os.path.relpath(place, course.root)
        kind = GenerateAssignment(
            coursedir=app.coursedir, parent=app, config=config, force=True, no_database=not in_gradebook
        )
        kind.start()
    return place / assignment


def released_cells(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what nbgrader knows of each cell of a release: kinds, points, by its grade id."""
    import nbformat

    nb = nbformat.read(folder / f"{folder.name}.ipynb", as_version=4)
    claims = [cell.metadata.nbgrader for cell in nb.cells if "nbgrader" in cell.metadata]
    return {claim.grade_id: dict(claim) for claim in claims}


def points_of(cells: dict[str, dict[str, Any]]) -> dict[str, float]:
    """Return the points of those cells that have some."""
    return {name: float(claim["points"]) for name, claim in cells.items() if "points" in claim}


@contextmanager
def _gradebook(course: Course, assignment: str) -> Iterator[Writer | None]:
    """Yield the gradebook, open at an assignment; None where it is not in there yet."""
    try:
        writer = Writer(read_settings(course).db_url, assignment, lambda *_: None)
    except GradebookError:
        raise
    except CourseError:
        yield None
        return
    with closing(writer):
        yield writer


def check_cells_stay(course: Course, assignment: str, cells: dict[str, dict[str, Any]]) -> None:
    """Raise CourseError where work came in and the cells are others than before: nbgrader would refuse half-way."""
    with _gradebook(course, assignment) as gradebook:
        students = {*gradebook.students(), *course.handed_in(assignment)} if gradebook else set()
        if not gradebook or not students:
            return
        before = {name: cell["metadata"]["nbgrader"] for name, cell in gradebook.released.cells.items()}
    facts = [f'"{name}" is new' for name in cells if name not in before]
    facts += [f'"{name}" is gone' for name in before if name not in cells]
    facts += [
        f'"{name}" is {"" if cells[name].get(kind) else "no longer "}{kind}'
        for name in cells
        if name in before
        for kind in KINDS
        if bool(cells[name].get(kind)) != bool(before[name].get(kind))
    ]
    if facts:
        raise CourseError(
            f"{assignment} has work of {len(students)} students, so its cells stay: {'; '.join(facts)}. Put them back "
            "as they were: a question can be voided in the keys (`void: out`), and a new task is a new lesson"
        )


def put_in_place(course: Course, assignment: str, new: Path) -> Path:
    """Let the gradebook and the students have a prepared release; return its folder."""
    cells = released_cells(new)
    is_graded = (course.folder / "grading").exists()
    with alone(course, assignment) if is_graded else nullcontext():
        with _gradebook(course, assignment) as gradebook:
            if gradebook:
                gradebook.carry(points_of(cells))
        _generate(course, assignment, new.parent, in_gradebook=True)
        keep(course, assignment, cells)
        place, former = course.step("release", assignment), new.with_name("former")
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.exists():
            place.rename(former)
        new.rename(place)
    return place


def publish(course: Course, assignment: str) -> bool:
    """Put a release into the exchange; False on Windows, which has none."""
    if sys.platform == "win32":
        return False
    with application(course, assignment) as (app, _):
        kind = app.exchange.ReleaseAssignment
        kind(coursedir=app.coursedir, authenticator=app.authenticator, parent=app, force=True).start()
    return True


def set_due(course: Course, assignment: str, text: str) -> str:
    """Let a released assignment be due at a time that an instructor typed; return what changed, in words.

    Raises
    ------
    CourseError
        Where the time is none, or may be several; nothing was changed then.
    """
    due = due_date(text)
    with _gradebook(course, assignment) as gradebook:
        if gradebook is None:
            raise CourseError(f"{assignment} is not in the gradebook; run: python -m instructor release {assignment}")
        before = gradebook.released.due
        gradebook.set_due(due)
    was = f" (was {before:%Y-%m-%d %H:%M:%S} UTC)" if before and before != due else ""
    return f"due {due:%Y-%m-%d %H:%M:%S} UTC{was}"


def check_no_plan(course: Course) -> None:
    """Raise CourseError where the dates of a course stand in its `course.toml`: --due would set another."""
    if source := read_plan(course).source:
        raise CourseError(
            f'dates stand in {source}: write due = "2026-12-01 23:59" into the line of the lesson there, without --due'
        )


def waiting(plan: Plan) -> list[str]:
    """Return the lessons whose day of release has not come."""
    return [each.name for each in plan.lessons.values() if each.release and each.release > datetime.now(UTC)]


def due_date(text: str) -> Any:
    """Return a due date that was typed, in UTC. Raises CourseError where it is none, or may be several."""
    try:
        return parse_due(text)
    except ValueError as error:
        raise CourseError(f"--due: {error}") from None


def _look_at(course: Course, assignment: str, new: Path, console: Console) -> bool:
    """Show what a prepared release would change; say whether marks change by it."""
    points = points_of(released_cells(new))
    with _gradebook(course, assignment) as gradebook:
        before = gradebook.released.points if gradebook and gradebook.students() else None
    if before is None:
        return False
    moved = {name: (before[name], new_points) for name, new_points in points.items() if name in before}
    marks = preview(course, assignment, course.handed_in(assignment), points)
    found = affected(course, assignment, marks, moved)
    show(console, assignment, found, Directory(course))
    if found.marks:
        said = f"Releasing carries marks over; new keys count once you: grade {assignment} --force"
        console.print(said, soft_wrap=True)
    return bool(found.marks) and any(old != now for old, now in moved.values())


def _is_released(course: Course, assignment: str, console: Console, dry_run: bool, yes: bool) -> bool:
    """Release an assignment; False where only what would change was to be shown."""
    with prepared(course, assignment) as new:
        changes_marks = _look_at(course, assignment, new, console)
        shown = proposed(course, assignment, console, yes, dry_run)
        if dry_run:
            console.print(f"{assignment}: would be released; nothing was changed", soft_wrap=True)
            return False
        if changes_marks:
            agree(yes, "Release it, and carry the marks over?")
        folder = put_in_place(course, assignment, new)
        if found := difference(course, assignment):
            if not shown:
                show_dates(console, assignment, found, Directory(course))
            settle(course, assignment, found)
    shared = "and in the exchange" if publish(course, assignment) else "(Windows has no exchange)"
    console.print(escape(f"{assignment}: released in {folder} {shared}"), soft_wrap=True)
    return True


def _chosen(course: Course, named: Sequence[str], console: Console) -> list[str]:
    """Return the lessons to release: those that are named, or all in use whose day has come; the others are said."""
    for assignment in named:
        in_use(course, assignment)
    if named:
        return [*named]
    plan = read_plan(course)
    later = waiting(plan)
    for name in later:
        date = plan.lessons[name].release
        console.print(escape(f"{name}: waits until {plan.said(date) if date else ''}; name it to release it now"))
    for line in (*dropped(course, plan), *unsaid(course, plan)):
        console.print(escape(line), soft_wrap=True)
    return [name for name in plan.lessons if name not in later]


@click.command()
@click.argument("assignments", type=LESSON, nargs=-1, metavar="[ASSIGNMENT]...")
@click.option("--due", metavar="TIME", help='When it is due: "2026-12-01 23:59 Europe/Berlin".')
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Change marks without asking, where the points of cells change.")
def release(assignments: tuple[str, ...], due: str | None, dry_run: bool, yes: bool) -> None:
    """Release ASSIGNMENTs (all, if none is named) to the students.

    All are those that course.toml names, whose day of release has come.
    The students' version is written into the course folder, put into nbgrader's exchange and packed as a zip for a
    learning platform. It can be released again at any time; submissions stay, and marks keep their share of the points.
    """
    course, console = Course.here(), terminal()
    if due is not None:
        due_date(due)
        check_no_plan(course)
    placed: list[str] = []
    try:
        for assignment in _chosen(course, assignments, console):
            if _is_released(course, assignment, console, dry_run, yes):
                placed.append(assignment)
            if due is not None and assignment in placed:
                console.print(escape(f"  {set_due(course, assignment, due)}"), soft_wrap=True)
    finally:
        # Those before one that fails are released; each zip knows all lessons, so none is packed before the last.
        announce(course, read_plan(course))
        for path in handouts(course, placed) if placed else ():
            console.print(escape(f"for a learning platform: {path}"), soft_wrap=True)
