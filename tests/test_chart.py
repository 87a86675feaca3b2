"""Does a chart show its table, in words and values too?"""

from __future__ import annotations

import re

import pytest

import seeds
from quizzes import chart


def test_a_chart_says_what_it_shows_where_it_is_from_and_what_to_beware_of() -> None:
    table = seeds.table("us_average_tariff")
    shown = chart("us_average_tariff", x="year", y="tariff_pct", by="measure")
    assert shown.alt == table.shows
    assert table.title in shown.drawing
    for words in (table.source, table.caveat):
        assert words in shown.caption


def test_the_values_can_be_unfolded_one_column_for_each_series() -> None:
    rows = chart("world_gdp_share", x="year", y="share_pct", by="economy").rows
    assert list(rows[0]) == ["Year", "United States", "China", "G7 together"]
    assert list(rows[1]) == ["1960", "39.72", "4.38", "65.35"]
    assert len(rows) == 1 + 64


def test_a_year_without_a_value_is_left_blank() -> None:
    rows = chart("us_average_tariff", x="year", y="tariff_pct", by="measure").rows
    assert list(rows[-3]) == ["2024", "2.5", ""]
    assert list(rows[-2]) == ["2025", "", "14.2"]


def test_axes_series_and_marks_are_labelled_in_the_drawing() -> None:
    drawing = chart("us_average_tariff", x="year", y="tariff_pct", by="measure", mark={1945: "end of war"}).drawing
    words = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawing))
    for label in ("Year", "Per cent of the value of imports", "duties collected", "model estimate", "end of war"):
        assert label in words


@pytest.mark.parametrize(
    ("name", "y", "hint"),
    [("us_tariffs", "tariff_pct", "did you mean"), ("us_average_tariff", "rate", "the columns are")],
)
def test_a_table_or_column_that_is_not_there_is_refused(name: str, y: str, hint: str) -> None:
    with pytest.raises(ValueError, match=hint):
        chart(name, x="year", y=y, by="measure")
