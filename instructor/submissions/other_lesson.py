"""A download of another lesson, given by mistake: told by what is in it, before any of it is taken or kept."""

from __future__ import annotations

from collections.abc import Sequence

from instructor.course import Course, CourseError
from instructor.submissions.lesson import CERTAIN, Lesson
from instructor.submissions.parcel import Parcel
from instructor.submissions.screen import LARGEST_FILE, UNREADABLE, screen
from instructor.submissions.unpack import NOTEBOOK

#: So many hand-ins tell a download from one person's mistake.
FEWEST = 3
#: Of a large download so many are looked into.
MOST = 12


def check_not_another(course: Course, assignment: str, refused: Sequence[Parcel]) -> None:
    """Raise CourseError where a download's parcels, of which none is the lesson's, are certainly of another lesson."""
    sent = [parcel for parcel in refused if parcel.sender]
    if len(sent) < FEWEST:
        return
    notebooks = [notebook for parcel in sent[:MOST] for notebook in _notebooks(parcel)]
    for other in course.assignments():
        lesson = Lesson.of(course, other) if other != assignment else None
        if lesson and sum(lesson.share(notebook) >= CERTAIN for notebook in notebooks) > len(sent[:MOST]) / 2:
            raise CourseError(
                f"this is a download of {other}: none of its {len(sent)} hand-ins is {assignment}'s; nothing was taken "
                f"or kept. Give the download of {assignment}, or: python -m instructor collect {other} --zips ..."
            )


def _notebooks(parcel: Parcel) -> list[bytes]:
    """Return the notebooks of a parcel; none where it is refused or cannot be read."""
    try:
        with parcel.opened() as contents:
            if screen(contents.members):
                return []
            names = [member.name for member in contents.members if NOTEBOOK.search(member.name)]
            return [contents.read(name, LARGEST_FILE) for name in names]
    except (*UNREADABLE, ValueError):
        return []
