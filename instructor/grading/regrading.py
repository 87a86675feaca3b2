"""Grade a class again: each old and new mark and why, in one table, agreed to before anything is written.

What `course.toml` changes and what bank, keys and credits change comes together here: one table, one question. The
table is made by marking everybody's work as `grade` does, without keeping what comes out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console

from instructor.course import Course
from instructor.grading.affected import Affected, affected, agree, show
from instructor.grading.preview import preview
from instructor.grading.settling import Difference, difference, settle, show_lines
from instructor.marking.answer_key import read_answer_key
from instructor.marking.asked import Credit
from instructor.submissions.directory import Directory


@dataclass(frozen=True)
class Effects:
    """What grading again would change: by `course.toml`, None where it says nothing new, and in all."""

    settling: Difference | None
    found: Affected


def effects(
    course: Course,
    assignment: str,
    students: Sequence[str],
    whole: bool = True,
    workers: int | None = None,
    scheduler: str | None = None,
    given: Mapping[str, Mapping[str, Credit]] | None = None,
) -> Effects:
    """Return what grading `students` again would change.

    Parameters
    ----------
    course, assignment, students, workers, scheduler
        As `grade_class` takes them.
    whole
        Whether these are all who handed in.
    given
        The credits, by student and item, where they are going to be others.

    Raises
    ------
    BankError, CourseError
        As `grade_class` does.
    """
    settling = difference(course, assignment)
    points = read_answer_key(course, assignment).quiz_points if whole else {}
    late = settling.late if settling and settling.marks else None
    marks = preview(course, assignment, students, points, workers, scheduler, late, given)
    seen = {mark.student for mark in marks}
    others = [mark for mark in settling.marks if mark.student not in seen] if settling else []
    return Effects(settling, affected(course, assignment, [*marks, *others]))


def show_effects(console: Console, assignment: str, what: Effects, people: Directory, everyone: bool = True) -> None:
    """Print what changed, and each mark that would change, with the reason."""
    if what.settling:
        show_lines(console, assignment, what.settling)
    show(console, assignment, what.found, people, everyone)


def take_over(course: Course, assignment: str, what: Effects, yes: bool) -> None:
    """Let a person agree where marks change, and write what `course.toml` says; the grading itself comes after.

    Raises
    ------
    CourseError, click.Abort
        Where nobody agreed.
    """
    if what.found.marks:
        agree(yes, "Grade them again?")
    if what.settling:
        settle(course, assignment, what.settling)
