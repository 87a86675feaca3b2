"""What a feedback page is summed up from: the facts of each item, which stand beside the review in the quiz's cell.

So the page says what was graded, by the questions and keys of that day, and asks neither the journals nor the keys.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from itertools import takewhile
from typing import Any

import msgspec

from instructor.marking.marks import QuizMarks
from quizzes.catalogue import say
from quizzes.markdown import inline

#: The form of the cell's output that holds them; a notebook that was graded before there were any has none.
FORM = "application/vnd.quizzes.facts+json"
#: Characters that a question's short form has at most, and from which a sentence that asks nothing is enough of it.
LONGEST = 60
ENOUGH = 24
_TAG = re.compile(r"<[^>]*>")
_SENTENCES = re.compile(r"(?<=[.?!])\s+(?![a-z])")


class ItemFacts(msgspec.Struct, frozen=True):
    """One item of a graded quiz: its place in the quiz, from 1, what it is about, and what it earned.

    `question` is the short form of its stem, `section` the number of the lesson's section that the reason names; ""
    where there is none, or it was graded before there were any.
    """

    id: str
    number: int
    objective: int
    concept: str | None
    paragraphs: tuple[int, ...]
    outcome: str
    points: float
    maximum: float
    question: str = ""
    section: str = ""


def facts(quiz: QuizMarks) -> list[dict[str, Any]]:
    """Return the facts of a quiz's items as JSON has them; where some were drawn, those count from 1."""
    is_whole = len(quiz.shown) == len(quiz.items)
    items = (
        ItemFacts(
            marks.item.id,
            quiz.quiz.place(marks.item.id) if is_whole else place,
            marks.item.objective,
            marks.item.concept,
            tuple(dict.fromkeys(words.paragraph for words in marks.item.evidence)),
            marks.mark.outcome,
            marks.mark.points,
            marks.mark.maximum,
            in_short(marks.item.stem),
            section_named(marks.answer.rationale),
        )
        for place, marks in enumerate(quiz.shown, start=1)
    )
    return [msgspec.to_builtins(item) for item in items]


def read_facts(outputs: list[Mapping[str, Any]]) -> tuple[ItemFacts, ...]:
    """Return the facts that a quiz's cell holds among its outputs; none where it was graded without."""
    found: list[Any] = next((output["data"][FORM] for output in outputs if FORM in output.get("data", {})), [])
    return tuple(msgspec.convert(found, list[ItemFacts]))


def section_named(reason: str) -> str:
    """Return the number of the first section that a reason names; "" where it names none."""
    found = re.search(say("feedback.section", title="([0-9]+)"), reason, re.IGNORECASE)
    return found[1] if found else ""


def in_short(stem: str) -> str:
    """Return how a stem begins, as plain text by which a student knows the question again.

    That is its first sentence, and the next ones while there is little in it; where they are long, cut between words.
    """
    text = " ".join(takewhile(lambda line: not line.lstrip().startswith("|"), stem.splitlines()))
    first, *others = _SENTENCES.split(unescape(_TAG.sub("", inline(text))).strip())
    for other in others:
        if len(first) >= ENOUGH or first.endswith("?"):
            break
        first = f"{first} {other}"
    if len(first) <= LONGEST:
        return first.removesuffix(".")
    return first[:LONGEST].rsplit(" ", 1)[0].rstrip(".,;:(“«") + " …"
