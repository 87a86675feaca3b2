"""Every response to an item with a single mistake, by its type, and the share of the points that is left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quizzes.types import Answer, Choice, Hottext, Match, Multiple, Number, Order, Run, Simulate

#: A response and the share of the points that is left.
Costs = Iterator[tuple[Any, float]]


def choice(item: Choice, answer: Answer, simulate: Simulate | None) -> Costs:
    yield from ((name, 0) for name in item.options if name != answer.key)


def picks(item: Multiple | Hottext, answer: Answer, simulate: Simulate | None) -> Costs:
    key = answer.key
    if isinstance(item, Hottext) and item.pick == "one":
        yield from (([name], 0) for name in item.options if name not in key)
    else:
        yield from ((_toggled(key, name), 1 - 1 / len(key)) for name in item.options)


def _toggled(key: list[str], name: str) -> list[str]:
    """Return the key with one option more, or with one less."""
    return [one for one in key if one != name] if name in key else [*key, name]


def number(item: Number, answer: Answer, simulate: Simulate | None) -> Costs:
    """Yield a number just outside the tolerance on both sides, and each wrong answer that feedback foresees."""
    value, tolerance = float(answer.key["value"]), float(answer.key.get("tolerance", 0))
    step = tolerance * 1.01 + 1e-6 * max(1.0, abs(value))
    yield from ((typed, 0) for typed in (repr(value - step), repr(value + step), *answer.feedback))


def order(item: Order, answer: Answer, simulate: Simulate | None) -> Costs:
    key = answer.key
    for place in range(len(key) - 1):
        yield [*key[:place], key[place + 1], key[place], *key[place + 2 :]], 1 - 1 / (len(key) - 1)


def match(item: Match, answer: Answer, simulate: Simulate | None) -> Costs:
    key = answer.key
    for row in item.rows:
        yield {other: key[other] for other in item.rows if other != row}, 1 - 1 / len(key)
        for wrong in set(item.options) - {key[row]}:
            yield key | {row: wrong}, max(0, 1 - 2 / len(key))


def run(item: Run, answer: Answer, simulate: Simulate | None) -> Costs:
    """Yield the right run with a part missing or made up."""
    right = item.right(answer, simulate)
    one_less = 1 - 1 / len(item.parts)
    yield from (({**right, part: None}, one_less) for part in item.parts if part != "parameters")
    first = item.parameters[0].name
    for parameters in (None, {}, {**right["parameters"], first: "beyond"}, {**right["parameters"], "spare": 1}):
        yield {**right, "parameters": parameters}, 0  # nothing can be checked
    for quantity in item.result:
        edited = {**right["result"], quantity.name: right["result"][quantity.name] + 1}
        yield {**right, "result": edited}, one_less
    if item.comparison:
        yield {**right, "comparison": repr(2 * abs(float(right["comparison"])) + 2)}, one_less
