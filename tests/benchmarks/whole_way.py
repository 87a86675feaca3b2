"""How long is the whole way, from an LMS's download to the pages that students get back?

Run by hand: `uv run python -m tests.benchmarks.whole_way [--sizes 100 1000 10000] [--stock 10]`. For each size a class
(`tests.benchmarks.classroom`) hands in by Moodle, in one download; then each command runs once, as an instructor types
it: `collect`, `grade`, `feedback`, `feedback` once more, where nothing has changed, and `report`. There is no table
unless everybody has the points deserved, and a page.

Seconds are those of a whole command, its start included. Memory is the peak of a command with all its processes, as
`tests.benchmarks.grading` samples it; processor seconds are theirs, too, and say more where the machine has other work.

In the same run nbgrader's own `autograde` and `generate_feedback`, with its own steps and templates, take the same
submissions, at `--stock` of them and at a fifth. From the difference larger classes are reckoned: marked "reckoned".
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import numpy as np
from rich.console import Console
from rich.table import Table

from instructor.course import CONFIGURATION, variable
from instructor.demo import write_answers
from tests.benchmarks.classroom import (
    ESSAY,
    LATE,
    LESSON,
    NOTEBOOK,
    ON_TIME,
    ROOT,
    Quizzes,
    Sitting,
    draw_class,
    graded_items,
)
from tests.benchmarks.figures import Figures, line
from tests.benchmarks.grading import SEED, WIDTH, WrongScoresError, peak_of, processor

OURS = [sys.executable, "-m", "instructor"]
STOCK = f"""
c = get_config()
load_subconfig("nbgrader_config.py", path={str(CONFIGURATION)!r})
del c.Autograde
del c.GenerateFeedback
del c.HTMLExporter
"""
NBGRADER = "nbgrader's own autograde and generate_feedback"
STEPS = ("collect", "grade", "feedback", "feedback again", "report")


class Download(Quizzes):
    """A class that hands in by Moodle: what it downloads is one zip, with a zip of each student's."""

    @property
    def path(self) -> Path:
        """The download."""
        return self.folder / "download.zip"

    def hand_in(self, sittings: Sequence[Sitting]) -> None:
        """Write the download of these students; one folder is in use at a time."""
        desk = self.folder / "desk" / LESSON
        with zipfile.ZipFile(self.path, "w") as download:
            for number, sitting in enumerate(sittings):
                shutil.copytree(self.folder / "release" / LESSON, desk)
                self.deserved[sitting.id] = self.answer(desk, sitting)
                if sitting.writes:
                    write_answers(desk / NOTEBOOK, ESSAY)
                time = datetime.strptime(LATE if sitting.late else ON_TIME, "%Y-%m-%d %H:%M:%S %Z").replace(tzinfo=UTC)
                name = f"{sitting.id.replace('-', ' ')}_{100000 + number}_assignsubmission_file_{LESSON}.zip"
                download.writestr(zipfile.ZipInfo(name, time.astimezone().timetuple()[:6]), _zipped(desk))
                shutil.rmtree(desk)

    def check(self) -> None:
        """Raise WrongScoresError unless everybody has the points deserved, and a page."""
        given = self.scores()
        wrong = [name for name, points in self.deserved.items() if abs(given.get(name, -1) - points) > 1e-6]
        pages = len(list(self.folder.glob(f"feedback/*/{LESSON}/{LESSON}.html")))
        if wrong or len(given) != len(self.deserved) or pages != len(self.deserved):
            raise WrongScoresError(f"{len(wrong)} of {len(given)} have wrong scores ({wrong[:1]}), {pages} have a page")


