"""Thirty answers marked at the desk and in the formgrader: counted actions, measured load times, the same result.

One class, a copy of its gradebook for each way, one real browser; all pages come from the instructor's own server.
Each answer gets the same levels, and one in three a comment: at the desk by keys, in the formgrader as a person does
there, who scrolls to the score, clicks, types the sum, Tab, and what the student is to read. Afterwards all gradebooks
must have the same scores and comments. The formgrader is timed twice: as it is without a CDN, where its own keys do not
work, and with its keys, which a stub of MathJax brings back. What an action takes is Card, Moran and Newell's (1983): a
key 0.2 s, pointing 1.1 s, a click 0.2 s, the hand to the mouse or back 0.4 s; scrolling is taken as 3,000 pixels a
second. Reading and judging take the same everywhere and are left out, and so is adding up in one's head, which only
the formgrader asks for. By hand, on an idle machine: `uv run python -m tests.benchmarks.marking`.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from time import perf_counter

from playwright.sync_api import Locator, Page, expect, sync_playwright

from instructor.course import Course
from instructor.desk.tasks import read_tasks
from instructor.desk.views import Task
from quizzes.catalogue import points as shown
from tests.browser.lab import CHROMIUM, FLAGS
from tests.desk_class import LESSON, ROOT, TASK, essays, seat
from tests.started import Server, serving

ANSWERS = int(sys.argv[1]) if len(sys.argv) > 1 else 30
#: Milliseconds, not counted, that a person takes longer than a program: the formgrader goes on before it has saved.
SAVING = 3000
KEY, POINT, CLICK, HAND, SCROLL = 0.2, 1.1, 0.2, 0.4, 3000.0
NOTE, OF = "Name the year and the source of the figure.", 1
_MATHJAX = "window.MathJax = { Hub: { Startup: { signal: { Interest: (told) => setTimeout(() => told('End')) } } } }"
_GRADES = """select a.student_id, g.manual_score, g.needs_manual_grade, c.manual_comment from grade g
  join submitted_notebook n on n.id = g.notebook_id join submitted_assignment a on a.id = n.assignment_id
  join base_cell b on b.id = g.cell_id
  join base_cell s on s.name = b.name and s.notebook_id = b.notebook_id and s.type = 'SolutionCell'
  left join comment c on c.cell_id = s.id and c.notebook_id = n.id where b.name = ?"""


class Hand:
    """A person's hand on one page: it acts for real, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = self.clicks = self.moves = 0
        self.scrolled = self.loading = 0.0
        self._at_mouse = False

    def _to(self, mouse: bool) -> None:
        self.moves += mouse != self._at_mouse
        self._at_mouse = mouse

    def press(self, key: str) -> None:
        """Press a key, or several at once."""
        self._to(mouse=False)
        self.keys += len(key.split("+"))
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type a text."""
        self._to(mouse=False)
        self.keys += len(text)
        self.page.keyboard.type(text)

    def click(self, target: Locator) -> None:
        """Scroll to something by the wheel, as far as it takes, and click it."""
        self._to(mouse=True)
        box, size = target.bounding_box(), self.page.viewport_size
        assert box
        assert size
        height = size["height"]
        if not 0 < box["y"] < height - box["height"]:
            distance = box["y"] - height / 2
            self.scrolled += abs(distance)
            self.page.mouse.wheel(0, distance)
        self.clicks += 1
        target.click()

    def wait(self, act: Callable[[], object], until: Callable[[], object]) -> None:
        """Do what leads to the next answer, and time how long it takes until it can be read and marked."""
        begin = perf_counter()
        act()
        until()
        self.loading += perf_counter() - begin

    @property
    def acting(self) -> float:
        """Seconds that the actions take a practised person."""
        pointing = self.clicks * (POINT + CLICK) + self.moves * HAND
        return self.keys * KEY + pointing + self.scrolled / SCROLL


@dataclass(frozen=True)
class Judgement:
    """What one answer gets: a level a criterion, from 0, the best; and whether there is a note."""

    levels: tuple[int, ...]
    has_note: bool

    def points(self, task: Task) -> list[float]:
        """Return the points by criterion."""
        return [each.levels[level].points for each, level in zip(task.criteria, self.levels, strict=True)]

    def comment(self, task: Task) -> str:
        """Return what the student reads."""
        parts = zip(task.criteria, self.points(task), strict=True)
        line = " · ".join(f"{each.name} {shown(value)}/{shown(each.maximum)}" for each, value in parts)
        return f"{line}\n\n*{task.criteria[OF].name}.* {NOTE}" if self.has_note else line


def judge(text: str, task: Task) -> Judgement:
    """Judge an answer by its words: the same wherever it is read."""
    digest = blake2b(" ".join(text.split()).encode()).digest()
    levels = tuple(byte % len(each.levels) for byte, each in zip(digest, task.criteria, strict=False))
    return Judgement(levels, digest[-1] % 3 == 0)


def at_the_desk(page: Page, address: str, task: Task) -> Hand:
    """Mark everything at the desk."""
    hand, text = Hand(page), page.locator(".marking .text")
    page.goto(f"{address}/desk/{LESSON}?marker=ana#{TASK}")
    expect(page.locator(".marking")).to_be_visible(timeout=60_000)
    hand.click(page.get_by_role("button", name="To the answers", exact=True))
    expect(page.locator(".marking:not([aria-busy]) .dock")).to_be_visible()
    has_letter = False
    for number in range(ANSWERS):
        before = text.inner_text()
        found = judge(before, task)
        for level in found.levels:
            hand.press(str(level + 1))
        if found.has_note and has_letter:
            hand.press("a")
        elif found.has_note:
            for _ in range(len(task.criteria) - 1 - OF):
                hand.press("ArrowUp")
            hand.press("c")
            hand.type(NOTE)
            hand.press("Escape")
            has_letter = True
        last = number == ANSWERS - 1
        end = page.get_by_text("Nothing waits for you") if last else page.locator(".marking:not([aria-busy]) .text")
        shows = (lambda: expect(end).to_be_visible()) if last else (lambda: expect(end).not_to_have_text(before))  # noqa: B023
        hand.wait(lambda: hand.press("Enter"), shows)
    return hand


def in_the_formgrader(page: Page, address: str, task: Task, first: str, texts: dict[str, str], with_keys: bool) -> Hand:
    """Mark everything in the formgrader, by the answers' order there."""
    hand = Hand(page)
    page.goto(f"{address}/formgrader/submissions/{first}/", wait_until="load")
    for number in range(ANSWERS):
        found = judge(answer_on(page, texts), task)
        page.wait_for_timeout(SAVING if with_keys else 0)  # with its keys it scrolls first, to the field left last
        at = page.locator(":focus").get_attribute("id") if with_keys and number else ""
        if at not in (TASK, f"{TASK}-comment"):  # or to another one: it counts the fields of the page before
            hand.click(page.locator("input.score").last)
        _fill(hand, found, task, comment_first=at == f"{TASK}-comment")
        if number == ANSWERS - 1:
            hand.press("Tab")
            page.wait_for_load_state("networkidle")
        elif with_keys:
            page.wait_for_timeout(SAVING)
            before = page.url
            hand.wait(lambda: hand.press("Control+."), lambda: _loaded(page, before))  # noqa: B023
        else:
            before, onward = page.url, page.locator("li.next a")
            hand.wait(lambda: hand.click(onward), lambda: _loaded(page, before))  # noqa: B023
    return hand


