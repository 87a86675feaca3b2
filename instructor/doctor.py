"""Look the course over: what would stop or spoil a term, each with its cure."""

from __future__ import annotations

from collections.abc import Iterator

import click
from rich.markup import escape
from rich.table import Table

from instructor.care import checkup, machine
from instructor.care.findings import Finding
from instructor.console import terminal
from instructor.course import Course, CourseError
from quizzes.bank import BankError

CHECKS = (
    *(checkup.plan, checkup.gradebook, checkup.exchange, checkup.releases, checkup.marks),
    *(machine.secrets, machine.disk, machine.clock, machine.packages, machine.sandbox, machine.browser),
)
#: How a state is shown; the order is the table's.
SIGNS = {"wrong": "[bold red]wrong[/bold red]", "look": "[yellow]look[/yellow]", "well": "well"}


@click.command()
@click.option("--quiet", is_flag=True, help="Show only what is not well.")
def doctor(quiet: bool) -> None:
    """Look the course over: what would stop or spoil a term, each with its cure.

    Dates, gradebook, exchange, releases, keys, disk, clock, packages, sandbox, browser. Nothing is changed. Exit code
    0: nothing is wrong. 1: something is.
    """
    course, console = Course.here(), terminal()
    found = [*findings(course)]
    table = Table("", "about", title=str(course.folder), title_justify="left")
    for head in ("what", "cure"):
        table.add_column(head, overflow="fold")  # a path has to be there whole
    for each in sorted(found, key=lambda each: [*SIGNS].index(each.state)):
        if not quiet or each.state != "well":
            table.add_row(SIGNS[each.state], each.about, escape(each.words), escape(each.cure))
    if table.row_count:
        console.print(table)
    wrong, looks = (sum(each.state == state for each in found) for state in ("wrong", "look"))
    console.print(f"{wrong} wrong, {looks} to look at, {len(found) - wrong - looks} well")
    if wrong:
        raise SystemExit(1)


def findings(course: Course) -> Iterator[Finding]:
    """Yield what is found; what cannot be looked at is a finding, too."""
    for check in CHECKS:
        try:
            yield from check(course)
        except (CourseError, BankError, OSError) as error:
            yield Finding(check.__name__, "wrong", str(error), "see the message")
