"""Can everyone use a lesson's page: in each theme, by keys and screen reader, enlarged, without colours, by touch?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from .lab import jupyterlab
from .lesson_page import press, ready, section, serious, students_place

SECTIONS = 14
PRACTICE, GRADED, TASK, LAST = 3, 9, 10, 13  # sections of the lesson; the card that hands in stands in the last
#: What begins or ends beside the page, unless it scrolls in a frame of its own: figures, tables, formulas.
BESIDE = """() => [...document.querySelectorAll(".tj-home *, .tj-lesson *")]
  .filter((node) => node.checkVisibility() && !node.closest(".tj-hidden, thead, mjx-assistive-mml"))
  .filter((node) => !node.closest(".jp-WindowedPanel-outer + *"))
  .filter((node) => {
    const { left, right } = node.getBoundingClientRect();
    const frame = node.parentElement.closest("figure > div, table, math, .tj-sheet");
    return (left < -1 || right > innerWidth + 1) && !(frame && frame.getBoundingClientRect().right <= innerWidth + 1);
  })
  .map((node) => node.outerHTML.slice(0, 120))"""
SIDEWAYS = "() => [document.documentElement, document.querySelector('.tj-home, .tj-lesson .jp-WindowedPanel-outer')]"
SIDEWAYS += ".some((node) => node.scrollWidth > node.clientWidth)"
#: What is lower or narrower than a finger needs (WCAG 2.5.8); words in a line of text are let off there.
SMALL = """(least) => [...document.querySelectorAll("button, select, [type=text], [type=range], summary, label")]
  .filter((node) => node.closest(".tj-lesson, .tj-home") && node.checkVisibility())
  .filter((node) => !node.closest("[inert]") && !node.matches(".tj-term, .tj-para, .tj-fragment"))
  .filter((node) => node.tagName !== "LABEL" || node.querySelector("input"))
  .filter((node) => Math.min(node.getBoundingClientRect().height, node.getBoundingClientRect().width) < least)
  .map((node) => node.outerHTML.slice(0, 120))"""
#: The stop of the Tab key: its name, whether one sees that it has the focus, and what lies over it, if anything.
STOP = """() => {
  const node = document.activeElement;
  if (node === document.body) return null;
  const label = node.matches("input") && node.closest("label");
  const shown = [node, label || node].some((each) => getComputedStyle(each).outlineStyle !== "none");
  const boxes = [...(label || node).getClientRects()];
  const free = boxes.some(({ left, top, width, height }) =>
    [0.1, 0.5, 0.9].some((part) => {
      const over = document.elementFromPoint(left + width / 2, Math.max(0, top) + part * Math.min(height, innerHeight));
      return over && ((label || node).contains(over) || over.contains(node));
    }));
  const name = node.outerHTML.slice(0, 120);
  const panel = document.querySelector(".jp-WindowedPanel-outer");
  return { name, shown, free, isBelow: panel.contains(node) };
}"""


class Lesson(NamedTuple):
    """The lesson's page, and the course's home page in a tab beside it."""

    page: Page
    home: Page

    def fits(self, width: int, height: int) -> None:
        """Have a window of so many CSS pixels: 1280 x 1024 at 200 per cent is 640 x 512, at 400 per cent 320 x 256."""
        for page in self:
            page.set_viewport_size({"width": width, "height": height})

    def theme(self, name: str) -> None:
        """Have one of JupyterLab's themes on both pages."""
        self.page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", name)
        expect(self.page.locator("body")).to_have_attribute("data-jp-theme-name", name)
        self.page.wait_for_timeout(500)
        self.home.reload()
        expect(self.home.locator("body")).to_have_attribute("data-jp-theme-name", name, timeout=30_000)
        expect(self.home.locator(".tj-stations li")).to_have_count(8)


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lesson]:
    """Open home and lesson once, and hand in, so that there is a receipt."""
    place = students_place(tmp_path_factory.mktemp("everyone"))
    with (
        browser.new_context(viewport={"width": 1280, "height": 900}) as context,
        jupyterlab(place / "work", settings=place / "hub") as address,
    ):
        home, page = context.new_page(), context.new_page()
        for each in (home, page):
            each.goto(f"{address}/lab")
            expect(each.locator(".tj-stations li")).to_have_count(8, timeout=60_000)
        press(page.get_by_role("button", name="Who pays for order?"))
        ready(page)
        hand_in(page)
        yield Lesson(page, home)


