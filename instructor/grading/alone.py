"""One command at a time changes an assignment's marks; a command that was killed holds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from instructor.course import Course, CourseError


@contextmanager
def alone(course: Course, assignment: str) -> Iterator[None]:
    """Keep two commands from grading the same assignment at once. Raises CourseError where another one does."""
    path = course.folder / "grading" / f"{assignment}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(path, timeout=0):
            yield
    except Timeout:
        raise CourseError(f"{assignment} is being graded by another command; wait for it, or end it") from None
