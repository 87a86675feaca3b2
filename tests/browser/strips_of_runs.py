"""Film strips of every lesson's simulation, to be looked at: at rest, moved, recorded, compared, and begun anew.

Run by hand: `uv run python -m tests.browser.strips_of_runs FOLDER [ITEM ...]`. Each simulation stands on a bare page
(`desk.py`) with the lesson's own model behind it, light and dark, on a laptop and on a phone; the map is joined by
pointer and by keyboard. A strip is a picture in the folder, its states side by side in the order they came in.
"""

from __future__ import annotations

import argparse
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from quizzes.folders import Workplace, workplace
from quizzes.simulation import load_model
from quizzes.types import Parameter, Run
from tests.test_simulation import RUNS, example

from .desk import Desk
from .lab import CHROMIUM, FLAGS
from .test_page_verdicts import DARK, LIGHT

THEMES = {"light": LIGHT, "dark": DARK}
WIDTHS = {"laptop": (1280, 800), "phone": (390, 800)}
STEPS_OFF = 3  # how many parameters are set otherwise for what is compared
_PAGE = (
    "body{{{};background:var(--jp-layout-color1);color:var(--jp-content-font-color1);max-width:60rem;margin:0 auto}}"
)


class LessonDesk(Desk):
    """A quiz of a lesson, with its own model, in front of a student."""

    def __init__(self, page: Page, folder: Path, path: Path, item: Run, colours: str) -> None:
        self.run, self.model = item, load_model(path)
        self.lesson = replace(workplace(path.parent), folder=folder)
        quiz_id = next(quiz.id for quiz in self.lesson.bank.quizzes if item.id in quiz.item_ids)
        super().__init__(page, folder, quiz_id)
        page.add_style_tag(content=_PAGE.format(colours))
        self.answered = 0
        self.open()

    def place(self) -> Workplace:
        """Return the lesson, whose answers go to a folder of their own."""
        return self.lesson

    @property
    def node(self) -> Locator:
        """The simulation."""
        return self.item(self.run.id)

    def answer(self) -> None:
        """Let the kernel answer whatever the page has asked, and the page come to rest."""
        self.page.wait_for_timeout(60)
        while len(sent := self.page.evaluate("quiz.model.sent")) > self.answered:
            for message in sent[self.answered :]:
                self.answered += 1
                self.deliver(self.reply(message))
            self.wait(50)
        self.wait(1000)

    def predict(self, outcome: Mapping[str, float]) -> None:
        """Foretell a little more than what will come."""
        if self.run.prediction:
            box = self.node.get_by_role("group", name="Predict", exact=True)
            box.locator("input").fill(f"{outcome.get(self.run.prediction.name, 8) + 1:.0f}")
            self.button(self.run.id, "Save prediction").click()
            self.answer()

    def set(self, values: Mapping[str, Any]) -> None:
        """Set every control, as a student would, from the first to the last."""
        script = """(each, values) => each.forEach((control, n) => { if (control.value === String(values[n])) return;
          control.value = values[n];
          control.dispatchEvent(new Event(control.type === "range" ? "input" : "change", { bubbles: true })); })"""
        controls = self.node.locator(".tj-knobs :is(select, input[type=range])")
        controls.evaluate_all(script, [values[each.name] for each in in_order(self.run)])
        self.answer()

    def look(self, part: str = ".tj-bench") -> bytes:
        """Return what the window shows, with a part of the simulation at its top."""
        self.node.locator(part).first.evaluate("node => scrollTo(0, node.getBoundingClientRect().top + scrollY - 30)")
        self.page.wait_for_timeout(120)
        self.answer()
        return self.page.screenshot()


def in_order(item: Run) -> list[Parameter]:
    """Return what a student sets in the order of the page: groups first, each where its first one stands."""
    names = list(dict.fromkeys(each.group for each in item.free if each.group))
    return [each for name in [*names, ""] for each in item.free if each.group == name]


