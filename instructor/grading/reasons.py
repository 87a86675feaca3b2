"""Why one student's mark would change: the items by which it does, and what became of their keys.

Which items those are the two notebooks say, the graded one and the one that was marked just now: both hold the facts of
each item. What became of an item since it was graded is read off the bank, keys and models that it was graded by.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping

import msgspec

from instructor.course import Course
from instructor.grading.snapshots import Snapshot
from instructor.marking.facts import ItemFacts, read_facts
from quizzes.bank import Bank, BankError
from quizzes.types import Answer, BaseItem

#: Fields of an item that have a reason of their own, or on which no mark depends.
ASIDE = ("id", "answer", "concept", "objective", "evidence", "points", "level", "window")
#: What there is to say where the earlier key is not kept any more.
UNKNOWN = "key"
WINDOW = "time window"


def kinds(course: Course, assignment: str, before: Snapshot | None) -> dict[str, str]:
    """Return what became of each item since a grading, in a word or two; nothing where neither can be read."""
    if before is None:
        return {}
    try:
        old, new = _items(before.bank), _items(course.bank(assignment))
        keys = before.keys.keys, course.keys(assignment).keys
    except BankError:
        return {}
    here = course.source(assignment)
    now = {path.name: path.read_bytes() for path in here.glob("*.py")}
    models = {name for name, text in before.models.items() if now.get(name) != text}
    found = {name: _changes(name, old, new, *keys, models) for name in old.keys() | new.keys()}
    return {name: ", ".join(words) for name, each in found.items() if (words := [*each])}


def _items(bank: Bank) -> dict[str, BaseItem]:
    return {item.id: item for quiz, item in bank.items() if quiz.graded}


def _changes(
    name: str,
    old: Mapping[str, BaseItem],
    new: Mapping[str, BaseItem],
    before: Mapping[str, Answer],
    after: Mapping[str, Answer],
    models: set[str],
) -> Iterator[str]:
    if name not in old or name not in new:
        yield "added" if name in new else "removed"
        return
    if name in before and name in after:
        yield from _of_key(before[name], after[name])
    if old[name].points != new[name].points:
        yield "points"
    if old[name].window != new[name].window:
        yield WINDOW
    if _asked(old[name]) != _asked(new[name]):
        yield "question"
    if f"{new[name].simulated_by}.py" in models:
        yield "model"


def _of_key(before: Answer, after: Answer) -> Iterator[str]:
    if before.void != after.void:
        yield "void" if after.void else "no longer void"
    if before.key != after.key:
        yield "key"
    if before.also != after.also:
        yield "several right"


def _asked(item: BaseItem) -> list[object]:
    return [type(item), *(getattr(item, name) for name in item.__struct_fields__ if name not in ASIDE)]


def why(
    before: bytes,
    after: bytes,
    became: Mapping[str, str],
    credited: Collection[str],
    timed: Collection[str] = (),
) -> list[str]:
    """Return the reasons for a student's other points, each with its items.

    Parameters
    ----------
    before, after
        The student's notebook as it was graded, and as it would be.
    became
        What became of each item, as `kinds` returns it.
    credited
        The items for which the student was given points.
    timed
        Those that have a window, whose end an extension, the zone or the grace may have moved.
    """
    old, new = _facts(before), _facts(after)
    by_kind: dict[str, list[str]] = {}
    for name in [*new, *(old.keys() - new.keys())]:
        if _earned(old.get(name)) != _earned(new.get(name)):
            kind = became.get(name) or ("credit" if name in credited else WINDOW if name in timed else UNKNOWN)
            by_kind.setdefault(kind, []).append(name)
    if not old:
        return ["graded by an earlier version"]
    return [f"{', '.join(names)}: {kind}" for kind, names in by_kind.items()] or ["points of the cell"]


def _earned(facts: ItemFacts | None) -> tuple[float, float] | None:
    return (facts.points, facts.maximum) if facts else None


def _facts(notebook: bytes) -> dict[str, ItemFacts]:
    """Return the facts of a graded notebook's items, by id; nothing where it cannot be read."""
    try:
        cells = json.loads(notebook)["cells"]
        found = [fact for cell in cells for fact in read_facts(cell.get("outputs", []))]
    except (ValueError, KeyError, TypeError, AttributeError, msgspec.MsgspecError):
        return {}
    return {fact.id: fact for fact in found}
