"""Where a lesson is read to be written elsewhere: its bank, its keys, and the notebook's points for written answers."""

from __future__ import annotations

import json
from collections.abc import Collection

import seeds
from instructor.course import Course
from instructor.exchange_formats.forms import Form, Group, Lesson, Lost
from instructor.exchange_formats.items import Asked, formed
from quizzes.bank import Keys, Quiz, check_keys

KINDS = ("graded", "practice", "written", "kept")

#: What no platform has a field for.
NOWHERE = (
    "objective, concept, level and evidence of its items are not carried, nor a diagnosis beside a feedback; "
    "confidence, retries and the text itself stay in the course"
)


def read_lesson(course: Course, name: str, kinds: Collection[str] = KINDS) -> tuple[Lesson, list[Lost]]:
    """Return the questions of a lesson as forms, and what of its items no form can hold.

    Parameters
    ----------
    course, name
        The course and the lesson in it.
    kinds
        Of `KINDS`, what quizzes are taken.

    Raises
    ------
    UnknownNameError
        Where there is no such lesson.
    BankError
        Where bank or keys cannot be read, or do not fit each other.
    """
    course.check(name)
    bank, keys = course.bank(name), course.keys(name)
    check_keys(bank, keys, course.keys_file(name).name)
    groups, lost = [], [Lost(name, NOWHERE)]
    for quiz in bank.quizzes:
        if quiz.repeats:
            lost.append(Lost(quiz.id, f'left out: it asks "{quiz.repeats}" again'))
        elif quiz.kind in kinds:
            questions, unheld = _questions(quiz, keys, _points(course, name))
            groups += [Group(quiz.id, quiz.title, tuple(questions))] if questions else []
            lost += unheld
            if quiz.draw:
                pool = f"{quiz.draw} of its {len(quiz.items)} questions"
                lost.append(Lost(quiz.id, f"each student was asked {pool}; all are written: let the platform draw"))
            if quiz.ask:
                lost.append(Lost(quiz.id, "it was asked before and marked after the lesson; here it is marked at once"))
    return Lesson(name, _title(course), tuple(groups), seeds.essay().attribution), lost


def _questions(quiz: Quiz, keys: Keys, worth: dict[str, float]) -> tuple[list[Form], list[Lost]]:
    questions, lost = [], []
    for item in quiz.items:
        points = worth.get(quiz.id, item.points) if item.by_person else item.points
        form, unheld = formed(Asked(quiz, item, keys.keys.get(item.id, item.answer), points))
        questions += [form] if form else []
        lost += unheld
    return questions, lost


def _points(course: Course, name: str) -> dict[str, float]:
    """Return what the notebook's cells are worth by their grade ids."""
    notebook = json.loads((course.source(name) / f"{name}.ipynb").read_text("utf-8"))
    cells = (cell.get("metadata", {}).get("nbgrader", {}) for cell in notebook["cells"])
    return {str(cell["grade_id"]): float(cell["points"]) for cell in cells if cell.get("points") is not None}


def _title(course: Course) -> str:
    return str(course.settings.get("title", course.course_id))
