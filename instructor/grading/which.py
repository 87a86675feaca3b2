"""Which item somebody means: by its id, or by the lesson and the number that students see (`"02 4"`, `02:4`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

from instructor.course import Course, UnknownNameError
from instructor.marking.numbering import number
from instructor.naming import named
from quizzes.bank import Quiz
from quizzes.types import BaseItem


@dataclass(frozen=True)
class Which:
    """A graded item: its lesson, its quiz, and its number as students see it; None where it is alone in the quiz."""

    lesson: str
    quiz: Quiz
    item: BaseItem
    number: int | None

    def __str__(self) -> str:
        numbered = f", question {self.number}" if self.number else ""
        return f"{self.item.id} ({self.lesson}, “{self.quiz.title}”{numbered})"


def find_lesson(course: Course, typed: str) -> str:
    """Return the lesson that somebody means by its name, its number or how it begins. Raises UnknownNameError."""
    found, known = named(course, typed), course.assignments()
    if found not in known:
        raise UnknownNameError(f'"{typed}" is no lesson; there are {", ".join(known)}')
    return found


def find_item(course: Course, typed: str) -> Which:
    """Return the graded item that somebody means.

    Raises
    ------
    UnknownNameError
        Where it is none, with the nearest one, or may be several.
    BankError
        Where a bank cannot be read.
    """
    if numbered := re.fullmatch(r"\s*(.+?)[\s:/](?:item|question)?\s*(\d+)\s*", typed):
        return _numbered(course, find_lesson(course, numbered[1].strip()), int(numbered[2]))
    every = [found for lesson in course.assignments() for found in graded(course, lesson)]
    for found in every:
        if found.item.id == typed:
            return found
    near = get_close_matches(typed, [found.item.id for found in every], n=1, cutoff=0.0)
    hint = f'; did you mean "{near[0]}"?' if near else ""
    raise UnknownNameError(f'no lesson grades an item "{typed}"{hint} A lesson and a number do too: "02 4"')


def graded(course: Course, lesson: str) -> list[Which]:
    """Return the graded items of a lesson, in order."""
    items = [(quiz, item) for quiz, item in course.bank(lesson).items() if quiz.graded]
    return [Which(lesson, quiz, item, number(quiz, item.id)) for quiz, item in items]


def _numbered(course: Course, lesson: str, wanted: int) -> Which:
    every = graded(course, lesson)
    found = [each for each in every if each.number == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(f"{each.item.id} in “{each.quiz.title}”" for each in found)
        raise UnknownNameError(f"{lesson} has several questions {wanted}: {several}; say the id")
    alone = ", ".join(f"“{each.quiz.title}” is {each.item.id}" for each in every if each.number is None)
    hint = f"; without a number: {alone}" if alone else ""
    raise UnknownNameError(f"no graded quiz of {lesson} has a question {wanted}{hint}")
