"""Does the page say what `course.toml` says: the course's title, its lessons in use, and when they are due?"""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from instructor.course import Course, CourseError
from instructor.plan import NAME
from instructor.release import make_release
from instructor.webpage.build import build
from quizzes.door import OPTION
from tests.small_course import ASSIGNMENT, write_plain_lesson

pytestmark = pytest.mark.skipif(not shutil.which("npm"), reason="npm fetches Pyodide: install Node.js")
DROPPED, LATER = "02-more", "03-later"


@pytest.fixture
def planned(course: Course) -> Course:
    """Return a course with a title, one lesson that was released and is not in use, and one that is yet to come."""
    for name in (DROPPED, LATER):
        write_plain_lesson(course, name, "1 + 1", name)
    make_release(course, DROPPED)
    plan(course, "2026-12-01 23:59")
    return course


def plan(course: Course, due: str) -> None:
    lessons = f'[lessons]\n{ASSIGNMENT} = {{ due = "{due}" }}\n# {DROPPED} = {{}}\n{LATER} = {{}}\n'
    (course.folder / NAME).write_text(f'title = "PS 305"\nzone = "UTC"\n{lessons}', "utf-8")


def known_to_students(site: Path) -> list[dict[str, Any]]:
    """Return the course as the page's home has it, and as its Python has it."""
    page = json.loads((site / "jupyter-lite.json").read_text("utf-8"))["jupyter-config-data"]
    assert page["appName"] == json.loads(page[OPTION])["course"]
    (wheel,) = (site / "pyodide").glob("two_januaries-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        return [json.loads(page[OPTION]), json.loads(packed.read("quizzes/lessons.json"))]


def release_of(site: Path) -> str:
    notebook = json.loads((site / "files" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text("utf-8"))
    return str(notebook["metadata"]["two_januaries"]["release"]["id"])


def test_the_page_has_the_title_and_the_lessons_that_are_in_use(planned: Course) -> None:
    site = build(planned).folder
    home, python = known_to_students(site)
    for known in (home, python):
        assert (known["course"], [each["name"] for each in known["lessons"]]) == ("PS 305", [ASSIGNMENT, LATER])
    assert [each["path"] for each in home["lessons"]] == [f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb", None]
    assert [path.name for path in (site / "files").iterdir()] == [ASSIGNMENT]
    assert [path.stem for path in (site / "text").glob("*.json")] == [ASSIGNMENT]
    for page in ("index.html", "lab/index.html"):
        assert "<title>PS 305</title>" in (site / page).read_text("utf-8")


def test_a_date_that_moved_is_on_the_page_and_makes_no_lesson_another(planned: Course) -> None:
    releases = set()
    for due in ("2026-12-01 23:59", "2026-12-08 23:59"):
        plan(planned, due)
        site = build(planned).folder
        said = json.loads((site / "files" / ASSIGNMENT / "dates.json").read_text("utf-8"))
        assert known_to_students(site)[0]["lessons"][0]["dates"] == said
        assert said["due"] == f"{due[:10]}T23:59:00+00:00"
        releases.add(release_of(site))
    assert len(releases) == 1


def test_where_no_lesson_in_use_is_released_there_is_no_page(planned: Course) -> None:
    shutil.rmtree(planned.step("release", ASSIGNMENT))
    with pytest.raises(CourseError, match="no lesson is released"):
        build(planned)
