"""The marking desk in real browsers, on the instructor's own server, with the formgrader beside it."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, Locator, Page, Route, expect

from instructor.course import CONFIGURATION, Course, variable
from instructor.desk.page import MARKER, NAMES
from tests.desk_course import TEXTS, give_scheme, grades, make_class
from tests.small_course import ASSIGNMENT
from tests.started import serving

from .lab import free_port, jupyterlab, until

COPY = " ".join(f"word{n}" for n in range(40))
HOSTILE = '<script>window.ran = 1</script> <img src=x onerror="window.ran = 1"> [me](javascript:window.ran=1) **bold**'
#: Keys of a mark: full in the first criterion, the second level in the others: 4 + 1.5 + 1 = 6.5.
KEYS, SCORE = ("1", "2", "2"), 6.5


class AtTheDesk:
    """A marker in front of the desk."""

    def __init__(self, page: Page, address: str, marker: str) -> None:
        self.page, self.address, self.marker = page, address, marker

    def open(self, view: str = "") -> AtTheDesk:
        """Open the desk."""
        self.page.goto(f"{self.address}/desk/{ASSIGNMENT}{view}?marker={self.marker}")
        expect(self.page.locator("main:not([aria-busy]) > *").first).to_be_visible(timeout=30_000)
        return self

    def press(self, *keys: str) -> None:
        """Press keys on whatever has the focus."""
        for key in keys:
            self.page.keyboard.press(key)

    def ready(self) -> None:
        """Wait until the next answer, or what is said in its place, is there."""
        expect(self.page.locator("main[aria-busy]")).to_have_count(0, timeout=30_000)

    def mark(self, *keys: str) -> None:
        """Mark the answer that is open, and go on."""
        before = self.text
        self.press(*keys, "Enter")
        expect(self.page.locator(".text:visible, .lists").first).not_to_have_text(before, timeout=30_000)
        self.ready()

    @property
    def text(self) -> str:
        """The answer; empty where there is none."""
        shown = self.page.locator(".marking .text")
        return shown.inner_text() if shown.count() else ""

    @property
    def said(self) -> Locator:
        """What is said last."""
        return self.page.locator(".said")

    @property
    def state(self) -> Locator:
        """Whether all is saved."""
        return self.page.locator(".state")


@pytest.fixture
def marking(course: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Return the small course with a class whose answers wait."""
    monkeypatch.setenv(variable(MARKER), "maria")
    monkeypatch.setenv(variable(NAMES), "1")
    give_scheme(course)
    make_class(course, TEXTS | {"copy-1": COPY, "copy-2": f"{COPY} more", "hostile": HOSTILE})
    return course


@contextmanager
def desk_of(browser: Browser, address: str, marker: str, **options: Any) -> Iterator[AtTheDesk]:
    """Let a marker sit down, in a browser of their own."""
    with browser.new_context(**{"viewport": {"width": 1366, "height": 768}, **options}) as context:
        errors: list[Any] = []
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(error))
        yield AtTheDesk(page, address, marker)
        assert errors == []


def test_a_lesson_is_marked_by_keys_and_the_formgrader_has_the_same(browser: Browser, marking: Course) -> None:
    with jupyterlab(marking.root, settings=CONFIGURATION) as address, desk_of(browser, address, "maria") as desk:
        desk.open()
        first = desk.text
        for part in (".text", ".rubric", ".total", ".next"):
            expect(desk.page.locator(part)).to_be_in_viewport(ratio=1)
        desk.press(*KEYS)
        expect(desk.page.locator(".total b")).to_have_text("6.5")
        expect(desk.state).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
        desk.press("ArrowUp", "c")
        desk.page.keyboard.type("Name the source.")
        desk.press("Control+Enter")
        desk.ready()
        assert desk.text != first
        expect(desk.page.locator(".where")).to_contain_text("1 of 12 · about")
        desk.press("1", "a", "2", "2")  # the letter of the comment that was used before
        desk.mark("-", "-", "Enter", *"late")
        marks = {student: (score, comment) for student, (score, _, comment) in grades(marking).items() if score}
        assert sorted(score or 0 for score, _ in marks.values()) == [5.5, SCORE]
        assert all("Name the source." in (comment or "") for _, comment in marks.values())
        assert not any(needs for student, (_, needs, _) in grades(marking).items() if student in marks)
        (student,) = [name for name, (score, _) in marks.items() if score == SCORE]
        with Gradebook(f"sqlite:///{marking.folder / 'gradebook.db'}") as book:
            notebook = book.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student).id
        beside = desk.page.context.new_page()
        beside.goto(f"{address}/formgrader/submissions/{notebook}/")
        expect(beside.locator("input.score").last).to_have_value("6.5", timeout=30_000)
        expect(beside.locator("textarea.comment").last).to_have_value(re.compile("Name the source"))


