"""What was asked: `snapshots/<assignment>/<digest>/` holds what a release was made from, and `index.jsonl` when.

Bank, pictures, keys, models, the instructor's notebook with its mark schemes, and the released cells lie there, on the
instructor's side alone, by the digest of their contents: the same release is kept once. Which release somebody was
asked the index says, by the time of the hand-in; a submission is never believed about it.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from instructor.course import Course
from quizzes.bank import Bank, Keys, load_yaml

BANK, KEYS, CELLS, INDEX = "bank.yaml", "keys.yaml", "cells.json", "index.jsonl"
#: Where a lesson's snapshots have what its gradings marked by.
MARKED = "marked"


class _Line(msgspec.Struct, frozen=True):
    """A line of the index: when (UTC) which snapshot was released."""

    time: datetime
    digest: str


@dataclass(frozen=True)
class Snapshot:
    """A release: since when it is what students are asked (UTC, without a zone, as nbgrader has times), and of what."""

    since: datetime
    folder: Path

    @property
    def digest(self) -> str:
        """The digest of its contents."""
        return self.folder.name

    @property
    def bank_source(self) -> bytes:
        """The YAML of the questions; b"" where there were none."""
        path = self.folder / BANK
        return path.read_bytes() if path.exists() else b""

    @property
    def bank(self) -> Bank:
        """The questions. Raises BankError."""
        path = self.folder / BANK
        return load_yaml(path, Bank) if path.exists() else Bank(assignment=self.folder.parent.name, quizzes=())

    @property
    def keys(self) -> Keys:
        """The keys of graded items. Raises BankError."""
        path = self.folder / KEYS
        return load_yaml(path, Keys) if path.exists() else Keys(assignment=self.folder.parent.name, keys={})

    @property
    def models(self) -> dict[str, bytes]:
        """The source of each model, by its file's name."""
        return {path.name: path.read_bytes() for path in sorted(self.folder.glob("*.py"))}


def keep(course: Course, assignment: str, cells: Mapping[str, Mapping[str, Any]]) -> str:
    """Keep what a release is made from, with its cells by grade id, note that it is released now; return the digest."""
    files = source_files(course, assignment) | {CELLS: msgspec.json.format(msgspec.json.encode(cells), indent=1)}
    parts = [(name, hashlib.blake2b(data).hexdigest()) for name, data in sorted(files.items())]
    digest = hashlib.blake2b(msgspec.json.encode(parts), digest_size=16).hexdigest()
    place = _folder(course, assignment) / digest
    if not place.exists():
        new = place.with_name("new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        for name, data in files.items():
            (new / name).parent.mkdir(exist_ok=True)
            (new / name).write_bytes(data)
        new.rename(place)
    known = snapshots(course, assignment)
    if not known or known[-1].digest != digest:
        with (place.parent / INDEX).open("ab") as index:
            index.write(msgspec.json.encode(_Line(datetime.now(UTC), digest)) + b"\n")
    return digest


def keep_marked_by(course: Course, assignment: str, digest: str) -> None:
    """Keep what a grading marks by, bank, keys and models, under the digest that the log has of them."""
    place = _folder(course, assignment) / MARKED / digest
    if place.exists():
        return
    new = place.with_name("new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    for name, data in source_files(course, assignment).items():
        if not name.endswith(".ipynb"):
            (new / name).parent.mkdir(exist_ok=True)
            (new / name).write_bytes(data)
    new.rename(place)


def marked_by(course: Course, assignment: str, digest: str) -> Snapshot | None:
    """Return what a grading marked by; None where an earlier version kept nothing of it."""
    place = _folder(course, assignment) / MARKED / digest
    return Snapshot(datetime.min, place) if digest and place.is_dir() else None  # noqa: DTZ901


def source_files(course: Course, assignment: str) -> dict[str, bytes]:
    """Return what a release is made from, by the names that it has in a snapshot."""
    source = course.source(assignment)
    named = {BANK: course.bank_file(assignment), KEYS: course.keys_file(assignment)}
    named |= {path.name: path for path in (*source.glob("*.py"), source / f"{assignment}.ipynb")}
    named |= {f"{Path(BANK).stem}/{path.name}": path for path in course.pictures(assignment)}
    return {name: path.read_bytes() for name, path in named.items() if path.exists()}


def _folder(course: Course, assignment: str) -> Path:
    return course.folder / "snapshots" / assignment


def snapshots(course: Course, assignment: str) -> list[Snapshot]:
    """Return an assignment's releases, the oldest first; a line or a folder that is not whole is passed over."""
    path = _folder(course, assignment) / INDEX
    found = []
    for line in path.read_bytes().splitlines() if path.exists() else ():
        try:
            entry = msgspec.json.decode(line, type=_Line)
        except msgspec.MsgspecError:
            continue
        folder = path.parent / entry.digest
        if folder.is_dir():
            found.append(Snapshot(entry.time.astimezone(UTC).replace(tzinfo=None), folder))
    return found


def asked_at(known: Sequence[Snapshot], time: datetime | None) -> Snapshot | None:
    """Return the release that was current at a time: before the first, the first; without a time, the last."""
    if not known:
        return None
    before = [each for each in known if time is None or each.since <= time]
    return before[-1] if before else known[0]
