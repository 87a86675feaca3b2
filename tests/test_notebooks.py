"""Do the copies that students get run from top to bottom? (The sources are run by nbval itself.)"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from instructor.course import Course
from instructor.release import make_release

ROOT = Path(__file__).parent.parent
LESSONS = Course(ROOT, ROOT / "build").assignments()
#: All of them in the long run, two for every change.
COPIES = [*LESSONS[:2], *(pytest.param(lesson, marks=pytest.mark.long) for lesson in LESSONS[2:])]


@pytest.mark.parametrize("lesson", COPIES)
def test_a_released_copy_runs_from_top_to_bottom(lesson: str, tmp_path: Path) -> None:
    course = Course(ROOT, tmp_path / "course")
    course.enter()
    make_release(course, lesson)
    copy = course.step("release", lesson)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval-lax",
        f"--nbval-sanitize-with={ROOT / 'tests' / 'nbval.cfg'}",
        "-q",
        "-c",
        "/dev/null",
        "--rootdir",
        str(copy),
        str(copy),
    ]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stdout[-3000:]
    assert (copy / "responses").exists() is False
