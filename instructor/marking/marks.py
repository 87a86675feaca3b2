"""Mark the journals of a submission: what each item earned. Pure but for reading files."""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from instructor.marking.answer_key import AnswerKey
from quizzes.bank import Quiz
from quizzes.journal import Problem, Replay, read, replay
from quizzes.scoring import Mark, score
from quizzes.types import Answer, BaseItem


@dataclass(frozen=True)
class ItemMarks:
    """One item of a student's quiz: the response (None where there is none) and what it earned."""

    item: BaseItem
    answer: Answer
    response: Any
    mark: Mark


@dataclass(frozen=True)
class QuizMarks:
    """One graded quiz of a student, and the lines of its journal that could not be read."""

    quiz: Quiz
    items: tuple[ItemMarks, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def points(self) -> float:
        """The sum of the items' points, within 0 and the quiz's points, rounded to what a gradebook shows."""
        return round(min(max(sum(marks.mark.points for marks in self.items), 0.0), float(self.quiz.points)), 4)

    def skipped(self) -> list[str]:
        """Name what was skipped in the journal, one sentence each."""
        return [
            f"responses/{self.quiz.id}.jsonl, {f'line {problem.line}' if problem.line else 'the file'}: "
            f"{problem.reason}; it was skipped, the rest counts"
            for problem in self.problems
        ]


@dataclass(frozen=True)
class SubmissionMarks:
    """All graded quizzes of one submission, by quiz id."""

    quizzes: dict[str, QuizMarks]


def mark_folder(folder: Path, scheme: AnswerKey) -> SubmissionMarks:
    """Mark every graded quiz of the submission in `folder`; nothing there is run or trusted, only read."""
    return _mark(lambda quiz: read_journal(folder, quiz), scheme)


def mark_files(files: Mapping[str, bytes], scheme: AnswerKey) -> SubmissionMarks:
    """Mark every graded quiz of a submission whose files are at hand."""
    return _mark(lambda quiz: read(files.get(journal_name(quiz), b""), quiz.item_ids), scheme)


def read_journal(folder: Path, quiz: Quiz) -> Replay:
    """Read a quiz's journal from a submission's folder.

    Raises
    ------
    OSError
        Where it is there and cannot be read, or is no plain file: a link, a pipe or a device is not opened.
    """
    path = folder / journal_name(quiz)
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise OSError(errno.EINVAL, "a link or a device, not a file", str(path))
    return replay(path, quiz.item_ids)


def journal_name(quiz: Quiz) -> str:
    """Return the name of a quiz's journal within a submission."""
    return f"responses/{quiz.id}.jsonl"


def _mark(journal_of: Callable[[Quiz], Replay], scheme: AnswerKey) -> SubmissionMarks:
    graded = [quiz for quiz in scheme.bank.quizzes if quiz.graded]
    return SubmissionMarks({quiz.id: _mark_quiz(quiz, journal_of(quiz), scheme) for quiz in graded})


def _mark_quiz(quiz: Quiz, journal: Replay, scheme: AnswerKey) -> QuizMarks:
    items = tuple(_mark_item(item, item.counted(journal.responses(item.id)), scheme) for item in quiz.items)
    return QuizMarks(quiz, items, journal.problems)


def _mark_item(item: BaseItem, response: Any, scheme: AnswerKey) -> ItemMarks:
    answer = scheme.answers[item.id]
    return ItemMarks(item, answer, response, score(item, answer, response, scheme.model_of(item)))
