"""What the page is told of an answer: what is saved, and of practice the mark with what is said at each part of it."""

from __future__ import annotations

from typing import Any

from quizzes.bank import Quiz
from quizzes.journal import Entry
from quizzes.markdown import html
from quizzes.scoring import best, score
from quizzes.types import Answer, BaseItem, Simulate


def reply(
    quiz: Quiz, item: BaseItem, entry: Entry | None, before: Any = None, simulate: Simulate | None = None
) -> dict[str, Any]:
    """Return an item's last answer as the page shows it.

    Parameters
    ----------
    entry
        The journal's last entry of the item.
    before
        The last response of the attempt before this one: what of it was right begins this one (`start`). Of a run it is
        what the next one is compared with (`before`).
    simulate
        The lesson's model, for a run of a practice quiz.
    """
    response = entry.response if entry else None
    attempt = entry.attempt if entry else 1
    return {
        "response": response,
        "attempt": attempt,
        "time": entry.time if entry else "",
        "confidence": (entry.confidence or None) if entry else None,
        "complete": item.is_complete(response),
        "note": item.note(response, attempt),
        "mark": _mark(quiz, item, response, simulate),
        "start": _start(quiz, item, response, before),
        "after": _after(quiz, item, response),
        **({"hints": (entry and entry.hints) or 0} if item.hints else {}),
        **({"before": before} if item.simulated_by and _has_result(before) and not _has_result(response) else {}),
    }


def _has_result(response: Any) -> bool:
    """Whether a run has been recorded."""
    return isinstance(response, dict) and bool(response.get("result"))


def is_marked(quiz: Quiz, item: BaseItem, response: Any) -> bool:
    """Whether an answer is marked at once: in practice, when nothing of it is missing."""
    return quiz.is_marked and item.answer is not None and item.is_ready(response)


def _mark(quiz: Quiz, item: BaseItem, response: Any, simulate: Simulate | None) -> dict[str, Any] | None:
    """Mark an answer of a practice quiz; what no part of the item has a place for stands in `feedback`."""
    if not is_marked(quiz, item, response) or item.answer is None:
        return None
    mark = score(item, item.answer, response, simulate)
    facts: dict[str, Any] = {
        "outcome": mark.outcome,
        "points": mark.points,
        "maximum": mark.maximum,
        "tally": "",
        "parts": {},
    }
    texts = [html(text) for text in mark.feedback]
    try:
        item.expect(response)
    except ValueError:
        pass  # it could not be read, and the feedback says so
    else:
        answer, earned = best(item, item.answer, response, simulate)
        parts, rest = _at_parts(item, answer, item.spots(answer, response, earned), earned.named)
        texts = [html(answer.feedback[name]) for name in rest]
        facts |= {"tally": item.tally(answer, response), "parts": parts}
    return facts | {"feedback": texts, "rationale": html(item.answer.rationale)}


def _at_parts(
    item: BaseItem, answer: Answer, spots: dict[str, Any], named: tuple[str, ...]
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Return what is said at each part, and the names of the texts that none of them has."""
    said = {spot.named for spot in spots.values()}
    parts = {
        name: {"right": spot.is_right, "html": html(answer.feedback.get(spot.named, ""))}
        for name, spot in spots.items()
    }
    return parts, [name for name in named if name in answer.feedback and name not in said]


def _start(quiz: Quiz, item: BaseItem, response: Any, before: Any) -> dict[str, Any] | None:
    """Return what an attempt begins with, as the response that it would be and its parts: they are not asked again."""
    if response is not None or not is_marked(quiz, item, before) or item.answer is None or item.simulated_by:
        return None
    answer, _ = best(item, item.answer, before)
    kept = item.kept(answer, before)
    if kept is None:
        return None
    _, earned = best(item, answer, kept)
    parts, _ = _at_parts(item, answer, item.spots(answer, kept, earned), ())
    right = {name: part for name, part in parts.items() if part["right"]}
    return {"response": kept, "parts": right if item.locks else {}}


def _after(quiz: Quiz, item: BaseItem, response: Any) -> str:
    """Return what is read after an answer without a key."""
    is_read = quiz.is_marked and not item.keyed and item.is_answered(response)
    return item.after(response, bool(quiz.repeats)) if is_read else ""
