"""What a notebook calls: `reading`, `quiz`, `chart`, `glossary`, `step`, `verdicts` and `hand_in`.

    reading(2, 3)             the essay's paragraphs P2 and P3
    quiz("kinds-of-goods")    the questions of that name, with the answers given so far
    step("norms")             the steps of the essay's argument, that one lit, with the student's verdicts so far
    verdicts()                those verdicts, of all lessons
    explore(brier, ...)       a result whose numbers a student may change, each declared by `entry`
    hand_in()                 the card that shows what is missing and hands in

A quiz cell behaves differently where nbgrader executes it: its validation fails with the list of unanswered questions,
and stock autograding, which would take any output that is no number for full marks, gets an error instead.
Dependencies point one way: `quizzes` reads `seeds`, and nothing here knows `instructor`, which students do not have.
"""

from __future__ import annotations

import builtins
import os
import sys
from html import escape
from typing import TYPE_CHECKING

import seeds
from quizzes.catalogue import markup, say
from quizzes.chart import chart
from quizzes.complete import UnansweredError, incomplete
from quizzes.explore import entry, explore
from quizzes.folders import workplace
from quizzes.glossary import glossary
from quizzes.hand_in import hand_in
from quizzes.lessons import Missing
from quizzes.told import in_words
from quizzes.tongue import marked
from quizzes.walk import step, verdicts

if TYPE_CHECKING:
    from quizzes.widget import QuizWidget

if hasattr(builtins, "__IPYTHON__"):  # a notebook runs: where its module is missing, a sentence says so
    sys.meta_path.append(Missing())

__all__ = ["UnansweredError", "chart", "entry", "explore", "glossary", "hand_in", "quiz", "reading", "step", "verdicts"]


@in_words
def quiz(quiz_id: str) -> QuizWidget | None:
    """Show the quiz of that id, with the answers given so far.

    Raises
    ------
    BankError
        Where the notebook has no such quiz, or its folder no questions.
    UnansweredError
        In nbgrader's validation, where a graded quiz, or what has no cell any more, is not complete.
    """
    place = workplace()
    asked = place.bank.quiz(quiz_id)
    stage = os.environ.get("NBGRADER_EXECUTION")
    if stage is None:
        from quizzes.widget import QuizWidget

        return QuizWidget(place, asked)
    if stage == "autograde" and asked.graded:
        raise RuntimeError(
            "Quizzes are marked by `python -m instructor grade`, never by running this cell; see the README."
        )
    if found := incomplete(place, asked):
        raise UnansweredError("\n".join(found))
    return None


class Reading:
    """Paragraphs of the essay as a page shows them: numbered in the margin, with author, title and licence."""

    def __init__(self, first: int, last: int) -> None:
        self.paragraphs = {n: seeds.paragraph(n) for n in range(first, last + 1)}

    def __repr__(self) -> str:
        return "\n\n".join(f"{say('essay.paragraph', number=n)} {text}" for n, text in self.paragraphs.items())

    def _repr_html_(self) -> str:
        own = marked(seeds.essay().language)
        rows = "".join(
            f"<p id='p{n}' style='{_ROW}'><b style='{_NUMBER}'>{markup('essay.paragraph', number=n)}</b>"
            f"<span{own}>{escape(text)}</span></p>"
            for n, text in self.paragraphs.items()
        )
        source = f"<p style='{_SOURCE}'>{_attribution()}</p>"
        return f"<section aria-label='{escape(say('essay.label'))}' style='{_PAGE}'>{rows}{source}</section>"


_PAGE = (
    "max-width:44em;margin:1em 0;padding-inline-start:1em;line-height:1.6;"
    "border-inline-start:3px solid var(--jp-brand-color1,#1976d2)"
)
_ROW = "display:flex;gap:1em;margin:0 0 1em"
_NUMBER = "flex:0 0 2.2em;color:var(--jp-ui-font-color1,#444)"
_SOURCE = "margin:0;color:var(--jp-ui-font-color1,#444);font-size:smaller"


def _attribution() -> str:
    essay = seeds.essay()
    link = f"<a href='{escape(essay.url)}'>{escape(essay.title)}</a>"
    facts = {name: escape(getattr(essay, name)) for name in ("author", "publisher", "date", "licence")}
    return markup("essay.attribution", title=link, **facts)


@in_words
def reading(first: int, last: int | None = None) -> Reading:
    """Show paragraph `first`, or the paragraphs `first` to `last`, of the essay; the first of all is 1.

    Raises
    ------
    ValueError
        Where the essay has no such paragraph, or the last comes before the first.
    """
    last = first if last is None else last
    if last < first:
        raise ValueError(say("essay.backwards", first=first, last=last))
    return Reading(first, last)
