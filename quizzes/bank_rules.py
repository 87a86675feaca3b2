"""Which items a quiz may hold, and which of them carry an answer: in words, what of a bank breaks such a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizzes.types import BaseItem

if TYPE_CHECKING:
    from quizzes.bank import Quiz


def misplaced(quiz: Quiz, item: BaseItem) -> str:
    """Say why an item cannot stand as it is in a quiz, and what to do; "" where it can."""
    if quiz.kind == "written":
        return _written(quiz, item)
    here = f'item "{item.id}"'
    if not item.keyed:
        return _keyless(quiz, item, f"{here}: a {item.kind} has no key")
    if quiz.graded:
        return f"{here}: a graded item carries no answer; move it to instructor/keys/" if item.answer else ""
    if item.answer is None:
        return f"{here}: a practice item needs its answer (key, rationale, feedback)"
    return f"{here}: only a graded item can be voided; take this one out" if item.answer.void else ""


def _written(quiz: Quiz, item: BaseItem) -> str:
    if len(quiz.items) > 1 or item.id != quiz.id:
        return f'quiz "{quiz.id}": a written answer is a quiz of its own, with the same id'
    if quiz.graded:
        return f'quiz "{quiz.id}": a person marks it, and its points are its cell\'s; take `graded` out'
    if item.window:
        return f'item "{item.id}": a person marks it, and its time is the lesson\'s due date; take `window` out'
    return f'item "{item.id}": a written answer has no key; take `answer` out' if item.answer else ""


def _keyless(quiz: Quiz, item: BaseItem, where: str) -> str:
    if quiz.graded:
        return f"{where}; put it in a quiz that is not graded"
    if item.answer:
        return f"{where}; take `answer` out"
    return (
        f"{where}, and `ask: before` is for what a key marks later; put it in a quiz without `ask`" if quiz.ask else ""
    )
