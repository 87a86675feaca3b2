"""Item analysis: how a class answered each graded item, and the wrong answers it gave most often.

Facility is the share of an item's points that the class earned; no answer earns none. A wrong answer has the name that
the keys use for it, and comes with their diagnosis. Nothing that a student typed reaches the page: a number that no key
names is shown only where two students or more gave it, and as a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import msgspec
from markupsafe import Markup

from instructor.marking.answer_key import AnswerKey
from instructor.marking.marks import ItemMarks, SubmissionMarks
from instructor.reports.page import Report, ReportSection, ReportTable, counted_noun, drawn
from quizzes.bank import Quiz
from quizzes.items import Answer, Choice, Hottext, Item, Match, Multiple, Number, NumberKey, Order
from quizzes.markdown import html, inline
from quizzes.palette import PALETTE
from quizzes.scoring import parse_number

MOST = 3
HARD = 0.5


@dataclass(frozen=True)
class ItemResult:
    """How the class answered one item: facility from 0 to 1, and how many made each mistake."""

    number: int
    quiz: Quiz
    item: Item
    answer: Answer
    students: int
    answered: int
    facility: float
    mistakes: Counter[str]

    def frequent(self) -> list[tuple[str, int]]:
        """Return the mistakes made most often; a rare number that the keys do not name is left out."""
        shown = {
            name: count
            for name, count in self.mistakes.items()
            if count > 1 or name in self.answer.diagnosis or not isinstance(self.item, Number)
        }
        return sorted(shown.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]


def item_results(scheme: AnswerKey, submissions: Sequence[SubmissionMarks]) -> list[ItemResult]:
    """Return the result of each graded item, in the order of the bank."""
    graded = [(quiz, place) for quiz in scheme.bank.quizzes if quiz.graded for place in range(len(quiz.items))]
    return [
        _result(number, quiz, [marks.quizzes[quiz.id].items[place] for marks in submissions])
        for number, (quiz, place) in enumerate(graded, 1)
    ]


def _result(number: int, quiz: Quiz, marks: Sequence[ItemMarks]) -> ItemResult:
    shares = [each.mark.points / each.mark.maximum for each in marks]
    answered = [each for each in marks if each.mark.outcome != "not answered"]
    counts = Counter(name for each in answered for name in set(mistakes(each)))
    facility = sum(shares) / len(shares)
    return ItemResult(number, quiz, marks[0].item, marks[0].answer, len(marks), len(answered), facility, counts)


def mistakes(marks: ItemMarks) -> Iterator[str]:
    """Yield the names of the mistakes in a response that could be read.

    They are those of `Answer.diagnosis`. The id of a right option of an item with several is the mistake to leave it
    out; a number is the nearest that the keys name, or itself.
    """
    item, answer, response = marks.item, marks.answer, marks.response
    if isinstance(item, Choice):
        yield from {response} - {answer.key}
    elif isinstance(item, Multiple | Hottext):
        one = isinstance(item, Hottext) and item.pick == "one"
        yield from set(response) - set(answer.key) if one else set(response) ^ set(answer.key)
    elif isinstance(item, Number):
        yield from _wrong_number(item, answer, response)
    elif isinstance(item, Order):
        wrong = (*answer.diagnosis, *(f"{second}>{first}" for first, second in pairwise(answer.key)))
        yield from (name for name in wrong if _is_before(response, *name.split(">")))
    elif isinstance(item, Match):
        yield from (f"{row}:{pick}" for row, pick in response.items() if pick and pick != answer.key[row])
    else:  # the scorer alone knows which parts of a run were not earned, and gives their feedback
        yield from (name for name, text in answer.feedback.items() if text in marks.mark.feedback)


def _wrong_number(item: Number, answer: Answer, response: str) -> Iterator[str]:
    key, value = msgspec.convert(answer.key, NumberKey), parse_number(response, item.unit)
    if value is None or abs(value - key.value) <= key.tolerance + 1e-9 * max(1.0, abs(key.value)):
        return
    near = (name for name in answer.diagnosis if abs(value - float(name)) <= key.tolerance + 1e-9)
    yield next(near, f"{value:.12g}")  # with fewer digits two student numbers would look the same


def _is_before(response: list[str], first: str, second: str) -> bool:
    return response.index(first) < response.index(second)


def in_words(item: Item, answer: Answer, name: str) -> Markup:
    """Say a mistake in the words that the student saw, as HTML."""
    return Markup(_words(item, answer, name))


def _words(item: Item, answer: Answer, name: str) -> str:
    if isinstance(item, Order):
        first, second = (inline(item.options[part]) for part in name.split(">"))
        return f"<i>before the other:</i> {first} <i>/</i> {second}"
    if isinstance(item, Match):
        row, option = name.split(":")
        return f"{inline(item.rows[row])} <i>as</i> {inline(item.options[option])}"
    if isinstance(item, Choice | Multiple | Hottext):
        left_out = "<i>left out:</i> " if not isinstance(item, Choice) and name in answer.key else ""
        return left_out + inline(item.options[name])
    return inline(f"{name} {item.unit}" if isinstance(item, Number) else f"{name.capitalize()}: not earned")


def report(assignment: str, scheme: AnswerKey, submissions: Sequence[SubmissionMarks]) -> Report:
    """Return the item analysis: facility of each item, frequent wrong answers with their diagnosis."""
    results = item_results(scheme, submissions)
    overview = ReportSection("Facility", (_FACILITY,), _figure(results), (_overview(results),))
    return Report(
        f"{assignment}: how the class answered",
        f"{counted_noun(len(submissions), 'submission')}. The page gives right answers away: show it when nobody can "
        "hand in any more.",
        tuple(_findings(results)),
        (overview, *map(_section, results)),
        _summary(results),
    )


_FACILITY = (
    "Facility is the share of a question's points that the class earned: 100% where all were right, 0% where nobody "
    "was. A question with a very low one may be hard, or unclear, or have a wrong key: read the wrong answers."
)


def _findings(results: Sequence[ItemResult]) -> Iterator[str]:
    points = sum(result.item.points for result in results)
    earned = sum(result.facility * result.item.points for result in results)
    yield f"The class earned {earned / points:.0%} of the points of the quizzes and runs."
    hardest = sorted(results, key=lambda result: result.facility)[:3]
    yield f"Hardest: {', '.join(f'question {result.number} ({result.facility:.0%})' for result in hardest)}."
    hard = sum(result.facility < HARD for result in results)
    yield f"{counted_noun(hard, 'question')} of {len(results)} earned less than half of the points."


def _overview(results: Sequence[ItemResult]) -> ReportTable:
    rows = tuple(
        (str(result.number), inline_title(result), result.item.id, f"{result.facility:.0%}", _of_class(result))
        for result in results
    )
    columns = ("Question", "Quiz", "Name in the bank", "Facility", "Answered")
    return ReportTable("All graded questions", columns, rows)


def inline_title(result: ItemResult) -> Markup:
    """Return the title of an item's quiz as HTML."""
    return Markup(inline(result.quiz.title))


