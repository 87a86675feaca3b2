"""Mark answers by the code of one checkout, in a process of its own: the other half of `tests.benchmarks.marks_before`.

Run by path with `PYTHONPATH` at the checkout that marks. It imports only what every checkout has, reads the questions
of a second checkout (or the same), and prints each answer's mark as JSON. A field that the marking code does not know
yet, or no longer, is left out and named; what it cannot read, it says.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import yaml

from quizzes.scoring import score
from quizzes.simulation import load_module
from quizzes.types import Answer, BaseItem, Simulate, registered


class Asked(NamedTuple):
    """An item of a checkout's bank with what marks it; `left_out` are the fields that were not understood."""

    item: BaseItem
    answer: Answer
    simulate: Simulate | None
    left_out: tuple[str, ...]
    graded: bool


def asked(bank: Path, models: Path) -> Iterator[Asked]:
    """Yield the items that a key marks of the checkout `bank`, with the lessons' models of the checkout `models`."""
    kinds: Any = reduce(or_, registered().values())
    for path in sorted((bank / "quizzes" / "bank").glob("*.yaml")):
        keys = bank / "instructor" / "keys" / path.name
        answers = yaml.safe_load(keys.read_text("utf-8"))["keys"] if keys.exists() else {}
        for quiz in yaml.safe_load(path.read_text("utf-8"))["quizzes"]:
            for raw in quiz.get("items", ()):
                item, left_out = _read(raw, kinds)
                answer = item.answer or (_read(answers[item.id], Answer)[0] if item.id in answers else None)
                if answer:
                    yield Asked(item, answer, _model(models, path.stem, item), left_out, bool(quiz.get("graded")))


def _read(raw: Any, kind: Any) -> tuple[Any, tuple[str, ...]]:
    """Return what a bank's file says as a value, and the names of the fields that were left out for it."""
    left_out: list[str] = []
    while True:
        try:
            return msgspec.convert(raw, kind), tuple(left_out)
        except msgspec.ValidationError as error:
            unknown = re.match(r"Object contains unknown field `(\w+)`", str(error))
            if not unknown or unknown[1] in left_out:
                raise
            left_out.append(unknown[1])
            raw = _without(raw, unknown[1])


def _without(raw: Any, field: str) -> Any:
    """Return a bank's data without a field, at whatever depth it stands."""
    if isinstance(raw, dict):
        return {name: _without(value, field) for name, value in raw.items() if name != field}
    return [_without(value, field) for value in raw] if isinstance(raw, list) else raw


def _model(checkout: Path, lesson: str, item: BaseItem) -> Simulate | None:
    if not item.simulated_by:
        return None
    simulate: Simulate = load_module(checkout / "notebooks" / lesson / f"{item.simulated_by}.py").simulate
    return simulate


def mark(each: Asked, response: Any) -> list[Any]:
    """Return what an answer earned, of how much, its outcome and its mistakes; or what was raised."""
    try:
        marked = score(each.item, each.answer, response, each.simulate)
    except Exception as error:
        return ["raised", type(error).__name__]
    return [marked.points, marked.maximum, marked.outcome, list(marked.missed)]


def main() -> None:
    bank, models, answers = (Path(argument) for argument in sys.argv[1:])
    given = json.loads(answers.read_text("utf-8"))
    marks = {
        each.item.id: {"left out": each.left_out, "marks": [mark(each, response) for response in given[each.item.id]]}
        for each in asked(bank, models)
    }
    print(json.dumps(marks))


if __name__ == "__main__":
    main()
