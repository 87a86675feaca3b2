"""Three students of the small course who answered everything, and `grade` for them."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from instructor.course import Course
from instructor.grading.batch import Result, grade_class
from tests.small_course import ASSIGNMENT

CLASS = ("ana", "mal", "zoe")


def grade(course: Course, students: tuple[str, ...] = CLASS, **options: Any) -> dict[str, Result]:
    return {result.student: result for result in grade_class(course, ASSIGNMENT, students, **options)}


def command(course: Course, *options: str, **more: Any) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-m", "instructor", "grade", ASSIGNMENT, *options]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
