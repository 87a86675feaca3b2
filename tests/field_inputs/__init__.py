"""The table of what the field does to a hand-in: kind, input, what it deserves, before, now.

The inputs are those of the suite's own lists; `observed` puts each through the code that students and instructors meet
and says in words what it deserves and what it comes to. "Before" is what commit 7593269 made of the same input,
measured once and kept in `before.json`. `python -m tests.field_inputs` prints the table as Markdown.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from instructor.course import Course
from tests.field_inputs import sent, typed, written

#: What commit 7593269 made of the inputs: kind -> input -> outcome.
BEFORE: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("before.json").read_text("utf-8"))
NOT_MEASURED = "not measured"

#: Each puts a kind's inputs through, in a course of its own: input -> what it deserves, what it comes to.
KINDS: dict[str, Callable[[Course], dict[str, tuple[str, str]]]] = {
    "who sent it": sent.who,
    "who sent it: people over downloads": sent.people,
    "who sent it: with a roster": sent.on_roster,
    "what they sent": sent.uploads,
    "what they sent: journals elsewhere": sent.journals,
    "written answers": written.answers,
    "numbers": typed.numbers,
    "a copy, another folder, a bad disk": written.copies,
    "a term's changes": written.changes,
    "time": typed.times,
    "names of folders": typed.folders,
    "feedback": written.feedback,
}


@dataclass(frozen=True)
class Row:
    """An input in words, the outcome it deserves, and what it came to before and comes to now."""

    kind: str
    input: str
    deserved: str
    before: str
    now: str


def rows(kind: str, course: Course) -> Iterator[Row]:
    """Put a kind's inputs through a small course, released, that has no submissions yet."""
    before = BEFORE.get(kind, {})
    for name, (deserved, now) in KINDS[kind](course).items():
        yield Row(kind, name, deserved, before.get(name, NOT_MEASURED), now)
