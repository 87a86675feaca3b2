"""What `collect` noted of each file that it took: `downloaded/<assignment>/collected.jsonl`, a JSON object a line."""

from __future__ import annotations

import json
from typing import Any

from instructor.course import Course

NAME = "collected.jsonl"


def collected(course: Course, assignment: str) -> list[dict[str, Any]]:
    """Return what was noted, oldest first; a line that is damaged is passed over."""
    path = course.folder / "downloaded" / assignment / NAME
    lines = path.read_text("utf-8", "replace").splitlines() if path.exists() else []
    return [facts for line in lines if isinstance(facts := _facts(line), dict)]


def _facts(line: str) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None
