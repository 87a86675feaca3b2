"""Answers to an item of the bank, generated from its key: right, partly right, wrong, untouched and unreadable."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations, permutations
from random import Random
from typing import Any

from quizzes.types import Choice, Hottext, Match, Multiple, Number, Order, Parameter, Run, Simulate
from tests.benchmarks.marks_of import Asked
from tests.items import ROWS, known
from tests.typed_numbers import TABLE

#: What no type takes for an answer, and what is an answer of another form.
NOTHING: tuple[Any, ...] = (None, "", "  ", [], {}, {"prediction": " ", "result": {}})
OTHER_FORMS: tuple[Any, ...] = (5, True, math.nan, "z", ["z"], [["a"]], {"q": "a"}, {"marks": 4}, "3" * 101)
#: Of what has too many answers, so many are drawn.
DRAWN = 200


def answers(each: Asked) -> list[Any]:
    """Return the answers to an item; the same at each call."""
    item, row, draw = known(each.item), ROWS[each.item.kind], Random(each.item.id)
    found = [*NOTHING, *OTHER_FORMS, *(response for response, _ in row.refused), *_of_type(item, each.simulate, draw)]
    for key in each.answer.accepted:
        right = item.right(key, each.simulate)
        found += [right, item.with_commas(right), item.wrong(key), *_written_otherwise(item, right)]
        found += [response for response, _ in row.wrongs(item, key, each.simulate)]
    return found


def _written_otherwise(item: Any, right: Any) -> Iterator[str]:
    """Yield the right number as it may be typed, and numbers near it."""
    if isinstance(item, Number):
        forms = ("= {}", "≈ {}", "{} {unit}", "{}0", "+{}", "-{}", "{}%", "{} or so", "about {}", "{},5", "{}e0")
        yield from (form.format(right, unit=item.unit) for form in forms)
        yield from (repr(float(right) * factor) for factor in (0.9, 0.99, 0.999, 1.001, 1.01, 1.1, 10, 100, 1000))


def _of_type(item: Any, simulate: Simulate | None, draw: Random) -> Iterator[Any]:
    """Yield what does not depend on the key."""
    names = list(getattr(item, "options", ()))
    match item:
        case Choice():
            yield from names
        case Multiple() | Hottext():
            every = (list(some) for size in range(len(names) + 1) for some in combinations(names, size))
            yield from every if len(names) < 8 else (draw.sample(names, draw.randrange(5)) for _ in range(DRAWN))
        case Order():
            every = (list(some) for some in permutations(names))
            yield from every if len(names) < 6 else (draw.sample(names, len(names)) for _ in range(DRAWN))
            yield from (list(item.shuffled(f"student {number}")) for number in range(20))  # as nobody touched it
        case Match():
            yield from ({row: draw.choice([*names, None]) for row in item.rows} for _ in range(DRAWN))
        case Number():
            yield from (typed for typed, _, _ in TABLE)
        case Run():
            assert simulate
            yield from _runs(item, simulate, draw)


def _runs(item: Run, simulate: Simulate, draw: Random) -> Iterator[dict[str, Any]]:
    """Yield runs as they came, at each preset, and as drawn: each part of them right, another, and left out."""
    came = {parameter.name: parameter.default for parameter in item.parameters}
    drawn = [{each.name: _setting(each, draw) for each in item.parameters} for _ in range(20)]
    moved = [came | {each.name: _setting(each, draw)} for each in item.parameters]
    for settings in [came, *(came | preset.values for preset in item.presets.values()), *drawn, *moved]:
        try:
            outcome = simulate(**settings)
        except ValueError:
            outcome = dict.fromkeys((quantity.name for quantity in item.result), 1.0)
        result = {quantity.name: outcome[quantity.name] for quantity in item.result}
        run = {"prediction": "1", "parameters": settings, "result": result}
        run["comparison"] = repr(float(outcome.get(item.comparison.name, 1))) if item.comparison else ""
        yield run
        yield from ({name: value for name, value in run.items() if name != part} for part in run)
        yield from (run | {"result": result | {name: value + 1}} for name, value in result.items())
        yield from (run | {part: "12345"} for part in ("prediction", "comparison"))
        yield from (run | {part: draw.choice(TABLE)[0]} for part in ("prediction", "comparison"))


def _setting(parameter: Parameter, draw: Random) -> float | str:
    """Return a value that a student can choose."""
    if parameter.choices:
        return draw.choice(list(parameter.choices))
    steps = round((parameter.maximum - parameter.minimum) / parameter.step)
    return round(parameter.minimum + parameter.step * draw.randint(0, steps), 9)
