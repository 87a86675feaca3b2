"""The small course with a question that can be answered for twenty minutes, and how a student answers it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner, Result

from instructor.__main__ import main
from instructor.course import Course
from instructor.marking.answer_key import read_answer_key
from instructor.marking.asked import for_student
from instructor.marking.marks import QuizMarks, mark_folder
from quizzes.journal import Entry, append
from tests.small_course import ASSIGNMENT

#: On the clock of Berlin, an hour before UTC in February.
WINDOW = {"opens": "2027-02-03 10:00", "closes": "2027-02-03 10:20"}
PLAN = """
zone = "Europe/Berlin"
[late]
per_day = 0.1
[lessons]
01-small = { release = "2027-02-01 08:00", due = "2027-02-10 23:59" }
"""
Answers = list[tuple[str, Any]]


def give(course: Course, window: Any = WINDOW, item: str = "s-club") -> Course:
    """Give an item of the small course, or its graded quiz, a window; and the course its dates."""
    path = course.bank_file(ASSIGNMENT)
    bank = yaml.safe_load(path.read_text("utf-8"))
    for quiz in bank["quizzes"]:
        for each in (quiz, *quiz["items"]):
            if each["id"] == item:
                each["window"] = window
    path.write_text(yaml.safe_dump(bank, width=1000), "utf-8")
    course.folder.mkdir(exist_ok=True)
    plan(course)
    return course


def plan(course: Course, text: str = PLAN) -> None:
    """Write what `course.toml` says."""
    (course.folder / "course.toml").write_text(text, "utf-8")


def hand_in(course: Course, student: str, answers: Answers, item: str = "s-club", **more: Any) -> Path:
    """Put a submission in its place that answered an item at these times, in this order."""
    folder = course.step("submitted", ASSIGNMENT, student)
    shutil.copytree(course.step("release", ASSIGNMENT), folder)
    for time, response in answers:
        append(folder / "responses" / "quiz-01.jsonl", Entry(time=time, item=item, response=response, **more))
    (folder / "timestamp.txt").write_text("2027-02-03 12:00:00", "utf-8")
    return folder


def marked(course: Course, folder: Path) -> QuizMarks:
    """Mark a submission as the student's whose folder it is in."""
    scheme = for_student(read_answer_key(course, ASSIGNMENT), folder.parent.name)
    return mark_folder(folder, scheme).quizzes["quiz-01"]


def run(*command: str) -> Result:
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    return done
