"""qti3-item-player in a page: somebody else's player, which shows an item, takes an answer and counts it.

Answers are given as a person gives them: a click on an option or on a box of a table, options dragged into their order,
a number or a text typed. To end the attempt is the platform's part, so the page (`tests/page/qti_player.html`) has a
button for it; the score is read from what the player then tells its platform, and feedback from what is to be seen.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

PACKAGES = ("qti3-item-player@1.1.20", "vue@2.7.16")
PAGE = Path(__file__).parents[1] / "page" / "qti_player.html"
SLIDES = 450  # ms: so long an option that was dragged past slides to its new place, and gives no other way


@dataclass(frozen=True)
class Attempt:
    """What the player makes of an answer: the response it took, the score, and the feedback that is to be seen."""

    response: Any
    score: float
    told: list[str]


class Player:
    """The player with one item after the other."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        page.set_viewport_size({"width": 1200, "height": 2400})  # all of an item is on the screen: drags do not scroll
        page.goto(f"{address}{PAGE.name}")
        page.wait_for_function("platform.player")

    @property
    def body(self) -> Locator:
        """What is asked."""
        return self.page.locator(".qti-item-body")

    @property
    def stray(self) -> str:
        """What is to be seen of the rules by which the item is counted, which nobody should see."""
        return self.page.locator(".qti-response-processing").inner_text()

    def show(self, item: str) -> None:
        """Give the player an item of QTI 3."""
        self.page.evaluate("(item) => platform.give(item)", item)
        self.page.wait_for_function("platform.isReady")

    def end(self) -> Attempt:
        """Press the button that ends the attempt."""
        self.page.locator("#end").click()
        self.page.wait_for_function("platform.ended")
        state = self.page.evaluate("platform.ended")
        outcomes = {each["identifier"]: each["value"] for each in state["outcomeVariables"]}
        responses = {each["identifier"]: each["value"] for each in state["responseVariables"]}
        told = self.page.locator(".qti3-player-modal-body:visible").all_text_contents()
        return Attempt(responses["RESPONSE"], float(outcomes["SCORE"]), told)

    def pick(self, names: Sequence[str]) -> None:
        """Click options."""
        for name in names:
            self._choice(name).click()

    def type(self, text: str) -> None:
        """Type into the item's field."""
        self.body.locator("input, textarea").press_sequentially(text)

    def pair(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Click, in each row, the box under its option."""
        for row, option in pairs:
            self.body.locator(f'[data-pair="{row} {option}"]').click()

    def order(self, names: Sequence[str]) -> None:
        """Drag options to their places, from the first place on."""
        for place, name in enumerate(names):
            if self.order_shown()[place] != name:
                self._drag(self._choice(name), self.body.locator(".qti-simple-choice").nth(place))

    def order_shown(self) -> list[str]:
        """Return the options' names in the order that they are shown in."""
        script = "all => all.map(each => each.dataset.identifier)"
        names: list[str] = self.body.locator(".qti-simple-choice").evaluate_all(script)
        return names

    def _choice(self, name: str) -> Locator:
        return self.body.locator(f'[data-identifier="{name}"].qti-simple-choice')

    def _drag(self, dragged: Locator, target: Locator) -> None:
        (x, y), (to_x, to_y) = _middle(dragged), _middle(target)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(to_x, to_y, steps=10)
        for more in (1, 0):
            self.page.wait_for_timeout(SLIDES)
            self.page.mouse.move(to_x + more, to_y)
        self.page.mouse.up()
        self.page.wait_for_timeout(SLIDES)


def _middle(shown: Locator) -> tuple[float, float]:
    box = shown.bounding_box()
    assert box, shown
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def platform(node: Path) -> Path:
    """Put the platform's page beside the packages."""
    shutil.copy(PAGE, node)
    return node
