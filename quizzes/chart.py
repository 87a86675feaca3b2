"""Charts of the course's tables: `chart("us_average_tariff", x="year", y="tariff_pct", by="measure")`.

One line for each series, labelled where it ends instead of in a legend; axes with their units; a caption with the
source and the caveat; the alternative text that `seeds/data/tables.json` keeps with the table; the values to unfold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, cycle

import seeds
from quizzes.catalogue import number, say
from quizzes.palette import PALETTE
from quizzes.plot import Dot, Figure, Line, Mark, Panel, Picture, Rule, Scale, fitted, picture
from quizzes.told import in_words

Series = dict[str, dict[float, float]]


@in_words
def chart(name: str, x: str, y: str, by: str, mark: Mapping[float, str] | None = None) -> Picture:
    """Show a table of `seeds` as a line chart.

    Parameters
    ----------
    name : the table
    x, y : the columns of numbers on the axes
    by : the column that names the series
    mark : places on the x axis to mark with a word, such as `{1945: "end of the war"}`

    Raises
    ------
    ValueError
        Where there is no such table or column; the message says which there are.
    """
    table = seeds.table(name)
    series = _series(table, x, y, by)
    places = [place for points in series.values() for place in points]
    panel = Panel(
        [
            *(Rule(x=place, label=words) for place, words in (mark or {}).items()),
            *chain.from_iterable(map(_line, series, series.values(), cycle(PALETTE))),
        ],
        Scale(min(places), max(places), x.capitalize(), is_whole=True),
        fitted(
            [value for points in series.values() for value in points.values()],
            table.unit[0].upper() + table.unit[1:],
            room=0.08,
        ),
        table.title,
        height=270,
    )
    return picture(Figure([panel]), alt=table.shows, caption=_caption(table), rows=_rows(series, x))


def _series(table: seeds.Table, x: str, y: str, by: str) -> Series:
    """Return, for each value of the column `by`, its points: x -> y."""
    series: Series = {}
    for label, place, value in zip(table.column(by), table.column(x), table.column(y), strict=True):
        series.setdefault(str(label), {})[float(place)] = float(value)
    return series


def _line(label: str, points: Mapping[float, float], colour: str) -> Iterator[Mark]:
    """Yield one series; two or three values are points, with nothing between them."""
    ends = sorted(points.items())
    if len(points) < 4:
        yield from (Dot(x, y, colour) for x, y in ends)
        yield Line(ends, "none", label=label)
    else:
        yield Line(ends, colour, label=label)


def _caption(table: seeds.Table) -> str:
    return say("chart.caption", source=table.source, caveat=table.caveat)


def _rows(series: Series, x: str) -> list[list[str]]:
    """Return the values, header first: one row for each x, one column for each series."""
    places = sorted({place for points in series.values() for place in points})
    header = [x.capitalize(), *series]
    return [header, *([number(place), *(_cell(points.get(place)) for points in series.values())] for place in places)]


def _cell(value: float | None) -> str:
    return "" if value is None else number(value)
