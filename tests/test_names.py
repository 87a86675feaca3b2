"""Does a folder, student or file of any name go from release to feedback, or is it refused at the start?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from instructor.collect import collect_exchange, collect_zips
from instructor.course import Course, CourseError
from instructor.feedback import page, release_feedback, write_feedback
from instructor.grading.batch import grade_class
from instructor.release import make_release, publish
from tests.downloads import File, download, handed_in
from tests.folder_names import CHECKOUT_NAMES, COURSE_PATTERNS, NAMES, PATTERNS, STUDENTS
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder, write_course
from tests.upload_cases import answer

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it has no exchange, and not these names")


def submit(course: Course, student: str) -> None:
    """Put right answers into the exchange's inbound folder, as a student's `nbgrader submit` does."""
    folder = hand_in_folder(course, "template", RIGHT)
    (folder / "submission_secret.txt").write_text("secret")
    inbound = course.folder / "exchange" / "two-januaries" / "inbound"
    shutil.move(folder, inbound / f"{student}+{ASSIGNMENT}+2026-11-20 10:00:00 UTC+abc")
    folder.parent.rmdir()


def take_through(course: Course, students: tuple[str, ...]) -> None:
    """Release, hand in by the exchange and by zip, collect, grade and write feedback; all must have their mark."""
    make_release(course, ASSIGNMENT)
    publish(course, ASSIGNMENT)
    for student in students:
        submit(course, student)
    assert set(collect_exchange(course, ASSIGNMENT).students) == set(students)
    path = download(course, File("Zoë_12_assignsubmission_file/w.zip", handed_in(course, answer("a"))))
    assert set(collect_zips(course, ASSIGNMENT, path).students) == {"zoë"}
    everybody = course.handed_in(ASSIGNMENT)
    scores = {result.student: result.quizzes for result in grade_class(course, ASSIGNMENT, everybody, workers=1)}
    assert scores == dict.fromkeys(students, 8) | {"zoë": 1}
    assert [reason for _, reason in write_feedback(course, ASSIGNMENT, everybody)] == [""] * len(everybody)
    assert all(page(course, ASSIGNMENT, student).is_file() for student in everybody)
    assert set(release_feedback(course, ASSIGNMENT)) == set(students)


def first(names: Sequence[str], count: int) -> list[Any]:
    """Return the names as parameters: the first in every run, the others in the long one."""
    return [pytest.param(name, marks=[] if place < count else pytest.mark.long) for place, name in enumerate(names)]


@pytest.mark.parametrize("name", first(NAMES, 3))
def test_checkout_and_course_folder_may_have_this_name(tmp_path: Path, name: str) -> None:
    course = Course(write_course(tmp_path / name / "checkout").root, tmp_path / name / f"{name[:100]} course")
    take_through(course, ("ana",))
    assert {path.name for path in (tmp_path / name).iterdir()} == {"checkout", f"{name[:100]} course"}
    assert {path.name for path in tmp_path.iterdir()} == {name}
    inside = {path.name for path in (tmp_path / name / "checkout").iterdir()}
    assert inside == {"pyproject.toml", "notebooks", "quizzes", "instructor", "download.zip"}


@pytest.mark.parametrize("name", first(CHECKOUT_NAMES, 1))
def test_a_checkout_may_have_this_name(tmp_path: Path, name: str) -> None:
    take_through(write_course(tmp_path / name), ("ana",))


def test_students_may_have_these_ids(sources: Course) -> None:
    take_through(sources, STUDENTS)


@pytest.mark.parametrize("sign", PATTERNS)
@pytest.mark.parametrize("where", ["checkout", "course"])
def test_a_folder_that_nbgrader_takes_for_a_pattern_is_refused(tmp_path: Path, sign: str, where: str) -> None:
    named = tmp_path / f"a{sign}b"
    course = Course(named, named / "build") if where == "checkout" else Course(tmp_path, named)
    with pytest.raises(CourseError, match=r"nbgrader cannot work in .*(move the checkout|--course FOLDER)"):
        course.enter()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sign", COURSE_PATTERNS)
def test_a_course_folder_that_nbgrader_takes_for_a_pattern_is_refused_at_the_start(tmp_path: Path, sign: str) -> None:
    with pytest.raises(CourseError, match="nbgrader cannot work in"):
        Course(tmp_path / "checkout", tmp_path / f"a{sign}b").enter()


@pytest.mark.parametrize("encoding", first(("ascii", "cp1252", "utf-8"), 1))
def test_the_output_survives_any_encoding_and_shows_names_as_they_are(course: Course, encoding: str) -> None:
    files = [
        File("Zoë Müller 日本_12_assignsubmission_file/w.zip", handed_in(course, answer("a"))),
        File("Zoë Müller 日本_12_assignsubmission_file/[red]é日:smile:.pdf", b"%PDF"),
        File("[bold]x_13_assignsubmission_file/[x].zip", b"no zip"),
    ]
    path = download(course, *files)
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "LANG": "C", "PYTHONUTF8": "0"}
    shown = ""
    for verb in (["collect", ASSIGNMENT, "--zips", str(path)], ["grade", ASSIGNMENT], ["feedback", ASSIGNMENT]):
        command = [sys.executable, "-m", "instructor", "--course", str(course.folder), *verb]
        done = subprocess.run(
            command, env=environment, capture_output=True, cwd=Path(__file__).parent.parent, check=False
        )
        assert done.returncode == (verb[0] == "collect"), done.stderr
        assert b"Traceback" not in done.stderr
        shown += done.stdout.decode(encoding)
    assert "[bold]x_13_assignsubmission_file/[x].zip: it is no zip that can be read" in shown
    pictured = "[red]é日:smile:.pdf".encode(encoding, "backslashreplace").decode(encoding)
    assert f"{pictured}: " in shown
    assert "zoë-müller-日本".encode(encoding, "backslashreplace").decode(encoding) in shown
