"""A class as arrays, with its test statistics; and how the teacher's report writes a value with its interval."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from instructor.marking.answer_key import AnswerKey
from instructor.marking.numbering import called, in_full
from instructor.reports import teacher_statistics as statistics
from instructor.reports.items import in_words
from instructor.reports.teacher_flags import Flag, flags
from instructor.reports.teacher_read import Work, graded, to_do
from instructor.reports.teacher_statistics import Array, Estimate, Truths
from quizzes.bank import Quiz
from quizzes.catalogue import decimal, percent, say
from quizzes.types import BaseItem


@dataclass(frozen=True)
class Lesson:
    """What the report says of a lesson: its name, keys, objectives, and where each graded item is practised (by id)."""

    name: str
    scheme: AnswerKey
    objectives: tuple[str, ...]
    practised: Mapping[str, str]


class ClassWork:
    """The work of a class on a lesson; those who answered no graded question are in no statistics: not in `works`.

    `earned` (students x items, points; not a number where not asked), `worth` (items), `answered` (students x items).
    """

    def __init__(self, lesson: Lesson, works: Sequence[Work]) -> None:
        self.lesson, self.handed_in = lesson, tuple(works)
        self.works = tuple(work for work in works if work.counts)
        self.items: list[tuple[Quiz, BaseItem]] = graded(lesson.scheme)
        self.to_do = to_do(lesson.scheme)
        shape = (len(self.works), len(self.items))
        self.worth: Array = np.array([item.points for _, item in self.items], dtype=np.float64)
        self.earned: Array = np.array([work.earned for work in self.works], dtype=np.float64).reshape(shape)
        self.answered: Truths = np.array([work.answered for work in self.works], dtype=bool).reshape(shape)

    @cached_property
    def mistakes(self) -> list[dict[str, Truths]]:
        """For each item, by the mistake's name, who made it; what only one student typed is left out."""
        return [self._mistakes(n) for n in range(len(self.items))]

    def _mistakes(self, n: int) -> dict[str, Truths]:
        made: dict[str, list[int]] = {}
        for place, work in enumerate(self.works):
            for name in work.missed[n]:
                made.setdefault(name, []).append(place)
        item = self.items[n][1]
        named = self.lesson.scheme.answers[item.id].diagnosis
        shown = {name: who for name, who in made.items() if len(who) > 1 or name in named or not item.typed}
        return {name: np.isin(np.arange(len(self.works)), who) for name, who in shown.items()}

    @cached_property
    def facility(self) -> list[Estimate]:
        """The share of each item's points that was earned."""
        shares = self.earned / self.worth
        return [statistics.wilson(float(np.nansum(each)), int((~np.isnan(each)).sum())) for each in shares.T]

    @cached_property
    def rest(self) -> Array:
        """What each student earned in the rest of the test, for each item."""
        return statistics.rest_scores(self.earned, self.worth)

    @cached_property
    def discrimination(self) -> list[Estimate]:
        """The correlation of each item with the rest of the test."""
        return statistics.discrimination(self.earned, self.worth)

    @cached_property
    def alpha(self) -> Estimate:
        """Cronbach's alpha."""
        return statistics.alpha(self.earned)

    @cached_property
    def flags(self) -> list[Flag]:
        """The items to look at."""
        return flags(self.earned, self.worth, self.answered, self.mistakes)

    @cached_property
    def totals(self) -> Array:
        """The share that each student earned of what was asked."""
        return statistics.totals(self.earned, self.worth)

    @cached_property
    def error(self) -> float:
        """The standard error of measurement, as a share of the points; not a number where alpha is not known."""
        return statistics.standard_error(self.earned, self.alpha.value) / float(self.worth.sum() or 1)

    def number(self, item: int) -> str:
        """Return how the report names an item: by the number that students see, and its name in the bank."""
        return say("teacher.question", number=self.called(item), name=self.items[item][1].id)

    def called(self, item: int) -> str:
        """Return the number of an item that students see, or its quiz's title where it is alone."""
        return called(self.lesson.scheme.bank, *self.items[item])

    def question(self, item: int) -> str:
        """Return what an item is called in a sentence."""
        return in_full(self.lesson.scheme.bank, *self.items[item])

    def mistake(self, item: int, name: str) -> str:
        """Return a mistake in the words that the student saw, as HTML."""
        found = self.items[item][1]
        return in_words(found, self.lesson.scheme.answers[found.id], name)


def share(estimate: Estimate) -> str:
    """Return a share with its interval, in per cent; the interval of a mean may not leave what a share can be."""
    value, low, high = estimate
    if math.isnan(low):
        return percent(value)
    return _with_interval(*map(percent, (value, max(low, min(value, 0.0)), min(high, max(value, 1.0)))))


def coefficient(estimate: Estimate) -> str:
    """Return a coefficient with its interval."""
    return _with_interval(*map(decimal, estimate)) if not math.isnan(estimate.low) else decimal(estimate.value)


def _with_interval(value: str, low: str, high: str) -> str:
    return say("teacher.with_interval", value=value, low=low, high=high)


def of(count: int, total: int) -> str:
    """Return so many of so many."""
    return say("teacher.of", count=count, total=total)


def minutes(seconds: float) -> str:
    """Return a time in minutes, or in seconds where it is short; a dash where it is not known."""
    if math.isnan(seconds):
        return "–"
    if seconds < 90:
        return say("teacher.seconds", number=round(seconds))
    return say("teacher.minutes", number=round(seconds / 60))
