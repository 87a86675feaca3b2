"""What a student wrote in the fields of a lesson, as its journals have it: it fills the cells that a person marks.

The last text counts. What was typed into the cell itself is kept below it, under a label, unless the field held the
same at some time: the lesson view copies its texts there. A text that was deleted in the end is shown as such, so that
nobody scores 0 unseen who has written something.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from instructor.submissions.notebook import Cell
from quizzes.bank import Quiz
from quizzes.journal import Replay
from quizzes.written import evened, is_visible

TYPED = "Typed into the cell itself, beside the field:"
DELETED = "Deleted again by the student, who left the field empty; it held last:"


@dataclass(frozen=True)
class Field:
    """What a field held: the text that counts or, where it was left empty, the last one; and all, with even spaces."""

    text: str
    is_deleted: bool
    versions: frozenset[str]


def fields(quizzes: Iterable[Quiz], replays: Mapping[str, Replay]) -> dict[str, Field]:
    """Return the fields of written answers in which something was written, by the ids of their cells."""
    found = {}
    for quiz in (quiz for quiz in quizzes if quiz.kind == "written"):
        (item,) = quiz.items
        responses = replays[quiz.id].responses(item.id)
        texts = [text for text in responses if isinstance(text, str) and is_visible(text)]
        if texts:
            versions = frozenset(map(evened, texts))
            found[quiz.id] = Field(texts[-1], not item.is_complete(item.counted(responses)), versions)
    return found


def fill(cell: Cell, field: Field, own: str) -> str:
    """Put a field's text into its cell, in place, and return what the student wrote of it.

    Parameters
    ----------
    cell
        The answer's cell, restored.
    field
        What its field held.
    own
        The student's own text in the cell; "" where there is none.
    """
    typed = "" if evened(own) in field.versions else own
    if field.is_deleted:
        if not typed:
            cell["source"] = f"**{DELETED}**\n\n{field.text}"
        return typed or field.text
    beside = f"\n\n---\n\n**{TYPED}**\n\n{typed}" if typed else ""
    cell["source"] = field.text + beside
    return field.text
