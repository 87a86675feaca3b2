"""Files of the course folder that are written whole or not at all, and under names that nothing has."""

from __future__ import annotations

from pathlib import Path

import msgspec


def write_json(path: Path, value: object) -> None:
    """Write a value as JSON that a person can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.part")
    partial.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n")
    partial.replace(path)


def free(path: Path, numbered: str) -> Path:
    """Return a path that nothing lies at: the same, or `numbered` with its `{stem}`, `{suffix}` and a `{number}`."""
    candidate, number = path, 1
    while candidate.exists():
        number += 1
        candidate = path.with_name(numbered.format(stem=path.stem, suffix=path.suffix, number=number))
    return candidate
