"""Collect what students handed in: from nbgrader's exchange, or from what an LMS lets an instructor download.

Whatever a student sends is screened first, by its listing alone: no name may climb or be absolute, no link may stand
in it, and sizes have limits. Of a zip, only the notebook and the journals of known quizzes are taken out, by us and
under names we choose; nbgrader's zip_collect then moves them to `submitted/`. Who sent a zip is read from the name
that the LMS gave it, never from its inside. A refused submission is copied, untouched, into the course's `refused/`.

Names, from the LMS's own source code. `LATE_` and the attempt's `-1` are there where they apply:
    Canvas   souzaana_LATE_4821_90017_02-lesson-1.zip     name, LATE, user, file, title (anonymous: anon_x7Yz3_...)
    Moodle   Ana Souza_4821_assignsubmission_file/02-lesson.zip     or the same with _ in place of the folder
"""

from __future__ import annotations

import lzma
import re
import shutil
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any

import click
from nbgrader.apps import ZipCollectApp
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import parse_utc
from rich.console import Console
from rich.markup import escape

from instructor.course import Course, CourseError, nbgrader
from instructor.intake import (
    IGNORED,
    LARGEST_FILE,
    LARGEST_SUBMISSION,
    LARGEST_TIMESTAMP,
    TIMESTAMP,
    Member,
    Refused,
    check_timestamp,
    listing,
    screen,
)
from quizzes.journal import printable

#: The time of a submission that names none; no other is earlier.
UNDATED = datetime.min  # noqa: DTZ901 (as nbgrader's times, without a zone)

MOODLE = re.compile(r"(?P<name>[^/]+)_(?P<number>\d+)_assignsubmission_file(?:_|/|_/)(?P<title>[^/]+)$")
#: What zipfile and what it unpacks with raise over a file that is damaged, encrypted or packed in some other way.
UNREADABLE = (
    *(zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError),
    *(zlib.error, lzma.LZMAError, UnicodeDecodeError),
)

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


@dataclass(frozen=True)
class Refusal:
    """A submission that was not collected: its name, why, and what to do."""

    name: str
    reason: str


@dataclass(frozen=True)
class Collected:
    """What a collection came to: students (with a note, such as "late"), and what was refused."""

    students: dict[str, str]
    refused: tuple[Refusal, ...]


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


def choose(members: Sequence[Member], assignment: str, quizzes: Iterable[str]) -> dict[str, str]:
    """Return which members to take out (name in the zip -> name in the submission).

    Raises
    ------
    ValueError
        Where the assignment's notebook is not there, or twice: what was found, and what to do.
    """
    names = [member.name for member in members if not IGNORED.search(member.name)]
    notebooks = [name for name in names if name.endswith(".ipynb")]
    right = [name for name in notebooks if PurePosixPath(name).name == f"{assignment}.ipynb"]
    if len(right) != 1:
        found = ", ".join(printable(PurePosixPath(name).name) for name in notebooks[:3]) or "no notebook"
        raise ValueError(f"it holds {found} instead of one {assignment}.ipynb; ask the student to hand in {assignment}")
    folder = PurePosixPath(right[0]).parent
    journals = {str(folder / "responses" / f"{quiz}.jsonl"): f"responses/{quiz}.jsonl" for quiz in quizzes}
    return {right[0]: f"{assignment}.ipynb"} | {name: journals[name] for name in names if name in journals}


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


def stage(upload: Upload, assignment: str, quizzes: Iterable[str], archive: Path) -> None:
    """Screen one student's zip and write what counts in it to `archive/<student>@<time>/`, for zip_collect.

    Raises
    ------
    ValueError
        Where it is refused: why, and what to do.
    """
    if upload.size > LARGEST_SUBMISSION:
        limit = f"at most {LARGEST_SUBMISSION:,} are taken"
        raise ValueError(f"it has {upload.size:,} bytes; {limit}. Ask the student to clear outputs")
    folder = archive / f"{upload.student}@{upload.time:%Y%m%dT%H%M%S}"
    try:
        with upload.open() as file, zipfile.ZipFile(file) as content:
            _unpack(content, assignment, quizzes, folder)
    except UNREADABLE as error:
        shutil.rmtree(folder, ignore_errors=True)  # what was unpacked before the damage showed
        is_name = isinstance(error, UnicodeDecodeError)
        reason = "a name in it is not in UTF-8" if is_name else printable(str(error))
        raise ValueError(f"it is no zip that can be read ({reason}); ask the student for the hand-in zip") from None


def _unpack(content: zipfile.ZipFile, assignment: str, quizzes: Iterable[str], folder: Path) -> None:
    members = [Member(info.orig_filename, info.file_size, info.external_attr >> 16) for info in content.infolist()]
    if reason := screen(members):
        raise ValueError(reason)
    for name, target in choose([m for m in members if not m.name.endswith("/")], assignment, quizzes).items():
        (folder / target).parent.mkdir(parents=True, exist_ok=True)
        with content.open(name) as source, (folder / target).open("wb") as copy:
            shutil.copyfileobj(source, copy)


