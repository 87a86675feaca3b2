"""Item analysis: how a class answered each graded item, and the wrong answers it gave most often.

Facility is the share of an item's points that the class earned; no answer earns none. The mistakes are those that the
scorer found (`Mark.missed`), and come with the keys' diagnosis. Nothing that a student typed reaches the page: a number
that no key names is shown only where two students or more gave it, and as a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from instructor.marking.answer_key import AnswerKey
from instructor.marking.marks import ItemMarks, SubmissionMarks
from instructor.marking.numbering import called, in_full
from instructor.reports.page import WIDTH, Report, ReportSection, ReportTable, columns, drawn
from quizzes.bank import Quiz
from quizzes.catalogue import percent, say
from quizzes.confidence import LEVELS, words_of
from quizzes.markdown import html, inline
from quizzes.plot import Figure, Panel, Scale, bands, bar
from quizzes.types import Answer, BaseItem

MOST = 3
#: Outcomes of what was answered.
ANSWERED = ("right", "partly right", "wrong")
HARD = 0.5


@dataclass(frozen=True)
class ItemResult:
    """How the class answered one item: facility from 0 to 1, and how many made each mistake.

    `name` is what it is called in a table, `question` in a sentence; `hinted` has the shares of those who opened a
    hint, `unhinted` of the others. `early` and `late` answered outside of its window, which is in no other number.
    """

    name: str
    question: str
    quiz: Quiz
    item: BaseItem
    answer: Answer
    students: int
    answered: int
    facility: float
    mistakes: Counter[str]
    hinted: tuple[float, ...] = ()
    unhinted: tuple[float, ...] = ()
    early: int = 0
    late: int = 0

    def frequent(self) -> list[tuple[str, int]]:
        """Return the mistakes made most often; what was typed, is rare and is not named by the keys is left out."""
        shown = {
            name: count
            for name, count in self.mistakes.items()
            if count > 1 or name in self.answer.diagnosis or not self.item.typed
        }
        return sorted(shown.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]


def item_results(scheme: AnswerKey, submissions: Sequence[SubmissionMarks]) -> list[ItemResult]:
    """Return the result of each graded item that counts, in the order of the bank; what varies as it is written."""
    graded = [(quiz, place) for quiz in scheme.bank.quizzes if quiz.graded for place in range(len(quiz.items))]
    asked = (
        (quiz, [each for marks in submissions if (each := marks.quizzes[quiz.id].items[place]).mark.maximum])
        for quiz, place in graded
        if not scheme.answers[quiz.items[place].id].void
    )
    found = [_result(scheme, quiz, marks) for quiz, marks in asked if marks]
    written = {item.id: item for _, item in scheme.bank.items() if item.numbers}
    return [
        replace(each, item=written[each.item.id], answer=scheme.answers[each.item.id])
        if each.item.id in written
        else each
        for each in found
    ]


def _result(scheme: AnswerKey, quiz: Quiz, marks: Sequence[ItemMarks]) -> ItemResult:
    shares = [each.mark.points / each.mark.maximum for each in marks]
    answered = sum(each.mark.outcome != "not answered" for each in marks)
    counts = Counter(name for each in marks for name in each.mark.missed)
    facility = sum(shares) / len(shares)
    hinted = tuple(share for share, each in zip(shares, marks, strict=True) if each.hints)
    others = tuple(share for share, each in zip(shares, marks, strict=True) if not each.hints)
    item, answer = marks[0].item, marks[0].answer
    names = called(scheme.bank, quiz, item), in_full(scheme.bank, quiz, item)
    early, late = (sum(any(out.is_early is side for out in each.outside) for each in marks) for side in (True, False))
    return ItemResult(*names, quiz, item, answer, len(marks), answered, facility, counts, hinted, others, early, late)


def in_words(item: BaseItem, answer: Answer, name: str) -> Markup:
    """Say a mistake in the words that the student saw, as HTML."""
    return Markup(item.in_words(answer, name))


def report(assignment: str, scheme: AnswerKey, submissions: Sequence[SubmissionMarks]) -> Report:
    """Return the item analysis: facility of each item, frequent wrong answers with their diagnosis."""
    results = item_results(scheme, submissions)
    overview = ReportSection(
        say("items.facility"),
        (say("items.facility_is"),),
        _figure(results),
        (_overview(results), *_pools(results), *_confidence(submissions)),
    )
    return Report(
        say("items.title", assignment=assignment),
        say("items.basis", submissions=say("report.submissions", count=len(submissions))),
        (*_findings(results), *_counted(results, submissions), *_voided(scheme)),
        (overview, *map(_section, results)),
        _summary(results),
    )


def _findings(results: Sequence[ItemResult]) -> Iterator[str]:
    if not results:  # every question is voided
        return
    points = sum(result.item.points for result in results)
    earned = sum(result.facility * result.item.points for result in results)
    yield say("items.earned", share=percent(earned / points))
    hardest = sorted(results, key=lambda result: result.facility)[:3]
    named = (say("items.with_share", question=each.question, share=percent(each.facility)) for each in hardest)
    yield say("items.hardest", questions=", ".join(named))
    hard = sum(result.facility < HARD for result in results)
    yield say("items.below_half", count=hard, total=len(results))


def _counted(results: Sequence[ItemResult], submissions: Sequence[SubmissionMarks]) -> Iterator[str]:
    """Say who is in the shares: unlike the teacher's page, those too who handed in and answered nothing."""
    if not results:
        return
    here = {result.item.id for result in results}
    of_each = [[each for quiz in marks.quizzes.values() for each in quiz.items] for marks in submissions]
    blank = sum(not any(each.mark.outcome in ANSWERED for each in items if each.item.id in here) for items in of_each)
    yield say("items.counted_blank" if blank else "items.counted", count=len(submissions), blank=blank)


