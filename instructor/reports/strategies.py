"""A class report: the strategies of a class, played against each other in a prisoner's dilemma.

Each student meets every other student, in round A without errors and in round B with some, at the lesson's settings.
What a meeting is worth comes from the lesson's model, exactly, so there is nothing to repeat and no seed. Students who
chose the same rules share a row; nothing here knows names.

A model that says `class_report = "strategies"` has a `class_title`; `RULES`, whose keys are parameters of its run;
`composed`, which makes a strategy of rules; `FIELD`, the strategies with names; `scores`, what two of them get in a
meeting; and the payoffs `T, R, P, S`. The run's parameters `delta` and `noise` (per cent) have the settings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from types import ModuleType
from typing import Any

from instructor.reports.page import WIDTH, Report, ReportSection, ReportTable, columns, drawn
from quizzes.catalogue import decimal, number, percent, say
from quizzes.palette import BLUE, VERMILION
from quizzes.plot import Dot, Figure, Key, Panel, bands, fitted
from quizzes.types import Parameter, Run

#: The ids of a strategy's five rules, in the order of the model's RULES.
Rules = tuple[str, ...]
#: How many strategies the figure and the tables hold.
DRAWN, LISTED = 12, 40
ROUNDING = 1e-9


@dataclass(frozen=True)
class Standing:
    """How one strategy did: what it gets a turn, and its place among all students, in rounds A and B."""

    rules: Rules
    name: str
    students: int
    points: tuple[float, float]
    places: tuple[int, int]


def wanted(_model: ModuleType) -> str:
    """Say what a student must have recorded to be counted."""
    return "recorded strategies"


def given(responses: Sequence[Any], item: Run, model: ModuleType) -> Rules | None:
    """Return the strategy that a student's responses come to; None where there is none."""
    return strategy_of(item.counted(responses), rule_parameters(item, model))


def rule_parameters(item: Run, model: ModuleType) -> tuple[Parameter, ...]:
    """Return the parameters of the run that are the rules of a strategy."""
    by_name = {parameter.name: parameter for parameter in item.parameters}
    return tuple(by_name[name] for name in model.RULES)


def strategy_of(response: Any, parameters: tuple[Parameter, ...]) -> Rules | None:
    """Return the rules that a recorded run holds; None where one is missing or is no rule."""
    settings = response.get("parameters") if isinstance(response, dict) else None
    if not isinstance(settings, dict):
        return None
    chosen = tuple(settings.get(parameter.name) for parameter in parameters)
    known = all(parameter.admits(rule) for parameter, rule in zip(parameters, chosen, strict=True))
    return tuple(map(str, chosen)) if known else None


def averages(model: ModuleType, chosen: Counter[Rules], delta: float, noise: float) -> dict[Rules, float]:
    """Return what each strategy gets a turn, on average over its meetings with all other students.

    Parameters
    ----------
    chosen : how many students chose each strategy; two students at least
    delta, noise : the chance of a next turn, and of an error
    """
    strategies = {rules: model.composed(*rules) for rules in chosen}
    total = dict.fromkeys(chosen, 0.0)
    for one, two in combinations_with_replacement(chosen, 2):
        ours, theirs = model.scores(strategies[one], strategies[two], delta, noise)
        total[one] += (chosen[two] - (one == two)) * ours
        if one != two:
            total[two] += chosen[one] * theirs
    return {rules: points / (chosen.total() - 1) for rules, points in total.items()}


def places(points: Mapping[Rules, float], chosen: Counter[Rules]) -> dict[Rules, int]:
    """Return the place of each strategy: 1 and the number of students who have more."""
    return {
        rules: 1 + sum(chosen[other] for other, more in points.items() if more > mine + ROUNDING)
        for rules, mine in points.items()
    }


def standings(model: ModuleType, chosen: Counter[Rules], delta: float, noise: float) -> list[Standing]:
    """Play both rounds; return the strategies, the best of round A first."""
    chosen = Counter(dict(sorted(chosen.items())))  # so that the page does not depend on who handed in first
    a, b = (averages(model, chosen, delta, errors) for errors in (0.0, noise))
    place_a, place_b = places(a, chosen), places(b, chosen)
    order = sorted(chosen, key=lambda rules: (place_a[rules], place_b[rules]))
    names = _names(model, order)
    return [
        Standing(rules, names[rules], chosen[rules], (a[rules], b[rules]), (place_a[rules], place_b[rules]))
        for rules in order
    ]


def _names(model: ModuleType, order: list[Rules]) -> dict[Rules, str]:
    """Name each strategy as the lesson names such rules, with a number where others have the same name."""
    names = {rules: _known(model, rules) or say("strategies.composed") for rules in order}
    shared, so_far = Counter(names.values()), Counter[str]()
    for rules, name in names.items():
        so_far[name] += 1
        if shared[name] > 1:
            names[rules] = f"{name} {so_far[name]}"
    return names


def _known(model: ModuleType, rules: Rules) -> str:
    strategy = model.composed(*rules)
    if strategy.calm == strategy.angry:  # it never punishes: how long, and after what, makes no difference
        strategy = strategy._replace(patient=False, length=1.0)
    return next((name for name, other in model.FIELD.items() if other == strategy), "")


