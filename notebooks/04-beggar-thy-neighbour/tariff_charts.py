"""What lesson 4 shows of the tariff table: who bears a tariff, and who wins a tariff war, by size.

The model is in `tariff_table`; here is only the drawing. matplotlib comes with `quizzes.figure`, which is slow to
import, so the chart imports it when it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quizzes.palette import BLUE, VERMILION

from tariff_table import COLOURS, LINES, Market, markets, payoffs, winning_size

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from quizzes.figure import Picture


def who_bears(tariff: float = 8, slope: float = 1) -> Picture:
    """Show demand at home, supply from abroad, and the two prices between which a tariff stands.

    Parameters
    ----------
    tariff : in $ a unit, 0 to 24
    slope : d, how many units more foreigners offer if their price rises by $1; free trade stays as it is
    """
    from quizzes.figure import new_figure, picture

    market = Market(30, 1, slope, 18 * slope - 12)
    figure = new_figure()
    axes = figure.subplots()
    _draw_lines(axes, market)
    _draw_duty(axes, market, tariff)
    return picture(figure, _bears_in_words(market, tariff), _BEARS_CAPTION, _bears_rows(market))


def _draw_lines(axes: Axes, market: Market) -> None:
    units = np.array([0.0, 20.0])
    axes.plot(units, market.a - units, color=BLUE)
    axes.plot(units, (units + market.e) / market.d, color=VERMILION, linestyle="--")
    axes.annotate("what home buys", (18, market.a - 18), (-30, -12), textcoords="offset points", ha="center", size=9)
    supply = (18, (18 + market.e) / market.d)
    axes.annotate("what sellers offer", supply, (-44, 4), textcoords="offset points", ha="center", size=9)
    axes.set(xlim=(0, 20), ylim=(0, 32), xlabel="Units a year", ylabel="Price, $ a unit")


def _draw_duty(axes: Axes, market: Market, tariff: float) -> None:
    free, abroad, units = market.foreign_price(0), market.foreign_price(tariff), market.imports(tariff)
    shares = (("buyers", abroad + tariff, BLUE, "//"), ("sellers", abroad, VERMILION, "\\\\"))
    for name, price, colour, hatch in shares:
        box = axes.fill_between([0, units], free, price, facecolor="none", edgecolor=colour, linewidth=0)
        box.set_hatch(hatch)
        axes.hlines(price, 0, units, color=colour, linewidth=1)
        label = {"boxstyle": "round", "facecolor": "white", "edgecolor": "none"}
        axes.text(units / 2, (free + price) / 2, f"borne by {name}", ha="center", va="center", size=9, bbox=label)
    axes.hlines(free, 0, market.free_imports, color="#000000", linewidth=0.8, linestyle=":")
    axes.set_title(f"A tariff of {tariff:g} stands between two prices")


_BEARS_CAPTION = (
    "One good, straight lines. Dotted: the price without a tariff. Hatched: the duty that is collected, cut where that "
    "price was. Source: the model of this lesson. Made-up numbers, not estimates."
)


def _bears_in_words(market: Market, tariff: float) -> str:
    free, abroad = market.foreign_price(0), market.foreign_price(tariff)
    home = abroad + tariff
    return (
        f"Two lines cross at {free:.1f} dollars and {market.free_imports:.1f} units: what home buys falls with the "
        f"price, what sellers offer rises with it. With a tariff of {tariff:g} dollars {market.imports(tariff):.1f} "
        f"units are traded; home pays {home:.1f}, sellers get {abroad:.1f}. Of each duty of {tariff:g}, buyers bear "
        f"{home - free:.1f} and sellers {free - abroad:.1f}."
    )


def _bears_rows(market: Market) -> list[list[str]]:
    header = ["Tariff", "Price at home", "Price abroad", "Units", "Home gains", "Sellers gain", "Both together"]
    rows = []
    for tariff in (0.0, 4.0, 8.0, 12.0):
        abroad, gains = market.foreign_price(tariff), (market.importer_gain(tariff), market.exporter_gain(tariff))
        values = (abroad + tariff, abroad, market.imports(tariff), *gains, sum(gains))
        rows.append([f"{tariff:g}", *(f"{value or 0:.1f}" for value in values)])
    return [header, *rows]


def war_by_size() -> Picture:
    """Show what a tariff war brings to a country and to its partner, by how much larger it is."""
    from quizzes.figure import name_lines, new_figure, picture

    sizes = np.linspace(1, 3, 21)
    wars = np.array([payoffs(*markets(float(size)))[1, 1] for size in sizes])
    lines = {"Home": wars[:, 0], "Foreign": wars[:, 1], "both": wars.sum(axis=1)}
    figure = new_figure()
    axes = figure.subplots()
    for values, colour, line in zip(lines.values(), COLOURS, LINES, strict=True):
        axes.plot(sizes, values, color=colour, linestyle=line)
    axes.set_ylim(axes.get_ylim())
    name_lines(axes, {name: (3.0, float(values[-1])) for name, values in lines.items()})
    axes.axhline(0, color="#000000", linewidth=0.8)
    axes.axvline(winning_size(), color="#000000", linewidth=0.8, linestyle=":")
    axes.set(xlabel="Home's size, with Foreign as 1", ylabel="Gain from the war, $ a year")
    axes.set_title(f"Above {winning_size():.3f} Home wins the tariff war")
    return picture(figure, _war_in_words(sizes, lines), _WAR_CAPTION, _war_rows(sizes, lines))


_WAR_CAPTION = (
    "Both countries set their own best tariff; gains in $ a year against free trade. Source: the model of this lesson "
    "(a = 30, b = 1, d = 1, e = 6). The place where Home begins to win belongs to this model; that there is one is "
    "Johnson's result (1953-54). Made-up numbers, not estimates."
)


def _war_in_words(sizes: NDArray[np.float64], lines: Mapping[str, NDArray[np.float64]]) -> str:
    ends = ". ".join(f"{name}: {values[0]:.1f} at size 1, {values[-1]:.1f} at size 3" for name, values in lines.items())
    crossing = f"Home's line crosses 0 at {winning_size():.3f}"
    return f"Line chart of gains from a tariff war by Home's size. {ends}. {crossing}."


def _war_rows(sizes: NDArray[np.float64], lines: Mapping[str, NDArray[np.float64]]) -> list[list[str]]:
    body = zip(sizes, *lines.values(), strict=True)
    return [["Home's size", *lines], *([f"{size:.1f}", *(f"{gain:.2f}" for gain in gains)] for size, *gains in body)]
