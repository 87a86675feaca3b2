"""Does a gradebook in PostgreSQL hold what one in a file holds?"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from nbgrader.api import Gradebook

from instructor.course import Course
from instructor.release import make_release
from tests.conftest import ASSIGNMENT, RIGHT, hand_in_folder
from tests.postgres import server

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of an empty database."""
    with server(tmp_path_factory.mktemp("postgres")) as address:
        yield address


def rows(address: str) -> list[tuple[Any, ...]]:
    """Return what a gradebook says of every released cell, and of every grade and comment of every submission."""
    with Gradebook(address) as book:
        notebook = book.find_notebook(ASSIGNMENT, ASSIGNMENT)
        cells = [(c.name, c.cell_type, c.locked, c.source, c.checksum) for c in notebook.source_cells]
        points = [(c.name, c.max_score) for c in (*notebook.grade_cells, *notebook.task_cells)]
        found = [
            (s.student.id, str(s.timestamp), s.score, s.max_score, n)
            for s in book.assignment_submissions(ASSIGNMENT)
            for n in s.notebooks
        ]
        marks = [
            (*who, g.name, g.auto_score, g.manual_score, g.needs_manual_grade) for *who, n in found for g in n.grades
        ]
        comments = [(*who, c.name, c.auto_comment) for *who, n in found for c in n.comments]
        return sorted([*cells, *points, *marks, *comments], key=repr)


def run(course: Course, *command: str) -> None:
    arguments = [sys.executable, "-m", *command, ASSIGNMENT, "--force"]
    done = subprocess.run(arguments, cwd=course.root, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_both_gradebooks_hold_the_same(sources: Course, postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make_release(sources, ASSIGNMENT)
    hand_in_folder(sources, "ana", RIGHT, written="It leaves out threats, “as P9 says”.")
    hand_in_folder(sources, "ben", {"s-club": "b", "s-several": ["a"]})
    run(sources, "nbgrader", "autograde")
    in_a_file = rows(f"sqlite:///{sources.folder / 'gradebook.db'}")
    (sources.folder / "gradebook.db").unlink()

    monkeypatch.setenv("TWO_JANUARIES_GRADEBOOK", postgres)
    make_release(sources, ASSIGNMENT)
    for command in (("nbgrader", "autograde"), ("instructor", "grade")):
        run(sources, *command)
        assert rows(postgres) == in_a_file, command
    assert not (sources.folder / "gradebook.db").exists()
