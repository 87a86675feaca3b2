"""Reciprocity: who keeps a bargain when nobody enforces it? Three small models.

1. Pairs (Axelrod 1984). Two states meet again and again in a prisoner's dilemma. A rule for the next move is a small
   automaton, two rules are a Markov chain, so what a meeting is worth is computed, not drawn: `scores`, `match`.
2. Image scoring (Nowak and Sigmund 1998). Partners change, but word goes round: `image_scoring`, with the rule of
   standing (Sugden 1986; Leimar and Hammerstein 2001) as a switch.
3. The group of n (after Kandori 1992). Random partners, one state that cheats, and two ways to answer it: by what it
   did to you, or by what you have heard of it: `group`, `cheating_stops_paying`.

`simulate` puts a student's strategy through three rounds: pairs, pairs with errors, a group. `strategy` makes a player
of the Axelrod library of the same choices, for class tournaments; the tests hold model 1 and the library together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: What the instructor can show a class of its runs: the module of that name in `instructor/reports`, and the title.
class_report, class_title = "strategies", "Reciprocity: the strategies of the class"

C, D = 0, 1  # co-operate, defect
T, R, P, S = 5.0, 3.0, 1.0, 0.0  # temptation, reward, punishment, sucker: one turn of the prisoner's dilemma
WORTH, COST = 4.0, 1.0  # what a favour is worth to the one who gets it, and what it costs the one who does it
ROUNDS, COPIES = 60, 200  # how long a group is followed, and how many groups are averaged
ROUNDING = 1e-9
UNKNOWN = -1.0  # nothing is held against a state, or for it: nobody has met it yet
Numbers = NDArray[np.float64]

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


# Model 1: pairs ------------------------------------------------------------------------------------------------------


class Chain(NamedTuple):
    """Two strategies as one Markov chain that starts in state 0: where it goes, and what each gets in each state."""

    steps: Numbers
    first: Numbers
    second: Numbers


@lru_cache(maxsize=4096)
def _automaton(strategy: Strategy) -> tuple[Numbers, NDArray[np.intp]]:
    """Return, for each state a strategy can be in, its chance to co-operate and its next state by [own, other] move."""
    states: list[State | None] = [None]
    follow = []
    for state in states:  # grows as states are found
        reached = [strategy.after(state, own, other) for own in (C, D) for other in (C, D)]
        states += [new for new in dict.fromkeys(reached) if new not in states]
        follow.append([states.index(new) for new in reached])
    chances = np.array([strategy.chance(state) for state in states])
    return chances, np.array(follow, dtype=np.intp).reshape(-1, 2, 2)


@lru_cache(maxsize=1024)
def _chain(one: Strategy, two: Strategy, noise: float) -> Chain:
    """Return the chain of two strategies; with the chance `noise` a move turns into its opposite, each for itself."""
    (chance_one, next_one), (chance_two, next_two) = _automaton(one), _automaton(two)
    size = len(chance_one) * len(chance_two)
    rows = np.arange(size)
    steps, first, second = np.zeros((size, size)), np.zeros(size), np.zeros(size)
    for a, b, (points, others) in ((C, C, (R, R)), (C, D, (S, T)), (D, C, (T, S)), (D, D, (P, P))):
        weight = np.outer(_moves(chance_one, a, noise), _moves(chance_two, b, noise)).ravel()
        target = (next_one[:, a, b][:, None] * len(chance_two) + next_two[:, b, a]).ravel()
        steps[rows, target] += weight
        first += weight * points
        second += weight * others
    return Chain(steps, first, second)


def _moves(chances: Numbers, move: int, noise: float) -> Numbers:
    """Return the chance that `move` is made, errors included."""
    co_operates = chances * (1 - noise) + (1 - chances) * noise
    return co_operates if move == C else 1 - co_operates


@lru_cache(maxsize=4096)
def scores(one: Strategy, two: Strategy, delta: float, noise: float = 0.0) -> tuple[float, float]:
    """Return what both get a turn, on average, in a meeting that goes on after each turn with the chance `delta`.

    The same number is the value of a meeting without end to a state that values the next turn at `delta` of this one.
    """
    chain = _chain(one, two, noise)
    stays = np.eye(len(chain.steps)) - delta * chain.steps
    first, second = (1 - delta) * np.linalg.solve(stays, np.column_stack([chain.first, chain.second]))[0]
    return float(first), float(second)


def long_run(one: Strategy, two: Strategy, noise: float = 0.0) -> tuple[float, float]:
    """Return what both get a turn, on average, in a meeting without end."""
    return scores(one, two, 1 - 1e-9, noise)


def match(one: Strategy, two: Strategy, turns: int = 10, noise: float = 0.0) -> tuple[float, float]:
    """Return what both get together in `turns` turns: exact where nothing is left to chance, else the mean."""
    chain = _chain(one, two, noise)
    place = np.zeros(len(chain.steps))
    place[0] = 1
    first = second = 0.0
    for _ in range(turns):
        first, second = first + float(place @ chain.first), second + float(place @ chain.second)
        place = place @ chain.steps
    return first, second


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


def strategy(first: str, after_c: str, after_d: str, forgive: str, length: str) -> Any:
    """Return a player of the Axelrod library that follows the rules with these ids: for tournaments of a class.

    The library is imported here, not above: it takes many seconds, and no cell of the lesson needs it.
    """
    import axelrod  # type: ignore[import-not-found]

    rules = composed(first, after_c, after_d, forgive, length)
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
            self.state: State | None = None

        def strategy(self, opponent: Any) -> Any:
            if self.history:
                own, other = (to_action.index(player.history[-1]) for player in (self, opponent))
                self.state = rules.after(self.state, own, other)
            chance = rules.chance(self.state)
            return self._random.random_choice(chance) if 0 < chance < 1 else to_action[C if chance else D]

    return Composed()


# Thresholds ----------------------------------------------------------------------------------------------------------


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


def image_threshold(worth: float = WORTH, cost: float = COST) -> float:
    """Return the q above which it pays to help those of good name only, when few defect: c/b (Nowak and Sigmund)."""
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

    Above 1 there is none: word is too rare.
    """
    _check_favour(worth, cost)
    if not 0 < q <= 1:
        raise ValueError("q lies above 0 and is at most 1")
    return cost / (worth * q)


