"""The card that hands in, as a cell opens it, without a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from quizzes.card import HandInCard
from quizzes.folders import workplace
from quizzes.journal import Entry, append


class Card:
    """A card in the folder that one works in, and the messages it sent."""

    def __init__(self) -> None:
        self.widget = HandInCard(workplace())
        self.sent: list[dict[str, Any]] = []
        self.widget.send = self.sent.append

    def tell(self, kind: str) -> dict[str, Any]:
        """Send a message as the page does and return the reply."""
        self.widget._handle_custom_msg({"kind": kind, "token": f"t{len(self.sent)}"}, [])
        assert self.sent[-1]["token"] == f"t{len(self.sent) - 1}"
        return self.sent[-1]

    @property
    def tasks(self) -> dict[str, Any]:
        """The tasks that the page lists, by title."""
        return {task["title"]: task for task in self.widget.state["tasks"]}

    @property
    def receipt(self) -> Any:
        """What the page shows of the last hand-in."""
        return self.widget.state["receipt"]


def answer(folder: Path, item: str, response: object) -> None:
    """Answer an item of the small lesson."""
    quiz = "run-01" if item == "s-run" else "warm-up" if item == "s-p-club" else "quiz-01"
    append(
        folder / "responses" / f"{quiz}.jsonl", Entry(time="2026-11-20T10:00:00+00:00", item=item, response=response)
    )
