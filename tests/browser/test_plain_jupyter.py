"""Can a student without our page, in JupyterLab and in Notebook 7, do everything, and behind "Show the notebook" too?

The extension is switched off as anybody would do it, by `jupyter labextension disable` in a configuration of one's own;
one server, Notebook 7's, shows both applications. What a student does there are JupyterLab's own ways: Run All, an
answer by keyboard, a text in a field, another typed into the answer's cell, Ctrl+S, and the card.
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
from pathlib import Path
from unittest.mock import patch

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from instructor.course import Course
from instructor.marking.answer_key import read_answer_key
from instructor.release import make_release

from .keyboard import Copy
from .lab import jupyterlab, until

ROOT = Path(__file__).parent.parent.parent
LESSON, QUIZZES = "02-who-pays-for-order", 22
COURSE = Course(ROOT, ROOT / "build")
OURS = ".tj-lesson, .tj-top, .tj-foot, .tj-home"
READY = "window.jupyterapp?.shell.currentWidget?.sessionContext?.isReady"
CELL = """(name) => window.jupyterapp.shell.currentWidget.content.widgets
  .findIndex(({ model }) => model.getMetadata("nbgrader")?.grade_id === name)"""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with patch.dict(os.environ):
        course = Course(ROOT, tmp_path_factory.mktemp("plain") / "course")
        course.enter()
        return make_release(course, LESSON)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    root = tmp_path_factory.mktemp("work")
    with jupyterlab(root, app="notebook") as address:
        yield address, root


def extension(root: Path, verb: str) -> None:
    """Enable or disable our extension for whoever has the configuration in `root`; a page asks for it when loaded."""
    place = {"JUPYTER_CONFIG_DIR": str(root / ".jupyter_config_dir")}
    line = [sys.executable, "-m", "jupyter", "labextension", verb, "--level=user", "two-januaries-lesson"]
    subprocess.run(line, env=os.environ | place, check=True, capture_output=True)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        yield context.new_page()


def opened(page: Page, server: tuple[str, Path], release: Path, app: str) -> Copy:
    """Open a fresh copy of the lesson in an application."""
    address, root = server
    folder = root / f"copy-{len([*root.glob('copy-*')])}" / LESSON
    shutil.copytree(release, folder)
    page.goto(
        f"{address}/{app}/{folder.relative_to(root).as_posix()}/{LESSON}.ipynb?reset"
    )  # none of what another test had open
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", state="attached", timeout=60_000)
    page.wait_for_function(READY, timeout=60_000)
    return Copy(page, address, root, folder)


def run_all(sheet: Copy) -> None:
    sheet.command("notebook:run-all-cells")
    expect(sheet.page.locator(".tj-quiz")).to_have_count(QUIZZES, timeout=60_000)


def do_everything(sheet: Copy) -> None:
    """Answer a question, write one text into its field and another into its cell, save, and hand in."""
    bank = COURSE.bank(LESSON)
    (item, *_) = next(quiz for quiz in bank.quizzes if quiz.id == "quiz-02").items
    right = item.right(read_answer_key(COURSE, LESSON).answers[item.id], None)
    to(sheet.item(item.id))
    sheet.answer_item(item, right)
    sheet.write("essay-02", "Typed into the field, dd aa.")
    sheet.saved("essay-02")
    into_cell(sheet, "limit-02", "Typed into the cell: it leaves out threats.")
    card = sheet.page.locator(".tj-hand-in")
    to(card)
    sheet.press(card.get_by_role("button", name="Hand in", exact=True), "Enter")
    sheet.press(card.get_by_role("button", name="Hand in all the same"), "Enter")
    expect(card.get_by_role("link", name=f"Download {LESSON}.zip")).to_be_focused(timeout=15_000)
    assert received(sheet) == {
        "essay-02": "Typed into the field, dd aa.",
        "limit-02": "Typed into the cell: it leaves out threats.",
        item.id: right,
    }


def to(place: Locator) -> None:
    """Scroll there: Jupyter draws what is far away only when it comes near."""
    place.evaluate("node => node.scrollIntoView({ block: 'center' })")
    expect(place).to_be_visible()


def into_cell(sheet: Copy, name: str, text: str) -> None:
    """Open a cell as Jupyter's users do, type over what stands in it, and save."""
    cell = sheet.page.locator(".jp-Notebook-cell").nth(sheet.page.evaluate(CELL, name))
    to(cell)
    cell.locator(".jp-RenderedMarkdown").click()
    sheet.page.keyboard.press("Enter")
    expect(cell.locator(".cm-content")).to_be_focused()
    sheet.page.keyboard.press("Control+a")
    sheet.page.keyboard.type(text)
    sheet.page.keyboard.press("Shift+Enter")
    sheet.page.keyboard.press("Control+s")
    until(lambda: text in sheet.notebook.read_text("utf-8"))


def received(sheet: Copy) -> dict[str, object]:
    """Return what the file brings to a teacher: answers from journals, and the text of the cell that has one."""
    found: dict[str, object] = {}
    with zipfile.ZipFile(sheet.folder / f"{LESSON}.zip") as packed:
        for name in packed.namelist():
            text = packed.read(name).decode("utf-8")
            if name.endswith(".jsonl"):
                entries = [json.loads(line) for line in text.splitlines()]
                found |= {entry["item"]: entry["response"] for entry in entries}
            if name.endswith(".ipynb"):
                cells = {
                    each["metadata"].get("nbgrader", {}).get("grade_id"): each for each in json.loads(text)["cells"]
                }
                found["limit-02"] = "".join(cells["limit-02"]["source"])
    return found


def cells(notebook: str) -> dict[str, str]:
    """Return the texts of the cells, by the names that nbgrader knows."""
    named = ((cell["metadata"].get("nbgrader", {}), "".join(cell["source"])) for cell in json.loads(notebook)["cells"])
    return {claim["grade_id"]: text for claim, text in named if claim}


@pytest.mark.parametrize("app", [pytest.param("lab/tree"), pytest.param("notebooks", marks=pytest.mark.long)])
def test_without_the_extension_everything_can_be_done(
    app: str, page: Page, server: tuple[str, Path], release: Path
) -> None:
    extension(server[1], "disable")
    sheet = opened(page, server, release, app)
    run_all(sheet)
    assert page.locator(OURS).count() == 0
    do_everything(sheet)


@pytest.mark.long
@pytest.mark.long
def test_behind_show_the_notebook_everything_can_be_done(page: Page, server: tuple[str, Path], release: Path) -> None:
    extension(server[1], "disable")
    extension(server[1], "enable")
    sheet = opened(page, server, release, "lab/tree")
    sheet.press(page.get_by_role("button", name="More", exact=True), "Enter")
    sheet.press(page.get_by_role("button", name="Show the notebook"), "Enter")
    expect(page.locator(".jp-NotebookPanel-toolbar").get_by_role("button", name="Save")).to_be_visible()
    run_all(sheet)
    do_everything(sheet)
    expect(page.get_by_role("button", name=re.compile("Show as a page"))).to_be_visible()
