"""Is a page that would give away a key refused, wherever the key lies?"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable

import pytest

from instructor.course import Course, CourseError
from instructor.release import make_release
from instructor.webpage.build import build
from tests.small_course import ASSIGNMENT, KEYS, MODEL_ANSWER, RATIONALE, SCHEME, WORDS, write_plain_lesson

pytestmark = pytest.mark.skipif(not shutil.which("npm"), reason="npm fetches Pyodide: install Node.js")
WHEEL = "pyodide/two_januaries-0.1.0-py3-none-any.whl/quizzes"
ANSWER = 'the answer to item "s-club"'


def in_a_file(course: Course) -> list[str]:
    (course.step("release", ASSIGNMENT) / "notes.txt").write_text(SCHEME, "utf-8")
    return [f"files/{ASSIGNMENT}/notes.txt: a mark scheme"]


def in_an_archive(course: Course) -> list[str]:
    inner = course.root / "inner.zip"
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("notes.txt", MODEL_ANSWER)
    with zipfile.ZipFile(course.step("release", ASSIGNMENT) / "material.zip", "w") as packed:
        packed.write(inner, "inner.zip")
    return [f'files/{ASSIGNMENT}/material.zip/inner.zip/notes.txt: the model answer of cell "limit-01"']


def in_the_wheel(course: Course) -> list[str]:
    (course.root / "quizzes" / "words").mkdir()
    (course.root / "quizzes" / "words" / "notes.txt").write_text(RATIONALE, "utf-8")
    return [f"extensions/two-januaries-lesson/words/notes.txt: {ANSWER}", f"{WHEEL}/words/notes.txt: {ANSWER}"]


def in_another_lesson(course: Course) -> list[str]:
    write_plain_lesson(course, "More", f"# {RATIONALE}")
    make_release(course, "02-more")
    places = ("files/02-more/02-more.ipynb", "jupyter-lite.json", f"{WHEEL}/lessons.json")
    return [f"{place}: {ANSWER}" for place in places]


@pytest.mark.parametrize("leak", [in_a_file, in_an_archive, in_the_wheel, in_another_lesson])
def test_a_page_that_gives_something_away_is_refused_and_the_former_stays(
    course: Course, leak: Callable[[Course], list[str]]
) -> None:
    (course.folder / "site").mkdir()
    (course.folder / "site" / "index.html").write_text("former")
    named = leak(course)
    with pytest.raises(CourseError) as refused:
        build(course)
    first = "the page leaks, so it was not made; the former page stays:"
    assert str(refused.value).splitlines() == [first, *(f"- {line}" for line in named)]
    assert [path.name for path in (course.folder / "site").iterdir()] == ["index.html"]


def test_what_everybody_may_read_is_no_leak_and_a_lesson_that_is_being_written_hinders_no_page(course: Course) -> None:
    course.keys_file(ASSIGNMENT).write_text(KEYS.replace(RATIONALE, WORDS), "utf-8")
    write_plain_lesson(course, "More", "1 + 1")
    course.bank_file("02-more").write_text("quizzes: [", "utf-8")
    assert build(course).folder.is_dir()
