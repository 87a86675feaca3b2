"""A figure as one `<svg role="img">` element: words and lines around the marks, then each mark by its own function.

A panel is a group whose `data-scales` names what its axes span ("x 0 6 y 0 12"). The picture's `data-scale` stands for
all of them, with their places and the words at their ticks: two pictures with the same one can be laid on each other.
A mark's `data-key` holds its panel's number and its own key; a label has its mark's key with "label" and the number of
its line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from html import escape
from itertools import groupby
from typing import Any

from quizzes.plot.figure import Figure, Key
from quizzes.plot.layout import ABOVE, PAD, SAMPLE, Room, rooms
from quizzes.plot.letters import LABEL, LEADING, TICK, TITLE
from quizzes.plot.marks import INK, Area, Dot, Line, Rect, Rule, Text

FAINT = 0.72  # how strong the words around a panel are, beside those of its marks
HAIR = 0.14  # and the lines of its grid
BASELINE = 0.36  # of a line's size: from its middle down to where its letters stand


def svg(figure: Figure, alt: str) -> str:
    """Return the figure as one `<svg role="img">` element named by `alt`; text in it is text, in the page's font."""
    placed, height = rooms(figure)
    body = "".join(part for number, room in enumerate(placed) for part in _panel(room, number))
    wide, high = _n(figure.width), _n(height)
    return (
        f'<svg role="img" aria-label="{escape(alt)}" viewBox="0 0 {wide} {high}" '
        f'data-scale="{_scale(placed)}" xmlns="http://www.w3.org/2000/svg" '
        f'fill="{INK}" font-size="{LABEL:g}" stroke-linejoin="round" '
        f'style="width:{wide}px;max-width:100%;height:auto;overflow:visible;font-family:inherit">{body}</svg>'
    )


def _scale(placed: Sequence[Room]) -> str:
    """Return a short name for what the axes of all panels stand for, and where."""
    axes = [
        (room.left, room.right, room.upper, room.lower, *room.x_ticks.values(), *room.y_ticks.values(), *_span(room))
        for room in placed
    ]
    return sha256(repr(axes).encode()).hexdigest()[:8]


def _span(room: Room) -> tuple[float, ...]:
    return room.panel.x.low, room.panel.x.high, room.panel.y.low, room.panel.y.high


def _panel(room: Room, number: int) -> Iterator[str]:
    """Yield a panel: what stands around its marks, then the marks, and last their labels: no line runs through them."""
    x, y = room.panel.x, room.panel.y
    yield f'<g data-scales="x {x.low:g} {x.high:g} y {y.low:g} {y.high:g}">'
    for row, line in enumerate(room.title):
        yield _text(room.outer, room.top + (row + 0.5) * TITLE * LEADING, line, "start", TITLE, bold=True)
    yield from _legend(room)
    if not room.panel.is_bare:
        yield from _axes(room)
    yield from sorted(_marks(room, number), key=lambda part: part.startswith("<text"))
    yield "</g>"


def _marks(room: Room, number: int) -> Iterator[str]:
    """Yield each mark with its label."""
    ends = dict(_ends(room))
    for place, mark in enumerate(room.panel.marks):
        key = f' data-key="{number}/{escape(mark.key)}"' if mark.key else ""
        yield from _DRAWN[type(mark)](room, mark, key)
        if place in ends:
            yield from _lines(room.right + PAD, ends[place], room.ends[place], "start", key)


def _axes(room: Room) -> Iterator[str]:
    """Yield grid, ticks and labels; that of the y axis lies above it, where it is read without turning the head."""
    x, y = room.panel.x, room.panel.y
    yield f'<g opacity="{FAINT}">'
    if y.label:
        yield _text(room.outer, room.upper - ABOVE - LABEL * LEADING / 2, y.label, "start")
    if x.label:
        lines = max((1 + words.count("\n") for words in room.x_ticks.values()), default=0)
        below = room.lower + PAD + (lines + 0.5) * TICK * LEADING + PAD / 2
        yield _text((room.left + room.right) / 2, below, x.label)
    for value, words in room.y_ticks.items():
        yield from _lines(room.left - PAD, room.y(value), words.split("\n"), "end")
    for value, words in room.x_ticks.items():
        for row, line in enumerate(words.split("\n")):
            yield _text(room.x(value), room.lower + PAD + (row + 0.5) * TICK * LEADING, line)
    yield "</g>"
    yield from _grid(room)


