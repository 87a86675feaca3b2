"""Put a backup back: checked whole first, and nothing is overwritten unasked."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from sqlalchemy import make_url

from instructor.care.archive import Manifest, read_manifest, unpack
from instructor.care.database import DUMP, SQLITE, damage, postgres_words
from instructor.console import terminal
from instructor.course import Course, CourseError
from instructor.settings import read_settings
from instructor.submissions.tombstones import Tombstones

#: Names in a list; the rest are counted.
MOST = 10


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check it, say what would be overwritten, and write nothing.")
@click.option("--overwrite", is_flag=True, help="Overwrite what is there with what the backup has.")
def restore(file: Path, dry_run: bool, overwrite: bool) -> None:
    """Put the backup FILE into the course folder: `python -m instructor --course FOLDER restore FILE`.

    Every file is held against its SHA-256 before one is written. Where the folder holds other files already, they are
    named and nothing is written, unless you say --overwrite; what the backup does not have is left alone.
    """
    course, console = Course.here(), terminal()
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise CourseError(f"{file} is no backup of a course ({error})") from None
    with archive:
        manifest = read_manifest(archive)
        console.print(escape(f"{file}: whole, {len(manifest.files)} files, made {manifest.made}"), soft_wrap=True)
        if manifest.course != course.course_id:
            raise CourseError(f"{file} is of the course {manifest.course}, and this checkout is {course.course_id}'s")
        _agree(console, course, manifest, dry_run, overwrite)
        if dry_run:
            return
        graves = Tombstones(course)
        course.folder.mkdir(parents=True, exist_ok=True)
        for name in () if SQLITE not in manifest.files else ("-journal", "-wal", "-shm"):
            (course.folder / f"{SQLITE}{name}").unlink(missing_ok=True)
        unpack(archive, manifest, course.folder)
    _verify(course, manifest)
    console.print(escape(f"restored into {course.folder}"), soft_wrap=True)
    _say_rest(console, course, manifest, graves)


def _agree(console: Console, course: Course, manifest: Manifest, dry_run: bool, overwrite: bool) -> None:
    """Name what would be overwritten. Raises CourseError where that was not agreed to."""
    there = [name for name in manifest.files if (course.folder / name).exists()]
    newer = [name for name in there if (course.folder / name).stat().st_mtime_ns > manifest.files[name].time]
    if not there:
        return
    said = f"{course.folder} has {len(there)} of them already, {len(newer)} newer than in the backup"
    console.print(escape(f"{said}: {_list(newer or there)}"), soft_wrap=True)
    if dry_run or overwrite:
        return
    if not sys.stdin.isatty():
        raise CourseError("nothing was written; restore into another folder (--course FOLDER), or say --overwrite")
    click.confirm("Overwrite them?", abort=True)


def _list(names: list[str]) -> str:
    return ", ".join(names[:MOST]) + (f" and {len(names) - MOST} more" if len(names) > MOST else "")


def _verify(course: Course, manifest: Manifest) -> None:
    """Raise CourseError where what was written is not what the manifest says, or the gradebook is damaged."""
    wrong = [name for name, kept in manifest.files.items() if (course.folder / name).stat().st_size != kept.size]
    if wrong:
        raise CourseError(f"{_list(wrong)}: not written whole; see that the disk has room, then restore again")
    if SQLITE in manifest.files and (found := damage(course.folder / SQLITE)):
        raise CourseError(f"the gradebook is damaged ({found}); restore another backup")


def _say_rest(console: Console, course: Course, manifest: Manifest, graves: Tombstones) -> None:
    """Say what is still to be done: a database elsewhere, people who were forgotten since."""
    url = make_url(read_settings(course).db_url)
    if DUMP in manifest.files and url.get_backend_name() == "postgresql":
        command = f"pg_restore --clean --if-exists {' '.join(postgres_words(url))} {course.folder / DUMP}"
        console.print(escape(f"the gradebook is still to be restored: {command}"), soft_wrap=True)
    for student in graves.back(course):
        console.print(escape(f"{student} was forgotten since: python -m instructor forget {student}"), soft_wrap=True)