def seen_by(desk: AtTheDesk, share: int) -> list[str]:
    texts = []
    for _ in range(share):
        if not desk.text:
            break
        texts.append(desk.text)
        desk.mark(*KEYS)
    return texts


@pytest.mark.long
def test_three_mark_at_once_and_one_is_killed(browser: Browser, marking: Course) -> None:
    with jupyterlab(marking.root, settings=CONFIGURATION) as address, ExitStack() as stack:
        ana, ben = (stack.enter_context(desk_of(browser, address, name)) for name in ("ana", "ben"))
        gone = browser.new_context()
        carla = AtTheDesk(gone.new_page(), address, "carla").open()
        carla.press("1")
        expect(carla.state).to_have_text(re.compile("^Saved"))
        left = carla.text
        gone.close()  # amid an answer
        seen = [*seen_by(ana.open(), 3), *seen_by(ben.open(), 3), *seen_by(ana, 12), *seen_by(ben, 12)]
        assert len(seen) == len(set(seen)) == 11
        assert left not in seen
        expect(ben.page.locator(".lists")).to_contain_text("1 answer is before somebody else")
        assert [needs for _, needs, _ in grades(marking).values()].count(True) == 1
        back = stack.enter_context(desk_of(browser, address, "carla")).open()
        assert back.text == left
        expect(back.page.locator(".criterion [aria-checked=true]")).to_have_count(1)
        back.mark(*KEYS[1:])
        assert {(score, needs) for score, needs, _ in grades(marking).values()} == {(SCORE, False)}
        back.press("u")
        expect(back.page.locator(".marking .text")).to_have_text(left)
        assert [needs for _, needs, _ in grades(marking).values()].count(True) == 1
        back.press("Enter")
        expect(back.page.locator(".lists")).to_contain_text("Nothing waits for you in this task")
        assert {(score, needs) for score, needs, _ in grades(marking).values()} == {(SCORE, False)}


@pytest.mark.long
def test_who_comes_too_late_is_told_who_has_it_and_gets_the_next(browser: Browser, marking: Course) -> None:
    with jupyterlab(marking.root, settings=CONFIGURATION) as address, ExitStack() as stack:
        ana = stack.enter_context(desk_of(browser, address, "ana")).open()
        ben = stack.enter_context(desk_of(browser, address, "ben")).open("/names")
        held = ben.page.get_by_role("row").filter(has_text="before ana now")
        held.get_by_role("button", name="Mark").click()
        expect(ben.said).to_have_text("ana is marking this one. Here is the next.")
        ben.ready()
        assert ben.text not in ("", ana.text)


def slowly(route: Route) -> None:
    time.sleep(0.5)
    route.continue_()


@pytest.mark.long
def test_keys_pressed_while_an_answer_is_on_its_way_change_nothing(browser: Browser, marking: Course) -> None:
    with jupyterlab(marking.root, settings=CONFIGURATION) as address, desk_of(browser, address, "ana") as desk:
        desk.open().press(*KEYS)
        expect(desk.state).to_have_text(re.compile("^Saved"))
        desk.page.route("**/desk/api", slowly)
        desk.press("Enter", "3", "3", "c", "x", "Enter")
        desk.ready()
        desk.press("1")
        expect(desk.state).to_have_text(re.compile("^Saved"))
        expect(desk.page.locator(".criterion [aria-checked=true]")).to_have_count(1)
        assert [score for score, _, _ in grades(marking).values() if score] == [SCORE]


@pytest.mark.long
def test_a_second_tab_waits_until_it_takes_over(browser: Browser, marking: Course) -> None:
    with jupyterlab(marking.root, settings=CONFIGURATION) as address, browser.new_context() as context:
        first = AtTheDesk(context.new_page(), address, "ana").open()
        second = AtTheDesk(context.new_page(), address, "ana").open()
        expect(second.page.locator(".lists")).to_contain_text("ana is marking this lesson in another tab")
        second.page.get_by_role("button", name="Mark here instead").click()
        expect(second.page.locator(".marking .text")).not_to_be_empty(timeout=30_000)
        expect(first.page.locator(".lists")).to_contain_text("in another tab")
        second.mark(*KEYS)


