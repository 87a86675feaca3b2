"""Put the feedback pages of a lesson into the zip that Moodle or Canvas hands out to those who handed in there.

`totals.pages` knows how each wants its files named; this is the command. It packs what `feedback` wrote, and remembers
what it packed: after a regrading `--changed` leaves out the pages that are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.markup import escape

from instructor.console import terminal
from instructor.course import Course, CourseError
from instructor.naming import LESSON
from instructor.plan import in_use, read_plan
from instructor.submissions.collected import collected
from instructor.submissions.directory import Directory
from instructor.totals.pages import Packed, pack, platforms, remember
from instructor.totals.safe import write

PLATFORMS = ("moodle", "canvas")


@click.command()
@click.argument("lesson", type=LESSON)
@click.option("--for", "platform", type=click.Choice(PLATFORMS), help="Who hands out.  [default: where they handed in]")
@click.option("--changed", is_flag=True, help="Only pages that are new or changed since the last zip.")
@click.option(
    "--to", "target", type=click.Path(dir_okay=False, path_type=Path), help="The zip.  [default: in the course folder]"
)
def handback(lesson: str, platform: str | None, changed: bool, target: Path | None) -> None:
    """Pack the feedback pages of LESSON for Moodle or Canvas.

    Write the pages first: feedback LESSON. Upload the zip in Moodle at the assignment, "Upload multiple feedback files
    in a zip" (feedback type "Feedback files"), in Canvas at the assignment, "Upload submissions".

    Exit code 0: the zip is written, or nothing changed. 1: there is nothing to pack.
    """
    course, console = Course.here(), terminal()
    in_use(course, lesson)
    pages = {path.parent.parent.name: path for path in sorted((course.folder / "feedback").glob(f"*/{lesson}/*.html"))}
    if not pages:
        raise CourseError(f"there are no feedback pages of {lesson}; run: python -m instructor feedback {lesson}")
    platform = platform or _platform(course, lesson, [*pages])
    packed = pack(course, lesson, platform, pages, changed)
    if packed.files:
        path = target or course.folder / "handed_back" / f"{lesson}-{platform}.zip"
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, packed.data)
        remember(course, lesson, platform, pages, packed.files)
        console.print(escape(str(path)), soft_wrap=True)
    for line in _said(course, lesson, packed):
        console.print(escape(line), soft_wrap=True)
    if not packed.files and not packed.unchanged:
        raise SystemExit(1)


def _platform(course: Course, lesson: str, students: Sequence[str]) -> str:
    """Return whose zip it is: the plan's platform, else the one from which hand-ins came."""
    if (planned := read_plan(course).platform) in PLATFORMS:
        return planned
    found = {name: count for name, count in platforms(course, lesson, students).items() if count}
    if len(found) != 1:
        counts = ", ".join(f"{name} would reach {count}" for name, count in found.items()) or "nobody handed in there"
        raise CourseError(f"say for whom: --for {' or --for '.join(PLATFORMS)} ({counts})")
    return next(iter(found))


def _said(course: Course, lesson: str, packed: Packed) -> list[str]:
    """Return what to know of a zip."""
    directory = Directory(course)
    said = [f"pages: {len(packed.files)}" + (f", unchanged: {len(packed.unchanged)}" if packed.unchanged else "")]
    stale = [s for s in packed.files if _is_older(course, lesson, s)]
    if stale:
        said.append(f"older than their grading, run feedback {lesson} first: {', '.join(directory.labels(stale))}")
    by = {str(f["student"]): str(f["by"]) for f in collected(course, lesson) if f.get("by")}
    for student in (one for one in packed.elsewhere if one in by):
        page = course.step("feedback", lesson, student) / f"{lesson}.html"
        said.append(f"not in it: {directory.label(student)}, for whom {directory.label(by[student])} handed in: {page}")
    if others := [student for student in packed.elsewhere if student not in by]:
        names, pages = ", ".join(directory.labels(others)), course.step("feedback", lesson, "ID")
        said.append(f"not in it, for they handed in elsewhere or have no number there: {names}; their pages: {pages}")
    return [*said, *packed.notes]


def _is_older(course: Course, lesson: str, student: str) -> bool:
    """Say whether somebody was graded again after the page was written."""
    page = course.step("feedback", lesson, student) / f"{lesson}.html"
    graded = course.step("autograded", lesson, student) / f"{lesson}.ipynb"
    return page.is_file() and graded.is_file() and graded.stat().st_mtime > page.stat().st_mtime