@pytest.fixture
def lesson(opened: Lesson) -> Lesson:
    opened.fits(1280, 900)
    opened.page.bring_to_front()
    return opened


def hand_in(page: Page) -> None:
    card = page.locator(".tj-hand-in")
    number = page.locator(".tj-section-list button").count()
    while not card.is_visible():
        number -= 1
        section(page, number)
    press(card.get_by_role("button", name="Hand in", exact=True))
    press(card.get_by_role("button", name="Hand in all the same"))
    expect(card.locator(".tj-receipt")).to_be_visible(timeout=30_000)


def open_essay(page: Page) -> None:
    press(page.get_by_role("button", name="The essay", exact=True))
    expect(page.locator(".tj-essay")).to_be_visible()


def open_list(page: Page) -> None:
    press(page.locator(".tj-where"))
    expect(page.locator(".tj-section-list")).to_be_visible()


def open_more(page: Page) -> None:
    press(page.get_by_role("button", name="More", exact=True))


def open_term(page: Page) -> None:
    page.locator(".jp-Cell:not(.tj-away) .tj-term").first.focus()
    expect(page.get_by_role("tooltip").first).to_be_visible()


#: What opens, and the part of the page where it does.
OPENERS: dict[Callable[[Page], None], str] = {
    open_essay: ".tj-essay",
    open_list: ".tj-top",
    open_more: ".tj-top",
    open_term: ".jp-Cell:not(.tj-away)",
}


#: In the second theme nothing but the colours is another.
COLOURS = ("color-contrast", "link-in-text-block")


@pytest.mark.parametrize(
    ("theme", "rules"), [("JupyterLab Dark", ()), pytest.param("JupyterLab Light", COLOURS, marks=pytest.mark.long)]
)
def test_axe_finds_nothing_serious(lesson: Lesson, theme: str, rules: tuple[str, ...]) -> None:
    page = lesson.page
    lesson.fits(1280, 3000)  # axe sees no contrast of what is not on the screen
    lesson.theme(theme)
    assert serious(lesson.home, ".tj-home", *rules) == []
    for number in (0, PRACTICE, GRADED, TASK, LAST):
        section(page, number)
        assert (number, serious(page, ".tj-lesson", *rules)) == (number, [])
    section(page, 3)
    for opens, part in OPENERS.items():
        opens(page)
        assert (part, serious(page, part, *rules)) == (part, [])
        page.keyboard.press("Escape")
    foot = page.locator(".tj-foot button").first
    foot.evaluate("node => { node.style.color = '#777'; node.style.background = '#888'; }")
    assert serious(page, ".tj-foot", *rules)  # it would have been found
    foot.evaluate("node => { node.style.color = node.style.background = ''; }")


@pytest.mark.parametrize(("width", "height"), [(640, 512), (390, 844), (320, 256)])
def test_nothing_is_cut_when_the_page_is_narrow_or_enlarged(lesson: Lesson, width: int, height: int) -> None:
    page = lesson.page
    lesson.fits(width, height)
    lesson.home.bring_to_front()
    lesson.home.wait_for_timeout(500)  # a window that was behind is laid out now
    assert (lesson.home.evaluate(SIDEWAYS), lesson.home.evaluate(BESIDE)) == (False, [])
    page.bring_to_front()
    for number in range(SECTIONS):
        section(page, number)
        assert (number, page.evaluate(SIDEWAYS), page.evaluate(BESIDE)) == (number, False, [])
        assert page.evaluate(SMALL, 24) == []
    section(page, 3)
    for opens in OPENERS:
        opens(page)
        assert (opens.__name__, page.evaluate(SIDEWAYS), page.evaluate(BESIDE)) == (opens.__name__, False, [])
        page.keyboard.press("Escape")
    page.locator(".jp-WindowedPanel-outer").evaluate("node => { node.scrollTop = node.scrollHeight; }")
    bar = page.locator(".tj-top").evaluate("node => node.getBoundingClientRect().bottom")
    assert bar <= height / 4
    end = page.locator(".tj-foot").evaluate("node => node.getBoundingClientRect().bottom")
    assert end > height / 2  # no screen of nothing after the end


def test_a_finger_hits_what_the_view_offers(lesson: Lesson) -> None:
    lesson.fits(390, 844)
    lesson.home.bring_to_front()
    assert lesson.home.evaluate(SMALL, 44) == []
    assert lesson.home.evaluate(SMALL, 200)  # it would have been found
    lesson.page.bring_to_front()
    section(lesson.page, LAST)
    for part in (".tj-top-tools button", ".tj-where", ".tj-foot button", ".tj-hand-in button"):
        heights = lesson.page.locator(part).evaluate_all("nodes => nodes.map((node) => node.offsetHeight)")
        assert min(height for height in heights if height) >= 44