@pytest.mark.long
def test_a_server_that_is_gone_costs_nothing(browser: Browser, marking: Course) -> None:
    port = free_port()
    with desk_of(browser, f"http://127.0.0.1:{port}", "ana") as desk:
        with jupyterlab(marking.root, port, settings=CONFIGURATION):
            desk.open()
            first = desk.text
            desk.press("1")
            expect(desk.state).to_have_text(re.compile("^Saved"))
        desk.press("2", "2")
        expect(desk.state).to_have_text("Not saved: 2 steps wait", timeout=15_000)
        expect(desk.page.get_by_role("alert")).to_contain_text("The server does not answer")
        desk.press("Enter")
        with jupyterlab(marking.root, port, settings=CONFIGURATION):
            expect(desk.state).to_have_text(re.compile("^Saved"), timeout=60_000)
            desk.ready()
            assert desk.text not in ("", first)
            expect(desk.page.get_by_role("alert")).to_be_hidden()
        assert [score for score, _, _ in grades(marking).values() if score] == [SCORE]
        desk.press("1", "2", "2", "Enter")
        expect(desk.state).to_have_text(re.compile("^Not saved"), timeout=15_000)
        desk.page.close()  # what waits is in the browser's storage
        with jupyterlab(marking.root, port, settings=CONFIGURATION):
            desk.page = browser.contexts[-1].new_page()
            desk.open()
            until(lambda: [score for score, _, _ in grades(marking).values() if score] == [SCORE, SCORE])


@pytest.mark.long
def test_nothing_of_an_answer_acts_and_near_copies_stand_side_by_side(browser: Browser, marking: Course) -> None:
    with jupyterlab(marking.root, settings=CONFIGURATION) as address, desk_of(browser, address, "ana") as desk:
        desk.open("/names")
        desk.page.get_by_role("row").filter(has_text="hostile").get_by_role("button", name="Mark").click()
        expect(desk.page.locator(".text strong")).to_have_text("bold")
        assert desk.page.locator(".text :is(script, img, a[href^=javascript])").count() == 0
        desk.page.wait_for_timeout(300)
        assert desk.page.evaluate("window.ran") is None
        desk.open("/agreement")
        desk.page.get_by_role("button", name="Side by side").click()
        expect(desk.page.locator("dialog .text")).to_have_count(2)
        assert desk.page.evaluate("CSS.highlights.get('tj-only-here').size") == 1


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_use_it(browser: Browser, marking: Course, scheme: str) -> None:
    with jupyterlab(marking.root, settings=CONFIGURATION) as address, ExitStack() as stack:
        desk = stack.enter_context(desk_of(browser, address, "ana", color_scheme=scheme))
        for view in ("", "/agreement", "/names"):
            desk.open(view)
            desk.press("2")
            assert serious(desk.page) == []
        desk.open().press("?")
        assert serious(desk.page) == []
        faint = {"light": "#888", "dark": "#555"}[scheme]
        desk.page.evaluate("(faint) => { document.querySelector('dialog dd').style.color = faint; }", faint)
        assert serious(desk.page)  # it would have been found
        for width, height in ((390, 844), (683, 384)):  # a telephone; 200 % of a laptop's screen
            desk.page.set_viewport_size({"width": width, "height": height})
            desk.open()
            assert desk.page.evaluate("document.documentElement.scrollWidth") <= width
            expect(desk.page.locator(".total")).to_be_in_viewport(ratio=1)
            desk.page.locator(".level").nth(1).click()
            assert serious(desk.page) == []


def serious(page: Page) -> list[Any]:
    """Return what axe finds, by rule."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


@pytest.mark.long
def test_only_who_may_use_the_server_has_the_desk(browser: Browser, marking: Course, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    command = [sys.executable, "-m", "instructor", "mark", ASSIGNMENT, "--marker", "maria"]
    root = {variable("ROOT"): str(marking.root)}
    with serving(command, marking.root, tmp_path / "home", **root) as server, browser.new_context() as context:
        assert f"/desk/{ASSIGNMENT}?token=" in (tmp_path / "home" / "server.log").read_text("utf-8")
        desk = AtTheDesk(context.new_page(), server.address, "maria")
        question = {"lesson": ASSIGNMENT, "marker": "maria", "token": "1", "question": {"do": "tasks"}}
        for path in (f"/desk/{ASSIGNMENT}", "/desk/files/quizzes/script/dom.js"):
            assert "/login" in desk.page.request.get(server.address + path).url
        assert desk.page.request.post(f"{server.address}/desk/api", data=question).status == 403
        desk.page.goto(server.link)
        desk.open().mark(*KEYS)  # with the token of the page's cookie
        assert [score for score, _, _ in grades(marking).values() if score] == [SCORE]
        assert desk.page.request.post(f"{server.address}/desk/api", data=question).status == 403  # without it
        for path in ("/desk/files/instructor/keys/dom.js", "/desk/files/quizzes/script/..%2fdoor.py", "/desk/01-smal"):
            assert desk.page.request.get(server.address + path).status == 404
        expect(desk.page.get_by_role("button", name="Names")).to_have_count(0)
