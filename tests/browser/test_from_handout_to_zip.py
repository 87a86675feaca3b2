"""From an instructor's release to the marks: does a student get by with one command, one press, keyboard and card?

The instructor's commands and `uv run start.py` are given as they are written, the latter in an empty folder outside of
the checkout and with a home of its own; uv installs the handout's wheel into an environment of that script's. Three
things stand in for a student's: uv is there already (`pip install uv`), its cache holds the packages, and a port and
`--no-browser` let this test open the address that the terminal names. What was handed in is then looked at in every
other way: on paper, as nbconvert's HTML, and by nbgrader's own Validate, which knows nothing of the course.
"""

from __future__ import annotations

import json
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
from playwright.sync_api import Browser, Page, ViewportSize, expect

from instructor.course import Course
from instructor.marking.answer_key import read_answer_key
from quizzes.types import Number
from tests.started import environment, forget, instructor, serving

from .keyboard import TEXT, Copy, answer_all, handed_in
from .lab import until

ROOT = Path(__file__).parent.parent.parent
LESSON, CAPSTONE = "02-who-pays-for-order", "07-capstone"
WRITTEN = ("limit-02", "essay-02")
SENDER = "Ana Souza_11_assignsubmission_file"
A4: ViewportSize = {"width": 718, "height": 1047}  # pixels of a page within the margins that the browser leaves

#: What of the lesson is cut on paper: it scrolls in a frame of its own, or goes beyond the page's edge.
CUT = """() => [...document.querySelectorAll(".tj-lesson, .tj-lesson *")].filter((node) => node.checkVisibility())
  .filter((node) => !node.closest("svg, math, mjx-container, .tj-hidden"))
  .filter((node) => {
    const { overflowX, overflowY } = getComputedStyle(node);
    const frames = `${overflowX} ${overflowY}`.match(/auto|scroll|hidden/);
    const isCut = frames && (node.scrollHeight > node.clientHeight + 1 || node.scrollWidth > node.clientWidth + 1);
    return isCut || node.getBoundingClientRect().right > innerWidth + 1;
  })
  .map((node) => `${node.tagName} ${node.className} ${node.textContent.slice(0, 40)}`)"""
#: What can only be pressed; a word with its meaning is a button, and stays as a word.
PRESSED = """() => [...document.querySelectorAll("button, [type=range], .tj-top, .tj-foot, .tj-essay, .lm-TabBar")]
  .filter((node) => node.checkVisibility() && !node.matches(".tj-term, .tj-para"))
  .map((node) => `${node.tagName} ${node.className} ${node.textContent.slice(0, 40)}`)"""


@dataclass(frozen=True)
class Way:
    """What is there when a student has handed in: the course, the folder, the open page and the file."""

    course: Course
    folder: Path
    page: Page
    sheet: Copy
    archive: Path
    link: str


@pytest.fixture(scope="module")
def way(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Way]:
    if shutil.which("uv") is None and not os.environ.get("CI"):
        pytest.skip("no uv on the path")
    base = tmp_path_factory.mktemp("way")
    course, folder, home = Course(ROOT, base / "course"), base / "my course", base / "home"
    home.mkdir()
    hand_out(course, LESSON, folder)
    with serving(start_command(folder), folder, home) as student, browser.new_context() as context:
        page = context.new_page()
        page.goto(student.link)
        sheet = work_through(page, student.address, course, folder)
        yield Way(course, folder, page, sheet, handed_in(sheet), student.link)
    forget(folder, home)


def hand_out(course: Course, lesson: str, folder: Path) -> None:
    """Release a lesson, and unpack what students download."""
    instructor(course, "release", lesson)
    with zipfile.ZipFile(course.folder / "handout" / f"{lesson}-handout.zip") as packed:
        packed.extractall(folder)


def start_command(folder: Path) -> list[str]:
    """Return the command that a README tells its reader to type, after the one that is typed only once."""
    readme = (folder / "README.txt").read_text("utf-8")
    lines: list[str] = re.findall(r"^    (\S.*)$", readme, re.MULTILINE)
    assert lines[0] == "pip install uv"
    return lines[1].split()