def _fill(hand: Hand, found: Judgement, task: Task, comment_first: bool) -> None:
    """Type score and comment; the field for extra credit stands between. The next page opens at the field left last."""
    fields = [lambda: hand.type(f"{sum(found.points(task)):g}"), lambda: _type_lines(hand, found.comment(task))]
    ways = ["Tab", "Tab"]
    if comment_first:
        fields, ways = fields[::-1], ["Shift+Tab", "Shift+Tab"]
    fields[0]()
    for way in ways:
        hand.press(way)
    fields[1]()


def _type_lines(hand: Hand, text: str) -> None:
    for place, line in enumerate(text.split("\n")):
        if place:
            hand.press("Enter")
        hand.type(line)


def _loaded(page: Page, before: str) -> None:
    page.wait_for_url(lambda url: url.split("?")[0] != before.split("?")[0], wait_until="load")
    expect(page.locator("input.score").last).to_be_visible()
    page.wait_for_function("window.formgrader?.grades?.loaded && formgrader.comments?.loaded")


def answer_on(page: Page, texts: dict[str, str]) -> str:
    """Return the answer that the formgrader's page shows."""
    shown_text = " ".join(page.locator("body").inner_text().split())
    return next(text for text in texts.values() if " ".join(text.split()) in shown_text)


