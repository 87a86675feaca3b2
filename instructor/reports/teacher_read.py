"""What the teacher's report keeps of a submission: numbers and names of answers, so that a class needs little memory.

What counts is what was graded: of several answers to a question the last one (`BaseItem.counted`), by today's key and
the questions that the student's own release had. The first answer is marked too, where it was another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import numpy as np

from instructor.marking.answer_key import AnswerKey
from instructor.marking.asked import for_student
from instructor.marking.marks import ItemMarks, mark_journals
from instructor.marking.windows import counted
from instructor.reports.teacher_statistics import Array, Truths
from instructor.reports.teacher_times import Worked, worked
from instructor.submissions.journals import Journals, read_journals, time_of
from quizzes.bank import Quiz
from quizzes.confidence import Confidence
from quizzes.journal import Replay
from quizzes.scoring import score
from quizzes.types import BaseItem, ResponseError

#: A time that lies before is a clock that was never set.
_FIRST = datetime(2000, 1, 1, tzinfo=UTC)


class Pair(NamedTuple):
    """A question that was asked twice: the quizzes and the items, before and after."""

    first: Quiz
    again: Quiz
    before: BaseItem
    after: BaseItem


@dataclass(frozen=True)
class Work:
    """One student's work.

    Attributes
    ----------
    earned : graded items, points; not a number where the student was not asked
    changed : graded items, points of the first answer where another one counts; else not a number
    answered : graded items, whether there is an answer
    missed, sure : of each graded item the mistakes by name, and how sure the student was
    timely : of each graded item how the window was kept: too early, too late, a time in doubt
    twice : of each `Pair` what was said before and after: an option, or the share earned; None where nothing was
    worked : seconds, sittings, and seconds by graded item
    done : how many of the questions and written answers that count have an answer
    began : whether anything is answered, practice too
    last, last_quiz : when and where the last answer was given; None and "" where no answer has a time
    """

    student: str
    earned: Array
    changed: Array
    answered: Truths
    missed: tuple[tuple[str, ...], ...]
    sure: tuple[Confidence | None, ...]
    timely: tuple[tuple[bool, bool, bool], ...]
    twice: tuple[tuple[Any, Any], ...]
    worked: Worked
    done: int
    began: bool
    last: datetime | None
    last_quiz: str

    @property
    def counts(self) -> bool:
        """Whether any graded question is answered, so that the work says something about the test."""
        return bool(self.answered.any())


def graded(scheme: AnswerKey) -> list[tuple[Quiz, BaseItem]]:
    """Return the graded items that were not voided, in the order of the bank."""
    return [(quiz, item) for quiz, item in scheme.bank.items() if quiz.graded and not scheme.answers[item.id].void]


def to_do(scheme: AnswerKey) -> int:
    """Return how many questions and written answers count."""
    items = Counter(quiz.id for quiz, _ in graded(scheme))
    asked = sum(min(items[quiz.id], quiz.draw or items[quiz.id]) for quiz in scheme.bank.quizzes)
    return asked + sum(quiz.kind == "written" for quiz in scheme.bank.quizzes)


def pairs(scheme: AnswerKey) -> list[Pair]:
    """Return the questions that are asked again."""
    return [
        Pair(first, quiz, before, after)
        for quiz in scheme.bank.quizzes
        if quiz.repeats
        for first in (scheme.bank.quiz(quiz.repeats),)
        for before, after in zip(first.items, quiz.items, strict=True)
    ]


def read_work(student: str, files: Mapping[str, bytes], scheme: AnswerKey) -> Work:
    """Return what is kept of a submission; its files are never run or trusted, only read.

    Parameters
    ----------
    student, files
        The id, and the submission's journals by name.
    scheme
        What this student was asked, and today's keys.
    """
    journals = read_journals(files, scheme.bank.quizzes)
    marks = mark_journals(journals, for_student(scheme, student))
    by_id = {each.item.id: each for quiz in marks.quizzes.values() for each in quiz.items}
    items = [(quiz, by_id[item.id]) for quiz, item in graded(scheme)]
    held = {quiz.id: counted(journals.replays[quiz.id], scheme.timing, student).journal for quiz, _ in items}
    answered = [each.mark.outcome in ("right", "partly right", "wrong") for _, each in items]
    last, last_quiz = _last(journals)
    return Work(
        student,
        np.array([each.mark.points if each.mark.maximum else np.nan for _, each in items]),
        np.array([_first(each, held[quiz.id]) for quiz, each in items]),
        np.array(answered, dtype=bool),
        tuple(each.mark.missed for _, each in items),
        tuple(each.confidence for _, each in items),
        tuple(_timely(each) for _, each in items),
        tuple(_twice(pair, journals) for pair in pairs(scheme)),
        _worked(journals, scheme),
        sum(answered) + _written(journals, scheme.bank.quizzes),
        any(replay.entries for replay in journals.replays.values()),
        last,
        last_quiz,
    )


def _written(journals: Journals, quizzes: Sequence[Quiz]) -> int:
    """Return how many written answers have a text in their journal; one typed into its cell is not seen here."""
    latest = {quiz.id: journals.replays[quiz.id].latest() for quiz in quizzes if quiz.kind == "written"}
    return sum(
        quiz.items[0].is_answered(latest[quiz.id][quiz.id].response)
        for quiz in quizzes
        if quiz.id in latest.get(quiz.id, {})
    )


def _timely(marks: ItemMarks) -> tuple[bool, bool, bool]:
    early = [each.is_early for each in marks.outside]
    return any(early), not all(early), bool(marks.doubt)


def _first(marks: ItemMarks, journal: Replay) -> float:
    """Return what the first answer would have earned, where another one counts."""
    given = [response for response in journal.responses(marks.item.id) if marks.item.is_answered(response)]
    if not given or given[0] == marks.response or not marks.mark.maximum:
        return np.nan
    return score(marks.item, marks.answer, given[0], marks.simulate).points


def _twice(pair: Pair, journals: Journals) -> tuple[Any, Any]:
    before = journals.replays[pair.first.id].responses(pair.before.id)
    after = journals.replays[pair.again.id].responses(pair.after.id)
    # Where a key marks what is asked again, a second try knows the answer.
    return _said(pair.before, before[-1:]), _said(pair.after, after[:1] if pair.after.keyed else after[-1:])


def _said(item: BaseItem, responses: Sequence[Any]) -> Any:
    for response in responses:
        try:
            item.expect(response)
        except ResponseError:
            return None
        if item.answer:
            return score(item, item.answer, response).points / item.points if not item.simulated_by else None
        return response if isinstance(response, str) else None
    return None


def _worked(journals: Journals, scheme: AnswerKey) -> Worked:
    places = {item.id: n for n, (_, item) in enumerate(graded(scheme))}
    rows = [
        (_seconds(entry.time), places.get(entry.item, -1), number)
        for number, quiz in enumerate(scheme.bank.quizzes)
        for entry in journals.replays[quiz.id].entries
    ]
    times, items, quizzes = zip(*rows, strict=True) if rows else ((), (), ())
    return worked(np.array(times, float), np.array(items, np.int64), np.array(quizzes, np.int64), len(places))


def _seconds(time: str) -> float:
    moment = time_of(time)
    return (moment - _FIRST).total_seconds() if moment > _FIRST else np.nan


def _last(journals: Journals) -> tuple[datetime | None, str]:
    """Return when the last answer was given, as the student's clock had it, and in which quiz."""
    found = [(time_of(entry.time), quiz) for quiz, replay in journals.replays.items() for entry in replay.entries[-1:]]
    moment, quiz = max(found, default=(_FIRST, ""))
    return (moment, quiz) if moment > _FIRST else (None, "")