def _grid(room: Room) -> Iterator[str]:
    """Yield a thin line at each tick of a scale that wants them, a stronger one at the number 0."""
    for value, words in room.y_ticks.items() if room.panel.y.grid else ():
        yield _stroke(room.left, room.y(value), room.right, room.y(value), HAIR * (2.5 if words == "0" else 1))
    for value, words in room.x_ticks.items() if room.panel.x.grid else ():
        yield _stroke(room.x(value), room.upper, room.x(value), room.lower, HAIR * (2.5 if words == "0" else 1))


def _legend(room: Room) -> Iterator[str]:
    top = room.top + len(room.title) * TITLE * LEADING + (PAD if room.title else 0)
    for key, x, y in room.legend:
        middle = top + y + LABEL * LEADING / 2
        if key.shape:
            yield _sample(key, room.outer + x, middle)
        yield _text(room.outer + x + (SAMPLE + PAD if key.shape else 0), middle, key.words, "start")


def _sample(key: Key, x: float, y: float) -> str:
    """Return the sample of a legend's entry, in a space of `SAMPLE` pixels."""
    looks = _looks(key.fill, key.stroke, key.dash, key.opacity)
    if key.shape == "line":
        return _line(x, y, x + SAMPLE, y, _looks("none", key.stroke, key.dash, 1, 2))
    if key.shape == "box":
        return f'<rect x="{_n(x + 2)}" y="{_n(y - 6)}" width="12" height="12"{looks}/>'
    return _shape(key.shape, x + SAMPLE / 2, y, 10, looks)


# Marks: each function returns what it draws for one of them; `key` is an attribute, or nothing


def _rect(room: Room, mark: Rect, key: str) -> Iterator[str]:
    (left, right), (upper, lower) = sorted(map(room.x, mark.x)), sorted(map(room.y, mark.y))
    box = f'x="{_n(left)}" y="{_n(upper)}" width="{_n(right - left)}" height="{_n(lower - upper)}"'
    yield f"<rect {box}{_looks(mark.fill, mark.stroke, mark.dash, mark.opacity, mark.edge)}{key}/>"
    if mark.label:
        place = ((left + right) / 2, (upper + lower) / 2, (right - left) / 2, (lower - upper) / 2)
        yield from _beside(place, mark.label, mark.place, key, mark.bold, mark.ink)


def _dot(room: Room, mark: Dot, key: str) -> Iterator[str]:
    x, y = room.x(mark.x), room.y(mark.y)
    yield _shape(mark.shape, x, y, mark.size, _looks(mark.fill, mark.stroke) + key)
    if mark.label:
        yield from _beside((x, y, mark.size / 2, mark.size / 2), mark.label, mark.place, key, mark.bold, INK)


def _polyline(room: Room, mark: Line, key: str) -> Iterator[str]:
    """Yield a line, in as many pieces as its gaps make of it."""
    looks = _looks("none", mark.stroke, mark.dash, 1, mark.width)
    parts = [list(part) for known, part in groupby(mark.points, lambda point: point is not None) if known]
    for number, part in enumerate(parts):
        points = " ".join(f"{_n(room.x(x))},{_n(room.y(y))}" for x, y in filter(None, part))
        yield f'<polyline points="{points}"{looks}{_with(key, f"/{number}" if number else "")}/>'


def _area(room: Room, mark: Area, key: str) -> Iterator[str]:
    points = " ".join(f"{_n(room.x(x))},{_n(room.y(y))}" for x, y in mark.points)
    yield f'<polygon points="{points}"{_looks(mark.fill, "none", "", mark.opacity)}{key}/>'


def _rule(room: Room, mark: Rule, key: str) -> Iterator[str]:
    looks = _looks("none", mark.stroke, mark.dash, 1, mark.width) + key
    if mark.y is not None:
        y = room.y(mark.y)
        yield _line(room.left, y, room.right, y, looks)
        if mark.label:
            yield from _lines(room.right, y - LABEL * LEADING / 2 - 1, [mark.label], "end", key)
    elif mark.x is not None:
        x = room.x(mark.x)
        yield _line(x, room.upper, x, room.lower, looks)
        if mark.label:
            top = room.upper + (mark.row + 0.5) * LABEL * LEADING
            is_left = x > (room.left + room.right) / 2 and x + len(mark.label) * 7 > room.right
            away, anchor = (-PAD, "end") if is_left else (PAD, "start")
            yield from _lines(x + 0.7 * away, top, [mark.label], anchor, key)


def _words(room: Room, mark: Text, key: str) -> Iterator[str]:
    looks = {"bold": mark.bold, "italic": mark.italic}
    lines = mark.words.split("\n")
    yield from _lines(room.x(mark.x) + mark.dx, room.y(mark.y) + mark.dy, lines, mark.anchor, key, mark.size, **looks)


