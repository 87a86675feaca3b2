"""How likely a majority combines against the rest, in a society of many interests (P10).

Each of n equal interests joins an unjust combination with the same chance p, independently of the others. It rules
when more than half have joined: the tail of a binomial distribution, P = sum over k > n/2 of C(n, k) p^k (1 - p)^(n-k).
For one interest this is p, for three p^2 (3 - 2p). Left out: interests differ in size, and talk to each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import comb

from quizzes.plot import Figure, Panel, Scale, bands, column


def simulate(interests: float, chance: float) -> dict[str, float]:
    """Return the chance of an unjust majority with `interests`, with one, and with three, each in per cent."""
    share = chance / 100
    sizes = {"majority": int(interests), "one": 1, "three": 3}
    return {name: 100 * majority(size, share) for name, size in sizes.items()}


def majority(interests: int, share: float) -> float:
    """Return the chance, from 0 to 1, that more than half of an odd number of interests join."""
    if interests % 2 == 0:
        raise ValueError("take an odd number of interests: an even one may be split in two halves")
    more_than_half = range(interests // 2 + 1, interests + 1)
    return sum(comb(interests, k) * share**k * (1 - share) ** (interests - k) for k in more_than_half)


def draw(parameters: Mapping[str, float], outcome: Mapping[str, float], width: float) -> Figure:
    """Return the three chances as columns."""
    heights = [outcome["one"], outcome["three"], outcome["majority"]]
    marks = [column(place, value, label=f"{value:.1f}", key=str(place)) for place, value in enumerate(heights)]
    names = ["1", "3", f"yours: {parameters['interests']:.0f}"]
    scale = Scale(0, 115, "Per cent", {0.0: "0", 50.0: "50", 100.0: "100"}, True)
    return Figure([Panel(marks, bands(names, "Interests"), scale, "The chance of an unjust majority")], width)


def describe(parameters: Mapping[str, float], outcome: Mapping[str, float]) -> str:
    """Say in words what the figure shows."""
    return (
        f"Three columns: the chance of an unjust majority is {outcome['one']:.1f} per cent with one interest, "
        f"{outcome['three']:.1f} with three, {outcome['majority']:.1f} with {parameters['interests']:.0f}."
    )


def table(parameters: Mapping[str, float], outcome: Mapping[str, float]) -> list[list[str]]:
    """Return the values of the figure, header first."""
    sizes = {"1": "one", "3": "three", f"{parameters['interests']:.0f}": "majority"}
    return [["Interests", "Per cent"], *([size, f"{outcome[name]:.1f}"] for size, name in sizes.items())]
