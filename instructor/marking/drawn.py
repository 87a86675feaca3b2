"""What a student was asked where a quiz draws items or numbers vary: by the lot, drawn again here.

The lot that the journals name says what the page showed. It can be no other questions than a lot gives, and several
lots in one submission are named. Where the course says `draws_by_id`, because all students work on a hub that knows the
id, the lot is that of the id: whoever edits the journal is marked by the own questions all the same.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from msgspec.structs import replace

from instructor.marking.answer_key import AnswerKey
from instructor.submissions.journals import Journals
from quizzes.bank import Quiz
from quizzes.drawing import chosen_of, drawn_answer, drawn_item, draws, lot_of, lots_of
from quizzes.journal import printable


def as_drawn(scheme: AnswerKey, lot: str, journals: Journals | None = None) -> AnswerKey:
    """Return `scheme` for a lot: its numbers in items and answers, and which items it was not asked.

    Where `journals` answer what the student's own release does not draw, an earlier one that draws all of it counts.
    """
    drawing = [quiz for quiz in scheme.bank.quizzes if quiz.graded and draws(quiz)]
    if not drawing:
        return scheme
    undrawn = {
        item.id
        for quiz in drawing
        for chosen in (_chosen(scheme, quiz, lot, journals),)
        for item in quiz.items
        if item.id not in chosen
    }
    answers, names = dict(scheme.answers), {}
    for item in (item for quiz in drawing for item in quiz.items if item.numbers):
        answers[item.id], names[item.id] = drawn_answer(item, scheme.answers[item.id], lot)
    quizzes = tuple(_with_numbers(quiz, lot) if quiz in drawing else quiz for quiz in scheme.bank.quizzes)
    bank = replace(scheme.bank, quizzes=quizzes)
    return dataclasses.replace(scheme, bank=bank, answers=answers, undrawn=frozenset(undrawn), names=names)


def _chosen(scheme: AnswerKey, quiz: Quiz, lot: str, journals: Journals | None) -> set[str]:
    entries = journals.replays[quiz.id].entries if journals else ()
    answered = {entry.item for entry in entries if entry.response is not None}
    own = chosen_of(scheme.then.get(quiz.id, quiz), lot)
    if answered <= own:
        return own
    drawn = (chosen_of(known.get(quiz.id, quiz), lot) for known in scheme.earlier)
    return next((chosen for chosen in drawn if answered <= chosen), own)


def _with_numbers(quiz: Quiz, lot: str) -> Quiz:
    return replace(quiz, items=tuple(drawn_item(item, lot) for item in quiz.items))


def lot_for(journals: Journals, scheme: AnswerKey) -> tuple[str, tuple[str, ...]]:
    """Return the lot that a submission is marked by, and what is to be said of it."""
    if not any(draws(quiz) for quiz in scheme.bank.quizzes):
        return "", ()
    said = list(dict.fromkeys(_lots(journals, scheme)))
    own = lot_of(scheme.student, scheme.bank.assignment) if scheme.student else ""
    if scheme.by_id and own:
        return own, tuple(
            f"its answers say they are to questions drawn by {printable(lot)}, which is not this student's lot; they "
            "were marked by the student's own questions"
            for lot in said
            if lot != own
        )
    several = f"its answers are to questions drawn by {len(said)} lots; they were marked by the first: look at them"
    return said[0] if said else own, (several,) if len(said) > 1 else ()


def _lots(journals: Journals, scheme: AnswerKey) -> Iterator[str]:
    for quiz in scheme.bank.quizzes:
        yield from lots_of(quiz, journals.replays[quiz.id].entries)


def in_the_keys_words(scheme: AnswerKey, item: str, missed: tuple[str, ...]) -> tuple[str, ...]:
    """Return mistakes by the names that the keys have for them, which are the same for all students."""
    return tuple(scheme.names.get(item, {}).get(name, name) for name in missed)
