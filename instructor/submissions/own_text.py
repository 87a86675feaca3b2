"""Bring a student's own text before the grader, wherever in the notebook it stands.

A written answer is in order where its cell is there once and holds text of the student's own. It is empty where the
cell is gone or holds none. An empty answer is shown the own text that stands nearest to it or, where none is nearest,
all that there is, so that a person looks at it; one whose cell was doubled is shown its other copies; and any answer
is shown what would otherwise be lost, because it was typed into a locked cell, which gets its own source back. What is
shown stands below the cell's own text, under a label that says where it was found, with the pictures that came with it.
Where a lesson has no written answer, what would be lost stands in a cell of its own below the locked one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from instructor.submissions.beside import Thing, put
from instructor.submissions.notebook import Cell
from quizzes.journal import printable
from quizzes.written import evened, grade_id

#: Letters shown at one answer of what was found elsewhere: what is beyond is named.
MOST_SHOWN = 50_000


@dataclass(eq=False)
class Found:
    """Own text found outside the answers' cells: the restored cell at its place, and whether it is lost there."""

    cell: Cell
    kind: str
    text: str
    is_lost: bool = False
    things: tuple[Thing, ...] = ()


@dataclass(eq=False)
class Answer:
    """A written answer's cell, restored: the student's own text in it, and whether the cell was there once."""

    cell: Cell
    text: str
    is_missing: bool = False
    is_doubled: bool = False
    things: tuple[Thing, ...] = ()
    shown: list[Found] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing in its cell is the student's own."""
        return not (self.text or self.things)


def show(cells: Sequence[Cell], answers: Sequence[Answer], found: Sequence[Found]) -> list[Thing]:
    """Write into each answer's cell, in place, what is to be shown there; return what is only named."""
    places = {id(cell): place for place, cell in enumerate(cells)}
    for answer in answers:
        answer.shown = _shown(answer, answers, found, places)
    # Neither another found text nor a cell that was put back says where a text stood.
    others = {id(one.cell) for one in found if not one.is_lost} | {id(one.cell) for one in answers if one.is_missing}
    for answer in answers:
        texts = [_labelled(one, answer.cell, cells[: places[id(one.cell)] + 1], others) for one in answer.shown]
        if texts:
            answer.cell["source"] = _joined(answer.cell, texts)
    things = [(one.cell, (*one.things, *(each for found in one.shown for each in found.things))) for one in answers]
    return [thing for cell, each in things for thing in put(cell, each)]


def set_below(cells: list[Cell], found: Sequence[Found]) -> list[str]:
    """Put found text into a cell of its own below the one that it is lost from; return the names of those cells."""
    names = []
    for one in found:
        place = next(place for place, cell in enumerate(cells) if cell is one.cell)
        new: Cell = {"id": f"{one.cell['id'][:50]}-found", "cell_type": "markdown", "metadata": {}, "source": ""}
        new["source"] = _labelled(one, new, cells[: place + 1], set())
        put(new, one.things)
        cells.insert(place + 1, new)
        names.append(_name(one.cell))
    return names


def _shown(answer: Answer, answers: Sequence[Answer], found: Sequence[Found], places: dict[int, int]) -> list[Found]:
    """Choose what is shown at one answer."""
    own = (evened(answer.text), answer.things)
    others = [one for one in found if (evened(one.text), one.things) != own]
    mine = [one for one in others if answer in _nearest(places[id(one.cell)], answers, places)]
    if not answer.is_empty:
        return mine if answer.is_doubled else [one for one in mine if one.is_lost]
    if not others:
        # It may stand in another answer's cell: merged, or both written into one.
        written = [other for other in answers if not other.is_empty]
        near = _nearest(places[id(answer.cell)], written, places)
        return [Found(other.cell, "markdown", other.text, things=other.things) for other in near]
    return mine or others


def _nearest(place: int, answers: Sequence[Answer], places: dict[int, int]) -> list[Answer]:
    """Return the answers that stand nearest to a place, of which there may be two."""
    far = {id(answer): abs(places[id(answer.cell)] - place) for answer in answers}
    return [answer for answer in answers if far[id(answer)] == min(far.values())]


def _labelled(one: Found, place: Cell, before: Sequence[Cell], others: Collection[int]) -> str:
    """Return a text found elsewhere, as it stands in another cell, under the words that say where it was found.

    What is no Markdown is shown as it was typed.
    """
    text = one.text if len(one.text) <= MOST_SHOWN else f"{one.text[:MOST_SHOWN]} [...]"
    cut = f" (the first {MOST_SHOWN:,} of {len(one.text):,} letters)" if text != one.text else ""
    label = f"Found elsewhere in the notebook, {_where(one, before, others)}{cut}:"
    if place["cell_type"] != "markdown":
        return "\n".join(f"# {line}" for line in (label, *text.splitlines()))
    if one.kind != "markdown" and text:
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
        text = f"{fence}\n{text}\n{fence}"
    return f"**{label}**\n\n{text}"


def _where(one: Found, before: Sequence[Cell], others: Collection[int]) -> str:
    """Say where a text stands: within a cell of the release, or after the nearest one above it."""
    if one.is_lost or grade_id(one.cell):
        return f"in the cell {_name(one.cell)}"
    above = next((cell for cell in reversed(before) if id(cell) not in others), None)
    return f"after the cell {_name(above)}" if above else "at its beginning"


def _name(cell: Cell) -> str:
    """Name a cell of the release by its first words, and an answer's by its grade id."""
    if cell["metadata"].get("nbgrader", {}).get("solution"):
        return f"of the answer “{grade_id(cell)}”"
    first = next((line for line in cell["source"].splitlines() if line.strip("# ")), "")
    return f"“{printable(first.strip('# ')[:60])}”"


def _joined(cell: Cell, texts: Sequence[str]) -> str:
    shown, left = [], MOST_SHOWN
    for number, text in enumerate(texts):
        if number and len(text) > left:
            more = "More was found elsewhere in the notebook; look at the submission itself."
            shown.append(more if cell["cell_type"] == "markdown" else f"# {more}")
            break
        shown.append(text)
        left -= len(text)
    between = "\n\n---\n\n" if cell["cell_type"] == "markdown" else "\n\n"
    return between.join([cell["source"], *shown])
