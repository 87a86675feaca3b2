"""A made-up class that works on a real lesson as students do: able or not, sure or not, in sittings, with votes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from instructor.course import Course
from instructor.marking.answer_key import AnswerKey, read_answer_key
from quizzes.bank import Quiz
from quizzes.types import BaseItem

START = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def student(number: int) -> str:
    return f"student-{number:05}"


def hand_in_class(course: Course, lesson: str, size: int, seed: int = 1) -> None:
    """Write the submissions of a class, without notebooks: the reports read journals alone."""
    random = np.random.default_rng(seed)
    scheme = read_answer_key(course, lesson)
    for number in range(size):
        ability = random.normal()
        stops = 0.5 if number % 10 == 7 else 1.0
        folder = course.step("submitted", lesson, student(number))
        write_journals(folder, scheme, random, ability, stops if number % 20 != 13 else 0.0)
        (folder / "timestamp.txt").write_text("2026-11-20 11:00:00 UTC", "utf-8")


def write_journals(folder: Path, scheme: AnswerKey, random: np.random.Generator, ability: float, stops: float) -> None:
    """Write one student's journals, up to a share of the lesson."""
    (folder / "responses").mkdir(parents=True, exist_ok=True)
    moment = START + timedelta(minutes=int(random.integers(0, 300)))
    quizzes = scheme.bank.quizzes[: round(stops * len(scheme.bank.quizzes))]
    for quiz in quizzes:
        moment += timedelta(minutes=float(random.choice([4, 12, 20, 900], p=[0.5, 0.3, 0.15, 0.05])))
        lines = []
        for item in quiz.items:
            for line in _lines(quiz, item, scheme, random, ability):
                moment += timedelta(seconds=float(random.lognormal(4, 0.6)))
                lines.append(json.dumps({"time": moment.isoformat(timespec="seconds"), "item": item.id, **line}))
        (folder / "responses" / f"{quiz.id}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


def _lines(
    quiz: Quiz, item: BaseItem, scheme: AnswerKey, random: np.random.Generator, ability: float
) -> Iterator[dict[str, Any]]:
    if item.by_person or item.is_kept:
        if item.by_person:
            yield {"response": "A claim and its ground, in a few words of my own."}
        return
    if not item.keyed:
        yield {"response": str(random.choice(list(getattr(item, "options", {"": ""}))))}
        return
    answer = scheme.answers.get(item.id) or item.answer
    assert answer
    again = 0.8 if quiz.repeats else 0.0
    hard = (sum(map(ord, item.id)) % 9 - 4) / 2
    is_right = random.random() < 1 / (1 + np.exp(-(1.3 * (ability + again - hard))))
    right, wrong = item.right(answer, scheme.models.get(item.simulated_by)), item.wrong(answer)
    if item.kind == "choice":
        others = [name for name in getattr(item, "options", {}) if name != answer.key]
        wrong = str(random.choice(others))
    level = str(random.choice(["sure", "fairly", "guess"], p=[0.5, 0.3, 0.2] if is_right else [0.2, 0.4, 0.4]))
    if random.random() < 0.15:
        yield {"response": wrong}
    yield {"response": right if is_right else wrong, "confidence": level}
