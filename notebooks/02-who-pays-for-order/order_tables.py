"""What the lesson's cells show of the two models: the values with their names, as text and as a table.

`budget` and `group` take what a student may change, in the fields that `sizes`, `weight`, `worth` and `price` declare.
What is no number is refused in a sentence that says how to write it: in code, `alpha = 0,5` makes a pair.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from string import ascii_uppercase
from typing import NamedTuple

from quizzes.explore import Entry, entry
from quizzes.told import in_words

from order_budget import contributions, gains_by_members, group_in_words, is_number, k_group, role


class Values(NamedTuple):
    """What a cell shows: a line that says what was put in, a table, and a line that says what comes out."""

    given: str
    rows: list[list[str]]
    found: str

    def __repr__(self) -> str:
        widths = [max(map(len, column)) for column in zip(*self.rows, strict=True)]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in self.rows]
        return "\n".join([self.given, *lines, self.found])

    def _repr_html_(self) -> str:
        head, *rows = (f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in self.rows)
        head = head.replace("<td>", "<th scope='col'>").replace("</td>", "</th>")
        table = f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"
        return f"<p>{escape(self.given)}</p>{table}<p><b>{escape(self.found)}</b></p>"


@in_words
def budget(sizes: Sequence[float], alpha: float) -> Values:
    """Show who gives what in model 1.

    Parameters
    ----------
    sizes : resources of 1 to 26 states, in any unit, at least 0 and one above 0
    alpha : the weight on the shared good, between 0 and 1

    Raises
    ------
    ValueError
        Where a size or the weight is no such number; the message is for the student.
    """
    sizes = _list_of_numbers("sizes", sizes)
    alpha = _number("alpha", alpha, 1)
    gifts = contributions(sizes, alpha)
    rows = [
        [state, f"{size:.2f}", f"{gift:.2f}", f"{size - gift:.2f}", role(size, gift)]
        for state, size, gift in zip(ascii_uppercase, sizes, gifts, strict=False)
    ]
    return Values(
        f"Sizes {_listed(sizes)}; weight on the shared good (alpha) {alpha:g}",
        [["State", "Has", "Gives", "Keeps", "Role"], *rows],
        f"Together they supply {sum(gifts):.2f} units.",
    )


@in_words
def group(benefits: Sequence[float], cost: float) -> Values:
    """Show what the smallest member of a group of each size gains in model 2, the largest states first.

    Parameters
    ----------
    benefits : what one contribution is worth to each state
    cost : what a contribution costs the state that makes it, above 0

    Raises
    ------
    ValueError
        Where one of these is no such number; the message is for the student.
    """
    benefits = _list_of_numbers("benefits", benefits)
    cost = _number("cost", cost, math.inf)
    rows = [
        [str(members), f"{gain:.2f}", f"{cost:.2f}", f"{gain - cost:+.2f}"]
        for members, gain in enumerate(gains_by_members(benefits), start=1)
    ]
    return Values(
        f"One contribution is worth {_listed(benefits)}; it costs {cost:g}",
        [["Members", "Gets", "Pays", "Difference"], *rows],
        f"Smallest group that gains or breaks even: {group_in_words(k_group(benefits, cost))}",
    )


def sizes(*start: float) -> Entry:
    """Declare the fields of the states' sizes."""
    return entry("Sizes of the states", start, names=ascii_uppercase)


def weight(start: float) -> Entry:
    """Declare the field of the weight on the shared good."""
    return entry("Weight on the shared good, α", start, 0, 1)


def worth(*start: float) -> Entry:
    """Declare the fields of what one contribution is worth to each state."""
    return entry("Worth of one contribution to each state", start, names=ascii_uppercase)


def price(start: float) -> Entry:
    """Declare the field of what a contribution costs."""
    return entry("Cost of a contribution", start)


def _listed(numbers: Sequence[float]) -> str:
    return ", ".join(f"{number:g}" for number in numbers)


def _list_of_numbers(name: str, values: object) -> list[float]:
    if not isinstance(values, list | tuple) or not 0 < len(values) <= len(ascii_uppercase):
        raise ValueError(f"{name} needs a list of numbers in square brackets, such as [5, 3, 2]")
    for value in values:
        if not is_number(value) or value < 0:
            raise ValueError(f"{name}: {value!r} is no number from 0 up; write each with a point, such as 2.5")
    if max(values) == 0:
        raise ValueError(f"{name}: at least one has to be above 0")
    return [float(value) for value in values]


def _number(name: str, value: object, most: float) -> float:
    if not is_number(value) or not 0 < float(str(value)) < most:
        between = "above 0" if most == math.inf else f"between 0 and {most:g}"
        raise ValueError(f"{name} needs one number {between}, written with a point, such as 0.5; here it is {value!r}")
    return float(str(value))
