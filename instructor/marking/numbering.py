"""What a graded question is called, everywhere: by the number that its students see.

They count each quiz from 1, on its page and in their feedback; so do the reports, and the commands that take a number.
A question that is alone in its quiz, as every run is, has no number and goes by the quiz's title.
"""

from __future__ import annotations

from collections.abc import Sequence

from quizzes.bank import Bank, Quiz
from quizzes.catalogue import say
from quizzes.types import BaseItem


def number(quiz: Quiz, item: str) -> int | None:
    """Return the number of an item, from 1; None where it is alone in its quiz."""
    return quiz.place(item) if has_numbers(quiz.items) else None


def has_numbers(items: Sequence[object]) -> bool:
    """Say whether the questions of a quiz have numbers: not where there is one alone."""
    return len(items) > 1


def called(bank: Bank, quiz: Quiz, item: BaseItem) -> str:
    """Return what a graded item is called in a table: its number, with the quiz's title where several quizzes count."""
    found = number(quiz, item.id)
    if found is None:
        return quiz.title
    counting = [each for each in bank.quizzes if each.graded and has_numbers(each.items)]
    return str(found) if len(counting) < 2 else say("items.of_quiz", quiz=quiz.title, number=found)


def in_full(bank: Bank, quiz: Quiz, item: BaseItem) -> str:
    """Return what a graded item is called in a sentence or above it: `Question 4`, or as `called` does."""
    name = called(bank, quiz, item)
    return say("page.question", number=name) if name.isdecimal() else name
