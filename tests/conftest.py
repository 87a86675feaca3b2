"""The small course, as its tests find it: unreleased, or released."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import settings

from instructor.course import Course
from instructor.release import make_release, publish
from tests.desk_course import MORE, TEXTS, give_scheme, make_class
from tests.kept_term import term_of
from tests.open_quiz import Quiz
from tests.small_class import CLASS
from tests.small_course import ASSIGNMENT, RIGHT, entered_copy, hand_in_folder, write_course
from tests.timed_course import give

#: A course of its own, whose notebook runs with its own text: test_federalist_course.py takes it all the way.
collect_ignore = ["federalist_51"]

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _environment() -> Iterator[None]:
    """Leave the environment as it was: a course enters it."""
    with patch.dict(os.environ):
        yield


@pytest.fixture
def sources(tmp_path: Path) -> Course:
    """Return a small course of which nothing is made yet."""
    course = write_course(tmp_path)
    course.enter()
    return course


@pytest.fixture(scope="session")
def _released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with patch.dict(os.environ):
        course = write_course(tmp_path_factory.mktemp("released"))
        make_release(course, ASSIGNMENT)
        publish(course, ASSIGNMENT)
    return course.root


@pytest.fixture
def course(_released: Path, tmp_path: Path) -> Course:
    """Return a copy of the small course, released."""
    course = entered_copy(_released, tmp_path)
    shutil.copystat(_released / "build" / "exchange", tmp_path / "build" / "exchange")
    return course


@pytest.fixture(scope="session")
def _timed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with patch.dict(os.environ):
        course = give(write_course(tmp_path_factory.mktemp("timed")))
        make_release(course, ASSIGNMENT)
    return course.root


@pytest.fixture
def timed(_timed: Path, tmp_path: Path) -> Course:
    """Return a copy of the small course, released, whose choice can be answered for twenty minutes."""
    return entered_copy(_timed, tmp_path)


@pytest.fixture
def small_class(course: Course) -> Course:
    """Return the small course, released, with three submissions that are right."""
    for name in CLASS:
        hand_in_folder(course, name, RIGHT)
    return course


@pytest.fixture
def copied(tmp_path: Path) -> Course:
    """Return a copy of this checkout's lessons, banks, keys and guide, to change."""
    root = Path(__file__).parent.parent
    for name in ("notebooks", "quizzes/bank", "instructor/keys", "instructor/guide", "seeds"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(root / name, tmp_path / name)
    course = Course(tmp_path, tmp_path / "build")
    course.enter()
    return course


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a table's cells stand in one line."""
    monkeypatch.setenv("COLUMNS", "400")


@pytest.fixture
def term(course: Course) -> Course:
    """Return a course in which two have handed in, with whatever it may hold of one of them."""
    return term_of(course)


@pytest.fixture
def real(tmp_path: Path) -> Course:
    """Return a course of the real lessons to which nobody has handed in."""
    return Course(Path(__file__).parent.parent, tmp_path)


@pytest.fixture
def copy(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a student's copy of the small lesson, as the working folder."""
    folder = tmp_path / "student" / ASSIGNMENT
    shutil.copytree(course.step("release", ASSIGNMENT), folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def graded(tmp_path: Path) -> Quiz:
    """Open the graded quiz of the made-up lesson."""
    return Quiz(tmp_path, "quiz-09")


@pytest.fixture
def practice(tmp_path: Path) -> Quiz:
    """Open the practice quiz of the made-up lesson."""
    return Quiz(tmp_path, "kinds-of-goods")


@pytest.fixture(scope="session")
def _desk_class(_released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with patch.dict(os.environ):
        course = entered_copy(_released, tmp_path_factory.mktemp("desk"))
        give_scheme(course)
        make_class(course, TEXTS | MORE)
    return course.root


@pytest.fixture
def desk_course(_desk_class: Path, tmp_path: Path) -> Course:
    """Return a copy of a course whose answers wait."""
    for name in ("pyproject.toml", "notebooks", "quizzes", "instructor", "build/gradebook.db", "build/autograded"):
        copy = shutil.copytree if (_desk_class / name).is_dir() else shutil.copy
        (tmp_path / name).parent.mkdir(exist_ok=True)
        copy(_desk_class / name, tmp_path / name)
    course = Course(tmp_path, tmp_path / "build")
    course.enter()
    return course