def _of_class(result: ItemResult) -> str:
    return f"{result.answered} of {result.students}"


def _summary(results: Sequence[ItemResult]) -> ReportTable:
    hardest = sorted(results, key=lambda result: result.facility)[:5]
    rows = tuple((str(r.number), r.item.id, f"{r.facility:.0%}", _diagnosis(r)) for r in hardest)
    return ReportTable("The hardest questions", ("question", "name", "facility", "most frequent mistake"), rows)


def _diagnosis(result: ItemResult) -> str:
    frequent = result.frequent()
    return result.answer.diagnosis.get(frequent[0][0], frequent[0][0]) if frequent else ""


def _section(result: ItemResult) -> ReportSection:
    stem = Markup(html(result.item.stem))
    facts = f"Facility {result.facility:.0%}; answered by {_of_class(result)}."
    rows = tuple(_row(result, name, count) for name, count in result.frequent())
    columns = ("Wrong answer", "Students", "What may lie behind it")
    tables = (ReportTable(f"Question {result.number}: the most frequent wrong answers", columns, rows),) if rows else ()
    return ReportSection(f"Question {result.number}", (stem, facts), tables=tables)


def _row(result: ItemResult, name: str, count: int) -> tuple[str, ...]:
    diagnosis = Markup(inline(result.answer.diagnosis.get(name, "")))
    return (in_words(result.item, result.answer, name), str(count), diagnosis)


def _figure(results: Sequence[ItemResult]) -> str:
    """Draw a bar for each item."""
    from quizzes.figure import new_figure  # matplotlib: only when a page is made

    figure = new_figure(8, 1.1 + 0.28 * len(results))
    axes = figure.subplots()
    heights = range(len(results))[::-1]
    shares = [100 * result.facility for result in results]
    bars: Any = axes.barh(heights, shares, color=PALETTE[0], alpha=0.75)
    axes.bar_label(bars, [f"{share:.0f}%" for share in shares], padding=3, size=9)
    axes.set(yticks=heights, yticklabels=[str(result.number) for result in results], xlim=(0, 108))
    axes.set(xlabel="Facility, per cent", ylabel="Question")
    alt = "; ".join(f"question {result.number} {result.facility:.0%}" for result in results)
    return drawn(figure, f"Bars of the facility of each question: {alt}.", "Facility of each question.")
