"""Figures that follow the page: matplotlib -> inline SVG with alternative text.

matplotlib's default ink is black and its paper white. Here the paper is transparent and black stands for "the page's
own text colour": `svg` writes it as `currentColor`, so a figure is readable in JupyterLab's light and dark themes
without being drawn again. Text stays text, in the page's font; the palette is Okabe and Ito's, which colour-blind
readers can tell apart. A `run` item draws its frames with this, a notebook shows `picture(figure, alt, caption, rows)`.

matplotlib is imported with this module, not with `quizzes`: a notebook that only asks does not wait for it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from textwrap import fill
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.text import Text

from quizzes.catalogue import markup, say
from quizzes.palette import PALETTE

_STYLE: Any = {
    "font.family": "DejaVu Sans",  # to measure with; by the name of a family each text would look for eleven fonts
    "axes.facecolor": "none",
    "axes.prop_cycle": cycler(color=PALETTE),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titley": 1.0,  # else each drawing measures every tick label to find a place for the title
    "legend.frameon": False,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
}
#: What the ids in a drawing are made with, beside its content: without it each run would draw other ones.
SALT = "figure"
#: Of text in size 9, in points: how wide a letter and how high a line is.
_LETTER, _LINE = 5.2, 11.5
#: Margins in inches: left, right, bottom, top.
_MARGINS = (0.75, 0.15, 0.5, 0.4)


def style() -> AbstractContextManager[None]:
    """Draw in the style of the page: artists take their looks from the settings of the moment they are made."""
    return mpl.rc_context(_STYLE)


class _PageAxes(Axes):
    """Axes whose title has the style of the page wherever it is set."""

    def set_title(self, *args: Any, **kwargs: Any) -> Text:
        """Set the title as `Axes.set_title` does."""
        with style():
            return super().set_title(*args, **kwargs)


class _PageFigure(Figure):
    """A Figure whose axes and margins are in the style of the page wherever they are made."""

    def add_subplot(self, *args: Any, **kwargs: Any) -> Axes:
        """Add axes as `Figure.add_subplot` does."""
        with style():
            axes: Axes = super().add_subplot(*args, **{"axes_class": _PageAxes} | kwargs)
        return axes

    def clear(self, keep_observers: bool = False) -> None:
        """Empty the figure as `Figure.clear` does, and keep the margins."""
        super().clear(keep_observers)
        width, height = self.get_size_inches()
        left, right, bottom, top = _MARGINS
        self.subplots_adjust(left / width, bottom / height, 1 - right / width, 1 - top / height)


def new_figure(width: float = 6.4, height: float = 3.4) -> Figure:
    """Return an empty figure of `width` x `height` inches, to be drawn on with `figure.subplots()`.

    One inch is 96 CSS pixels on the page. The margins leave room for tick labels, axis labels and a title; move them
    with `figure.subplots_adjust`. Where you name a colour, take it from `PALETTE`.
    """
    figure = _PageFigure(figsize=(width, height), dpi=72, facecolor="none")
    figure.clear()  # sets the margins
    return figure


def name_lines(axes: Axes, ends: Mapping[str, tuple[float, float]]) -> None:
    """Write the name of each line where it ends, in the right margin, which is made wide enough.

    No name stands on another one or on the x axis. The limits of the y axis must be set before.

    Parameters
    ----------
    ends : name -> (x, y), the last point of each line
    """
    figure = axes.get_figure(root=True)
    assert figure is not None
    names = {name: fill(name, 22) for name in ends}
    longest = max(len(line) for words in names.values() for line in words.splitlines())
    figure.subplots_adjust(right=1 - (longest * _LETTER + 14) / 72 / figure.get_size_inches()[0])
    floor, top = axes.get_ylim()
    point = (top - floor) / (axes.get_position().height * figure.get_size_inches()[1] * 72)
    for name, (x, y) in sorted(ends.items(), key=lambda end: end[1][1]):
        half = (1 + names[name].count("\n")) * _LINE / 2 * point
        place = max(y, floor + half)
        axes.annotate(names[name], (x, place), xytext=(7, 0), textcoords="offset points", va="center", size=9)
        floor = place + half


def svg(figure: Figure, alt: str, salt: str = SALT) -> str:
    """Return the figure as one `<svg role="img">` element named by `alt`.

    The ids in it are made from its content and `salt`, so figures on one page do not draw on each other's definitions.
    """
    buffer = io.StringIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    settings: Any = {"svg.fonttype": "none", "svg.hashsalt": salt}
    with mpl.rc_context(settings):
        canvas: Any = FigureCanvasSVG(figure)
        canvas.print_svg(buffer, metadata=nothing)
    return _for_page(buffer.getvalue(), alt)


def _for_page(drawing: str, alt: str) -> str:
    """Turn a file written by matplotlib into an element of a page."""
    width, height = re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)[0]
    body = drawing[drawing.index("<g ") : drawing.rindex("</svg>")]
    body = re.sub(r"font-family: [^;\"]*(; )?", "", body).replace("#000000", "currentColor")
    # Groups are named in every figure alike ("axes_1") and nothing refers to them; the other ids get their own prefix.
    body = re.sub(r'<g id="[^"]*"', "<g", body)
    prefix = sha256((body + alt).encode()).hexdigest()[:8]
    body = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>f{prefix}-", body)
    pixels = round(float(width) * 4 / 3)
    return (
        f'<svg role="img" aria-label="{escape(alt)}" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" fill="currentColor" stroke-linejoin="round" stroke-linecap="butt" '
        f'style="width:{pixels}px;max-width:100%;height:auto;font-family:inherit">{body}</svg>'
    )


@dataclass(frozen=True)
class Picture:
    """A figure as a notebook shows it: drawing, caption, and the table of the same values to unfold."""

    drawing: str
    alt: str
    caption: str = ""
    rows: Sequence[Sequence[str]] = ()

    def __repr__(self) -> str:
        return self.alt

    def _repr_html_(self) -> str:
        caption = f"<figcaption style='{_CAPTION}'>{escape(self.caption)}</figcaption>" if self.caption else ""
        values = (
            f"<details><summary>{markup('figure.table')}</summary>{table(self.rows)}</details>" if self.rows else ""
        )
        # On a small screen the drawing scrolls in its frame: its text would be too small to read.
        label = escape(say("figure.label"))
        frame = f"<div role='group' aria-label='{label}' {_FRAME}><div {_WIDE}>{self.drawing}</div></div>"
        return f"<figure style='margin:1em 0'>{frame}{caption}{values}</figure>"


# The attribute keeps keys from JupyterLab: `d d` would delete the cell.
_FRAME = "tabindex='0' data-lm-suppress-shortcuts='true' style='overflow-x:auto'"
_WIDE = "style='min-width:29rem'"
_CAPTION = "max-width:44em;margin:.25em 0 .5em;color:var(--jp-ui-font-color1,#444)"


def picture(
    figure: Figure, alt: str, caption: str = "", rows: Sequence[Sequence[str]] | None = None, salt: str = SALT
) -> Picture:
    """Show `figure` with its alternative text, a caption and, where `rows` (header first) are given, their table."""
    return Picture(svg(figure, alt, salt), alt, caption, rows or ())


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows, the header first, as an HTML table."""
    header, *body = rows
    head = "".join(f"<th scope='col'>{escape(cell)}</th>" for cell in header)
    lines = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in body)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