def work_through(page: Page, address: str, course: Course, folder: Path) -> Copy:
    """Open the lesson by one press, and answer all that counts by keyboard."""
    sheet, scheme = Copy(page, address, folder, folder / LESSON), read_answer_key(course, LESSON)
    open_station(page, "Who pays for order?", len(scheme.bank.quizzes))
    answer_all(sheet, scheme)
    return sheet


def open_station(page: Page, title: str, quizzes: int) -> None:
    """Press a lesson's station on the home page, and wait until the lesson is ready."""
    expect(page.locator(".tj-stations li")).to_have_count(8, timeout=60_000)
    page.locator(".tj-stations").get_by_role("button", name=title).focus()
    page.keyboard.press("Enter")
    ready(page, quizzes)


def ready(page: Page, quizzes: int) -> None:
    expect(page.locator(".tj-quiz")).to_have_count(quizzes, timeout=60_000)
    expect(page.locator(".tj-busy")).to_have_count(0, timeout=60_000)


def test_the_zip_in_the_folder_is_collected_and_earns_what_it_should(way: Way, tmp_path: Path) -> None:
    assert way.archive == way.folder / LESSON / f"{LESSON}.zip"
    assert way.page.locator(".jp-Dialog, .lm-Menu, #jp-menu-panel:visible").count() == 0
    with zipfile.ZipFile(way.archive) as packed:
        journals = {f"{name}.jsonl" for name in ("run-02", "quiz-02", *WRITTEN)}
        names = {Path(name).name for name in packed.namelist()}
        assert names == {way.sheet.notebook.name, "receipt.json", *journals}
    with zipfile.ZipFile(tmp_path / "download.zip", "w") as download:
        download.write(way.archive, f"{SENDER}/{way.archive.name}")
    instructor(way.course, "collect", LESSON, "--zips", str(tmp_path / "download.zip"))
    assert "14 of 25" in instructor(way.course, "grade", LESSON)
    with Gradebook(f"sqlite:///{way.course.folder / 'gradebook.db'}") as book:
        grades = book.find_submission_notebook(LESSON, LESSON, "ana-souza").grades
        marks = {each.name: (each.auto_score, each.max_score, each.needs_manual_grade) for each in grades}
    assert marks == {
        "run-02": (4, 4, False),
        "quiz-02": (10, 10, False),
        "limit-02": (None, 1, True),
        "essay-02": (None, 10, True),
    }
    texts = cells(way.course.step("autograded", LESSON, "ana-souza") / f"{LESSON}.ipynb")
    assert all(f"{TEXT} {name}" in texts[name] for name in WRITTEN)


def cells(notebook: Path) -> dict[str, str]:
    """Return the texts of the cells that nbgrader knows by a name."""
    nb = json.loads(notebook.read_text("utf-8"))
    named = [(cell["metadata"].get("nbgrader", {}).get("grade_id"), "".join(cell["source"])) for cell in nb["cells"]]
    return {name: text for name, text in named if name}


@pytest.mark.long
def test_html_export_shows_the_answers_as_they_are(way: Way, tmp_path: Path) -> None:
    practice, notebook = way.page.locator("[data-quiz='k-groups']"), way.sheet.notebook
    way.sheet.turn_to(practice)
    practice.locator("input").fill("2.5")
    way.sheet.press(practice.get_by_role("button", name="Check"), "Enter")
    until(lambda: "<b>2.5</b>" in notebook.read_text("utf-8"))
    export = [sys.executable, "-m", "nbconvert", "--to", "html", "--output-dir", str(tmp_path), str(notebook)]
    subprocess.run(export, cwd=tmp_path, env=environment(tmp_path), check=True, capture_output=True)
    page = way.page.context.new_page()
    page.goto((tmp_path / f"{LESSON}.html").as_uri())
    shown = page.locator("body").inner_text()
    page.close()
    for found in (
        "10 of 10 answered",
        "Nothing is missing",
        "2.5 states",
        *(f"So it does. {name}" for name in WRITTEN),
    ):
        assert found in shown
    assert shown.count("☒") == 13  # chosen options of the graded quiz


