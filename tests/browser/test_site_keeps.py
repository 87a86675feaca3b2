"""What a browser keeps of the course as a page: own order, work taken along, corrections, two tabs, no room."""

from __future__ import annotations

import base64
import json
import re
import shutil
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from instructor.course import Course
from instructor.webpage.build import build
from instructor.webpage.serving import served
from quizzes.bring import bring, plan
from quizzes.journal import replay
from tests.started import instructor

from .lab import CHROMIUM, FLAGS, until
from .site import FULL, LESSON, PATIENCE

pytestmark = pytest.mark.long
ROOT = Path(__file__).parent.parent.parent
QUIZ = "quiz-02"
FIRST, SECOND = "l2-inside-outside", "l2-which-payer"
#: What a correction replaces in the notebook and in its questions, and by what.
TEXT = ("Two tests sort", "Two corrected tests sort")
QUESTION = ("Six states run radar stations together", "Six states run weather stations together")
SAVED = re.compile("^Saved")
KEPT = """(path) => new Promise((resolve, reject) => {
  const opening = indexedDB.open(`Student work ${new URL("../", location).pathname}`);
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const asking = opening.result.transaction("files").objectStore("files").get(path);
    asking.onsuccess = () => { opening.result.close(); resolve(asking.result ?? null); };
  };
})"""
CLICK_AT = """([item, number, at]) => {
  const input = document.querySelectorAll(`[data-item="${item}"] input[type=radio]`)[number];
  setTimeout(() => input.click(), at - Date.now());
}"""
WHOLE = f"localStorage.setItem('tj-lesson {LESSON} /', JSON.stringify({{ whole: true }}))"
CARDS = "async () => (await (await caches.open('course-cards')).keys()).map(({ url }) => url)"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    if not shutil.which("npm"):
        pytest.skip("npm fetches Pyodide: install Node.js")
    made = Course(ROOT, tmp_path_factory.mktemp("page") / "course")
    instructor(made, "release", LESSON)
    instructor(made, "site")
    return made


@pytest.fixture(scope="module")
def address(course: Course) -> Iterator[str]:
    with served(course.folder / "site") as found:
        yield found


@contextmanager
def profile(browser: Browser, folder: Path) -> Iterator[BrowserContext]:
    """Open a browser whose profile lies on the disk, as students' do."""
    kind = browser.browser_type
    with kind.launch_persistent_context(folder, executable_path=CHROMIUM, args=FLAGS) as context:
        context.add_init_script(WHOLE)
        yield context


def opened(page: Page, address: str) -> Page:
    page.goto(f"{address}?lesson={LESSON}")
    expect(page.locator(".tj-lesson .tj-quiz").first).to_be_attached(timeout=PATIENCE)
    expect(page.locator(".tj-busy")).to_have_count(0, timeout=PATIENCE)
    expect(page.locator(f"[data-item='{FIRST}']")).to_be_visible(timeout=PATIENCE)
    return page


def questions(page: Page) -> Locator:
    """Return the questions with options to choose one of."""
    return page.locator("[data-item]").filter(has=page.locator("input[type=radio]"))


def choose(page: Page, item: str, number: int, saved: bool = True) -> Locator:
    question = page.locator(f"[data-item='{item}']")
    question.locator("input[type=radio]").nth(number).check()
    if saved:
        expect(question.locator(".tj-status")).to_have_text(SAVED, timeout=60_000)
    return question


def order(page: Page) -> list[list[str]]:
    """Return the options of all questions as they are shown."""
    script = "nodes => nodes.map((node) => [...node.querySelectorAll('input[type=radio]')].map((input) => input.value))"
    return list(questions(page).evaluate_all(script))


def kept(page: Page, name: str) -> str:
    """Return what the browser keeps of a file of the lesson; "" where it keeps none."""
    model: dict[str, Any] | None = page.evaluate(KEPT, f"{LESSON}/{name}")
    if model is None:
        return ""
    content = str(model["content"])
    return base64.b64decode(content).decode() if model["format"] == "base64" else content


def journals(page: Page) -> str:
    keys = KEPT.replace(".get(path)", ".getAllKeys()")
    paths = [path for path in page.evaluate(keys, "") if path.endswith(".jsonl")]
    return "".join(kept(page, path.removeprefix(f"{LESSON}/")) for path in paths)


def responses(page: Page, item: str) -> list[Any]:
    entries = [json.loads(line) for line in journals(page).splitlines() if line.strip()]
    return [entry["response"] for entry in entries if entry["item"] == item]


def at_home(page: Page, address: str) -> Page:
    page.goto(f"{address}lab/index.html")
    expect(page.get_by_role("button", name="Download my work")).to_be_visible(timeout=PATIENCE)
    return page


