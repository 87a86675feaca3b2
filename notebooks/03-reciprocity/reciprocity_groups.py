"""Reciprocity in a group: does it pay to keep a good reputation? Two small models, with partners drawn at random.

1. Image scoring (Nowak and Sigmund 1998). Partners change, but states hear of each other: `image_scoring`, with the
   rule of standing (Sugden 1986; Leimar and Hammerstein 2001) as a switch.
2. The group of n (after Kandori 1992). One state cheats, and there are two ways to answer it: by what it did to you, or
   by what you have heard of it: `group`, `cheating_stops_paying`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reciprocity_pairs import ROUNDING, C, D, Numbers, Strategy

WORTH, COST = 4.0, 1.0  # what a favour is worth to the one who gets it, and what it costs the one who does it
ROUNDS, COPIES = 60, 200  # how long a group is followed, and how many groups are averaged
UNKNOWN = -1.0  # nothing is held against a state, or for it: nobody has met it yet
TYPES = ("helps all", "helps none", "helps those of good score")
LOWEST, HIGHEST = -5, 5


def image_threshold(worth: float = WORTH, cost: float = COST) -> float:
    """Return the q above which it pays to help those of good score only, when few defect: c/b (Nowak and Sigmund)."""
    _check_favour(worth, cost)
    return cost / worth


def delta_s(n: int, worth: float = WORTH, cost: float = COST) -> float:
    """Return the least delta with which n states co-operate if only the one who was cheated answers."""
    _check_favour(worth, cost)
    if n < 2:
        raise ValueError("a group needs at least 2 states")
    return (n - 1) * cost / (worth - cost + (n - 1) * cost)


def delta_d(q: float, worth: float = WORTH, cost: float = COST) -> float:
    """Return the least delta with which states co-operate if all who have heard of a defection answer it.

    Above 1 there is none: too few have heard.
    """
    _check_favour(worth, cost)
    if not 0 < q <= 1:
        raise ValueError("q lies above 0 and is at most 1")
    return cost / (worth * q)


def _check_favour(worth: float, cost: float) -> None:
    if not worth > cost > 0:
        raise ValueError("a favour must cost something and be worth more than it costs")


def expected_payoffs(q: float, worth: float = WORTH, cost: float = COST) -> tuple[float, float]:
    """Return what one who helps those of good score and a rare one who helps none get from one act done and one met."""
    return worth - cost, worth * (1 - q)


def image_scoring(
    q: float,
    rng: np.random.Generator,
    *,
    standing: bool = False,
    shares: Sequence[float] = (0.0, 0.1, 0.9),
    population: int = 100,
    interactions: int = 1000,
    generations: int = 40,
    mutation: float = 0.001,
) -> Numbers:
    """Return the shares of the three TYPES, one row for each generation from the first on (model 1).

    In an interaction one state may help another at its own cost. To help raises its score by 1, to refuse lowers it,
    from -5 to 5; the next generation copies the types in proportion to what they got.

    Parameters
    ----------
    q : the chance that the score of the other is known; who does not know it, helps
    standing : whether a refusal costs no score when the other is known to be of bad score
    interactions : how many there are in one generation, all together
    """
    kinds = rng.permutation(np.repeat(np.arange(3), _heads(shares, population)))
    history = [np.bincount(kinds, minlength=3) / population]
    for _ in range(generations):
        fitness = _generation(kinds, q, rng, standing, interactions)
        kinds = rng.choice(kinds, population, p=fitness / fitness.sum())
        mutants = rng.random(population) < mutation
        kinds[mutants] = rng.integers(0, 3, mutants.sum())
        history.append(np.bincount(kinds, minlength=3) / population)
    return np.array(history)


def _heads(shares: Sequence[float], population: int) -> NDArray[np.intp]:
    """Return how many there are of each type; the last type takes what rounding leaves."""
    heads = np.round(np.array(shares) * population).astype(np.intp)
    heads[-1] = population - heads[:-1].sum()
    return heads


def _generation(
    kinds: NDArray[np.intp], q: float, rng: np.random.Generator, standing: bool, interactions: int
) -> Numbers:
    """Return what each gets in its life. What one keeps by refusing counts, so that no one gets less than nothing."""
    half = len(kinds) // 2
    score, fitness = np.zeros(len(kinds), dtype=int), np.full(len(kinds), ROUNDING)
    for start in range(0, interactions, half):
        meet = rng.permutation(len(kinds))[: 2 * min(half, interactions - start)]
        donors, others = np.split(meet, 2)
        known_bad = (rng.random(len(donors)) < q) & (score[others] < 0)
        helps = (kinds[donors] == 0) | ((kinds[donors] == 2) & ~known_bad)
        fitness[others] += WORTH * helps
        fitness[donors] += COST * ~helps
        justified = standing & known_bad & ~helps
        score[donors] = np.clip(score[donors] + np.where(helps, 1, np.where(justified, 0, -1)), LOWEST, HIGHEST)
    return fitness


class Book:
    """What is held against whom in each group: one page for each state ("own" memory) or one page for all ("word")."""

    def __init__(self, n: int, public: bool) -> None:
        size = COPIES * (1 if public else n) * n
        self.anger = np.full(size, UNKNOWN)
        self.doubt = np.zeros(size, dtype=bool)
        self.last = np.zeros(size, dtype=np.intp)
        copies, self._me = np.arange(COPIES)[:, None], np.arange(n)[None, :]
        self._width = 0 if public else n
        self._group = copies * (size // COPIES)

    def places(self, partner: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return where each state finds its partner, and where each is found by its partner."""
        return self._group + self._me * self._width + partner, self._group + partner * self._width + self._me

    def enter(
        self, rules: Strategy, place: NDArray[np.intp], move: NDArray[np.intp], excused: NDArray[np.bool_]
    ) -> None:
        """Enter what the partners did. A refusal that is excused leaves a reputation as it was."""
        anger, doubt, defects = self.anger[place], self.doubt[place], move == D
        offence = defects & doubt if rules.patient else defects
        entered = np.where(offence, rules.length, np.maximum(anger - 1, 0))
        self.anger[place] = np.where(excused & defects, anger, entered)
        self.doubt[place] = np.where(excused & defects, doubt, defects)
        self.last[place] = move


