"""A figure: panels, each with its marks and two scales, side by side where there is room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizzes.plot.marks import INK, Mark
from quizzes.plot.scales import Scale

#: Below this width, in pixels, panels stand one below the other.
NARROW = 480


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of a legend, for what no label at a mark can say: a sample and its words.

    `shape`: "box", "line", that of a `Dot`, or "" for words alone.
    """

    words: str
    fill: str = INK
    stroke: str = "none"
    dash: str = ""
    shape: str = "box"
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Panel:
    """Marks between two scales.

    Attributes
    ----------
    title : what the panel shows, as a statement or a question; broken into lines where it is long
    height : of the space for the marks, in pixels
    share : of the figure's width, beside other panels
    legend : samples with their words, below the title
    is_bare : without axes and margins: the scales are a sheet of paper, and 1 may be a pixel
    """

    marks: Sequence[Mark]
    x: Scale
    y: Scale
    title: str = ""
    height: float = 230.0
    share: float = 1.0
    legend: Sequence[Key] = ()
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """Panels, and the width in pixels that they are drawn for: text keeps its size, whatever the width."""

    panels: Sequence[Panel]
    width: float = 640.0

    @property
    def is_narrow(self) -> bool:
        """Return whether panels stand one below the other."""
        return self.width < NARROW
