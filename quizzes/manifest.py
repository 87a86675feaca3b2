"""What the course's lessons are: computed from a checkout, or read from the file that a wheel was built with.

A wheel holds `lessons.json`, which `instructor/wheel_hook.py` writes; a checkout is looked at anew each time. Only what
students get stands in it: title, question and minutes of a lesson, the sources of its code cells as they are released,
and of each module beside its notebook the SHA-256. Of the project's own table the setting `title` names the course, and
`language` the language that its lessons are written in, which its pages speak unless `course.toml` says otherwise.
Cells in which students or instructors write code of their own are left out, with whatever solutions and tests they
have. This module imports nothing of ours: it is loaded by the build, where no dependency is installed.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path
from typing import Any, NotRequired, TypedDict

#: What a wheel's manifest is called, beside this module.
NAME = "lessons.json"
#: What nbgrader takes out of a cell when it releases it.
_TAKEN_OUT = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)")
#: How a line of a lesson's head begins, in whatever language: **Question.** What ...? The first is the question, and
#: the first with a number the time.
_LABEL = r"^\*\*[^*\n]+[.:]\*\*"


class Lesson(TypedDict):
    """One lesson: `minutes` for all of it, `cells` the code as released, `modules` file name -> SHA-256s, in hex."""

    name: str
    title: str
    question: str
    minutes: int
    cells: list[str]
    modules: dict[str, list[str]]


class Manifest(TypedDict):
    """The course's id and its name as pages show it, its languages (BCP 47), and its lessons in their order."""

    id: str
    course: str
    language: NotRequired[str]
    written_in: NotRequired[str]
    lessons: list[Lesson]


def computed(root: Path, releases: Path | None = None, used: Collection[str] | None = None) -> Manifest:
    """Look at the lessons of a checkout.

    Parameters
    ----------
    root
        The checkout.
    releases
        Where students' versions lie, if any were made. A lesson is then what was released last; its modules may also be
        those of the source, which is released next.
    used
        The lessons that the course uses; None is all.

    Raises
    ------
    OSError, ValueError
        Where a file of the checkout cannot be read, or is no notebook.
    """
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    name = str(settings["project"]["name"])
    own = settings.get("tool", {}).get(name, {})
    title, language = str(own.get("title", name)), str(own.get("language", "en"))
    paths = sorted((root / "notebooks").glob("*/*.ipynb"))
    lessons = [_lesson(path, releases) for path in paths if used is None or path.parent.name in used]
    return {"id": name, "course": title, "language": language, "written_in": language, "lessons": lessons}


def written(path: Path) -> Manifest:
    """Read a manifest that `text` made."""
    found: Manifest = json.loads(path.read_text("utf-8"))
    return found


def text(manifest: Manifest) -> str:
    """Return a manifest as the file that a wheel holds."""
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"


def digest(content: bytes) -> str:
    """Return the SHA-256 of a module, in hex."""
    return sha256(content).hexdigest()


def _lesson(source: Path, releases: Path | None) -> Lesson:
    released = releases / source.parent.name / source.name if releases else source
    path = released if released.is_file() else source
    cells = [(_source(cell), cell) for cell in json.loads(path.read_text("utf-8"))["cells"]]
    head = next((text for text, cell in cells if cell["cell_type"] == "markdown"), "")
    return {
        "name": path.parent.name,
        "title": _first(r"^# (.+)$", head) or path.parent.name,
        "question": _first(rf"{_LABEL} (\D.+)$", head),
        "minutes": int(_first(rf"{_LABEL} (\d+) ", head) or 0),
        "cells": [text for text, cell in cells if _is_released_as_it_is(cell, text)],
        "modules": _modules({path.parent, source.parent}),
    }


def _modules(folders: set[Path]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for path in (path for folder in folders for path in folder.glob("*.py")):
        found.setdefault(path.name, set()).add(digest(path.read_bytes()))
    return {name: sorted(found[name]) for name in sorted(found)}


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def _first(pattern: str, source: str) -> str:
    found = re.search(pattern, source, re.MULTILINE)
    return found[1].strip() if found else ""


def _is_released_as_it_is(cell: dict[str, Any], source: str) -> bool:
    claim = cell["metadata"].get("nbgrader", {})
    return cell["cell_type"] == "code" and not claim.get("solution") and not _TAKEN_OUT.search(source)
