"""Who was forgotten since a copy was made: told by the tombstones that are at hand, and taken out of what came back.

At hand are those of the folder that is restored into, of the one that the checkout uses (`.course`, else `build/`), and
of the one that the copy was made of, if it is on this machine. Where none of them is there nobody can know it.
"""

from __future__ import annotations

import shlex
import zipfile
from contextlib import ExitStack, suppress
from pathlib import Path

import msgspec

from instructor.care.archive import Manifest
from instructor.care.rows import delete_rows
from instructor.care.traces import remove, traces
from instructor.course import Course, CourseError, pointed_to
from instructor.grading.alone import alone
from instructor.submissions.register import Person, read_people
from instructor.submissions.tombstones import NAME, Tombstones, facts_of

PEOPLE = "people.json"


def usual(course: Course) -> Path:
    """Return the course folder that commands of this checkout use where none is named."""
    with suppress(CourseError):
        return (pointed_to(course.root) or course.root / "build").resolve()
    return course.root / "build"


def witnesses(course: Course, manifest: Manifest) -> list[Course]:
    """Return the courses at hand whose tombstones may say who was forgotten since; each once."""
    folders = [course.folder, usual(course), *([Path(manifest.folder)] if manifest.folder else [])]
    there = [folder.resolve() for folder in folders if any((folder / name).exists() for name in (PEOPLE, NAME))]
    return [Course(course.root, folder) for folder in dict.fromkeys(there)]


def people_in(archive: zipfile.ZipFile, manifest: Manifest) -> list[Person]:
    """Return whom an archive has: those of its register, and those of whom there is work alone."""
    try:
        found = read_people(archive.read(PEOPLE)) if PEOPLE in manifest.files else []
    except msgspec.MsgspecError:
        found = []
    known = {person.id for person in found}
    parts = [name.split("/") for name in manifest.folders]
    ids = {part[1] for part in parts if len(part) > 1 and part[0] in ("submitted", "autograded", "feedback")}
    return [*found, *(Person(student) for student in sorted(ids - known))]


def erase(course: Course, person: Person) -> list[str]:
    """Delete all that a course has of somebody, and keep the hashes by which they are known.

    Returns what is still to be deleted, in words.
    """
    Tombstones(course).bury(facts_of(person))
    found = traces(course, person)
    with ExitStack() as locks:
        for lesson in course.assignments():
            locks.enter_context(alone(course, lesson))
        delete_rows(course, person.id)
        left = remove(found)
    return [f"not deleted, for it is not yours; let root do it: rm -r {shlex.quote(str(path))}" for path in left]
