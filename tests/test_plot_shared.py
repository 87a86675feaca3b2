"""Are two runs drawn on common axes where those read well, and only there?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.plot import Figure, Line, Panel, Scale, bands, bar, column, shared, svg
from quizzes.plot.shared import LEAST, common
from quizzes.simulation import Bench, load_model
from quizzes.types import Run
from tests.test_simulation import RUNS, example

ENDS = st.floats(0.01, 1e6)


def columns(*heights: float, names: str = "AB", title: str = "Sizes") -> Figure:
    """Return a bar chart whose axis ends at the highest column."""
    marks = [column(n, height, label=f"{height:g}", key=f"bar-{n}") for n, height in enumerate(heights)]
    return Figure([Panel(marks, bands(names), Scale(0, max(heights)), title)], 400)


def axes(drawing: str) -> list[str]:
    return re.findall(r'data-scale="(\w+)"', drawing)


def test_two_figures_of_different_scale_get_the_same_axes_and_keep_their_heights() -> None:
    both = shared(columns(4, 2), columns(8, 1, title="Sizes, and what they are worth to each of them in the end"))
    assert both
    one, other = (svg(figure, "") for figure in both)
    assert axes(one) == axes(other)
    heights = [[float(high) for high in re.findall(r'height="([\d.]+)"[^>]*data-key', each)] for each in (one, other)]
    assert heights[0] == pytest.approx([heights[1][0] / 2, 2 * heights[1][1]], abs=0.2)  # pixels, to a tenth
    assert svg(columns(4, 2), "") not in (one, other)


@pytest.mark.parametrize(
    "other",
    [
        columns(17, 3),  # a quarter of it would be left to the first
        columns(4, 2, names="AC"),
        Figure([*columns(4, 2).panels] * 2),
        Figure([Panel([bar(0, 3)], Scale(0, 4), bands("AB"), "Sizes")]),
        Figure([Panel([column(0, 3)], bands("AB"), Scale(0, 4, "$"), "Sizes")]),
        Figure([Panel([column(0, 3)], bands("AB"), Scale(4, 0), "Sizes")]),
        Figure([Panel([column(0, 3)], bands("AB"), Scale(0, 4), "Sizes", height=99)]),
    ],
)
def test_what_does_not_read_well_together_stays_apart(other: Figure) -> None:
    assert shared(columns(4, 2), other) is None


def test_numbers_in_the_names_of_things_may_differ_and_the_first_ones_are_shown() -> None:
    one, other = columns(4, 2, names=["A 1 of 6", "B"]), columns(4, 1, names=["A 5 of 6", "B"])  # type: ignore[arg-type]
    both = shared(one, other)
    assert both
    assert [panel.x.ticks for figure in both for panel in figure.panels] == [one.panels[0].x.ticks] * 2


def test_a_line_leaves_the_same_margin_whatever_its_label_says() -> None:
    lines = [
        Figure([Panel([Line([(0, 1), (1, 2)], label=words, key="a")], Scale(0, 1), Scale(0, 2))])
        for words in ("short", "a much longer one")
    ]
    both = shared(*lines)
    assert both
    assert axes(svg(both[0], "")) == axes(svg(both[1], "")) == axes(svg(lines[0], ""))


@given(ENDS, ENDS)
def test_a_common_scale_holds_both_and_each_takes_a_fair_part_of_it(one: float, other: float) -> None:
    joint = common(Scale(0, one), Scale(0, other))
    if min(one, other) < LEAST * max(one, other):
        assert joint is None
    else:
        assert joint == Scale(0, max(one, other))


@pytest.mark.parametrize("name", ["l2-run", "l4-run", "l4-p-tariff-war"])
def test_two_runs_of_another_scale_lie_on_each_other(name: str) -> None:
    path, item = next(case.values for case in RUNS if case.id == name)
    assert isinstance(path, Path)
    assert isinstance(item, Run)
    bench = Bench(load_model(path), item)
    values = example(item)
    free = {each.name: values[each.name] for each in item.free}
    knob = {"l2-run": "benefit", "l4-run": "tariff", "l4-p-tariff-war": "size"}[name]
    other = free | {knob: free[knob] * 1.4}
    assert axes(bench.frame(free, 600)["svg"]) != axes(bench.frame(other, 600)["svg"])
    frame = bench.frame(free, 600, other)
    assert axes(frame["svg"]) == axes(frame["behind"])
    assert frame["result"] == bench.frame(free, 600)["result"]
    assert "behind" not in bench.frame(free, 600)
