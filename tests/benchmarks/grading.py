"""How long does grading a class take? One lesson, one class, each way of grading it, in one table.

Run by hand: `uv run python -m tests.benchmarks.grading [--sizes 10 100 1000] [--stock 10] [--otter]`. The ways:

- `nbgrader autograde`, stock: the same submissions and the same configuration but for nbgrader's own Autograde steps,
  which run every cell. Quizzes refuse to be run while grading, so the scores are 0; only the time is compared.
- `nbgrader autograde`, classic notebook: what a class without this project would grade, see `classic.py`.
- `otter run`, classic notebook: the same with Otter-Grader, one process for each submission.
- `nbgrader autograde`, this course: our configuration. No cell of this lesson is run.
- `python -m instructor grade`.

All but the first must give each student the points that the answers deserve, or there is no table. Seconds are those of
the whole command, start included, the median of the runs. Memory is the peak of the command with all its children,
sampled five times a second; pages that processes share are counted once where the system can tell (PSS, on Linux).
Processor seconds are the command's and its children's; where the machine has other work, they say more than seconds.

Ways that run notebooks are measured at `--stock` submissions and at a fifth of that. The difference gives the time of
one submission without the start; figures for larger classes are extrapolated from it, and marked so.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import psutil
from rich.console import Console

from instructor.course import CONFIGURATION
from tests.benchmarks.classic import Classic
from tests.benchmarks.classroom import LESSON, NOTEBOOK, ROOT, Classroom, Quizzes, draw_class, graded_items
from tests.benchmarks.figures import Figures, report
from tests.benchmarks.otter import Otter, OtterError

SEED = 20260103
REPETITIONS = 3
#: Seconds after which a measurement is not repeated.
PATIENCE = 120.0
#: Seconds between two looks at the memory.
GLANCE = 0.2
#: Characters that the table needs.
WIDTH = 140
STOCK = f"""
c = get_config()
load_subconfig("nbgrader_config.py", path={str(CONFIGURATION)!r})
del c.Autograde
"""
AUTOGRADE = [sys.executable, "-m", "nbgrader", "autograde", LESSON]
GRADE = [sys.executable, "-m", "instructor", "grade", LESSON]


@dataclass(frozen=True)
class Way:
    """A way of grading a classroom. `scores` reads what it gave; None where it cannot give the points deserved."""

    name: str
    room: Classroom
    commands: Callable[[], list[list[str]]]
    environment: Mapping[str, str]
    reset: Callable[[], None]
    scores: Callable[[], dict[str, float]] | None
    runs_cells: bool


class WrongScoresError(Exception):
    """A way of grading gives other points than the answers deserve."""


def ways(quizzes: Quizzes, classic: Classic, folder: Path) -> list[Way]:
    """Return nbgrader's ways and ours; stock comes first."""
    stock = folder / "stock"
    stock.mkdir()
    (stock / "nbgrader_config.py").write_text(STOCK, "utf-8")
    ours = dict(os.environ)
    return [
        _way("nbgrader autograde, stock", quizzes, AUTOGRADE, {**ours, "JUPYTER_CONFIG_PATH": str(stock)}, False, True),
        _way("nbgrader autograde, classic notebook", classic, AUTOGRADE, classic.environment(), True, True),
        _way("nbgrader autograde, this course", quizzes, AUTOGRADE, ours, True, False),
        _way("python -m instructor grade", quizzes, GRADE, ours, True, False),
    ]


def _way(
    name: str, room: Classroom, command: list[str], environment: Mapping[str, str], scored: bool, runs_cells: bool
) -> Way:
    return Way(name, room, lambda: [command], environment, room.reset, room.scores if scored else None, runs_cells)


def measure(way: Way) -> Figures:
    """Grade the classroom a few times, check the scores of each, and return the figures."""
    times: list[float] = []
    spent, peaks = [], []
    while len(times) < REPETITIONS and sum(times) < PATIENCE:
        way.reset()
        start, before = perf_counter(), processor()
        peaks.append(max(_peak(command, way) for command in way.commands()))
        times.append(perf_counter() - start)
        spent.append(processor() - before)
        _check(way)
    return Figures(way.name, len(way.room.deserved), median(times), median(spent), max(peaks), len(times))


def processor() -> float:
    """Return the processor seconds of all commands that ended, and of their children; 0 on Windows."""
    times = os.times()
    return times.children_user + times.children_system


