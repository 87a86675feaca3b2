"""Does what students download hold the release and what starts it, and know all lessons as they are released now?"""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import pytest
from click.testing import CliRunner

from instructor.course import Course, CourseError
from instructor.handout import STARTERS, handouts
from instructor.release import release
from tests.small_course import ASSIGNMENT, write_plain_lesson


def test_the_handout_is_the_release_and_what_starts_it_in_one_file(course: Course) -> None:
    with zipfile.ZipFile(handouts(course, [ASSIGNMENT])[0]) as packed:
        names = {name for name in packed.namelist() if not name.endswith("/")}
    starters = {"README.txt", "start.py", *STARTERS, "two_januaries-0.1.0-py3-none-any.whl"}
    assert names == {f"{ASSIGNMENT}/{path.name}" for path in course.step("release", ASSIGNMENT).iterdir()} | starters


def wheels(course: Course) -> dict[str, bytes]:
    """Return the wheel in each zip for students, by the zip's name."""
    found = {}
    for path in (course.folder / "handout").glob("*.zip"):
        with zipfile.ZipFile(path) as packed:
            (name,) = (name for name in packed.namelist() if name.endswith(".whl"))
            found[path.stem.removesuffix("-handout")] = packed.read(name)
    return found


def test_each_handout_of_one_release_knows_all_lessons_as_they_are_released_now(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    for title, line in (("Before", "1 + 1"), ("Now", "2 + 2")):
        write_plain_lesson(course, title, line)
        done = CliRunner().invoke(release, [])
        assert done.exit_code == 0, done.output
    first, second = (
        f"for a learning platform: {course.folder / 'handout' / f'{n}-handout.zip'}" for n in (ASSIGNMENT, "02-more")
    )
    assert done.output.splitlines()[-2:] == [first, second]
    found = wheels(course)
    assert sorted(found) == [ASSIGNMENT, "02-more"]
    assert len(set(found.values())) == 1, "they were not built once"
    with zipfile.ZipFile(BytesIO(found[ASSIGNMENT])) as wheel:
        known = json.loads(wheel.read("quizzes/lessons.json"))["lessons"]
    assert [(each["title"], each["cells"]) for each in known if each["name"] == "02-more"] == [("Now", ["2 + 2"])]


def test_what_was_released_before_a_lesson_that_fails_has_its_handout(course: Course) -> None:
    write_plain_lesson(course, "More", "from instructor import grade")
    done = CliRunner().invoke(release, [])
    assert isinstance(done.exception, CourseError)
    assert list(wheels(course)) == [ASSIGNMENT]
