"""Are the hub's sizes reckoned from what was measured, and do the values for Kubernetes keep as much free?"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import yaml

from tests.benchmarks.hub_sizes import (
    README,
    VALUES,
    Run,
    holds,
    largest,
    limits,
    runs,
    size,
    with_guarantee,
    with_run,
    with_sizes,
)

TEXT = README.read_text("utf-8")
RUN = Run(4, 48, 0, 70, 120, 200, 9.0, 20, 150, 30, 2, 24, 0.5)


def test_the_tables_sizes_follow_from_the_largest_run() -> None:
    assert runs(TEXT)
    assert with_sizes(TEXT) == TEXT, "give `python -m tests.benchmarks.hub_load N --write`"
    for run in runs(TEXT):
        assert run.lost == 0
        assert run.row() in TEXT


def test_the_values_keep_free_what_the_sizes_count_with() -> None:
    values = yaml.safe_load(VALUES.read_text("utf-8"))
    run = largest(TEXT)
    assert values["singleuser"]["memory"]["guarantee"] == f"{run.guarantee}M"
    for students in (100, 1000, 10000):
        own = yaml.safe_load((README.parent / "kubernetes" / f"size-{students}.yaml").read_text("utf-8"))
        assert own["hub"]["activeServerLimit"] >= size(run, students).at_once


@pytest.mark.parametrize(
    ("students", "row"),
    [
        (50, "| 50 | 50 | 10 GB | 0.8 | one machine: 2 processors, 16 GB |"),
        (300, "| 300 | 100 | 20 GB | 1.5 | one machine: 4 processors, 32 GB |"),
        (10000, "| 10,000 | 3,334 | 667 GB | 50.0 | 35 nodes of 8 processors, 32 GB (`size-10000.yaml`) |"),
    ],
)
def test_a_size_is_worked_out_by_hand(students: int, row: str) -> None:
    """50 of 200 MB are 10 GB, and 50 x 9 s in 600 s three quarters of a processor; 29,000 MB seat 96 of 300 MB."""
    assert size(RUN, students).row() == row


def test_what_ends_first_is_named_first() -> None:
    assert holds(RUN) == {"memory": 112, "opening within 10 minutes": 133, "an answer each 10 s": 1000}
    assert limits(RUN).startswith("memory: 112 students; opening within 10 minutes: 133")
    assert limits(replace(RUN, opening=90.0)).startswith("opening within 10 minutes: 13 students")


def test_a_run_takes_the_place_of_one_as_large_and_of_what_waits_for_it() -> None:
    text = with_run(TEXT, replace(RUN, students=50))
    assert "| 50 | to be measured" not in text
    assert [run.saved for run in runs(text) if run.students == 50] == [70]
    text = with_run(with_run(text, replace(RUN, students=50, saved=71)), replace(RUN, students=9000))
    assert [run.saved for run in runs(text) if run.students == 50] == [71]
    table = re.findall(r"^\| (\d+) \|", text.partition("<!-- limits")[0], re.MULTILINE)
    assert table == sorted({*table}, key=int)
    assert largest(text) == replace(RUN, students=9000)
    assert with_guarantee("memory:\n  guarantee: 9M\ncpu: 1", RUN) == "memory:\n  guarantee: 300M\ncpu: 1"
