"""What a quiz looks like: as data for `script/quiz.js`, and as static HTML where no script runs.

`view` turns the bank's Markdown into HTML once, so the page needs no parser. `static` stands beside the widget in the
cell's output: nbconvert, a mail or a front end without widgets shows the questions and the answers given so far. What
only one type of item has, its class adds (`quizzes.types`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quizzes.bank import BankError, Quiz
from quizzes.catalogue import markup
from quizzes.markdown import html, inline
from quizzes.types import BaseItem


def view(quiz: Quiz) -> dict[str, Any]:
    """Return the quiz as the page needs it, with every text as HTML.

    Raises
    ------
    BankError
        Where an item cannot be shown; the message names it and says what to mend.
    """
    head = {"id": quiz.id, "title": inline(quiz.title), "kind": quiz.kind, "points": quiz.points}
    return head | {"items": [item_view(item) for item in quiz.items]}


def item_view(item: BaseItem) -> dict[str, Any]:
    """Return one item as the page needs it. Raises BankError as `view` does."""
    head = {"id": item.id, "type": item.kind, "points": item.points, "stem": html(item.stem), "kept": item.is_kept}
    try:
        return head | item.view()
    except ValueError as error:
        raise BankError(f'item "{item.id}": {error}') from None


def static(quiz: Quiz, responses: Mapping[str, Any]) -> str:
    """Return the quiz with the answers given so far as HTML that needs no script."""
    answered = sum(item.is_complete(responses.get(item.id)) for item in quiz.items)
    questions = "".join(f"<li>{html(item.stem)}{item.static(responses.get(item.id))}</li>" for item in quiz.items)
    state = markup("static.answered", done=answered, total=len(quiz.items))
    return f"<section><h3>{inline(quiz.title)}</h3><p>{state}</p><ol>{questions}</ol></section>"
