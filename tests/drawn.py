"""What a figure has in writing, and where its marks are: read from the SVG that a page gets."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

from quizzes.plot import Figure, svg

NAMES = {"svg": "http://www.w3.org/2000/svg"}


def drawn(figure: Figure) -> Element:
    """Return the figure as the page gets it."""
    return fromstring(svg(figure, "A figure"))


def texts(figure: Figure) -> list[str]:
    """Return each line that the figure has in writing."""
    return [element.text or "" for element in drawn(figure).iterfind(".//svg:text", NAMES)]


def written(figure: Figure) -> str:
    """Return all that the figure has in writing, its lines in one."""
    return " ".join(texts(figure))


def keyed(figure: Figure) -> dict[str, Element]:
    """Return the marks that have a key, by it; none has another's."""
    marks = [(str(element.get("data-key")), element) for element in drawn(figure).iterfind(".//*[@data-key]")]
    assert len(dict(marks)) == len(marks)
    return dict(marks)
