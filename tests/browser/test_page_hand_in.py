"""Does the card save first, ask once, hand in at one press and stay up to date, on a page without a JupyterLab?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_markdown_cell
from playwright.sync_api import Browser, Locator, Page, expect

from quizzes import exchange
from quizzes.card import HandInCard
from quizzes.dates import NAME
from quizzes.folders import workplace
from quizzes.journal import Entry, append
from quizzes.script import styles

from .desk import Desk
from .lessons import BANK, GRADED

_ADDRESS = "http://card.test/"
_STYLE = styles("hand_in.css")
_ITEM = '<div class="tj-item"><button data-lm-suppress-shortcuts>A</button></div>'
_QUIZ = f'<section class="tj-quiz" data-quiz="quiz-09">{_ITEM}</section>'
_BARE = f"<!doctype html><html lang=en><title>A</title><style>{_STYLE}</style><body>{_QUIZ}</body></html>"


class CardDesk(Desk):
    """The card of the made-up assignment in front of a student."""

    def __init__(self, page: Page, folder: Path) -> None:
        super().__init__(page, folder, "quiz-09")
        page.route(f"{_ADDRESS}**", lambda route: route.fulfill(body=_BARE, content_type="text/html"))
        page.goto(_ADDRESS)

    def open(self) -> CardDesk:
        """Run the cell."""
        self.card = HandInCard(workplace(self.folder))
        self.replies: list[dict[str, Any]] = []
        self.card.send = self.replies.append
        traits = {"view": self.card.view, "state": self.card.state}
        self.page.evaluate(
            "async (widget) => { globalThis.quiz = await openQuiz(widget); }",
            {"script": str(self.card._esm), "traits": traits},
        )
        self.serve()
        return self

    def serve(self, rounds: int = 6) -> None:
        """Let the kernel answer whatever the page asks, until it asks nothing more."""
        for _ in range(rounds):
            self.page.wait_for_timeout(40)
            self.wait(60)
            messages: list[dict[str, Any]] = self.page.evaluate("quiz.model.sent.splice(0)")
            for message in messages:
                self.card._handle_custom_msg(message, [])
                self.page.evaluate("(state) => quiz.model.set('state', state)", self.card.state)
                self.deliver(self.replies[-1])

    def press(self, name: str) -> None:
        """Press a button by the keyboard."""
        self.named(name).focus()
        self.page.keyboard.press("Enter")
        self.serve()

    def named(self, name: str) -> Locator:
        """Return a button."""
        return self.page.get_by_role("button", name=name, exact=True)

    def listen(self, save: str = "undefined") -> None:
        """Be the page that shows the notebook; `save` is what it says to a wish to save: true, false."""
        self.page.evaluate(
            """(save) => { globalThis.heard = [];
            document.addEventListener('tj-save', (event) => { heard.push('save'); event.preventDefault();
              event.detail.done(save, save ? '' : 'The disk is full.'); });
            document.addEventListener('tj-go', (event) => { heard.push(event.detail.quiz); event.preventDefault(); });
            }""",
            save == "true",
        )

    def answer_all(self) -> None:
        """Answer what counts, with whatever is complete."""
        quizzes: Any = BANK["quizzes"]
        for quiz in quizzes[1:]:
            for item in quiz.get("items", ()):
                if item["id"] not in COMPLETE:
                    continue  # nobody marks it
                entry = Entry(time="2026-11-20T10:00:00+00:00", item=item["id"], response=COMPLETE[item["id"]])
                append(self.folder / "responses" / f"{quiz['id']}.jsonl", entry)


COMPLETE: dict[str, Any] = {
    "g-choice": "club",
    "g-multiple": ["a"],
    "g-number": "4",
    "g-order": ["alone", "large", "middle", "equal"],
    "g-match": {"k": "kind", "s": "snidal"},
    "g-words": ["good"],
    "g-paragraph": [7],
    "g-run": {
        "prediction": "4",
        "parameters": {"large": 8, "alpha": 0.5},
        "result": {"provision": 4.0, "share": 100.0},
        "comparison": "5",
    },
    "g-sheet": {
        "parameters": {"law_panama": "yes", "law_haiti": "no", "aim_panama": "yes", "aim_haiti": "no", "weight": 1},
        "result": {"equal": 0.0},
    },
    "essay-09": "Able and unwilling.",
}


@pytest.fixture
def card(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CardDesk:
    monkeypatch.setattr(exchange, "find_spec", lambda _: None)
    desk = CardDesk(page, tmp_path / "09-made-up")
    path = desk.folder / "09-made-up.ipynb"
    nb = json.loads(path.read_text("utf-8"))
    claims = {"grade_id": "essay-09", "grade": True, "solution": True, "locked": False, "points": 10}
    cell = new_markdown_cell("YOUR ANSWER HERE", metadata={"nbgrader": claims | {"schema_version": 3, "task": False}})
    path.write_text(json.dumps({**nb, "cells": [*nb["cells"], cell]}), "utf-8")
    return desk


def archive(card: CardDesk) -> Path:
    return card.folder / "09-made-up.zip"


def test_it_lists_what_counts_and_hands_nothing_in_by_itself(card: CardDesk) -> None:
    card.open()
    region = card.page.get_by_role("region", name="Hand in", exact=True)
    expect(region.locator(".tj-tasks > li")).to_have_count(4)
    expect(region).to_contain_text("0 of 7 answered")
    expect(region).to_contain_text("Practice: 0 of 9 answered")
    assert not archive(card).exists()


def test_where_something_is_missing_it_asks_once(card: CardDesk) -> None:
    card.open()
    card.listen("true")
    card.press("Hand in")
    ask = card.page.locator(".tj-ask")
    expect(ask).to_be_focused()
    expect(ask).to_contain_text("Who pays for order?: 0 of 7 answered")
    assert not archive(card).exists()
    card.press("Hand in all the same")
    assert archive(card).exists()
    expect(ask).to_be_hidden()
    expect(card.page.get_by_role("link", name="Download 09-made-up.zip")).to_be_focused()


def test_not_yet_gives_the_focus_back(card: CardDesk) -> None:
    card.open()
    card.press("Hand in")
    card.press("Not yet")
    expect(card.named("Hand in")).to_be_focused()
    assert not archive(card).exists()


def test_complete_work_is_saved_and_handed_in_at_one_press_with_a_receipt(card: CardDesk) -> None:
    card.answer_all()
    card.open()
    card.listen("true")
    expect(card.page.locator(".tj-tasks .tj-done")).to_have_count(4)
    card.press("Hand in")
    assert card.page.evaluate("heard") == ["save"]
    receipt = card.page.get_by_role("region", name="Receipt")
    code = json.loads((card.folder / "receipt.json").read_text("utf-8"))["code"]
    expect(receipt.locator("code")).to_have_text(code)
    expect(receipt).to_contain_text("9 answers to graded questions")
    expect(receipt).to_contain_text("3 words in written answers")
    expect(card.page.get_by_role("status")).to_contain_text(code)
    with card.page.expect_download() as download:
        card.page.keyboard.press("Enter")
    assert download.value.suggested_filename == "09-made-up.zip"
    assert Path(download.value.path()).read_bytes() == archive(card).read_bytes()


def test_a_notebook_that_cannot_be_saved_is_not_handed_in(card: CardDesk) -> None:
    card.answer_all()
    card.open()
    card.listen("false")
    card.press("Hand in")
    expect(card.page.locator(".tj-ask")).to_have_text(
        "Not handed in. The notebook could not be saved. The disk is full."
    )
    assert not archive(card).exists()
    expect(card.named("Hand in")).to_be_visible()


def test_without_a_view_whose_text_may_stand_in_a_cell_is_told_to_save(card: CardDesk) -> None:
    card.answer_all()
    (card.folder / "responses" / "essay-09.jsonl").unlink()
    path = card.folder / "09-made-up.ipynb"
    path.write_text(path.read_text("utf-8").replace("YOUR ANSWER HERE", "Able and unwilling."), "utf-8")
    card.open()
    card.press("Hand in")
    expect(card.page.locator(".tj-ask")).to_contain_text("save it first: File > Save Notebook")
    assert not archive(card).exists()
    card.press("It is saved: hand in")
    assert archive(card).exists()


def test_it_follows_the_page_and_says_what_changed_since(card: CardDesk) -> None:
    card.answer_all()
    card.open()
    card.press("Hand in")
    entry = Entry(time="2026-11-20T11:00:00+00:00", item="g-choice", response="public")
    append(card.folder / "responses" / "quiz-09.jsonl", entry)
    quiz = card.page.locator(".tj-quiz")
    quiz.dispatch_event("tj-progress", {"bubbles": True})
    card.wait(900)
    card.serve()
    expect(card.page.locator(".tj-changed")).to_have_text("1 answer changed since. Hand in again so that it counts.")
    expect(card.named("Hand in again")).to_be_visible()


def test_it_asks_the_kernel_nothing_while_it_cannot_be_seen(card: CardDesk) -> None:
    card.open()
    card.page.evaluate("document.querySelector('.tj-hand-in').style.display = 'none'")
    card.serve()
    card.page.locator(".tj-quiz").dispatch_event("tj-progress", {"bubbles": True})
    card.wait(2000)
    card.page.wait_for_timeout(50)
    assert card.sent("look") == []
    card.page.evaluate("document.querySelector('.tj-hand-in').style.display = ''")
    card.page.wait_for_timeout(100)
    card.wait(10)
    assert len(card.sent("look")) == 1


def test_it_goes_to_what_is_missing_with_a_view_and_without(card: CardDesk) -> None:
    card.open()
    card.press(f"Go to {GRADED['title']}")
    expect(card.page.locator(".tj-quiz button")).to_be_focused()
    card.listen()
    card.press(f"Go to {GRADED['title']}")
    assert card.page.evaluate("heard") == ["quiz-09"]


@pytest.mark.parametrize("width", [320, 1280])
def test_it_fits_and_can_be_touched(card: CardDesk, width: int) -> None:
    card.page.set_viewport_size({"width": width, "height": 900})
    card.open()
    card.press("Hand in")
    card.press("Hand in all the same")
    assert card.page.evaluate("document.documentElement.scrollWidth") <= width
    for control in card.page.locator(".tj-hand-in :is(button, a)").all():
        if box := control.bounding_box():
            assert min(box["height"], box["width"]) >= 44


@pytest.mark.long
def test_the_deadline_stands_in_the_readers_own_zone_with_what_late_costs(browser: Browser, tmp_path: Path) -> None:
    with browser.new_context(timezone_id="America/Sao_Paulo", locale="en-GB") as abroad:
        desk = CardDesk(abroad.new_page(), tmp_path)
        dates = {"due": "2026-12-01T22:59:00+00:00", "per_day": 0.1, "grace": 900, "cap": 0.5}
        (tmp_path / NAME).write_text(json.dumps(dates), "utf-8")
        due = desk.open().page.locator(".tj-due")
        rule = "Late work loses 10% of its points for each day begun after 15 minutes of grace, at most half."
        for now, said in {
            "2026-11-28T12:00:00Z": "Due Tuesday, 1 December 2026 at 19:59 Brasilia Standard Time: in 3 days.",
            "2026-12-01T21:59:00Z": "Due Tuesday, 1 December 2026 at 19:59 Brasilia Standard Time: in 60 minutes.",
            "2026-12-01T23:09:00Z": "Brasilia Standard Time: 10 minutes ago. Handing in now still costs nothing.",
            "2026-12-03T00:00:00Z": "25 hours ago. Handing in now takes off 20% of the points that you earn.",
        }.items():
            desk.page.clock.set_fixed_time(now)
            desk.page.evaluate("(state) => quiz.model.set('state', state)", {**desk.card.state, "practice": now})
            expect(due).to_contain_text(f"{said} {rule}")
