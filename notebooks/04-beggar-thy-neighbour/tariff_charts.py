"""What lesson 4 shows of the tariff table: who wins a tariff war, by how much larger one country is.

The model is in `tariff_table`; here is only the drawing. matplotlib comes with `quizzes.figure`, which is slow to
import, so the chart imports it when it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tariff_table import COLOURS, LINES, markets, payoffs, winning_size

if TYPE_CHECKING:
    from quizzes.figure import Picture


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
