"""Mark the journals of a submission: what each item earned. Pure but for reading files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from msgspec import structs

from instructor.marking.answer_key import AnswerKey
from instructor.marking.drawn import as_drawn, in_the_keys_words, lot_for
from instructor.marking.windows import LISTED, Outside, counted
from instructor.submissions.journals import Journals, journal_name, read_journals
from instructor.submissions.read import read_journal_files
from quizzes.bank import Quiz
from quizzes.confidence import Confidence
from quizzes.journal import Problem, Replay
from quizzes.scoring import Mark, Outcome, best, score
from quizzes.types import Answer, BaseItem, ResponseError, Simulate


@dataclass(frozen=True)
class ItemMarks:
    """One item of a student's quiz: the response (None where there is none) and what it earned.

    `confidence` is how sure the student said to be of it, and `hints` how many of its hints were opened; both earn and
    cost nothing. `simulate` is the model that it was marked with, if it takes one. `outside` are the answers that do
    not count because of their times, and `doubt` says why the time of the one that counts is in doubt ("": it is not).
    """

    item: BaseItem
    answer: Answer
    response: Any
    mark: Mark
    confidence: Confidence | None = None
    simulate: Simulate | None = None
    hints: int = 0
    outside: tuple[Outside, ...] = ()
    doubt: str = ""

    @property
    def nearest(self) -> Answer:
        """The answer with the one of its keys by which the response earned what it did."""
        accepted = self.answer.accepted
        if len(accepted) == 1 or not self.is_read:
            return accepted[0]
        return best(self.item, self.answer, self.response, self.simulate)[0]

    @property
    def is_read(self) -> bool:
        """Whether there is a response that can be read."""
        if not self.item.is_answered(self.response):
            return False
        try:
            self.item.expect(self.response)
        except ResponseError:
            return False
        return True


@dataclass(frozen=True)
class QuizMarks:
    """One graded quiz of a student, and the lines of its journal that could not be read.

    `cell` is what the quiz's cell is worth in the gradebook; None where that is what the bank says.
    """

    quiz: Quiz
    items: tuple[ItemMarks, ...]
    problems: tuple[Problem, ...] = ()
    cell: float | None = None

    @property
    def shown(self) -> tuple[ItemMarks, ...]:
        """The items that the student was shown: all, or those that were drawn."""
        return tuple(marks for marks in self.items if marks.mark.outcome != "not drawn")

    @property
    def asked(self) -> float:
        """The points of what was asked of the student, without what was taken out."""
        return sum(marks.mark.maximum for marks in self.items)

    @property
    def worth(self) -> float:
        """What the quiz is worth: its cell's points or, of the bank, those of all items that were not taken out."""
        if self.cell is not None:
            return self.cell
        return float(sum(marks.item.points for marks in self.shown if marks.answer.void != "out"))

    @property
    def points(self) -> float:
        """The share earned of what was asked times what the quiz is worth, rounded to what a gradebook shows.

        Of whom nothing was asked nothing is missing.
        """
        earned, asked, worth = sum(marks.mark.points for marks in self.items), self.asked, self.worth
        return round(min(max(earned * (worth / asked) if asked else worth, 0.0), worth), 4)

    def in_cell(self, points: float) -> QuizMarks:
        """Return the marks in a cell that is worth so many points."""
        return replace(self, cell=points)

    def skipped(self) -> list[str]:
        """Name what was skipped in the journal, one sentence each."""
        return _skipped(self.quiz, self.problems)

    def untimely(self) -> Iterator[str]:
        """Name the answers that do not count because of their times, and those that do although these are in doubt."""
        for marks in self.shown:
            here = f'{journal_name(self.quiz.id)}: item "{marks.item.id}"'
            if (more := len(marks.outside) - LISTED) > 0:
                yield f"{here}: {more} answers outside of its window, before those named next: not counted"
            for each in marks.outside[-LISTED:]:
                time, bound = (f"{moment:%Y-%m-%d %H:%M:%S %Z}" for moment in (each.time, each.bound))
                missed = "before it opened" if each.is_early else "after it closed"
                yield f"{here}: answered {time}, {missed} ({bound}): not counted"
            if marks.doubt:
                yield f"{here}: its answer counts, but {marks.doubt}; look at it"


def _skipped(quiz: Quiz, problems: Sequence[Problem]) -> list[str]:
    return [
        f"{journal_name(quiz.id)}, {f'line {problem.line}' if problem.line else 'the file'}: "
        f"{problem.reason}; it was skipped, the rest counts"
        for problem in problems
    ]


