"""From what a class on one machine took to what more students take: arithmetic, and the tables of `deploy/README.md`.

    measured    a row a run of `hub_load`: `--write` puts it in the place of the row with as many students
    limits      what ends first on such a machine, and
    sizes       what others take, reckoned from the row with the most students

All three are written here and by nobody's hand, and so is the memory that the values for Kubernetes keep free; a test
holds them to the measured rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import islice
from math import ceil
from pathlib import Path

README = Path(__file__).parent.parent.parent / "instructor" / "deploy" / "README.md"
VALUES = README.parent / "kubernetes" / "values.yaml"
SIZES = (50, 100, 300, 1000, 10000)
#: Up to so many are thought to come in the same hour; of more a third at once, as homework goes.
SAME_HOUR = 50
#: Seconds in which all who come at the same moment are to be in; seconds from one answer of a student to the next.
ALL_IN, EACH_ANSWERS = 600, 10
#: MB of a machine or a node that are not students': the system, the hub, what Kubernetes itself runs.
SYSTEM, NODE, NODE_SYSTEM = 1500, 32000, 3000
_PROCESSORS, _MEMORY = (2, 4, 8, 16), (4, 8, 12, 16, 24, 32, 64, 128)


@dataclass(frozen=True)
class Run:
    """What a class took: counts; ms, MB and s as medians of a student; `load` is what else the machine did before."""

    students: int
    answers: int
    lost: int
    saved: int
    nine_in_ten: int
    memory: int
    opening: float
    answering: int
    hub_memory: int
    all_in: int
    processors: int
    gigabytes: int
    load: float

    @property
    def guarantee(self) -> int:
        """MB to keep free for a student: half as much again, for figures and what a browser does twice."""
        return ceil(self.memory * 1.5 / 10) * 10

    def row(self) -> str:
        """Return the row of the README."""
        return f"| {' | '.join(map(str, astuple(self)))} |"


@dataclass(frozen=True)
class Size:
    """What `students` on a course take, of whom `at_once` are there at the same time; MB, processors."""

    students: int
    at_once: int
    memory: float
    processors: float
    seats: int

    def row(self) -> str:
        """Return the row of the README."""
        cells = (f"{self.students:,}", f"{self.at_once:,}", f"{self.memory / 1000:.0f} GB", f"{self.processors:.1f}")
        return f"| {' | '.join(cells)} | {self._machines()} |"

    def _machines(self) -> str:
        if self.students >= 1000:
            return f"{ceil(self.at_once / self.seats)} nodes of 8 processors, 32 GB (`size-{self.students}.yaml`)"
        processors = next(each for each in _PROCESSORS if each >= 1.4 * self.processors)
        memory = next(each for each in _MEMORY if 1000 * each >= 1.25 * self.memory + SYSTEM)
        return f"one machine: {processors} processors, {memory} GB"


def size(run: Run, students: int) -> Size:
    """Reckon what a course of so many students takes."""
    at_once = students if students <= SAME_HOUR else ceil(students / 3)
    seats = (NODE - NODE_SYSTEM) // run.guarantee
    return Size(students, at_once, at_once * run.memory, at_once * run.opening / ALL_IN, seats)


def holds(run: Run) -> dict[str, int]:
    """Return how many students at once a machine like the run's holds, by what ends first there: what -> how many."""
    return {
        "memory": int((1000 * run.gigabytes - SYSTEM) / run.memory),
        f"opening within {ALL_IN // 60} minutes": int(run.processors * ALL_IN / run.opening),
        f"an answer each {EACH_ANSWERS} s": int(run.processors * EACH_ANSWERS * 1000 / max(run.answering, 1)),
    }


def limits(run: Run) -> str:
    """Say what limits a machine like the run's."""
    found = sorted(holds(run).items(), key=lambda each: each[1])
    return "; ".join(f"{name}: {count} students" for name, count in found)


def runs(text: str) -> list[Run]:
    """Read the measured rows of the README; a run that is still to be made is not among them."""
    rows = re.findall(rf"^\| (\d[^|]*(?:\| [\d.]+ ){{{len(fields(Run)) - 1}}})\|$", text, re.MULTILINE)
    return [Run(*_numbers(row.split("|"))) for row in rows]  # type: ignore[arg-type]


def _numbers(cells: Sequence[str]) -> Iterator[float | int]:
    for cell, field in zip(cells, fields(Run), strict=True):
        yield float(cell) if field.type == "float" else int(cell)


def with_run(text: str, run: Run) -> str:
    """Return the README's text with a run, and with the sizes that follow from the largest one."""
    kept = [each.row() for each in runs(text) if each.students != run.students]
    waiting = [row for row in re.findall(r"^\| \d+ \| to be measured .*$", text, re.M) if _count(row) != run.students]
    text = replaced(text, "measured", sorted([*kept, *waiting, run.row()], key=_count))
    return with_sizes(text)


def with_sizes(text: str) -> str:
    """Return the README's text with what follows from the largest run."""
    run = largest(text)
    said = f"With {run.students} students measured, such a machine ends at {limits(run)}."
    text = re.sub(r"(?<=<!-- limits -->\n).*", lambda _: said, text)
    return replaced(text, "sizes", [size(run, students).row() for students in SIZES])


def with_guarantee(values: str, run: Run) -> str:
    """Return the text of the values with the memory to keep free for a student."""
    return re.sub(r"(?<=guarantee: )\d+M", f"{run.guarantee}M", values)


def largest(text: str) -> Run:
    """Return the run of the README with the most students."""
    return max(runs(text), key=lambda run: run.students)


def _count(row: str) -> int:
    return int(row.split()[1])


def replaced(text: str, name: str, rows: Sequence[str]) -> str:
    """Put rows below the heading of the table that follows a mark."""
    lines = text.splitlines()
    start = lines.index(f"<!-- {name} -->") + 3  # the heading, and the line below it
    end = next(number for number in islice(range(len(lines)), start, None) if not lines[number].startswith("|"))
    return "\n".join([*lines[:start], *rows, *lines[end:]]) + "\n"
