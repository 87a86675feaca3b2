"""What an LMS lets an instructor download, made of files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from instructor.course import Course
from tests.small_course import ASSIGNMENT

NOTEBOOK = f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
JOURNAL = f"{ASSIGNMENT}/responses/quiz-01.jsonl"


@dataclass
class File:
    """A file of an LMS download: its name there and its bytes."""

    name: str
    content: bytes
    time: tuple[int, int, int, int, int, int] = (2026, 11, 20, 10, 0, 0)


def handed_in(course: Course, answers: str = '{"time":"t","item":"s-club","response":"a"}\n', **more: str) -> bytes:
    """Return the zip of a student's work; `more` adds members by name."""
    notebook = (course.step("release", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb").read_text("utf-8")
    return zipped({NOTEBOOK: notebook, JOURNAL: answers, **more})


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def download(course: Course, *files: File) -> Path:
    """Return the zip that an LMS makes of these files."""
    path = course.root / "download.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.name, file.time), file.content)
    return path