@dataclass(frozen=True)
class SubmissionMarks:
    """All graded quizzes of one submission, by quiz id, and what is to be said of its journals."""

    quizzes: dict[str, QuizMarks]
    notes: tuple[str, ...] = ()


NOTHING_CAME = (
    "no answers came along: there is no journal in it; ask for the hand-in zip, unless it is meant to be blank"
)


def mark_folder(folder: Path, scheme: AnswerKey) -> SubmissionMarks:
    """Mark every graded quiz of the submission in `folder`; nothing there is run or trusted, only read.

    Raises
    ------
    OSError
        Where a journal is there and cannot be read, or is no plain file: a link, a pipe or a device is not opened.
    """
    return mark_files(read_journal_files(folder, [quiz.id for quiz in scheme.bank.quizzes]), scheme)


def mark_files(files: Mapping[str, bytes], scheme: AnswerKey) -> SubmissionMarks:
    """Mark every graded quiz of a submission whose files are at hand."""
    return mark_journals(read_journals(files, scheme.bank.quizzes), scheme)


def mark_journals(journals: Journals, scheme: AnswerKey) -> SubmissionMarks:
    """Mark every graded quiz of a submission whose journals were read; of written answers say what was skipped."""
    written = [quiz for quiz in scheme.bank.quizzes if quiz.kind == "written"]
    skipped = [text for quiz in written for text in _skipped(quiz, journals.replays[quiz.id].problems)]
    lot, said = lot_for(journals, scheme)
    scheme = as_drawn(scheme, lot, journals)
    graded = [quiz for quiz in scheme.bank.quizzes if quiz.graded]
    marks = {quiz.id: _mark_quiz(quiz, journals.replays[quiz.id], scheme) for quiz in graded}
    nothing = (NOTHING_CAME,) if graded and not journals.came_along else ()
    return SubmissionMarks(marks, (*journals.notes, *skipped, *said, *nothing))


def read_journal(folder: Path, quiz: Quiz) -> Replay:
    """Read the answers to a quiz in a submission's folder. Raises OSError as `mark_folder` does."""
    return read_journals(read_journal_files(folder, [quiz.id]), [quiz]).replays[quiz.id]


def _mark_quiz(quiz: Quiz, journal: Replay, scheme: AnswerKey) -> QuizMarks:
    held = counted(journal, scheme.timing, scheme.student)
    sure = {name: entry.confidence or None for name, entry in held.journal.latest().items()}
    items = (_mark_item(item, item.counted(held.journal.responses(item.id)), scheme) for item in quiz.items)
    marks = tuple(
        replace(
            each,
            confidence=sure.get(each.item.id),
            hints=_opened(held.journal, each.item),
            outside=held.outside.get(each.item.id, ()),
            doubt=held.doubts.get(each.item.id, ""),
        )
        for each in items
    )
    return QuizMarks(quiz, marks, journal.problems)


def _opened(journal: Replay, item: BaseItem) -> int:
    """Return how many hints a journal says were opened; an item without any has none."""
    counts = (entry.hints or 0 for entry in journal.entries if entry.item == item.id) if item.hints else ()
    return min(max(counts, default=0), len(item.hints))


def _mark_item(item: BaseItem, response: Any, scheme: AnswerKey) -> ItemMarks:
    answer = scheme.answers[item.id]
    if item.id in scheme.undrawn:
        return ItemMarks(item, answer, None, Mark(0.0, 0.0, "not drawn"))
    if item.id in scheme.unasked and not answer.void and not item.is_answered(response):
        return ItemMarks(item, answer, response, Mark(0.0, 0.0, "not asked"))
    model = scheme.model_of(item)
    mark = score(item, answer, response, model)
    mark = structs.replace(mark, missed=in_the_keys_words(scheme, item.id, mark.missed))
    if item.id in scheme.credits and not answer.void:
        mark = _credited(mark, *scheme.credits[item.id])
    return ItemMarks(item, answer, response, mark, simulate=model)


def _credited(mark: Mark, given: float | None, because: str) -> Mark:
    """Return the better of what an answer earned and what an instructor gave for it, with the reason."""
    points = mark.maximum if given is None else min(given, mark.maximum)
    if points <= mark.points:
        return mark
    outcome: Outcome = "right" if points == mark.maximum else "partly right"
    return structs.replace(mark, points=points, outcome=outcome, credit=because)
