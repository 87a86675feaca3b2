"""Does a gradebook in PostgreSQL hold what one in a file holds?"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from instructor.care.rows import rows_of
from instructor.care.standing import differences, standing
from instructor.course import Course
from instructor.release import make_release
from tests.gradebooks import rows_at
from tests.postgres import server
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder
from tests.term import run as typed

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


def test_a_copy_a_forgetting_and_a_rehearsal_know_the_database(
    sources: Course, postgres: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TWO_JANUARIES_GRADEBOOK", postgres)
    make_release(sources, ASSIGNMENT)
    for name in ("ana", "ben"):
        hand_in_folder(sources, name, RIGHT)
    run(sources, "instructor", "grade")
    before = standing(sources)
    assert "table grade" in before
    done = typed("rehearse", ASSIGNMENT)
    assert (done.exit_code, differences(before, standing(sources))) == (0, []), done.output
    done = typed("doctor")
    assert "can be read and written" in " ".join(done.output.replace("│", " ").split())
    done = typed("backup", str(tmp_path / "copy.zip"))
    if shutil.which("pg_dump"):
        assert done.exit_code == 0, done.output
        assert zipfile.ZipFile(tmp_path / "copy.zip").read("gradebook.dump").startswith(b"PGDMP")
        done = typed("--course", str(tmp_path / "new"), "restore", str(tmp_path / "copy.zip"))
        assert "pg_restore --clean --if-exists --host=127.0.0.1" in done.output
    else:
        assert (done.exit_code, "there is no pg_dump here" in done.output) == (1, True)
        assert typed("backup", str(tmp_path / "copy.zip"), "--files").exit_code == 0
    sources.enter()
    assert typed("forget", "ben", "--yes").exit_code == 0
    assert rows_of(sources, "ana").keys() >= {"grade", "student"}
    assert rows_of(sources, "ben") == {}
