"""The sources everything grows from: the essay, its hard words, its glossary, its argument and the tables.

Whoever quotes the essay goes through `quote`, which returns the words only if they stand in the paragraph named.
So a quotation in this course cannot drift from its text. The paragraphs are the non-empty lines of `essay.txt`, as
many as `essay.json` counts in `argument_paragraphs`; what follows them is the publisher's, not the argument.

The files lie beside this one or, for another course, in the folder that the variable `COURSE_SEEDS` names: an essay
with its facts; hard words, glossary, argument and tables only where the course has them. Everything there may be read
by a student at any time: nothing in it answers a graded question. It takes the standard library alone.
"""

from __future__ import annotations

import csv
import json
import os
import re
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

__all__ = [
    "Essay",
    "Node",
    "QuotationError",
    "Table",
    "Term",
    "argument",
    "essay",
    "folder",
    "glossary",
    "paragraph",
    "quote",
    "sentences",
    "table",
]

HERE = Path(__file__).parent
VARIABLE = "COURSE_SEEDS"
#: Between two sentences; the point of an initial ("W.") ends none.
_SENTENCE_END = re.compile(r"(?:(?<=[.?!؟۔])|(?<=[.?!؟۔][”“»\"’)]))(?<!\b[A-Z]\.) +(?=[^a-z])")


class QuotationError(ValueError):
    """Words are said to stand in a paragraph and do not; the message shows the nearest words that do."""


@dataclass(frozen=True)
class Publication:
    """Who wrote a text, and where it stands."""

    title: str
    author: str
    date: str
    publisher: str
    licence: str
    url: str

    @property
    def attribution(self) -> str:
        """The line that the licence asks for wherever the essay is shown."""
        return f"{self.author}, “{self.title}”, {self.publisher}, {self.date}, {self.licence}, {self.url}"


@dataclass(frozen=True)
class Essay(Publication):
    """The essay as published. `paragraphs[0]` is P1; `language` (BCP 47) where it is not that of the lessons."""

    paragraphs: tuple[str, ...]
    language: str = ""


@dataclass(frozen=True)
class Term:
    """A concept of the course: what it means, who says so, and where the essay uses it (`quotes`: paragraph, words)."""

    name: str
    definition: str
    source: str
    paragraphs: list[int]
    quotes: list[tuple[int, str]]


@dataclass(frozen=True)
class Node:
    """One step of the essay's argument, in our words, with the paragraph and the words it rests on.

    `name` is short enough for a figure.
    """

    kind: str
    text: str
    paragraphs: list[int]
    quotes: list[tuple[int, str]]
    name: str = ""


