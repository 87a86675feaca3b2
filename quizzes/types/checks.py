"""What several item types check of a bank or of a response, and the rule by which picks earn marks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import seeds
from quizzes.catalogue import say


class ResponseError(ValueError):
    """A response does not have the form of its item's type; the message says what was found."""


def check_known(names: Iterable[str], options: Iterable[str]) -> None:
    """Raise ValueError for the first of `names` that is not among `options`."""
    for name in names:
        if name not in options:
            raise ValueError(f'no option "{name}"; the options are {", ".join(options)}')


def check_paragraphs(numbers: Iterable[int]) -> None:
    """Raise ValueError for the first number that no paragraph of the course's text has."""
    for number in numbers:
        if number > (last := len(seeds.essay().paragraphs)):
            raise ValueError(f"there is no paragraph {number}: the text has the paragraphs 1 to {last}")


def is_blank(value: Any) -> bool:
    """Say whether a value, or a part of one, is no answer."""
    return value is None or value in ([], {}) or (isinstance(value, str) and not value.strip())


def expect(holds: bool, response: Any, wanted: str) -> None:
    """Raise ResponseError, which quotes the response, unless the condition holds."""
    if not holds:
        raise ResponseError(say("response.other", wanted=wanted, found=repr(str(response)[:60])))


def is_list_of_names(response: Any) -> bool:
    """Say whether a response is a list of strings, none of them twice."""
    is_list = isinstance(response, list) and all(isinstance(name, str) for name in response)
    return is_list and len(set(response)) == len(response)


def expect_picks(response: Any, options: Iterable[str]) -> None:
    """Raise ResponseError unless a response is a list of some of the options."""
    expect(is_list_of_names(response) and set(response) <= set(options), response, say("response.list"))


def right_minus_wrong(picked: Iterable[str], right: Iterable[str]) -> float:
    """Return the share of right picks minus the share of wrong ones, never below 0."""
    picked, right = set(picked), set(right)
    return max(0.0, (len(picked & right) - len(picked - right)) / len(right))
