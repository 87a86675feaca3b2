"""Does a page run nothing by itself in somebody else's work, and in a student's place only what was released?"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from playwright.sync_api import Browser, Page, expect

from instructor.course import CONFIGURATION, Course
from tests.planted import leaving, plant, ran
from tests.small_course import ASSIGNMENT

from .lab import jupyterlab

COUNTS = "() => window.jupyterapp.shell.currentWidget.content.widgets.map(({ model }) => model.executionCount ?? 0)"
SEEN = re.compile(r"runs nothing by itself here")


@pytest.fixture
def forged(course: Course, tmp_path: Path) -> Path:
    """Return a submission that asks for everything: its metadata, its questions, and files of every name."""
    folder = course.step("submitted", ASSIGNMENT, "mallory")
    shutil.copytree(course.step("release", ASSIGNMENT), folder)
    path = folder / f"{ASSIGNMENT}.ipynb"
    nb = nbformat.read(path, as_version=4)
    asked: dict[str, Any] = {"lesson": ASSIGNMENT, "run": True, "home": True}
    nb.metadata.two_januaries = asked
    nb.metadata.twoJanuaries = json.dumps(asked)
    nb.cells.insert(0, new_code_cell(leaving(tmp_path / "marks" / "cell")))
    nb.cells.append(new_code_cell(f"import json, numpy\n{leaving(tmp_path / 'marks' / 'last')}"))
    nbformat.write(nb, path)
    quiz = json.loads((folder / "quiz.json").read_text("utf-8"))
    (folder / "quiz.json").write_text(json.dumps(quiz).replace('"doubling"', '"stowaway"'), "utf-8")
    plant(folder, tmp_path / "marks")
    return path


def opened(page: Page, address: str, course: Course, notebook: Path) -> Page:
    page.goto(f"{address}/lab/tree/{notebook.relative_to(course.root).as_posix()}?reset")
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", state="attached", timeout=60_000)
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext?.isReady", timeout=60_000)
    return page


def test_in_the_instructors_lab_a_forged_lesson_runs_nothing(
    browser: Browser, course: Course, forged: Path, tmp_path: Path
) -> None:
    with jupyterlab(course.root, settings=CONFIGURATION) as address, browser.new_context() as context:
        page = opened(context.new_page(), address, course, forged)
        expect(page.get_by_text(SEEN)).to_be_visible(timeout=30_000)
        page.wait_for_timeout(3000)
        assert set(page.evaluate(COUNTS)) == {0}
        assert ran(tmp_path / "marks") == []
        page.get_by_role("button", name="Start", exact=True).click()
        page.wait_for_selector("[data-quiz='quiz-01']", timeout=60_000)
        page.wait_for_timeout(3000)
        assert max(page.evaluate(COUNTS)) > 0
        assert ran(tmp_path / "marks") == []


@pytest.mark.long
@pytest.mark.long
def test_where_cells_may_run_only_the_released_ones_do(
    browser: Browser, course: Course, forged: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "hub"
    settings.mkdir()
    (settings / "jupyter_server_config.py").write_text("from quizzes.door import allow\nallow(get_config())\n", "utf-8")
    with jupyterlab(course.root, settings=settings) as address, browser.new_context() as context:
        page = opened(context.new_page(), address, course, forged)
        page.wait_for_selector("[data-quiz='quiz-01']", timeout=60_000)
        page.wait_for_timeout(3000)
        counts = page.evaluate(COUNTS)
        assert (counts[0], counts[-1]) == (0, 0)
        assert max(counts) > 0
        assert ran(tmp_path / "marks") == []
