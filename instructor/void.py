"""Take a question back: everyone has its points, or it leaves the total. The keys' file is edited in place."""

from __future__ import annotations

import click

from instructor.console import terminal
from instructor.course import Course
from instructor.grading.correcting import edit_keys
from instructor.grading.which import find_item
from instructor.plan import in_use


@click.command()
@click.argument("item")
@click.option("--out", is_flag=True, help="Take it out of the total, for everyone, instead of giving its points.")
@click.option("--lift", is_flag=True, help="Let it count again.")
@click.option("--dry-run", is_flag=True, help="Show whose marks would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Change marks without asking.")
def void(item: str, out: bool, lift: bool, dry_run: bool, yes: bool) -> None:
    """Take ITEM back: everyone has its points, or with --out it leaves the total.

    ITEM is an id, or a lesson and the question's number: "02 4". The file in instructor/keys is edited in place, its
    comments stay. First all marks that change are shown, with the reason; once you agree everyone is graded again.
    `void ITEM --lift` takes it back.
    """
    if out and lift:
        raise click.UsageError("--out and --lift contradict each other; say one")
    course = Course.here()
    which = find_item(course, item)
    in_use(course, which.lesson)
    how = None if lift else "out" if out else "full"
    edit_keys(course, terminal(), which, {"void": how}, yes, dry_run)
