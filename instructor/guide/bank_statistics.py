"""The bank in figures: how many items of each type, whether a key can be guessed, how hard the stems are to read.

Pure functions of items and their answers; `instructor.curriculum` puts the figures into the guide, and the tests hold
the bank to limits on the first two. Reading level is reported and held to nothing: the essay's own words count in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from quizzes.bank import Quiz
from quizzes.pictures import without_data
from quizzes.types import Answer, BaseItem, Choice, registered

TYPES = tuple(name for name, kind in registered().items() if kind.keyed)
HEADER = ("Lesson", "Practice", "Graded", *TYPES, "Key longest", "Key at a, b, c, d", "Grade of the stems")


def figures(title: str, items: Sequence[tuple[Quiz, BaseItem]], answers: Mapping[str, Answer]) -> list[str]:
    """Return a row under HEADER for some items; `answers` by item id."""
    kinds = Counter(item.kind for _, item in items)
    graded = sum(quiz.graded for quiz, _ in items)
    choices = [item for _, item in items if isinstance(item, Choice)]
    longest = sum(key_is_longest(item, answers[item.id]) for item in choices)
    places = Counter(key_place(item, answers[item.id]) for item in choices)
    return [
        title,
        *(str(count) for count in (len(items) - graded, graded, *(kinds[kind] for kind in TYPES))),
        f"{longest} of {len(choices)}",
        ", ".join(str(places[place]) for place in range(4)),
        f"{median(grade_of(item.stem) for _, item in items):.1f}",
    ]


def key_is_longest(item: Choice, answer: Answer) -> bool:
    """Say whether no wrong option is as long as the right one."""
    return all(len(text) < len(item.options[answer.key]) for name, text in item.options.items() if name != answer.key)


def key_place(item: Choice, answer: Answer) -> int:
    """Return the place of the right option in the bank, from 0."""
    return list(item.options).index(answer.key)


def hardest(items: Iterable[BaseItem], count: int = 5) -> list[str]:
    """Name the items whose stems have the highest grades, the hardest first."""
    graded = sorted(((grade_of(item.stem), item.id) for item in items), reverse=True)
    return [f"`{name}` ({grade:.0f})" for grade, name in graded[:count]]


def grade_of(stem: str) -> float:
    """Return the school grade (US) at which a stem reads easily: its automated readability index.

    It counts letters, words and sentences. The better-known Flesch-Kincaid grade counts syllables, and for English
    that takes a dictionary of its own: textstat downloads one at its first use.

    References
    ----------
    E. A. Smith and R. J. Senter, Automated Readability Index, AMRL-TR-66-220, 1967.
    """
    words = re.sub(r"\$.+?\$", "x", without_data(stem)).split()
    letters = sum(character.isalnum() for word in words for character in word)
    sentences = sum(bool(re.search(r"(?<!\bv)[.?!][»”*)]*$", word)) for word in words)
    return 4.71 * letters / len(words) + 0.5 * len(words) / max(sentences, 1) - 21.43
