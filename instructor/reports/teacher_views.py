"""The teacher's report on what students thought: how sure they were, what they said before and after a discussion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
from markupsafe import Markup

from instructor.reports.page import WIDTH, ReportSection, ReportTable, columns, drawn
from instructor.reports.teacher_class import ClassWork, of, share
from instructor.reports.teacher_read import Pair, pairs
from instructor.reports.teacher_statistics import Estimate, wilson
from quizzes.catalogue import percent, say
from quizzes.confidence import LEVELS, words_of
from quizzes.markdown import inline
from quizzes.palette import BLUE, VERMILION
from quizzes.plot import Dot, Figure, Key, Line, Panel, Scale, bands

#: Students who were sure and wrong most often.
MOST = 20
#: Their wrong answers that are named.
NAMED = 4
#: Of what was said before, and after: fill, stroke, shape.
_LOOKS = ((BLUE, "none", "circle"), ("none", VERMILION, "square"))


def how_sure(group: ClassWork, names: dict[str, str]) -> list[ReportSection]:
    """Return the section on confidence and correctness; none where nobody said how sure they were."""
    levels = [(words_of(level), *_at(group, level)) for level in LEVELS]
    if not any(total for _, _, total in levels):
        return []
    rows = tuple((words, str(total), str(right), share(wilson(right, total))) for words, right, total in levels)
    heads = columns("items.how_sure", "items.answers", "items.wholly_right", "teacher.share_right")
    tables = (ReportTable(say("items.confidence"), heads, rows), *_misled(group), *_sure_and_wrong(group, names))
    estimates = [wilson(right, total) for _, right, total in levels]
    figure = _figure([words for words, _, _ in levels], estimates)
    return [ReportSection(say("teacher.sure"), (say("teacher.sure_is"),), figure, tables)]


def _at(group: ClassWork, level: str | None) -> tuple[int, int]:
    """Return how many answers were wholly right, and how many there are, of those who said to be so sure."""
    said = np.array([[sure == level for sure in work.sure] for work in group.works]).reshape(group.earned.shape)
    given = said & group.answered
    return int((given & (group.earned >= group.worth)).sum()), int(given.sum())


def _figure(names: list[str], estimates: list[Estimate]) -> str:
    marks: list[Line | Dot] = []
    for n, (value, low, high) in enumerate(estimates):
        if not np.isnan(value):
            marks += [Line([(100 * low, n), (100 * high, n)], BLUE), Dot(100 * value, n, BLUE)]
    x = Scale(0, 100, say("teacher.share_right"), {float(n): str(n) for n in range(0, 101, 25)}, True)
    panel = Panel(marks, x, bands(names, downward=True), height=34.0 * len(names))
    values = (f"{name} {share(each)}" for name, each in zip(names, estimates, strict=True))
    return drawn(Figure([panel], WIDTH), say("teacher.sure_alt", values="; ".join(values)), say("teacher.sure_caption"))


def wrong_though_sure(group: ClassWork) -> dict[int, list[int]]:
    """Return, by the places of students, the items that they answered wrong and were sure of."""
    found = {
        place: [
            n
            for n, sure in enumerate(work.sure)
            if sure == LEVELS[0] and work.answered[n] and work.earned[n] < group.worth[n]
        ]
        for place, work in enumerate(group.works)
    }
    return {place: items for place, items in found.items() if items}


def _misled(group: ClassWork) -> Iterator[ReportTable]:
    """Yield the table of the questions that most were sure of and wrong."""
    counts = Counter(n for items in wrong_though_sure(group).values() for n in items)
    rows = tuple(
        (group.number(n), of(count, sum(work.sure[n] == LEVELS[0] for work in group.works)))
        for n, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:5]
    )
    if rows:
        yield ReportTable(say("teacher.misled"), columns("teacher.question_head", "teacher.sure_wrong"), rows)


def _sure_and_wrong(group: ClassWork, names: dict[str, str]) -> Iterator[ReportTable]:
    """Yield the table of those who were sure and wrong most often."""
    found = sorted(wrong_though_sure(group).items(), key=lambda pair: (-len(pair[1]), pair[0]))
    rows = []
    for place, items in found[:MOST]:
        work = group.works[place]
        sure = sum(level == LEVELS[0] and bool(given) for level, given in zip(work.sure, work.answered, strict=True))
        which = ", ".join(str(n + 1) for n in items[:NAMED]) + (" …" if len(items) > NAMED else "")
        rows.append((names[work.student], of(len(items), sure), which))
    if rows:
        heads = columns("teacher.student", "teacher.sure_wrong", "teacher.questions")
        caption = say("teacher.sure_wrong_caption", shown=len(rows), count=len(found))
        yield ReportTable(caption, heads, tuple(rows))


def before_and_after(group: ClassWork) -> list[ReportSection]:
    """Return the section on what was asked before and after; none where nothing was."""
    answers = [(pair, [work.twice[n] for work in group.handed_in]) for n, pair in enumerate(pairs(group.lesson.scheme))]
    votes = [(pair, said) for pair, said in answers if _options(pair) and _any(said)]
    marked = [(pair, said) for pair, said in answers if pair.before.answer and _any(said)]
    tables = [_vote(pair, said) for pair, said in votes]
    if marked:
        heads = ("items.quiz", "teacher.both_times", "teacher.right_before", "teacher.right_after")
        caption, rows = say("teacher.marked_caption"), tuple(_marked(pair, said) for pair, said in marked)
        tables.append(ReportTable(caption, columns(*heads, "teacher.gained", "teacher.lost"), rows))
    if not tables:
        return []
    figure = _votes_figure(votes) if votes else ""
    return [ReportSection(say("teacher.twice"), (say("teacher.twice_is"),), figure, tuple(tables))]


def _options(pair: Pair) -> dict[str, str]:
    """Return the options of a vote; none of what a key marks."""
    options: dict[str, str] = getattr(pair.before, "options", {}) if not pair.before.keyed else {}
    return options


def _any(said: list[tuple[Any, Any]]) -> bool:
    return any(each is not None for both in said for each in both)


def _vote(pair: Pair, said: list[tuple[Any, Any]]) -> ReportTable:
    options = _options(pair)
    moves = Counter((before, after) for before, after in said if before in options and after in options)
    rows = []
    for name, words in options.items():
        before, after = (sum(each[n] == name for each in said) for n in (0, 1))
        came = sum(count for (old, new), count in moves.items() if new == name != old)
        left = sum(count for (old, new), count in moves.items() if old == name != new)
        stayed = moves[name, name]
        rows.append((Markup(inline(words)), str(before), str(after), str(stayed), str(came), str(left)))
    heads = columns(
        *("teacher.option", "teacher.before", "teacher.after", "teacher.stayed", "teacher.came", "teacher.left")
    )
    caption = say("teacher.vote_caption", title=pair.first.title, both=sum(moves.values()))
    return ReportTable(caption, heads, tuple(rows))


def _marked(pair: Pair, said: list[tuple[Any, Any]]) -> tuple[str, ...]:
    both = [(before >= 1, after >= 1) for before, after in said if before is not None and after is not None]
    right = [sum(each[n] for each in both) for n in (0, 1)]
    shares = (share(wilson(count, len(both))) if both else "–" for count in right)
    gained, lost = both.count((False, True)), both.count((True, False))
    name = say("teacher.asked_twice", title=pair.first.title, name=pair.before.id)
    return (name, str(len(both)), *shares, str(gained), str(lost))


def _votes_figure(votes: list[tuple[Pair, list[tuple[Any, Any]]]]) -> str:
    """Draw each option's share of the votes, before and after."""
    names: list[str] = []
    marks: list[Dot] = []
    values: list[str] = []
    for number, (pair, said) in enumerate(votes, 1):
        totals = [sum(each[n] in _options(pair) for each in said) for n in (0, 1)]
        for letter, option in zip("ABCDEFGHIJKLMN", _options(pair), strict=False):
            shares = [sum(each[n] == option for each in said) / totals[n] if totals[n] else np.nan for n in (0, 1)]
            place, name = len(names), say("teacher.vote_option", number=number, letter=letter)
            names.append(name)
            values.append(say("teacher.vote_value", name=name, before=percent(shares[0]), after=percent(shares[1])))
            both = zip(shares, _LOOKS, strict=True)
            marks += [Dot(100 * each, place, *look) for each, look in both if not np.isnan(each)]
    heads = columns("teacher.before", "teacher.after")
    legend = [Key(words, *look[:2], shape=look[2]) for words, look in zip(heads, _LOOKS, strict=True)]
    x = Scale(0, 100, say("teacher.votes_axis"), {float(n): str(n) for n in range(0, 101, 25)}, True)
    panel = Panel(marks, x, bands(names, downward=True)._replace(grid=True), height=27.0 * len(names), legend=legend)
    alt = say("teacher.votes_alt", values="; ".join(values))
    return drawn(Figure([panel], WIDTH), alt, say("teacher.votes_caption"))
