"""What a quiz looks like: as data for `script/quiz.js`, and as static HTML where no script runs.

`view` turns the bank's Markdown into HTML once, so the page needs no parser. `static` stands beside the widget in the
cell's output: nbconvert, a mail or a front end without widgets shows the questions and the answers given so far. What
only one type of item has, its class adds (`quizzes.types`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from quizzes.bank import BankError, Quiz
from quizzes.catalogue import markup
from quizzes.markdown import html, inline
from quizzes.types import BaseItem
from quizzes.types.window import Window, moment
from quizzes.windows import is_waiting, told


def view(quiz: Quiz) -> dict[str, Any]:
    """Return the quiz as the page needs it, with every text as HTML.

    Raises
    ------
    BankError
        Where an item cannot be shown; the message names it and says what to mend.
    """
    head = {"id": quiz.id, "title": inline(quiz.title), "kind": _kind(quiz), "points": quiz.points}
    head |= {"repeats": quiz.repeats or ""}
    return head | {"items": [item_view(item) for item in quiz.items]}


def _kind(quiz: Quiz) -> Literal["graded", "practice", "written", "kept", "before", "open"]:
    """Return what an answer is for, as the page says it: practice may be only saved, or without a key."""
    if quiz.ask:
        return "before"
    if quiz.kind == "practice" and not any(item.keyed for item in quiz.items):
        return "open"
    return quiz.kind


def item_view(item: BaseItem) -> dict[str, Any]:
    """Return one item as the page needs it. Raises BankError as `view` does."""
    head = {"id": item.id, "type": item.kind, "points": item.points, "stem": html(item.stem), "kept": item.is_kept}
    head |= {"asks_confidence": item.asks_confidence}
    head |= {"hints": [html(text) for text in item.hints]} if item.hints else {}
    head |= {"window": _window(item.window)} if item.window else {}
    try:
        return head | item.view()
    except ValueError as error:
        raise BankError(f'item "{item.id}": {error}') from None


def _window(window: Window) -> dict[str, str]:
    """Return its moments with their offsets; "" where it has none."""
    said = {"opens": window.opens, "closes": window.closes}
    return {name: moment(text).isoformat() if text else "" for name, text in said.items()}


def static(quiz: Quiz, responses: Mapping[str, Any], said: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the quiz with the answers given so far, and what was `said` before, as HTML that needs no script."""
    answered = sum(item.is_complete(responses.get(item.id)) for item in quiz.items)
    now = datetime.now().astimezone()
    questions = "".join(
        f"<li>{told(item, now)}{'' if is_waiting(item, now) else _question(item, responses, said)}</li>"
        for item in quiz.items
    )
    state = markup("static.answered", done=answered, total=len(quiz.items))
    return f"<section><h3>{inline(quiz.title)}</h3><p>{state}</p><ol>{questions}</ol></section>"


def _question(item: BaseItem, responses: Mapping[str, Any], said: Mapping[str, str]) -> str:
    return f"{html(item.stem)}{said.get(item.id, '')}{item.static(responses.get(item.id))}{_hints(item)}"


def _hints(item: BaseItem) -> str:
    """Return the hints, each closed."""
    total = len(item.hints)
    return "".join(
        f"<details><summary>{markup('page.hint', number=number, total=total)}</summary>{html(text)}</details>"
        for number, text in enumerate(item.hints, 1)
    )
