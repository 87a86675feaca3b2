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
from instructor.naming import LESSON
from instructor.plan import Plan, in_use, read_plan
from instructor.plan.lateness import grace_in_words, of_work
from instructor.submissions.attention import HELP, MANY, listed, once, own, shared
from instructor.submissions.directory import Directory


class Rate(ProgressColumn):
    """How many submissions are graded in a second."""

    def render(self, task: Task) -> Text:
        """Return the rate, or nothing before there is one."""
        return Text(f"{task.speed:.3g}/s" if task.speed else "", style="progress.data.speed")


def summary(assignment: str, results: Sequence[Result], people: Directory, plan: Plan, everyone: bool = False) -> Table:
    """Return the table that a person reads after grading: everyone or, of a large class, whoever needs something."""
    table = Table(title=assignment, title_justify="left")
    for heading in ("student", "outcome", "points", "to do"):
        table.add_column(heading, overflow="fold")
    by_id = {result.student: result for result in results}
    faults = {student: _faults(by_id[student]) for student in people.in_order(by_id)}
    notes = {student: [*texts, *_states(by_id[student], plan)] for student, texts in faults.items()}
    if not everyone and len(results) > MANY:
        notes = own(faults, _said_once(results))
    for student, texts in notes.items():
        result = by_id[student]
        points = "" if result.outcome == "refused" else f"{result.score:g} of {result.maximum:g}"
        table.add_row(escape(people.label(student)), result.outcome, points, escape("\n".join(texts)))
    return table


def _faults(result: Result) -> list[str]:
    """Return what somebody has to look at; the platform's flag only where it is not what counts."""
    flag = [result.flag] if result.flag and not result.seconds_late else []
    return [*([result.reason] if result.reason else []), *result.problems, *flag]


def _said_once(results: Sequence[Result]) -> dict[str, list[str]]:
    """Return what many have, with who; whoever is refused stands in the table, so that each name is seen."""
    return shared({result.student: _faults(result) for result in results if result.outcome != "refused"})


def _states(result: Result, plan: Plan) -> list[str]:
    late = [of_work(plan, result.seconds_late)] if result.seconds_late else []
    person = ["written answers: mark them at the desk"] if result.needs_person else []
    keys = ["graded before the keys changed; --force grades it again"] if result.other_keys else []
    return [*late, *person, *keys]


def counts(results: Sequence[Result], people: Directory, plan: Plan, everyone: bool = False) -> list[str]:
    """Return the summary's last lines: how many came to what, and who they are; of a large class what many have."""
    by_id = {result.student: result for result in results}
    order = people.in_order(by_id)
    names = {student: people.label(student) for student in order}
    groups = {what: [student for student in order if holds(by_id[student])] for what, holds in _groups(plan).items()}
    done = len(groups["graded"]) + len(groups["unchanged"])
    first = (
        f"{done} graded, {len(groups['waiting for a person'])} waiting for a person, {len(groups['refused'])} refused"
    )
    lines = [first, *once({what: those for what, those in groups.items() if those}, names)]
    if everyone or len(results) <= MANY:
        return lines
    quiet = sum(not _faults(result) for result in results)
    said = _said_once([by_id[student] for student in order])
    return [*lines, *once(said, names), f"{quiet} need nothing but what is counted here; --all lists everybody"]


def _groups(plan: Plan) -> dict[str, Callable[[Result], bool]]:
    """Return what is counted, by what the count is called."""
    grace = plan.late.grace.total_seconds() if plan.late.per_day else 0.0
    within = f"late, within the grace of {grace_in_words(plan.late)}: nothing is taken off"
    return {
        "graded": lambda result: result.outcome == "graded",
        "unchanged": lambda result: result.outcome == "unchanged",
        "late": lambda result: result.seconds_late > grace,
        within: lambda result: 0 < result.seconds_late <= grace,
        "late, says Canvas, and not by the file's time and the due date, which count": lambda result: bool(
            result.flag and not result.seconds_late
        ),
        "waiting for a person": lambda result: result.needs_person,
        "graded before the keys changed, --force grades them again": lambda result: result.other_keys,
        "refused": lambda result: result.outcome == "refused",
    }


def _show(
    console: Console, assignment: str, results: Sequence[Result], people: Directory, plan: Plan, everyone: bool
) -> None:
    table = summary(assignment, results, people, plan, everyone)
    if table.row_count:
        console.print(table)
    for line in counts(results, people, plan, everyone):
        console.print(escape(line), soft_wrap=True)


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
        raise UnknownNameError(f'no submission of {assignment} by "{student}"; there are {listed(known) or "none"}')
    if not known:
        raise CourseError(f"nothing is collected for {assignment}; run: python -m instructor collect {assignment}")
    return known if student is None else [student]


@click.command()
@click.argument("assignment", type=LESSON)
@click.option("--student", help="Grade this student only: an id, a name or an e-mail.")
@click.option("--force", is_flag=True, help="Grade again what is unchanged, as after a correction of the keys.")
@click.option("--dry-run", is_flag=True, help="Show whose marks --force would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Change marks, by --force or by course.toml, without asking.")
@click.option("--all", "everyone", is_flag=True, help=HELP)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes to mark in.  [default: one a processor]")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler, as tcp://host:8786, to mark on its workers.")
def grade(
    assignment: str,
    student: str | None,
    force: bool,
    dry_run: bool,
    yes: bool,
    everyone: bool,
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
    students, people = _students(course, assignment, student), Directory(course)
    if force or dry_run:
        found = effects(course, assignment, students, student is None, workers, scheduler)
        show_effects(console, assignment, found, people, everyone)
        if dry_run:
            return
        take_over(course, assignment, found, yes)
    else:
        settled(course, assignment, console, yes, everyone=everyone)
    results = _with_progress(
        grade_class(course, assignment, students, force, workers, scheduler), len(students), console
    )
    write_students(course)
    _show(console, assignment, results, people, read_plan(course), everyone)
    log = course.folder / "grading" / f"{assignment}.jsonl"
    console.print(escape(f"log: {log}"), soft_wrap=True)
    if any(result.outcome == "refused" for result in results):
        raise SystemExit(1)
