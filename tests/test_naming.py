"""May a lesson be named by its number and by how its name begins, wherever a command wants one?"""

from __future__ import annotations

from importlib import import_module

import click
import pytest
from click.testing import CliRunner

from instructor.__main__ import VERBS, main
from instructor.authoring import notebooks
from instructor.course import Course, UnknownNameError
from instructor.grading.which import find_lesson
from instructor.naming import LESSON, named
from instructor.previewing.chosen import choose
from tests.small_course import ASSIGNMENT

EMPTY = {"cells": [notebooks.markdown("title", "# A lesson")], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
NAMES = {"lesson", "lessons", "assignment", "assignments"}


@pytest.fixture
def lessons(sources: Course) -> Course:
    for name in ("02-who-pays", "02-who-gains", "11-eleven", "epilogue"):
        sources.source(name).mkdir()
        (sources.source(name) / f"{name}.ipynb").write_text(notebooks.written(EMPTY), "utf-8")
    return sources


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *((each, ASSIGNMENT) for each in ("1", "01", "01-", "01-sm", ASSIGNMENT)),
        ("11", "11-eleven"),
        ("e", "epilogue"),
        ("02-who-p", "02-who-pays"),
        *((each, each) for each in ("", "3", "small", "EPI", "-1", "٣")),
    ],
)
def test_a_number_or_the_beginning_means_a_lesson(lessons: Course, typed: str, meant: str) -> None:
    assert named(lessons, typed) == meant


@pytest.mark.parametrize("typed", ["2", "02", "02-who", "0"])
def test_what_may_be_several_is_not_guessed(lessons: Course, typed: str) -> None:
    with pytest.raises(UnknownNameError, match=rf'"{typed}" may be .*02-who-gains or 02-who-pays; write more of its'):
        named(lessons, typed)


def test_a_command_takes_it_and_says_what_it_may_be(lessons: Course) -> None:
    done = CliRunner().invoke(main, ["release", "1"])
    assert done.exit_code == 0, done.output
    assert (lessons.step("release", ASSIGNMENT) / "quiz.json").exists()
    assert choose(lessons, "1").lesson == find_lesson(lessons, "1") == ASSIGNMENT
    done = CliRunner().invoke(main, ["grade", "02"])
    assert (done.exit_code, done.output) == (
        2,
        'Error: "02" may be 02-who-gains or 02-who-pays; write more of its name\n',
    )
    done = CliRunner().invoke(main, ["collect", "3"])
    assert 'there is no assignment "3"; did you mean' in done.output


def test_every_command_that_wants_a_lesson_takes_it_so() -> None:
    commands = [getattr(import_module(f"instructor.{verb}"), verb) for verb in VERBS]
    commands += [each for group in commands if isinstance(group, click.Group) for each in group.commands.values()]
    wanted = [(each.name, param) for each in commands for param in each.params if param.name in NAMES]
    assert len(wanted) >= 20
    assert {name for name, param in wanted if param.type is not LESSON} == set()