def stops(page: Page, key: str, count: int) -> list[dict[str, Any]]:
    """Press a key so many times; return where the focus is each time."""
    found = []
    for _ in range(count):
        page.keyboard.press(key)
        page.evaluate("() => new Promise(requestAnimationFrame)")
        found.append(page.evaluate(STOP))
    return [stop for stop in found if stop]


@pytest.mark.long
@pytest.mark.parametrize(("width", "height"), [(1280, 600), (390, 600), (320, 256)])
def test_the_focus_is_seen_and_nothing_lies_over_it(lesson: Lesson, width: int, height: int) -> None:
    lesson.fits(width, height)
    for number in (PRACTICE, TASK):
        section(lesson.page, number)
        way = [*stops(lesson.page, "Tab", 40), *stops(lesson.page, "Shift+Tab", 30)]
        assert [stop["name"] for stop in way if not stop["shown"]] == []
        assert [stop["name"] for stop in way if not stop["free"]] == []
        assert any("tj-next" in stop["name"] for stop in way)  # it gets to the end: no trap


def test_sheet_and_lists_take_the_focus_and_give_it_back(lesson: Lesson) -> None:
    page = lesson.page
    section(page, 3)
    essay = page.get_by_role("button", name="The essay", exact=True)
    for width, covers in ((1280, False), (390, True)):
        lesson.fits(width, 844)
        press(essay)
        expect(page.locator(".tj-essay h2")).to_be_focused()
        assert any(stop["isBelow"] for stop in stops(page, "Tab", 30)) is not covers
        page.locator(".tj-essay .tj-shut").focus()
        page.keyboard.press("Escape")
        expect(essay).to_be_focused()
    for opener in (page.locator(".tj-where"), page.get_by_role("button", name="More", exact=True)):
        press(opener, "Enter", "Tab", "Escape")
        expect(opener).to_be_focused()
        expect(opener).to_have_attribute("aria-expanded", "false")
        press(opener, "Enter", "Shift+Tab")
        expect(opener).to_have_attribute("aria-expanded", "false")  # it would lie over what has the focus now


def test_a_screen_reader_is_told_where_one_is(lesson: Lesson) -> None:
    page = lesson.page
    section(page, GRADED)
    press(page.get_by_role("button", name=re.compile("Next: ")))
    heading = page.get_by_role("heading", name="10. Written task", level=2)
    expect(heading).to_be_focused()
    told = page.locator(".tj-lesson [role=status]")
    expect(told.filter(has_text="11 of 14 · 10. Written task")).to_have_count(1)
    expect(page.get_by_role("button", name="11 of 14 · 10. Written task")).to_be_visible()
    for name in ("Lesson", "Sections"):
        expect(page.get_by_role("navigation", name=name)).to_be_visible()
    section(page, LAST)
    press(page.locator(".tj-hand-in").get_by_role("button", name="Hand in again"))
    press(page.locator(".tj-hand-in").get_by_role("button", name="Hand in all the same"))
    code = page.locator(".tj-hand-in code").text_content()
    expect(page.locator(".tj-hand-in [role=status]")).to_contain_text(str(code), timeout=30_000)
    section(page, 0)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)


def test_without_the_pages_colours_and_without_motion(lesson: Lesson) -> None:
    page = lesson.page
    section(page, 3)
    colour = "node => getComputedStyle(node).backgroundColor"
    soft = "node => getComputedStyle(node).color"
    page.emulate_media(forced_colors="active", reduced_motion="reduce", contrast="more")
    track = page.locator(".tj-track span")
    assert len({track.nth(number).evaluate(colour) for number in (2, 3, 4)}) == 3
    assert page.locator(".tj-far").evaluate(soft) == page.locator(".tj-lesson").evaluate(soft)
    page.locator(".tj-lesson").evaluate("node => node.classList.add('tj-busy')")
    motion = "node => getComputedStyle(node).animationName"
    assert page.locator(".tj-track .tj-now").evaluate(motion) == "none"
    page.emulate_media(forced_colors="none", reduced_motion="no-preference", contrast="no-preference")
    assert page.locator(".tj-track .tj-now").evaluate(motion) == "tj-busy"
    page.locator(".tj-lesson").evaluate("node => node.classList.remove('tj-busy')")
