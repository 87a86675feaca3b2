"""Let a further answer be right: it is added to the item's keys, and everyone is graded again."""

from __future__ import annotations

from typing import Any

import click
import yaml

from instructor.console import terminal
from instructor.course import Course, CourseError
from instructor.grading.correcting import edit_keys, read_keys
from instructor.grading.which import Which, find_item
from instructor.plan import in_use


@click.command()
@click.argument("item")
@click.argument("answer")
@click.option("--lift", is_flag=True, help="Let it be right no more.")
@click.option("--dry-run", is_flag=True, help="Show whose marks would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Change marks without asking.")
def accept(item: str, answer: str, lift: bool, dry_run: bool, yes: bool) -> None:
    """Let ANSWER be right for ITEM as well; the best of all keys counts.

    ITEM is an id, or a lesson and the question's number: "02 4". ANSWER is written as a key is: `b`, "[a, c]",
    "{code: shut, jam: rival}"; of a number 2.5 will do, with the key's own tolerance. The file in instructor/keys is
    edited in place, its comments stay. First all marks that change are shown; once you agree everyone is graded again.
    """
    course = Course.here()
    which = find_item(course, item)
    in_use(course, which.lesson)
    known = yaml.safe_load(read_keys(course, which.lesson))["keys"][which.item.id]
    value, also = _value(answer, known), list(known.get("also") or [])
    if lift and value not in also:
        raise CourseError(f"{which}: {answer} is not among the further keys: {also or 'there is none'}")
    if not lift and value == known["key"]:
        raise CourseError(f"{which}: {answer} is its key already; to take the question back: void")
    left = [each for each in also if each != value] + ([] if lift else [value])
    edit_keys(course, terminal(), which, {"also": left or None}, yes, dry_run)
    _check_shown(which, known, value, lift)


def _value(answer: str, known: dict[str, Any]) -> Any:
    """Return an answer as a key has it. Raises CourseError where it is none."""
    try:
        value = yaml.safe_load(answer)
    except yaml.YAMLError:
        raise CourseError(f'"{answer}" is no key; write it as in the file of keys: b, [a, c], {{row: pick}}') from None
    key = known["key"]
    if isinstance(key, dict) and "value" in key and isinstance(value, int | float):
        return {**key, "value": value}
    return value


def _check_shown(which: Which, known: dict[str, Any], value: Any, lift: bool) -> None:
    """Say where the keys still tell students that the answer is wrong."""
    told = [where for where in ("feedback", "diagnosis") if not lift and str(value) in (known.get(where) or {})]
    if told:
        click.echo(
            f"{which.item.id}: {' and '.join(told)} still speak of {value} as a wrong answer, and students read "
            f"`feedback`; take the line out of instructor/keys/{which.lesson}.yaml, then write the feedback pages"
        )
