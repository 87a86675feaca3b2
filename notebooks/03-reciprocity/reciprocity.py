"""Reciprocity: who keeps a bargain when nobody enforces it? A student's strategy in three rounds.

A: pairs, against the field of the lesson. B: the same with errors. C: a group in which one state cheats. The models are
in `reciprocity_pairs` and `reciprocity_groups`; here they are put together as the lesson's run, and drawn.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import isfinite
from random import Random
from typing import Any

from quizzes.palette import BLUE, GREEN, VERMILION
from quizzes.plot import DASHED, INK, NARROW, Dot, Figure, Key, Line, Mark, Panel, Rect, Rule, Scale, bands, plain

from reciprocity_groups import (
    COST,
    DELTAS,
    ROUNDS,
    WORTH,
    Earnings,
    by_patience,
    cheating_stops_paying,
    delta_d,
    delta_s,
    group,
    image_threshold,
)
from reciprocity_pairs import (
    FIELD,
    RULES,
    SHORT,
    P,
    R,
    S,
    Strategy,
    T,
    best_generosity,
    composed,
    grim_threshold,
    places,
    scores,
    tit_for_tat_threshold,
    tournament,
)

#: What the instructor can show a class of its runs: the module of that name in `instructor/reports`, and the title.
class_report, class_title = "strategies", "Reciprocity: the strategies of the class"
#: What the notebook and the class report take from here, beside the run.
__all__ = [
    "FIELD",
    "RULES",
    "P",
    "R",
    "S",
    "T",
    "best_generosity",
    "class_report",
    "class_title",
    "composed",
    "delta_d",
    "delta_s",
    "describe",
    "draw",
    "grim_threshold",
    "image_threshold",
    "scores",
    "simulate",
    "table",
    "tit_for_tat_threshold",
]


def simulate(**parameters: Any) -> dict[str, float]:
    """Return how a strategy fares in three rounds: pairs (A), pairs with errors (B), a group with one cheater (C).

    Parameters
    ----------
    first, after_c, after_d, forgive, length : the ids of the rules
    delta : the chance that there is a next turn (A, B)
    noise : the chance of an error, in per cent (B)
    n, q, memory, standing : the group (C); `memory` is "own" or "word", `standing` "on" or "off"
    seed : names the random numbers of round C with "word", so that the same run can be made again

    Raises
    ------
    ValueError
        Where a parameter is missing or makes no sense.
    """
    rules, delta, noise, n, q, memory, standing, seed = _checked(parameters)
    points_a, points_b = tournament(rules, delta), tournament(rules, delta, noise)
    cheated, loyal = _two_groups(rules, n, q, memory, standing, seed)
    near = min(range(len(DELTAS)), key=lambda number: abs(DELTAS[number] - delta))
    return {
        "score_a": points_a["you"],
        "place_a": float(places(points_a)["you"]),
        "score_b": points_b["you"],
        "place_b": float(places(points_b)["you"]),
        "loyal": by_patience(cheated.others)[near],
        "found": cheating_stops_paying(cheated.first, loyal),
        "theory": delta_s(n) if memory == "own" else delta_d(q),
        "tipping_q": image_threshold() / delta_s(n),
        "sense": sense(rules, n),
    }


def sense(rules: Strategy, n: int) -> float:
    """Return how far a run is worth recording, from 0 to 1.

    0 for tit for tat, which is there from the start, and for rules that treat a partner that defected like one that did
    not: nothing is reciprocated. A half for a pair in round C, where own memory and reputation are the same.
    """
    if rules == FIELD["tit for tat"] or rules.calm == rules.angry:
        return 0.0
    return 1.0 if n > 2 else 0.5


@lru_cache(maxsize=64)
def _two_groups(
    rules: Strategy, n: int, q: float, memory: str, standing: bool, seed: int
) -> tuple[Earnings, list[float]]:
    """Return the earnings in a group with one cheater, and a loyal state's where nobody cheats."""
    cheated = group(rules, n, q, memory, standing, True, Random(seed))
    if rules.nice:  # then nobody ever begins
        return cheated, [WORTH - COST] * ROUNDS
    peace = group(rules, n, q, memory, standing, False, Random(seed))
    pairs = zip(peace.first, peace.others, strict=True)
    return cheated, [(first + (n - 1) * other) / n for first, other in pairs]


