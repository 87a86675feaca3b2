"""Charts of the course's tables: `chart("us_average_tariff", x="year", y="tariff_pct", by="measure")`.

One line for each series, labelled where it ends instead of in a legend; axes with their units; a caption with the
source and the caveat; the alternative text that `seeds/data/tables.json` keeps with the table; the values to unfold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import seeds

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from quizzes.figure import Picture

Series = dict[str, dict[float, float]]


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
    from quizzes.figure import new_figure, picture  # matplotlib is slow to import: only when a chart is asked for

    table = seeds.table(name)
    series = _series(table, x, y, by)
    figure = new_figure(height=3.8)
    axes = figure.subplots()
    figure.subplots_adjust(right=0.8)
    for label, points in series.items():
        _draw(axes, label, points)
    for place, words in (mark or {}).items():
        _mark(axes, place, words)
    axes.set_ylim(bottom=0)
    axes.set(xlabel=x.capitalize(), ylabel=table.unit[0].upper() + table.unit[1:], title=table.title)
    return picture(figure, alt=table.shows, caption=_caption(table), rows=_rows(series, x))


def _series(table: seeds.Table, x: str, y: str, by: str) -> Series:
    """Return, for each value of the column `by`, its points: x -> y."""
    series: Series = {}
    for label, place, value in zip(table.column(by), table.column(x), table.column(y), strict=True):
        series.setdefault(str(label), {})[float(place)] = float(value)
    return series


def _draw(axes: Axes, label: str, points: Mapping[float, float]) -> None:
    """Draw one series, with its name where it ends; two or three values are points, not a line."""
    axes.plot(list(points), list(points.values()), "o" if len(points) < 4 else "-", markersize=5)
    end = max(points), points[max(points)]
    axes.annotate(label, end, xytext=(7, 0), textcoords="offset points", va="center", size=9)


def _mark(axes: Axes, place: float, words: str) -> None:
    axes.axvline(place, color="#000000", linewidth=0.8, linestyle=":")
    axes.annotate(
        f" {words}",
        (place, 1),
        xycoords=("data", "axes fraction"),
        xytext=(2, -2),
        textcoords="offset points",
        va="top",
        size=8,
    )


def _caption(table: seeds.Table) -> str:
    return f"{table.title}, {table.unit}. Source: {table.source}. {table.caveat}"


def _rows(series: Series, x: str) -> list[list[str]]:
    """Return the values, header first: one row for each x, one column for each series."""
    places = sorted({place for points in series.values() for place in points})
    header = [x.capitalize(), *series]
    return [header, *([f"{place:g}", *(_cell(points.get(place)) for points in series.values())] for place in places)]


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
