"""Give students points for a question, whatever they answered: for a reason that the key knows nothing of."""

from __future__ import annotations

import click

from instructor.console import terminal
from instructor.course import Course, CourseError
from instructor.grading.correcting import correct
from instructor.grading.credits import Credits, read_credits, write_credits
from instructor.grading.regrading import Effects, effects
from instructor.grading.which import Which, find_item
from instructor.marking.asked import Credit
from instructor.plan import in_use
from instructor.submissions.directory import Directory


@click.command()
@click.argument("item")
@click.argument("students", nargs=-1, required=True, metavar="STUDENT...")
@click.option("--because", default="", help="The reason; students read it on their page.")
@click.option("--points", type=click.FloatRange(0, min_open=True), help="So many.  [default: all that it is worth]")
@click.option("--lift", is_flag=True, help="Take it back.")
@click.option("--dry-run", is_flag=True, help="Show whose marks would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Change marks without asking.")
def credit(
    item: str, students: tuple[str, ...], because: str, points: float | None, lift: bool, dry_run: bool, yes: bool
) -> None:
    """Give each STUDENT points for ITEM, whatever they answered; the better of both counts.

    ITEM is an id, or a lesson and the question's number: "02 4"; STUDENT an id, a name or an e-mail. It stands in
    credits.json in the course folder and stays through every regrading. For everyone: void ITEM. For all who gave the
    same answer: accept ITEM ANSWER.
    """
    course = Course.here()
    which = find_item(course, item)
    in_use(course, which.lesson)
    if not because and not lift:
        raise click.UsageError('say why, students read it: --because "the picture did not load"')
    if points is not None and points > which.item.points:
        raise CourseError(f"{which} is worth {which.item.points:g} points; give so many at most")
    people = Directory(course)
    named = [people.student(student, course.handed_in(which.lesson)) for student in students]
    given = None if lift else Credit(because, points)
    found = _with(read_credits(course), which, named, given)
    of_lesson = found[which.lesson]

    def tried(everyone: list[str]) -> Effects:
        return effects(course, which.lesson, everyone, given=of_lesson)

    correct(course, terminal(), which.lesson, tried, lambda: write_credits(course, found), yes, dry_run)


def _with(found: Credits, which: Which, students: list[str], given: Credit | None) -> Credits:
    """Return credits in which these students have this one for the item, or none any more."""
    of_lesson = found.setdefault(which.lesson, {})
    for student in students:
        items = of_lesson.setdefault(student, {})
        if given is not None:
            items[which.item.id] = given
        elif items.pop(which.item.id, None) is None:
            raise CourseError(f"{student} was given nothing for {which}; nothing was taken back")
    return found