def _checked(parameters: Mapping[str, Any]) -> tuple[Strategy, float, float, int, float, str, bool, int]:
    """Return the parameters as values, if they make sense."""
    for name in (*RULES, "delta", "noise", "n", "q", "memory", "standing", "seed"):
        if name not in parameters:
            raise ValueError(f"{name} needs a value")
    numbers = {name: float(parameters[name]) for name in ("delta", "noise", "n", "q", "seed")}
    if not all(isfinite(value) for value in numbers.values()):
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


def draw(parameters: Mapping[str, Any], outcome: Mapping[str, float], width: float) -> Figure:
    """Return the points of all strategies in rounds A and B, the best first, and what a cheater gets in round C."""
    rules, delta, noise, *_ = _checked(parameters)
    in_a, in_b = tournament(rules, delta), tournament(rules, delta, noise)
    return Figure([_ranking(in_a, in_b, width < NARROW), _cheating(parameters, outcome)], width)


def _ranking(in_a: Mapping[str, float], in_b: Mapping[str, float], is_narrow: bool) -> Panel:
    """Return each strategy's points with and without errors; the student's own row is tinted."""
    order = sorted(in_a, key=lambda name: -in_a[name])
    marks: list[Mark] = []
    for row, name in enumerate(order):
        if name == "you":
            marks.append(Rect((0.8, 3.2), (row - 0.5, row + 0.5), opacity=0.15, key="row-you"))
        marks += [
            Line([(in_a[name], row), (in_b[name], row)], INK, width=0.8, key=f"way-{name}"),
            Dot(in_b[name], row, "none", VERMILION, "square", key=f"b-{name}"),
            Dot(in_a[name], row, key=f"a-{name}"),
        ]
    shown = dict(zip(FIELD, SHORT if is_narrow else FIELD, strict=True)) | {"you": "YOU"}
    return Panel(
        marks,
        Scale(0.8, 3.2, "Points a turn", {1.0: "1", 2.0: "2", 3.0: "3"}, True),
        bands([shown[name] for name in order], downward=True),
        "Who does best in pairs?",
        height=24.0 * len(order),
        share=1.1,
        legend=(Key("A: no errors", BLUE, shape="circle"), Key("B: errors", "none", VERMILION, shape="square")),
    )


def _cheating(parameters: Mapping[str, Any], outcome: Mapping[str, float]) -> Panel:
    """Return what the cheater gets by patience, what a loyal state gets where nobody cheats, and where they meet."""
    rules, _, _, *group_of = _checked(parameters)
    cheated, loyal = _two_groups(rules, *group_of)
    found, levels = outcome["found"], by_patience(loyal)
    lines = (("cheats", by_patience(cheated.first), BLUE, ""), ("loyal", levels, VERMILION, DASHED))
    marks: list[Mark] = [
        Rule(x=outcome["theory"], label="theory" if outcome["theory"] < 1 else "", key="theory"),
        *(
            Line(list(zip(DELTAS[::4], units[::4], strict=True)), ink, dash, label=name, key=name)
            for name, units, ink, dash in lines
        ),
    ]
    if found < 1:
        height = _height(found, levels)
        marks.append(Dot(found, height, GREEN, shape="diamond", size=12, label="found", place="above", key="found"))
    return Panel(
        marks,
        Scale(0, 1, "Patience δ", {n / 4: f"{n / 4:g}" for n in range(5)}),
        Scale(-1.2, 4.2, "Units a round", {n: plain(n) for n in range(-1, 5)}, True),
        f"C: found {_in_words(found)}, theory {_in_words(outcome['theory'])}",
        height=240,
    )


def _height(delta: float, levels: Sequence[float]) -> float:
    """Return the height of a line at a patience that may lie between two of DELTAS."""
    after = bisect_right(DELTAS, delta, 1, len(DELTAS) - 1)
    share = (delta - DELTAS[after - 1]) / (DELTAS[after] - DELTAS[after - 1])
    return levels[after - 1] + share * (levels[after] - levels[after - 1])


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