def _check_dilemma(t: float, r: float, p: float, s: float) -> None:
    if not (t > r > p > s and 2 * r > t + s):
        raise ValueError("a prisoner's dilemma needs T > R > P > S and 2R > T + S")


def _check_favour(worth: float, cost: float) -> None:
    if not worth > cost > 0:
        raise ValueError("a favour must cost something and be worth more than it costs")


# Model 2: image scoring ----------------------------------------------------------------------------------------------

TYPES = ("helps all", "helps none", "helps those of good name")
LOWEST, HIGHEST = -5, 5


def expected_payoffs(q: float, worth: float = WORTH, cost: float = COST) -> tuple[float, float]:
    """Return what one who helps those of good name and a rare one who helps none get from one act done and one met."""
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
    """Return the shares of the three TYPES, one row for each generation from the first on (model 2).

    In an interaction one state may help another at its own cost. To help raises its score by 1, to refuse lowers it,
    from -5 to 5; the next generation copies the types in proportion to what they got.

    Parameters
    ----------
    q : the chance that the score of the other is known; who does not know it, helps
    standing : whether a refusal costs no score when the other is known to be of bad name
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


# Model 3: the group of n ---------------------------------------------------------------------------------------------


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
        """Enter what the partners did. A refusal that is excused leaves a name as it was."""
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

    In each round all meet at random in pairs, and both may do the other a favour (model 3).

    Parameters
    ----------
    memory : "own" (answer what this partner did to you) or "word" (answer what it did to anyone, if you know it)
    q : the chance to know it, for "word"
    standing : for "word": whether to refuse one of bad name leaves your own name as it was
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


# The three rounds ----------------------------------------------------------------------------------------------------


def simulate(**parameters: Any) -> dict[str, float]:
    """Return how a strategy fares in three rounds: pairs (A), pairs with errors (B), a group with one cheater (C).

    Parameters
    ----------
    first, after_c, after_d, forgive, length : the ids of the rules
    delta : the chance that there is a next turn (A, B)
    noise : the chance of an error, in per cent (B)
    n, q, memory, standing : the group (C); `memory` is "own" or "word", `standing` "on" or "off"
    seed : names the random numbers of round C, so that the same run can be made again

    Raises
    ------
    ValueError
        Where a parameter is missing or makes no sense.
    """
    rules, delta, noise, n, q, memory, standing, seed = _checked(parameters)
    points_a, points_b = tournament(rules, delta), tournament(rules, delta, noise)
    cheated, loyal = _two_groups(rules, n, q, memory, standing, seed)
    near = int(np.abs(DELTAS - delta).argmin())
    return {
        "score_a": points_a["you"],
        "place_a": float(places(points_a)["you"]),
        "score_b": points_b["you"],
        "place_b": float(places(points_b)["you"]),
        "loyal": float(by_patience(cheated.others)[near]),
        "found": cheating_stops_paying(cheated.first, loyal),
        "theory": delta_s(n) if memory == "own" else delta_d(q),
        "tipping_q": image_threshold() / delta_s(n),
    }


@lru_cache(maxsize=64)
def _two_groups(rules: Strategy, n: int, q: float, memory: str, standing: bool, seed: int) -> tuple[Earnings, Numbers]:
    """Return the earnings in a group with one cheater, and a loyal state's where nobody cheats."""
    cheated = group(rules, n, q, memory, standing, True, np.random.default_rng(seed))
    if rules.nice:  # then nobody ever begins
        return cheated, np.full(ROUNDS, WORTH - COST)
    peace = group(rules, n, q, memory, standing, False, np.random.default_rng(seed))
    return cheated, (peace.first + (n - 1) * peace.others) / n


