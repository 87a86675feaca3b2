"""Is a lesson a page: home, sections, essay and terms at hand, nothing to save, ready again after every restart?"""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from .lab import free_port, jupyterlab
from .lesson_page import LESSON, QUIZZES, press, ready, section, serious, students_place

TOO_WIDE = """nodes => nodes.filter((node) => node.checkVisibility())
  .filter((node) => node.getBoundingClientRect().right > innerWidth).map((node) => node.className)"""
SAVED = re.compile(r"Saved \d\d:\d\d")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a student's folder with one lesson, and the configuration of a server of the course beside it."""
    return students_place(tmp_path_factory.mktemp("student"))


@pytest.fixture
def student(place: Path) -> Path:
    return place / "work"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        yield context.new_page()


def kernel_of(address: str) -> str:
    with urllib.request.urlopen(f"{address}/api/kernels") as answer:
        (kernel,) = json.load(answer)
    return str(kernel["id"])


def signal_kernel(kernel: str, act: Callable[[psutil.Process], None]) -> None:
    """Kill a kernel, as a full memory does (its server starts another one), or hold it."""
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if any(kernel in part for part in process.cmdline()):
                act(process)


def restart_kernel(address: str, kernel: str) -> None:
    """Restart a kernel from elsewhere: whether its new state reaches the page is chance."""
    request = urllib.request.Request(f"{address}/api/kernels/{kernel}/restart", b"{}", method="POST")
    urllib.request.urlopen(request).close()


def survives_a_new_kernel(page: Page, address: str) -> None:
    def is_ready_again() -> None:
        page.evaluate("dispatchEvent(new Event('focus'))")  # the student comes back to the window
        expect(page.locator(".tj-quiz:not(.old)")).to_have_count(QUIZZES, timeout=60_000)
        ready(page)
        page.evaluate(old)

    old = "document.querySelectorAll('.tj-quiz').forEach((quiz) => quiz.classList.add('old'))"
    page.evaluate(old)
    kernel = kernel_of(address)
    signal_kernel(kernel, psutil.Process.kill)
    is_ready_again()
    restart_kernel(address, kernel)
    is_ready_again()


def test_a_lesson_from_home_to_the_next_day(student: Path, page: Page) -> None:
    port = free_port()
    with jupyterlab(student, port, settings=student.parent / "hub") as address:
        home_opens_a_lesson(page, address)
        read_with_the_essay_at_hand(page)
        answer_and_see_what_is_missing(page)
        do_what_is_advised_where_nothing_answers(page, address)
        keys_change_nothing(page)
        survives_a_new_kernel(page, address)
        write_and_reload(page)
    with jupyterlab(student, port, settings=student.parent / "hub") as address:
        page.goto(f"{address}/lab")
        expect(page.get_by_text("4 of")).to_be_visible(timeout=60_000)
        press(page.get_by_role("button", name="Continue where you stopped: Who pays for order?"))
        ready(page)
        expect(page.locator("[data-quiz='essay-02'] textarea")).to_have_value("Unable, I think.")
        expect(page.locator("[data-quiz='essay-02']")).to_be_visible()
    notebook = json.loads((student / LESSON / f"{LESSON}.ipynb").read_text("utf-8"))
    cells = {
        cell["metadata"].get("nbgrader", {}).get("grade_id"): "".join(cell["source"]) for cell in notebook["cells"]
    }
    assert cells["essay-02"] == "Unable, I think."


def home_opens_a_lesson(page: Page, address: str) -> None:
    page.goto(f"{address}/lab")
    expect(page.locator(".tj-stations li")).to_have_count(8, timeout=60_000)
    expect(page.locator(".jp-Launcher, .jp-toast, .jp-SideBar:visible, #jp-menu-panel:visible")).to_have_count(0)
    assert page.title() == "Two Januaries"
    assert serious(page, ".tj-home") == []
    press(page.get_by_role("button", name="Who pays for order?"))
    ready(page)
    assert page.title() == "Who pays for order? · Two Januaries"
    machinery = (
        ".jp-InputPrompt, .jp-OutputPrompt, .jp-cell-toolbar, .jp-Collapser, .jp-NotebookPanel-toolbar, .cm-editor"
    )
    assert page.locator(machinery).evaluate_all("nodes => nodes.filter((node) => node.checkVisibility()).length") == 0
    assert page.locator(".jp-WindowedPanel-outer").evaluate("scroller => scroller.scrollTop") == 0
    expect(page.get_by_role("heading", name="Who pays for order?")).to_be_visible()


