"""Reciprocity in pairs: two states meet again and again in a prisoner's dilemma (Axelrod 1984).

A rule for the next move is a small automaton, two rules are a Markov chain, so what a meeting is worth is computed, not
drawn: `scores`, and `tournament` against a field that stays the same. The thresholds say when co-operation lasts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from math import inf
from typing import Any, NamedTuple

C, D = 0, 1  # co-operate, defect
MOVES = ((C, C), (C, D), (D, C), (D, D))
T, R, P, S = 5.0, 3.0, 1.0, 0.0  # temptation, reward, punishment, sucker: one turn of the prisoner's dilemma
ROUNDING = 1e-9
#: What two states get of their moves.
POINTS = {(C, C): (R, R), (C, D): (S, T), (D, C): (T, S), (D, D): (P, P)}

# The rules a student may choose: id -> the chance to co-operate after an own co-operation and after an own defection.
FIRST = {"co-operate": 1.0, "defect": 0.0}
AFTER_C = {"co-operate": (1.0, 1.0), "defect": (0.0, 0.0), "repeat": (1.0, 0.0), "test": (0.9, 0.9)}
AFTER_D = {"defect": (0.0, 0.0), "co-operate": (1.0, 1.0), "change": (0.0, 1.0), "second": (0.0, 0.0)}
FORGIVE = {"never": 0.0, "one-in-ten": 0.1, "one-in-three": 1 / 3, "one-in-two": 0.5}
LENGTH = {"one": 1.0, "two": 2.0, "three": 3.0, "ever": inf}


class State(NamedTuple):
    """What a strategy remembers: its own last move, how long it still punishes, whether it awaits a second offence."""

    own: int
    anger: float
    doubt: bool


class Strategy(NamedTuple):
    """A rule for the next move.

    first : the chance to open with co-operation
    calm, angry : the chance to co-operate after an own co-operation and after an own defection, when the strategy has
        nothing to punish and when it has
    patient : whether only the second defection in a row is punished
    length : for how many moves a defection is punished
    """

    first: float
    calm: tuple[float, float]
    angry: tuple[float, float]
    patient: bool = False
    length: float = 1.0

    def chance(self, state: State | None) -> float:
        """Return the chance to co-operate next; `None` is the state before the first move."""
        if state is None:
            return self.first
        return (self.angry if state.anger else self.calm)[state.own]

    def after(self, state: State | None, own: int, other: int) -> State:
        """Return the state after both have moved."""
        anger, doubt = (state.anger, state.doubt) if state else (0.0, False)
        offence = other == D and (doubt or not self.patient)
        anger = self.length if offence else max(anger - 1, 0.0)
        looks_at_itself = self.calm[C] != self.calm[D] or self.angry[C] != self.angry[D]
        return State(own if looks_at_itself else C, anger, self.patient and other == D)

    @property
    def nice(self) -> bool:
        """Whether it is never the first to defect."""
        return self.first == 1 and self.calm[C] == 1


def composed(first: str, after_c: str, after_d: str, forgive: str, length: str) -> Strategy:
    """Return the strategy that the rules with these ids make together.

    Raises
    ------
    ValueError
        Where there is no rule of that id.
    """
    for chosen, rules in zip((first, after_c, after_d, forgive, length), RULES.values(), strict=True):
        if chosen not in rules:
            raise ValueError(f'there is no rule "{chosen}"; choose one of {", ".join(rules)}')
    chance = FORGIVE[forgive]
    angry = [planned + (1 - planned) * chance for planned in AFTER_D[after_d]]
    return Strategy(FIRST[first], AFTER_C[after_c], (angry[C], angry[D]), after_d == "second", LENGTH[length])


RULES: dict[str, Mapping[str, Any]] = {
    "first": FIRST,
    "after_c": AFTER_C,
    "after_d": AFTER_D,
    "forgive": FORGIVE,
    "length": LENGTH,
}

#: The field that every student's strategy meets, under the names of the lesson. It stays the same from year to year.
FIELD = {
    "always co-operates": Strategy(1, (1, 1), (1, 1)),
    "always defects": Strategy(0, (0, 0), (0, 0)),
    "tit for tat": Strategy(1, (1, 1), (0, 0)),
    "generous tit for tat": Strategy(1, (1, 1), (1 / 3, 1 / 3)),
    "tit for two tats": Strategy(1, (1, 1), (0, 0), patient=True),
    "grim": Strategy(1, (1, 1), (0, 0), length=inf),
    "win-stay, lose-shift": Strategy(1, (1, 0), (0, 1)),
    "distrustful": Strategy(0, (1, 1), (0, 0)),
    "tester": Strategy(1, (0.9, 0.9), (0, 0)),
}
#: Their names in a narrow figure.
SHORT = ("allC", "allD", "TfT", "gTfT", "Tf2T", "grim", "WSLS", "dist", "test")
#: Two more that theory needs.
OTHERS = {"alternates": Strategy(1, (0, 1), (0, 1)), "random": Strategy(0.5, (0.5, 0.5), (0.5, 0.5))}


class Chain(NamedTuple):
    """Two strategies as one Markov chain that starts in state 0.

    steps : for each state the chances of the states that may follow
    moves : for each state the chance of either to co-operate
    """

    steps: list[dict[int, float]]
    moves: list[tuple[float, float]]


@lru_cache(maxsize=4096)
def _automaton(strategy: Strategy) -> tuple[list[float], list[dict[tuple[int, int], int]]]:
    """Return, for each state of a strategy, its chance to co-operate and its next state by own and other move."""
    states: list[State | None] = [None]
    follow = []
    for state in states:  # grows as states are found
        reached = {moves: strategy.after(state, *moves) for moves in MOVES}
        states += [new for new in dict.fromkeys(reached.values()) if new not in states]
        follow.append({moves: states.index(new) for moves, new in reached.items()})
    chances = [strategy.chance(state) for state in states]
    kinds = _kinds(chances, follow)
    first_of = [kinds.index(kind) for kind in range(max(kinds) + 1)]
    return [chances[n] for n in first_of], [{moves: kinds[to] for moves, to in follow[n].items()} for n in first_of]


def _kinds(chances: list[float], follow: list[dict[tuple[int, int], int]]) -> list[int]:
    """Return the kind of each state, as a number; states of one kind do the same now and ever after (Moore 1956)."""
    kinds, known = [0] * len(chances), 0
    while True:
        seen = [(chance, *(kinds[to] for to in row.values())) for chance, row in zip(chances, follow, strict=True)]
        names = {one: number for number, one in enumerate(dict.fromkeys(seen))}
        kinds = [names[one] for one in seen]
        if len(names) == known:
            return kinds
        known = len(names)


@lru_cache(maxsize=1024)
def _chain(one: Strategy, two: Strategy, noise: float) -> Chain:
    """Return the chain of two strategies; with the chance `noise` a move turns into its opposite, each for itself."""
    (chance_one, next_one), (chance_two, next_two) = _automaton(one), _automaton(two)
    states = [(0, 0)]
    places = {(0, 0): 0}
    chain = Chain([], [])
    for first, second in states:  # grows as states are found
        helps = _errs(chance_one[first], noise), _errs(chance_two[second], noise)
        row: dict[int, float] = {}
        for (a, b), chance in _together(helps).items():
            target = next_one[first][a, b], next_two[second][b, a]
            if target not in places:
                places[target] = len(states)
                states.append(target)
            row[places[target]] = row.get(places[target], 0.0) + chance
        chain.steps.append(row)
        chain.moves.append(helps)
    return chain


def _errs(chance: float, noise: float) -> float:
    """Return the chance to co-operate, errors included."""
    return chance * (1 - noise) + (1 - chance) * noise


def _together(helps: tuple[float, float]) -> dict[tuple[int, int], float]:
    """Return the chances of the pairs of moves that can happen, of the chance of each to co-operate."""
    one, two = helps
    chances = zip(MOVES, (one * two, one * (1 - two), (1 - one) * two, (1 - one) * (1 - two)), strict=True)
    return {moves: chance for moves, chance in chances if chance}


def turns(one: Strategy, two: Strategy) -> Iterator[tuple[float, float]]:
    """Yield for each turn of a meeting without errors the chance of either to co-operate."""
    chain = _chain(one, two, 0.0)
    now = {0: 1.0}
    while True:
        first = sum(share * chain.moves[state][0] for state, share in now.items())
        yield first, sum(share * chain.moves[state][1] for state, share in now.items())
        ahead: dict[int, float] = {}
        for state, share in now.items():
            for target, chance in chain.steps[state].items():
                ahead[target] = ahead.get(target, 0.0) + share * chance
        now = ahead


@lru_cache(maxsize=4096)
def scores(one: Strategy, two: Strategy, delta: float, noise: float = 0.0) -> tuple[float, float]:
    """Return what both get a turn, on average, in a meeting that goes on after each turn with the chance `delta`.

    The same number is the value of a meeting without end to a state that values the next turn at `delta` of this one.
    """
    chain = _chain(one, two, noise)
    flows = [{to: delta * chance for to, chance in row.items() if to != n} for n, row in enumerate(chain.steps)]
    values = [(*_points(helps), 1 - delta) for helps in chain.moves]
    for last in range(len(flows) - 1, 0, -1):
        _take_out(last, flows, values)
    first, second, ends = values[0]
    return (1 - delta) * first / ends, (1 - delta) * second / ends


def _take_out(last: int, flows: list[dict[int, float]], values: list[tuple[float, float, float]]) -> None:
    """Take the last state out of a chain: what led to it leads where it led, and has its share of what it got.

    Nothing is subtracted, so values stay exact for a delta near 1 (Grassmann, Taksar and Heyman 1985).

    Parameters
    ----------
    flows : for each state the weights of the states that may follow, itself left out
    values : for each state what both get in it, and the weight of the end of the meeting
    """
    out, (first, second, ends) = flows[last], values[last]
    weight = ends + sum(out.values())
    for n, row in enumerate(flows[:last]):
        if last in row:
            share = row.pop(last) / weight
            for to, chance in out.items():
                if to != n:
                    row[to] = row.get(to, 0.0) + share * chance
            mine, theirs, left = values[n]
            values[n] = (mine + share * first, theirs + share * second, left + share * ends)


def _points(helps: tuple[float, float]) -> tuple[float, float]:
    """Return what both get in one turn, on average, of the chance of each to co-operate."""
    chances = _together(helps).items()
    return sum(chance * POINTS[moves][0] for moves, chance in chances), sum(
        chance * POINTS[moves][1] for moves, chance in chances
    )


def long_run(one: Strategy, two: Strategy, noise: float = 0.0) -> tuple[float, float]:
    """Return what both get a turn, on average, in a meeting without end."""
    return scores(one, two, 1 - 1e-9, noise)


def tournament(entrant: Strategy, delta: float, noise: float = 0.0) -> dict[str, float]:
    """Return what the entrant ("you") and each of the field get a turn when each meets all, and a copy of itself."""
    players = [entrant, *FIELD.values()]
    total = [0.0] * len(players)
    for i, one in enumerate(players):
        total[i] += scores(one, one, delta, noise)[0]
        for j in range(i):
            ours, theirs = scores(one, players[j], delta, noise)
            total[i] += ours
            total[j] += theirs
    return dict(zip(("you", *FIELD), (points / len(players) for points in total), strict=True))


def places(points: Mapping[str, float]) -> dict[str, int]:
    """Return the place of each: 1 and the number of those who have more."""
    return {name: 1 + sum(other > mine + ROUNDING for other in points.values()) for name, mine in points.items()}


def grim_threshold(t: float = T, r: float = R, p: float = P, s: float = S) -> float:
    """Return the least delta with which co-operation lasts when one defection ends it for ever: (T-R)/(T-P)."""
    _check_dilemma(t, r, p, s)
    return (t - r) / (t - p)


def tit_for_tat_threshold(t: float = T, r: float = R, p: float = P, s: float = S) -> float:
    """Return the least delta with which no rule does better against tit for tat than tit for tat (Axelrod 1984)."""
    return max(grim_threshold(t, r, p, s), (t - r) / (r - s))


def best_generosity(t: float = T, r: float = R, p: float = P, s: float = S) -> float:
    """Return how often to forgive, at most, without being exploited (Molander 1985; Nowak and Sigmund 1992)."""
    _check_dilemma(t, r, p, s)
    return min(1 - (t - r) / (r - s), (r - p) / (t - p))


def _check_dilemma(t: float, r: float, p: float, s: float) -> None:
    if not (t > r > p > s and 2 * r > t + s):
        raise ValueError("a prisoner's dilemma needs T > R > P > S and 2R > T + S")
