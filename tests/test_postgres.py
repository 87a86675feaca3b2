"""Does a gradebook in PostgreSQL hold what one in a file holds?"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from instructor.course import Course
from instructor.release import make_release
from tests.gradebooks import rows_at
from tests.postgres import server
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder

pytestmark = [pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"), pytest.mark.long]


@pytest.fixture
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of an empty database."""
    with server(tmp_path_factory.mktemp("postgres")) as address:
        yield address


def run(course: Course, *command: str) -> None:
    arguments = [sys.executable, "-m", *command, ASSIGNMENT, "--force"]
    done = subprocess.run(arguments, cwd=course.root, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_both_gradebooks_hold_the_same(sources: Course, postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make_release(sources, ASSIGNMENT)
    hand_in_folder(sources, "ana", RIGHT, written="It leaves out threats, “as P9 says”.")
    hand_in_folder(sources, "ben", {"s-club": "b", "s-several": ["a"]})
    run(sources, "nbgrader", "autograde")
    in_a_file = rows_at(f"sqlite:///{sources.folder / 'gradebook.db'}")
    (sources.folder / "gradebook.db").unlink()

    monkeypatch.setenv("TWO_JANUARIES_GRADEBOOK", postgres)
    make_release(sources, ASSIGNMENT)
    for command in (("nbgrader", "autograde"), ("instructor", "grade")):
        run(sources, *command)
        assert rows_at(postgres) == in_a_file, command
    assert not (sources.folder / "gradebook.db").exists()