@dataclass(frozen=True)
class Table:
    """A table of figures. `shows` says in words what a chart of it shows: the alternative text."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]
    title: str
    unit: str
    source: str
    caveat: str
    shows: str

    def column(self, name: str) -> list[str | int | float]:
        """Return the values of one column, top to bottom.

        Raises
        ------
        ValueError
            Where the table has no such column; the message lists those it has.
        """
        if name not in self.columns:
            raise ValueError(f'{self.name} has no column "{name}"; the columns are {", ".join(self.columns)}')
        place = self.columns.index(name)
        return [row[place] for row in self.rows]


def folder() -> Path:
    """Return the folder that the sources are read from."""
    return Path(os.environ.get(VARIABLE) or HERE)


def essay() -> Essay:
    """Return the essay with its paragraphs and its attribution."""
    return _essay(folder())


@cache
def _essay(folder: Path) -> Essay:
    facts = _read_json(folder / "essay.json")
    lines = (folder / "essay.txt").read_text("utf-8").splitlines()
    paragraphs = [line.strip() for line in lines if line.strip()]
    return Essay(paragraphs=tuple(paragraphs[: facts.pop("argument_paragraphs", None)]), **facts)


def paragraph(n: int) -> str:
    """Return paragraph `n` of the essay, counted from 1.

    Raises
    ------
    ValueError
        Where `n` is no paragraph of the argument.
    """
    paragraphs = essay().paragraphs
    if n not in range(1, len(paragraphs) + 1):
        raise ValueError(f"there is no paragraph {n}: the essay's argument has the paragraphs 1 to {len(paragraphs)}")
    return paragraphs[n - 1]


def sentences(n: int) -> tuple[str, ...]:
    """Return the sentences of paragraph `n`, each as it stands there. Raises ValueError as `paragraph` does."""
    return tuple(_SENTENCE_END.split(paragraph(n)))


def quote(n: int, words: str) -> str:
    """Return `words` if they stand, character for character, in paragraph `n`.

    Raises
    ------
    QuotationError
        Where they do not. The message names the paragraph that has them, or else the nearest words of the essay.
    """
    if words and words in paragraph(n):
        return words
    raise QuotationError(f"P{n} does not say “{words}”; {_nearest(words)}")


def _nearest(words: str) -> str:
    """Say where `words` stand instead, or which words of the essay come closest to them."""
    if not words.strip():
        return "a quotation needs at least one word"
    paragraphs = essay().paragraphs
    for n, text in enumerate(paragraphs, start=1):
        if words in text:
            return f"P{n} does"
    likeness, n, passage = max(_closest_passage(words, n) for n in range(1, len(paragraphs) + 1))
    return f"the nearest words are in P{n}: “{passage}”" if likeness > 0.6 else "nothing in the essay comes near it"


def _closest_passage(words: str, n: int) -> tuple[float, int, str]:
    """Return how alike, in paragraph `n`, the passage of as many words is that resembles `words` most."""
    tokens = list(re.finditer(r"\S+", paragraph(n)))
    length = min(len(words.split()), len(tokens))
    passages = (
        paragraph(n)[first.start() : last.end()] for first, last in zip(tokens, tokens[length - 1 :], strict=False)
    )
    matcher = SequenceMatcher(b=words, autojunk=False)
    return max((_likeness(matcher, passage), n, passage) for passage in passages)


def _likeness(matcher: SequenceMatcher[str], passage: str) -> float:
    matcher.set_seq1(passage)
    return matcher.ratio()


def glossary() -> dict[str, Term]:
    """Return the concepts of the course by slug, such as "k-group"; none where it has no glossary."""
    return _glossary(folder())


@cache
def _glossary(folder: Path) -> dict[str, Term]:
    return {slug: Term(**_with_pairs(term)) for slug, term in _read_optional(folder / "glossary.json", {}).items()}


def argument() -> dict[str, Node]:
    """Return the steps of the essay's argument by their label, such as "T" for the thesis; none where none are kept."""
    return _argument(folder())


@cache
def _argument(folder: Path) -> dict[str, Node]:
    return {label: Node(**_with_pairs(node)) for label, node in _read_optional(folder / "argument.json", {}).items()}


def _with_pairs(fields: dict[str, Any]) -> dict[str, Any]:
    return fields | {"quotes": [(n, words) for n, words in fields["quotes"]]}


def _read_optional(path: Path, otherwise: Any) -> Any:
    return _read_json(path) if path.exists() else otherwise


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def table(name: str) -> Table:
    """Return a table of `data/` with its title, unit, source and caveat. Cells that are numbers come as numbers.

    Raises
    ------
    ValueError
        Where there is no such table; the message names the nearest one.
    """
    return _table(folder(), name)


@cache
def _table(folder: Path, name: str) -> Table:
    known = _read_optional(folder / "data" / "tables.json", {})
    if name not in known:
        near = get_close_matches(name, known, n=1, cutoff=0.0)
        hint = f'did you mean "{near[0]}"?' if near else "the course has none"
        raise ValueError(f'there is no table "{name}"; {hint}')
    with (folder / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    values = tuple(tuple(_value(cell) for cell in row) for row in rows)
    return Table(name=name, columns=tuple(header), rows=values, **known[name])


def _value(cell: str) -> str | int | float:
    """Return what a cell of a CSV file says: a whole number, a number, or else its text."""
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            continue
    return cell
