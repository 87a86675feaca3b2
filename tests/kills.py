"""Kill the grading of a class again and again, at random, then let it end: is the gradebook that of a quiet run?

Run by hand: `uv run python -m tests.kills --kills 200 --students 300`; the tests run a shorter one. Each time either
the command itself or one of its workers gets SIGKILL, after a random time; a command whose worker died goes on, and is
killed itself a moment later. In the end one undisturbed run, and both gradebooks are compared row by row.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from instructor.course import Course
from instructor.release import make_release
from tests.gradebooks import files, rows
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder, write_course


def make_class(course: Course, students: int, rng: random.Random) -> None:
    """Hand in for so many students, each with some of the right answers; one in ten cannot be read."""
    for number in range(students):
        answers = {item: response for item, response in RIGHT.items() if rng.random() < 0.7}
        folder = hand_in_folder(course, f"s{number:04}", answers, written="Threats." if rng.random() < 0.5 else "")
        if rng.random() < 0.1:
            (folder / f"{ASSIGNMENT}.ipynb").write_text("{", "utf-8")


def start(course: Course, *options: str) -> subprocess.Popen[bytes]:
    """Start the command."""
    facts = {"TWO_JANUARIES_ROOT": str(course.root), "TWO_JANUARIES_COURSE": str(course.folder)}
    command = [sys.executable, "-m", "instructor", "grade", ASSIGNMENT, *options]
    return subprocess.Popen(command, env=os.environ | facts, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def workers_of(running: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """Wait for the workers, and return them; none where the command has ended."""
    while running.poll() is None:
        if found := psutil.Process(running.pid).children():
            return found
        time.sleep(0.005)
    return []


def seconds_of(course: Course) -> float:
    """Grade a class and return how long its workers ran."""
    with start(course) as running:
        workers_of(running)
        begin = time.monotonic()
    return time.monotonic() - begin


def kill_once(course: Course, rng: random.Random, seconds: float, options: tuple[str, ...]) -> str:
    """Start a command and kill it within `seconds`, or a worker of it first; return what was killed, if it was."""
    with start(course, *options) as running:
        found = workers_of(running)
        time.sleep(rng.random() * seconds)
        what = "command"
        if found and rng.random() < 0.5:
            worker = rng.choice(found)
            if worker.is_running():
                worker.kill()
                what = "worker"
            time.sleep(rng.random() * seconds / 5)
        if running.poll() is not None and what == "command":
            return ""
        running.kill()
    return what


def compare(root: Path, students: int, kills: int, rng: random.Random) -> tuple[dict[str, int], bool]:
    """Grade one class quietly and its twin with `kills` kills; return what was killed, and whether both are equal."""
    quiet, killed = (Course(root / name, root / name / "build") for name in ("quiet", "killed"))
    quiet.enter()
    write_course(quiet.root)
    make_release(quiet, ASSIGNMENT)
    make_class(quiet, students, rng)
    shutil.copytree(quiet.root, killed.root)
    seconds = seconds_of(quiet)
    counts = {"command": 0, "worker": 0}
    for number in range(10 * kills):
        # Once all is graded, there is something to kill only where everything is graded again.
        if what := kill_once(killed, rng, seconds * 0.9, ("--force",) if number % 4 else ()):
            counts[what] += 1
        if sum(counts.values()) == kills:
            break
    start(killed).wait()
    return counts, (rows(quiet), files(quiet)) == (rows(killed), files(killed)) and len(rows(quiet)) > students


def main() -> None:
    """Run it and print what happened."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        counts, equal = compare(Path(folder), chosen.students, chosen.kills, random.Random(chosen.seed))
    print(f"seed {chosen.seed}; killed: {counts}; gradebooks and files {'equal' if equal else 'DIFFER'}")
    raise SystemExit(0 if equal else 1)


if __name__ == "__main__":
    main()
