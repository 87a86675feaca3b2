"""Do the commands say what they do, what went wrong and what to do next, and end with the right code?"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback

from instructor.__main__ import VERBS as HELP
from instructor.__main__ import main
from instructor.course import CONFIGURATION, Course
from instructor.nbgrader_app import application
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder

VERBS = (
    "demo",
    "new",
    "check",
    "preview",
    "release",
    "site",
    "settle",
    "extend",
    "roster",
    "collect",
    "assign",
    "group",
    "grade",
    "mark",
    "void",
    "accept",
    "credit",
    "query",
    "feedback",
    "handback",
    "marks",
    "report",
    "backup",
    "restore",
    "forget",
    "doctor",
    "rehearse",
    "questions",
    "hub",
    "lab",
    "curriculum",
    "minutes",
    "outputs",
    "claims",
)
#: How a verb is made: one command, or a group of them.
VERB = re.compile(r"^@click\.(command|group)\(\)", re.MULTILINE)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_each_verb_is_the_module_of_its_name_and_has_help() -> None:
    context = click.Context(main)
    assert set(main.list_commands(context)) == set(VERBS)
    for verb in VERBS:
        assert (CONFIGURATION / f"{verb}.py").exists()
        command = main.get_command(context, verb)
        assert command is not None
        assert (command.help or "").splitlines()[0] == HELP[verb]
    listed = run("--help")
    assert listed.exit_code == 0
    assert all(verb in listed.output for verb in VERBS)


def test_the_help_loads_no_verb_and_grading_loads_no_nbgrader() -> None:
    heavy = "{'nbgrader', 'nbformat', 'nbconvert', 'sqlalchemy', 'matplotlib', 'numpy', 'jupyter_server'}"
    for code, allowed in (("import instructor.__main__", set()), ("import instructor.grade", {"sqlalchemy"})):
        program = f"import sys; {code}; print(*sorted({heavy} & set(sys.modules)))"
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        assert set(done.stdout.split()) <= allowed, code


def test_each_verb_is_the_command_of_the_module_of_its_name_and_none_is_left_out() -> None:
    context = click.Context(main)
    modules = [path.stem for path in CONFIGURATION.glob("*.py") if VERB.search(path.read_text("utf-8"))]
    assert sorted(main.list_commands(context)) == sorted(modules)
    for verb in modules:
        assert main.get_command(context, verb) is getattr(import_module(f"instructor.{verb}"), verb)


def test_main_holds_no_logic() -> None:
    """It says what the commands have in common: no loop in any function, nothing of more than a few statements."""
    tree = ast.parse((CONFIGURATION / "__main__.py").read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert functions
    for function in functions:
        inside = [node for child in function.body for node in ast.walk(child)]
        assert not [node for node in inside if isinstance(node, ast.For | ast.While | ast.comprehension)], function.name
        assert sum(isinstance(node, ast.stmt) for node in inside) <= 6, function.name


def test_the_usual_order_works(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT, written="It leaves out threats.")
    graded = run("grade", ASSIGNMENT)
    assert graded.exit_code == 0, graded.output
    assert "1 graded, 1 waiting for a person, 0 refused" in graded.output
    held = run("feedback", ASSIGNMENT)
    assert held.exit_code == 1
    assert "1 of 1 have answers that wait for a person: ana; no page was written" in held.output
    assert not course.students("feedback", ASSIGNMENT)
    returned = run("feedback", ASSIGNMENT, "--even-if-waiting")
    assert returned.exit_code == 0, returned.output
    assert "1 of 1 have answers that wait for a person: ana" in returned.output
    assert "feedback pages: 1; in the exchange: 0" in returned.output


def test_release_says_where_it_went(course: Course) -> None:
    released = run("release")
    assert released.exit_code == 0, released.output
    assert f"{ASSIGNMENT}: released in {course.step('release', ASSIGNMENT)}" in released.output


def test_refused_work_is_named_and_the_code_is_1(course: Course) -> None:
    (hand_in_folder(course, "mal", RIGHT) / f"{ASSIGNMENT}.ipynb").write_text("{", "utf-8")
    hand_in_folder(course, "ana", RIGHT)
    graded = run("grade", ASSIGNMENT)
    assert graded.exit_code == 1
    assert "1 graded, 0 waiting for a person, 1 refused" in graded.output


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["grade", "01-smll"], 2, 'did you mean "01-small"?'),
        (["grade", ASSIGNMENT, "--student", "zoe"], 2, 'no submission of 01-small by "zoe"'),
        (["grade"], 2, "Missing argument 'ASSIGNMENT'"),
        (["judge"], 2, "No such command 'judge'"),
        (["grade", ASSIGNMENT], 1, "run: python -m instructor collect 01-small"),
        (["feedback", ASSIGNMENT], 1, "run: python -m instructor grade 01-small"),
        (["collect", ASSIGNMENT, "--zips", "nowhere.zip"], 2, "does not exist"),
    ],
)
def test_an_error_names_the_next_step(course: Course, arguments: list[str], code: int, message: str) -> None:
    done = run(*arguments)
    assert done.exit_code == code
    assert message in done.output


def test_a_course_folder_can_be_named(sources: Course, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    done = run("--course", str(tmp_path / "elsewhere"), "feedback", ASSIGNMENT)
    assert done.exit_code == 1
    assert Course.here().folder == tmp_path / "elsewhere"


def test_the_commands_find_alembic_where_no_environment_is_active(sources: Course) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"} | {
        "PATH": "/usr/bin:/bin"
    }
    command = [sys.executable, "-m", "instructor", "release", ASSIGNMENT]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert (sources.folder / "gradebook.db").exists()


@pytest.mark.parametrize(
    ("converter", "trait", "replaced", "added"),
    [
        (
            GenerateAssignment,
            "preprocessors",
            {"ClearOutput"},
            ["NoteUnused", "SetPoints", "KeepCompared", "LeaveFields", "WriteQuiz"],
        ),
        (Autograde, "sanitize_preprocessors", set(), ["SetTime", "RestoreCells"]),
        (Autograde, "autograde_preprocessors", {"Execute"}, ["RunCode", "ScoreResponses"]),
        (GenerateFeedback, "preprocessors", set(), ["SettlePenalty", "ClearMarkSchemes", "ArrangePage"]),
    ],
)
def test_nbgraders_own_steps_are_all_there_in_their_order(
    sources: Course, converter: Any, trait: str, replaced: set[str], added: list[str]
) -> None:
    own = [step.__name__ for step in converter.class_traits()[trait].default()]
    with application(sources, ASSIGNMENT) as (app, _):
        ours = [step.split(".")[-1] for step in app.config[converter.__name__][trait]]
    assert [step for step in ours if step in own] == [step for step in own if step not in replaced]
    assert [step for step in ours if step not in own] == added
