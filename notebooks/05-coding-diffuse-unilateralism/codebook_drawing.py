"""The figures of lesson 5: a sheet as a student fills it in, and two sheets laid on each other, box by box."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from quizzes.palette import ORANGE, SKY, VERMILION

from codebook import CASES, CODES, CRITERIA, Parameters, Sheet, read_sheet, rule_of, verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW = 0.23  # inches: the height of a case in the figure
#: What is coloured in a sheet, and how: the two codes that a rule acts on beside a plain no.
OWN = {"yes": SKY, "contested": ORANGE}


def draw(figure: Figure, parameters: Parameters, outcome: Mapping[str, float]) -> None:
    """Draw the student's sheet: a letter for each code, yes and contested coloured, the verdicts beside it."""
    sheet, rule = read_sheet(parameters), rule_of(parameters)
    axes, size = _grid(figure, sheet, in_words(outcome), "y yes (blue), n no, c contested (orange), - blank")
    boxes = [(row, column, "-" if code == "blank" else code[0], OWN.get(code)) for row, column, code in _codes(sheet)]
    _draw_boxes(axes, boxes, size)
    _write_names(axes, sheet, size)
    if rule:
        _write_verdicts(axes, sheet, rule, size)


def draw_both(figure: Figure, sheet: Sheet, other: Sheet, title: str) -> None:
    """Draw two sheets of the same cases: both letters where they differ, darkest for yes against no."""
    legend = "Coloured: the codes differ. First letter yours, second the other coder's"
    axes, size = _grid(figure, sheet, title, legend)
    boxes = []
    for row, column, code in _codes(sheet):
        theirs = list(other.values())[row][column]
        boxes.append((row, column, _letters(code, theirs), _gap_colour(code, theirs)))
    _draw_boxes(axes, boxes, size)
    _write_names(axes, sheet, size)


def in_words(outcome: Mapping[str, float]) -> str:
    """Return how many boxes have which code."""
    counts = ", ".join(f"{outcome[word]:.0f} {word}" for word in ("yes", "no", "contested"))
    return f"{outcome['coded']:.0f} boxes coded by you: {counts}"


def _grid(figure: Figure, sheet: Sheet, title: str, legend: str) -> tuple[Axes, float]:
    """Return empty axes with a line around each box, and the size of the letters."""
    wide = figure.get_figwidth() >= 5
    left, across, below, above = (1.25, 2.6, 0.6, 0.45) if wide else (1.0, 1.35, 0.75, 0.6)
    width, height = figure.get_figwidth(), below + ROW * len(sheet) + above
    figure.set_figheight(height)
    axes = _emptied(figure)
    axes.set_position((left / width, below / height, across / width, ROW * len(sheet) / height))
    axes.set(xlim=(0, len(CRITERIA)), ylim=(len(sheet), 0))
    axes.hlines(range(len(sheet) + 1), 0, len(CRITERIA), linewidth=0.4, color="#000000")
    axes.vlines(range(len(CRITERIA) + 1), 0, len(sheet), linewidth=0.4, color="#000000")
    gap = " " if wide else "\n"
    figure.text(0.01, 1 - 0.06 / height, title.replace(": ", f":{gap}", 1), va="top", size=10 if wide else 8)
    figure.text(0.01, 0.06 / height, legend.replace(". ", f".{gap}", 1), size=8.5 if wide else 7.5)
    return axes, 8.5 if wide else 7.5


def _emptied(figure: Figure) -> Axes:
    """Return the axes of the figure with nothing on them: to make them anew would take a third of the time."""
    axes = figure.axes[0] if figure.axes else figure.add_subplot()
    axes.set_axis_off()
    for artist in (*axes.texts, *axes.lines, *axes.collections):
        artist.remove()
    for text in list(figure.texts):
        text.remove()
    return axes


def _codes(sheet: Sheet) -> Iterator[tuple[int, int, str]]:
    """Yield row, column and code of each box."""
    for row, codes in enumerate(sheet.values()):
        for column, code in enumerate(codes):
            yield row, column, code


def _draw_boxes(axes: Axes, boxes: list[tuple[int, int, str, str | None]], size: float) -> None:
    """Write the letters of each box (row, column, letters, colour) and colour it."""
    from matplotlib.collections import PolyCollection

    places: dict[str, list[tuple[float, float]]] = {}
    rings: dict[str, list[list[tuple[int, int]]]] = {}
    for row, column, letters, colour in boxes:
        places.setdefault(letters, []).append((column + 0.5, row + 0.5))
        if colour:
            ring = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
            rings.setdefault(colour, []).append(ring)
    for letters, points in places.items():
        _draw_letters(axes, letters, points, size)
    for colour, corners in rings.items():
        axes.add_collection(PolyCollection(corners, facecolor=colour, alpha=0.45), autolim=False)


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


def _write_names(axes: Axes, sheet: Sheet, size: float) -> None:
    """Write the cases on the left and the criteria below."""
    for row, case in enumerate(sheet):
        axes.text(-0.15, row + 0.5, CASES[case], ha="right", va="center_baseline", size=size)
    for column, letter in enumerate(CRITERIA):
        axes.text(column + 0.5, len(sheet) + 0.15, letter.upper(), ha="center", va="top", size=size)


def _write_verdicts(axes: Axes, sheet: Sheet, rule: str, size: float) -> None:
    """Write on the right what the rule makes of each case."""
    right = len(CRITERIA) + 0.15
    axes.text(right, -0.15, "rule", va="bottom", size=size, weight="bold")
    for row, codes in enumerate(sheet.values()):
        found = verdict(codes, rule)
        weight = "bold" if found == "yes" else "normal"
        axes.text(right, row + 0.5, found, va="center_baseline", size=size, weight=weight)


def _letters(code: str, other: str) -> str:
    mine, theirs = ("-" if word == "blank" else word[0] for word in (code, other))
    return mine if mine in (theirs, "-") else f"{mine} {theirs}"


def _gap_colour(code: str, other: str) -> str | None:
    """Return the colour of a disagreement; none where both codes are the same or one is missing."""
    if code == other or "blank" in (code, other):
        return None
    return VERMILION if abs(CODES[code] - CODES[other]) == 1 else ORANGE
