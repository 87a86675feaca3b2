"""A quiz as a cell opens it, without a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from quizzes.folders import workplace
from quizzes.widget import QuizWidget
from tests.browser.lessons import make_lesson


class Quiz:
    """A widget in a student's copy, and the messages it sent."""

    def __init__(self, folder: Path, quiz_id: str) -> None:
        self.folder, self.quiz_id = folder, quiz_id
        make_lesson(folder, quiz_id)
        self.again()

    def again(self) -> QuizWidget:
        """Run the cell again."""
        place = workplace(self.folder)
        self.widget = QuizWidget(place, place.bank.quiz(self.quiz_id))
        self.sent: list[dict[str, Any]] = []
        self.widget.send = self.sent.append
        return self.widget

    def tell(self, kind: str, item: str, **more: Any) -> dict[str, Any]:
        """Send a message as the page does and return the reply."""
        message = {"kind": kind, "item": item, "token": f"t{len(self.sent)}", **more}
        self.widget._handle_custom_msg(message, [])
        assert self.sent[-1]["token"] == message["token"]
        return self.sent[-1]

    def answer(self, item: str, response: Any) -> dict[str, Any]:
        """Answer a question and return the reply."""
        return self.tell("answer", item, response=response)

    @property
    def journal(self) -> Path:
        """Where the answers are."""
        return self.folder / "responses" / f"{self.quiz_id}.jsonl"

    def entries(self) -> list[dict[str, Any]]:
        """Return the journal as it is on the disk."""
        return [json.loads(line) for line in self.journal.read_text("utf-8").splitlines()]
