"""From an instructor's release to the marks: does a student get by with one command, one press, keyboard and card?

The instructor's commands and `uv run start.py` are given as they are written, the latter in an empty folder outside of
the checkout and with a home of its own; uv installs the handout's wheel into an environment of that script's. Three
things stand in for a student's: uv is there already (`pip install uv`), its cache holds the packages, and `--no-browser`
with a port lets this test open the address that the terminal names.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, Page, expect

from instructor.course import Course
from instructor.marking.answer_key import AnswerKey, read_answer_key
from tests.started import forget, serving

from .keyboard import TEXT, Copy, answer_all, handed_in

ROOT = Path(__file__).parent.parent.parent
LESSON, CAPSTONE = "02-who-pays-for-order", "07-capstone"
SENDER = "Ana Souza_11_assignsubmission_file"


@dataclass(frozen=True)
class Way:
    """What is there when a student has handed in: the course, the folder, the open page and the file."""

    course: Course
    folder: Path
    page: Page
    sheet: Copy
    archive: Path
    scheme: AnswerKey


def instructor(course: Course, *arguments: str) -> str:
    """Give one of the instructor's commands; return what it says."""
    line = [sys.executable, "-m", "instructor", "--course", str(course.folder), *arguments]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def way(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Way]:
    if shutil.which("uv") is None and not os.environ.get("CI"):
        pytest.skip("no uv on the path")
    base = tmp_path_factory.mktemp("way")
    course, folder, home = Course(ROOT, base / "course"), base / "my course", base / "home"
    home.mkdir()
    instructor(course, "release", LESSON, CAPSTONE)
    for lesson in (LESSON, CAPSTONE):
        with zipfile.ZipFile(course.folder / "handout" / f"{lesson}.zip") as packed:
            packed.extractall(folder)
    with serving(start_command(folder), folder, home) as student, browser.new_context() as context:
        page = context.new_page()
        page.goto(student.link)
        yield work_through(page, student.address, course, folder)
    forget(folder, home)


def start_command(folder: Path) -> list[str]:
    """Return the command that a README tells its reader to type, after the one that is typed only once."""
    lines = re.findall(r"^    (\S.*)$", (folder / "README.txt").read_text("utf-8"), re.MULTILINE)
    assert lines[0] == "pip install uv"
    return lines[1].split()


def work_through(page: Page, address: str, course: Course, folder: Path) -> Way:
    """Open the lesson by one press, answer all that counts by keyboard, and hand in."""
    expect(page.locator(".tj-stations li")).to_have_count(8, timeout=60_000)
    station = page.get_by_role("button", name="Who pays for order?")
    station.focus()
    page.keyboard.press("Enter")
    sheet, scheme = Copy(page, address, folder, folder / LESSON), read_answer_key(course, LESSON)
    expect(page.locator(".tj-quiz")).to_have_count(len(scheme.bank.quizzes), timeout=60_000)
    expect(page.locator(".tj-busy")).to_have_count(0, timeout=60_000)
    answer_all(sheet, scheme)
    return Way(course, folder, page, sheet, handed_in(sheet), scheme)


def test_the_zip_in_the_folder_is_collected_and_earns_what_it_should(way: Way, tmp_path: Path) -> None:
    assert way.archive == way.folder / LESSON / f"{LESSON}.zip"
    assert way.page.locator(".jp-Dialog").count() == 0
    with zipfile.ZipFile(tmp_path / "download.zip", "w") as download:
        download.write(way.archive, f"{SENDER}/{way.archive.name}")
    instructor(way.course, "collect", LESSON, "--zips", str(tmp_path / "download.zip"))
    said = instructor(way.course, "grade", LESSON)
    print(said)
    with Gradebook(f"sqlite:///{way.course.folder / 'gradebook.db'}") as book:
        grades = book.find_submission_notebook(LESSON, LESSON, "ana-souza").grades
        marks = {each.name: (each.auto_score, each.max_score, each.needs_manual_grade) for each in grades}
    print(marks)
    assert TEXT and False
