"""Reciprocity in a group: does it pay to keep a good reputation? Two small models, with partners drawn at random.

1. Image scoring (Nowak and Sigmund 1998). Partners change, but states hear of each other: `image_scoring`, with the
   rule of standing (Sugden 1986; Leimar and Hammerstein 2001) as a switch.
2. The group of n (after Kandori 1992). One state cheats, and there are two ways to answer it: by what it did to you, or
   by what you have heard of it: `group`, `cheating_stops_paying`.

With own memory a group is many pairs that know nothing of each other, so its means are computed. With reputation all
hang together, so groups are drawn: many at once, each a bit of the whole numbers that are reckoned with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from math import inf
from operator import mul
from random import Random
from typing import NamedTuple

from reciprocity_pairs import FIELD, ROUNDING, C, D, Strategy, turns

WORTH, COST = 4.0, 1.0  # what a favour is worth to the one who gets it, and what it costs the one who does it
ROUNDS, COPIES = 60, 500  # how long a group is followed, and how many groups are averaged
ALL = (1 << COPIES) - 1  # the bits of all groups
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
    rng: Random,
    *,
    standing: bool = False,
    shares: Sequence[float] = (0.0, 0.1, 0.9),
    population: int = 100,
    interactions: int = 1000,
    generations: int = 40,
    mutation: float = 0.001,
) -> list[list[float]]:
    """Return the shares of the three TYPES, one row for each generation from the first on (model 1).

    In an interaction one state may help another at its own cost. To help raises its score by 1, to refuse lowers it,
    from -5 to 5; the next generation copies the types in proportion to what they got.

    Parameters
    ----------
    q : the chance that the score of the other is known; who does not know it, helps
    standing : whether a refusal costs no score when the other is known to be of bad score
    interactions : how many there are in one generation, all together
    """
    kinds = [kind for kind, heads in enumerate(_heads(shares, population)) for _ in range(heads)]
    history = [_shares(kinds)]
    for _ in range(generations):
        fitness = _generation(kinds, q, rng, standing, interactions)
        kinds = rng.choices(kinds, fitness, k=population)
        kinds = [rng.randrange(3) if rng.random() < mutation else kind for kind in kinds]
        history.append(_shares(kinds))
    return history


def _heads(shares: Sequence[float], population: int) -> list[int]:
    """Return how many there are of each type; the last type takes what rounding leaves."""
    heads = [round(share * population) for share in shares[:-1]]
    return [*heads, population - sum(heads)]


def _shares(kinds: Sequence[int]) -> list[float]:
    return [kinds.count(kind) / len(kinds) for kind in range(len(TYPES))]


def _generation(kinds: Sequence[int], q: float, rng: Random, standing: bool, interactions: int) -> list[float]:
    """Return what each gets in its life. What one keeps by refusing counts, so that no one gets less than nothing."""
    everyone, half = range(len(kinds)), len(kinds) // 2
    score, fitness = [0] * len(kinds), [ROUNDING] * len(kinds)
    for start in range(0, interactions, half):
        meet = rng.sample(everyone, 2 * min(half, interactions - start))
        for donor, other in zip(meet[::2], meet[1::2], strict=True):
            known_bad = score[other] < 0 and rng.random() < q
            if kinds[donor] == 0 or (kinds[donor] == 2 and not known_bad):
                fitness[other] += WORTH
                score[donor] = min(score[donor] + 1, HIGHEST)
            else:
                fitness[donor] += COST
                if not (standing and known_bad):
                    score[donor] = max(score[donor] - 1, LOWEST)
    return fitness


class Earnings(NamedTuple):
    """What the states of a group get in each round, on average: the first of them, and the others."""

    first: list[float]
    others: list[float]


def group(rules: Strategy, n: int, q: float, memory: str, standing: bool, cheats: bool, rng: Random) -> Earnings:
    """Return the earnings in a group of n that all follow `rules`; where it `cheats`, the first state always defects.

    In each round all meet at random in pairs, and both may do the other a favour (model 2).

    Parameters
    ----------
    memory : "own" (answer what this partner did to you) or "word" (answer what it did to anyone, if you know it)
    q : the chance to know it, for "word"
    standing : for "word": whether to refuse a cheater leaves your own reputation as it was
    rng : draws the groups, for "word"
    """
    if memory == "own":
        return _by_own_memory(rules, n, cheats)
    return _by_word(rules, n, q, standing, cheats, rng)


def _by_own_memory(rules: Strategy, n: int, cheats: bool) -> Earnings:
    """Return the earnings where each pair is a world of its own, and meets in a round with the chance 1 / (n - 1)."""
    loyal, _ = _by_round(rules, rules, n)
    if not cheats:
        return Earnings(loyal, loyal)
    cheated, cheater = _by_round(rules, FIELD["always defects"], n)
    others = [(bad + (n - 2) * good) / (n - 1) for bad, good in zip(cheated, loyal, strict=True)]
    return Earnings(cheater, others)


def _by_round(one: Strategy, two: Strategy, n: int) -> tuple[list[float], list[float]]:
    """Return what two states get in each round in which they meet, on average over how often they have met before."""
    meetings = list(islice(turns(one, two), ROUNDS))
    first = [WORTH * theirs - COST * mine for mine, theirs in meetings]
    second = [WORTH * mine - COST * theirs for mine, theirs in meetings]
    return list(_later(first, 1 / (n - 1))), list(_later(second, 1 / (n - 1)))


def _later(values: list[float], chance: float) -> Iterator[float]:
    """Yield, round by round, the mean of the value that is next, where each round moves on by one with some chance."""
    while values:
        yield values[0]
        values = [now + chance * (then - now) for now, then in pairwise(values)]


class Name:
    """What all groups hold against one state, a bit for each group: its reputation.

    angry : where it is to be punished for this move, for one more, and so on
    doubt : where it has defected, for rules that wait for a second offence
    defected : where its last move was to defect
    """

    def __init__(self, rules: Strategy) -> None:
        self.is_patient, self.is_for_ever = rules.patient, rules.length == inf
        self.angry = [0] * (1 if self.is_for_ever else int(rules.length))
        self.doubt = self.defected = 0

    def enter(self, defects: int, excused: int) -> None:
        """Enter a move. A refusal that is excused leaves a reputation as it was."""
        kept = excused & defects
        offence = defects & self.doubt if self.is_patient else defects
        calmer = [*self.angry[1:], self.angry[0] if self.is_for_ever else 0]
        self.angry = [(old & kept) | ((offence | new) & ~kept) for old, new in zip(self.angry, calmer, strict=True)]
        self.doubt = (self.doubt & kept) | (defects & ~kept)
        self.defected = defects


def _by_word(rules: Strategy, n: int, q: float, standing: bool, cheats: bool, rng: Random) -> Earnings:
    """Return the earnings where all hear of all, on average over COPIES groups.

    The same places meet in all groups, but the first state has another place in one group than in the next.
    """
    names = [Name(rules) for _ in range(n)]
    firsts = [sum(1 << group for group in range(place, COPIES, n)) for place in range(n)]
    earned = Earnings([], [])
    for number in range(ROUNDS):
        partner = _partners(n, rng)
        known = q if number else 0.0  # at first nobody has been heard of
        helps = [_helps(rules, me, names[other], known, rng) for me, other in zip(names, partner, strict=True)]
        if cheats:
            helps = [helped & ~first for helped, first in zip(helps, firsts, strict=True)]
        angry = [name.angry[0] if standing else 0 for name in names]
        for name, helped, other in zip(names, helps, partner, strict=True):
            name.enter(ALL ^ helped, angry[other])
        gets = sum((helps[other] & first).bit_count() for other, first in zip(partner, firsts, strict=True))
        gives = sum((helped & first).bit_count() for helped, first in zip(helps, firsts, strict=True))
        everyone = (WORTH - COST) * sum(helped.bit_count() for helped in helps)
        first = WORTH * gets - COST * gives
        earned.first.append(first / COPIES)
        earned.others.append((everyone - first) / (n - 1) / COPIES)
    return earned


def _helps(rules: Strategy, me: Name, other: Name, q: float, rng: Random) -> int:
    """Return in which groups a state helps its partner, of whom it has heard with the chance `q`."""
    told = _lots(q, ALL, rng)
    helps = _lots(rules.first, ALL & ~told, rng)
    for chances, among in ((rules.angry, told & other.angry[0]), (rules.calm, told & ~other.angry[0])):
        helps |= _lots(chances[C], among & ~me.defected, rng) | _lots(chances[D], among & me.defected, rng)
    return helps


def _lots(chance: float, among: int, rng: Random) -> int:
    """Return which of some groups draw a winning lot: a random number below `chance`, compared bit by bit."""
    won = 0
    while among and chance:
        if chance == 1:
            return won | among
        below = among & rng.getrandbits(COPIES)  # whose number has a 0 here
        if chance >= 0.5:
            won |= below
            among ^= below
        else:
            among = below
        chance = 2 * chance % 1
    return won


def _partners(n: int, rng: Random) -> list[int]:
    """Draw who meets whom: for each of n states its partner."""
    order = sorted(range(n), key=lambda _: rng.random())
    partner = [0] * n
    for one, other in zip(order[::2], order[1::2], strict=True):
        partner[one], partner[other] = other, one
    return partner


DELTAS = [number / 200 for number in range(200)]
_POWERS = [[delta**number for number in range(ROUNDS)] for delta in DELTAS]
_WEIGHTS = [[power / sum(powers) for power in powers] for powers in _POWERS]


def by_patience(earned: Sequence[float]) -> list[float]:
    """Return what a stream of earnings is worth a round, for each of DELTAS."""
    return [sum(map(mul, weights, earned)) for weights in _WEIGHTS]


def cheating_stops_paying(cheater: Sequence[float], loyal: Sequence[float]) -> float:
    """Return the least delta from which on a cheater gets no more than a loyal state; 1 where there is none."""
    gain = [one - other for one, other in zip(by_patience(cheater), by_patience(loyal), strict=True)]
    pays = [number for number, more in enumerate(gain) if more > ROUNDING]
    if not pays:
        return 0.0
    last = pays[-1]
    if last == len(DELTAS) - 1:
        return 1.0
    return DELTAS[last] + (DELTAS[1] - DELTAS[0]) * gain[last] / (gain[last] - gain[last + 1])
