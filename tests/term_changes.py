"""What is changed after work came in, and what somebody's mark was before and deserves to be then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from instructor.course import Course
from tests.small_course import RIGHT
from tests.term import edit

NEW_ITEM = """      - id: s-new
        type: choice
        stem: Which is new?
        options: {a: this, b: that}
        concept: public-goods-and-free-riding
        objective: 1
  - id: run-01
"""


@dataclass(frozen=True)
class Change:
    """Answers, edits of keys and bank (`what` is replaced by `with`), and points and maximum before and after."""

    answers: dict[str, Any]
    before: tuple[float, float]
    after: tuple[float, float]
    keys: tuple[tuple[str, str], ...] = ()
    bank: tuple[tuple[str, str], ...] = ()

    def make(self, course: Course) -> None:
        """Edit keys and bank."""
        for old, new in self.keys:
            edit(course, old, new)
        for old, new in self.bank:
            edit(course, old, new, bank=True)


def voided(how: str, answers: dict[str, Any], before: tuple[float, float], after: tuple[float, float]) -> Change:
    return Change(answers, before, after, keys=(("  s-club:\n", f"  s-club:\n    void: {how}\n"),))


WRONG = RIGHT | {"s-club": "b"}
KEY = "    key: a\n"

CHANGES: dict[str, Change] = {
    "a question voided, full for everyone; it was right": voided("full", RIGHT, (8, 9), (8, 9)),
    "a question voided, full for everyone; it was wrong": voided("full", WRONG, (7, 9), (8, 9)),
    "a question voided, full for everyone; nothing was answered": voided("full", {}, (0, 9), (1, 9)),
    "a question voided, out of the total; it was right": voided("out", RIGHT, (8, 9), (7, 8)),
    "a question voided, out of the total; it was wrong": voided("out", WRONG, (7, 9), (7, 8)),
    "a question voided, out of the total; nothing was answered": voided("out", {}, (0, 9), (0, 8)),
    "the key corrected; the answer was wrong": Change(WRONG, (7, 9), (8, 9), keys=((KEY, "    key: b\n"),)),
    "the key corrected; the answer was right": Change(RIGHT, (8, 9), (7, 9), keys=((KEY, "    key: b\n"),)),
    "a second answer is right too": Change(WRONG, (7, 9), (8, 9), keys=((KEY, f"{KEY}    also: [b]\n"),)),
    "a second set of picks is right too": Change(
        RIGHT | {"s-several": ["b"]},
        (7, 9),
        (8, 9),
        keys=(("    key: [a, c]\n", "    key: [a, c]\n    also: [[b]]\n"),),
    ),
    "a second number is right too": Change(
        RIGHT | {"s-number": "25"},
        (6, 9),
        (8, 9),
        keys=(("tolerance: 0.01}\n", "tolerance: 0.01}\n    also: [{value: 25, tolerance: 1}]\n"),),
    ),
    "an option that was picked is taken away": Change(
        RIGHT | {"s-several": ["a", "b", "c"]},
        (7.5, 9),
        (7.5, 9),
        bank=(("options: {a: air, b: bread, c: light}", "options: {a: air, c: light}"),),
    ),
    "a question added after the hand-in": Change(
        RIGHT,
        (8, 9),
        (9, 10),
        keys=(("keys:\n", "keys:\n  s-new: {key: a, rationale: It was added.}\n"),),
        bank=(("  - id: run-01\n", NEW_ITEM),),
    ),
    "a question worth more": Change(WRONG, (7, 9), (9, 11), bank=(("        points: 2\n", "        points: 4\n"),)),
}
