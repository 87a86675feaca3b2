"""In a real JupyterLab: do two tabs, two kernels and a lost browser ask before they replace, does advice help?"""

from __future__ import annotations

import json
import re
import zipfile
from copy import copy
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from playwright.sync_api import Browser, expect

from .conftest import Open
from .lab import Sheet, until

USE = re.compile(r"^Use my unsaved answer from \d\d:\d\d$")
KEEP = "Keep the saved one"
LOST = "Not saved: is the kernel running?"
PUBLIC = "A public good: nobody can be kept from it"
CLUB = "A club good: members can keep others out"


def asked(quiz: Sheet, saved: str, unsaved: str) -> None:
    """Expect that question 1 asks which of two answers counts, and shows both."""
    expect(quiz.status("g-choice")).to_contain_text("Which one counts?", timeout=10_000)
    sides = quiz.item("g-choice").locator(".tj-side")
    expect(sides.nth(0)).to_have_text(re.compile(rf"^Saved \d\d:\d\d:{saved}"))
    expect(sides.nth(1)).to_have_text(re.compile(rf"^Not saved, from \d\d:\d\d:{unsaved}"))


@pytest.mark.long
def test_two_tabs_of_one_notebook_and_then_two_kernels(sheet: Open) -> None:
    old = sheet("quiz-09")
    new = old.reopen()  # in a second tab, on the same kernel
    new.option("g-choice", "public").check()
    new.saved("g-choice")
    old.option("g-choice", "club").check()
    asked(old, PUBLIC, CLUB)
    assert old.answer("g-choice") == "public"
    old.item("g-choice").get_by_role("button", name=USE).click()
    old.saved("g-choice")
    assert old.answer("g-choice") == "club"
    new.page.evaluate("dispatchEvent(new Event('focus'))")  # what a browser tells the tab that is looked at
    expect(new.option("g-choice", "club")).to_be_checked()

    new.menu("Kernel", "Shut Down Kernel")
    old.option("g-choice", "public").check()
    expect(old.status("g-choice")).to_contain_text(LOST, timeout=4000)
    new.menu("Kernel", "Restart Kernel and Run All Cells")
    until(lambda: new.answer("g-choice") == "public")  # what the other tab could not save
    new.saved("g-choice")
    old.option("g-choice", "club").check()
    expect(old.status("g-choice")).to_contain_text(LOST, timeout=4000)
    new.option("g-choice", "common").check()
    new.saved("g-choice")
    old.menu("Kernel", "Restart Kernel and Run All Cells")
    asked(old, "A common good", CLUB)
    old.item("g-choice").get_by_role("button", name=USE).click()
    old.saved("g-choice")
    assert old.answer("g-choice") == "club"


@pytest.mark.long
def test_a_draft_outlives_its_browser_and_asks(sheet: Open, browser: Browser) -> None:
    quiz = sheet("quiz-09")
    with browser.new_context() as context:
        first = copy(quiz)
        first.page = context.new_page()
        first.open_alone().restart()
        first.option("g-choice", "club").check()
        expect(first.status("g-choice")).to_contain_text(LOST, timeout=4000)
        kept = context.storage_state()  # what a browser has on the disk when it is killed
    quiz.run()
    quiz.option("g-choice", "public").check()
    quiz.saved("g-choice")
    with browser.new_context(storage_state=kept) as context:
        first.page = context.new_page()
        first.open_alone()
        asked(first, PUBLIC, CLUB)
        assert quiz.answer("g-choice") == "public"
        first.item("g-choice").get_by_role("button", name=KEEP).click()
        first.saved("g-choice")
    assert [entry["response"] for entry in quiz.entries()] == ["public"]


def with_a_written_answer(notebook: Path) -> None:
    """Add a written answer and `hand_in()` to the made-up lesson."""
    whole = nbformat.read(notebook, as_version=4)
    whole.cells[0].source += "\nfrom quizzes import hand_in"
    whole.cells[1].metadata["nbgrader"] = {
        "grade_id": "quiz-09",
        "solution": False,
        "grade": False,
        "schema_version": 3,
    }
    claims = {"grade_id": "limit", "solution": True, "grade": True, "points": 2, "schema_version": 3}
    answer = new_markdown_cell("YOUR ANSWER HERE", metadata={"nbgrader": claims})
    whole.cells += [answer, new_code_cell("hand_in()")]
    nbformat.write(whole, notebook)
    bank = json.loads((notebook.parent / "quiz.json").read_text("utf-8"))
    bank["written"] = [{"id": "limit", "title": "Name a limit"}]
    (notebook.parent / "quiz.json").write_text(json.dumps(bank), "utf-8")