def otherwise(desk: LessonDesk, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return other settings that the model takes: a few parameters, each half of its range off, or another choice."""
    changed, left = dict(values), STEPS_OFF
    for each in desk.run.free:
        tried = changed | {each.name: _off(each, changed[each.name])}
        try:
            isnt = left and desk.model.simulate(**tried) != desk.model.simulate(**changed)
        except ValueError:
            continue
        changed, left = (tried, left - 1) if isnt else (changed, left)
    return changed


def _off(parameter: Parameter, value: Any) -> Any:
    if parameter.choices:
        return next(each for each in reversed(parameter.choices) if each != value)
    middle = (parameter.minimum + parameter.maximum) / 2
    end = parameter.maximum if value < middle else parameter.minimum
    steps = round((value + (end - value) / 2 - parameter.minimum) / parameter.step)
    return round(parameter.minimum + steps * parameter.step, 6)


def course_of(desk: LessonDesk) -> Iterator[tuple[str, bytes]]:
    """Yield the states of a simulation that is used as it is meant to be, each with its name."""
    values = example(desk.run)
    outcome = desk.model.simulate(**values)
    yield "before", desk.look("legend")
    desk.predict(outcome)
    yield "at rest", desk.look()
    desk.set(values)
    yield "moved", desk.look()
    desk.button(desk.run.id, "Record this run").click()
    desk.answer()
    yield "recorded", desk.look()
    yield "what is kept", desk.look(".tj-kept")
    desk.set(otherwise(desk, values))
    yield "compared", desk.look()
    if desk.run.prediction:
        desk.button(desk.run.id, "New run").click()
        desk.answer()
        desk.predict(outcome)
        yield "a new run", desk.look()


def joined(desk: LessonDesk, by_keyboard: bool) -> Iterator[tuple[str, bytes]]:
    """Yield how the first steps of a map are joined: taken, asked, joined, and a second one on the first."""
    desk.predict(desk.model.simulate(**example(desk.run)))
    boxes = desk.node.locator(".tj-map-box")
    if not boxes.first.is_visible():
        desk.node.locator("summary", has_text=re.compile("^Map$")).click()
    names = [text.split()[0] for text in boxes.all_text_contents() if text.strip()]
    yield "the map", desk.look(".tj-map-canvas")
    for one, other in ((names[0], names[-1]), (names[1], names[0])):
        ends = [boxes.filter(has_text=re.compile(rf"^{name}\b")).first for name in (one, other)]
        for end, state in zip(ends, ("is taken", f"meets {other}: a question"), strict=True):
            _choose(end, by_keyboard)
            desk.answer()
            yield f"{one} {state}", desk.look(".tj-map-canvas")
        answer = desk.node.locator(".tj-map-ask button").first
        _choose(answer, by_keyboard)
        desk.answer()
        yield f"{one} is joined", desk.look(".tj-map-canvas")


def _choose(target: Locator, by_keyboard: bool) -> None:
    if by_keyboard:
        target.focus()
        target.page.keyboard.press("Enter")
    else:
        target.click()


def pasted(page: Page, shots: Mapping[str, bytes], path: Path, width: int) -> None:
    """Write pictures side by side, each under its name."""
    frames = "".join(
        f"<figure><figcaption>{name}</figcaption><img src='data:image/png;base64,{b64encode(shot).decode()}'></figure>"
        for name, shot in shots.items()
    )
    page.set_viewport_size({"width": (width + 16) * len(shots), "height": 100})
    page.set_content(f"<style>body{{margin:0;display:flex;gap:8px}}figure{{margin:4px}}</style>{frames}")
    page.screenshot(path=path, full_page=True)


def strips(browser: Browser, folder: Path, wanted: list[str]) -> None:
    """Write the strips of the simulations that are wanted, or of all."""
    for path, item in (case.values for case in RUNS):
        assert isinstance(path, Path)
        assert isinstance(item, Run)
        courses = {"": course_of}
        if item.layout == "map":
            courses |= {"-pointer": lambda desk: joined(desk, False), "-keyboard": lambda desk: joined(desk, True)}
        for theme, device, course in ((t, d, c) for t in THEMES for d in WIDTHS for c in courses):
            if wanted and item.id not in wanted:
                continue
            width, height = WIDTHS[device]
            with TemporaryDirectory() as place, browser.new_context() as context:
                page = context.new_page()
                page.set_viewport_size({"width": width, "height": height})
                shots = dict(courses[course](LessonDesk(page, Path(place), path, item, THEMES[theme])))
                pasted(context.new_page(), shots, folder / f"{item.id}{course}-{theme}-{device}.png", width)


def main() -> None:
    """Write them."""
    parser = argparse.ArgumentParser(description=re.split(r"\n\n", str(__doc__))[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("items", nargs="*")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        strips(playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS), asked.folder, asked.items)


if __name__ == "__main__":
    main()