def _checked(parameters: Mapping[str, Any]) -> tuple[Strategy, float, float, int, float, str, bool, int]:
    """Return the parameters as values, if they make sense."""
    for name in (*RULES, "delta", "noise", "n", "q", "memory", "standing", "seed"):
        if name not in parameters:
            raise ValueError(f"{name} needs a value")
    numbers = {name: float(parameters[name]) for name in ("delta", "noise", "n", "q", "seed")}
    if not all(np.isfinite(value) for value in numbers.values()):
        raise ValueError("each number must be finite")
    if not 0 <= numbers["delta"] < 1:
        raise ValueError("the chance of a next turn (δ) lies between 0 and 1")
    if not 0 <= numbers["noise"] <= 50:
        raise ValueError("errors lie between 0 and 50 per cent")
    if numbers["n"] not in range(2, 41, 2):
        raise ValueError("the group has an even number of states from 2 to 40, so that each finds a partner")
    if not 0 < numbers["q"] <= 1:
        raise ValueError("q lies above 0 and is at most 1")
    if parameters["memory"] not in ("own", "word") or parameters["standing"] not in ("on", "off"):
        raise ValueError('memory is "own" or "word", and standing "on" or "off"')
    if numbers["seed"] < 0:
        raise ValueError("the seed is a whole number from 0 on")
    rules = composed(**{name: parameters[name] for name in RULES})
    return (
        *(rules, numbers["delta"], numbers["noise"] / 100, int(numbers["n"]), numbers["q"]),
        *(parameters["memory"], parameters["standing"] == "on", int(numbers["seed"])),
    )


def draw(figure: Figure, parameters: Mapping[str, Any], outcome: Mapping[str, float]) -> None:
    """Draw the points of all strategies in rounds A and B (left), and what a cheater gets in round C (right).

    A figure that was drawn on before keeps its axes and lines and only moves them: that is several times as fast.
    """
    left, right = figure.axes or _prepared(figure)
    rules, delta, noise, n, q, memory, standing, seed = _checked(parameters)
    for line, errors in zip(left.lines, (0.0, noise), strict=True):
        line.set_xdata(list(tournament(rules, delta, errors).values())[::-1])
    cheated, loyal = _two_groups(rules, n, q, memory, standing, seed)
    curve, level, theory, found = right.lines
    curve.set_ydata(by_patience(cheated.first))
    level.set_ydata(by_patience(loyal))
    theory.set_xdata([outcome["theory"]] * 2)
    found.set_data([outcome["found"]], [np.interp(outcome["found"], DELTAS, by_patience(loyal))])
    right.set_title(f"C: found {_in_words(outcome['found'])}, theory {_in_words(outcome['theory'])}", size=9)


