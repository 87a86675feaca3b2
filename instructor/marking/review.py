"""The review of a graded quiz: what a student reads in the feedback, as HTML that needs no script and no network.

Each item shows its stem, the verdict as a mark and the word that the quiz's page has for it, the points, the answer
given, the right one where it was not, the reason, and, where it rests on some, the paragraph with the words that it
rests on. A student's text goes through `escape`; everything else is the bank's Markdown, rendered by
`quizzes.markdown`. The formgrader shows it too: so it has its colours with it, and a page may set others for them.
"""

from __future__ import annotations

from html import escape
from typing import Any

import seeds
from instructor.marking.marks import ItemMarks, QuizMarks
from instructor.marking.numbering import has_numbers
from instructor.marking.windows import LISTED
from instructor.submissions.journals import journal_name
from quizzes.catalogue import markup, points, say
from quizzes.markdown import html
from quizzes.recall import clock
from quizzes.tongue import as_written
from quizzes.types import BaseItem, Evidence, ResponseError

MARKS = {"right": "✓", "partly right": "◐", "wrong": "✗", "not answered": "–", "voided": "–", "not asked": "–"}
VERDICTS = {
    "right": "page.right",
    "partly right": "page.partly_right",
    "wrong": "page.wrong",
    "not answered": "review.not_answered",
    "voided": "review.voided",
    "not asked": "review.not_asked",
}
COLOURS = {
    "right": "var(--right,#1b6e3c)",
    "partly right": "var(--partly,#8a5a00)",
    "wrong": "var(--wrong,#b3261e)",
}
GREY = "var(--soft,#555)"
_QUOTATION = "margin:.4em 0 0;padding-inline-start:1em;border-inline-start:3px solid #888;font-size:1em"
_ITEM = "q-"
#: Outcomes to which a right answer is told; what was taken back may have had a wrong key.
TOLD = ("partly right", "wrong", "not answered")


def anchor(item: str) -> str:
    """Return the id that an item has in a page."""
    return f"{_ITEM}{item}"


def review(quiz: QuizMarks) -> str:
    """Return the review of one quiz as an HTML section."""
    title = escape(quiz.quiz.title)
    items = "".join(_item(marks) for marks in quiz.shown)
    total = {"points": points(quiz.points), "maximum": points(quiz.worth)}
    head = f"<h3>{markup('review.title', title=title, **total)}</h3>{_proportion(quiz)}{_skipped(quiz)}"
    # A question that is alone has no number: elsewhere it goes by the quiz's title, and "Question 1" is another one.
    style = "padding-inline-start:1.6em" if has_numbers(quiz.shown) else "padding-inline-start:0;list-style:none"
    return f'<section aria-label="{title}">{head}<ol style="{style}">{items}</ol></section>'


def _proportion(quiz: QuizMarks) -> str:
    """Say how the items' points become the quiz's, where they are not the same."""
    if quiz.asked in (0, quiz.worth):
        return ""
    return f"<p>{markup('review.proportion', asked=points(quiz.asked), worth=points(quiz.worth))}</p>"


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
    return (
        f'<li id="{anchor(marks.item.id)}" style="margin:0 0 1.4em">{as_written(html(marks.item.stem))}'
        f"{_verdict(marks)}{_rule(marks)}{_outside(marks)}{_credit(marks)}{_hints(marks)}"
        f"{_in_rows(marks) or _in_turn(marks)}{as_written(html(marks.answer.rationale))}{_evidence(marks.item)}</li>"
    )


def _in_rows(marks: ItemMarks) -> str:
    """Return answer, right answer and reasons side by side, where the item is a table that was marked."""
    if marks.mark.outcome not in COLOURS:
        return ""
    reasons = {name: html(text) for name, text in marks.nearest.feedback.items()}
    return marks.item.table(marks.nearest, marks.response, reasons)