@pytest.mark.long
def test_paper_holds_the_whole_lesson_with_the_answers_and_nothing_to_press(way: Way) -> None:
    page, scheme = way.page, read_answer_key(way.course, LESSON)
    page.reload()
    ready(page, len(scheme.bank.quizzes))
    expect(page.locator("[data-quiz='run-02'] svg[role=img]")).to_have_count(1)
    pages = len(re.findall(rb"/Type /Page\b", page.pdf(format="A4")))
    page.evaluate("addEventListener('beforeprint', () => document.body.dataset.printed = 'yes')")
    page.get_by_role("button", name="More", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Print", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("body[data-printed]")).to_have_count(1)
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    assert page.evaluate(CUT) == []
    assert page.evaluate(PRESSED) == []
    height = page.evaluate("document.documentElement.scrollHeight")
    assert pages >= height / A4["height"] * 0.9 > 10
    shown = page.locator("body").inner_text()
    for quiz in scheme.bank.quizzes:
        assert quiz.title in shown
    assert len(re.findall(r"^\d\. ", shown, re.MULTILINE)) > 8
    on_paper(way, page)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 720})


def on_paper(way: Way, page: Page) -> None:
    """Expect every answer on the paper as it was given."""
    scheme = read_answer_key(way.course, LESSON)
    for item in (item for quiz in scheme.bank.quizzes if quiz.id == "quiz-02" for item in quiz.items):
        place, right = page.locator(f"[data-item='{item.id}']"), item.right(scheme.answers[item.id], None)
        expect(place).to_be_visible()
        if isinstance(item, Number):
            expect(place.locator("input")).to_have_value(right)
            expect(place.locator("input")).to_be_visible()
        elif isinstance(right, str):
            expect(place.locator(f"input[value='{right}']")).to_be_checked()
    for name in WRITTEN:
        sheet = page.locator(f"[data-item='{name}'] .tj-writing-sheet")
        assert sheet.evaluate("node => node.dataset.text").strip() == f"{TEXT} {name}"
        assert "dd aa bb." in sheet.evaluate("node => getComputedStyle(node, '::after').content")
        assert sheet.evaluate("node => getComputedStyle(node, '::after').visibility") == "visible"
        assert page.locator("body").inner_text().count(f"So it does. {name}") == 0  # not a second time, as a cell
    figure = page.locator("[data-quiz='run-02'] svg[role=img]")
    assert figure.evaluate("node => node.getBoundingClientRect().width") > 400


def validated(notebook: Path, home: Path) -> str:
    """Let somebody who knows nothing of the course validate a notebook; return what nbgrader says."""
    line = [sys.executable, "-m", "nbgrader", "validate", notebook.name]
    folder, env = notebook.parent, environment(home)
    return subprocess.run(line, cwd=folder, env=env, capture_output=True, text=True, check=False).stdout


VALID = "Success! Your notebook passes all the tests."


def test_nbgraders_own_validate_passes_what_was_handed_in(way: Way, tmp_path: Path) -> None:
    assert VALID in validated(way.sheet.notebook, tmp_path)


@pytest.mark.long
def test_nbgraders_own_validate_passes_the_six_texts_of_the_capstone(way: Way, tmp_path: Path) -> None:
    """It lies in the folder of the first one, as the README says, and is on the home page at its next showing."""
    hand_out(way.course, CAPSTONE, way.folder)
    page, quizzes = way.page, way.course.bank(CAPSTONE).quizzes
    capstone = Copy(page, way.sheet.address, way.folder, way.folder / CAPSTONE)
    assert "did not provide a response" in validated(capstone.notebook, tmp_path)
    page.goto(way.link)
    open_station(page, "a useful concept?", len(quizzes))
    fields = [quiz.id for quiz in quizzes if quiz.kind == "written"]
    assert len(fields) == 6
    for name in fields:
        capstone.turn_to(capstone.item(name))
        capstone.write(name, f"{TEXT} {name}")
        capstone.saved(name)
    handed_in(capstone)
    assert VALID in validated(capstone.notebook, tmp_path)