@pytest.mark.long
def test_what_the_page_advises_in_menus_helps(sheet: Open) -> None:
    quiz = sheet("quiz-09", prepare=with_a_written_answer)
    found = quiz.page.get_by_role("region", name="Hand in")
    select = "(index) => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = index; }"

    def hand_in() -> None:
        """Do what `hand_in` says: press Ctrl+S, wherever the focus is, and choose Run > Run All Cells."""
        quiz.page.keyboard.press("Control+s")
        quiz.page.wait_for_function("!window.jupyterapp.shell.currentWidget.context.model.dirty")
        found.evaluate_all("nodes => nodes.forEach((node) => node.remove())")
        quiz.menu("Run", "Run All Cells")

    expect(found).to_contain_text("nothing written yet", timeout=20_000)
    cells = quiz.page.locator(".jp-Notebook .jp-Cell")
    for left, index in ((3, 2), (2, 1)):
        quiz.page.evaluate(select, index)
        quiz.command("notebook:delete-cell")
        expect(cells).to_have_count(left)
    hand_in()
    expect(found).to_contain_text("Name a limit: the cell of this answer is gone. Bring it back with", timeout=20_000)
    expect(found).to_contain_text("Who pays for order?: its cell is gone.")
    while cells.count() < 4:  # JupyterLab takes back together what was done in quick succession
        quiz.menu("Edit", "Undo Cell Operation")
    expect(cells).to_have_count(4)
    hand_in()
    expect(found).to_contain_text("nothing written yet", timeout=20_000)

    expect(found).not_to_contain_text("Who pays for order?: its cell is gone.")
    cell = cells.nth(2)
    quiz.page.evaluate(select, 2)
    quiz.page.evaluate("window.jupyterapp.commands.execute('notebook:change-cell-to-raw')")
    hand_in()
    expect(found).to_contain_text("Click into it and choose Markdown in the toolbar", timeout=20_000)
    cell.locator(".cm-content").click()
    quiz.page.locator(".jp-Notebook-toolbarCellTypeDropdown select").first.select_option("markdown")
    cell.locator(".cm-content").click()
    quiz.page.keyboard.press("Control+a")
    quiz.page.keyboard.type("It leaves out threats.")
    hand_in()
    expect(found).to_contain_text("4 words", timeout=20_000)
    expect(found).not_to_contain_text("toolbar")
    found.get_by_role("button", name="Hand in", exact=True).click()
    found.get_by_role("button", name="Hand in all the same").click()
    with quiz.page.expect_download() as got:
        found.get_by_role("link", name="Download 09-made-up.zip").click()
    assert zipfile.is_zipfile(got.value.path())

    folder = quiz.folder.name
    rename = "([from, to]) => window.jupyterapp.serviceManager.contents.rename(from, to)"
    quiz.page.evaluate(rename, [f"{folder}/09-made-up.ipynb", f"{folder}/mine.ipynb"])
    hand_in()
    expect(found).to_contain_text(
        "This notebook is called mine.ipynb and was handed out as 09-made-up.ipynb", timeout=20_000
    )
    expect(quiz.page.get_by_role("note")).to_contain_text("This notebook is called mine.ipynb")
    quiz.option("g-choice", "club").check()
    quiz.saved("g-choice")
    with zipfile.ZipFile(quiz.folder / "09-made-up.zip") as archive:
        assert b"It leaves out threats." in archive.read("09-made-up/09-made-up.ipynb")
    quiz.page.evaluate(rename, [f"{folder}/mine.ipynb", f"{folder}/09-made-up.ipynb"])
    questions = quiz.folder / "quiz.json"
    questions.rename(quiz.folder / "elsewhere.json")
    hand_in()
    failed = quiz.page.locator(".jp-OutputArea-output").filter(has_text="There is no quiz.json in").first
    expect(failed).to_be_visible(timeout=20_000)
    expect(failed).not_to_contain_text("Traceback")
    (quiz.folder / "elsewhere.json").rename(questions)  # fetched again, with the answers beside it
    hand_in()
    expect(found).to_contain_text("4 words", timeout=20_000)
    expect(found).not_to_contain_text("mine.ipynb")
    expect(quiz.option("g-choice", "club")).to_be_checked()