_DRAWN: dict[type, Callable[[Room, Any, str], Iterator[str]]] = {
    Rect: _rect,
    Dot: _dot,
    Line: _polyline,
    Area: _area,
    Rule: _rule,
    Text: _words,
}


def _ends(room: Room) -> Iterator[tuple[int, float]]:
    """Yield for each line with a label its number among the marks, and where the label stands: none on another one."""
    marks = room.panel.marks
    last = {n: room.y(marks[n].points[-1][1]) for n, lines in enumerate(room.ends) if lines}  # type: ignore[union-attr,index]
    floor = room.lower
    placed = []
    for number, y in sorted(last.items(), key=lambda end: -end[1]):
        half = len(room.ends[number]) * LABEL * LEADING / 2
        floor = min(y, floor - half) - half
        placed.append((number, floor + half))
    yield from placed


def _beside(
    place: tuple[float, float, float, float], words: str, side: str, key: str, bold: bool, ink: str
) -> Iterator[str]:
    """Yield the lines of a label beside or in a mark, given by its middle and half of its width and of its height."""
    x, y, half, high = place
    lines = words.split("\n")
    room = len(lines) * LABEL * LEADING / 2
    across = {"left": -half - PAD * 0.7, "right": half + PAD * 0.7}.get(side, 0.0)
    down = {"above": -high - room - 1, "below": high + room + 1}.get(side, 0.0)
    anchor = {"left": "end", "right": "start"}.get(side, "middle")
    yield from _lines(x + across, y + down, lines, anchor, key, bold=bold, ink=ink, halo=side != "inside")


def _lines(
    x: float, y: float, lines: Any, anchor: str = "middle", key: str = "", size: float = LABEL, **looks: Any
) -> Iterator[str]:
    """Yield lines of text that are centred on `y`."""
    first = y - (len(lines) - 1) * size * LEADING / 2
    for row, line in enumerate(lines):
        yield _text(x, first + row * size * LEADING, line, anchor, size, key=_with(key, f"/label{row}"), **looks)


def _text(
    x: float,
    y: float,
    words: str,
    anchor: str = "middle",
    size: float = LABEL,
    *,
    bold: bool = False,
    italic: bool = False,
    ink: str = INK,
    halo: bool = False,
    key: str = "",
) -> str:
    """Return one line of text; its middle is at `y`. `halo`: the page keeps what lies below it away from it."""
    looks = ' class="tj-halo"' if halo else ""
    looks += "" if anchor == "start" else f' text-anchor="{anchor}"'
    looks += "" if size == LABEL else f' font-size="{size:g}"'
    looks += ' font-weight="600"' if bold else ""
    looks += ' font-style="italic"' if italic else ""
    looks += "" if ink == INK else f' fill="{ink}"'
    return f'<text x="{_n(x)}" y="{_n(y + BASELINE * size)}"{looks}{key}>{escape(words)}</text>'


def _shape(shape: str, x: float, y: float, size: float, looks: str) -> str:
    """Return a point as a circle, or as a polygon whose corners lie about its middle."""
    r = size / 2
    if shape == "circle":
        return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}"{looks}/>'
    if shape == "square":
        return f'<rect x="{_n(x - r)}" y="{_n(y - r)}" width="{_n(size)}" height="{_n(size)}"{looks}/>'
    points = " ".join(f"{_n(x + r * across)},{_n(y + r * down)}" for across, down in ((0, -1), (1, 0), (0, 1), (-1, 0)))
    return f'<polygon points="{points}"{looks}/>'


def _stroke(x1: float, y1: float, x2: float, y2: float, opacity: float) -> str:
    return _line(x1, y1, x2, y2, f' stroke="{INK}" opacity="{opacity:g}"')


def _line(x1: float, y1: float, x2: float, y2: float, looks: str) -> str:
    return f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"{looks}/>'


def _looks(fill: str, stroke: str, dash: str = "", opacity: float = 1, width: float = 1.5) -> str:
    """Return a mark's looks as attributes."""
    looks = "" if fill == INK else f' fill="{fill}"'
    looks += "" if stroke == "none" else f' stroke="{stroke}" stroke-width="{width:g}"'
    looks += f' stroke-dasharray="{dash}"' if dash else ""
    return looks + ("" if opacity == 1 else f' fill-opacity="{opacity:.3g}"')


def _with(key: str, more: str) -> str:
    """Return the attribute of a key with `more` behind the key."""
    return f'{key[:-1]}{more}"' if key else ""


def _n(value: float) -> str:
    """Return a number of pixels, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")