def _peak(command: list[str], way: Way) -> int:
    place = way.room.folder if isinstance(way.room, Classic) else ROOT
    return peak_of(command, place, way.environment, way.name)


def peak_of(
    command: list[str], place: Path, environment: Mapping[str, str], name: str, codes: Collection[int] = (0,)
) -> int:
    """Run a command and return the bytes that it and its children held at most; SystemExit with another exit code."""
    peak = 0
    with tempfile.TemporaryFile() as log:
        running = psutil.Popen(command, cwd=place, env=environment, stdout=log, stderr=subprocess.STDOUT)
        while running.is_running():
            peak = max(peak, _held(running))
            with suppress(psutil.TimeoutExpired):
                if running.wait(GLANCE) not in codes:
                    log.seek(0)
                    raise SystemExit(f"{name} failed:\n{log.read().decode('utf-8', 'replace')[-4000:]}")
                break
    return peak


def _held(process: psutil.Process) -> int:
    total = 0
    with suppress(psutil.Error):
        for member in (process, *process.children(recursive=True)):
            with suppress(psutil.Error):
                facts = member.memory_full_info()
                total += getattr(facts, "pss", facts.rss)
    return total


def _check(way: Way) -> None:
    """Raise WrongScoresError unless everybody got what the answers deserve."""
    if way.scores is None:
        graded = list(way.room.folder.glob(f"autograded/*/{LESSON}/{NOTEBOOK}"))
        if len(graded) != len(way.room.deserved):
            raise WrongScoresError(f"{way.name}: {len(graded)} of {len(way.room.deserved)} submissions are graded")
        return
    given = way.scores()
    wrong = [name for name, points in way.room.deserved.items() if abs(given.get(name, -1) - points) > 1e-6]
    if wrong or len(given) != len(way.room.deserved):
        raise WrongScoresError(f"{way.name}: {len(wrong)} students have wrong scores, such as {wrong[:1]}")


def measure_all(found: Sequence[Way], sizes: Sequence[int], stock: int, console: Console) -> list[Figures]:
    """Measure each way at its sizes, in one growing class."""
    slow, fast = {max(1, stock // 5), stock}, {*sizes, stock}
    items = len(list(graded_items(found[0].room.scheme)))
    everyone = draw_class(max(slow | fast), items, np.random.default_rng(SEED))
    figures = []
    for size in sorted(slow | fast):
        for way in found:
            if size in (slow if way.runs_cells else fast):
                way.room.seat(everyone[len(way.room.deserved) : size])
                figures.append(measure(way))
                console.print(f"{way.name}, {size} submissions: {figures[-1].seconds:.1f} s")
    return figures


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.grading", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000], help="submissions")
    parser.add_argument("--stock", type=int, default=10, help="submissions for the ways that run notebooks")
    parser.add_argument(
        "--otter", action="store_true", help="install Otter-Grader into a folder of its own, and time it"
    )
    arguments = parser.parse_args()
    if arguments.stock < 2 or min(arguments.sizes) < 1:
        parser.error("--stock must be at least 2, --sizes at least 1")
    return arguments


def _otter(folder: Path, room: Classic, console: Console) -> list[Way]:
    """Return Otter-Grader's way, or none where it cannot be installed, and say why."""
    try:
        otter = Otter(folder / "otter", room)
    except OtterError as error:
        console.print(f"no Otter-Grader: {error}", markup=False)
        return []
    name, environment = "otter run, classic notebook", dict(os.environ)
    return [Way(name, room, otter.commands, environment, otter.reset, otter.scores, True)]


def main() -> None:
    """Measure and print."""
    arguments, console = _arguments(), Console()
    console.width = max(console.width, WIDTH)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    versions = f"Python {sys.version.split()[0]}, nbgrader {version('nbgrader')}"
    console.print(f"{versions}, {os.cpu_count()} processors, load before {load:.1f}")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        quizzes, classic = Quizzes(folder / "quizzes"), Classic(folder / "classic")
        os.environ.pop("NBGRADER_EXECUTION", None)  # nbgrader leaves it behind
        found = ways(quizzes, classic, folder)
        if arguments.otter:
            found[2:2] = _otter(folder, classic, console)
        figures = measure_all(found, arguments.sizes, arguments.stock, console)
    slow = {way.name for way in found if way.runs_cells}
    for part in report([way.name for way in found], figures, arguments.sizes, slow):
        console.print(part)


if __name__ == "__main__":
    main()
