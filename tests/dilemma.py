"""Referees for the strategies of lesson 3: a count of every course that a match can take, and the Axelrod library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice, product
from math import inf
from typing import Any

C, D = 0, 1
POINTS = {(C, C): (3, 3), (C, D): (0, 5), (D, C): (5, 0), (D, D): (1, 1)}


def running_points(one: Any, two: Any, noise: float = 0.0) -> Iterator[tuple[float, float]]:
    """Yield what both have got together, on average, before the first turn and after each."""
    first, second = 0.0, 0.0
    chances = {(None, None): 1.0}
    while True:
        yield first, second
        following: dict[Any, float] = defaultdict(float)
        for (mine, theirs), chance in chances.items():
            for a, b in product((C, D), repeat=2):
                both = chance * _moves(one.chance(mine), a, noise) * _moves(two.chance(theirs), b, noise)
                if both:
                    first, second = first + both * POINTS[a, b][0], second + both * POINTS[a, b][1]
                    following[one.after(mine, a, b), two.after(theirs, b, a)] += both
        chances = dict(following)


def _moves(co_operates: float, move: int, noise: float) -> float:
    meant = co_operates if move == C else 1 - co_operates
    return meant * (1 - noise) + (1 - meant) * noise


def match(one: Any, two: Any, turns: int = 10, noise: float = 0.0) -> tuple[float, float]:
    """Return what both get together in `turns` turns: exact where nothing is left to chance, else the mean."""
    return next(islice(running_points(one, two, noise), turns, None))


def composed_player(rules: Any) -> Any:
    """Return a player of the Axelrod library that follows a strategy of the lesson."""
    import axelrod

    to_action = (axelrod.Action.C, axelrod.Action.D)

    class Composed(axelrod.Player):  # type: ignore[misc]
        name = "composed by rules"
        classifier = {  # noqa: RUF012
            "memory_depth": inf if rules.length == inf else max(rules.length, 1 + rules.patient),
            "stochastic": any(0 < chance < 1 for chance in (rules.first, *rules.calm, *rules.angry)),
            "long_run_time": False,
            "inspects_source": False,
            "manipulates_source": False,
            "manipulates_state": False,
        }

        def __init__(self) -> None:
            super().__init__()
            self.state: Any = None

        def strategy(self, opponent: Any) -> Any:
            if self.history:
                own, other = (to_action.index(each.history[-1]) for each in (self, opponent))
                self.state = rules.after(self.state, own, other)
            chance = rules.chance(self.state)
            return self._random.random_choice(chance) if 0 < chance < 1 else to_action[C if chance else D]

    return Composed()
