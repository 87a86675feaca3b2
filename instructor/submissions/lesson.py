"""What tells a lesson by its content: a notebook of it by its cells, a journal of it by its items.

Names say little of what a student sends: `Copy of 01.ipynb`, `Untitled.ipynb`, `quiz-01 (1).jsonl.txt`. A notebook
that has half of the lesson's cells by nbgrader's ids, or nearly all of its text, is the lesson's; one that has fewer is
only the nearest reading, to be asked about.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from instructor.course import Course
from quizzes.written import grade_id

#: A notebook with this share of the lesson's cells is the lesson, or one without ids that has this share of its text.
CERTAIN = 0.5
CERTAIN_TEXT = 0.8
#: Shorter cells stand in any notebook.
SHORTEST = 20


@dataclass(frozen=True)
class Lesson:
    """A lesson as its release has it: its quizzes, the items in them, its cells' ids and their texts."""

    assignment: str
    quizzes: tuple[str, ...]
    items: frozenset[str]
    cells: frozenset[str]
    texts: frozenset[str]

    @classmethod
    def of(cls, course: Course, assignment: str) -> Lesson:
        """Read what tells a lesson, from the bank and the release; where there is none, from the source."""
        bank = course.bank(assignment)
        name = f"{assignment}.ipynb"
        path = course.step("release", assignment) / name
        cells = _cells((path if path.exists() else course.source(assignment) / name).read_bytes())
        ids = frozenset(grade_id(cell) for cell in cells) - {""}
        quizzes = tuple(quiz.id for quiz in bank.quizzes)
        return cls(assignment, quizzes, frozenset(item.id for _, item in bank.items()), ids, _texts(cells))

    def share(self, notebook: bytes) -> float:
        """Return how much of the lesson a notebook holds, from 0 to 1; whatever its bytes are, nothing is raised."""
        cells = _cells(notebook)
        ids, texts = {grade_id(cell) for cell in cells}, {text for text in _texts(cells) if len(text) >= SHORTEST}
        telling = {text for text in self.texts if len(text) >= SHORTEST}
        by_id = len(self.cells & ids) / len(self.cells) if self.cells else 0.0
        by_text = len("".join(telling & texts)) / len("".join(telling)) if telling else 0.0
        return max(by_id, by_text * CERTAIN / CERTAIN_TEXT)

    def own_words(self, notebook: bytes) -> frozenset[str]:
        """Return the texts of a notebook's cells that the lesson does not have: what the student wrote."""
        return _texts(_cells(notebook)) - self.texts


def _cells(notebook: bytes) -> list[dict[str, Any]]:
    try:
        found = json.loads(notebook)
    except (ValueError, RecursionError):
        return []
    cells = found.get("cells") if isinstance(found, dict) else None
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []


def _text(cell: dict[str, Any]) -> str:
    source = cell.get("source")
    parts = source if isinstance(source, list) else [source]
    return re.sub(r"\s+", " ", "".join(part for part in parts if isinstance(part, str))).strip()


def _texts(cells: list[dict[str, Any]]) -> frozenset[str]:
    return frozenset(map(_text, cells)) - {""}
