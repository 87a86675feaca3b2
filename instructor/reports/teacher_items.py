"""The teacher's report on the items: which to look at and what to do, their statistics, their distractors by thirds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import numpy as np
from markupsafe import Markup

from instructor.reports.page import WIDTH, ReportSection, ReportTable, columns, drawn
from instructor.reports.teacher_class import ClassWork, coefficient, minutes, of, share
from instructor.reports.teacher_flags import FEWEST, Flag
from instructor.reports.teacher_statistics import Estimate, Truths, alpha_if_dropped, thirds
from instructor.reports.teacher_times import quartiles
from quizzes.catalogue import decimal, percent, say
from quizzes.markdown import inline
from quizzes.palette import BLUE, VERMILION
from quizzes.plot import Dot, Figure, Line, Mark, Panel, Rule, Scale, bands

#: Mistakes of an item in the table.
MOST = 4
_WHY = {
    "against": ("teacher.against", "teacher.against_do"),
    "distractor": ("teacher.distractor", "teacher.distractor_do"),
    "nobody": ("teacher.nobody", "teacher.nobody_do"),
    "everybody": ("teacher.everybody", "teacher.everybody_do"),
}


def looked_at(group: ClassWork) -> ReportSection:
    """Return the section on the items to look at."""
    if len(group.works) < FEWEST:
        return ReportSection(say("teacher.look"), (say("teacher.too_few", count=len(group.works), fewest=FEWEST),))
    if not group.flags:
        return ReportSection(say("teacher.look"), (say("teacher.nothing_to_look_at"), say("teacher.look_rule")))
    heads = columns("teacher.question_head", "teacher.why", "teacher.do")
    rows = tuple((group.number(flag.item), why(group, flag), _cure(group, flag)) for flag in group.flags)
    table = ReportTable(say("teacher.look_caption"), heads, rows)
    return ReportSection(say("teacher.look"), (say("teacher.look_rule"),), tables=(table,))


def why(group: ClassWork, flag: Flag) -> Markup:
    """Say why an item is to be looked at, as HTML."""
    mistake = Markup(group.mistake(flag.item, flag.mistake)) if flag.mistake else ""
    return Markup("{}{}").format(say(_WHY[flag.kind][0], r=coefficient(flag.r)), mistake)


def _cure(group: ClassWork, flag: Flag) -> str:
    return say(_WHY[flag.kind][1], name=group.items[flag.item][1].id, lesson=group.lesson.name)


def summary(group: ClassWork) -> ReportTable:
    """Return what the terminal shows: the items to look at, or the hardest where there are none."""
    heads = columns("items.question_short", "items.name_short", "items.facility_short", "teacher.discrimination_short")
    flagged = dict.fromkeys(flag.item for flag in group.flags)
    hardest = sorted(range(len(group.items)), key=lambda n: group.facility[n].value)[:3] if group.works else []
    rows = tuple(
        (group.called(n), group.items[n][1].id, share(group.facility[n]), coefficient(group.discrimination[n]))
        for n in flagged or hardest
    )
    return ReportTable(say("teacher.look" if flagged else "items.summary"), heads, rows)


def every_item(group: ClassWork) -> ReportSection:
    """Return the section with the statistics of each item."""
    return ReportSection(
        say("teacher.items"),
        (say("teacher.items_are", count=len(group.works)),),
        _figure(group),
        (_statistics(group), _answers(group)),
    )


def _statistics(group: ClassWork) -> ReportTable:
    dropped = alpha_if_dropped(group.earned)
    rows = tuple(
        (
            group.number(n),
            Markup(inline(group.items[n][0].title)),
            share(group.facility[n]),
            coefficient(group.discrimination[n]),
            _verdict(group.discrimination[n], len(group.works)),
            decimal(dropped[n]),
        )
        for n in range(len(group.items))
    )
    heads = ("teacher.question_head", "items.quiz", "items.facility", "teacher.discrimination", "teacher.verdict")
    return ReportTable(say("teacher.items_caption"), columns(*heads, "teacher.dropped"), rows)


def _verdict(r: Estimate, students: int) -> str:
    if students < FEWEST or np.isnan(r.low) or r.low <= 0 <= r.high:
        return say("teacher.too_few_to_tell")
    return say("teacher.tells_apart" if r.low > 0 else "teacher.tells_wrongly")


def _answers(group: ClassWork) -> ReportTable:
    """Return how each item was answered: how many did, how long it took, how many changed their answer."""
    seconds = np.array([work.worked.by_item for work in group.works]).reshape(group.earned.shape)
    first = np.array([work.changed for work in group.works]).reshape(group.earned.shape)
    rows = []
    for n in range(len(group.items)):
        changed = ~np.isnan(first[:, n])
        better = int((group.earned[changed, n] > first[changed, n]).sum())
        worse = int((group.earned[changed, n] < first[changed, n]).sum())
        low, middle, high = map(minutes, quartiles(seconds[:, n]))
        answered, asked = int(group.answered[:, n].sum()), int((~np.isnan(group.earned[:, n])).sum())
        timed = int((~np.isnan(seconds[:, n])).sum())
        span = say("teacher.span", value=middle, low=low, high=high) if timed else middle
        counts = (str(timed), str(int(changed.sum())), str(better), str(worse))
        rows.append((group.number(n), of(answered, asked), span, *counts))
    heads = ("teacher.question_head", "items.answered", "teacher.time", "teacher.timed")
    changes = ("teacher.changed", "teacher.better", "teacher.worse")
    return ReportTable(say("teacher.answers_caption"), columns(*heads, *changes), tuple(rows))


def _figure(group: ClassWork) -> str:
    """Draw facility and discrimination of each item with their intervals, side by side."""
    flagged = {flag.item for flag in group.flags}
    names = [group.called(n) for n in range(len(group.items))]
    height = max(27.0 * len(names), 80.0)
    per_cent = [Estimate(*(100 * value for value in each)) for each in group.facility]
    facility = Panel(
        list(_ranges(per_cent, flagged)),
        Scale(0, 100, say("items.facility_axis"), {float(n): str(n) for n in range(0, 101, 25)}, True),
        bands(names, say("items.question"), downward=True),
        height=height,
    )
    discrimination = Panel(
        [Rule(x=0.0), *_ranges(group.discrimination, flagged)],
        Scale(-1, 1, say("teacher.discrimination"), {n / 2: decimal(n / 2) for n in range(-2, 3)}, True),
        bands(names, downward=True),
        height=height,
    )
    values = (
        say(
            "teacher.dot",
            question=group.question(n),
            facility=share(group.facility[n]),
            r=coefficient(group.discrimination[n]),
        )
        for n in range(len(names))
    )
    alt = say("teacher.dots", values="; ".join(values))
    return drawn(Figure([facility, discrimination], WIDTH), alt, say("teacher.dots_caption"))


def _ranges(estimates: list[Estimate], flagged: set[int]) -> Iterator[Mark]:
    """Yield a dot with its interval for each item; those to look at are squares of another colour."""
    for n, (value, low, high) in enumerate(estimates):
        colour = VERMILION if n in flagged else BLUE
        if not np.isnan(low):
            yield Line([(low, n), (high, n)], colour)
        if not np.isnan(value):
            yield Dot(value, n, colour, shape="square" if n in flagged else "circle")


def by_thirds(group: ClassWork) -> ReportSection:
    """Return the section on how the best and the weakest third answered each item."""
    rows = tuple(row for n in range(len(group.items)) for row in _thirds(group, n))
    heads = (
        "teacher.question_head",
        "teacher.answer",
        "teacher.lower",
        "teacher.upper",
        "teacher.everyone",
        "teacher.r",
    )
    table = ReportTable(say("teacher.thirds_caption"), columns(*heads), rows)
    return ReportSection(say("teacher.thirds"), (say("teacher.thirds_are"),), tables=(table,))


def _thirds(group: ClassWork, n: int) -> Iterator[tuple[str, ...]]:
    groups = (*thirds(group.rest[:, n]), ~np.isnan(group.earned[:, n]))
    right = group.earned[:, n] >= group.worth[n]
    yield group.number(n), say("teacher.right"), *_counts(right, groups), coefficient(group.discrimination[n])
    frequent = sorted(group.mistakes[n].items(), key=lambda pair: (-pair[1].sum(), pair[0]))
    drawing = {flag.mistake: flag.r for flag in group.flags if flag.item == n and flag.mistake}
    kept = [*frequent[:MOST], *((name, made) for name, made in frequent[MOST:] if name in drawing)]
    for name, made in kept:
        words = Markup(group.mistake(n, name))
        yield group.number(n), words, *_counts(made, groups), coefficient(drawing[name]) if name in drawing else ""
    blank = ~group.answered[:, n] & groups[2]
    if blank.any():
        yield group.number(n), say("teacher.unanswered"), *_counts(blank, groups), ""
    rare = [made for name, made in frequent if name not in dict(kept)]
    if rare:
        any_other = reduce(np.logical_or, rare)
        yield group.number(n), say("teacher.others", count=len(rare)), *_counts(any_other, groups), ""


def _counts(chosen: Truths, groups: tuple[Truths, ...]) -> Iterator[str]:
    for members in groups:
        total = int(members.sum())
        count = int((chosen & members).sum())
        yield say("teacher.count", count=count, share=percent(count / total if total else np.nan))
