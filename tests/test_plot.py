"""Do figures follow the page, say what they show, keep their marks' names, and write no word on another one?"""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.palette import BLUE, PALETTE
from quizzes.plot import (
    INK,
    Area,
    Dot,
    Figure,
    Key,
    Line,
    Mark,
    Panel,
    Rule,
    Scale,
    Text,
    bands,
    bar,
    column,
    fitted,
    picture,
    plain,
    svg,
)
from quizzes.plot.letters import broken, width
from quizzes.plot.scales import rounded
from tests.drawn import drawn, keyed, texts, written

NUMBERS = st.floats(-1e6, 1e6).filter(lambda value: value == 0 or abs(value) > 1e-6)


def _chart(height: float = 3.0, wide: float = 640) -> Figure:
    marks: list[Mark] = [
        column(0, height, label="A & B", key="a"),
        column(1, 1, key="b"),
        Line([(0, 1), (1, 2)], PALETTE[1], label="a line", key="line"),
        Dot(1, 2, label="<here>", key="dot"),
        Rule(y=2, label="rule", key="rule"),
        Area([(0, 0), (1, 1), (1, 0)], key="area"),
        Dot(0, 2, shape="diamond", key="diamond"),
        Text(0, 1, "two\nlines", key="words"),
    ]
    panel = Panel(marks, bands(["A", "B"]), Scale(0, 4, "Units <of> order & more", grid=True), "A title")
    return Figure([panel, panel], wide)


def test_ink_is_the_colour_of_the_page_and_paper_is_transparent() -> None:
    drawing = svg(_chart(), "A chart")
    assert f'fill="{INK}"' in drawing
    assert not re.search("#000000|#ffffff|white|black", drawing)
    assert BLUE in drawing


def test_the_alternative_text_names_the_image() -> None:
    root = fromstring(svg(_chart(), 'Bars: A "3" & B <1>'))
    assert (root.get("role"), root.get("aria-label")) == ("img", 'Bars: A "3" & B <1>')


def test_text_stays_text_in_the_font_of_the_page() -> None:
    assert {"Units <of> order & more", "A & B", "<here>", "two", "lines", "A title"} <= set(texts(_chart()))
    assert "font-family:inherit" in svg(_chart(), "A chart")


def test_it_scales_with_the_page_and_panels_stand_below_each_other_where_it_is_narrow() -> None:
    wide, narrow = drawn(_chart()), drawn(_chart(wide=300))
    assert "width:640px;max-width:100%" in str(wide.get("style"))
    assert str(wide.get("viewBox")).startswith("0 0 640 ")
    assert str(narrow.get("viewBox")).startswith("0 0 300 ")
    heights = [float(str(each.get("viewBox")).split()[3]) for each in (wide, narrow)]
    assert heights[1] == pytest.approx(2 * heights[0] + 28, abs=1)


def test_a_figure_has_no_id_that_another_one_could_have() -> None:
    assert not [element for element in drawn(_chart()).iter() if element.get("id")]


def test_the_same_figure_gives_the_same_bytes_and_the_same_keys_for_other_values() -> None:
    assert svg(_chart(), "A chart") == svg(_chart(), "A chart")
    assert list(keyed(_chart(1))) == list(keyed(_chart(4)))
    assert len([key for key in keyed(_chart()) if key.startswith("1/")]) == len(keyed(_chart())) / 2


def test_a_panel_names_its_scales() -> None:
    scales = [element.get("data-scales") for element in drawn(_chart()).iter() if element.get("data-scales")]
    assert scales == ["x -0.5 1.5 y 0 4"] * 2


def test_marks_stand_where_their_values_are() -> None:
    scale = Scale(0, 10)
    figure = Figure([Panel([column(n, n, key=str(n)) for n in range(1, 10)], bands("0123456789"), scale)])
    heights = [float(element.get("height", 0)) for element in keyed(figure).values()]
    assert heights == pytest.approx([23 * n for n in range(1, 10)], abs=0.11)
    ends = [float(element.get("y", 0)) + float(element.get("height", 0)) for element in keyed(figure).values()]
    assert ends == pytest.approx([ends[0]] * 9, abs=0.11)


def test_a_bar_below_zero_goes_the_other_way_and_so_does_its_label() -> None:
    bars = [bar(0, 3, label="up", key="up"), bar(1, -3, label="down", key="down")]
    marks = keyed(Figure([Panel(bars, Scale(-5, 5), bands("ab", downward=True))]))
    assert float(marks["0/down"].get("x", 0)) < float(marks["0/up"].get("x", 0))
    assert marks["0/down/label0"].get("text-anchor") == "end"


def test_a_line_is_drawn_in_as_many_pieces_as_its_gaps_make_of_it() -> None:
    line = Line([(0, 0), (1, 1), None, (2, 2), (3, 3)], key="line")
    marks = keyed(Figure([Panel([line], Scale(0, 3), Scale(0, 3))]))
    assert list(marks) == ["0/line", "0/line/1"]
    assert all(len(str(each.get("points")).split()) == 2 for each in marks.values())


