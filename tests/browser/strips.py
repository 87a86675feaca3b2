"""Film strips of the item types, to be looked at: `uv run python -m tests.browser.strips FOLDER [KIND ...]`.

One practice question of each type, and a run as sliders, as a map and as cases, in every state that applies. What is
answered is made from the keys. A sheet (PNG) for each type, in light and dark, on a laptop and a phone.
"""

from __future__ import annotations

import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from html import escape
from itertools import product
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, sync_playwright

from instructor.course import Course
from quizzes.bank import Bank, Quiz
from quizzes.scoring import score
from quizzes.types import BaseItem, Run

from .desk import Desk
from .lab import CHROMIUM, FLAGS
from .test_page_verdicts import DARK, LIGHT

State = Callable[[Desk, Any], object]
THEMES = {"light": LIGHT, "dark": f"{DARK};--jp-border-color2:#424242;--jp-brand-color1:#64b5f6;color-scheme:dark"}
GROUND = "background:var(--jp-layout-color1);color:var(--jp-content-font-color1);margin:8px"
WIDTHS = (1280, 390)
COLUMNS = {1280: 2, 390: 7}
SETTLED = 1500  # ms of the page's clock: motion is over


class Strip:
    """An item of the course, alone in its quiz, and where its lesson lies."""

    def __init__(self, bank: Bank, quiz: Quiz, item: BaseItem) -> None:
        self.item = item
        self.bank = replace(bank, quizzes=(Quiz(id=quiz.id, title=quiz.title, items=(item,)),))

    def lay_out(self, folder: Path) -> None:
        """Write the lesson's files and a `quiz.json` of this item alone."""
        lesson = Course.here().source(self.bank.assignment)
        for path in (*lesson.glob("*.py"), *lesson.glob("*.ipynb")):
            copy(path, folder)
        (folder / "quiz.json").write_bytes(msgspec.json.encode(self.bank))

    def opened(self, page: Page, folder: Path) -> Desk:
        """Show it on a bare page, as a student opens it."""
        desk = Desk(page, folder, "kinds-of-goods")
        self.lay_out(folder)
        desk.quiz_id = self.bank.quizzes[0].id
        return desk.open()


def films() -> dict[str, Strip]:
    """Return the first practice item of each type of the course by what it is called here, the types of run apart."""
    found: dict[str, Strip] = {}
    course = Course.here()
    for lesson in course.assignments():
        bank = course.bank(lesson)
        for quiz, item in bank.items():
            if not quiz.graded and not quiz.repeats and not quiz.ask:
                found.setdefault(_film(item), Strip(bank, quiz, item))
    return found


def _film(item: BaseItem) -> str:
    if isinstance(item, Run):
        return "run-cases" if item.cases else "run-map" if item.layout == "map" else "run"
    several = item.kind == "hottext" and item.answer and len(item.answer.key) > 1
    return f"{item.kind}-several" if several else item.kind


# Answers


def answers(item: BaseItem) -> Iterator[tuple[str, Any]]:
    """Yield a wrong, a partly right and a right response, made from the key: each where there is one."""
    if not item.answer:
        return
    wrong, right = _wrong(item), item.right(item.answer)
    yield "wrong", wrong
    outcomes = ((each, score(item, item.answer, each).outcome) for each in _between(right, wrong))
    partly = next((each for each, outcome in outcomes if outcome == "partly right"), None)
    if partly is not None:
        yield "partly right", partly
    yield "right", right


def _wrong(item: BaseItem) -> Any:
    """Return a wrong response that as much as possible is said of."""
    assert item.answer
    wrong, named = item.wrong(item.answer), list(item.answer.feedback)
    if item.kind == "choice" and named:
        return named[0]
    if isinstance(wrong, dict):
        pairs = dict(name.split(":") for name in named if ":" in name)
        return wrong | {row: option for row, option in pairs.items() if row in wrong}
    return wrong


def _between(right: Any, wrong: Any) -> Iterator[Any]:
    """Yield responses that have something of both."""
    if isinstance(right, dict):
        for row in list(right)[::-1]:
            yield right | {row: wrong[row]}
    elif isinstance(right, list):
        yield [*right[:-2], *right[:-3:-1]]
        yield right[1:]
        yield [*right, *wrong]


# States


def states(item: BaseItem) -> dict[str, State]:
    """Return what is done to bring a fresh page into each state, in the order in which a student meets them."""
    if isinstance(item, Run):
        return {"at rest": _nothing, "predicted": _predict, "moved": moved, "recorded": _record, "compared": _compare}
    if item.kind in ("written", "note", "verdict"):
        return {"unanswered": _nothing, "written": _write, "too long": _write_too_much}
    if item.kind == "vote":
        return {"unanswered": _nothing, "incomplete": _check, "voted": _first}
    found: dict[str, State] = {"unanswered": _nothing, "incomplete": _incomplete}
    for outcome, response in answers(item):
        found[outcome] = _given(response)
        if outcome != "right":
            found[f"after {outcome}, again"] = _given(response, again=True)
    return found


def _nothing(_desk: Desk, _item: BaseItem) -> None:
    """Leave the page as it is opened."""


def _given(response: Any, again: bool = False) -> State:
    def give(desk: Desk, item: BaseItem) -> None:
        desk.elsewhere(item.id, response)
        if again:
            desk.reply({"kind": "again", "item": item.id, "token": "another"})
            desk.page.evaluate("(answers) => quiz.model.set('answers', answers)", desk.widget.answers)

    return give


