"""The texts of the cases that a sheet codes: the lesson's evidence cards, read where they stand."""

from __future__ import annotations

from contextlib import suppress

from quizzes.bank import Quiz
from quizzes.evidence import named_cards, plain
from quizzes.folders import Workplace
from quizzes.markdown import html
from quizzes.types import Run


def texts(place: Workplace, quiz: Quiz) -> dict[str, str]:
    """Return by name, as HTML, the cards of the cases that the quiz shows one at a time; a missing one is left out.

    A notebook that cannot be read has none: the page then says where the text should stand.
    """
    runs = [item for item in quiz.items if isinstance(item, Run) and item.cases]
    names = {plain(name) for run in runs for name in (run.cases.names(run.parameters) if run.cases else ())}
    cards: dict[str, str] = {}
    if names:
        with suppress(OSError, ValueError, KeyError):
            cards = named_cards(place.bank.cards, place.packed)
    return {name: html(card) for name, card in cards.items() if name in names}
