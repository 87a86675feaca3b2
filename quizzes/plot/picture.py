"""A figure as a notebook or a report shows it: the drawing, a caption, and the table of its values to unfold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from quizzes.catalogue import markup, say
from quizzes.plot.drawing import svg
from quizzes.plot.figure import Figure


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


def picture(figure: Figure, alt: str, caption: str = "", rows: Sequence[Sequence[str]] | None = None) -> Picture:
    """Show `figure` with its alternative text, a caption and, where `rows` (header first) are given, their table."""
    return Picture(svg(figure, alt), alt, caption, rows or ())


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows, the header first, as an HTML table."""
    header, *body = rows
    head = "".join(f"<th scope='col'>{escape(cell)}</th>" for cell in header)
    lines = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in body)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