@given(st.lists(st.floats(0, 10), min_size=2, max_size=6), st.sampled_from([300, 640]))
def test_no_label_at_the_end_of_a_line_stands_on_another_one_or_below_the_panel(ends: list[float], wide: float) -> None:
    lines = [Line([(0, 5), (1, end)], label=f"line {n}", key=str(n)) for n, end in enumerate(ends)]
    figure = Figure([Panel(lines, Scale(0, 1), Scale(0, 10))], wide)
    labels = [element for key, element in keyed(figure).items() if "label" in key]
    places = sorted(float(label.get("y", 0)) for label in labels)
    assert all(low - high >= 14.8 for high, low in pairwise(places))
    assert places[-1] <= max(float(element.get("y1", 0)) for element in _grounds(figure)) + 5
    assert all(float(label.get("x", 0)) + width(label.text or "") <= wide + 1 for label in labels)


def _grounds(figure: Figure) -> list[Element]:
    return [*keyed(Figure([figure.panels[0].__class__([Rule(y=0, key="r")], Scale(0, 1), Scale(0, 10))])).values()]


def test_a_legend_breaks_into_rows_where_it_is_narrow() -> None:
    keys = [Key(f"entry number {n}") for n in range(4)]
    heights = []
    for wide in (640, 280):
        figure = Figure([Panel([], Scale(0, 1), Scale(0, 1), legend=keys)], wide)
        assert all(key.words in written(figure) for key in keys)
        heights.append(float(str(drawn(figure).get("viewBox")).split()[3]))
    assert heights[1] > heights[0]


@given(NUMBERS, NUMBERS, st.integers(2, 10))
def test_ticks_are_round_equally_far_apart_and_not_too_many(one: float, two: float, most: int) -> None:
    if abs(one - two) < 1e-3:
        return
    ticks = rounded(one, two, most)
    assert 0 <= len(ticks) <= most + 1
    low, high = sorted((one, two))
    assert all(low - 1e-6 * (high - low) <= tick <= high + 1e-6 * (high - low) for tick in ticks)
    steps = [second - first for first, second in pairwise(ticks)]
    assert steps == pytest.approx([steps[0]] * len(steps) if steps else [])
    assert not steps or f"{steps[0]:.0e}"[0] in "125"


@given(st.lists(NUMBERS, min_size=1, max_size=20), st.booleans())
def test_a_fitted_scale_holds_all_values(values: list[float], zero: bool) -> None:
    scale = fitted(values, zero=zero)
    slack = 1e-6 * (scale.high - scale.low) + 1e-9
    assert scale.low - slack <= min(values)
    assert max(values) <= scale.high + slack
    assert scale.low < scale.high
    assert not zero or scale.low <= 0 <= scale.high


def test_whole_things_are_counted_in_whole_numbers() -> None:
    assert list(fitted([0, 1, 2]).named(5).values()) == ["0", "1", "2"]
    assert list(fitted([0.5, 1, 2]).named(5).values()) == ["0", "0.5", "1", "1.5", "2"]


@pytest.mark.parametrize(("value", "words"), [(-0.0, "0"), (0.1 + 0.2, "0.3"), (-2.5, "−2.5"), (2024, "2024")])
def test_a_number_of_an_axis_as_it_is_read(value: float, words: str) -> None:
    assert plain(value) == words


@given(st.text("abc mW.", min_size=1, max_size=80), st.floats(40, 300))
def test_a_broken_text_loses_no_word_and_fits_but_for_long_words(words: str, room: float) -> None:
    lines = broken(words, room)
    assert " ".join(lines).split() == words.split()
    assert all(width(line) <= room or len(line.split()) <= 1 for line in lines)


def test_a_picture_has_a_caption_and_a_table_of_its_values() -> None:
    shown = picture(_chart(), "Two bars", "Who pays & why", [["State", "Units"], ["A", "<3>"]])
    page = shown._repr_html_()
    assert repr(shown) == "Two bars"
    assert "<figcaption" in page
    assert "Who pays &amp; why" in page
    assert "<th scope='col'>Units</th>" in page
    assert "<td>&lt;3&gt;</td>" in page
    assert "<details" not in picture(_chart(), "Two bars")._repr_html_()


@pytest.mark.parametrize("lesson", ["01-two", "02-who", "03-reciprocity", "04-beggar", "05-coding", "06-weighing"])
def test_a_lesson_for_a_browser_alone_needs_neither_numpy_nor_matplotlib(lesson: str) -> None:
    program = (
        "import sys; from pathlib import Path; from quizzes.simulation import load_module\n"
        f"for path in Path('notebooks').glob('{lesson}*/*.py'): load_module(path)\n"
        "from quizzes import chart\n"
        "chart('us_average_tariff', x='year', y='tariff_pct', by='measure')\n"
        "print(*sorted({'numpy', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
