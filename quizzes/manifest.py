"""What the course's lessons are: computed from a checkout, or read from the file that a wheel was built with.

A wheel holds `lessons.json`, which `instructor/wheel_hook.py` writes; a checkout is looked at anew each time. Only what
students get stands in it: title, question and minutes of a lesson, the sources of its code cells as they are released,
and of each module beside its notebook the SHA-256; the course is named by the setting `title` of its table. Cells in which students or instructors write code of their own are
left out, with whatever solutions and tests they have. This module imports nothing of ours: it is loaded by the build,
where no dependency is installed.
"""

from __future__ import annotations

import json
import re
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any, TypedDict

#: What a wheel's manifest is called, beside this module.
NAME = "lessons.json"
#: What nbgrader takes out of a cell when it releases it.
_TAKEN_OUT = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)")


class Lesson(TypedDict):
    """One lesson: `minutes` for all of it, `cells` the code as released, `modules` file name -> SHA-256, in hex."""

    name: str
    title: str
    question: str
    minutes: int
    cells: list[str]
    modules: dict[str, str]


class Manifest(TypedDict):
    """The course's id and its name as pages show it, and its lessons in their order."""

    id: str
    course: str
    lessons: list[Lesson]


def computed(root: Path) -> Manifest:
    """Look at the lessons of a checkout. Raises OSError or ValueError where its files cannot be read."""
    notebooks = sorted((root / "notebooks").glob("*/*.ipynb"))
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    name = str(settings["project"]["name"])
    title = str(settings.get("tool", {}).get(name, {}).get("title", name))
    return {"id": name, "course": title, "lessons": [_lesson(path) for path in notebooks]}


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


def _lesson(path: Path) -> Lesson:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    sources = [_source(cell) for cell in cells]
    head = next((source for source, cell in zip(sources, cells, strict=True) if cell["cell_type"] == "markdown"), "")
    modules = sorted(path.parent.glob("*.py"))
    return {
        "name": path.parent.name,
        "title": _first(r"^# (.+)$", head) or path.parent.name,
        "question": _first(r"^\*\*Question\.\*\* (.+)$", head),
        "minutes": int(_first(r"^\*\*Time\.\*\* (\d+) minutes", head) or 0),
        "cells": [source for source, cell in zip(sources, cells, strict=True) if _is_released_as_it_is(cell, source)],
        "modules": {module.name: digest(module.read_bytes()) for module in modules},
    }


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def _first(pattern: str, source: str) -> str:
    found = re.search(pattern, source, re.MULTILINE)
    return found[1].strip() if found else ""


def _is_released_as_it_is(cell: dict[str, Any], source: str) -> bool:
    claim = cell["metadata"].get("nbgrader", {})
    return cell["cell_type"] == "code" and not claim.get("solution") and not _TAKEN_OUT.search(source)
