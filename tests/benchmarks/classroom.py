"""Make a class for the benchmarks: a real lesson's release, and as many submissions of it as are wanted.

The same students sit in two classrooms. In `Quizzes` they answer the lesson as it is, in journals. In `Classic`
(`tests.benchmarks.classic`) they answer the same questions as nbgrader's users usually ask them, in code cells. What
each answers is drawn by a generator; half of them write something into the written tasks, half are late. An answer is
right, wrong throughout or missing, so the points deserved are known beforehand and are the same in both.
"""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from nbgrader.api import Gradebook

from instructor.course import CONFIGURATION, Course
from instructor.demo import Kind, Student, answer_quizzes, write_answers
from instructor.marking.answer_key import AnswerKey, read_answer_key
from instructor.release import make_release
from quizzes.types import BaseItem

ROOT = CONFIGURATION.parent
LESSON = "02-who-pays-for-order"
NOTEBOOK = f"{LESSON}.ipynb"
ESSAY = "The leader was able and no longer willing: its duties rose in a year in which its share did not fall. (P8)"
DUE, ON_TIME, LATE = "2026-11-20 12:00:00 UTC", "2026-11-20 11:00:00 UTC", "2026-11-21 13:30:00 UTC"
KINDS: dict[Kind, float] = {"right": 0.6, "wrong": 0.3, "blank": 0.1}


@dataclass(frozen=True)
class Sitting:
    """One made-up student: how each graded item is answered, whether the tasks are written, whether it is late."""

    id: str
    kinds: tuple[Kind, ...]
    writes: bool
    late: bool


def draw_class(count: int, items: int, rng: np.random.Generator) -> list[Sitting]:
    """Draw `count` students who answer `items` graded items; a larger class begins with the smaller one."""
    return [_draw(number, items, rng) for number in range(count)]


def _draw(number: int, items: int, rng: np.random.Generator) -> Sitting:
    kinds = rng.choice(list(KINDS), size=items, p=list(KINDS.values())).tolist()
    return Sitting(f"student-{number:05}", tuple(kinds), bool(rng.integers(2)), number % 2 == 1)


def graded_items(scheme: AnswerKey) -> Iterator[BaseItem]:
    """Yield the items that count, in the order in which they are asked."""
    return (item for quiz, item in scheme.bank.items() if quiz.graded)


class Classroom(ABC):
    """A released assignment, its submissions, and the points that each student deserves without a person's marks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scheme = read_answer_key(Course(ROOT, folder), LESSON)
        self.deserved: dict[str, float] = {}
        self.release()
        with Gradebook(self.gradebook, Course(ROOT, self.folder).course_id) as book:
            book.update_or_create_assignment(LESSON, duedate=DUE)
        shutil.copy(folder / "gradebook.db", folder / "released.db")

    @property
    def gradebook(self) -> str:
        """The address of the gradebook."""
        return f"sqlite:///{self.folder / 'gradebook.db'}"

    @abstractmethod
    def release(self) -> None:
        """Make the students' version in `folder`/release."""

    @abstractmethod
    def answer(self, submission: Path, sitting: Sitting) -> float:
        """Answer a copy of the release; return the points that the answers deserve."""

    def seat(self, sittings: Iterable[Sitting]) -> None:
        """Let these students hand in, too."""
        for sitting in sittings:
            submission = self.submission(sitting.id)
            shutil.copytree(self.folder / "release" / LESSON, submission)
            self.deserved[sitting.id] = self.answer(submission, sitting)
            if sitting.writes:
                write_answers(submission / NOTEBOOK, ESSAY)
            (submission / "timestamp.txt").write_text(LATE if sitting.late else ON_TIME, "utf-8")

    def submission(self, student: str) -> Path:
        """Return the folder of a student's submission."""
        return self.folder / "submitted" / student / LESSON

    def reset(self) -> None:
        """Forget all grading: the gradebook knows the assignment and nobody's work."""
        for name in ("autograded", "grading"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        for path in self.folder.glob("gradebook.db*"):
            path.unlink()
        shutil.copy(self.folder / "released.db", self.folder / "gradebook.db")

    def rows(self) -> list[dict[str, Any]]:
        """Return what the gradebook says of each submission, without the ids that nbgrader draws."""
        with Gradebook(self.gradebook, Course(ROOT, self.folder).course_id) as book:
            found = [{**row, "id": None} for row in book.submission_dicts(LESSON)]
        return sorted(found, key=lambda row: str(row["student"]))

    def scores(self) -> dict[str, float]:
        """Return the points that code cells earned, by student."""
        return {row["student"]: row["code_score"] for row in self.rows()}


class Quizzes(Classroom):
    """The lesson as it is: answers lie in journals, and nothing has to run."""

    def release(self) -> None:
        """Release the lesson from the checkout."""
        make_release(Course(ROOT, self.folder), LESSON)

    def answer(self, submission: Path, sitting: Sitting) -> float:
        """Write the journals that the page would write."""
        return answer_quizzes(submission, Student(sitting.id, "", sitting.kinds.__getitem__), self.scheme)
