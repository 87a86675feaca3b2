"""What is typed: numbers, times, names of folders."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from instructor.course import Course, CourseError
from instructor.feedback import page, write_feedback
from instructor.grading.batch import grade_class
from instructor.release import make_release
from instructor.submissions.times import parse_due, parse_utc
from quizzes.numbers import parse_number
from tests.folder_names import CHECKOUT_NAMES, COURSE_PATTERNS, NAMES, PATTERNS, STUDENTS
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder
from tests.typed_numbers import TABLE
from tests.typed_times import DUES, NO_DUES, NO_STAMPS, STAMPS

Outcomes = dict[str, tuple[str, str]]
REFUSED = "refused with the reason"


def numbers(_: Course) -> Outcomes:
    """Say what a typed number is read as."""
    return {
        f"{typed!r}{f' ({unit})' if unit else ''}": (number(value), number(parse_number(typed, unit)))
        for typed, unit, value in TABLE
    }


def number(value: float | None) -> str:
    return "called unreadable" if value is None else f"{value:.10g}"


def times(_: Course) -> Outcomes:
    """Say what a time stamp and a due date are read as, in UTC."""
    lists = (("stamp", STAMPS, NO_STAMPS, parse_utc), ("due", DUES, NO_DUES, parse_due))
    return {
        f"{kind} {text}": (deserved, time(read, text))
        for kind, good, bad, read in lists
        for text, deserved in [
            *((text, str(datetime.fromisoformat(utc))) for text, utc in good),
            *((text, REFUSED) for text, _ in bad),
        ]
    }


def time(read: Callable[[str], datetime], text: str) -> str:
    try:
        return str(read(text))
    except ValueError:
        return REFUSED


def folders(course: Course) -> Outcomes:
    """Say which names of checkouts, course folders and students work, and which are refused at the start."""
    parent, works, refused = course.root.parent / "checkouts", "8 of 9, with a page", "refused at the start"
    pairs = {name: (parent / name / "checkout", parent / name / f"{name[:100]} course") for name in NAMES}
    found = {f"checkout and course folder “{name[:30]}”": (works, through(course, *pairs[name])) for name in NAMES}
    found |= {f"checkout “{name}”": (works, through(course, parent / name)) for name in CHECKOUT_NAMES}
    for sign in PATTERNS:
        found[f"checkout “a{sign}b”"] = (refused, through(course, parent / f"a{sign}b"))
    for sign in (*PATTERNS, *COURSE_PATTERNS):
        found[f"course folder “a{sign}b”"] = (refused, through(course, parent / "plain", parent / f"a{sign}b"))
    course.enter()
    marks = taken_through(course, STUDENTS)
    return found | {f"student “{name[:30]}”": (works, marks[name]) for name in STUDENTS}


def through(course: Course, root: Path, folder: Path | None = None) -> str:
    """Take one student through a copy of the course at `root`; say what came of it."""
    copy = Course(root, folder or root / "build")
    try:
        copy.enter()
    except CourseError:
        return "refused at the start"
    shutil.copytree(course.root, root)
    if folder:
        (root / "build").rename(folder)
    make_release(copy, ASSIGNMENT)
    outcome = taken_through(copy, ("ana",))["ana"]
    shutil.rmtree(root)
    return outcome


def taken_through(course: Course, students: tuple[str, ...]) -> dict[str, str]:
    """Hand in, grade and write feedback."""
    for student in students:
        hand_in_folder(course, student, RIGHT)
    done = {one.student: one for one in grade_class(course, ASSIGNMENT, list(students), workers=1)}
    list(write_feedback(course, ASSIGNMENT, list(students)))
    pages = {name: ", with a page" if page(course, ASSIGNMENT, name).is_file() else "" for name in students}
    return {name: f"{done[name].score:g} of {done[name].maximum:g}{pages[name]}" for name in students}