def _prepared(figure: Figure) -> list[Axes]:
    """Return both axes with what stays the same from run to run: side by side where there is room."""
    width = figure.get_figwidth()
    if width > 5:
        left, right = figure.subplots(1, 2, width_ratios=(5, 6), gridspec_kw={"wspace": 1.6 / width})
    else:
        figure.set_figheight(6.8)
        left, right = figure.subplots(2, 1, gridspec_kw={"hspace": 0.35})
        figure.subplots_adjust(top=0.95, bottom=0.08)
    figure.subplots_adjust(left=(1.4 if width > 5 else 0.6) / width, right=1 - 0.1 / width)
    names = ["YOU", *(FIELD if width > 5 else SHORT)]
    left.set(yticks=range(len(names)), yticklabels=names[::-1], xlim=(0.8, 3.2), xlabel="Points a turn")
    left.plot([1.0] * len(names), range(len(names)), "o")
    left.plot([1.0] * len(names), range(len(names)), "s", fillstyle="none")
    left.hlines(range(len(names)), 0.8, 3.2, color="#B0B0B0", linewidth=0.4)
    left.tick_params(axis="y", length=0)
    left.set_title("A ●  B □", size=9)
    right.plot(DELTAS, DELTAS)
    right.plot(DELTAS, DELTAS, "--")
    right.plot([0.5, 0.5], [-1.2, 4.2], ":", color="#000000")
    right.plot([0.5], [0.5], "D", color="#009E73")
    right.set(xlim=(0, 1), ylim=(-1.2, 4.2), xlabel="Patience δ", ylabel="Units a round")
    for height, line, words in zip((-0.4, -0.85), right.lines, ("cheats", "loyal"), strict=False):
        right.hlines(height, 0.04, 0.13, color=line.get_color(), linestyle=line.get_linestyle(), linewidth=1.5)
        right.text(0.16, height, words, va="center", size=9)
    return [left, right]


def _in_words(threshold: float) -> str:
    return "none" if threshold >= 1 else f"{threshold:.2f}"


def describe(parameters: Mapping[str, Any], outcome: Mapping[str, float]) -> str:
    """Say in words what the figure shows, with its values."""
    rules, delta, noise, n, q, memory, *_ = _checked(parameters)
    points = (tournament(rules, delta), tournament(rules, delta, noise))
    listed = ". ".join(f"{name}: {points[0][name]:.2f} and {points[1][name]:.2f}" for name in points[0])
    answer = "by what it did to them" if memory == "own" else f"by what they have heard of it, with chance {q:.2f}"
    return (
        f"Two charts. Points a turn in round A (no errors) and round B ({noise:.1%} errors): {listed}. "
        f"You take place {outcome['place_a']:.0f} in A and {outcome['place_b']:.0f} in B. "
        f"Round C: {n} states, one cheats, the others answer it {answer}. In the simulation cheating stops paying at a "
        f"patience of {_in_words(outcome['found'])}; in theory at {_in_words(outcome['theory'])}. "
        f"Beside the cheater a loyal state gets {outcome['loyal']:.2f} units a round at a patience of {delta:.2f}."
    )


def table(parameters: Mapping[str, Any], outcome: Mapping[str, float]) -> list[list[str]]:
    """Return the values of the figure, header first: ten strategies in rounds A and B, then round C."""
    rules, delta, noise, *_ = _checked(parameters)
    a, b = tournament(rules, delta), tournament(rules, delta, noise)
    place_a, place_b = places(a), places(b)
    rows = [[name, f"{a[name]:.2f}", str(place_a[name]), f"{b[name]:.2f}", str(place_b[name])] for name in a]
    return [
        ["Strategy", "Round A: points a turn", "Place", "Round B: points a turn", "Place"],
        *rows,
        ["Round C: patience at which cheating stops paying, found", _in_words(outcome["found"]), "", "", ""],
        ["Round C: the same in theory", _in_words(outcome["theory"]), "", "", ""],
        ["Round C: units a round of a loyal state beside the cheater", f"{outcome['loyal']:.2f}", "", "", ""],
    ]
