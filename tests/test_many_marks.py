"""Are marks that change shown by people's names, and of a large class no more than a person looks through?"""

from __future__ import annotations

import re

import pytest
from rich.console import Console

from instructor.course import Course
from instructor.grading.affected import show_marks
from instructor.grading.preview import MarkChange
from instructor.submissions.attention import MANY
from instructor.submissions.directory import Directory
from instructor.submissions.register import Person, Register
from tests.small_class import grade
from tests.small_course import ASSIGNMENT
from tests.term import run

PLAN = f'zone = "UTC"\n[late]\nper_day = 0.1\n[lessons]\n{ASSIGNMENT} = {{ due = "2026-11-20 10:00" }}\n'
NAMES = {"ana": "Ana Souza", "mal": "Malia Kealoha", "zoe": "Zoë Abel"}


def named(course: Course) -> None:
    """Let the course know the names of its three students."""
    register = Register(course)
    for student, name in NAMES.items():
        register.enter(Person(student, [name]))
    register.save()


def listed(output: str) -> list[str]:
    """Return the ids of a table's rows, in order."""
    return re.findall(r"^│ .*?\b([a-z0-9-]+)\)? +│ [\d.]+ of", output, re.MULTILINE)


def shown(course: Course, marks: list[MarkChange], everyone: bool) -> str:
    console = Console(width=200)
    with console.capture() as found:
        show_marks(console, ASSIGNMENT, marks, 90, Directory(course), everyone)
    return found.get()


def changes(count: int) -> list[MarkChange]:
    """Return marks of which each loses more than the one before."""
    return [MarkChange(f"s{n:02}", 9, 9 - n / 10, 10, 10, f"late penalty {n / 10:g} (was 0); x") for n in range(count)]


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
def test_settle_and_grade_name_people_as_other_lists_do(small_class: Course) -> None:
    named(small_class)
    grade(small_class)
    path = small_class.folder / "course.toml"
    path.write_text(PLAN, "utf-8")
    for command in (["settle", "--dry-run"], ["grade", ASSIGNMENT, "--dry-run"], ["grade", ASSIGNMENT]):
        done = run(*command)
        assert "Zoë Abel (zoe)" in done.output, done.output
        assert listed(done.output) == ["zoe", "mal", "ana"], "by the family name"
    path.write_text(f'{PLAN}[extensions]\nana = {{ {ASSIGNMENT} = "2026-11-25 10:00" }}\n', "utf-8")
    assert "- Ana Souza (ana) has until 2026-11-25 10:00 UTC" in run("settle", "--dry-run").output


def test_of_a_large_class_those_who_lose_most_are_shown_and_what_many_have_is_said_once(course: Course) -> None:
    said = shown(course, changes(40), everyone=False)
    assert listed(said) == [f"s{n}" for n in range(39, 39 - MANY, -1)]
    assert "x (40): s00, s01," in said
    assert "20 of 40 are shown, who loses most first; --all lists everybody\n40 of 90 graded marks would" in said
    whole = shown(course, changes(40), everyone=True)
    assert listed(whole) == [f"s{n:02}" for n in range(40)]
    assert "--all" not in whole
    assert listed(shown(course, changes(MANY), everyone=False)) == [f"s{n:02}" for n in range(MANY)]


def test_settle_and_grade_have_the_option(small_class: Course) -> None:
    for command in (["settle", "--dry-run", "--all"], ["grade", ASSIGNMENT, "--dry-run", "--all"]):
        assert run(*command).exit_code == 0
