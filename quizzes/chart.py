"""Charts of the course's tables: `chart("us_average_tariff", x="year", y="tariff_pct", by="measure")`.

One line for each series, labelled where it ends instead of in a legend; axes with their units; a caption with the
source and the caveat; the alternative text that `seeds/data/tables.json` keeps with the table; the values to unfold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import seeds
from quizzes.catalogue import number, say
from quizzes.told import in_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from quizzes.figure import Picture

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
    # matplotlib is slow to import: only when a chart is asked for.
    from quizzes.figure import name_lines, new_figure, picture

    table = seeds.table(name)
    series = _series(table, x, y, by)
    figure = new_figure(height=3.8)
    axes = figure.subplots()
    for points in series.values():
        _draw(axes, points)
    for place, words in (mark or {}).items():
        _mark(axes, place, words)
    _scale(axes, series)
    name_lines(axes, {label: (max(points), points[max(points)]) for label, points in series.items()})
    axes.set(xlabel=x.capitalize(), ylabel=table.unit[0].upper() + table.unit[1:], title=table.title)
    return picture(figure, alt=table.shows, caption=_caption(table), rows=_rows(series, x))


def _series(table: seeds.Table, x: str, y: str, by: str) -> Series:
    """Return, for each value of the column `by`, its points: x -> y."""
    series: Series = {}
    for label, place, value in zip(table.column(by), table.column(x), table.column(y), strict=True):
        series.setdefault(str(label), {})[float(place)] = float(value)
    return series


def _draw(axes: Axes, points: Mapping[float, float]) -> None:
    """Draw one series; two or three values are points, not a line. A line along the axis is drawn over it."""
    marker = "o" if len(points) < 4 else "-"
    axes.plot(list(points), list(points.values()), marker, markersize=5, clip_on=False, zorder=3)


def _scale(axes: Axes, series: Series) -> None:
    """Let the y axis begin at 0, leave room for the marks above the lines, and count whole things in whole numbers."""
    from matplotlib.ticker import MaxNLocator

    values = [value for points in series.values() for value in points.values()]
    axes.set_ylim(0, 1.12 * max(values))
    if all(value == round(value) for value in values):
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, steps=(1, 2, 5, 10)))


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
    return say("chart.caption", source=table.source, caveat=table.caveat)


def _rows(series: Series, x: str) -> list[list[str]]:
    """Return the values, header first: one row for each x, one column for each series."""
    places = sorted({place for points in series.values() for place in points})
    header = [x.capitalize(), *series]
    return [header, *([number(place), *(_cell(points.get(place)) for points in series.values())] for place in places)]


def _cell(value: float | None) -> str:
    return "" if value is None else number(value)
