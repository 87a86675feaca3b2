"""Correct the keys of an item, or give students points for it: the effect is shown on every mark before that is done.

The keys are changed in a copy of the few files that decide over marks, and everyone is marked by it; the checkout, the
gradebook and `credits.json` stay as they are until somebody agrees. Then the change is written, and graded by.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from instructor.course import Course, CourseError
from instructor.grading.affected import agree
from instructor.grading.batch import Result, grade_class
from instructor.grading.key_edits import with_field
from instructor.grading.regrading import Effects, effects, show_effects, take_over
from instructor.grading.students import write_students
from instructor.grading.which import Which
from instructor.submissions.directory import Directory
from instructor.submissions.kept import write
from quizzes.bank import Keys, check_keys, read_yaml

#: What is said where nobody's mark changes by it.
NOBODY = "nobody has handed it in yet: nothing is to be graded"


def read_keys(course: Course, lesson: str) -> str:
    """Return the text of a lesson's keys, its line ends as they are."""
    try:
        return course.keys_file(lesson).read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{course.keys_file(lesson)} cannot be read ({error})") from None


def edit_keys(
    course: Course, console: Console, which: Which, changes: dict[str, Any], yes: bool, dry_run: bool
) -> None:
    """Set fields of an item's answer (None takes one out), after the effect was shown and agreed to; grade again.

    Raises
    ------
    BankError
        Where the keys cannot be edited, or would not be read any more.
    CourseError, click.Abort
        Where nobody agreed; then nothing is written.
    """
    old = new = read_keys(course, which.lesson)
    for field, value in changes.items():
        new = with_field(new, which.item.id, field, value)
    if new == old:
        console.print(escape(f"{which}: it is so already"), soft_wrap=True)
        return
    path = course.keys_file(which.lesson)
    check_keys(course.bank(which.lesson), read_yaml(new, Keys, path.name), path.name)

    def tried(students: list[str]) -> Effects:
        with _copied(course, which.lesson) as copy:
            copy.keys_file(which.lesson).write_bytes(new.encode())
            try:
                return effects(copy, which.lesson, students)
            finally:
                course.enter()

    correct(course, console, which.lesson, tried, lambda: _write_keys(path, new), yes, dry_run)


def _write_keys(path: Path, text: str) -> None:
    """Write keys. Raises CourseError where they are not this person's to write."""
    try:
        write(path, text)
    except PermissionError:
        raise CourseError(f"{path} is not yours to write; whoever has the checkout corrects it") from None


def correct(
    course: Course,
    console: Console,
    lesson: str,
    tried: Callable[[list[str]], Effects],
    write: Callable[[], None],
    yes: bool,
    dry_run: bool,
) -> None:
    """Show what a correction changes, let a person agree, write it, and grade again who handed in.

    Parameters
    ----------
    tried
        Returns what it would change for those who handed in, and writes nothing.
    write
        Writes it.
    yes, dry_run
        Do not ask; only show.

    Raises
    ------
    CourseError, click.Abort
        Where nobody agreed, or it cannot be graded.
    """
    students = course.handed_in(lesson)
    if students:
        write_students(course)
    found = tried(students) if students else None
    if found:
        show_effects(console, lesson, found, Directory(course))
    else:
        console.print(escape(f"{lesson}: {NOBODY}"), soft_wrap=True)
    if dry_run:
        return
    if found and found.found.marks:
        agree(yes, "Write it, and grade them again?")
    write()
    if found:
        take_over(course, lesson, found, yes=True)
        _report(console, lesson, [*grade_class(course, lesson, students, force=True)], Directory(course))


@contextmanager
def _copied(course: Course, lesson: str) -> Iterator[Course]:
    """Yield a course with the same course folder, and a copy of what decides over marks as its checkout."""
    with tempfile.TemporaryDirectory(prefix="keys-") as folder:
        root = Path(folder).resolve()
        for path in (*course.root.glob("*.toml"), *course.root.glob("nbgrader_config.*")):
            shutil.copy(path, root)
        shutil.copytree(course.root / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns("__pycache__"))
        for place in (course.bank_file(lesson), course.keys_file(lesson)):
            target = root / place.relative_to(course.root)
            target.parent.mkdir(parents=True)
            shutil.copy(place, target)
        yield Course(root, course.folder)


def _report(console: Console, lesson: str, results: list[Result], people: Directory) -> None:
    """Say what became of the grading: who waits for a person, who could not be graded."""
    waiting = sorted(people.label(result.student) for result in results if result.needs_person)
    refused = [result for result in results if result.outcome == "refused"]
    console.print(f"{len(results) - len(refused)} graded, {len(waiting)} waiting for a person, {len(refused)} refused")
    for result in refused:
        console.print(escape(f"{people.label(result.student)}: refused: {result.reason}"), soft_wrap=True)
    pages = f"python -m instructor feedback {lesson}"
    console.print(escape(f"Feedback pages show it when you write them again: {pages}"), soft_wrap=True)
