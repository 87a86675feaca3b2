"""Evidence cards: dated facts with their sources, as lines of text that a written answer can take over.

A bank says where the cards of its lesson stand (`cards`), so that they stand there once: in a table or in paragraphs of
one of the notebook's cells, or in one of the course's tables (`seeds.table`). `line` says how a row is written as text,
with the names of its columns in braces: "{date}: {event} ({source})".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import seeds
from quizzes.types.base import Text, Value

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"(?<!\w)(\*{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
_NAMED = re.compile(r"\*\*([^*]+)\*\* (.*)", re.DOTALL)
_FIELD = re.compile(r"\{([^{}]+)\}")


class Cards(Value, frozen=True, kw_only=True):
    """Where cards stand: in the cell of that id, or in that table.

    Without a `line` the cards are the paragraphs of the cell that begin with a name in bold.
    """

    cell: Text | None = None
    table: Text | None = None
    line: Text | None = None


def evidence_cards(places: tuple[Cards, ...], notebook: Path) -> list[str]:
    """Return the cards, each in a line of plain text.

    Raises
    ------
    ValueError
        Where a cell, a table or a column that the bank names is not there; the message names it.
    """
    cells = _cells(notebook) if any(place.cell for place in places) else {}
    return [line for place in places for line in _lines(place, cells)]


def named_cards(places: tuple[Cards, ...], notebook: Path) -> dict[str, str]:
    """Return the cards that are paragraphs, as Markdown by the name that they begin with."""
    cells = _cells(notebook) if places else {}
    found = (
        _NAMED.match(part) for place in places if not place.line for part in _parts(cells.get(place.cell or "", ""))
    )
    return {plain(match[1]).rstrip(".:"): match[2] for match in found if match}


def _parts(text: str) -> list[str]:
    return text.split("\n\n")


def _lines(place: Cards, cells: dict[str, str]) -> Iterator[str]:
    if bool(place.cell) == bool(place.table):
        raise ValueError("cards: name a `cell` or a `table`, one of the two")
    if place.table:
        rows = _rows_of_table(place.table)
    elif place.cell not in cells:
        raise ValueError(f'cards: the notebook has no cell "{place.cell}"; name one that it has, or take the line out')
    elif place.line:
        rows = _rows_of_text(cells[place.cell])
    else:
        yield from (plain(part) for part in _parts(cells[place.cell]) if _NAMED.match(part))
        return
    yield from (_filled(place.line or "", row) for row in rows)


def _filled(line: str, row: dict[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        if found[1] not in row:
            raise ValueError(f'cards: there is no column "{found[1]}"; the columns are {", ".join(row)}')
        return row[found[1]]

    return plain(_FIELD.sub(value, line))


def _rows_of_table(name: str) -> Iterator[dict[str, str]]:
    table = seeds.table(name)
    return (dict(zip(table.columns, map(str, row), strict=True)) for row in table.rows)


def _rows_of_text(text: str) -> Iterator[dict[str, str]]:
    """Return the rows of the Markdown tables in a text, by the names in their heads."""
    head: list[str] | None = None
    for line in text.splitlines():
        if not line.startswith("|"):
            head = None
        elif head is None:
            head = _split(line)
        elif not re.fullmatch(r"[|:\- ]+", line):
            yield dict(zip(head, _split(line), strict=False))


def _split(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def plain(text: str) -> str:
    """Return Markdown as the text that is read: names of links without their addresses, words without their marks."""
    return _MARKS.sub(r"\2", _LINK.sub(r"\1", text)).strip()


def _cells(notebook: Path) -> dict[str, str]:
    """Return the text of a notebook's Markdown cells by their ids."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    sources = {cell.get("id", ""): cell["source"] for cell in cells if cell["cell_type"] == "markdown"}
    return {name: "".join(source) for name, source in sources.items()}
