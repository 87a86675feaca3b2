"""A made-up course with a walk of three steps in two lessons, as a student has it, and how a student judges in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook

from quizzes.journal import Entry, append
from tests.test_second_course import ESSAY, FACTS

FIRST, SECOND = "01-leaves", "02-levies"
TITLES = {FIRST: "Leaves", SECOND: "Levies & <duties>"}
STEPS = {
    "duty": {
        "title": "The duty",
        "text": "The text says that tea was taxed by the chest.",
        "lesson": FIRST,
        "quotes": [[2, "the duty was counted by the chest"]],
    },
    "smugglers": {
        "title": "The smugglers",
        "text": "The text says that smugglers answered the duty.",
        "lesson": SECOND,
        "quotes": [[3, "the smugglers came"]],
    },
    "price": {
        "title": "The price",
        "text": "The text says that everyone paid less.",
        "lesson": SECOND,
        "quotes": [[3, "the price fell for everyone"], [2, "by the ounce"]],
    },
}


def bank(lesson: str) -> dict[str, Any]:
    """Return a lesson's questions: a verdict on each of its steps."""
    steps = [name for name, step in STEPS.items() if step["lesson"] == lesson]
    items = [{"id": f"v-{name}", "type": "verdict", "step": name, "stem": "Well?", "objective": 1} for name in steps]
    return {"assignment": lesson, "quizzes": [{"id": f"verdict-{lesson[:2]}", "title": "Verdict", "items": items}]}


def write_checkout(root: Path) -> Path:
    """Write what the course's lessons are, and its sources; return the folder of the sources."""
    for lesson, title in TITLES.items():
        folder = root / "notebooks" / lesson
        folder.mkdir(parents=True)
        nbformat.write(new_notebook(cells=[new_markdown_cell(f"# {title}", id="t")]), folder / f"{lesson}.ipynb")
    (root / "pyproject.toml").write_text('[project]\nname = "tea"\n', "utf-8")
    seeds = root / "seeds"
    seeds.mkdir()
    for name, text in {"essay.txt": ESSAY, "essay.json": json.dumps(FACTS), "steps.json": json.dumps(STEPS)}.items():
        (seeds / name).write_text(text, "utf-8")
    return seeds


def hand_out(place: Path, lesson: str) -> Path:
    """Write a student's copy of a lesson; return its folder."""
    folder = place / lesson
    folder.mkdir(parents=True)
    (folder / "quiz.json").write_text(json.dumps(bank(lesson)), "utf-8")
    return folder


def judge(place: Path, step: str, response: Any, time: str = "2026-03-05T10:00:00+00:00") -> Path:
    """Save a verdict where the page does; return its journal."""
    lesson = str(STEPS[step]["lesson"])
    path = place / lesson / "responses" / f"verdict-{lesson[:2]}.jsonl"
    append(path, Entry(time=time, item=f"v-{step}", response=response))
    return path