def _check(desk: Desk, item: BaseItem) -> None:
    desk.item(item.id).locator(".tj-primary").press("Enter")


def _incomplete(desk: Desk, item: BaseItem) -> None:
    if item.kind == "match":
        desk.item(item.id).locator("select").first.select_option(index=1)
    elif item.kind == "number":
        desk.item(item.id).locator("[type=text]").fill("about 3")
    _check(desk, item)
    if item.kind == "number":
        desk.acknowledge()


def _first(desk: Desk, item: BaseItem) -> None:
    desk.item(item.id).locator("input").first.check()
    _check(desk, item)
    desk.acknowledge()


def _write(desk: Desk, item: BaseItem) -> None:
    if item.kind == "verdict":
        desk.item(item.id).locator("input").first.check()
    desk.item(item.id).locator("textarea").fill("The larger state paid, and the smaller ones let it.")
    desk.wait(SETTLED)
    desk.acknowledge()


def _write_too_much(desk: Desk, item: BaseItem) -> None:
    desk.item(item.id).locator("textarea").fill("A word, and one more word after it. " * 30)
    desk.wait(SETTLED)
    desk.acknowledge()


def frames(desk: Desk) -> None:
    """Let the kernel draw what the page has asked for, and what it asks for then."""
    desk.wait(SETTLED)
    answered = 0
    while len(asked := desk.sent("run")) > answered:
        for message in asked[answered:]:
            desk.deliver(desk.reply(message))
        answered = len(asked)
        desk.wait(SETTLED)


def _predict(desk: Desk, item: BaseItem) -> None:
    if isinstance(item, Run) and item.prediction:
        desk.item(item.id).locator(".tj-step").first.locator("[type=text]").fill("2")
        desk.item(item.id).get_by_role("button", name="Save prediction").click()
        desk.acknowledge("record")
    frames(desk)


def moved(desk: Desk, item: BaseItem) -> None:
    """Predict where that is asked for, go to the second card, set what there is to set, and see the figure."""
    _predict(desk, item)
    place = desk.item(item.id)
    if turn := place.locator(".tj-turn a:visible").all():
        turn[-1].click()
    for summary in place.locator(".tj-map-lists:not([open]) > summary").all():
        summary.click()
    for chooser in place.locator("select:visible").all()[:4]:
        chooser.select_option(index=1)
    for slider in place.get_by_role("slider").all()[:1]:
        for _ in range(3):
            slider.press("ArrowRight")
    frames(desk)


def _record(desk: Desk, item: Run) -> None:
    moved(desk, item)
    desk.item(item.id).get_by_role("button", name="Record this run").click()
    desk.acknowledge("record")
    frames(desk)


def _compare(desk: Desk, item: Run) -> None:
    _record(desk, item)
    for field in desk.item(item.id).locator(".tj-step").last.locator(".tj-entry [type=text]:visible").all():
        field.fill("1")
        desk.item(item.id).get_by_role("button", name="Save comparison").click()
        desk.acknowledge("record")


# Pictures


def shot(page: Page, strip: Strip, state: State, theme: str) -> bytes:
    """Return the picture of an item in one state, and say on the terminal where it is wider than the page."""
    with TemporaryDirectory() as folder:
        desk = strip.opened(page, Path(folder))
        themed(page, theme)
        state(desk, strip.item)
        desk.wait(SETTLED)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            print(f"{strip.item.id}: {wide} px wider than the page")
        return page.locator(".tj-quiz").screenshot()


def themed(page: Page, theme: str) -> None:
    """Give a bare page the colours of a theme."""
    page.add_style_tag(content=f":root{{{THEMES[theme]}}} body{{{GROUND}}}")


def sheet(page: Page, pictures: dict[str, bytes], width: int, theme: str) -> bytes:
    """Return one picture of all states, each under its name."""
    columns = min(COLUMNS[width], len(pictures))
    films = "".join(
        f"<figure style='margin:0'><figcaption><b>{escape(name)}</b></figcaption>"
        f"<img style='max-width:{width}px' src='data:image/png;base64,{b64encode(picture).decode()}'></figure>"
        for name, picture in pictures.items()
    )
    grid = f"display:grid;grid-template-columns:repeat({columns},max-content);gap:24px;width:max-content"
    page.set_content(f"<body style='{theme};background:#888;margin:12px'><div style='{grid}'>{films}</div></body>")
    return page.locator("div").screenshot()


def film(browser: Browser, name: str, strip: Strip, theme: str, width: int) -> bytes:
    """Return the sheet of one item in one theme and at one width."""
    pictures = {}
    for state, act in states(strip.item).items():
        with browser.new_context(viewport={"width": width, "height": 900}) as context:
            pictures[state] = shot(context.new_page(), strip, act, theme)
    with browser.new_context() as context:
        return sheet(context.new_page(), pictures, width, THEMES[theme])


def main(folder: str, *wanted: str) -> None:
    """Write the sheets into `folder`; `wanted` names the types, all where it is empty."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for (name, strip), theme, width in product(films().items(), THEMES, WIDTHS):
            if not wanted or name in wanted:
                path = place / f"{name}-{theme}-{width}.png"
                path.write_bytes(film(browser, name, strip, theme, width))
                print(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