def bring_back(page: Page, archive: Path) -> Page:
    page.locator(".tj-work input[type=file]").set_input_files(archive)
    expect(page.locator(".tj-work")).to_contain_text("1 answer from the file counts then")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator(".tj-work")).to_contain_text("Your work is back", timeout=PATIENCE)
    return page


def test_work_goes_along_to_another_browser_and_to_a_folder(
    course: Course, address: str, browser: Browser, tmp_path: Path
) -> None:
    with profile(browser, tmp_path / "one") as context:
        page = opened(context.pages[0], address)
        shown = order(page)
        choose(page, FIRST, 1)
        student = kept(page, "responses/student.txt")
        assert re.fullmatch("[0-9a-f]{16}", student)
        answered = responses(page, FIRST)
        at_home(page, address)
        with page.expect_download() as download:
            page.get_by_role("button", name="Download my work").press("Enter")  # the page may still be moving
        expect(page.locator(".tj-work [role=status]")).to_contain_text("Your work is in two-januaries-")
        download.value.save_as(tmp_path / "work.zip")
    with profile(browser, tmp_path / "two") as context:
        page = opened(context.pages[0], address)
        assert kept(page, "responses/student.txt") not in ("", student)
        assert order(page) != shown
        bring_back(at_home(page, address), tmp_path / "work.zip")
        opened(page, address)
        assert responses(page, FIRST) == answered
        assert kept(page, "responses/student.txt") == student
        assert order(page) == shown
        expect(page.locator(f"[data-item='{FIRST}'] input").nth(1)).to_be_checked()
    with profile(browser, tmp_path / "three") as context:  # where no lesson was opened yet
        page = bring_back(at_home(context.pages[0], address), tmp_path / "work.zip")
        expect(page.locator(".tj-begun")).to_have_count(1)
        page.locator(".tj-work input[type=file]").set_input_files(tmp_path / "work.zip")
        expect(page.locator(".tj-work")).to_contain_text("All that is in this file is here already")
        assert responses(opened(page, address), FIRST) == answered
    with zipfile.ZipFile(tmp_path / "work.zip") as archive:
        assert archive.testzip() is None
    shutil.copytree(course.step("release", LESSON), tmp_path / "lessons" / LESSON)
    bring(plan(tmp_path / "work.zip", tmp_path / "lessons"))
    (journal,) = (tmp_path / "lessons" / LESSON / "responses").glob("*.jsonl")
    assert replay(journal).responses(FIRST) == answered


def test_what_is_brought_back_replaces_no_answer_that_was_given_since_it_was_looked_at(
    address: str, browser: Browser, tmp_path: Path
) -> None:
    entry = {"time": "2020-01-01T00:00:00+00:00", "item": FIRST, "response": "d"}
    with zipfile.ZipFile(tmp_path / "work.zip", "w") as archive:
        archive.writestr(f"{LESSON}/responses/{QUIZ}.jsonl", json.dumps(entry) + "\n")
    with profile(browser, tmp_path / "profile") as context:
        lesson = opened(context.new_page(), address)
        page = at_home(context.pages[0], address)
        page.locator(".tj-work input[type=file]").set_input_files(tmp_path / "work.zip")
        expect(page.locator(".tj-work")).to_contain_text("1 answer from the file counts then")
        choose(lesson, FIRST, 0)
        (mine,) = responses(lesson, FIRST)
        page.get_by_role("button", name="Bring it back").click()
        expect(page.locator(".tj-work")).to_contain_text("Your work is back", timeout=PATIENCE)
        assert responses(page, FIRST) == ["d", mine]
        expect(page.locator(".tj-begun")).to_have_count(1)


@contextmanager
def corrected(course: Course) -> Iterator[None]:
    """Correct a text and a question of the lesson that the page has."""
    folder = course.step("release", LESSON)
    former = {path: path.read_bytes() for path in (folder / f"{LESSON}.ipynb", folder / "quiz.json")}
    try:
        for path, (old, new) in zip(former, (TEXT, QUESTION), strict=True):
            assert old.encode() in former[path]
            path.write_bytes(former[path].replace(old.encode(), new.encode()))
        build(course)
        yield
    finally:
        for path, data in former.items():
            path.write_bytes(data)
        build(course)


