"""Grade what was collected: quizzes from the journals of answers, in worker processes, without running student code.

The work is `grading.batch`'s; this is its command: progress, a summary that a person acts on, and the log's path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from instructor.console import terminal
from instructor.course import Course, CourseError, UnknownNameError
from instructor.grading.batch import Result, grade_class
from instructor.grading.regrading import effects, show_effects, take_over
from instructor.grading.settling import settled
from instructor.grading.students import write_students
from instructor.plan import in_use
from instructor.submissions.directory import Directory

#: A table of a larger class has only those who need something.
LONGEST_TABLE = 60
#: What is shown of a student's id.
Label = Callable[[str], str]
#: Names in a line of the summary; the log has all.
MOST_NAMES = 12


class Rate(ProgressColumn):
    """How many submissions are graded in a second."""

    def render(self, task: Task) -> Text:
        """Return the rate, or nothing before there is one."""
        return Text(f"{task.speed:.3g}/s" if task.speed else "", style="progress.data.speed")


def summary(assignment: str, results: Sequence[Result], label: Label = str) -> Table:
    """Return the table that a person reads after grading: everyone or, of a large class, whoever is not just graded.

    `label` says what is shown of a student's id.
    """
    table = Table(title=assignment, title_justify="left")
    for heading in ("student", "outcome", "points", "to do"):
        table.add_column(heading, overflow="fold")
    for result in sorted(results, key=lambda result: result.student):
        notes = [*_faults(result), *_states(result)]
        if _faults(result) or result.flag or len(results) <= LONGEST_TABLE:
            points = "" if result.outcome == "refused" else f"{result.score:g} of {result.maximum:g}"
            table.add_row(escape(label(result.student)), result.outcome, points, escape("\n".join(notes)))
    return table


def _faults(result: Result) -> list[str]:
    return [*([result.reason] if result.reason else []), *result.problems]


def _states(result: Result) -> list[str]:
    late = [f"late by {_duration(result.seconds_late)}"] if result.seconds_late else []
    person = ["written answers: mark them at the desk"] if result.needs_person else []
    keys = ["graded before the keys changed; --force grades it again"] if result.other_keys else []
    return [*late, *([result.flag] if result.flag else []), *person, *keys]


def _duration(seconds: float) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{max(minutes, 1)} min"


def counts(results: Sequence[Result], label: Label = str) -> list[str]:
    """Return the summary's last lines: how many came to what, and who they are."""
    groups = {
        "graded": [result.student for result in results if result.outcome == "graded"],
        "unchanged": [result.student for result in results if result.outcome == "unchanged"],
        "late": [result.student for result in results if result.seconds_late],
        "late, says Canvas, and not by the file's time and the due date, which count": [
            result.student for result in results if result.flag and not result.seconds_late
        ],
        "waiting for a person": [result.student for result in results if result.needs_person],
        "graded before the keys changed, --force grades them again": [r.student for r in results if r.other_keys],
        "refused": [result.student for result in results if result.outcome == "refused"],
    }
    done = len(groups["graded"]) + len(groups["unchanged"])
    first = (
        f"{done} graded, {len(groups['waiting for a person'])} waiting for a person, {len(groups['refused'])} refused"
    )
    return [
        first,
        *(f"{what} ({len(names)}): {_list([*map(label, sorted(names))])}" for what, names in groups.items() if names),
    ]


def _list(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


def _with_progress(results: Iterable[Result], total: int, console: Console) -> list[Result]:
    columns = (TextColumn("Grading"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        return list(progress.track(results, total))


def _students(course: Course, assignment: str, student: str | None) -> list[str]:
    """Return the ids of those who are to be graded: the one who is named, or all who handed in."""
    in_use(course, assignment)
    known = course.handed_in(assignment)
    if student is not None:
        student = Directory(course).student_or_typed(student, known)
    if student is not None and student not in known:
        raise UnknownNameError(f'no submission of {assignment} by "{student}"; there are {_list(known) or "none"}')
    if not known:
        raise CourseError(f"nothing is collected for {assignment}; run: python -m instructor collect {assignment}")
    return known if student is None else [student]


@click.command()
@click.argument("assignment")
@click.option("--student", help="Grade this student only: an id, a name or an e-mail.")
@click.option("--force", is_flag=True, help="Grade again what is unchanged, as after a correction of the keys.")
@click.option("--dry-run", is_flag=True, help="Show whose marks --force would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Change marks, by --force or by course.toml, without asking.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes to mark in.  [default: one a processor]")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler, as tcp://host:8786, to mark on its workers.")
def grade(
    assignment: str,
    student: str | None,
    force: bool,
    dry_run: bool,
    yes: bool,
    workers: int | None,
    scheduler: str | None,
) -> None:
    """Grade the collected submissions of ASSIGNMENT.

    It can be stopped at any moment and given again: what is graded and unchanged is left alone. Where bank or keys
    changed, --force shows whose marks change, and asks, before it grades everybody again.

    Exit code 0: all are graded. 1: some were refused, and the table says why, or nobody agreed that marks change.
    2: the command was not understood.
    """
    course, console = Course.here(), terminal()
    students, label = _students(course, assignment, student), Directory(course).label
    if force or dry_run:
        found = effects(course, assignment, students, student is None, workers, scheduler)
        show_effects(console, assignment, found, label)
        if dry_run:
            return
        take_over(course, assignment, found, yes)
    else:
        settled(course, assignment, console, yes)
    results = _with_progress(
        grade_class(course, assignment, students, force, workers, scheduler), len(students), console
    )
    write_students(course)
    table = summary(assignment, results, label)
    if table.row_count:
        console.print(table)
    for line in counts(results, label):
        console.print(escape(line), soft_wrap=True)
    log = course.folder / "grading" / f"{assignment}.jsonl"
    console.print(escape(f"log: {log}"), soft_wrap=True)
    if any(result.outcome == "refused" for result in results):
        raise SystemExit(1)
