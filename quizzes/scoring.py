"""The only scorer there is: item + answer + response -> marks and feedback.

Pure functions of plain values. Practice questions are scored here in the student's kernel, graded ones here in the
instructor's process, with the answers that only the instructor has. The rules, per item of `points` points:

- choice, number, hottext (one): all or nothing;
- multiple, hottext (several), match: the share of right picks minus the share of wrong ones, never below 0;
- order: the share of the key's neighbours that the response has in the right order;
- run: equal shares for prediction, parameters, result and comparison; the result is computed again by `simulate`.

What was not answered, or cannot be read, is never right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal

import msgspec

from quizzes.items import Answer, Choice, Hottext, Item, Match, Multiple, Number, NumberKey, Order, Run, RunKey

Simulate = Callable[..., Mapping[str, float]]
Outcome = Literal["right", "partly right", "wrong", "not answered"]

#: How far a recorded result may lie from the recomputed one: rounding on another processor, nothing more.
RESULT_TOLERANCE = 1e-6
#: No result is greater; a whole number beyond it could not even be compared as a float.
GREATEST = 1e300


class ResponseError(ValueError):
    """A response does not have the form of its item's type; the message says what was found."""


class Mark(msgspec.Struct, frozen=True):
    """What a response earned: `points` of `maximum`, in a word, with the feedback for what was answered (Markdown)."""

    points: float
    maximum: float
    outcome: Outcome
    feedback: tuple[str, ...] = ()


def score(item: Item, answer: Answer, response: Any, simulate: Simulate | None = None) -> Mark:
    """Mark one response.

    Parameters
    ----------
    item, answer
        The item and the answer that marks it.
    response
        As in the journal; None is no answer.
    simulate
        The lesson's model, for a `run` item: called as `simulate(**parameters)`, returns quantities by name.

    Raises
    ------
    TypeError
        Where a run is to be marked without its model.
    """
    if not is_answered(item, response):
        return Mark(0.0, item.points, "not answered")
    try:
        check_response(item, response)
    except ResponseError as error:
        return Mark(0.0, item.points, "not answered", (f"The recorded answer could not be read: {error}.",))
    if isinstance(item, Run) and simulate is None:
        raise TypeError(f'the run "{item.id}" cannot be marked without its model')
    share, names = _share(item, answer, response, simulate)
    points = round(item.points * share, 4)
    outcome: Outcome = "right" if share == 1 else "partly right" if points > 0 else "wrong"
    return Mark(points, item.points, outcome, tuple(_feedback(answer, names)))


def is_answered(item: Item, response: Any) -> bool:
    """Say whether there is an answer: a blank, an empty list or a form without one entry is none."""
    if isinstance(item, Run) and isinstance(response, dict):
        return any(not _is_blank(value) for value in response.values())
    return not _is_blank(response)


def is_complete(item: Item, response: Any) -> bool:
    """Say whether nothing of an answer is missing: each row of a match, each part of a run."""
    if not is_answered(item, response):
        return False
    if isinstance(item, Match):
        return isinstance(response, dict) and all(response.get(row) for row in item.rows)
    if isinstance(item, Run):
        return isinstance(response, dict) and all(not _is_blank(response.get(part)) for part in run_parts(item))
    return True


def counted(item: Item, responses: Sequence[Any]) -> Any:
    """Return the one of an item's responses that counts: the last; of a run, the last that was recorded."""
    if isinstance(item, Run):
        recorded = [response for response in responses if isinstance(response, dict) and response.get("result")]
        responses = recorded or responses
    return responses[-1] if responses else None


def run_parts(item: Run) -> tuple[str, ...]:
    """Name the parts of a run that earn marks."""
    asked = {"prediction": item.prediction, "parameters": True, "result": True, "comparison": item.comparison}
    return tuple(part for part, value in asked.items() if value)


def check_response(item: Item, response: Any) -> None:
    """Raise ResponseError unless `response` has the form that the item's type asks for."""
    if isinstance(item, Choice):
        _expect(isinstance(response, str) and response in item.options, response, "one of the options")
    elif isinstance(item, Multiple):
        _expect_picks(response, item.options)
    elif isinstance(item, Hottext):
        _expect_picks(response, item.options)
        _expect(item.pick == "several" or len(response) == 1, response, "one pick")
    elif isinstance(item, Number):
        _expect(isinstance(response, str) and len(response) <= 100, response, "a number as it was typed")
    elif isinstance(item, Order):
        strings = isinstance(response, list) and all(isinstance(name, str) for name in response)
        _expect(strings and sorted(response) == sorted(item.options), response, "each option once")
    elif isinstance(item, Match):
        known = isinstance(response, dict) and all(
            row in item.rows and (pick is None or (isinstance(pick, str) and pick in item.options))
            for row, pick in response.items()
        )
        _expect(known, response, "an option for each row")
    else:
        _expect(
            isinstance(response, dict) and set(response) <= {"prediction", "parameters", "result", "comparison"},
            response,
            "a run",
        )


def _is_blank(value: Any) -> bool:
    return value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip())


def _expect(holds: bool, response: Any, wanted: str) -> None:
    if not holds:
        raise ResponseError(f"expected {wanted}, found {str(response)[:60]!r}")


def _expect_picks(response: Any, options: Mapping[str, str]) -> None:
    strings = isinstance(response, list) and all(isinstance(name, str) for name in response)
    _expect(
        strings and len(set(response)) == len(response) and set(response) <= set(options), response, "a list of options"
    )


