"""A small course whose graded quiz asks each student three of eight questions with numbers of their own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import yaml

from instructor.course import Course
from instructor.marking.answer_key import read_answer_key
from instructor.marking.asked import for_student
from instructor.marking.marks import SubmissionMarks, mark_folder
from quizzes.bank import Bank
from quizzes.drawing import chosen_of
from quizzes.journal import Entry, append
from quizzes.types.varied import drawn_numbers
from tests.small_course import ASSIGNMENT

STUDENTS = [f"student-{n:04}" for n in range(1000)]
NUMBERS = {
    "price": {"least": 1.5, "most": 9.5, "step": 0.25},
    "sold": {"among": [20, 30, 40, 70, 110]},
    "cost": "price / 4",
}
STEM = "At {{price}} a pound {{sold}} are sold, each made for {{cost}}. What is earned? $x = {{{price}}}$"
KEY = {"value": "sold * (price - cost)", "tolerance": "0.001 * price"}
FEEDBACK = {"sold * price": "That is what comes in: {{sold * price}}. Take {{sold * cost}} away."}
RATIONALE = "For each of {{sold}} the margin is {{price - cost}}, which makes {{sold * (price - cost)}}."


def write(course: Course, **more: Any) -> None:
    """Let the small course's first graded quiz be a pool of eight questions whose numbers vary."""
    path, keys_path = course.bank_file(ASSIGNMENT), course.keys_file(ASSIGNMENT)
    bank, keys = (yaml.safe_load(each.read_text("utf-8")) for each in (path, keys_path))
    common = {"type": "number", "objective": 1, "points": 1, "numbers": NUMBERS}
    pool = [{**common, "id": f"n-{n}", "stem": f"Number {n}. {STEM}"} for n in range(8)]
    answer = {"key": KEY, "rationale": RATIONALE, "feedback": FEEDBACK, "diagnosis": {"sold * price": "Forgets cost."}}
    bank["quizzes"][1] |= {"items": pool, "draw": 3} | more
    keys["keys"] = {each["id"]: {**answer} for each in pool} | {"s-run": keys["keys"]["s-run"]}
    path.write_text(yaml.safe_dump(bank, width=1000), "utf-8")
    keys_path.write_text(yaml.safe_dump(keys, width=1000), "utf-8")
    notebook = course.source(ASSIGNMENT) / f"{ASSIGNMENT}.ipynb"
    text = json.loads(notebook.read_text("utf-8"))
    for cell in text["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "quiz-01":
            cell["metadata"]["nbgrader"]["points"] = 3
    notebook.write_text(json.dumps(text), "utf-8")


def earned_by(price: float, sold: float) -> float:
    """Return what is earned, worked out by hand."""
    return sold * (price - price / 4)


def answered(course: Course, student: str, answers: dict[str, str], lot: str, place: str = "submitted") -> Path:
    """Put a submission where `collect` would."""
    folder = course.step(place, ASSIGNMENT, student)
    shutil.copytree(course.step("release", ASSIGNMENT), folder)
    for name, response in answers.items():
        entry = Entry(time="2026-11-20T10:00:00+00:00", item=name, response=response, lot=lot)
        append(folder / "responses" / "quiz-01.jsonl", entry)
    return folder


def marked(course: Course, folder: Path, student: str) -> SubmissionMarks:
    """Mark a submission as the student's."""
    return mark_folder(folder, for_student(read_answer_key(course, ASSIGNMENT), student))


def by_hand(bank: Bank, lot: str) -> dict[str, str]:
    """Return the right answers to what a lot is asked, worked out without the key."""
    quiz = bank.quiz("quiz-01")
    found = {}
    for name in chosen_of(quiz, lot):
        numbers = drawn_numbers(quiz.items[0].numbers, name, lot)
        found[name] = f"{earned_by(numbers['price'], numbers['sold']):.6g}"
    return found
