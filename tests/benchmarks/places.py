"""Where does grading go fastest, and what does a database server or a cluster cost? One class, each place, one table.

Run by hand: `uv run python -m tests.benchmarks.places [--students 1000]`. The same class is graded anew each time: with
one and with two processes, on a Dask cluster of two workers on this machine, and with the gradebook in PostgreSQL (a
server of the tests' own, which does wait for the disk here). Seconds are those of `grade_class`, without the start of
Python, of the cluster or of the server. The last row grades the class again, unchanged.
"""

from __future__ import annotations

import argparse
import logging
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from distributed import LocalCluster
from rich.console import Console
from rich.table import Table

from instructor.course import Course
from instructor.grading.batch import grade_class
from instructor.release import make_release
from tests import postgres
from tests.benchmarks.classroom import LESSON, ROOT, Quizzes, draw_class, graded_items


def seconds(room: Quizzes, **options: Any) -> float:
    """Grade everyone; return how long it took."""
    course = Course(ROOT, room.folder)
    if hasattr(os, "sync"):
        os.sync()  # so that nobody waits for what was written before
    start = perf_counter()
    outcomes = Counter(result.outcome for result in grade_class(course, LESSON, sorted(room.deserved), **options))
    assert outcomes["refused"] == 0, outcomes
    return perf_counter() - start


@contextmanager
def database(room: Quizzes) -> Iterator[None]:
    """Have the gradebook in PostgreSQL."""
    postgres.SETTINGS = tuple(setting for setting in postgres.SETTINGS if setting.startswith("unix"))
    with tempfile.TemporaryDirectory() as folder, postgres.server(Path(folder)) as address:
        os.environ["TWO_JANUARIES_GRADEBOOK"] = address
        make_release(Course(ROOT, room.folder), LESSON)
        yield
        del os.environ["TWO_JANUARIES_GRADEBOOK"]


def measure(room: Quizzes) -> Iterator[tuple[str, float]]:
    """Yield each place, and the seconds it took."""
    for count in (1, 2):
        room.reset()
        yield f"processes: {count}", seconds(room, workers=count)
    yield "processes: 2, everything unchanged", seconds(room, workers=2)
    room.reset()
    facts: dict[str, Any] = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0"}
    with LocalCluster(silence_logs=logging.CRITICAL, **facts) as cluster:
        yield "Dask: 2 workers", seconds(room, scheduler=cluster.scheduler_address)
    room.reset()
    with database(room):
        yield "processes: 2, gradebook in PostgreSQL", seconds(room, workers=2)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.places", description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=1000)
    students = parser.parse_args().students
    table = Table("place", "seconds", "submissions a second", title=f"{students:,} submissions of {LESSON}")
    with tempfile.TemporaryDirectory() as folder:
        room = Quizzes(Path(folder))
        room.seat(draw_class(students, len(list(graded_items(room.scheme))), np.random.default_rng(1)))
        for place, taken in measure(room):
            table.add_row(place, f"{taken:.1f}", f"{students / taken:,.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()
