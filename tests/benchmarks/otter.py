"""Otter-Grader on the classic notebook: `otter run`, once for each submission, from an environment of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.classic import Classic, write_otter_tests
from tests.benchmarks.classroom import LESSON, NOTEBOOK, ROOT

RELEASE = "otter-grader==7.0.0"
#: What the notebook imports, as in this environment, and what a notebook runs on.
ALSO = ("ipykernel", "ipywidgets", "matplotlib", "numpy")


class OtterError(Exception):
    """Otter-Grader cannot be set up here; the message says why."""


class Otter:
    """An installed Otter-Grader, an autograder made for the classic notebook, and the results of its runs.

    Raises
    ------
    OtterError
        Where it cannot be installed.
    """

    def __init__(self, folder: Path, room: Classic) -> None:
        self.folder, self.room = folder, room
        folder.mkdir()
        self.command = str(_install(folder / "environment") / "otter")
        write_otter_tests(folder / "tests", room.scheme)
        models = [str(shutil.copy(path, folder)) for path in (ROOT / "notebooks" / LESSON).glob("*.py")]
        plain = ["--no-config", "--no-requirements", "--no-environment"]
        _run([self.command, "generate", "-t", "tests", "-o", "autograder.zip", *plain, *models], folder)

    def commands(self) -> list[list[str]]:
        """Return one command for each submission: without containers, Otter grades one at a time."""
        plain = [self.command, "run", "--no-logo", "-a", str(self.folder / "autograder.zip"), "-o"]
        return [
            [*plain, str(self._out(name)), str(self.room.submission(name) / NOTEBOOK)] for name in self.room.deserved
        ]

    def reset(self) -> None:
        """Forget all results."""
        shutil.rmtree(self.folder / "results", ignore_errors=True)
        for name in self.room.deserved:
            self._out(name).mkdir(parents=True)

    def scores(self) -> dict[str, float]:
        """Return the points that the tests gave, by student."""
        return {name: _score(self._out(name) / "results.json") for name in self.room.deserved}

    def _out(self, student: str) -> Path:
        return self.folder / "results" / student


def _score(results: Path) -> float:
    return sum(test.get("score") or 0.0 for test in json.loads(results.read_text("utf-8"))["tests"])


def _install(place: Path) -> Path:
    """Make a virtual environment with Otter-Grader in it; return the folder of its commands."""
    uv = shutil.which("uv")
    if uv is None:
        raise OtterError("uv is not on the path")
    _run([uv, "venv", "--quiet", "--python", sys.executable, str(place)], place.parent)
    commands = place / ("Scripts" if sys.platform == "win32" else "bin")
    needed = [RELEASE, *(f"{name}=={version(name)}" for name in ALSO)]
    newest = ["--exclude-newer", "2026-11-15"]
    _run([uv, "pip", "install", "--quiet", "--python", str(commands / "python"), *newest, *needed], place.parent)
    return commands


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OtterError(f"{Path(command[0]).name} {command[1]}: {done.stderr.strip() or done.stdout.strip()}")
