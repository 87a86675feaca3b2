"""Save a text where a file may be: with the line ends that the file has, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from instructor.submissions.kept import write


def save(path: Path, text: str) -> None:
    """Write a text, whose lines end in a line feed, into a file; one that ends them as Windows does keeps that."""
    is_windows = path.exists() and b"\r\n" in path.read_bytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, text.replace("\n", "\r\n") if is_windows else text)
