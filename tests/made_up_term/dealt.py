"""Who answers what in a made-up term, and what that comes to: sums as on paper, of what was dealt out.

An answer's choice has its share of the item's points in `SHARES`; a written answer says itself what a marker gives for
each criterion. Nothing here asks the course what is right.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

from tests.made_up_term.lessons import TERM, WORTH, is_small, rubric
from tests.made_up_term.people import Human
from tests.small_course import RIGHT

FIRST_DUE = datetime(2026, 9, 7, 10, tzinfo=UTC)
#: Hours late at which work comes: in time, within the grace, the first day, the second, so late that the cap counts.
HOURS = (-30.0, -30.0, -4.0, -4.0, -4.0, -1.0, 0.2, 5.0, 30.0, 200.0)
GRACE, PER_DAY, CAP = Fraction(1, 4), Fraction(1, 10), Fraction(1, 2)
SHARES: dict[str, dict[str, tuple[Any, Fraction]]] = {
    "club": {"a": ("a", Fraction(1)), "b": ("b", Fraction(0))},
    "several": {
        "both": (["a", "c"], Fraction(1)),
        "one": (["a"], Fraction(1, 2)),
        "mixed": (["a", "b"], Fraction(0)),
    },
    "number": {
        "comma": ("2,5", Fraction(1)),
        "point": (" 2.50 ", Fraction(1)),
        "wrong": ("25", Fraction(0)),
    },
    "run": {
        "right": (RIGHT["s-run"], Fraction(1)),
        "half": ({"prediction": "6", "parameters": {"alpha": 3}}, Fraction(1, 2)),
    },
}


@dataclass(frozen=True)
class Work:
    """One hand-in: choices by item, points by task and criterion (no task: nothing written), hours after the due date.

    Of a real lesson the choices are "right" and "wrong", by the place of the item. `mess` is how it is handed in.
    """

    choices: Mapping[str, str]
    points: Mapping[str, Sequence[str]]
    hours: float
    mess: str = "a zip"
    words: str = ""


def due(lesson: str) -> datetime:
    return FIRST_DUE + timedelta(weeks=TERM.index(lesson))


def deal(lesson: str, human: Human, chance: random.Random, items: Sequence[str], mess: str) -> Work:
    """Deal one hand-in; `items` are a real lesson's."""
    if is_small(lesson):
        choices = {kind: chance.choice(sorted(known)) for kind, known in SHARES.items() if chance.random() > 0.07}
    else:
        choices = {item: chance.choice(["right", "right", "wrong"]) for item in items if chance.random() > 0.07}
    points = {
        task: [chance.choice(levels) for levels in criteria]
        for task, criteria in rubric(lesson).items()
        if chance.random() > 0.06
    }
    words = f"threat{human.place}x{chance.randrange(10**6)} and promise{chance.randrange(10**6)}"
    return Work(choices, points, chance.choice(HOURS), mess, words)


def text(work: Work, task: str) -> str:
    """Return a written answer, which says what it deserves; "" where nothing was written."""
    if task not in work.points:
        return ""
    return f"The model leaves out {work.words}, as P9 says. For {task} it earns {'; '.join(work.points[task])} points."


@dataclass
class Sums:
    """The plain spreadsheet: everybody's work, and all that happened to it since.

    Attributes
    ----------
    works
        By lesson and person; whoever has none there did not hand in.
    worth
        A real lesson's items with their points.
    out, full
        Items that leave the total, and those that everyone has all points of: (lesson, kind).
    longer
        Hours that an extension adds, by lesson and person.
    by_hand
        What the formgrader gave for the tasks, by lesson, person and task.
    """

    lessons: Sequence[str]
    weights: Mapping[str, int]
    drop: int = 0
    worth: dict[str, Mapping[str, Fraction]] = field(default_factory=dict)
    works: dict[str, dict[Human, Work]] = field(default_factory=dict)
    out: set[tuple[str, str]] = field(default_factory=set)
    also: set[tuple[str, str, str]] = field(default_factory=set)
    longer: dict[tuple[str, Human], float] = field(default_factory=dict)
    by_hand: dict[tuple[str, Human, str], Fraction] = field(default_factory=dict)
    exempt: set[tuple[str, Human]] = field(default_factory=set)

    def share_with(self, lesson: str, sender: Human, others: Sequence[Human]) -> None:
        """Let one hand-in be others', too."""
        for each in others:
            self.works[lesson][each] = replace(self.works[lesson][sender])

    def quizzes(self, lesson: str, work: Work) -> Fraction:
        """Return what the machine's part comes to."""
        if not is_small(lesson):
            return sum((self.worth[lesson][i] for i, choice in work.choices.items() if choice == "right"), Fraction())
        counted = {kind: choice for kind, choice in work.choices.items() if (lesson, kind) not in self.out}
        return sum(
            (
                WORTH[kind] * (1 if (lesson, kind, choice) in self.also else SHARES[kind][choice][1])
                for kind, choice in counted.items()
            ),
            Fraction(),
        )

    def tasks(self, lesson: str, human: Human) -> Fraction:
        """Return what a person's part comes to."""
        work = self.works[lesson][human]
        given = {task: sum(map(Fraction, points), Fraction()) for task, points in work.points.items()}
        given |= {task: points for (at, who, task), points in self.by_hand.items() if (at, who) == (lesson, human)}
        return sum(given.values(), Fraction())

    def late(self, lesson: str, human: Human) -> Fraction:
        """Return the share that is taken off."""
        hours = Fraction(str(self.works[lesson][human].hours)) - Fraction(str(self.longer.get((lesson, human), 0)))
        return min(PER_DAY * ceil((hours - GRACE) / 24), CAP) if hours > GRACE else Fraction()

    def maximum(self, lesson: str) -> Fraction:
        """Return what a lesson is worth."""
        tasks = sum((Fraction(levels[0]) for criteria in rubric(lesson).values() for levels in criteria), Fraction())
        if not is_small(lesson):
            return tasks + sum(self.worth[lesson].values())
        return tasks + sum(worth for kind, worth in WORTH.items() if (lesson, kind) not in self.out)

    def mark(self, lesson: str, human: Human) -> Fraction | None:
        """Return a lesson's mark; None where it does not count for this person."""
        if (lesson, human) in self.exempt:
            return None
        if human not in self.works[lesson]:
            return Fraction()
        whole = self.quizzes(lesson, self.works[lesson][human]) + self.tasks(lesson, human)
        return whole * (1 - self.late(lesson, human))

    def total(self, human: Human) -> Fraction | None:
        """Return the total in per cent; None where nothing counts."""
        shares = [
            (mark / self.maximum(lesson), -self.weights[lesson], -place)
            for place, lesson in enumerate(self.lessons)
            if (mark := self.mark(lesson, human)) is not None
        ]
        kept = sorted(shares)[min(self.drop, len(shares) - 1) :] if shares else []
        weight = sum(-minus for _, minus, _ in kept)
        return 100 * sum((share * -minus for share, minus, _ in kept), Fraction()) / weight if kept else None