def read_with_the_essay_at_hand(page: Page) -> None:
    press(page.locator(".tj-next"))
    press(page.locator(".tj-next"))
    press(page.locator(".tj-next"))
    expect(page.get_by_role("heading", name="3. Hegemonic stability")).to_be_visible()
    expect(page.get_by_role("heading", name="Who pays for order?")).to_be_hidden()
    essay = page.get_by_role("button", name="The essay", exact=True)
    press(essay)
    expect(page.locator(".tj-essay .tj-lit").first).to_be_in_viewport()
    assert serious(page, ".tj-essay") == []
    page.keyboard.press("Escape")
    expect(page.locator(".tj-essay")).to_be_hidden()
    expect(essay).to_be_focused()
    press(page.get_by_role("button", name="Paragraph 9 of the essay").first)
    expect(page.locator(".tj-essay p", has_text="Instead of providing public goods")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator(".jp-Cell:not(.tj-away) .tj-term").first.focus()
    expect(page.get_by_role("tooltip").first).to_contain_text("open, orderly world economy")
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_have_count(0)


def answer_and_see_what_is_missing(page: Page) -> None:
    section(page, 1)
    quiz = page.locator("[data-quiz='what-the-essay-says']")
    press(quiz.locator("input").first, "Space")
    press(quiz.get_by_role("button", name="Check").first)
    expect(page.locator(".tj-far")).to_contain_text("1 of ")
    press(page.locator(".tj-where"))
    press(page.get_by_role("button", name="Who pays for order? · 10 questions"))
    graded = page.locator("[data-quiz='quiz-02']")
    expect(graded).to_be_visible()
    press(graded.locator("input").first, "Space")
    expect(graded.locator(".tj-status").first).to_have_text(SAVED, timeout=10_000)
    expect(page.locator(".tj-far")).to_contain_text("2 of ")
    assert serious(page, ".tj-lesson") == []


def do_what_is_advised_where_nothing_answers(page: Page, address: str) -> None:
    """No menu of JupyterLab's is shown here, so none is named."""
    kernel = kernel_of(address)
    question = page.locator("[data-quiz='quiz-02'] [data-item]:has(input[type=radio])").nth(1)
    status = question.locator(".tj-status")
    signal_kernel(kernel, psutil.Process.suspend)
    press(question.locator("input").first, "Space")
    expect(status).to_contain_text("press “More” at the top and then “Make the page ready again”", timeout=10_000)
    expect(status).not_to_contain_text("menu")
    signal_kernel(kernel, psutil.Process.resume)
    press(page.get_by_role("button", name="More", exact=True))
    press(page.get_by_role("button", name="Make the page ready again"))
    ready(page)
    expect(status).to_have_text(SAVED, timeout=10_000)


def keys_change_nothing(page: Page) -> None:
    """Do what deletes, makes and opens cells in JupyterLab."""
    count = page.locator(".jp-Cell").count()
    text = page.locator(".jp-MarkdownCell:not(.tj-away)").first
    text.click()
    for key in ("d", "d", "a", "b", "x", "m", "Enter", "y"):
        page.keyboard.press(key)
    text.dblclick()
    page.keyboard.type("my essay, dd aa")
    assert page.locator(".jp-Cell").count() == count
    assert (
        page.locator(".cm-editor").evaluate_all("nodes => nodes.filter((node) => node.checkVisibility()).length") == 0
    )
    press(page.get_by_role("button", name="More", exact=True))
    press(page.get_by_role("button", name="Show the notebook"))
    expect(page.locator(".jp-NotebookPanel-toolbar")).to_be_visible()
    press(page.get_by_role("button", name="Show as a page"))
    ready(page)


def write_and_reload(page: Page) -> None:
    section(page, 10)
    field = page.locator("[data-quiz='essay-02'] textarea")
    field.focus()
    page.keyboard.type("Unable, I think.")
    expect(page.locator("[data-quiz='essay-02'] .tj-status")).to_have_text(SAVED, timeout=10_000)
    page.reload()
    ready(page)
    expect(page.locator("[data-quiz='essay-02']")).to_be_visible()
    expect(field).to_have_value("Unable, I think.")
    field.focus()
    page.keyboard.press("Control+s")
    page.wait_for_timeout(1500)


@pytest.mark.long
def test_a_telephone_with_notebook_7_shows_the_same_page(student: Path, browser: Browser) -> None:
    with (
        jupyterlab(student, app="notebook", settings=student.parent / "hub") as address,
        browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark") as context,
    ):
        page = context.new_page()
        page.goto(f"{address}/tree")
        expect(page.locator(".tj-stations li")).to_have_count(8, timeout=60_000)
        press(page.get_by_role("button", name="Who pays for order?").last)
        ready(page)
        for number in (1, 7, 9, 10, 11):
            section(page, number)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            parts = page.locator(".tj-top, .tj-foot, .jp-Cell:not(.tj-away) .tj-quiz, .tj-hand-in")
            assert parts.evaluate_all(TOO_WIDE) == []
        press(page.get_by_role("button", name="The essay", exact=True))
        expect(page.locator(".tj-essay")).to_be_visible()
