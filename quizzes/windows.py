"""When questions can be answered, as a student's side keeps to it: not before they open, and afterwards with a word.

The page counts by the browser's clock and opens a question by itself (`script/window.js`); the kernel, whose clock
stands in the journal, takes no answer before. After the end an answer is still kept: clocks are wrong and some have
longer, so the instructor's side decides what counts (`instructor.marking.windows`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from quizzes.catalogue import markup, say
from quizzes.recall import clock
from quizzes.types import BaseItem
from quizzes.types.window import Window, moment

if TYPE_CHECKING:
    from quizzes.bank import Quiz

#: What a page asks of the kernel that answers, or leads to an answer.
ANSWERING = ("answer", "again", "confidence", "hint", "run", "record")


def with_defaults(quizzes: Iterable[Quiz]) -> tuple[Quiz, ...]:
    """Return quizzes whose items have the quiz's window where they have none of their own.

    Raises
    ------
    ValueError
        Where a quiz's window makes no sense; the message names the quiz.
    """
    return tuple(_with_default(quiz, quiz.window) if quiz.window else quiz for quiz in quizzes)


def _with_default(quiz: Quiz, window: Window) -> Quiz:
    try:
        window.check()
    except ValueError as error:
        raise ValueError(f'quiz "{quiz.id}": {error}') from None
    return replace(quiz, items=tuple(replace(item, window=item.window or window) for item in quiz.items))


def is_waiting(item: BaseItem, now: datetime) -> bool:
    """Say whether an item has not opened yet."""
    return bool(item.window and item.window.opens and now < moment(item.window.opens))


def check_open(item: BaseItem | None, kind: str) -> None:
    """Raise ValueError, in the student's words, where a message of this kind comes before its item opens."""
    now = datetime.now().astimezone()
    if item and item.window and item.window.opens and kind in ANSWERING and is_waiting(item, now):
        here = now.isoformat(timespec="seconds")
        raise ValueError(say("quiz.not_open", opens=clock(item.window.opens, now), now=clock(here, now)))


def told(item: BaseItem, now: datetime) -> str:
    """Return as HTML from when and until when an item can be answered; "" where that is always."""
    if not item.window:
        return ""
    said = [("static.opens", item.window.opens), ("static.closes", item.window.closes)]
    words = " ".join(markup(key, time=clock(time, now)) for key, time in said if time)
    return f"<p>{words}</p>"
