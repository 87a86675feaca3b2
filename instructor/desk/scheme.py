"""A mark scheme as criteria: read from the tables of a task's Markdown.

Three forms are known. A row `| Evidence (3) | 3: ... | 2: ... | 1: a; 0: b |` is a criterion whose levels begin with
their points. Where a cell has none, the head of its column says them (`| Element | 2 | 1 | 0 |`). A table whose head is
points alone (`| 1 point | 0.75 | 0.5 | 0 |`) is one criterion. A task without such a table has one criterion of all its
points, in which any number may be given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from instructor.course import CourseError
from instructor.desk.views import Criterion, Level

_NUMBER = r"\d+(?:\.\d+)?"
_NAMED = re.compile(rf"(.+?)\s*\(({_NUMBER})\)")
_POINTS = re.compile(rf"({_NUMBER})(?:\s+points?)?")
_LEVEL = re.compile(rf"(?:^|;\s*)({_NUMBER})(?: to ({_NUMBER}))?:\s*")
#: What the only criterion of a task is called.
WHOLE = "Points"


class SchemeTable(NamedTuple):
    """A table of a Markdown text: its head, its rows, and the lines that it takes up, the last one excluded."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, int]


def tables(text: str) -> list[SchemeTable]:
    """Return the tables of a Markdown text."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    starts = [place for place, token in enumerate(tokens) if token.type == "table_open"]
    return [_table(tokens[start:]) for start in starts]


def _table(tokens: list[Token]) -> SchemeTable:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token.content.strip())
        elif token.type == "table_close":
            break
    first, last = tokens[0].map or (0, 0)
    return SchemeTable(tuple(rows[0]), tuple(map(tuple, rows[1:])), (first, last))


def read_scheme(text: str, points: float, where: str) -> tuple[tuple[Criterion, ...], str]:
    """Return the criteria of a task and its text without the table that they stand in.

    Parameters
    ----------
    text : the Markdown of the task
    points : what its cell is worth
    where : what an error calls it

    Raises
    ------
    CourseError
        Where the criteria do not sum to the points, a level lies outside its criterion, or two have one name.
    """
    found = [(criteria, table) for table in tables(text) if (criteria := _criteria(table, points))]
    if not found:
        return (Criterion(slug(WHOLE), WHOLE, points),), text
    criteria, table = found[-1]
    _check(criteria, points, where)
    lines = text.split("\n")
    first, last = table.lines
    return criteria, "\n".join([*lines[:first], *lines[last:]])


def _criteria(table: SchemeTable, points: float) -> tuple[Criterion, ...]:
    """Return the criteria of a table; none where it is no scheme."""
    heads = [_POINTS.fullmatch(head) for head in table.head]
    if table.head and all(heads) and len(table.rows) == 1:
        return (Criterion(slug(WHOLE), WHOLE, points, _levels(table.rows[0], table.head)),)
    named = [_NAMED.fullmatch(row[0]) for row in table.rows if row]
    if not named or not all(named):
        return ()
    return tuple(
        Criterion(slug(name[1]), name[1], float(name[2]), _levels(row[1:], table.head[1:]))
        for name, row in zip(named, table.rows, strict=True)
        if name
    )


def _levels(cells: tuple[str, ...], heads: tuple[str, ...]) -> tuple[Level, ...]:
    levels = [level for cell, head in zip(cells, heads, strict=True) for level in _levels_in(cell, head)]
    return tuple(sorted(levels, key=lambda level: -level.points))


def _levels_in(cell: str, head: str) -> Iterator[Level]:
    """Yield the levels that a cell names; "0 to 1: confused" are two."""
    marks = [*_LEVEL.finditer(cell)]
    ends = [*(mark.start() for mark in marks[1:]), len(cell)]
    for mark, end in zip(marks, ends, strict=False):
        for points in dict.fromkeys(value for value in (mark[2], mark[1]) if value):
            yield Level(float(points), cell[mark.end() : end].strip())
    if not marks and (bare := _POINTS.fullmatch(cell)):
        yield Level(float(bare[1]), "")
    elif not marks and (points_of_head := _POINTS.fullmatch(head)):
        yield Level(float(points_of_head[1]), cell)


def _check(criteria: tuple[Criterion, ...], points: float, where: str) -> None:
    total = sum(criterion.maximum for criterion in criteria)
    if abs(total - points) > 1e-9:
        raise CourseError(f"{where}: its criteria come to {total:g} points, its cell to {points:g}; make them equal")
    names = [criterion.id for criterion in criteria]
    for criterion in criteria:
        if names.count(criterion.id) > 1:
            raise CourseError(f'{where}: two criteria are called "{criterion.name}"; give one another name')
        if not criterion.levels or any(level.points > criterion.maximum for level in criterion.levels):
            raise CourseError(
                f'{where}: "{criterion.name}" has no level, or one above {criterion.maximum:g} points; '
                'write each level as "2: what it takes"'
            )


def slug(name: str) -> str:
    """Return a name as an id: small letters and digits with hyphens between."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[^\w]+", "-", plain).strip("-") or "criterion"
