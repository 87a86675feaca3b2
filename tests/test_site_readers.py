"""Does the table of the page's readers follow from what one visit was measured to take?"""

from __future__ import annotations

from tests.benchmarks.hub_sizes import README
from tests.benchmarks.site_readers import Visit, row, said, visit, with_readers


def test_the_table_follows_from_one_visit() -> None:
    text = README.read_text("utf-8")
    assert visit(text).first <= 15
    assert with_readers(text) == text, "give `python -m tests.benchmarks.site_readers`"


def test_a_row_is_worked_out_by_hand() -> None:
    """1,000 of 9 MB are 9 GB: 72,000 Mbit, so 20 a second for an hour, 2 for ten; 90 files each are 25 a second."""
    assert row(Visit(9.0, 90, 0.05), 1000) == "| 1,000 | 9.0 | 0.5 | 20.0 | 2.0 | 0.3 | 25.0 |"
    assert said(Visit(9.0, 90, 0.05)).startswith("A line of 1 Gbit/s takes 50,000 first visits an hour;")
