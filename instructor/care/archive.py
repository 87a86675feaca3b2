"""An archive of a course folder: a zip of all its files, with a manifest that has a SHA-256 of each.

While it is made no lesson is graded or collected anew by this course's commands; the gradebook is the database's own
copy of one moment. The manifest keeps times and permissions, by which commands know again what is done. An archive is
checked whole before a letter of it is written: names that lead elsewhere, files too many or too few, other contents.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import msgspec

from instructor.care.database import SQLITE, copy_gradebook
from instructor.course import Course, CourseError
from instructor.grading.alone import alone
from instructor.settings import read_settings

MANIFEST = "manifest.json"
#: Left out: the gradebook's own file, whose copy is in it, what SQLite has beside it, locks and half-written files.
ASIDE = (SQLITE, f"{SQLITE}-journal", f"{SQLITE}-wal", f"{SQLITE}-shm")
PASSING = (".lock", ".part")
BLOCK = 1 << 20


class Kept(msgspec.Struct, frozen=True):
    """A file or a folder in an archive: its permissions and time (ns), and of a file its size and SHA-256."""

    mode: int
    time: int
    size: int = 0
    sha256: str = ""


class Manifest(msgspec.Struct, frozen=True):
    """What an archive holds, of which course, made when; `left_out` names what is no plain file.

    `folder` is the course folder that it was made of; older archives do not say it.
    """

    course: str
    made: str
    files: dict[str, Kept]
    folders: dict[str, Kept]
    left_out: list[str] = []
    version: int = 1
    folder: str = ""


def write_archive(course: Course, target: Path, gradebook: bool = True) -> Manifest:
    """Write an archive, whole or not at all; return its manifest.

    Raises
    ------
    CourseError
        Where a lesson is being graded, or the gradebook cannot be copied.
    """
    partial = target.with_name(f"{target.name}.part")
    with ExitStack() as stack:
        for lesson in course.assignments():
            stack.enter_context(alone(course, lesson))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=target.parent)))
        book = copy_gradebook(read_settings(course).db_url, folder) if gradebook else None
        stack.callback(partial.unlink, missing_ok=True)
        opened = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # it holds names and marks
        with os.fdopen(opened, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest = _write(course, archive, book)
        partial.replace(target)
    return manifest


def _write(course: Course, archive: zipfile.ZipFile, book: Path | None) -> Manifest:
    files, folders, others = {}, {}, []
    for path in _walk(course.folder):
        name, facts = path.relative_to(course.folder).as_posix(), path.lstat()
        if stat.S_ISDIR(facts.st_mode):
            folders[name] = Kept(stat.S_IMODE(facts.st_mode), facts.st_mtime_ns)
        elif stat.S_ISREG(facts.st_mode):
            files[name] = _add(archive, name, path)
        else:
            others.append(name)
    if book:
        files[book.name] = _add(archive, book.name, book)
    made = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = Manifest(course.course_id, made, files, folders, others, folder=str(course.folder))
    archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    return manifest


def _walk(folder: Path) -> Iterator[Path]:
    """Yield what belongs into an archive, in order."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in (*folders, *sorted(names)):
            path = Path(place, name)
            if not (path.parent == folder and name in ASIDE) and path.suffix not in PASSING:
                yield path


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> Kept:
    digest, facts, size = hashlib.sha256(), path.stat(), 0
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as target:
        while block := source.read(BLOCK):
            digest.update(block)
            target.write(block)
            size += len(block)
    return Kept(stat.S_IMODE(facts.st_mode), facts.st_mtime_ns, size, digest.hexdigest())


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """Return an archive's manifest, after every file was held against it.

    Raises
    ------
    CourseError
        Where the archive is not whole, or not this course's.
    """
    try:
        manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
    except (KeyError, msgspec.MsgspecError, zipfile.BadZipFile) as error:
        raise CourseError(f"{archive.filename} is no backup of a course ({error})") from None
    for name in (*manifest.files, *manifest.folders):
        parts = PurePosixPath(name).parts
        if not parts or ".." in parts or name.startswith("/") or "\\" in name or ":" in parts[0]:
            raise CourseError(f'{archive.filename} has a file "{name}", which leads elsewhere; nothing was written')
    names = [name for name in archive.namelist() if name != MANIFEST]
    if sorted(names) != sorted(manifest.files):
        raise CourseError(f"{archive.filename} does not hold what its manifest says; take another copy")
    for name, kept in manifest.files.items():
        if _digest(archive, name) != kept.sha256:
            raise CourseError(f'{archive.filename} is damaged at "{name}"; take another copy. Nothing was written')
    return manifest


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with archive.open(name) as file:
            while block := file.read(BLOCK):
                digest.update(block)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError):
        return ""
    return digest.hexdigest()


def unpack(archive: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    """Write an archive's files into a folder, with their permissions and times; what else is there stays."""
    for name in sorted(manifest.folders):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, kept in manifest.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.part")
        with archive.open(name) as source, partial.open("wb") as target:
            while block := source.read(BLOCK):
                target.write(block)
        partial.chmod(kept.mode)
        os.utime(partial, ns=(kept.time, kept.time))
        partial.replace(path)
    for name, kept in sorted(manifest.folders.items(), reverse=True):
        (folder / name).chmod(kept.mode)
        os.utime(folder / name, ns=(kept.time, kept.time))
