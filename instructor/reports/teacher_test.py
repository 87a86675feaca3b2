"""The teacher's report on the whole test: objectives to teach again, the spread of scores, and the time it took."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from instructor.reports.page import WIDTH, ReportSection, ReportTable, columns, drawn
from instructor.reports.teacher_class import ClassWork, coefficient, minutes, share
from instructor.reports.teacher_statistics import (
    UNKNOWN,
    Array,
    Estimate,
    Truths,
    complete,
    mean,
    totals,
)
from instructor.reports.teacher_times import IDLE, quartiles
from quizzes.catalogue import decimal, percent, points, say
from quizzes.plot import Figure, Panel, Scale, bands, column, fitted

#: Objectives that the first lines name.
FIRST = 3
#: Letters of a passage that are quoted.
QUOTED = 90
_TENTHS = 10
_WHOLE = 1.0


def objectives(group: ClassWork) -> list[tuple[int, Estimate]]:
    """Return the objectives that are asked for (from 1) with the share earned, the lowest first."""
    numbers = np.array([item.objective for _, item in group.items])
    found = [(int(each), mean(_shares(group, numbers == each))) for each in np.unique(numbers)]
    return sorted(found, key=lambda pair: pair[1].value)


def _shares(group: ClassWork, chosen: Truths) -> Array:
    """Return the share that each student earned of some items."""
    return totals(group.earned[:, chosen], group.worth[chosen])


def objective(group: ClassWork, number: int) -> str:
    """Return the words of an objective, or its number where the lesson lists none."""
    known = group.lesson.objectives
    text = known[number - 1] if number <= len(known) else ""
    return (
        say("teacher.objective", number=number, text=text) if text else say("teacher.objective_number", number=number)
    )


def teach_again(group: ClassWork) -> ReportSection:
    """Return the section on the objectives: what was earned, the passage to read again and where to practise."""
    rows = tuple(
        (
            objective(group, number),
            share(earned),
            _hardest(group, number),
            _passages(group, number),
            _where(group, number),
        )
        for number, earned in objectives(group)
    )
    heads = ("teacher.objective_head", "teacher.earned", "teacher.hardest", "teacher.passages", "teacher.practised")
    table = ReportTable(say("teacher.again_caption"), columns(*heads), rows)
    return ReportSection(say("teacher.again"), (say("teacher.again_is"),), tables=(table,))


def _of_objective(group: ClassWork, number: int) -> list[int]:
    """Return the items of an objective, the hardest first."""
    found = [n for n, (_, item) in enumerate(group.items) if item.objective == number]
    return sorted(found, key=lambda n: group.facility[n].value)


def _hardest(group: ClassWork, number: int) -> str:
    hardest = _of_objective(group, number)[:2]
    return "; ".join(
        say("teacher.with_share", item=group.number(n), share=percent(group.facility[n].value)) for n in hardest
    )


def _passages(group: ClassWork, number: int) -> str:
    """Quote the passages that the hardest items rest on."""
    words = [words for n in _of_objective(group, number) for words in group.items[n][1].evidence]
    first = {each.paragraph: each.quote for each in reversed(words)}
    order = list(dict.fromkeys(each.paragraph for each in words))[:2]
    return "; ".join(say("teacher.passage", number=each, quote=_cut(first[each])) for each in order)


def _cut(text: str) -> str:
    return text if len(text) <= QUOTED else text[:QUOTED].rsplit(" ", 1)[0] + " …"


def _where(group: ClassWork, number: int) -> str:
    places = (group.lesson.practised.get(group.items[n][1].id, "") for n in _of_objective(group, number))
    return "; ".join(list(dict.fromkeys(place for place in places if place))[:2])


def scores(group: ClassWork) -> ReportSection:
    """Return the section on the scores: their spread, and how exact a score is."""
    counts, _ = np.histogram(np.minimum(group.totals, _WHOLE), _TENTHS, (0.0, _WHOLE))
    names = [say("teacher.tenth", low=10 * n, high=10 * n + 10) for n in range(_TENTHS)]
    bars = [column(n, int(count), label=str(count)) for n, count in enumerate(counts)]
    height = fitted([0, *map(int, counts)], say("teacher.students"), room=0.1)
    panel = Panel(bars, Scale(*bands(names, say("teacher.tenths"))), height)
    values = (say("teacher.tenth_is", name=name, count=int(n)) for name, n in zip(names, counts, strict=True))
    alt = say("teacher.spread_alt", values="; ".join(values))
    figure = drawn(Figure([panel], WIDTH), alt, say("teacher.spread_caption"))
    spread = ReportTable(
        say("teacher.spread_caption"),
        columns("teacher.tenths", "teacher.students"),
        tuple((name, str(count)) for name, count in zip(names, counts, strict=True)),
    )
    return ReportSection(say("teacher.scores"), (say("teacher.scores_are"),), figure, (_measures(group), spread))


def _measures(group: ClassWork) -> ReportTable:
    whole = complete(group.earned)
    known = group.totals[~np.isnan(group.totals)]
    spread = float(known.std(ddof=1)) if known.size > 1 else np.nan
    low, middle, high = quartiles(group.totals)
    maximum = float(group.worth.sum())
    error = group.error * maximum
    exact = "–" if np.isnan(error) else say("teacher.error_is", points=points(error), maximum=points(maximum))
    rows = (
        (say("teacher.mean"), share(mean(group.totals) if known.size else UNKNOWN)),
        (say("teacher.middle"), say("teacher.span", value=percent(middle), low=percent(low), high=percent(high))),
        (say("teacher.deviation"), percent(spread)),
        (say("teacher.alpha"), coefficient(group.alpha)),
        (say("teacher.error"), exact),
        (say("teacher.whole"), str(len(whole))),
    )
    return ReportTable(say("teacher.measures"), columns("teacher.measure", "teacher.value"), rows)


def time(group: ClassWork) -> ReportSection:
    """Return the section on how long the lesson took."""
    seconds = np.array([work.worked.seconds for work in group.works])
    sittings = np.array([work.worked.sittings for work in group.works], dtype=np.float64)
    seconds = np.where(sittings > 0, seconds, np.nan)
    low, middle, high = map(minutes, quartiles(seconds))
    rows = (
        (say("teacher.lesson_time"), say("teacher.span", value=middle, low=low, high=high)),
        (say("teacher.sittings"), decimal(quartiles(np.where(sittings > 0, sittings, np.nan))[1])),
        (say("teacher.with_times"), str(int((sittings > 0).sum()))),
    )
    table = ReportTable(say("teacher.time_caption"), columns("teacher.measure", "teacher.value"), rows)
    text = (say("teacher.time_is", minutes=IDLE // 60),)
    return ReportSection(say("teacher.time_heading"), text, tables=(table,))


def findings(group: ClassWork) -> Iterator[str]:
    """Yield what the first lines say of the test."""
    yield say("teacher.mean_is", share=share(mean(group.totals)), alpha=coefficient(group.alpha))
    lowest = [
        say("teacher.with_share", item=objective(group, number), share=percent(earned.value))
        for number, earned in objectives(group)[:FIRST]
    ]
    yield say("teacher.again_first", objectives="; ".join(lowest))
