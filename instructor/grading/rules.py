"""What nbgrader's configuration decides about grading: its steps, the source's files, the penalty for being late."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from instructor.course import Course, CourseError
from instructor.grading.gradebook import Penalty
from instructor.plan import read_plan
from instructor.settings import Settings

_OWN, _OURS = "nbgrader.preprocessors", "instructor.preprocessors"
#: The steps of `nbgrader autograde` that the marking here stands for.
STEPS = {
    *(f"{_OWN}.{step}" for step in ("ClearOutput", "DeduplicateIds", "OverwriteKernelspec", "OverwriteCells")),
    *(f"{_OWN}.{step}" for step in ("IgnorePattern", "LimitOutput", "AssignLatePenalties")),
    *(f"{_OURS}.{step}" for step in ("SetTime", "RestoreCells", "RunCode", "ScoreResponses", "SaveAutoGrades")),
    f"{_OWN}.CheckCellMetadata",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
}
#: Where a penalty can be configured; nbgrader's default is none.
LATE = ("AssignLatePenalties", "LateSubmissionPlugin")
#: The plugin that takes what `course.toml` says.
PLANNED = "instructor.penalties.PlannedPenalty"


def check_steps(settings: Settings) -> None:
    """Raise CourseError where nbgrader would do other things than this module knows of."""
    if others := [step for step in settings.steps if step not in STEPS]:
        raise CourseError(
            f"nbgrader_config.py has steps that `grade` does not know: {', '.join(others)}; "
            "take them out, or grade with: nbgrader autograde"
        )


def late_penalty(settings: Settings) -> Penalty:
    """Return the penalty of the configured LateSubmissionPlugin; where none is configured nbgrader is not imported."""
    if not any(settings.config[kind] for kind in LATE):
        return lambda student, score, seconds_late: None
    if settings.of(LATE, "plugin_class") == PLANNED:
        late = read_plan(Course.here()).late
        return lambda student, score, seconds_late: late.penalty(score, seconds_late)

    def penalty(student: str, score: float, seconds_late: float) -> float | None:
        from nbgrader.preprocessors import AssignLatePenalties  # here: it takes seconds, and only who is late needs it

        step = AssignLatePenalties(config=settings.config)
        step.init_plugin()
        given: float | None = step.plugin_inst.late_submission_penalty(student, score, seconds_late)
        return given

    return penalty


def source_files(folder: Path, settings: Settings) -> dict[str, bytes]:
    """Return the files of a source folder, which nbgrader puts in the place of the students'."""
    kept: Any = settings.of(["Autograde"], "exclude_overwriting", {}).get(folder.name, [])
    ignored = [*settings.of(["CourseDirectory"], "ignore", []), "*.ipynb"]
    names = {path.relative_to(folder).as_posix(): path for path in _files(folder, ignored)}
    return {name: path.read_bytes() for name, path in names.items() if name not in kept}


def _files(folder: Path, ignored: list[str]) -> Iterator[Path]:
    """Yield the files of a folder, without those whose name, or whose folder's, one of the patterns fits."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not _fits(name, ignored)]
        yield from (Path(place, name) for name in names if not _fits(name, ignored))


def _fits(name: str, patterns: list[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)
