"""Keep a copy of a whole course: everything in its folder, and the gradebook as it is at one moment."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from rich.markup import escape

from instructor.care.archive import write_archive
from instructor.care.database import DUMP, SQLITE
from instructor.console import terminal
from instructor.course import Course, CourseError
from instructor.plan import read_plan


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, resolve_path=True, path_type=Path))
@click.option("--files", is_flag=True, help="Without the gradebook, which you copied by other means.")
def backup(file: Path | None, files: bool) -> None:
    """Write a copy of the course into FILE, a zip; by default one with today's date in your home folder.

    It holds all of the course folder: the gradebook with the marking desk's tables, people.json, course.toml, what was
    handed in, graded and returned, snapshots, credits, queries; with a SHA-256 of each file. `restore FILE` checks it
    and puts it back. It holds names and marks: only you may read it, keep it so.
    """
    course, console = Course.here(), terminal()
    if not course.folder.is_dir():
        raise CourseError(f"there is no course in {course.folder}: nothing is to be copied")
    stamp = f"{datetime.now().astimezone():%Y-%m-%d-%H%M%S}"
    target = file or Path.home() / f"{course.course_id}-{stamp}.zip"
    if target.exists():
        raise CourseError(f"{target} is there already; name another file, or delete it")
    if target.is_relative_to(course.folder):
        raise CourseError(f"{target} would lie in what it is a copy of; name a file elsewhere")
    target.parent.mkdir(parents=True, exist_ok=True)
    manifest = write_archive(course, target, gradebook=not files)
    size = target.stat().st_size / 2**20
    console.print(escape(f"{target}: {len(manifest.files)} files, {size:.1f} MiB"), soft_wrap=True)
    if not {SQLITE, DUMP} & manifest.files.keys():
        console.print("The gradebook is not in it.")
    for name in manifest.left_out:
        console.print(escape(f"not in it: {name}, which is no plain file"), soft_wrap=True)
    exchange = read_plan(course).exchange
    if exchange and not exchange.is_relative_to(course.folder):
        console.print(escape(f"not in it: the exchange, {exchange}"), soft_wrap=True)
    console.print("not in it: the checkout, with bank, keys and lessons; keep that in git")
