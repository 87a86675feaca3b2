"""The figure of the codebook lab: the heat map of disagreements, the verdicts beside it, and the cross table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from quizzes.palette import ORANGE, VERMILION

from codebook import (
    CASES,
    CODES,
    CRITERIA,
    Array,
    Parameters,
    Settings,
    Sheet,
    by_criterion,
    read_sheet,
    second_sheet,
    settings_of,
    tables,
    verdict,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW = 0.23  # inches: the height of a case in the figure


def draw(figure: Figure, parameters: Parameters, outcome: Mapping[str, float]) -> None:
    """Draw the heat map of disagreements, the verdicts beside it and, where there is room, the cross table."""
    sheet, settings = read_sheet(parameters), settings_of(parameters)
    wide = figure.get_figwidth() >= 5
    left, across, below, above = (1.25, 2.6, 0.75, 0.55) if wide else (1.0, 1.35, 0.9, 0.7)
    width, height = figure.get_figwidth(), below + ROW * len(sheet) + above
    figure.set_figheight(height)
    axes, counts = _emptied(figure)
    axes.set_position((left / width, below / height, across / width, ROW * len(sheet) / height))
    axes.set(xlim=(0, len(CRITERIA)), ylim=(len(sheet), 0))
    size = 8.5 if wide else 7.5
    _draw_boxes(axes, sheet, size)
    _draw_margins(axes, sheet, settings, size)
    gap = " " if wide else "\n"
    words = agreement_in_words(outcome).replace("), ", f"),{gap}")
    figure.text(0.01, 1 - 0.06 / height, words, va="top", size=10 if wide else 8, weight="bold")
    legend = f"First letter yours, second the other coder's:{gap}y yes, n no, c contested, - blank"
    figure.text(0.01, 0.06 / height, legend, size=size)
    if wide:
        counts.set_position((0.73, 1 - 2.15 / height, 0.26, 1.3 / height))
        _draw_cross_table(counts, tables(sheet).sum(axis=0))


def _emptied(figure: Figure) -> list[Axes]:
    """Return the two axes of the figure with nothing on them: to make them anew would take a third of the time."""
    for axes in figure.axes or [figure.add_subplot(), figure.add_subplot()]:
        axes.set_axis_off()
        for artist in (*axes.texts, *axes.lines, *axes.collections):
            artist.remove()
    for text in list(figure.texts):
        text.remove()
    return figure.axes


def _draw_boxes(axes: Axes, sheet: Sheet, size: float) -> None:
    """Draw one box for each code: plain where both agree, filled where they differ, darkest for yes against no."""
    from matplotlib.collections import PolyCollection

    places: dict[str, list[tuple[float, float]]] = {}
    rings: dict[str, list[list[tuple[int, int]]]] = {ORANGE: [], VERMILION: []}
    for row, column, code, other in _boxes(sheet):
        places.setdefault(_letters(code, other), []).append((column + 0.5, row + 0.5))
        if (gap := abs(CODES[code] - CODES[other])) > 0:
            ring = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
            rings[VERMILION if gap == 1 else ORANGE].append(ring)
    for letters, points in places.items():
        _draw_letters(axes, letters, points, size)
    for colour, corners in rings.items():
        axes.add_collection(PolyCollection(corners, facecolor=colour, alpha=0.45), autolim=False)
    axes.hlines(range(len(sheet) + 1), 0, len(CRITERIA), linewidth=0.4, color="#000000")
    axes.vlines(range(len(CRITERIA) + 1), 0, len(sheet), linewidth=0.4, color="#000000")


def _boxes(sheet: Sheet) -> Iterator[tuple[int, int, str, str]]:
    """Yield row, column, the student's and the second coder's code of each box."""
    others = second_sheet(tuple(sheet))
    for row, case in enumerate(sheet):
        for column, (code, other) in enumerate(zip(sheet[case], others[case], strict=True)):
            yield row, column, code, other


def _draw_letters(axes: Axes, letters: str, points: list[tuple[float, float]], size: float) -> None:
    """Write the same letters at many places: as markers, which are drawn several times as fast as texts."""
    if len(letters) > 1:
        shape, extent = f"$\\mathbf{{{letters.replace(' ', '~')}}}$", 1.5
    else:
        shape, extent = (
            ("_", 0.45) if letters == "-" else (f"$\\mathrm{{{letters}}}$", 0.68 if letters == "y" else 0.55)
        )
    axes.plot(
        *zip(*points, strict=True),
        linestyle="none",
        marker=shape,
        markersize=extent * size,
        color="#000000",
        markeredgewidth=0.4,
    )


def _draw_margins(axes: Axes, sheet: Sheet, settings: Settings, size: float) -> None:
    """Write the cases on the left, the verdicts on the right, the criteria with their alpha below."""
    left, right, below = -0.15, len(CRITERIA) + 0.15, len(sheet) + 0.15
    axes.text(left, below, "\nalpha", ha="right", va="top", size=size)
    for column, (letter, share) in enumerate(zip(CRITERIA, by_criterion(sheet, settings.metric), strict=True)):
        gap = "\n\n" if column % 2 and size < 8 else "\n"  # narrow columns: two rows of numbers
        axes.text(column + 0.5, below, f"{letter.upper()}{gap}{share}", ha="center", va="top", size=size - 0.5)
    axes.text(right, -0.15, "rule", va="bottom", size=size, weight="bold")
    for row, (case, codes) in enumerate(sheet.items()):
        found = verdict(codes, settings.rule)
        weight = "bold" if found == "yes" else "normal"
        axes.text(left, row + 0.5, CASES[case], ha="right", va="center_baseline", size=size)
        axes.text(right, row + 0.5, found, va="center_baseline", size=size, weight=weight)


def _draw_cross_table(axes: Axes, table: Array) -> None:
    """Write the counts of pairs of codes with their sums."""
    axes.set(xlim=(0, 5), ylim=(5, 0))
    axes.text(3, -0.5, "Boxes: second coder", ha="center", size=8.5, weight="bold")
    for row, line in enumerate([["you", "y", "n", "c", "all"], *with_sums(table)]):
        for column, cell in enumerate(line):
            weight = "bold" if 0 < row == column < 4 else "normal"
            axes.text(column + 0.5, row + 0.5, cell, ha="center", va="center", size=8.5, weight=weight)
    axes.hlines([1, 4], 0, 5, linewidth=0.4, color="#000000")


def with_sums(table: Array) -> Iterator[list[str]]:
    """Yield the rows of the cross table with their names and sums."""
    for name, line in zip("ync", table, strict=True):
        yield [name, *(f"{count:.0f}" for count in line), f"{line.sum():.0f}"]
    yield ["all", *(f"{count:.0f}" for count in table.sum(axis=0)), f"{table.sum():.0f}"]


def _letters(code: str, other: str) -> str:
    mine, theirs = ("-" if word == "blank" else word[0] for word in (code, other))
    return mine if mine in (theirs, "-") else f"{mine} {theirs}"


def agreement_in_words(outcome: Mapping[str, float]) -> str:
    """Return alpha with its interval, kappa and the number of boxes."""
    return (
        f"alpha {outcome['alpha']:.2f} (95%: {outcome['low']:.2f} to {outcome['high']:.2f}), "
        f"kappa {outcome['kappa']:.2f}, {outcome['coded']:.0f} boxes"
    )
