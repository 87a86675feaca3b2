"""What each lesson asks for: its objectives by level, and whether the length of an option gives a key away.

Levels are what the bank says of each question and written task (`level`), from recalling to judging. A written task
counts as a graded one: a person marks it, and its objectives are those that `curriculum.json` gives it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from instructor.guide.lessons import Lesson, Module
from quizzes.bank import Bank
from quizzes.types import Answer, Choice
from quizzes.types.base import Level

LEVELS: tuple[str, ...] = get_args(Level)
LEVEL_HEADER = ("Objective", *LEVELS, "Graded")
LENGTH_HEADER = ("Lesson", "Choices", "By chance", "Key longest", "Key shortest", "At most")
#: How improbable by chance a count of keys among the longest or shortest options has to be before it is too many.
CHANCE = 0.05


@dataclass(frozen=True)
class Asked:
    """A question or written task: the objectives it serves, its level, and whether it is marked."""

    objectives: tuple[int, ...]
    level: str
    is_graded: bool


def asked(module: Module, lesson: Lesson, bank: Bank) -> list[Asked]:
    """Return everything that a lesson asks for, in the bank's order."""
    tasks = module.map.tasks
    return [
        Asked(
            tasks[item.id].objectives if item.id in tasks else (item.objective,),
            item.level or "",
            quiz.graded or item.id in lesson.tasks,
        )
        for quiz, item in bank.items()
    ]


def level_rows(lesson: Lesson, found: Sequence[Asked]) -> Iterator[list[str]]:
    """Yield under LEVEL_HEADER a row for each objective: "practice + graded" at each level, and all that is graded."""
    for number, words in enumerate(lesson.objectives, 1):
        here = [each for each in found if number in each.objectives]
        counts = Counter((each.level, each.is_graded) for each in here)
        cells = (f"{counts[level, False]} + {counts[level, True]}" for level in LEVELS)
        yield [f"{number}. {words}", *cells, str(sum(each.is_graded for each in here))]


def thin(lesson: Lesson, found: Sequence[Asked]) -> dict[int, int]:
    """Return the objectives with fewer than two graded questions or written tasks, and how many each has."""
    graded = Counter(number for each in found if each.is_graded for number in each.objectives)
    return {number: graded[number] for number in range(1, len(lesson.objectives) + 1) if graded[number] < 2}


# Option lengths


@dataclass(frozen=True)
class Lengths:
    """Some choices: how often the key would be the longest (or the shortest) by chance, and how often it is.

    `chances` has a number for each item; of two options that share an extreme length each counts as half.
    """

    chances: tuple[float, ...]
    longest: float
    shortest: float

    @property
    def expected(self) -> float:
        """How often the key is the longest by chance."""
        return sum(self.chances)

    @property
    def most(self) -> int:
        """The largest count that chance gives with a probability above CHANCE."""
        return next(n for n in range(len(self.chances) + 1) if at_least(n + 1, self.chances) <= CHANCE)

    @property
    def is_even(self) -> bool:
        """Whether neither extreme is the key more often than chance allows."""
        return max(self.longest, self.shortest) <= self.most


def lengths(items: Iterable[Choice], answers: Mapping[str, Answer]) -> Lengths:
    """Count keys among the longest and the shortest options; each key of `also` counts as the key."""
    chances, longest, shortest = [], 0.0, 0.0
    for item in items:
        keys = {answers[item.id].key, *answers[item.id].also}
        chances.append(len(keys) / len(item.options))
        longest += _share(item, keys, max(map(len, item.options.values())))
        shortest += _share(item, keys, min(map(len, item.options.values())))
    return Lengths(tuple(chances), longest, shortest)


def _share(item: Choice, keys: Iterable[str], extreme: int) -> float:
    """Return what part of the options with an extreme length are keys."""
    tied = [name for name, text in item.options.items() if len(text) == extreme]
    return sum(name in keys for name in tied) / len(tied)


def at_least(count: int, chances: Sequence[float]) -> float:
    """Return the probability that at least `count` of independent events with these chances happen."""
    exactly = [1.0]
    for chance in chances:
        pairs = zip([*exactly, 0.0], [0.0, *exactly], strict=True)
        exactly = [stays * (1 - chance) + comes * chance for stays, comes in pairs]
    return sum(exactly[count:])


def length_rows(module: Module) -> Iterator[list[str]]:
    """Yield under LENGTH_HEADER a row for each lesson, then for the graded, the practice and all choices."""
    kept = [
        (lesson, quiz, item) for lesson in module.lessons for quiz, item in lesson.items if isinstance(item, Choice)
    ]
    answers = {name: answer for lesson in module.lessons for name, answer in lesson.answers.items()}
    groups = {lesson.title: [item for at, _, item in kept if at is lesson] for lesson in module.lessons}
    groups["Graded"] = [item for _, quiz, item in kept if quiz.graded]
    groups["Practice"] = [item for _, quiz, item in kept if not quiz.graded]
    groups["All"] = [item for _, _, item in kept]
    for title, items in groups.items():
        if items:
            found = lengths(items, answers)
            counts = (f"{found.expected:.1f}", f"{found.longest:.1f}", f"{found.shortest:.1f}", str(found.most))
            yield [title, str(len(items)), *counts]
