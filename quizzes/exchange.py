"""nbgrader's exchange, where a student's server has one: find it, and submit through it, in a process of its own.

nbgrader takes seconds to import and executes an `nbgrader_config.py` that lies where it is started. So it never is in
the kernel, and never in a folder that somebody else may have filled: its process starts at the root of the disk, and
only what Jupyter is configured with counts. `python -m quizzes.exchange ASSIGNMENT` prints, as JSON, the course that
may be submitted to, or null.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TypedDict

from quizzes.catalogue import say
from quizzes.dates import announced
from quizzes.folders import Workplace

_ROOT = Path(sys.executable).anchor
_PATIENCE = 120  # s
_ERROR = re.compile(r"^\[SubmitApp \| (?:ERROR|CRITICAL)\] (.+)$", re.MULTILINE)


class Door(TypedDict):
    """An exchange: the course's id there, whether folders of assignments lie in one of the course, what it dates."""

    course: str
    in_course: bool
    dates: dict[str, str | float] | None


class ExchangeError(ValueError):
    """nbgrader did not take a submission; the message says why and what to do."""


class Search:
    """A search for an exchange, under way in a process of its own."""

    def __init__(self, place: Workplace) -> None:
        is_students = place.folder == place.notebook.parent and place.notebook.exists()
        is_named = place.notebook.parent.name == place.assignment
        self._process: subprocess.Popen[str] | None = None
        self._door: Door | None = None
        if is_students and is_named and sys.platform != "win32" and find_spec("nbgrader"):
            command = [sys.executable, "-P", "-m", "quizzes.exchange", place.assignment]
            quiet = subprocess.DEVNULL
            self._process = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, stderr=quiet, text=True)

    @property
    def is_over(self) -> bool:
        """Whether it is known if there is one."""
        return self._process is None or self._process.poll() is not None

    def door(self) -> Door | None:
        """Return the exchange, as soon as it is known; None where there is none."""
        if self._process:
            printed, _ = self._process.communicate(timeout=_PATIENCE)
            self._process, self._door = None, json.loads(printed.strip().splitlines()[-1]) if printed.strip() else None
        return self._door


def submit(place: Workplace, door: Door) -> None:
    """Submit a student's folder as it lies on the disk.

    Raises
    ------
    ExchangeError
        Where nbgrader does not take it, in its own words.
    """
    parent = place.notebook.parent.parent
    above = parent.parent if door["in_course"] else parent
    options = [f"--course={door['course']}", f"--ExchangeSubmit.assignment_dir={above}"]
    command = [sys.executable, "-P", "-m", "nbgrader", "submit", place.assignment, *options]
    try:
        done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise ExchangeError(say("hand-in.not_submitted", reason=say("hand-in.no_answer"))) from None
    if done.returncode:
        reasons = _ERROR.findall(done.stderr) or done.stderr.strip().splitlines()[-1:]
        raise ExchangeError(say("hand-in.not_submitted", reason=reasons[0] if reasons else ""))


def found(assignment: str) -> Door | None:
    """Return the exchange that nbgrader is configured with, where this assignment is out and may be submitted."""
    from nbgrader.apps import SubmitApp
    from nbgrader.auth import Authenticator
    from nbgrader.exchange import ExchangeFactory

    app = SubmitApp()
    app.initialize([assignment])
    authenticator = Authenticator(parent=app)
    sending = ExchangeFactory(parent=app).Submit(coursedir=app.coursedir, authenticator=authenticator, parent=app)
    root = Path(getattr(sending, "root", "") or _ROOT)
    course = app.coursedir.course_id or _only_course(root, assignment)
    is_out = (root / course / "outbound" / assignment).is_dir()
    if not course or not is_out or not os.access(root / course / "inbound", os.W_OK | os.X_OK):
        return None
    secrets = _secrets(Path(getattr(sending, "cache", "") or _ROOT) / course)
    return {
        "course": course,
        "in_course": bool(sending.path_includes_course),
        "dates": announced(root / course, assignment, secrets),
    }


def _secrets(cache: Path) -> list[str]:
    """Return what nbgrader keeps of each hand-in to a course, by which it also finds one's feedback."""
    return [path.read_text("utf-8", "replace") for path in sorted(cache.glob("*/submission_secret.txt"))]


def _only_course(root: Path, assignment: str) -> str:
    """Return the course of an exchange that has the assignment out, where it is the only one; else ""."""
    courses = [path.parent.parent.name for path in root.glob(f"*/outbound/{assignment}")] if root.is_dir() else []
    return courses[0] if len(courses) == 1 else ""


def main(arguments: list[str], to: IO[str]) -> None:
    """Print the exchange that an assignment may be submitted to."""
    to.write(json.dumps(found(*arguments)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdout)
