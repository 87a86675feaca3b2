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

from instructor.reports.page import Report, ReportSection, ReportTable, counted_noun, decimal, drawn
from quizzes.palette import PALETTE
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
    names = {rules: _known(model, rules) or "composed" for rules in order}
    shared, number = Counter(names.values()), Counter[str]()
    for rules, name in names.items():
        number[name] += 1
        if shared[name] > 1:
            names[rules] = f"{name} {number[name]}"
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
    basis = (
        f"{counted_noun(submissions, 'submission')}, {len(strategies)} with a recorded strategy. Each plays against "
        f"every other: round A without errors, round B with {noise:.0%} errors, δ = {delta:g}. "
        f"Points a turn: T, R, P, S = {model.T:g}, {model.R:g}, {model.P:g}, {model.S:g}."
    )
    ranking = ReportSection(
        "Ranking", figure=_figure(table), tables=(_ranking(table), _compositions(table, parameters))
    )
    rules = tuple(_rule_table(n, parameter, table) for n, parameter in enumerate(parameters))
    words = "What students with a rule got on average does not show that the rule earned it: rules work together."
    chosen = ReportSection("Which rules the class chose", text=(words,), tables=rules)
    return Report(model.class_title, basis, tuple(_findings(model, table)), (ranking, chosen), _summary(table))


def _findings(model: ModuleType, table: list[Standing]) -> list[str]:
    students = sum(row.students for row in table)
    a, b = (sum(row.points[n] * row.students for row in table) / students for n in (0, 1))
    most = max(table, key=lambda row: row.students)
    return [
        f"The class gets {decimal(a)} points a turn in round A and {decimal(b)} in round B; {model.R:g} is "
        f"lasting co-operation, {model.P:g} lasting defection.",
        *(_first(table, n) for n in (0, 1)),
        f"{counted_noun(len(table), 'different strategy', 'different strategies')}; chosen most often: "
        f"{most.name} ({counted_noun(most.students, 'student')}).",
    ]


def _first(table: list[Standing], number: int) -> str:
    names = [f"{row.name} ({decimal(row.points[number])})" for row in table if row.places[number] == 1]
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return f"First in round {'AB'[number]}: {', '.join(names[:4])}{more}."


def _ranking(table: list[Standing]) -> ReportTable:
    columns = ("Strategy", "Students", "A: points", "A: place", "B: points", "B: place")
    caption = f"{_scope(table)}: points a turn, on average, and place among all students"
    return ReportTable(caption, columns, tuple(_standing(row) for row in table[:LISTED]))


def _compositions(table: list[Standing], parameters: tuple[Parameter, ...]) -> ReportTable:
    columns = ("Strategy", *(parameter.label for parameter in parameters))
    rows = tuple((row.name, *_in_words(row.rules, parameters)) for row in table[:LISTED])
    return ReportTable(f"{_scope(table)}: the rules", columns, rows)


def _scope(table: list[Standing]) -> str:
    return f"The first {LISTED} of {len(table)} strategies" if len(table) > LISTED else "All strategies"


def _summary(table: list[Standing]) -> ReportTable:
    columns = ("strategy", "students", "A", "place", "B", "place")
    return ReportTable("The best in round A", columns, tuple(_standing(row) for row in table[:5]))


def _standing(row: Standing) -> tuple[str, ...]:
    a, b = ((decimal(points), str(place)) for points, place in zip(row.points, row.places, strict=True))
    return (row.name, str(row.students), *a, *b)


def _in_words(rules: Rules, parameters: tuple[Parameter, ...]) -> tuple[str, ...]:
    return tuple(parameter.choices[rule] for parameter, rule in zip(parameters, rules, strict=True))


def _rule_table(number: int, parameter: Parameter, table: list[Standing]) -> ReportTable:
    """Return how many students chose each of one kind of rule, and what they got on average."""
    rows = []
    everyone = sum(row.students for row in table)
    for rule, words in parameter.choices.items():
        chose = [row for row in table if row.rules[number] == rule]
        students = sum(row.students for row in chose)
        points = (sum(row.points[n] * row.students for row in chose) / students if students else None for n in (0, 1))
        cells = ("–" if value is None else decimal(value) for value in points)
        rows.append((words, f"{students} ({students / everyone:.0%})", *cells))
    return ReportTable(parameter.label, ("Rule", "Students", "A: points", "B: points"), tuple(rows))


def _figure(table: list[Standing]) -> str:
    """Draw what the first strategies get in both rounds."""
    from quizzes.figure import new_figure  # matplotlib: only when a page is made

    shown = table[:DRAWN]
    figure = new_figure(8, 1.3 + 0.3 * len(shown))
    axes = figure.subplots()
    figure.subplots_adjust(left=0.3)
    heights = range(len(shown))[::-1]
    for n, (label, shape) in enumerate((("A, no errors", "o"), ("B, errors", "s"))):
        face = PALETTE[n] if n == 0 else "none"
        axes.plot([row.points[n] for row in shown], heights, shape, color=PALETTE[n], markerfacecolor=face, label=label)
    axes.set(yticks=heights, yticklabels=[f"{row.name} ({row.students})" for row in shown], xlabel="Points a turn")
    axes.grid(axis="y", linewidth=0.4)
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False, fontsize=9)
    values = "; ".join(f"{row.name} {decimal(row.points[0])} and {decimal(row.points[1])}" for row in shown)
    alt = f"Chart of points a turn in rounds A and B, best of A first. {values}."
    first = f"The first {DRAWN} of {len(table)} strategies" if len(table) > DRAWN else "The strategies of the class"
    return drawn(figure, alt, f"{first}, each with the number of students who chose it. The table has the values.")
