"""Order budget: who pays for a good that all share? Two small models of hegemonic stability.

1. The budget (Olson 1965; Warr 1983; Bergstrom, Blume and Varian 1986). Each state divides its resources between
   itself and the shared good, given what the others give: `contributions`.
2. The k-group (Schelling 1978; Snidal 1985). One contribution costs the giver something and is worth something to
   every state. How many states, at least, must hold together so that each of them gains? `k_group`, `patience`.

`simulate` puts them together for six states, A to F. The models' letters are those of the lesson: w, alpha, G, b, c, k.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from quizzes.palette import BLUE, VERMILION
from quizzes.plot import Figure, Key, Mark, Panel, Rule, Scale, bands, column

STATES = "abcdef"
PLACES = range(1, 7)
WORLD = 10.0  # the resources of the six states together
WEIGHT = WORLD / 20  # of a state whose place in a run is more than a name
ROUNDING = 1e-9  # a state exactly at a threshold must not cross it by an error of rounding
HEADER = [
    "State",
    "Has",
    "Gives",
    "Share of the cost",
    "Role",
    "Worth of one contribution to it",
    "Gets if it and all larger states pay",
]


def contributions(sizes: Sequence[float], alpha: float) -> list[float]:
    """Return what each state gives when none can do better by giving more or less (model 1).

    A state of size w keeps w - g and values the outcome at (1 - alpha) ln(w - g) + alpha ln G.

    Parameters
    ----------
    sizes : resources w of each state, in any unit
    alpha : the weight on the shared good G, between 0 and 1
    """
    weight = (1 - alpha) / alpha
    largest_first = sorted(sizes, reverse=True)
    if_the_first_m_give = [total / (1 + weight * m) for m, total in enumerate(accumulate(largest_first), 1)]
    givers = sum(
        size - weight * all_give > ROUNDING for size, all_give in zip(largest_first, if_the_first_m_give, strict=True)
    )
    threshold = weight * if_the_first_m_give[max(givers, 1) - 1]
    return [size - threshold if size - threshold > ROUNDING else 0.0 for size in sizes]


def best_reply(size: float, others: float, alpha: float) -> float:
    """Return what a state of this size gives when the others together give `others` (model 1)."""
    return max(0.0, alpha * size - (1 - alpha) * others)


def k_group(benefits: Sequence[float], cost: float) -> int:
    """Return the size of the smallest group whose members all gain by paying, or 0 where there is none (model 2).

    Parameters
    ----------
    benefits : b, what one contribution is worth to each state
    cost : c, what a contribution costs the state that makes it
    """
    gains = enumerate(gains_by_members(benefits), 1)
    return next((members for members, gain in gains if gain >= cost - ROUNDING), 0)


def patience(least: float, cost: float, members: int) -> float:
    """Return how much a member must value the next round, from 0 to 1, so that it does not leave the group (model 2).

    In each round all members pay, as long as all have paid. A member stays if what it would save by leaving now is
    no more than what it would lose in all later rounds.

    Parameters
    ----------
    least : b, what one contribution is worth to the member that gains least
    cost : c, what a contribution costs
    members : k, how many states the group has
    """
    return max(0.0, (cost - least) / ((members - 1) * least)) if members > 1 else 0.0


def simulate(**parameters: float) -> dict[str, float]:
    """Return what the models say of six states. Only the proportions of the sizes matter: the world has 10 units.

    Parameters
    ----------
    size_a, ..., size_f : sizes of the six states, at least 0
    alpha : weight on the shared good, between 0 and 1 (model 1)
    benefit, cost : what a contribution is worth to all states together, and what it costs (model 2)

    Raises
    ------
    ValueError
        Where a parameter is missing or makes no sense.
    """
    sizes, alpha, benefit, cost = _checked(parameters)
    gifts = contributions(sizes, alpha)
    shares = [size / WORLD for size in sizes]
    gains = [share * benefit for share in shares]
    supply, optimum = sum(gifts), alpha * WORLD
    k = k_group(gains, cost)
    given = {f"contribution_{state}": gift for state, gift in zip(STATES, gifts, strict=True)}
    return given | {
        "provision": supply,
        "optimum": optimum,
        "ratio": supply / optimum,
        "shortfall": optimum - supply,
        "contributors": float(sum(gift > 0 for gift in gifts)),
        "free_riders": float(sum(gift == 0 < size for gift, size in zip(gifts, sizes, strict=True))),
        "k_group": float(k),
        "patience": patience(sorted(gains)[-k], cost, k),
        "sense": _sense(sizes),
    }


def _sense(sizes: Sequence[float]) -> float:
    """Return how far it is a question who pays, from 0 to 1.

    Whether a second and a third state have any weight, and whether the second has a quarter of what the first has.
    """
    first, second, third = sorted(sizes, reverse=True)[:3]
    if second < WEIGHT:
        return 0.0
    return (1 + (third >= WEIGHT) + (second >= first / 4)) / 3


def draw(parameters: Mapping[str, float], outcome: Mapping[str, float], width: float) -> Figure:
    """Return what each state has and gives, and what a group of each size gains."""
    sizes, _, benefit, cost = _checked(parameters)
    gains = gains_by_members([size / WORLD * benefit for size in sizes])
    return Figure([_gifts(sizes, outcome), _groups(gains, cost, int(outcome["k_group"]))], width)


def _gifts(sizes: Sequence[float], outcome: Mapping[str, float]) -> Panel:
    marks: list[Mark] = []
    for place, (state, size) in enumerate(zip(STATES, sizes, strict=True)):
        gift = outcome[f"contribution_{state}"]
        words = f"gives\n{gift:.2f}" if size else ""
        marks += [
            column(place, size, fill="none", stroke=BLUE, label=words, bold=gift > 0, key=f"has-{state}"),
            column(place, gift, key=f"gives-{state}"),
        ]
    return Panel(
        marks,
        bands(list(STATES.upper()), "State"),
        Scale(0, 1.3 * WORLD, "Units", {0.0: "0", WORLD / 2: f"{WORLD / 2:g}", WORLD: f"{WORLD:g}"}, grid=True),
        f"Model 1: they supply {outcome['provision']:.2f}\n({outcome['ratio']:.0%} of the best for all)",
        legend=(Key("has", "none", BLUE), Key("gives", BLUE)),
    )


def _groups(gains: Sequence[float], cost: float, k: int) -> Panel:
    marks: list[Mark] = [
        column(
            members - 1,
            gain,
            fill=BLUE if members == k else "none",
            stroke=BLUE,
            key=f"members-{members}",
            label=f"{gain:.2f}",
            bold=members == k,
        )
        for members, gain in zip(PLACES, gains, strict=True)
    ]
    marks.append(Rule(y=cost, stroke=VERMILION, dash="6 4", width=2, key="cost"))
    return Panel(
        marks,
        bands([str(members) for members in PLACES], "Members, the largest first"),
        Scale(0, 1.15 * max(*gains, cost), "Worth to the smallest member", {0.0: "0", cost: f"cost\n{cost:g}"}, True),
        f"Model 2: {group_in_words(k)}",
    )


def describe(parameters: Mapping[str, float], outcome: Mapping[str, float]) -> str:
    """Say in words what the figure shows, with its values."""
    sizes, _, benefit, cost = _checked(parameters)
    states = ". ".join(
        f"State {state.upper()} has {size:.2f} and gives {outcome[f'contribution_{state}']:.2f}"
        for state, size in zip(STATES, sizes, strict=True)
    )
    gains = ", ".join(f"{gain:.2f}" for gain in gains_by_members([size / WORLD * benefit for size in sizes]))
    return (
        f"Two bar charts. Model 1: {states}. Together they supply {outcome['provision']:.2f} units, "
        f"{outcome['ratio']:.0%} of the best for all; {outcome['contributors']:.0f} pay and "
        f"{outcome['free_riders']:.0f} ride free. Model 2: with 1 to 6 members, the largest first, the smallest member "
        f"gets {gains}; a contribution costs {cost:.2f}: {group_in_words(int(outcome['k_group']))}"
        f"{_patience_in_words(outcome)}."
    )


def table(parameters: Mapping[str, float], outcome: Mapping[str, float]) -> list[list[str]]:
    """Return the values of the figure, header first: one row for each state and one for all."""
    sizes, _, benefit, _ = _checked(parameters)
    gains = [size / WORLD * benefit for size in sizes]
    largest_first = sorted(range(len(sizes)), key=lambda n: -sizes[n])
    ranks = [largest_first.index(n) + 1 for n in range(len(sizes))]
    rows = [
        [state.upper(), f"{size:.2f}", *_paid(state, size, outcome), f"{gain:.2f}", f"{rank * gain:.2f}"]
        for state, size, gain, rank in zip(STATES, sizes, gains, ranks, strict=True)
    ]
    return [HEADER, *rows, ["All", f"{WORLD:.2f}", f"{outcome['provision']:.2f}", "100%", "", f"{benefit:.2f}", ""]]


def _paid(state: str, size: float, outcome: Mapping[str, float]) -> Iterator[str]:
    """Yield what a state gives, its share of the cost, and the word for what it does."""
    gift = outcome[f"contribution_{state}"]
    yield f"{gift:.2f}"
    yield f"{gift / outcome['provision']:.1%}"
    yield role(size, gift)


def role(size: float, gift: float) -> str:
    """Return the word for what a state does that has so much and gives so much."""
    return "pays" if gift else "rides free" if size else "not there"


def gains_by_members(benefits: Sequence[float]) -> list[float]:
    """Return, for a group of the first 1, 2, ... states, what its smallest member gets when all members pay."""
    return [members * worth for members, worth in enumerate(sorted(benefits, reverse=True), 1)]


def group_in_words(k: int) -> str:
    """Return the size of the smallest group that gains with its name, where it has one."""
    return {0: "no group gains", 1: "k* = 1 (privileged)"}.get(k, f"k* = {k}")


def _patience_in_words(outcome: Mapping[str, float]) -> str:
    if outcome["k_group"] < 2:
        return ""
    return f", for which each must value the next round at {outcome['patience']:.2f} or more of this one"


def _checked(parameters: Mapping[str, float]) -> tuple[list[float], float, float, float]:
    """Return the sizes as parts of the world's resources, alpha, benefit and cost, if they make sense."""
    names = [f"size_{state}" for state in STATES]
    for name in (*names, "alpha", "benefit", "cost"):
        if not is_number(parameters.get(name)):
            raise ValueError(f"{name} needs a number")
    sizes = [float(parameters[name]) for name in names]
    alpha, benefit, cost = (float(parameters[name]) for name in ("alpha", "benefit", "cost"))
    if min(sizes) < 0 or max(sizes) == 0:
        raise ValueError("at least one state needs a size above 0, and none may be below 0")
    if not 0 < alpha < 1:
        raise ValueError("the weight on the shared good (alpha) lies between 0 and 1")
    if benefit <= 0 or cost <= 0:
        raise ValueError("the benefit and the cost of a contribution are above 0")
    return [WORLD * size / sum(sizes) for size in sizes], alpha, benefit, cost


def is_number(value: object) -> bool:
    """Return whether a value is a finite number, and not a word, a pair or yes and no."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