def _voided(scheme: AnswerKey) -> Iterator[str]:
    names = [item.id for quiz, item in scheme.bank.items() if quiz.graded and scheme.answers[item.id].void]
    if names:
        yield say("items.voided", names=", ".join(names))


def _overview(results: Sequence[ItemResult]) -> ReportTable:
    rows = tuple(
        (result.name, inline_title(result), result.item.id, percent(result.facility), _of_class(result))
        for result in results
    )
    heads = columns("items.question", "items.quiz", "items.name", "items.facility", "items.answered")
    return ReportTable(say("items.all"), heads, rows)


def _pools(results: Sequence[ItemResult]) -> Iterator[ReportTable]:
    """Yield a table for each quiz that draws items: how hard each was for those who were asked it."""
    for quiz in dict.fromkeys(result.quiz.id for result in results if result.quiz.draw):
        pool = [result for result in results if result.quiz.id == quiz]
        shares = [result.facility for result in pool]
        drawn, low, high = pool[0].quiz.draw or 0, percent(min(shares)), percent(max(shares))
        count = len(pool[0].quiz.items)
        caption = say("items.pool", title=pool[0].quiz.title, drawn=drawn, count=count, low=low, high=high)
        rows = tuple((each.name, each.item.id, str(each.students), percent(each.facility)) for each in pool)
        heads = columns("items.question", "items.name", "items.asked", "items.facility")
        yield ReportTable(caption, heads, rows)


def _confidence(submissions: Sequence[SubmissionMarks]) -> Iterator[ReportTable]:
    """Yield the table of what answers earned by how sure students were of them; none where nobody said it."""
    given = [
        each
        for marks in submissions
        for quiz in marks.quizzes.values()
        for each in quiz.items
        if each.item.asks_confidence and each.mark.outcome in ANSWERED
    ]
    by_level = {level: [each.mark for each in given if each.confidence == level] for level in (*LEVELS, None)}
    rows = tuple(
        (
            words_of(level) if level else say("items.unsaid"),
            str(len(marks)),
            percent(sum(mark.points for mark in marks) / sum(mark.maximum for mark in marks)),
            str(sum(mark.outcome == "right" for mark in marks)),
        )
        for level, marks in by_level.items()
        if marks
    )
    if any(by_level[level] for level in LEVELS):
        heads = columns("items.how_sure", "items.answers", "items.earned_share", "items.wholly_right")
        yield ReportTable(say("items.confidence"), heads, rows)


def inline_title(result: ItemResult) -> Markup:
    """Return the title of an item's quiz as HTML."""
    return Markup(inline(result.quiz.title))


def _of_class(result: ItemResult) -> str:
    return say("items.of_class", answered=result.answered, students=result.students)


def _summary(results: Sequence[ItemResult]) -> ReportTable:
    hardest = sorted(results, key=lambda result: result.facility)[:5]
    rows = tuple((r.name, r.item.id, percent(r.facility), _diagnosis(r)) for r in hardest)
    heads = columns("items.question_short", "items.name_short", "items.facility_short", "items.mistake_short")
    return ReportTable(say("items.summary"), heads, rows)


def _diagnosis(result: ItemResult) -> str:
    frequent = result.frequent()
    return result.answer.diagnosis.get(frequent[0][0], frequent[0][0]) if frequent else ""


def _section(result: ItemResult) -> ReportSection:
    stem = Markup(html(result.item.stem))
    facts = say("items.facts", facility=percent(result.facility), answered=_of_class(result))
    rows = tuple(_row(result, name, count) for name, count in result.frequent())
    heads = columns("items.wrong", "items.students", "items.behind")
    table = ReportTable(say("items.wrong_caption", question=result.question), heads, rows)
    texts = (stem, facts, *_hints(result), *_outside(result))
    return ReportSection(result.question, texts, tables=(table,) if rows else ())


def _hints(result: ItemResult) -> Iterator[str]:
    """Say how many opened a hint and what they earned, where there are any."""
    if result.item.hints:
        shares = [percent(sum(each) / len(each)) if each else "–" for each in (result.hinted, result.unhinted)]
        counts = {"opened": len(result.hinted), "students": result.students}
        yield say("items.hints", **counts, with_hints=shares[0], without=shares[1])


def _outside(result: ItemResult) -> Iterator[str]:
    """Say how many answered outside of its window, where there is one."""
    if result.item.window:
        yield say("items.outside", early=result.early, late=result.late, students=result.students)


def _row(result: ItemResult, name: str, count: int) -> tuple[str, ...]:
    diagnosis = Markup(inline(result.answer.diagnosis.get(name, "")))
    return (in_words(result.item, result.answer, name), str(count), diagnosis)


def _figure(results: Sequence[ItemResult]) -> str:
    """Draw a bar for each item."""
    bars = [bar(place, 100 * result.facility, label=percent(result.facility)) for place, result in enumerate(results)]
    panel = Panel(
        bars,
        Scale(0, 112, say("items.facility_axis"), {float(n): str(n) for n in range(0, 101, 25)}, True),
        bands([result.name for result in results], say("items.question"), downward=True),
        height=27.0 * len(results),
    )
    bars_in_words = (say("items.bar", question=each.question, share=percent(each.facility)) for each in results)
    return drawn(Figure([panel], WIDTH), say("items.bars", bars="; ".join(bars_in_words)), say("items.bars_caption"))
