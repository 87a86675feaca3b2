"""A quiz on a bare page, between a real browser and the kernel's side of the widget, with the test as the line.

The page has anywidget's model without a kernel (`tests/page/fake_model.js`); what it sends reaches a `QuizWidget` only
when the test says so, and so does the reply. The page's clock stands still between `wait` and `wait`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from quizzes.folders import Workplace, workplace
from quizzes.script import styles
from quizzes.widget import QuizWidget

from .lessons import make_lesson

ROOT = Path(__file__).parent.parent.parent
_ADDRESS = "http://quiz.test/"
_BARE = f"<!doctype html><style>{styles('quiz.css')}</style><body></body>"


class Desk:
    """A quiz in front of a student; `folder` holds the student's copy, of the made-up assignment if there is none."""

    def __init__(self, page: Page, folder: Path, quiz_id: str) -> None:
        self.page, self.folder, self.quiz_id = page, folder, quiz_id
        if not (folder / "quiz.json").exists():
            make_lesson(folder, quiz_id)
        page.add_init_script(path=ROOT / "tests" / "page" / "fake_model.js")
        page.route(f"{_ADDRESS}**", lambda route: route.fulfill(body=_BARE, content_type="text/html"))
        page.clock.install(time=0)
        page.goto(_ADDRESS)
        page.clock.pause_at(1000)

    def open(self) -> Desk:
        """Run the cell: a new widget starts from the journal."""
        place = self.place()
        self.widget = QuizWidget(place, place.bank.quiz(self.quiz_id))
        self._replies: list[dict[str, Any]] = []
        self.widget.send = self._replies.append
        traits = {"view": self.widget.view, "answers": self.widget.answers, "said": self.widget.said}
        self.wait(1)  # ids are made from the clock
        self.page.evaluate(
            "async (widget) => { globalThis.quiz = await openQuiz(widget); }",
            {"script": str(self.widget._esm), "traits": traits},
        )
        return self

    def place(self) -> Workplace:
        """Return where the quiz and its model are, and where answers go."""
        return workplace(self.folder)

    def leave(self) -> Desk:
        """Take the widget off the page, as a re-run of the cell and a closed notebook do."""
        self.page.evaluate("quiz.leave()")
        return self.remove()

    def remove(self) -> Desk:
        """Take the elements off the page: a field that is being typed in then tells of its change."""
        self.page.evaluate("quiz.remove()")
        return self

    def wait(self, milliseconds: int) -> None:
        """Let time pass on the page."""
        self.page.clock.run_for(milliseconds)

    def sent(self, kind: str = "answer") -> list[dict[str, Any]]:
        """Return what this widget's page has sent so far."""
        messages: list[dict[str, Any]] = self.page.evaluate("quiz.model.sent")
        return [message for message in messages if message["kind"] == kind]

    def reply(self, message: dict[str, Any]) -> dict[str, Any]:
        """Return what the kernel answers; the page does not know yet."""
        self.widget._handle_custom_msg(message, [])
        return self._replies[-1]

    def deliver(self, reply: dict[str, Any]) -> None:
        """Let the page have a reply."""
        self.page.evaluate("(reply) => quiz.model.receive('msg:custom', reply)", reply)

    def acknowledge(self, kind: str = "answer") -> None:
        """Let the kernel have the last message and the page the reply."""
        self.deliver(self.reply(self.sent(kind)[-1]))

    def elsewhere(self, item: str, response: Any) -> None:
        """Answer on another page of the same widget: the trait tells this one."""
        self.reply({"kind": "answer", "item": item, "response": response, "token": "another page's"})
        self.page.evaluate("(answers) => quiz.model.set('answers', answers)", self.widget.answers)

    def drafts(self) -> dict[str, Any]:
        """Return what the browser keeps of this quiz."""
        return {item: draft for drafts in self.lasting() for item, draft in drafts.items()}

    def keeps_nothing(self) -> None:
        """Wait until the browser keeps nothing of this quiz."""
        nothing = "(key) => !Object.keys(localStorage).some((name) => name.startsWith(key))"
        self.page.wait_for_function(nothing, arg=self.widget.view["key"])

    def lasting(self) -> list[dict[str, Any]]:
        """Return what the browser keeps of this quiz, by tabs."""
        script = """(key) => Object.keys(localStorage).filter((name) => name.startsWith(key))
          .map((name) => JSON.parse(localStorage.getItem(name)))"""
        kept: list[dict[str, Any]] = self.page.evaluate(script, self.widget.view["key"])
        return kept

    def item(self, name: str) -> Locator:
        """Return a question."""
        return self.page.locator(f"[data-item='{name}']")

    def option(self, item: str, name: str) -> Locator:
        """Return the input of an option."""
        return self.item(item).locator(f"input[value='{name}']")

    def status(self, name: str) -> Locator:
        """Return what a question says about itself."""
        return self.item(name).locator(".tj-status")

    def button(self, item: str, name: str) -> Locator:
        """Return a button of a question."""
        return self.item(item).get_by_role("button", name=name, exact=True)
