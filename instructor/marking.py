"""Mark the journals of a submission: the keys that decide, and what each item earned. Pure but for reading files."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from instructor.course import Course
from quizzes.items import Answer, Bank, BankError, Item, Quiz, Run, check_keys
from quizzes.journal import Problem, Replay, read, replay
from quizzes.scoring import Mark, Simulate, counted, score
from quizzes.simulation import load_model


@dataclass(frozen=True)
class Scheme:
    """What an assignment is marked by: its items, the answers of its graded items, and the lesson's models."""

    bank: Bank
    answers: dict[str, Answer]
    models: dict[str, Simulate]
    code_cells: bool = False


@dataclass(frozen=True)
class ItemMarks:
    """One item of a student's quiz: the response (None where there is none) and what it earned."""

    item: Item
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


def mark_submission(folder: Path, scheme: Scheme) -> SubmissionMarks:
    """Mark every graded quiz of the submission in `folder`; nothing there is run or trusted, only read."""
    return _mark(lambda quiz: read_journal(folder, quiz), scheme)


def mark_files(files: Mapping[str, bytes], scheme: Scheme) -> SubmissionMarks:
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


def _mark(journal_of: Callable[[Quiz], Replay], scheme: Scheme) -> SubmissionMarks:
    graded = [quiz for quiz in scheme.bank.quizzes if quiz.graded]
    return SubmissionMarks({quiz.id: _mark_quiz(quiz, journal_of(quiz), scheme) for quiz in graded})


def _mark_quiz(quiz: Quiz, journal: Replay, scheme: Scheme) -> QuizMarks:
    items = tuple(_mark_item(item, counted(item, journal.responses(item.id)), scheme) for item in quiz.items)
    return QuizMarks(quiz, items, journal.problems)


def _mark_item(item: Item, response: Any, scheme: Scheme) -> ItemMarks:
    answer = scheme.answers[item.id]
    simulate = scheme.models[item.model] if isinstance(item, Run) else None
    return ItemMarks(item, answer, response, score(item, answer, response, simulate))


def read_scheme(course: Course, assignment: str) -> Scheme:
    """Read what an assignment is marked by.

    Raises
    ------
    BankError
        Where bank, keys or model are missing, or do not fit each other.
    """
    return _read_scheme(course, assignment, scheme_digest(course, assignment))


def scheme_digest(course: Course, assignment: str) -> str:
    """Return a fingerprint of all files that decide over the marks: bank, keys and models."""
    files = [course.bank_file(assignment), course.keys_file(assignment), *course.source(assignment).glob("*.py")]
    parts = [(path.name, hashlib.blake2b(path.read_bytes()).hexdigest()) for path in sorted(files) if path.exists()]
    return hashlib.blake2b(msgspec.json.encode(parts), digest_size=16).hexdigest()


@lru_cache(maxsize=32)
def _read_scheme(course: Course, assignment: str, _digest: str) -> Scheme:
    bank, keys = course.bank(assignment), course.keys(assignment)
    check_keys(bank, keys, course.keys_file(assignment).name)
    names = {item.model for quiz, item in bank.items() if quiz.graded and isinstance(item, Run)}
    models = {name: find_model(course, assignment, name) for name in names}
    return Scheme(bank, dict(keys.keys), models, keys.code_cells)


def find_model(course: Course, assignment: str, name: str) -> Simulate:
    """Return `simulate` of a lesson's model, from the source: a student's copy of it is never imported.

    Raises
    ------
    BankError
        Where there is no such file.
    """
    path = course.source(assignment) / f"{name}.py"
    if not path.exists():
        raise BankError(f"{path.name}: there is no such model in {path.parent}; write it or correct the item's `model`")
    simulate: Simulate = load_model(path).simulate
    return simulate