def grades(course: Course) -> dict[str, tuple[float, bool, str]]:
    """Return what the gradebook has of the essay, by student."""
    with sqlite3.connect(course.folder / "gradebook.db") as book:
        return {row[0]: (row[1], bool(row[2]), row[3]) for row in book.execute(_GRADES, (TASK,))}


def first_of(course: Course) -> str:
    """Return the id of the submission that the formgrader shows first."""
    with sqlite3.connect(course.folder / "gradebook.db") as book:
        return str(book.execute("select min(id) from submitted_notebook").fetchone()[0])


def marked(
    page: Page, server: Server, course: Course, task: Task, texts: dict[str, str], with_keys: bool | None
) -> Hand:
    """Mark everything, at the desk where `with_keys` is None; return what that took."""
    if with_keys is None:
        return at_the_desk(page, server.address, task)
    return in_the_formgrader(page, server.address, task, first_of(course), texts, with_keys)


def _mark(course: Course) -> list[str]:
    return [sys.executable, "-m", "instructor", "--course", str(course.folder), "mark", LESSON]


def copied(course: Course, folder: Path) -> Course:
    """Return a copy of a course in which nothing is marked by hand yet."""
    shutil.copytree(course.folder, folder)
    return Course(ROOT, folder)


def row(name: str, hand: Hand, base: float) -> str:
    """Return a line of the table."""
    total = hand.acting + hand.loading
    counts = f"{hand.keys:>6} {hand.clicks:>6} {hand.scrolled:>9,.0f} {hand.acting:>8.1f} {hand.loading:>8.1f}"
    return f"{name:<34} {counts} {total:>8.1f} {total / base:>6.1f}"


def main() -> None:
    """Measure and print."""
    texts = essays(ANSWERS)
    task = next(each for each in read_tasks(Course(ROOT, ROOT), LESSON) if each.id == TASK)
    with tempfile.TemporaryDirectory() as base, sync_playwright() as playwright:
        seated = Course(ROOT, Path(base, "class"))
        seated.enter()
        seat(seated, texts)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        home = Path(base, "home")
        home.mkdir()
        hands: dict[str, Hand] = {}
        found: list[dict[str, tuple[float, bool, str]]] = []
        for name, with_keys in (("desk", None), ("formgrader, no CDN", False), ("formgrader, its own keys", True)):
            course = copied(seated, Path(base, f"course-{len(found)}"))
            page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
            with serving(_mark(course), ROOT, home) as server:
                page.goto(f"{server.address}/login?{server.link.partition('?')[2]}", wait_until="commit")
                if with_keys:
                    page.add_init_script(_MATHJAX)
                hands[name] = marked(page, server, course, task, texts, with_keys)
            found.append(grades(course))
            page.close()
    heads = f"{'keys':>6} {'clicks':>6} {'pixels':>9} {'acting':>8} {'loading':>8} {'all, s':>8} {'ratio':>6}"
    print(f"{f'{ANSWERS} answers, 4 criteria each':<34} {heads}")
    least = hands["desk"].acting + hands["desk"].loading
    for name, hand in hands.items():
        print(row(name, hand, least))
    for other in found[1:]:
        assert found[0] == other, [(found[0][name], other[name]) for name in other if found[0][name] != other[name]]


if __name__ == "__main__":
    main()
