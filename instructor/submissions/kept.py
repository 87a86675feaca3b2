"""Files of the course folder that are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import msgspec


def write_json(path: Path, value: object) -> None:
    """Write a value as JSON that a person can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.part")
    partial.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n")
    partial.replace(path)
