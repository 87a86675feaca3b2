"""Put a backup back: checked whole first, and nothing is overwritten unasked."""

from __future__ import annotations

import shlex
import sys
import zipfile
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from sqlalchemy import make_url

from instructor.care.archive import Manifest, read_manifest, unpack
from instructor.care.database import DUMP, SQLITE, damage, postgres_words
from instructor.care.forgotten import erase, people_in, usual, witnesses
from instructor.console import terminal
from instructor.course import Course, CourseError
from instructor.plan import NAME
from instructor.settings import read_settings
from instructor.submissions.directory import label
from instructor.submissions.register import Person
from instructor.submissions.tombstones import Tombstones

#: Names in a list; the rest are counted.
MOST = 10


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check it, say what would be overwritten, and write nothing.")
@click.option("--overwrite", is_flag=True, help="Overwrite what is there with what the backup has.")
@click.option("--leave-out", is_flag=True, help="Take out again who was forgotten since the backup was made.")
def restore(file: Path, dry_run: bool, overwrite: bool, leave_out: bool) -> None:
    """Put the backup FILE into the course folder: `python -m instructor --course FOLDER restore FILE`.

    Every file is held against its SHA-256 before one is written. Where the folder holds other files already, they are
    named and nothing is written, unless you say --overwrite; what the backup does not have is left alone.

    Who was forgotten since is named, as far as a course folder that is here says it, and taken out with --leave-out.

    Exit code 0: it is restored. 1: it is not, or somebody is there again who was forgotten.
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
        graves = {str(one.folder): Tombstones(one) for one in witnesses(course, manifest)}
        people = people_in(archive, manifest)
        forgotten = [person for person in people if any(each.among([person]) for each in graves.values())]
        _name(console, forgotten, [*graves])
        _agree(console, course, manifest, dry_run, overwrite)
        if dry_run:
            return
        is_out = leave_out or _asked(forgotten)
        course.folder.mkdir(parents=True, exist_ok=True)
        for name in () if SQLITE not in manifest.files else ("-journal", "-wal", "-shm"):
            (course.folder / f"{SQLITE}{name}").unlink(missing_ok=True)
        unpack(archive, manifest, course.folder)
    _verify(course, manifest)
    console.print(escape(f"restored into {course.folder}"), soft_wrap=True)
    _say_rest(console, course, manifest)
    _keep_graves(console, course, graves)
    if not _forget_again(console, course, manifest, forgotten, is_out):
        raise SystemExit(1)
    _say_next(console, course)


def _say_next(console: Console, course: Course) -> None:
    """Say what to do with the course that is there again."""
    console.print(escape(f"Next: python -m instructor {_elsewhere(course)}doctor looks it over"), soft_wrap=True)
    if _elsewhere(course) and (course.folder / NAME).exists():
        command = f"python -m instructor new course {shlex.quote(str(course.folder))}"
        console.print(escape(f"To go on in this folder without --course: {command}"), soft_wrap=True)


def _elsewhere(course: Course) -> str:
    """Return the option that leads commands to the folder, where they do not use it by themselves."""
    return "" if course.folder == usual(course) else f"--course {shlex.quote(str(course.folder))} "


def _name(console: Console, forgotten: list[Person], asked: list[str]) -> None:
    """Say who was forgotten since, and what says so."""
    if not asked:
        said = (
            "who was forgotten since it was made cannot be known here: there is no course folder to ask. If you have "
            "another copy of the course, look in its forgotten.json, and forget them again before you collect"
        )
    else:
        names = ", ".join(label(person) for person in forgotten) or "nobody who is in it"
        said = f"forgotten since it was made, as far as {' and '.join(asked)} says: {names}"
    console.print(escape(said), soft_wrap=True)


def _asked(forgotten: list[Person]) -> bool:
    return bool(forgotten) and sys.stdin.isatty() and click.confirm("Leave them out?", default=True)


def _keep_graves(console: Console, course: Course, graves: dict[str, Tombstones]) -> None:
    """Let the restored course know whom the others forgot, so that a collection takes nothing of them."""
    mine = Tombstones(course)
    for folder, other in graves.items():
        if not mine.take(other):
            said = f"{folder} has tombstones by another key: who is not in the backup can be collected again"
            console.print(escape(said), soft_wrap=True)


def _forget_again(console: Console, course: Course, manifest: Manifest, people: list[Person], is_out: bool) -> bool:
    """Take out who was forgotten since, or say how; return whether nobody is left."""
    elsewhere = _elsewhere(course)
    is_out = is_out and DUMP not in manifest.files
    for person in people:
        if is_out:
            for line in (*erase(course, person), f"{person.id} was forgotten since, and is left out"):
                console.print(escape(line), soft_wrap=True)
        else:
            command = f"python -m instructor {elsewhere}forget {shlex.quote(person.id)}"
            console.print(escape(f"{person.id} was forgotten since: {command}"), soft_wrap=True)
    return is_out or not people


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


def _say_rest(console: Console, course: Course, manifest: Manifest) -> None:
    """Say what is still to be done: a database elsewhere."""
    url = make_url(read_settings(course).db_url)
    if DUMP in manifest.files and url.get_backend_name() == "postgresql":
        command = f"pg_restore --clean --if-exists {' '.join(postgres_words(url))} {course.folder / DUMP}"
        console.print(escape(f"the gradebook is still to be restored: {command}"), soft_wrap=True)