class Earnings(NamedTuple):
    """What the states of a group get in each round, on average: the first of them, and the others."""

    first: Numbers
    others: Numbers


def group(
    rules: Strategy, n: int, q: float, memory: str, standing: bool, cheats: bool, rng: np.random.Generator
) -> Earnings:
    """Return the earnings in a group of n that all follow `rules`; where it `cheats`, the first state always defects.

    In each round all meet at random in pairs, and both may do the other a favour (model 2).

    Parameters
    ----------
    memory : "own" (answer what this partner did to you) or "word" (answer what it did to anyone, if you know it)
    q : the chance to know it, for "word"
    standing : for "word": whether to refuse a cheater leaves your own reputation as it was
    """
    public = memory == "word"
    book, pairs = Book(n, public), _pairs(n)
    earned = np.empty((ROUNDS, 2))
    for number in range(ROUNDS):
        partner = pairs[rng.integers(0, n - 1, COPIES)]
        units = _round(rules, book, partner, q if public else 1.0, standing and public, cheats, rng)
        earned[number] = units[:, 0].mean(), units[:, 1:].mean()
    return Earnings(earned[:, 0], earned[:, 1])


def _pairs(n: int) -> NDArray[np.intp]:
    """Return the n - 1 ways of a round robin to pair n states: drawn at random, all partners are equally likely."""
    others = np.arange(n - 1)
    ways = (others[:, None] - others) % (n - 1)
    alone = ways == others
    ways[alone] = n - 1
    return np.column_stack([ways, np.nonzero(alone)[1]])


def _round(
    rules: Strategy,
    book: Book,
    partner: NDArray[np.intp],
    q: float,
    standing: bool,
    cheats: bool,
    rng: np.random.Generator,
) -> Numbers:
    """Let all meet once and enter it in the book; return what each gets, by group and state."""
    of_partner, of_me = book.places(partner)
    own, anger = book.last[of_me], book.anger[of_partner]
    told = np.where(anger > 0, np.array(rules.angry)[own], np.array(rules.calm)[own])
    knows = (anger != UNKNOWN) & (rng.random(partner.shape) < q)
    move = (rng.random(partner.shape) >= np.where(knows, told, rules.first)).astype(np.intp)
    if cheats:
        move[:, 0] = D
    answer = np.take_along_axis(move, partner, axis=1)
    book.enter(rules, of_partner, answer, (book.anger[of_me] > 0) & standing)
    earned: Numbers = WORTH * (answer == C) - COST * (move == C)
    return earned


DELTAS = np.arange(0, 1, 0.005)
_WEIGHTS: Numbers = DELTAS[:, None] ** np.arange(ROUNDS)
_WEIGHTS /= _WEIGHTS.sum(axis=1, keepdims=True)


def by_patience(earned: Numbers) -> Numbers:
    """Return what a stream of earnings is worth a round, for each of DELTAS."""
    worth: Numbers = _WEIGHTS @ earned
    return worth


def cheating_stops_paying(cheater: Numbers, loyal: Numbers) -> float:
    """Return the least delta from which on a cheater gets no more than a loyal state; 1 where there is none."""
    gain = by_patience(cheater) - by_patience(loyal)
    pays = np.flatnonzero(gain > ROUNDING)
    if not pays.size:
        return 0.0
    last = pays[-1]
    if last == len(DELTAS) - 1:
        return 1.0
    return float(DELTAS[last] + (DELTAS[1] - DELTAS[0]) * gain[last] / (gain[last] - gain[last + 1]))
