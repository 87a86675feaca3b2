"""The review of a graded quiz: what a student reads in the feedback, as HTML that needs no script and no network.

Each item shows its stem, the answer given, the verdict as a mark and a word, the points, the reason, and, where it
rests on some, the paragraph with the words that it rests on. A student's text goes through `escape`; everything else is
the bank's Markdown, rendered by `quizzes.markdown`.
"""

from __future__ import annotations

from html import escape
from typing import Any

from instructor.marking.marks import ItemMarks, QuizMarks
from instructor.submissions.journals import journal_name
from quizzes.catalogue import markup, number, say
from quizzes.markdown import html
from quizzes.types import BaseItem, ResponseError

MARKS = {"right": "✓", "partly right": "◐", "wrong": "✗", "not answered": "–", "voided": "–", "not asked": "–"}
VERDICTS = {
    "right": "review.right",
    "partly right": "review.partly_right",
    "wrong": "review.wrong",
    "not answered": "review.not_answered",
    "voided": "review.voided",
    "not asked": "review.not_asked",
}
COLOURS = {"right": "#1b6e3c", "partly right": "#8a5a00", "wrong": "#b3261e"}
GREY = "#555"


def review(quiz: QuizMarks) -> str:
    """Return the review of one quiz as an HTML section."""
    title = escape(quiz.quiz.title)
    items = "".join(_item(marks) for marks in quiz.items)
    total = {"points": number(quiz.points), "maximum": number(quiz.worth)}
    head = f"<h3>{markup('review.title', title=title, **total)}</h3>{_proportion(quiz)}{_skipped(quiz)}"
    return f'<section aria-label="{title}">{head}<ol style="padding-left:1.6em">{items}</ol></section>'


def _proportion(quiz: QuizMarks) -> str:
    """Say how the items' points become the quiz's, where they are not the same."""
    if quiz.asked in (0, quiz.worth):
        return ""
    return f"<p>{markup('review.proportion', asked=number(quiz.asked), worth=number(quiz.worth))}</p>"


def _skipped(quiz: QuizMarks) -> str:
    """Name the lines of the journal that could not be read."""
    reasons = (
        say("journal.line" if problem.line else "journal.file", line=problem.line, reason=problem.reason)
        for problem in quiz.problems
    )
    lines = "".join(f"<li>{escape(reason)}</li>" for reason in reasons)
    journal = journal_name(quiz.quiz.id)
    return f"<p>{markup('review.skipped', journal=journal)}</p><ul>{lines}</ul>" if lines else ""


def _item(marks: ItemMarks) -> str:
    outcome = marks.mark.outcome
    reasons = "".join(html(text) for text in (*marks.mark.feedback, marks.answer.rationale))
    return (
        f'<li style="margin:0 0 1.4em">{html(marks.item.stem)}'
        f"<div><strong>{markup('review.your_answer')}</strong> {answer_given(marks.item, marks.response)}</div>"
        f'<div style="color:{COLOURS.get(outcome, GREY)}"><strong>{MARKS[outcome]} '
        f"{markup(VERDICTS[outcome])}</strong>, {_in_points(marks)}</div>{reasons}{_evidence(marks.item)}</li>"
    )


def _in_points(marks: ItemMarks) -> str:
    if marks.mark.outcome == "not asked":
        return markup("review.came_after")
    if marks.answer.void == "out":
        return markup("review.taken_back")
    earned = markup("review.points", points=number(marks.mark.points), maximum=number(marks.mark.maximum))
    return markup("review.full_for_all", points=earned) if marks.answer.void else earned


def _evidence(item: BaseItem) -> str:
    return "".join(
        f'<blockquote style="margin:.4em 0 0;padding-left:1em;border-left:3px solid #bbb;font-size:1em">'
        f"{escape(say('review.quote', words=words.quote, paragraph=say('essay.paragraph', number=words.paragraph)))}"
        f"</blockquote>"
        for words in item.evidence
    )


def answer_given(item: BaseItem, response: Any) -> str:
    """Return a response in the words that the student saw, as HTML."""
    if not item.is_answered(response):
        return markup("review.none")
    try:
        item.expect(response)
    except ResponseError:
        return f"<code>{escape(str(response)[:200])}</code>"
    return item.given(response)
