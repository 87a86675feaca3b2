"""The only scorer there is: item + answer + response -> marks and feedback.

A pure function of plain values. Practice questions are scored here in the student's kernel, graded ones here in the
instructor's process, with the answers that only the instructor has. What share of the points a response earns, and
what was missed, the item's type says (`quizzes.types`). What was not answered, or cannot be read, is never right; what
was voided is for nobody to lose by.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from quizzes.catalogue import say
from quizzes.types import Answer, BaseItem, Earned, ResponseError, Simulate

Outcome = Literal["right", "partly right", "wrong", "not answered", "voided", "not asked", "not drawn"]


class Mark(msgspec.Struct, frozen=True):
    """What a response earned: `points` of `maximum`, in a word, with the feedback for what was answered (Markdown).

    `missed` names the mistakes as the keys do, each once: see `quizzes.types.Earned`. What was taken out of the total,
    not asked or not drawn, has a maximum of 0. `credit` is why an instructor gave more than was earned, or "".
    """

    points: float
    maximum: float
    outcome: Outcome
    feedback: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    credit: str = ""


def score(item: BaseItem, answer: Answer, response: Any, simulate: Simulate | None = None) -> Mark:
    """Mark one response.

    Parameters
    ----------
    item, answer
        The item and the answer that marks it.
    response
        As in the journal; None is no answer.
    simulate
        The lesson's model, for an item that is `simulated_by` one.

    Raises
    ------
    TypeError
        Where a run is to be marked without its model.
    """
    if answer.void:
        points = item.points if answer.void == "full" else 0.0
        return Mark(points, points, "voided")
    if not item.is_answered(response):
        return Mark(0.0, item.points, "not answered")
    try:
        item.expect(response)
    except ResponseError as error:
        return Mark(0.0, item.points, "not answered", (say("response.unreadable", reason=str(error)),))
    _, earned = best(item, answer, response, simulate)
    points = round(item.points * earned.share, 4)
    outcome: Outcome = "right" if earned.share == 1 else "partly right" if points > 0 else "wrong"
    feedback = tuple(answer.feedback[name] for name in earned.named if name in answer.feedback)
    return Mark(points, item.points, outcome, feedback, earned.missed)


def best(item: BaseItem, answer: Answer, response: Any, simulate: Simulate | None = None) -> tuple[Answer, Earned]:
    """Return, of the answers that are accepted, the one by which a response earns most, and what it earns by it."""
    earned = [(each, item.earned(each, response, simulate)) for each in answer.accepted]
    return max(earned, key=lambda pair: pair[1].share)