def report(model: ModuleType, item: Run, strategies: list[Rules], submissions: int) -> Report:
    """Return the class result: ranking, average points, and the rules that the class chose."""
    defaults = {parameter.name: parameter.default for parameter in item.parameters}
    delta, noise = float(defaults["delta"]), float(defaults["noise"]) / 100
    table = standings(model, Counter(strategies), delta, noise)
    parameters = rule_parameters(item, model)
    basis = say(
        "strategies.basis",
        submissions=say("report.submissions", count=submissions),
        strategies=len(strategies),
        noise=percent(noise),
        delta=number(delta),
        payoffs=", ".join(map(number, (model.T, model.R, model.P, model.S))),
    )
    ranking = ReportSection(
        say("strategies.ranking"), figure=_figure(table), tables=(_ranking(table), _compositions(table, parameters))
    )
    rules = tuple(_rule_table(n, parameter, table) for n, parameter in enumerate(parameters))
    chosen = ReportSection(say("strategies.chosen"), text=(say("strategies.caution"),), tables=rules)
    return Report(model.class_title, basis, tuple(_findings(model, table)), (ranking, chosen), _summary(table))


def _findings(model: ModuleType, table: list[Standing]) -> list[str]:
    students = sum(row.students for row in table)
    a, b = (sum(row.points[n] * row.students for row in table) / students for n in (0, 1))
    most = max(table, key=lambda row: row.students)
    return [
        say("strategies.gets", a=decimal(a), b=decimal(b), reward=number(model.R), punishment=number(model.P)),
        *(_first(table, n) for n in (0, 1)),
        say("strategies.most", count=len(table), name=most.name, students=say("report.students", count=most.students)),
    ]


def _first(table: list[Standing], n: int) -> str:
    names = [f"{row.name} ({decimal(row.points[n])})" for row in table if row.places[n] == 1]
    key = "strategies.first_and_more" if len(names) > 4 else "strategies.first"
    return say(key, round="AB"[n], names=", ".join(names[:4]), more=len(names) - 4)


def _ranking(table: list[Standing]) -> ReportTable:
    rounds = ("strategies.points_a", "strategies.place_a", "strategies.points_b", "strategies.place_b")
    heads = columns("strategies.strategy", "strategies.students", *rounds)
    return ReportTable(
        say("strategies.ranking_caption", scope=_scope(table)), heads, tuple(_standing(row) for row in table[:LISTED])
    )


def _compositions(table: list[Standing], parameters: tuple[Parameter, ...]) -> ReportTable:
    heads = (say("strategies.strategy"), *(parameter.label for parameter in parameters))
    rows = tuple((row.name, *_in_words(row.rules, parameters)) for row in table[:LISTED])
    return ReportTable(say("strategies.rules_caption", scope=_scope(table)), heads, rows)


def _scope(table: list[Standing]) -> str:
    if len(table) <= LISTED:
        return say("strategies.all")
    return say("strategies.first_of", shown=LISTED, total=len(table))


def _summary(table: list[Standing]) -> ReportTable:
    rounds = ("strategies.a_short", "strategies.place_short", "strategies.b_short", "strategies.place_short")
    heads = columns("strategies.strategy_short", "strategies.students_short", *rounds)
    return ReportTable(say("strategies.summary"), heads, tuple(_standing(row) for row in table[:5]))


def _standing(row: Standing) -> tuple[str, ...]:
    a, b = ((decimal(points), str(place)) for points, place in zip(row.points, row.places, strict=True))
    return (row.name, str(row.students), *a, *b)


def _in_words(rules: Rules, parameters: tuple[Parameter, ...]) -> tuple[str, ...]:
    return tuple(parameter.choices[rule] for parameter, rule in zip(parameters, rules, strict=True))


def _rule_table(n: int, parameter: Parameter, table: list[Standing]) -> ReportTable:
    """Return how many students chose each of one kind of rule, and what they got on average."""
    rows = []
    everyone = sum(row.students for row in table)
    for rule, words in parameter.choices.items():
        chose = [row for row in table if row.rules[n] == rule]
        students = sum(row.students for row in chose)
        points = (sum(row.points[r] * row.students for row in chose) / students if students else None for r in (0, 1))
        cells = ("–" if value is None else decimal(value) for value in points)
        rows.append((words, f"{students} ({percent(students / everyone)})", *cells))
    heads = columns("strategies.rule", "strategies.students", "strategies.points_a", "strategies.points_b")
    return ReportTable(parameter.label, heads, tuple(rows))


def _figure(table: list[Standing]) -> str:
    """Draw what the first strategies get in both rounds."""
    shown = table[:DRAWN]
    looks = ((BLUE, "none", "circle"), ("none", VERMILION, "square"))
    dots = [
        Dot(row.points[n], place, fill, stroke, shape)
        for place, row in enumerate(shown)
        for n, (fill, stroke, shape) in enumerate(looks)
    ]
    rounds = ("strategies.round_a", "strategies.round_b")
    panel = Panel(
        dots,
        fitted((dot.x for dot in dots), say("strategies.axis"), zero=False),
        bands([f"{row.name} ({row.students})" for row in shown], downward=True)._replace(grid=True),
        height=27.0 * len(shown),
        legend=[Key(say(words), *look[:2], shape=look[2]) for words, look in zip(rounds, looks, strict=True)],
    )
    return drawn(Figure([panel], WIDTH), _figure_in_words(shown), _figure_caption(table))


def _figure_in_words(shown: list[Standing]) -> str:
    values = (
        say("strategies.value", name=row.name, a=decimal(row.points[0]), b=decimal(row.points[1])) for row in shown
    )
    return say("strategies.figure", values="; ".join(values))


def _figure_caption(table: list[Standing]) -> str:
    first = say("strategies.first_of", shown=DRAWN, total=len(table))
    return say("strategies.figure_caption", scope=first if len(table) > DRAWN else say("strategies.class"))
