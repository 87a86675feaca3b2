"""What grading a class took, as a table: measured, or extrapolated from what was measured."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from rich.table import Table

from tests.benchmarks.classroom import LESSON

#: Growth is compared with the smallest class of at least so many.
LARGE = 100


@dataclass(frozen=True)
class Figures:
    """What grading `size` submissions took; an extrapolation has no runs, and nothing but seconds."""

    way: str
    size: int
    seconds: float
    processor: float = 0.0
    peak: int = 0
    runs: int = 0


def line(measured: Sequence[Figures]) -> tuple[float, float]:
    """Return the seconds of the start and those of each submission, from a way's smallest and largest class.

    Where a busy machine makes the start come out below 0, it is 0: that never makes a large class look slower.
    """
    few, *_, many = sorted(measured, key=lambda figures: figures.size)
    each = min((many.seconds - few.seconds) / (many.size - few.size), many.seconds / many.size)
    return many.seconds - each * many.size, each


def extrapolate(measured: Sequence[Figures], sizes: Sequence[int]) -> Iterator[Figures]:
    """Yield a way's figures at those of `sizes` that lie above what was measured."""
    start, each = line(measured)
    for size in sorted(sizes):
        if size > max(figures.size for figures in measured):
            yield Figures(measured[0].way, size, start + each * size)


def table(figures: Sequence[Figures], stock: str) -> Table:
    """Return the table; `stock` names the way that the others are compared with."""
    grid = Table(title=f"Grading {LESSON}", title_justify="left")
    grid.add_column("way", no_wrap=True)
    grid.add_column("figures", no_wrap=True)
    for heading in ("submissions", "seconds", "per second", "x stock's speed", "processor s", "peak memory"):
        grid.add_column(heading, justify="right", no_wrap=True)
    base = {figure.size: figure for figure in figures if figure.way == stock}
    for figure, following in zip_longest(figures, figures[1:]):
        is_last = following is not None and following.way != figure.way
        cells = _cells(figure, base.get(figure.size))
        grid.add_row(figure.way, *cells, style=None if figure.runs else "italic", end_section=is_last)
    return grid


def _cells(figure: Figures, base: Figures | None) -> list[str]:
    kind = f"measured x{figure.runs}" if figure.runs else "extrapolated"
    others = [f"{figure.processor:,.1f}", f"{figure.peak / 2**20:,.0f} MiB"] if figure.runs else ["", ""]
    sure = "" if figure.runs and base and base.runs else "~"
    ratio = f"{sure}{base.seconds / figure.seconds:,.1f}" if base else ""
    rate = figure.size / figure.seconds
    return [kind, f"{figure.size:,}", f"{figure.seconds:,.1f}", f"{rate:,.2f}", ratio, *others]


def growth(measured: Sequence[Figures]) -> Iterator[str]:
    """Say how a way's time for each submission and its memory grow from the smallest large class on."""
    first, *others = sorted((figure for figure in measured if figure.size >= LARGE), key=lambda figure: figure.size)
    for figure in others:
        time = (figure.seconds / figure.size) / (first.seconds / first.size)
        yield (
            f"{figure.way}, {figure.size:,} against {first.size:,} submissions: "
            f"seconds for each x{time:.2f}, peak memory x{figure.peak / first.peak:.2f}"
        )


def report(
    names: Sequence[str], figures: Sequence[Figures], sizes: Sequence[int], slow: Container[str]
) -> Iterator[Any]:
    """Yield what is printed: the table, how it is to be read, and what follows from it."""
    by_way = {name: [figure for figure in figures if figure.way == name] for name in names}
    extra = {name: list(extrapolate(by_way[name], sizes)) for name in names if name in slow}
    yield table([figure for name in names for figure in (*by_way[name], *extra.get(name, []))], names[0])
    yield "~: one of the two times is extrapolated. Scores are as deserved, but for stock, which cannot give any."
    for name, measured in by_way.items():
        if len(measured) > 1:
            start, each = line(measured)
            yield f"{name}: {start:.1f} s and {each:.3f} s for each submission"
    for measured in by_way.values():
        if any(figure.size >= LARGE for figure in measured):
            yield from growth(measured)
