"""What a student was asked, where questions have changed since: their own release's questions, marked by today's keys.

An item that their release had is marked as they saw it, with today's points and key; one that it did not have counts
only where they answered it. Which release that is the instructor's record says (`grading.snapshots`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from instructor.marking.answer_key import AnswerKey
from instructor.submissions.times import parse_utc
from quizzes.bank import Bank, BankError, Quiz, check_answer, read_yaml
from quizzes.pictures import Picture, pictured
from quizzes.types import Answer, BaseItem


class ReleasedBank(NamedTuple):
    """Since when (UTC) a bank is what students are asked, and its YAML."""

    since: datetime
    bank: bytes


class Credit(msgspec.Struct, frozen=True):
    """Points that an instructor gave somebody for an item, and the reason; the item's own points where none is said."""

    because: str
    points: float | None = None


def for_student(scheme: AnswerKey, student: str) -> AnswerKey:
    """Return `scheme` for a student, whose id may decide what is drawn."""
    return dataclasses.replace(scheme, student=student)


def with_credits(scheme: AnswerKey, given: Mapping[str, Credit] | None) -> AnswerKey:
    """Return `scheme` for whoever was given points, by item."""
    if not given:
        return scheme
    return dataclasses.replace(scheme, credits={name: (each.points, each.because) for name, each in given.items()})


def released_to(releases: Sequence[ReleasedBank], timestamp: str | None) -> tuple[bytes, ...]:
    """Return the banks that had been released when somebody handed in, by nbgrader's time stamp, the newest first.

    Where it was before the first one, that one; none, where none is known.
    """
    time = parse_utc(timestamp) if timestamp else None
    before = [each for each in releases if time is None or each.since <= time] or releases[:1]
    return tuple(each.bank for each in reversed(before))


def as_asked(scheme: AnswerKey, banks: Sequence[bytes]) -> AnswerKey:
    """Return `scheme` for whoever was asked the questions of the first of `banks`; as it is where none can be read.

    Whoever works on in an older copy may have been drawn other questions (`marking.drawn`): that is what the others are
    for.
    """
    known, *earlier = [_graded(bank, scheme.bank.assignment) for bank in banks] or [None]
    if known is None:
        return scheme
    then = {item.id: item for quiz in known.values() for item in quiz.items}
    pictures = scheme.bank.pictures or {}
    quizzes = tuple(
        replace(
            quiz,
            items=tuple(
                _as_seen(item, _with_pictures(then.get(item.id, item), pictures), scheme.answers[item.id])
                for item in quiz.items
            ),
        )
        if quiz.graded
        else quiz
        for quiz in scheme.bank.quizzes
    )
    unasked = frozenset(item.id for quiz, item in scheme.bank.items() if quiz.graded and item.id not in then)
    return dataclasses.replace(
        scheme,
        bank=replace(scheme.bank, quizzes=quizzes),
        unasked=unasked,
        then=known,
        earlier=tuple(filter(None, earlier)),
    )


@lru_cache(maxsize=32)
def _graded(bank: bytes, assignment: str) -> dict[str, Quiz] | None:
    try:
        known = read_yaml(bank.decode(), Bank, f"the bank released of {assignment}") if bank else None
    except (BankError, UnicodeDecodeError):
        return None
    return {quiz.id: quiz for quiz in known.quizzes if quiz.graded} if known else None


def _with_pictures(then: BaseItem, pictures: Mapping[str, Picture]) -> BaseItem:
    """Return an item of an earlier release with today's pictures; with the words for them where one is gone."""
    with suppress(ValueError):
        return pictured(then, pictures, then.id)
    return then


def _as_seen(now: BaseItem, then: BaseItem, answer: Answer) -> BaseItem:
    """Return an item as it was asked, where today's key can mark that, else as it is now."""
    if type(now) is not type(then):
        return now
    try:
        check_answer(then, answer, "then")
    except (ValueError, TypeError):
        return now
    return replace(then, points=now.points, window=now.window)
