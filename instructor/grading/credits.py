"""Points that an instructor gave single students for an item, whatever they answered: `credits.json`.

They stand in the course folder and not with the keys, which hold no names. Whoever grades afterwards gives them again,
so they stay through every regrading, and they never add up with what the answer earns: the better of both counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from instructor.course import Course, CourseError
from instructor.marking.asked import Credit
from instructor.submissions.kept import write_json

NAME = "credits.json"
#: lesson -> student -> item -> what was given.
Credits = dict[str, dict[str, dict[str, Credit]]]


def read_credits(course: Course) -> Credits:
    """Return what was given. Raises CourseError where the file cannot be read."""
    path = course.folder / NAME
    try:
        return msgspec.json.decode(path.read_bytes(), type=Credits)
    except FileNotFoundError:
        return {}
    except msgspec.MsgspecError as error:
        raise CourseError(f"{path} cannot be read ({error}); restore it from a backup") from None


def credits_of(course: Course, lesson: str) -> Mapping[str, Mapping[str, Credit]]:
    """Return what was given in a lesson, by student and item."""
    return read_credits(course).get(lesson, {})


def write_credits(course: Course, found: Credits) -> None:
    """Write them, whole or not at all; what is empty is left out."""
    kept = {
        lesson: {student: items for student, items in students.items() if items} for lesson, students in found.items()
    }
    write_json(course.folder / NAME, {lesson: students for lesson, students in kept.items() if students})


def print_of(given: Mapping[str, Credit]) -> str:
    """Return a fingerprint of what one student was given."""
    return hashlib.blake2b(msgspec.json.encode(dict(given), order="sorted"), digest_size=4).hexdigest()
