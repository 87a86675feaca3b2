"""What an LMS lets an instructor download: whose each file is, by the name that the LMS gave it, never by its inside.

Names, from the LMS's own source code. `LATE_` and the attempt's `-1` are there where they apply:
    Canvas   souzaana_LATE_4821_90017_02-lesson-1.zip     name, LATE, user, file, title (anonymous: anon_x7Yz3_...)
    Moodle   Ana Souza_4821_assignsubmission_file/02-lesson.zip     or the same with _ in place of the folder
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO

from instructor.course import CourseError
from instructor.submissions.screen import IGNORED

MOODLE = re.compile(r"(?P<name>[^/]+)_(?P<number>\d+)_assignsubmission_file(?:_|/|_/)(?P<title>[^/]+)$")

CANVAS = re.compile(r"(?P<name>[^/]+?)_(?P<late>LATE_)?(?P<number>\d+)_(?P<file>\d+)_(?P<title>[^/]+)$")

CANVAS_ANONYMOUS = re.compile(r"(?P<late>LATE_)?(?P<name>anon)_(?P<number>\w+?)_(?P<file>\d+)_(?P<title>[^/]+)$")


@dataclass(frozen=True)
class Sender:
    """Who sent a file, as the LMS names it. Of several files of one sender the one with the greatest `order` counts."""

    student: str
    number: str
    late: bool = False
    order: int = 0


@dataclass(frozen=True)
class Upload:
    """A file of an LMS download: its name there, its sender, when it was stored (UTC), and how to read it."""

    name: str
    sender: Sender | None
    time: datetime
    size: int
    open: Callable[[], IO[bytes]]

    @property
    def student(self) -> str:
        """The id of the student who sent it.

        Raises
        ------
        ValueError
            Where the name does not say.
        """
        if self.sender is None:
            raise ValueError(
                "it does not say whose it is as Moodle or Canvas would; give the download as it came, or name the file "
                "<student>_<number>_assignsubmission_file_<title>.zip"
            )
        return self.sender.student


def sender(name: str) -> Sender | None:
    """Read who sent a file from the name (with folders) that Moodle or Canvas gave it; None where neither did."""
    parts = name.split("/")
    for start in range(len(parts)):
        rest = "/".join(parts[start:])
        if match := MOODLE.fullmatch(rest):
            # Blind marking: everybody is called Participant.
            name = f"{match['name']}-{match['number']}" if match["name"] == "Participant" else match["name"]
            return Sender(_slug(name), match["number"], order=_attempt(match["title"]))
        if match := CANVAS_ANONYMOUS.fullmatch(rest) or CANVAS.fullmatch(rest):
            student = f"{_slug(match['name'])}-{match['number'].casefold()}"
            return Sender(student, match["number"], bool(match["late"]), int(match["file"]))
    return None


def _slug(name: str) -> str:
    """Return a name as nbgrader can use it for a folder: letters, digits and hyphens, in lower case."""
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")


def _attempt(title: str) -> int:
    match = re.search(r"-(\d+)\.zip$", title)
    return int(match[1]) if match else 0


def told_apart(found: Iterable[Upload]) -> list[Upload]:
    """Return the uploads that have a sender, with the LMS's number in the ids of students who bear the same name."""
    known = [(upload, upload.sender) for upload in found if upload.sender]
    people = {(who.student, who.number) for _, who in known}
    twice = {name for name, count in Counter(student for student, _ in people).items() if count > 1}
    return [
        replace(upload, sender=replace(who, student=f"{who.student}-{who.number}")) if who.student in twice else upload
        for upload, who in known
    ]


def newest(found: Iterable[Upload]) -> list[Upload]:
    """Keep each student's last upload."""
    ordered = sorted(found, key=lambda upload: (upload.sender.order if upload.sender else 0, upload.time))
    last = {upload.student: upload for upload in ordered}
    return [last[student] for student in sorted(last)]


@contextmanager
def uploads(download: Path) -> Iterator[list[Upload]]:
    """Open an LMS download, a zip as it came or the folder it was unpacked to, and yield its files.

    Raises
    ------
    CourseError
        Where it is neither.
    """
    if download.is_dir():
        paths = sorted(path for path in download.rglob("*") if path.is_file() and not path.is_symlink())
        found = [_file_upload(download, path) for path in paths]
        yield [upload for upload in found if not IGNORED.search(upload.name)]
        return
    try:
        archive = zipfile.ZipFile(download)
    except zipfile.BadZipFile:
        raise CourseError(f"{download.name} is neither a folder nor a zip; give the LMS's download") from None
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir() and not IGNORED.search(entry.filename)]
        yield [_zip_upload(archive, entry) for entry in entries]


def _file_upload(download: Path, path: Path) -> Upload:
    name, facts = path.relative_to(download).as_posix(), path.stat()
    time = datetime.fromtimestamp(facts.st_mtime, UTC)
    return Upload(name, sender(name), time, facts.st_size, lambda: path.open("rb"))


def _zip_upload(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Upload:
    name = entry.filename
    return Upload(name, sender(name), _zip_time(entry), entry.file_size, partial(archive.open, entry))


def _zip_time(entry: zipfile.ZipInfo) -> datetime:
    """Return when an entry was stored; a zip keeps local time without saying which, so the instructor's is taken."""
    try:
        return datetime(*entry.date_time).astimezone(UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