def _share(item: Item, answer: Answer, response: Any, simulate: Simulate | None) -> tuple[float, tuple[str, ...]]:
    """Return the share of the points that a well-formed response earns, and the names its feedback goes by."""
    if isinstance(item, Choice):
        return float(response == answer.key), (response,)
    if isinstance(item, Multiple | Hottext):
        return _right_minus_wrong(set(response), set(answer.key)), tuple(response)
    if isinstance(item, Number):
        return _number_share(item, answer, response)
    if isinstance(item, Order):
        return _order_share(answer.key, response), tuple(_inversions(answer, response))
    if isinstance(item, Match):
        pairs = {f"{row}:{pick}" for row, pick in response.items() if pick}
        return _right_minus_wrong(pairs, {f"{row}:{pick}" for row, pick in answer.key.items()}), tuple(sorted(pairs))
    assert simulate is not None
    return _run_share(item, answer, response, simulate)


def _right_minus_wrong(picked: set[str], right: set[str]) -> float:
    return max(0.0, (len(picked & right) - len(picked - right)) / len(right))


def _number_share(item: Number, answer: Answer, response: str) -> tuple[float, tuple[str, ...]]:
    key = msgspec.convert(answer.key, NumberKey)
    value = parse_number(response, item.unit)
    if value is None:
        return 0.0, ()
    wrong = (name for name in answer.feedback if _is_near(value, float(name), key.tolerance))
    return float(_is_near(value, key.value, key.tolerance)), tuple(wrong)


def _order_share(key: list[str], response: list[str]) -> float:
    place = {name: index for index, name in enumerate(response)}
    kept = [place[first] < place[second] for first, second in pairwise(key)]
    return sum(kept) / len(kept)


def _inversions(answer: Answer, response: list[str]) -> Iterator[str]:
    """Yield the named mistakes "x>y" that the response makes."""
    for name in answer.feedback:
        first, _, second = name.partition(">")
        if response.index(first) < response.index(second):
            yield name


def _run_share(
    item: Run, answer: Answer, response: Mapping[str, Any], simulate: Simulate
) -> tuple[float, tuple[str, ...]]:
    tolerance = msgspec.convert(answer.key, RunKey).tolerance
    outcome = _simulate_again(item, response.get("parameters"), simulate)
    earned = {
        "prediction": parse_number(response.get("prediction")) is not None,
        "parameters": outcome is not None,
        "result": outcome is not None and _is_same_result(item, response.get("result"), outcome),
        "comparison": outcome is not None
        and _is_right_comparison(item, response.get("comparison"), outcome, tolerance),
    }
    parts = run_parts(item)
    return sum(earned[part] for part in parts) / len(parts), tuple(part for part in parts if not earned[part])


def _simulate_again(item: Run, parameters: Any, simulate: Simulate) -> Mapping[str, float] | None:
    """Run the model with the recorded parameters; None where they are missing, out of range or make no sense."""
    if not isinstance(parameters, dict) or set(parameters) != {parameter.name for parameter in item.parameters}:
        return None
    if not all(parameter.admits(parameters[parameter.name]) for parameter in item.parameters):
        return None
    try:
        return simulate(**parameters)
    except ValueError:
        return None


def _is_same_result(item: Run, result: Any, outcome: Mapping[str, float]) -> bool:
    if not isinstance(result, dict):
        return False
    names = [quantity.name for quantity in item.result]
    return all(
        _is_finite(result.get(name)) and _is_near(result[name], outcome[name], RESULT_TOLERANCE) for name in names
    )


def _is_right_comparison(item: Run, typed: Any, outcome: Mapping[str, float], tolerance: float) -> bool:
    if item.comparison is None:
        return False
    value = parse_number(typed, item.comparison.unit)
    right = outcome[item.comparison.name]
    return value is not None and _is_near(value, right, tolerance * max(1.0, abs(right)))


def _is_finite(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= GREATEST


def _is_near(value: float, target: float, tolerance: float) -> bool:
    """Compare with the tolerance included, whatever binary fractions make of it."""
    return abs(value - target) <= tolerance + 1e-9 * max(1.0, abs(target))


def _feedback(answer: Answer, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        if name in answer.feedback:
            yield answer.feedback[name]


_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d{1,2})?", re.IGNORECASE)


def parse_number(typed: Any, unit: str = "") -> float | None:
    """Read a number as people type it; None where it is none.

    A decimal point or comma, a true minus sign, spaces between thousands, a simple fraction such as 10/3, and the
    item's own `unit` or a per cent sign behind the number are all accepted.
    """
    if not isinstance(typed, str) or len(typed) > 100:
        return None
    text = re.sub(r"[\s\u00a0\u2009\u202f']", "", typed.replace("\u2212", "-")).casefold()
    for suffix in (unit, "%"):
        text = text.removesuffix(re.sub(r"\s", "", suffix).casefold())
    numerator, slash, denominator = text.partition("/")
    top = _decimal(numerator)
    if not slash or top is None:
        return top
    bottom = _decimal(denominator)
    return top / bottom if bottom else None


def _decimal(text: str) -> float | None:
    """Read one decimal number; where both marks occur the last one is the decimal mark."""
    if "," in text and "." in text:
        thousands = "," if text.rindex(".") > text.rindex(",") else "."
        text = text.replace(thousands, "")
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None
