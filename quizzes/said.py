"""What was said the first time to the items of a quiz that repeats another one: a line of HTML for each."""

from __future__ import annotations

from quizzes.bank import Quiz
from quizzes.catalogue import markup
from quizzes.confidence import words_of
from quizzes.folders import Workplace
from quizzes.journal import Entry, replay
from quizzes.repeats import AGAIN
from quizzes.types import BaseItem


def said(place: Workplace, quiz: Quiz) -> dict[str, str]:
    """Return what was said the first time to each item of a quiz that repeats one, as HTML; {} for any other."""
    if not quiz.repeats:
        return {}
    first = place.bank.quiz(quiz.repeats)
    items = {item.id: item for item in first.items}
    try:
        entries = replay(place.journal(first), items, entire=False).entries
    except OSError:
        return {}
    lines = {entry.item: line for entry in entries if (line := _line(items[entry.item], entry))}
    return {f"{name}{AGAIN}": line for name, line in lines.items()}


def _line(item: BaseItem, entry: Entry) -> str:
    """Say what an entry answers; "" where that is nothing, or cannot be read any more."""
    if not item.is_answered(entry.response):
        return ""
    try:
        item.expect(entry.response)
    except ValueError:
        return ""
    answer = item.given(entry.response)
    if entry.confidence:
        return markup("repeat.said_with", answer=answer, confidence=words_of(entry.confidence))
    return markup("repeat.said", answer=answer)
