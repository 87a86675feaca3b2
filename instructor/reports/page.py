"""The page of a report: what it says, as values, and one HTML file made of them.

The file loads nothing and runs nothing, so it works offline and from a mail, and its policy tells the browser so. Every
`str` is escaped by the template; only what is `Markup` (our figures, the bank's rendered Markdown) goes in as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from instructor.course import CONFIGURATION
from quizzes.catalogue import say
from quizzes.plot import Figure, picture
from quizzes.tongue import direction, language

#: Of a figure, in pixels.
WIDTH = 768


@dataclass(frozen=True)
class ReportTable:
    """A table; the first cell of each row names the row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ReportSection:
    """A heading and what stands below it."""

    heading: str
    text: tuple[str, ...] = ()
    figure: str = ""
    tables: tuple[ReportTable, ...] = ()


@dataclass(frozen=True)
class Report:
    """What an analysis found. `findings` say it in a sentence each, and `summary` is the table for the terminal."""

    title: str
    basis: str
    findings: tuple[str, ...]
    sections: tuple[ReportSection, ...]
    summary: ReportTable


def html(report: Report) -> str:
    """Return the report as a page."""
    return _template().render(report=report, language=language(), direction=direction(language()))


@cache
def _template() -> Template:
    folder = CONFIGURATION / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2")


def drawn(figure: Figure, alt: str, caption: str) -> Markup:
    """Return a figure for a section; the table beside it has its values."""
    return Markup(picture(figure, alt, caption)._repr_html_())


def columns(*keys: str) -> tuple[str, ...]:
    """Return the heads of a table's columns, by their keys in the catalogue."""
    return tuple(map(say, keys))
