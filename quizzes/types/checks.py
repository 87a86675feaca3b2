"""What several item types check of a bank or of a response, and the rule by which picks earn marks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import seeds
from quizzes.catalogue import say
from quizzes.types.values import Answer


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


def check_credit_of_one(answer: Answer, options: Iterable[str]) -> None:
    """Raise ValueError unless each option that has a share of its own earns less than all, and one earns nothing."""
    right = {answer.key} if isinstance(answer.key, str) else set(answer.key)
    for name, share in answer.credit.items():
        if name in right or not 0 < share < 1:
            raise ValueError(f'the credit of "{name}": the right answer earns all; another one more than 0 and below 1')
    if answer.credit and not set(options) - right - set(answer.credit):
        raise ValueError("the credit leaves no option that earns nothing; take one out of it")


def check_credit_of_several(answer: Answer) -> None:
    """Raise ValueError unless the right options' shares are 1 together, and no wrong one adds anything."""
    if not answer.credit:
        return
    right = {name: answer.credit.get(name, 1 / len(answer.key)) for name in answer.key}
    if abs(sum(right.values()) - 1) > 1e-6 or min(right.values()) <= 0:
        raise ValueError(f"the credit of the right options must be 1 together, and is {sum(right.values()):g}")
    for name, share in answer.credit.items():
        if name not in right and share > 0:
            raise ValueError(f'the credit of "{name}", which is wrong, must be 0 or below: what it takes away')


def earned_by_picks(picked: Iterable[str], answer: Answer) -> float:
    """Return what several picks earn, from 0 to 1: by the option where the answer sets that, else right minus wrong."""
    picked = list(picked)
    if not answer.credit or set(picked) == set(answer.key):
        return right_minus_wrong(picked, answer.key)
    share = 1 / len(answer.key)
    earned = sum(answer.credit.get(name, share if name in answer.key else -share) for name in picked)
    return min(max(round(earned, 9), 0.0), 1.0)


def right_minus_wrong(picked: Iterable[str], right: Iterable[str]) -> float:
    """Return the share of right picks minus the share of wrong ones, never below 0."""
    picked, right = set(picked), set(right)
    return max(0.0, (len(picked & right) - len(picked - right)) / len(right))
