"""The walk through the text's argument: its steps in the text's order, each with the lesson that judges it.

`quizzes.step` shows them as a strip, and `quizzes.verdicts` with what a student said of each. They lie in `steps.json`
beside the text; a course without that file has no walk.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import seeds


@dataclass(frozen=True)
class Step:
    """One step: a title, a sentence in our words, the text's own (`quotes`: paragraph, words), and the lesson's name.

    `lesson` is the lesson at whose end a student gives a verdict on the step.
    """

    title: str
    text: str
    lesson: str
    quotes: tuple[tuple[int, str], ...]


def steps() -> dict[str, Step]:
    """Return the steps in the text's order, by their id, such as "norms"; none where the course has none."""
    return _steps(seeds.folder())


@cache
def _steps(folder: Path) -> dict[str, Step]:
    path = folder / "steps.json"
    entries = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return {name: _step(**entry) for name, entry in entries.items()}


def _step(title: str, text: str, lesson: str, quotes: list[tuple[int, str]]) -> Step:
    return Step(title, text, lesson, tuple((paragraph, words) for paragraph, words in quotes))