def test_a_corrected_lesson_comes_with_all_answers_and_says_so(
    course: Course, address: str, browser: Browser, tmp_path: Path
) -> None:
    with profile(browser, tmp_path / "profile") as context:
        page = opened(context.pages[0], address)
        choose(page, FIRST, 0)
        answered = responses(page, FIRST)
        until(lambda: bool(page.evaluate(KEPT, f"{LESSON}/{LESSON}.ipynb")))
        with corrected(course):
            opened(page, address)  # the former worker may still be at work
            for _ in range(2):
                opened(page, address)
                expect(page.locator(".tj-keeping")).to_contain_text("has corrected this lesson")
                expect(page.locator(".tj-lesson")).to_contain_text(TEXT[1])
                expect(page.locator(".tj-quiz").filter(has_text=QUESTION[1])).to_be_visible()
                expect(page.locator(f"[data-item='{FIRST}'] input").first).to_be_checked()
                assert responses(page, FIRST) == answered
            assert len({url.split("/")[-2] for url in page.evaluate(CARDS)}) == 1
            note = page.locator(".tj-keeping [data-key='view.corrected']")
            note.get_by_role("button", name="Understood").click()
            opened(page, address)
            expect(note).to_have_count(0)
            expect(page.locator(".tj-lesson")).to_contain_text(TEXT[1])


def test_two_tabs_at_once_lose_no_answer(address: str, browser: Browser, tmp_path: Path) -> None:
    with profile(browser, tmp_path / "profile") as context:
        one = opened(context.pages[0], address)
        two = opened(context.new_page(), address)
        pages = ((one, FIRST), (two, SECOND))
        for answers, number in enumerate((0, 1, 0, 1), 1):
            at = 1000 * time.time() + 500
            for page, item in pages:
                page.evaluate(CLICK_AT, [item, number, at])
            one.wait_for_timeout(700)
            for page, item in pages:
                expect(page.locator(f"[data-item='{item}'] .tj-status")).to_have_text(SAVED, timeout=60_000)
            assert [len(responses(one, item)) for _, item in pages] == [answers, answers]
        two.evaluate("dispatchEvent(new Event('focus'))")
        expect(two.locator(f"[data-item='{FIRST}'] input").nth(1)).to_be_checked(timeout=60_000)
        choose(two, FIRST, 0, saved=False)
        expect(two.locator(f"[data-item='{FIRST}'] .tj-status")).to_have_text(SAVED, timeout=60_000)
        assert len(responses(one, FIRST)) == 5


def test_a_full_storage_says_so_and_loses_nothing(address: str, browser: Browser, tmp_path: Path) -> None:
    with profile(browser, tmp_path / "profile") as context:
        context.add_init_script(FULL)
        page = opened(context.pages[0], address)
        choose(page, FIRST, 0)
        page.evaluate("globalThis.isFull = true")
        question = choose(page, SECOND, 1, saved=False)
        expect(page.locator(".tj-keeping")).to_contain_text("no room left", timeout=60_000)
        expect(question.locator(".tj-status")).to_contain_text("Not saved", timeout=60_000)
        assert len(responses(page, FIRST)) == 1
        with page.expect_download():
            page.locator(".tj-keeping").get_by_role("button", name="Download my work").first.click()
        page.evaluate("globalThis.isFull = false")
        choose(page, FIRST, 1)
        opened(page, address)  # what was not saved is a draft of the page
        expect(page.locator(f"[data-item='{SECOND}'] input").nth(1)).to_be_checked()
        until(lambda: len(responses(page, SECOND)) == 1)
        before = journals(page)
        entry = {"time": "2099-01-01T00:00:00+00:00", "item": FIRST, "response": "d"}
        with zipfile.ZipFile(tmp_path / "work.zip", "w") as archive:
            archive.writestr(f"{LESSON}/responses/{QUIZ}.jsonl", json.dumps(entry) + "\n")
        at_home(page, address).evaluate("globalThis.isFull = true")
        page.locator(".tj-work input[type=file]").set_input_files(tmp_path / "work.zip")
        page.get_by_role("button", name="Bring it back").click()
        expect(page.locator(".tj-work [role=status]")).to_contain_text("There was not room for all of it")
        assert journals(page) == before
        page.evaluate("globalThis.isFull = false")
        page.get_by_role("button", name="Bring it back").click()
        expect(page.locator(".tj-work")).to_contain_text("Your work is back", timeout=PATIENCE)
        assert responses(page, FIRST)[-1] == "d"


def test_a_lesson_warns_where_the_browser_may_forget(address: str, browser: Browser) -> None:
    with browser.new_context() as context:  # a window of Chromium's private kind, which does not say so
        context.add_init_script(WHOLE)
        page = opened(context.new_page(), address)
        note = page.locator(".tj-keeping")
        expect(note).to_contain_text("has not promised to keep your work")
        note.get_by_role("button", name="Understood").click()
        expect(note).to_be_empty()
        opened(page, address)
        expect(note).to_be_empty()
