"""The review of a graded quiz: what a student reads in the feedback, as HTML that needs no script and no network.

Each item shows its stem, the answer given, the verdict as a mark and a word, the points, the reason, and the paragraph
of the essay with the words that the item rests on. A student's text goes through `escape`; everything else is the
bank's Markdown, rendered by `quizzes.markdown`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from instructor.marking.marks import ItemMarks, QuizMarks
from quizzes.items import Choice, Hottext, Item, Match, Multiple, Number, Order, Quantity, Run
from quizzes.markdown import html, inline
from quizzes.page import full_label, run_parts_of, setting
from quizzes.scoring import ResponseError, check_response, is_answered

MARKS = {"right": "✓", "partly right": "◐", "wrong": "✗", "not answered": "–"}
COLOURS = {"right": "#1b6e3c", "partly right": "#8a5a00", "wrong": "#b3261e", "not answered": "#555"}


def review(quiz: QuizMarks) -> str:
    """Return the review of one quiz as an HTML section."""
    title = escape(quiz.quiz.title)
    items = "".join(_item(marks) for marks in quiz.items)
    total = f"{quiz.points:g} of {quiz.quiz.points:g} points"
    return (
        f'<section aria-label="{title}"><h3>{title}: {total}</h3>{_skipped(quiz)}'
        f'<ol style="padding-left:1.6em">{items}</ol></section>'
    )


def _skipped(quiz: QuizMarks) -> str:
    """Name the lines of the journal that could not be read."""
    lines = "".join(
        f"<li>{f'line {problem.line}' if problem.line else 'the file'}: {escape(problem.reason)}</li>"
        for problem in quiz.problems
    )
    return f"<p>Skipped in responses/{quiz.quiz.id}.jsonl; everything else counts:</p><ul>{lines}</ul>" if lines else ""


def _item(marks: ItemMarks) -> str:
    mark, outcome = marks.mark, marks.mark.outcome
    reasons = "".join(html(text) for text in (*mark.feedback, marks.answer.rationale))
    return (
        f'<li style="margin:0 0 1.4em">{html(marks.item.stem)}'
        f"<div><strong>Your answer:</strong> {answer_given(marks.item, marks.response)}</div>"
        f'<div style="color:{COLOURS[outcome]}"><strong>{MARKS[outcome]} {outcome.capitalize()}</strong>, '
        f"{mark.points:g} of {mark.maximum:g}</div>{reasons}{_evidence(marks.item)}</li>"
    )


def _evidence(item: Item) -> str:
    return "".join(
        f'<blockquote style="margin:.4em 0 0;padding-left:1em;border-left:3px solid #bbb;font-size:1em">'
        f"“{escape(words.quote)}” (P{words.paragraph})</blockquote>"
        for words in item.evidence
    )


def answer_given(item: Item, response: Any) -> str:
    """Return a response in the words that the student saw, as HTML."""
    if not is_answered(item, response):
        return "none"
    try:
        check_response(item, response)
    except ResponseError:
        return f"<code>{escape(str(response)[:200])}</code>"
    return _WORDS[type(item)](item, response)


def _one(item: Choice, response: str) -> str:
    return inline(item.options[response])


def _several(item: Multiple | Hottext | Order, response: list[str]) -> str:
    return _list("ol" if isinstance(item, Order) else "ul", (inline(item.options[name]) for name in response))


def _typed(item: Number, response: str) -> str:
    return escape(f"{response} {item.unit}".strip())


def _pairs(item: Match, response: dict[str, str | None]) -> str:
    picked = ((item.rows[row], item.options[name]) for row, name in response.items() if name)
    return _list("ul", (f"{inline(row)}: {inline(option)}" for row, option in picked))


def _run(item: Run, response: dict[str, Any]) -> str:
    return _list("ul", _run_lines(item, response))


def _run_lines(item: Run, response: dict[str, Any]) -> Iterator[str]:
    """Yield what was predicted, set, found and compared, with its label and unit."""
    settings, found = run_parts_of(response)
    if item.prediction:
        yield f"Predicted: {_quantity(item.prediction, response.get('prediction'))}"
    for parameter in item.parameters:
        value = setting(parameter, settings.get(parameter.name))
        yield f"Set: {inline(full_label(parameter))} = {_value(value)}"
    for quantity in item.result:
        yield f"Recorded: {_quantity(quantity, found.get(quantity.name))}"
    if item.comparison:
        yield f"Compared: {_quantity(item.comparison, response.get('comparison'))}"


def _quantity(quantity: Quantity, value: Any) -> str:
    return f"{inline(quantity.label)} = {_value(value, quantity.unit)}"


def _value(value: Any, unit: str = "") -> str:
    if value is None or isinstance(value, dict | list):
        return "nothing"
    text = f"{value:.6g}" if isinstance(value, float) else str(value)[:100]
    return escape(f"{text} {unit}".strip())


def _list(tag: str, lines: Iterator[str]) -> str:
    return f"<{tag}>{''.join(f'<li>{line}</li>' for line in lines)}</{tag}>"


_WORDS: dict[type, Callable[[Any, Any], str]] = {
    Choice: _one,
    Multiple: _several,
    Hottext: _several,
    Order: _several,
    Number: _typed,
    Match: _pairs,
    Run: _run,
}
