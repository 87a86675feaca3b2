"""What a release or a grading would change, shown to a person and agreed to before anything is written."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from instructor.course import Course, CourseError
from instructor.grading.changes import changes
from instructor.grading.preview import MarkChange
from instructor.grading.snapshots import snapshots
from instructor.plan import read_plan
from instructor.submissions.attention import MANY, once, shared
from instructor.submissions.directory import Directory
from quizzes.bank import BankError


@dataclass(frozen=True)
class Affected:
    """What changed since the last release, in words, and which marks would change, of how many that are graded."""

    since: str
    lines: list[str]
    marks: list[MarkChange] = field(default_factory=list)
    graded: int = 0


def affected(
    course: Course,
    assignment: str,
    marks: Sequence[MarkChange],
    points: Mapping[str, tuple[float, float]] | None = None,
) -> Affected:
    """Return what there is to say: `marks` as `preview` has them, `points` of cells before and after, by name."""
    known = snapshots(course, assignment)
    cells = [
        f'cell "{name}": worth {old:g}, will be worth {new:g}; every mark in it keeps its share'
        for name, (old, new) in (points or {}).items()
        if old != new
    ]
    try:
        lines = changes(course, assignment, known[-1]) if known else []
    except BankError as error:
        lines = [f"what was released cannot be read any more ({error})"]
    since = read_plan(course).said_utc(known[-1].since) if known else ""
    return Affected(since, lines + cells, [mark for mark in marks if mark.is_change], len(marks))


def show(console: Console, assignment: str, found: Affected, people: Directory, everyone: bool = True) -> None:
    """Print what changed and whose marks would change; nothing where nothing did."""
    if found.lines:
        title = f"{assignment}: changed since it was released" + (f" ({found.since})" if found.since else "")
        console.print(escape(f"{title}:"), soft_wrap=True)
        for line in found.lines:
            console.print(escape(f"- {line}"), soft_wrap=True)
    show_marks(console, assignment, found.marks, found.graded, people, everyone)


def show_marks(
    console: Console,
    assignment: str,
    marks: Sequence[MarkChange],
    graded: int,
    people: Directory,
    everyone: bool = True,
) -> None:
    """Print the marks that would change, of how many that are graded; nothing where none is.

    Of more than a screen's worth those who lose most, and what several have in common, unless `everyone` is wanted.
    """
    places = {student: place for place, student in enumerate(people.in_order(mark.student for mark in marks))}
    order = sorted(marks, key=lambda mark: places[mark.student])
    is_cut = not everyone and len(marks) > MANY
    shown = sorted(order, key=_gain)[:MANY] if is_cut else order
    if shown:
        table = Table("student", "points now", "points then", "why", title=f"{assignment}: marks", title_justify="left")
        for mark in shown:
            before, after = f"{mark.before:g} of {mark.maximum_before:g}", f"{mark.after:g} of {mark.maximum_after:g}"
            table.add_row(escape(people.label(mark.student)), before, after, escape(mark.why))
        console.print(table)
    if is_cut:
        names = {mark.student: people.label(mark.student) for mark in order}
        for line in once(shared({mark.student: mark.why.split("; ") for mark in order if mark.why}), names):
            console.print(escape(line), soft_wrap=True)
        console.print(f"{MANY} of {len(marks)} are shown, who loses most first; --all lists everybody", soft_wrap=True)
    if graded:
        console.print(f"{len(marks)} of {graded} graded marks would change")


def _gain(mark: MarkChange) -> float:
    """Return by how much the share of the points grows."""
    pairs = (mark.before, mark.maximum_before), (mark.after, mark.maximum_after)
    old, new = (points / most if most else 0.0 for points, most in pairs)
    return new - old


def agree(yes: bool, question: str) -> None:
    """Let a person agree to what was shown.

    Raises
    ------
    CourseError
        Where nobody can be asked and `yes` was not said beforehand.
    click.Abort
        Where the answer is no.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise CourseError("marks would change, and nothing was written; look at them, then say --yes")
    click.confirm(question, abort=True)
