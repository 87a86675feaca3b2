"""A quiz that asks another one again: `repeats: QUIZ_ID`, under the ids of its items with `-again`.

It is written without items; they are put in where a bank is read (`resolved`), and left out where one is written
(`as_written`), so a copy holds each practice key once. `quizzes.said` has what was said the first time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from quizzes.types import BaseItem

if TYPE_CHECKING:
    from quizzes.bank import Quiz

AGAIN = "-again"
#: Of an item's id, as the journal has it.
LONGEST = 60


def resolved(quizzes: Sequence[Quiz]) -> tuple[Quiz, ...]:
    """Return the quizzes, those that repeat another one with its items.

    Raises
    ------
    ValueError
        Where a quiz cannot repeat what it names, or has no items; the message names both and the cure.
    """
    by_id = {quiz.id: quiz for quiz in quizzes}
    asked_again: dict[str, str] = {}
    for quiz in quizzes:
        if quiz.repeats:
            _check_repeating(quiz, by_id)
            if other := asked_again.get(quiz.repeats):
                raise ValueError(f'quiz "{quiz.id}": "{other}" repeats "{quiz.repeats}" already; ask it again once')
            asked_again[quiz.repeats] = quiz.id
        elif not quiz.items:
            raise ValueError(
                f'quiz "{quiz.id}": it has no items; write some, or name under `repeats` a quiz to ask again'
            )
    for quiz in quizzes:
        if quiz.ask and quiz.id not in asked_again:
            raise ValueError(
                f'quiz "{quiz.id}": it asks before, and no quiz marks it; add one with `repeats: {quiz.id}`'
            )
    return tuple(replace(quiz, items=_again(by_id[quiz.repeats])) if quiz.repeats else quiz for quiz in quizzes)


def _check_repeating(quiz: Quiz, by_id: dict[str, Quiz]) -> None:
    """Raise ValueError unless a quiz that repeats another one can."""
    here = f'quiz "{quiz.id}"'
    if quiz.items:
        raise ValueError(f'{here}: it repeats "{quiz.repeats}", so it has no items of its own; take `items` out')
    if quiz.graded or quiz.ask:
        field = "graded" if quiz.graded else "ask"
        raise ValueError(f"{here}: what is asked again is practice that is marked at once; take `{field}` out")
    first = by_id.get(quiz.repeats or "")
    if first is None:
        raise ValueError(f'{here}: it repeats "{quiz.repeats}", and there is no such quiz; name one of this assignment')
    if first.repeats or first.kind != "practice":
        kind = "repeats another one itself" if first.repeats else f"is {first.kind}"
        raise ValueError(f'{here}: it repeats "{first.id}", which {kind}; only practice can be asked again')
    for item in first.items:
        if len(item.id) > LONGEST - len(AGAIN):
            raise ValueError(f'{here}: the id "{item.id}" is too long with "{AGAIN}" behind it; shorten it')


def _again(first: Quiz) -> tuple[BaseItem, ...]:
    """Return the items under their other ids; when they can be answered the quiz that asks again says."""
    return tuple(replace(item, id=f"{item.id}{AGAIN}", window=None) for item in first.items)


def as_written(quiz: Quiz) -> Quiz:
    """Return a quiz as a file has it: one that repeats another has no items of its own."""
    return replace(quiz, items=()) if quiz.repeats else quiz
