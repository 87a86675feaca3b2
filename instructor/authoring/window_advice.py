"""Advice on windows that are none for anybody: over before the lesson is released, or beginning when it is due."""

from __future__ import annotations

from collections.abc import Iterator

from instructor.course import Course, CourseError
from instructor.plan import LessonPlan, Plan, read_plan
from instructor.plan.windows import in_zone
from quizzes.bank import BankError
from quizzes.types.window import Window, moment


def window_advice(course: Course, lesson: str) -> list[str]:
    """Return what is odd about the windows of a lesson's items, beside the dates in `course.toml`; no error is said."""
    try:
        bank, plan = course.bank(lesson), read_plan(course)
        dated = plan.lessons.get(lesson)
        timed = [(item.id, in_zone(item.window, plan.zone, item.id)) for _, item in bank.items() if item.window]
    except (BankError, CourseError):
        return []
    return [f'item "{name}": {words}' for name, window in timed if dated for words in _odd(plan, dated, window)]


def _odd(plan: Plan, lesson: LessonPlan, window: Window) -> Iterator[str]:
    if window.closes and lesson.release and moment(window.closes) <= lesson.release:
        yield f"its window closes {plan.said(moment(window.closes))}, before the release ({plan.said(lesson.release)})"
    if window.opens and lesson.due and moment(window.opens) >= lesson.due:
        yield f"its window opens {plan.said(moment(window.opens))}, when the lesson is due ({plan.said(lesson.due)})"
