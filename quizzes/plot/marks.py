"""What a figure is made of. Places are in the units of the data; looks are few: fill, stroke, dashes, a label.

A label stands at its mark, not in a legend: above a column, behind a bar, at the end of a line, in a cell. A `key`
names a mark from frame to frame. Marks are drawn in their order, so the last one lies on top.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from quizzes.palette import BLUE

#: The page's own colour of text.
INK = "currentColor"
DASHED, DOTTED = "6 4", "1.5 3.5"


class Rect(NamedTuple):
    """A box from `x[0]` to `x[1]` and from `y[0]` to `y[1]`: a column, a bar or a cell. `opacity` is that of its fill.

    `place` of the label: "above", "below", "left", "right", or "inside".
    """

    x: tuple[float, float]
    y: tuple[float, float]
    fill: str = BLUE
    stroke: str = "none"
    dash: str = ""
    opacity: float = 1.0
    label: str = ""
    place: str = "above"
    ink: str = INK  # of the label
    bold: bool = False
    edge: float = 1.5  # how wide the stroke is, in pixels
    key: str = ""


class Line(NamedTuple):
    """A line through points (x, y); None where it is interrupted. Its label stands in the margin where it ends."""

    points: Sequence[tuple[float, float] | None]
    stroke: str = BLUE
    dash: str = ""
    width: float = 2.0
    label: str = ""
    key: str = ""


class Area(NamedTuple):
    """A surface inside a ring of points (x, y)."""

    points: Sequence[tuple[float, float]]
    fill: str = BLUE
    opacity: float = 0.2
    key: str = ""


class Dot(NamedTuple):
    """A "circle", "square" or "diamond" of `size` pixels across; `place` of its label as in `Rect`."""

    x: float
    y: float
    fill: str = BLUE
    stroke: str = "none"
    shape: str = "circle"
    size: float = 9.0
    label: str = ""
    place: str = "right"
    bold: bool = False
    key: str = ""


class Rule(NamedTuple):
    """A straight line across a panel, at `x` or at `y`; its label stands at its upper or right end.

    `row` puts the label of an upright rule so many lines lower, where two stand close to each other.
    """

    x: float | None = None
    y: float | None = None
    stroke: str = INK
    dash: str = DOTTED
    width: float = 1.0
    label: str = ""
    row: int = 0
    key: str = ""


class Text(NamedTuple):
    """Words at a place, moved by pixels to the right and down; several lines are centred on it.

    `anchor`: "start", "middle" or "end".
    """

    x: float
    y: float
    words: str
    anchor: str = "middle"
    dx: float = 0.0
    dy: float = 0.0
    size: float = 12.0
    bold: bool = False
    italic: bool = False
    key: str = ""


Mark = Rect | Line | Area | Dot | Rule | Text


def column(at: float, height: float, base: float = 0.0, width: float = 0.7, **looks: object) -> Rect:
    """Return an upright bar at `at`, from `base` to `height`; its label stands at its end, beyond the base."""
    place = looks.pop("place", "above" if height >= base else "below")
    return Rect((at - width / 2, at + width / 2), (base, height), place=place, **looks)  # type: ignore[arg-type]


def bar(at: float, length: float, base: float = 0.0, width: float = 0.7, **looks: object) -> Rect:
    """Return a lying bar at `at`, from `base` to `length`; its label stands at its end, beyond the base."""
    place = looks.pop("place", "right" if length >= base else "left")
    return Rect((base, length), (at - width / 2, at + width / 2), place=place, **looks)  # type: ignore[arg-type]
