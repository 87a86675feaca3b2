"""Where in a bank an error of its schema is: quiz and item by their ids, as whoever writes it looks for them."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any

from quizzes.types import registered
from quizzes.types.window import FORM, PATTERN


def where(data: Any, message: str) -> str:
    """Name the quiz and the item that a schema error is about, where its path leads into one."""
    words, _, path = message.rstrip("`").partition(" - at `$.")
    names = []
    for step in re.findall(r"[^.\[\]]+", path):
        try:
            data = data[int(step) if step.isdigit() else step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(data, dict) and "id" in data:
            names.append(f'"{data["id"]}"')
    place = " ".join(f"{kind} {name}:" for kind, name in zip(("quiz", "item"), names, strict=False))
    if re.search(r"\.items\[\d+\]\.type$", path) and isinstance(data, str):
        words += f"; {_known_types(data)}"
    if PATTERN in words:
        words = f'expected {FORM}; found "{data}"'
    return f"{place} {words} (at {path or 'the top'})".strip()


def _known_types(unknown: str) -> str:
    """Name the types that there are, and the one that an unknown name comes nearest to."""
    near = get_close_matches(unknown, registered(), n=1)
    return f"the types are {', '.join(registered())}" + (f'; did you mean "{near[0]}"?' if near else "")
