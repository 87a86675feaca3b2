"""Where each panel stands; its margins hold the title, the legend, the axes' words and the labels at lines' ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from quizzes.plot.figure import Figure, Key, Panel
from quizzes.plot.letters import LABEL, LEADING, TICK, TITLE, broken, widest, width
from quizzes.plot.marks import Line

GAP = 28.0  # pixels between two panels
PAD = 6.0  # between words and what they belong to
ABOVE = 10.0  # between a panel and the words above it: half a line of a tick's words stands there
SAMPLE = 16.0  # the width of a legend's sample
TICK_ROOM = 62.0  # pixels that a number on an axis wants
LONGEST = 150.0  # pixels that a label at the end of a line has


class Room(NamedTuple):
    """A panel's place in pixels: where its words begin, and the space for its marks."""

    panel: Panel
    outer: float  # the left end of title, legend and label of the y axis
    top: float  # the upper end of the title
    left: float
    upper: float
    right: float
    lower: float
    title: tuple[str, ...]
    legend: tuple[tuple[Key, float, float], ...]  # each with its place, from the upper end of the legend
    x_ticks: Mapping[float, str]
    y_ticks: Mapping[float, str]
    ends: tuple[tuple[str, ...], ...]  # the lines of each label at the end of a line

    def x(self, value: float) -> float:
        """Return where a value of the x axis stands, in pixels."""
        return self.left + self.panel.x.place(value) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Return where a value of the y axis stands, in pixels."""
        return self.lower - self.panel.y.place(value) * (self.lower - self.upper)


def rooms(figure: Figure) -> tuple[list[Room], float]:
    """Return the place of each panel, and the height of the figure, in pixels."""
    if figure.is_narrow:
        placed, top = [], 0.0
        for panel in figure.panels:
            placed.append(_room(panel, 0.0, top, figure.width))
            top = _bottom(placed[-1]) + GAP
        return placed, top - GAP
    placed = [_room(panel, left, 0.0, wide) for panel, left, wide in _side_by_side(figure)]
    upper = max(room.upper for room in placed)
    placed = [room._replace(upper=upper, lower=upper + room.panel.height) for room in placed]
    return placed, max(map(_bottom, placed))


def _side_by_side(figure: Figure) -> Iterator[tuple[Panel, float, float]]:
    """Yield each panel, its left end and its width."""
    free = figure.width - GAP * (len(figure.panels) - 1)
    all_shares = sum(panel.share for panel in figure.panels)
    left = 0.0
    for panel in figure.panels:
        yield panel, left, free * panel.share / all_shares
        left += free * panel.share / all_shares + GAP


def _room(panel: Panel, left: float, top: float, wide: float) -> Room:
    title = broken(panel.title, wide, TITLE, bold=True) if panel.title else ()
    legend = tuple(_in_rows(panel, wide))
    upper = top + len(title) * TITLE * LEADING + (PAD if title else 0) + _legend_height(legend)
    ends = tuple(broken(mark.label, LONGEST) if isinstance(mark, Line) and mark.label else () for mark in panel.marks)
    if panel.is_bare:
        lower = upper + panel.height
        return Room(panel, left, top, left, upper, left + wide, lower, title, legend, {}, {}, ends)
    upper += LABEL * LEADING + ABOVE if panel.y.label else ABOVE
    y_ticks = panel.y.named(max(2, round(panel.height / 50)))
    inner = left + widest(list(y_ticks.values()), TICK) + PAD if y_ticks else left
    behind = max((widest(list(lines)) + PAD for lines in ends if lines), default=0.0)
    x_ticks = panel.x.named(max(2, round((left + wide - behind - inner) / TICK_ROOM)))
    last = widest([x_ticks[max(x_ticks)]], TICK) / 2 if x_ticks and panel.x.ticks is None else 0.0
    right = left + wide - max(behind, last, 1.0)
    lower = upper + panel.height
    return Room(panel, left, top, inner, upper, right, lower, title, legend, x_ticks, y_ticks, ends)


def _bottom(room: Room) -> float:
    """Return the lower end of a panel's words, in pixels."""
    if room.panel.is_bare:
        return room.lower
    lines = max((1 + words.count("\n") for words in room.x_ticks.values()), default=0)
    label = LABEL * LEADING + PAD if room.panel.x.label else 0.0
    return room.lower + PAD + lines * TICK * LEADING + label + 2


def _in_rows(panel: Panel, wide: float) -> Iterator[tuple[Key, float, float]]:
    """Yield each entry of the legend with its place: in as few rows as hold them."""
    x, y = 0.0, 0.0
    for key in panel.legend:
        needs = width(key.words) + (SAMPLE + PAD if key.shape else 0)
        if x and x + needs > wide:
            x, y = 0.0, y + LABEL * LEADING + 2
        yield key, x, y
        x += needs + 2 * PAD


def _legend_height(legend: tuple[tuple[Key, float, float], ...]) -> float:
    return legend[-1][2] + LABEL * LEADING + PAD if legend else 0.0
