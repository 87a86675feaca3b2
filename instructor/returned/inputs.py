"""What a feedback page is made from, as fingerprints, and which pages are there and made from the same.

`grading/<assignment>.pages.jsonl` has a line for each page that was written: the fingerprint of all it was made from,
and the size and time of its file. So a page that somebody else wrote, or deleted, is written again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import IO

import msgspec

from instructor.course import CONFIGURATION, Course
from instructor.grading.given import Given
from instructor.settings import read_settings

#: Packages of this checkout that a page is made by, and libraries that render it.
PACKAGES = ("instructor", "quizzes", "seeds")
LIBRARIES = ("nbgrader", "nbconvert", "nbformat", "jinja2", "markdown-it-py", "latex2mathml")


def fingerprint(parts: Iterable[bytes]) -> str:
    """Return a fingerprint of a sequence of bytes; where one part ends and the next begins counts."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def of_checkout(course: Course, assignment: str) -> str:
    """Return the fingerprint of what a page is made by: programs, templates, texts, the lesson's bank and keys."""
    return fingerprint(_parts(course, assignment))


def _parts(course: Course, assignment: str) -> Iterator[bytes]:
    yield from (version(name).encode() for name in LIBRARIES)
    folders = [CONFIGURATION.parent / name for name in PACKAGES]
    if course.texts and course.texts not in folders:
        folders.append(course.texts)
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if "__pycache__" not in path.parts]
    for path in (*files, course.bank_file(assignment), course.keys_file(assignment)):
        if path.is_file():
            yield str(path).encode("utf-8", "surrogateescape")
            yield path.read_bytes()


def of_course(course: Course, digest: str) -> str:
    """Return the fingerprint of what all pages have in common: the checkout's `digest`, configuration and plan."""
    plan = course.folder / "course.toml"
    config = repr(read_settings(course).config).encode("utf-8", "surrogateescape")
    return fingerprint([digest.encode(), config, plan.read_bytes() if plan.exists() else b""])


def of_page(common: str, files: Mapping[str, bytes], given: Given) -> str:
    """Return the fingerprint of what one page is made from: its student's files and marks, and what is `common`."""
    marks = msgspec.json.encode(given, order="sorted")
    return fingerprint(
        [common.encode(), marks, *(part for name in sorted(files) for part in (name.encode(), files[name]))]
    )


class Line(msgspec.Struct, frozen=True):
    """One page that was written: whose, made from what, its size in bytes and its time in nanoseconds."""

    student: str
    inputs: str
    size: int
    time: int


class Written:
    """The pages of one assignment that were written, open for more; a line that was cut short is skipped."""

    def __init__(self, course: Course, assignment: str) -> None:
        path = course.folder / "grading" / f"{assignment}.pages.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: IO[bytes] = path.open("ab+")
        self._file.seek(0)
        self._known: dict[str, Line] = {}
        last = b"\n"
        for last in self._file:
            if line := _line(last):
                self._known[line.student] = line
        if not last.endswith(b"\n"):
            self._file.write(b"\n")

    def has(self, student: str, inputs: str, page: Path) -> bool:
        """Say whether a student's page is there, as it was written from these inputs."""
        line = self._known.get(student)
        return line is not None and line.inputs == inputs and page.exists() and line == _seen(student, inputs, page)

    def add(self, student: str, inputs: str, page: Path) -> None:
        """Note a page that is written now."""
        self._file.write(msgspec.json.encode(_seen(student, inputs, page)) + b"\n")
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _seen(student: str, inputs: str, page: Path) -> Line:
    found = page.stat()
    return Line(student, inputs, found.st_size, found.st_mtime_ns)


def _line(line: bytes) -> Line | None:
    try:
        return msgspec.json.decode(line, type=Line)
    except msgspec.MsgspecError:
        return None
