"""What changed between a release and today's bank, keys and models, in words that an instructor reads before anything.

Only what a mark may depend on is named: texts that explain, sources and objectives are not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from instructor.course import Course
from instructor.grading.snapshots import Snapshot
from quizzes.bank import Bank
from quizzes.types import Answer, BaseItem

#: Fields of an item that no mark depends on, or that are named on their own.
ASIDE = ("id", "answer", "concept", "objective", "evidence", "points", "options")
#: What is shown of a key, or of a text.
LONGEST = 60


def changes(course: Course, assignment: str, before: Snapshot) -> list[str]:
    """Return what is not as it was released, one line each. Raises BankError where either cannot be read."""
    items = _items(before.bank), _items(course.bank(assignment))
    keys = before.keys.keys, course.keys(assignment).keys
    return [
        *_come_and_gone(*items),
        *(line for name in items[0] if name in items[1] for line in _item(name, items[0][name], items[1][name])),
        *(line for name in keys[0] if name in keys[1] for line in _answer(name, keys[0][name], keys[1][name])),
        *_models(before.models, {path.name: path.read_bytes() for path in course.source(assignment).glob("*.py")}),
    ]


def _items(bank: Bank) -> dict[str, BaseItem]:
    return {item.id: item for quiz, item in bank.items() if quiz.graded}


def _come_and_gone(before: Mapping[str, BaseItem], now: Mapping[str, BaseItem]) -> Iterator[str]:
    for name in now.keys() - before.keys():
        yield f"{name}: added ({now[name].points:g} points); nobody loses by it who handed in before"
    for name in before.keys() - now.keys():
        yield f"{name}: removed ({before[name].points:g} points); it is no longer marked"


def _item(name: str, before: BaseItem, now: BaseItem) -> Iterator[str]:
    if type(before) is not type(now):
        yield f"{name}: was {before.kind}, is {now.kind}"
        return
    if before.points != now.points:
        yield f"{name}: {before.points:g} points before, {now.points:g} now"
    yield from _options(name, getattr(before, "options", {}), getattr(now, "options", {}))
    for field in before.__struct_fields__:
        if field not in ASIDE and (old := getattr(before, field)) != (new := getattr(now, field)):
            yield f"{name}: {field} was {_short(old)}, is {_short(new)}"


def _options(name: str, before: Any, now: Any) -> Iterator[str]:
    if not (isinstance(before, Mapping) and isinstance(now, Mapping)):
        return
    for what, ids in (("added", now.keys() - before.keys()), ("removed", before.keys() - now.keys())):
        if ids:
            yield f"{name}: option {', '.join(sorted(ids))} {what}"
    for option in sorted(before.keys() & now.keys()):
        if before[option] != now[option]:
            yield f"{name}: option {option} was {_short(before[option])}, is {_short(now[option])}"


def _answer(name: str, before: Answer, now: Answer) -> Iterator[str]:
    if before.key != now.key:
        yield f"{name}: the key was {_short(before.key)}, is {_short(now.key)}"
    if before.also != now.also:
        yield f"{name}: also right is {_short(list(now.also)) if now.also else 'nothing else any more'}"
    if before.void != now.void:
        yield f"{name}: {VOIDED[now.void]}"


VOIDED = {
    None: "counts again",
    "full": "voided: everyone has full marks for it",
    "out": "voided: taken out of the total",
}


def _models(before: Mapping[str, bytes], now: Mapping[str, bytes]) -> Iterator[str]:
    for name in sorted(before.keys() | now.keys()):
        if _digest(before.get(name)) != _digest(now.get(name)):
            yield f"{name}: the model was changed; recorded runs are compared with the new one"


def _digest(data: bytes | None) -> bytes:
    return b"" if data is None else hashlib.blake2b(data).digest()


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return f"“{text}”" if len(text) <= LONGEST else f"“{text[:LONGEST]}…”"
