"""Figures as descriptions: a model says which marks stand where, and one description becomes inline SVG for every page.

    marks.py     bars, lines, areas, points, rules, texts, in the units of the data
    scales.py    what an axis spans, its round ticks and their words
    figure.py    panels with a title, a legend and two scales, side by side or one below the other
    letters.py   how wide words are, and where a line of them breaks
    layout.py    the margins of each panel, from the words around it
    drawing.py   a figure as one `<svg role="img">`
    shared.py    two figures on common axes, one to lie behind the other
    picture.py   a drawing as a notebook shows it, with caption and table

Ink is the page's own (`currentColor`), text is text in the page's font, other colours come from `quizzes.palette`. Each
mark may have a `key`, the same from frame to frame: by it the page moves a mark from its former place to the new one.
Nothing is imported for this beside Python's own library, so that a figure is there in a browser alone.
"""

from quizzes.plot.drawing import svg
from quizzes.plot.figure import NARROW, Figure, Key, Panel
from quizzes.plot.letters import width as text_width
from quizzes.plot.marks import DASHED, DOTTED, INK, Area, Dot, Line, Mark, Rect, Rule, Text, bar, column
from quizzes.plot.picture import Picture, picture, table
from quizzes.plot.scales import Scale, bands, fitted, plain
from quizzes.plot.shared import shared

__all__ = [
    "DASHED",
    "DOTTED",
    "INK",
    "NARROW",
    "Area",
    "Dot",
    "Figure",
    "Key",
    "Line",
    "Mark",
    "Panel",
    "Picture",
    "Rect",
    "Rule",
    "Scale",
    "Text",
    "bands",
    "bar",
    "column",
    "fitted",
    "picture",
    "plain",
    "shared",
    "svg",
    "table",
    "text_width",
]