def _in_turn(marks: ItemMarks) -> str:
    """Return what came of a prediction, the answer, the right answer, and the reasons, below one another."""
    met = escape(marks.item.met(marks.response, marks.simulate)) if marks.is_read else ""
    foretold = f"<div><strong>{met}</strong> {markup('run.prediction_counts')}</div>" if met else ""
    return (
        f"{foretold}"
        f"<div><strong>{markup('review.your_answer')}</strong> {answer_given(marks.item, marks.response)}</div>"
        f"{_right_answer(marks)}{as_written(''.join(html(text) for text in marks.mark.feedback))}"
    )


def _verdict(marks: ItemMarks) -> str:
    """Return the verdict with what was right of the parts, and the points."""
    outcome = marks.mark.outcome
    words = markup(VERDICTS[outcome])
    if outcome in ("partly right", "wrong") and (tally := marks.item.tally(marks.nearest, marks.response)):
        words = markup("page.share", outcome=words, tally=escape(tally))
    colour = COLOURS.get(outcome, GREY)
    return f'<div style="color:{colour}"><strong>{MARKS[outcome]} {words}</strong>, {_in_points(marks)}</div>'


def _credit(marks: ItemMarks) -> str:
    """Say why an instructor gave more than the answer earned."""
    return f"<div>{markup('review.credit', reason=escape(marks.mark.credit))}</div>" if marks.mark.credit else ""


def _outside(marks: ItemMarks) -> str:
    """Name the answers that do not count because of their times, with what they were; of many the last ones."""
    lines = []
    for each in marks.outside[-LISTED:]:
        time, bound = clock(each.time.isoformat(), each.bound), clock(each.bound.isoformat(), each.time)
        said = markup("review.early" if each.is_early else "review.late", time=time, bound=bound)
        lines.append(f"<div>{said} {answer_given(marks.item, each.response)}</div>")
    if (more := len(marks.outside) - LISTED) > 0:
        lines.append(f"<div>{markup('review.outside_more', count=more)}</div>")
    return f'<div style="color:{GREY}">{"".join(lines)}</div>' if lines else ""


def _hints(marks: ItemMarks) -> str:
    """Say how many hints were opened, where any were."""
    if not marks.hints:
        return ""
    words = markup("review.hints", opened=marks.hints, total=len(marks.item.hints))
    return f'<div style="color:{GREY}">{words}</div>'


def _rule(marks: ItemMarks) -> str:
    """Say how the points come about, where not all of them were earned."""
    rule = say("rule.credit") if marks.answer.credit else marks.item.rule()
    rule = rule if marks.mark.outcome in ("partly right", "wrong") else ""
    return f'<div style="color:{GREY}">{escape(rule)}</div>' if rule else ""


def _right_answer(marks: ItemMarks) -> str:
    """Return what would have been right; several may be, and the one nearest to the response is named."""
    if marks.mark.outcome not in TOLD:
        return ""
    named = marks.item.solution(marks.nearest, marks.response if marks.is_read else None, marks.simulate)
    label = markup("review.a_right_answer") if marks.answer.also else markup("review.right_answer")
    return f"<div><strong>{label}</strong> {named}</div>" if named else ""


def _in_points(marks: ItemMarks) -> str:
    if marks.mark.outcome == "not asked":
        return markup("review.came_after")
    if marks.answer.void == "out":
        return markup("review.taken_back")
    earned = markup("review.points", points=points(marks.mark.points), maximum=points(marks.mark.maximum))
    return markup("review.full_for_all", points=earned) if marks.answer.void else earned


def _evidence(item: BaseItem) -> str:
    return "".join(f'<blockquote style="{_QUOTATION}">{_quoted(words)}</blockquote>' for words in item.evidence)


def _quoted(words: Evidence) -> str:
    paragraph = markup("essay.paragraph", number=words.paragraph)
    cited = f'<cite data-paragraph="{words.paragraph}" style="font-style:normal">{paragraph}</cite>'
    own = as_written(escape(words.quote), seeds.essay().language, "span")
    return markup("review.quote", words=own, paragraph=cited)


def answer_given(item: BaseItem, response: Any) -> str:
    """Return a response in the words that the student saw, as HTML."""
    if not item.is_answered(response):
        return markup("review.none")
    try:
        item.expect(response)
    except ResponseError:
        return f"<code>{escape(str(response)[:200])}</code>"
    return item.given(response)
