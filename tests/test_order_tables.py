"""Do the cells of lesson 2 show each number with its name, and refuse in a sentence what is none?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quizzes.simulation import load_module

tables = load_module(Path(__file__).parent.parent / "notebooks" / "02-who-pays-for-order" / "order_tables.py")


def test_a_cell_shows_each_value_with_its_name() -> None:
    shown = tables.budget([5, 3, 2], alpha=0.5)
    assert repr(shown).splitlines() == [
        "Sizes 5, 3, 2; weight on the shared good (alpha) 0.5",
        "State  Has   Gives  Keeps  Role",
        "A      5.00  2.33   2.67   pays",
        "B      3.00  0.33   2.67   pays",
        "C      2.00  0.00   2.00   rides free",
        "Together they supply 2.67 units.",
    ]
    assert "<th scope='col'>Gives</th>" in shown._repr_html_()
    assert "<td>2.33</td>" in shown._repr_html_()


def test_the_table_of_a_group_says_from_how_many_members_on_it_gains() -> None:
    *_, two, three, last = repr(tables.group([2.5, 2.5, 2.5], cost=4)).splitlines()
    assert (two.split(), three.split()) == (["2", "5.00", "4.00", "+1.00"], ["3", "7.50", "4.00", "+3.50"])
    assert last == "Smallest group that gains or breaks even: k* = 2"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: tables.budget([5, 3, 2], (0, 5)), r"alpha needs one number between 0 and 1.*with a point.*\(0, 5\)"),
        (lambda: tables.budget([5, 3, 2], "half"), "alpha needs one number .* here it is 'half'"),
        (lambda: tables.budget([5, 3, 2], 1), "alpha needs one number between 0 and 1"),
        (lambda: tables.budget(5, 0.5), "sizes needs a list of numbers in square brackets"),
        (lambda: tables.budget([5, "three"], 0.5), "sizes: 'three' is no number"),
        (lambda: tables.budget([5, -3], 0.5), "sizes: -3 is no number from 0 up"),
        (lambda: tables.budget([0, 0], 0.5), "at least one has to be above 0"),
        (lambda: tables.group([2, 2], (4, 5)), "cost needs one number above 0"),
    ],
)
def test_what_is_no_number_is_refused_in_a_sentence(call: Callable[[], object], words: str) -> None:
    with pytest.raises(ValueError, match=words) as refused:
        call()
    assert refused.value._render_traceback_() == [str(refused.value)]  # type: ignore[attr-defined]