def collect_zips(course: Course, assignment: str, download: Path) -> Collected:
    """Collect an assignment from an LMS download; what is there already gives way only to something newer.

    Raises
    ------
    CourseError
        Where the download itself cannot be read, or nbgrader gives up.
    """
    staging = course.folder / "downloaded" / assignment / "archive"
    shutil.rmtree(staging, ignore_errors=True)
    quizzes = [quiz.id for quiz in course.bank(assignment).quizzes]
    students: dict[str, str] = {}
    refused: list[Refusal] = []
    with uploads(download) as found:
        for upload in [upload for upload in found if upload.sender is None] + newest(told_apart(found)):
            try:
                if _is_newer(course, assignment, upload):
                    stage(upload, assignment, quizzes, staging)
                students[upload.student] = "late" if upload.sender and upload.sender.late else ""
            except ValueError as error:
                refused.append(Refusal(upload.name, str(error)))
                with upload.open() as content:
                    keep_aside(course, assignment, upload.name, content, str(error))
    if staging.exists():
        with nbgrader(course, assignment, ZipCollectApp, [assignment, "--force"]):
            pass  # starting it is its work
    return Collected(students, tuple(refused))


def _is_newer(course: Course, assignment: str, upload: Upload) -> bool:
    """Say whether an upload is newer than the submission that was collected before."""
    stamp = course.step("submitted", assignment, upload.student) / "timestamp.txt"
    if not stamp.exists():
        return True
    known = parse_utc(stamp.read_text("utf-8").strip())
    return bool(upload.time.replace(tzinfo=None, microsecond=0) > known)


def keep_aside(course: Course, assignment: str, name: str, content: IO[bytes], reason: str) -> None:
    """Keep a refused file as it came, with the reason beside it."""
    folder = course.folder / "refused" / assignment
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / re.sub(r"[^\w.-]+", "_", name)[-120:]
    with path.open("wb") as copy:
        shutil.copyfileobj(content, copy)
    path.with_name(f"{path.name}.reason.txt").write_text(f"{reason}\n", "utf-8")


class ScreenedCollect(ExchangeCollect):
    """nbgrader's collect from the exchange, which passes over what is refused and keeps it aside."""

    def copy_files(self) -> None:
        """Copy what passes; log a warning, and keep the rest aside, where something does not."""
        self.src_records: list[dict[str, Any]] = [record for record in self.src_records if self._passes(record)]
        super().copy_files()

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Read who sent a folder, and when, from its name, which a student may have made up."""
        name = Path(path).name
        _, assignment, time, *rest = (*name.rsplit("+", 3), "", "", "")[:4]
        try:
            if assignment != self.coursedir.assignment_id or not rest:
                raise Refused(name)
            check_timestamp(time.encode() or b"none")
            record: dict[str, Any] = super()._path_to_record(path)
        except Refused:
            record = {"username": name.partition("+")[0], "filename": name, "timestamp": UNDATED}
        return record

    def _passes(self, record: dict[str, Any]) -> bool:
        folder = Path(self.inbound_path, record["filename"])
        is_dated = record["timestamp"] != UNDATED
        reason = _harm_in(folder) if is_dated else "its folder's name holds no time; ask the student to submit again"
        if reason is None:
            return True
        self.log.warning("refused: %s: %s", record["username"], reason)
        aside = Course.here().folder / "refused" / self.coursedir.assignment_id / record["filename"]
        if not aside.exists():
            shutil.copytree(folder, aside, symlinks=True, ignore=_too_large)
        return False


def _harm_in(folder: Path) -> str | None:
    try:
        if reason := screen(list(listing(folder))):
            return reason
        if (stamp := folder / TIMESTAMP).is_file():
            with stamp.open("rb") as file:
                check_timestamp(file.read(LARGEST_TIMESTAMP + 1))
        return None
    except Refused as refused:
        return str(refused)


def _too_large(folder: str, names: list[str]) -> list[str]:
    """Leave out of a copy what is no plain file or larger than any submission may be."""
    paths = {name: Path(folder, name) for name in names}
    return [
        name
        for name, path in paths.items()
        if not (path.is_dir() or path.is_symlink() or (path.is_file() and path.stat().st_size <= LARGEST_FILE))
    ]


def collect_exchange(course: Course, assignment: str) -> Collected:
    """Collect an assignment from nbgrader's exchange, newer submissions in place of older ones.

    Raises
    ------
    CourseError
        Where there is no exchange, or nothing was released to it.
    """
    if sys.platform == "win32":
        raise CourseError(
            f"nbgrader's exchange does not run on Windows; run: collect {assignment} --zips FOLDER_OR_ZIP"
        )
    with nbgrader(course, assignment) as (app, log):
        kind = app.exchange.Collect
        kind(coursedir=app.coursedir, authenticator=app.authenticator, parent=app, update=True).start()
    refused = [line.removeprefix("refused: ").split(": ", 1) for line in log.warnings if line.startswith("refused: ")]
    students = dict.fromkeys(course.students("submitted", assignment), "")
    return Collected(students, tuple(Refusal(name, reason) for name, reason in refused))


@click.command()
@click.argument("assignment")
@click.option(
    "--zips",
    type=click.Path(exists=True, path_type=Path),
    help="The zip, or the folder, of all submissions that Moodle or Canvas lets you download.",
)
def collect(assignment: str, zips: Path | None) -> None:
    """Collect ASSIGNMENT from nbgrader's exchange, or from an LMS's download.

    Exit code 0: everything is collected. 1: something was refused, and is named with the reason.
    """
    course, console = Course.here(), Console()
    course.check(assignment)
    done = collect_zips(course, assignment, zips) if zips else collect_exchange(course, assignment)
    for student, note in sorted(done.students.items()):
        console.print(f"{student}{f' ({note})' if note else ''}")
    for refusal in done.refused:
        console.print(f"[bold]refused[/bold] {escape(refusal.name)}: {escape(refusal.reason)}", soft_wrap=True)
    console.print(f"{len(done.students)} collected, {len(done.refused)} refused")
    if done.refused:
        console.print(f"What was refused is kept in {course.folder / 'refused' / assignment}", soft_wrap=True)
        raise SystemExit(1)
