"""The teacher's report of a course, its tables, and what a test puts into the course for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from instructor.course import Course
from instructor.report import Submissions, teacher_report
from instructor.reports.page import Report, ReportTable
from instructor.submissions.register import Register
from quizzes.catalogue import say
from tests.small_course import ASSIGNMENT


def made(course: Course, lesson: str = ASSIGNMENT) -> Report:
    return teacher_report(course, lesson, Submissions(course, lesson))


def table(report: Report, *heads: str) -> ReportTable:
    """Return the table that begins with these heads, by their keys."""
    wanted = tuple(map(say, heads))
    return next(each for section in report.sections for each in section.tables if each.columns[: len(wanted)] == wanted)


def register(course: Course, **names: str) -> Register:
    """Enter people by their ids, with the names they bear."""
    people = Register(course)
    for person_id, name in names.items():
        person = people.add(person_id)
        person.roster = {"plain": {"Name": name}}
        people.call(person, name)
    people.save()
    return people


def lines(folder: Path, quiz: str, *entries: dict[str, Any]) -> None:
    """Write a journal."""
    path = folder / "responses" / f"{quiz}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps({'time': '2026-11-20T10:00:00+00:00', **each})}\n" for each in entries))
