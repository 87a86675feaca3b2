"""Item analysis: how a class answered each graded item, and the wrong answers it gave most often.

Facility is the share of an item's points that the class earned; no answer earns none. The mistakes are those that the
scorer found (`Mark.missed`), and come with the keys' diagnosis. Nothing that a student typed reaches the page: a number
that no key names is shown only where two students or more gave it, and as a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from instructor.marking.answer_key import AnswerKey
from instructor.marking.marks import ItemMarks, SubmissionMarks
from instructor.reports.page import Report, ReportSection, ReportTable, counted_noun, drawn
from quizzes.bank import Quiz
from quizzes.markdown import html, inline
from quizzes.palette import PALETTE
from quizzes.types import Answer, BaseItem

MOST = 3
HARD = 0.5


@dataclass(frozen=True)
class ItemResult:
    """How the class answered one item: facility from 0 to 1, and how many made each mistake."""

    number: int
    quiz: Quiz
    item: BaseItem
    answer: Answer
    students: int
    answered: int
    facility: float
    mistakes: Counter[str]

    def frequent(self) -> list[tuple[str, int]]:
        """Return the mistakes made most often; what was typed, is rare and is not named by the keys is left out."""
        shown = {
            name: count
            for name, count in self.mistakes.items()
            if count > 1 or name in self.answer.diagnosis or not self.item.typed
        }
        return sorted(shown.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]


def item_results(scheme: AnswerKey, submissions: Sequence[SubmissionMarks]) -> list[ItemResult]:
    """Return the result of each graded item that counts, in the order of the bank."""
    graded = [(quiz, place) for quiz in scheme.bank.quizzes if quiz.graded for place in range(len(quiz.items))]
    asked = (
        (number, quiz, [each for marks in submissions if (each := marks.quizzes[quiz.id].items[place]).mark.maximum])
        for number, (quiz, place) in enumerate(graded, 1)
        if not scheme.answers[quiz.items[place].id].void
    )
    return [_result(number, quiz, marks) for number, quiz, marks in asked if marks]


def _result(number: int, quiz: Quiz, marks: Sequence[ItemMarks]) -> ItemResult:
    shares = [each.mark.points / each.mark.maximum for each in marks]
    answered = sum(each.mark.outcome != "not answered" for each in marks)
    counts = Counter(name for each in marks for name in each.mark.missed)
    facility = sum(shares) / len(shares)
    return ItemResult(number, quiz, marks[0].item, marks[0].answer, len(marks), answered, facility, counts)


def in_words(item: BaseItem, answer: Answer, name: str) -> Markup:
    """Say a mistake in the words that the student saw, as HTML."""
    return Markup(item.in_words(answer, name))


def report(assignment: str, scheme: AnswerKey, submissions: Sequence[SubmissionMarks]) -> Report:
    """Return the item analysis: facility of each item, frequent wrong answers with their diagnosis."""
    results = item_results(scheme, submissions)
    overview = ReportSection("Facility", (_FACILITY,), _figure(results), (_overview(results),))
    return Report(
        f"{assignment}: how the class answered",
        f"{counted_noun(len(submissions), 'submission')}. The page gives right answers away: show it when nobody can "
        "hand in any more.",
        (*_findings(results), *_voided(scheme)),
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


def _voided(scheme: AnswerKey) -> Iterator[str]:
    names = [item.id for quiz, item in scheme.bank.items() if quiz.graded and scheme.answers[item.id].void]
    if names:
        yield f"Voided, and left out here: {', '.join(names)}."


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
