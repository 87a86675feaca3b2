"""The windows of questions on the course's clock: each moment with its offset, the same on any computer."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from msgspec.structs import replace

from instructor.plan.values import parse_moment
from quizzes.bank import Bank, BankError
from quizzes.types.window import Window


def bank_in_zone(bank: Bank, zone: ZoneInfo) -> Bank:
    """Return a bank whose windows have their offsets, of quizzes and of items. Raises BankError as `in_zone` does."""
    quizzes = (
        replace(
            quiz,
            window=quiz.window and in_zone(quiz.window, zone, f'quiz "{quiz.id}"'),
            items=tuple(
                replace(item, window=in_zone(item.window, zone, f'item "{item.id}"')) if item.window else item
                for item in quiz.items
            ),
        )
        for quiz in bank.quizzes
    )
    return replace(bank, quizzes=tuple(quizzes))


def in_zone(window: Window, zone: ZoneInfo, whose: str) -> Window:
    """Return a window with offsets.

    Raises
    ------
    BankError
        Where the course's clock shows a moment twice or never, or it then closes before it opens; the message names
        `whose` it is.
    """
    try:
        opens, closes = (_in_zone(name, getattr(window, name), zone) for name in ("opens", "closes"))
        found = Window(opens=opens, closes=closes)
        found.check()
    except ValueError as error:
        raise BankError(f"{whose}: {error}") from None
    return found


def _in_zone(name: str, said: str | None, zone: ZoneInfo) -> str | None:
    if said is None:
        return None
    try:
        return parse_moment(said, zone).isoformat()
    except ValueError as error:
        raise ValueError(f"the window {name} {said}: it {error}") from None
