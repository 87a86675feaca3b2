"""What a doctor looks at in a course: plan, dates, exchange, gradebook, releases, and marks of an earlier version."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from instructor.care.database import damage
from instructor.care.findings import Finding
from instructor.course import Course, CourseError
from instructor.grading.drivers import exists, explained
from instructor.grading.log import graded_by
from instructor.grading.settling import difference
from instructor.grading.snapshots import CELLS, KEYS, marked_by, snapshots, source_files
from instructor.plan import read_plan
from instructor.settings import read_settings
from instructor.submissions.owners import named, staff

ME = "python -m instructor"
#: A plan all of whose dates are so long ago is another term's.
LONG = timedelta(days=90)


def plan(course: Course) -> Iterator[Finding]:
    """Look for dates that are past, and for what `course.toml` says otherwise than the gradebook."""
    found, now = read_plan(course), datetime.now(UTC)
    if found.source is None:
        yield Finding("plan", "look", "there is no course.toml", f"{ME} new course FOLDER")
        return
    due = {name: date for name in found.lessons if (date := found.due(name))}
    if due and max(due.values()) < now - LONG:
        yield Finding("plan", "wrong", "all due dates are of an earlier term", f"set new ones in {found.source}")
    for name, date in due.items():
        if date < now and not course.step("release", name).is_dir():
            said = f"{name} was due {found.said(date)}, and is not released"
            yield Finding("plan", "wrong", said, f"{ME} release {name}, or move the date in course.toml")
        elif date < now and not course.handed_in(name):
            yield Finding(
                "plan", "look", f"{name} was due {found.said(date)}; nothing is collected", f"{ME} collect {name}"
            )
    for name in found.lessons:
        if difference(course, name, found):
            yield Finding("plan", "look", f"{name}: course.toml and the gradebook differ", f"{ME} settle {name}")
    if not due:
        yield Finding("plan", "look", "no lesson has a due date", "write some, if work can be late")


def exchange(course: Course) -> Iterator[Finding]:
    """Look whether students can hand in through the exchange, where there is one."""
    root = read_plan(course).exchange or course.folder / "exchange"
    if sys.platform == "win32":
        yield Finding("exchange", "well", "there is none on Windows: students hand in by zip")
        return
    place = root / course.course_id / "inbound"
    if not place.is_dir():
        released = course.step("release", ".").is_dir() and any((course.folder / "release").iterdir())
        yield Finding("exchange", "look" if released else "well", f"no exchange in {root} yet", f"{ME} release LESSON")
        return
    yield from _taken_away(course, root)
    mode = place.stat().st_mode
    if not os.access(place, os.R_OK | os.W_OK | os.X_OK):
        yield Finding("exchange", "wrong", f"you may not read {place}", f"chown it to you: {place}")
    elif mode & 0o003 != 0o003:
        yield Finding("exchange", "wrong", f"students cannot hand in: {place}", f"chmod o+wx,o-r {place}")
    elif mode & 0o004:
        yield Finding("exchange", "wrong", f"students see who handed in: {place}", f"chmod o-r {place}")
    else:
        yield Finding("exchange", "well", f"{place} takes hand-ins, and shows them to nobody else")


def _taken_away(course: Course, root: Path) -> Iterator[Finding]:
    """Yield how students could put folders of their own in the course's place, and so take what is handed in there."""
    if read_plan(course).exchange and root.stat().st_mode & 0o1002 == 0o0002:
        yield Finding("exchange", "wrong", f"others can move the course's folder out of {root}", f"chmod +t {root}")
    own = root / course.course_id
    for path in (each for each in (own, own / "inbound", own / "outbound") if each.exists()):
        if (owner := path.lstat().st_uid) not in staff(course):
            said = f"{path} belongs to {named(owner)}, who can change what is handed out and read what is handed in"
            yield Finding("exchange", "look", said, f"if that is a student, move {own} away and release again")


def gradebook(course: Course) -> Iterator[Finding]:
    """Look whether the gradebook is there, whole, and can be written."""
    address = make_url(read_settings(course).db_url)
    shown = address.render_as_string(hide_password=True)
    engine = create_engine(address)
    try:
        with explained():
            if not exists(engine):
                yield Finding("gradebook", "look", f"there is none yet ({shown})", f"{ME} release LESSON")
                return
            with engine.connect() as db:
                db.execute(text("UPDATE assignment SET name = name"))
                db.rollback()
    except CourseError as error:
        yield Finding("gradebook", "wrong", str(error), "see the message")
        return
    finally:
        engine.dispose()
    broken = damage(Path(address.database or "")) if address.get_backend_name() == "sqlite" else ""
    if broken:
        yield Finding("gradebook", "wrong", f"{shown} is damaged: {broken}", f"{ME} restore COPY.zip")
    else:
        yield Finding("gradebook", "well", f"{shown} can be read and written")


def releases(course: Course) -> Iterator[Finding]:
    """Look for lessons that were released as they are not any more."""
    for lesson in read_plan(course).lessons:
        if not (known := snapshots(course, lesson)):
            if course.step("release", lesson).is_dir():
                said = f"{lesson} was released by an earlier version, which kept no snapshot; marks that are given stay"
                yield Finding("releases", "look", said, f"{ME} release {lesson}, where nobody works on it any more")
            continue
        now = source_files(course, lesson)
        before = {path.name: path.read_bytes() for path in known[-1].folder.iterdir() if path.name != CELLS}
        other = sorted(name for name in now.keys() | before.keys() if now.get(name) != before.get(name))
        if other == [KEYS]:
            said = f"{lesson}: keys are others than at the release"
            yield Finding("releases", "look", said, f"{ME} grade {lesson} --force --dry-run")
        elif other:
            said = f"{lesson} was released in an older version ({', '.join(other)} changed since)"
            yield Finding("releases", "look", said, f"{ME} release {lesson} --dry-run")


def marks(course: Course) -> Iterator[Finding]:
    """Name what is marked by keys that are not kept: those marks stay, and no reason can be said for a change."""
    for lesson in course.assignments():
        by = {student: keys.partition("+")[0] for student, keys in graded_by(course, lesson).items() if keys}
        lost = [student for student, digest in by.items() if not marked_by(course, lesson, digest)]
        if lost:
            said = (
                f"{lesson}: {len(lost)} were graded by an earlier version, which kept no keys; their marks stay. Only "
                "to say why `grade --force` would change one the keys of that day are needed"
            )
            yield Finding("marks", "look", said, f"{ME} grade {lesson} --dry-run shows what today's keys would change")