def _zipped(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.write(path, f"{LESSON}/{path.relative_to(folder).as_posix()}")
    return buffer.getvalue()


def whole_way(folder: Path, sittings: Sequence[Sitting], console: Console) -> Iterator[Figures]:
    """Yield what each command takes for a class."""
    room = Download(folder)
    room.hand_in(sittings)
    environment = {**os.environ, variable("COURSE"): str(folder)}
    commands = {
        "collect": [*OURS, "collect", LESSON, "--zips", str(room.path)],
        "grade": [*OURS, "grade", LESSON],
        "feedback": [*OURS, "feedback", LESSON, "--even-if-waiting"],
        "feedback again": [*OURS, "feedback", LESSON, "--even-if-waiting"],
        "report": [*OURS, "report", LESSON],
    }
    for step in STEPS:
        done = _measured(step, len(sittings), [commands[step]], environment)
        console.print(f"{step}, {done.size:,} students: {done.seconds:.1f} s, load {os.getloadavg()[0]:.1f}")
        yield done
    room.check()


def _measured(name: str, size: int, commands: Sequence[list[str]], environment: dict[str, str]) -> Figures:
    start, before = perf_counter(), processor()
    peak = max(peak_of(command, ROOT, environment, name) for command in commands)
    return Figures(name, size, perf_counter() - start, processor() - before, peak, 1)


def stock(folder: Path, sittings: Sequence[Sitting], console: Console) -> Iterator[Figures]:
    """Yield what nbgrader's own commands take, for a fifth of the sittings and for all."""
    (folder / "settings").mkdir(parents=True)
    (folder / "settings" / "nbgrader_config.py").write_text(STOCK, "utf-8")
    for size in (max(1, len(sittings) // 5), len(sittings)):
        room = Quizzes(folder / str(size))
        room.seat(sittings[:size])
        os.environ.pop("NBGRADER_EXECUTION", None)
        places = {variable("COURSE"): str(room.folder), "JUPYTER_CONFIG_PATH": str(folder / "settings")}
        commands = [[sys.executable, "-m", "nbgrader", step, LESSON] for step in ("autograde", "generate_feedback")]
        done = _measured(NBGRADER, size, commands, {**os.environ, **places})
        if len(list(room.folder.glob(f"feedback/*/{LESSON}/{LESSON}.html"))) != size:
            raise WrongScoresError(f"{NBGRADER}: not everybody has a page")
        console.print(f"{NBGRADER}, {size} students: {done.seconds:.1f} s, load {os.getloadavg()[0]:.1f}")
        yield done


def table(found: Sequence[Figures], base: Sequence[Figures], sizes: Sequence[int]) -> Table:
    """Return the table: a row for each step, for all of them, and for nbgrader's own."""
    shown = Table(title=f"From a download to pages, {LESSON}: seconds, processor seconds, peak memory")
    shown.add_column("step", no_wrap=True)
    for size in sizes:
        shown.add_column(f"{size:,} students", justify="right", no_wrap=True)
    by_place = {(figure.way, figure.size): figure for figure in found}
    for step in STEPS:
        shown.add_row(step, *(_cell(by_place[step, size]) for size in sizes), end_section=step == STEPS[-1])
    whole = [[figure for figure in found if figure.size == size] for size in sizes]
    sums = [sum(each.seconds for each in figures) for figures in whole]
    peaks = [max(each.peak for each in figures) / 2**20 for figures in whole]
    totals = [f"{seconds:,.1f} s, {peak:,.0f} MiB" for seconds, peak in zip(sums, peaks, strict=True)]
    shown.add_row("all", *totals)
    start, each = line(base)
    reckoned = [start + each * size for size in sizes]
    compared = [sum(by_place[step, size].seconds for step in ("grade", "feedback")) for size in sizes]
    if each <= 0:
        shown.add_row(f"{NBGRADER}", "cannot be reckoned: the machine was too busy")
        return shown
    shown.add_row(f"{NBGRADER}, reckoned", *(f"{seconds:,.0f} s" for seconds in reckoned))
    ratios = [theirs / ours for theirs, ours in zip(reckoned, compared, strict=True)]
    shown.add_row("times as long as grade and feedback", *(f"{ratio:,.0f}" for ratio in ratios))
    return shown


def _cell(figure: Figures) -> str:
    return f"{figure.seconds:,.1f} s, {figure.processor:,.1f} s, {figure.peak / 2**20:,.0f} MiB"


def growth(found: Sequence[Figures], sizes: Sequence[int]) -> Iterator[str]:
    """Say how the processor seconds for a student grow from the smallest class to the largest."""
    by_place = {(figure.way, figure.size): figure for figure in found}
    few, many = min(sizes), max(sizes)
    for step in STEPS:
        each = [by_place[step, size].processor / size for size in (few, many)]
        yield f"{step}: {1000 * each[0]:.1f} ms of processor a student of {few:,}, {1000 * each[1]:.1f} of {many:,}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.whole_way", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 10000], help="students")
    parser.add_argument("--stock", type=int, default=10, help="students for nbgrader's own steps")
    arguments, console = parser.parse_args(), Console()
    if arguments.stock < 2 or min(arguments.sizes) < 3:
        parser.error("--stock must be at least 2, --sizes at least 3")
    console.width = max(console.width, WIDTH)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        items = len(list(graded_items(Quizzes(folder / "items").scheme)))
        everyone = draw_class(max(*arguments.sizes, arguments.stock), items, np.random.default_rng(SEED))
        base = list(stock(folder / "stock", everyone[: arguments.stock], console))
        found: list[Figures] = []
        for size in sorted(arguments.sizes):
            found += whole_way(folder / "ours", everyone[:size], console)
            shutil.rmtree(folder / "ours")
    console.print(table(found, base, sorted(arguments.sizes)))
    for said in growth(found, arguments.sizes):
        console.print(said)


if __name__ == "__main__":
    main()
