"""Feedback pages in a zip that Moodle or Canvas hands out, each file named so that it finds its student.

Moodle ("Upload multiple feedback files in a zip"; moodle `mod/assign/feedback/file/importziplib.php`, commit 0203d8f,
read 2026-11-26): `Full name_4711_assignsubmission_file_PAGE.html`. The number between the first two underscores is the
participant's; a name has none, and begins with neither . nor ~. A page of the same name is replaced.
Canvas ("Upload submissions"; canvas-lms `app/models/abstract_assignment.rb`, infer_comment_context_from_filename,
commit 028f76b): the name that the hand-in had in the download, `souzaana_4821_90017_lesson.zip`. The numbers of user
and file are looked up, and the file must be of that student's last submission. The student is shown it under the name
of what they handed in, so a zip is answered by a zip with the page in it. Each upload is one more comment.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from instructor.course import Course, CourseError
from instructor.submissions.collected import collected
from instructor.submissions.kept import write
from instructor.submissions.lms import same_name
from instructor.submissions.register import Person, Register

#: Zips of one date are the same bytes: what has not changed is not new.
_DATE = (2000, 1, 1, 0, 0, 0)


@dataclass
class Packed:
    """What a zip holds: pages by student, whose did not change, who is reached otherwise, and what to know."""

    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def data(self) -> bytes:
        """The zip."""
        return _zip(self.files.values())


def pack(course: Course, lesson: str, platform: str, pages: Mapping[str, Path], only_changed: bool) -> Packed:
    """Pack the pages of a lesson.

    Parameters
    ----------
    platform
        "moodle" or "canvas".
    pages
        Where each student's page lies.
    only_changed
        Leave out the pages that were packed before and are the same.
    """
    names = (moodle_names if platform == "moodle" else canvas_names)(course, lesson)
    before, done = returned(course, lesson, platform), Packed()
    for student, path in pages.items():
        if student not in names:
            done.elsewhere.append(student)
            continue
        content = path.read_bytes()
        if only_changed and before.get(student) == _digest(content):
            done.unchanged.append(student)
            continue
        name, note = names[student]
        wrapped = name.casefold().endswith(".zip")
        done.files[student] = (name, _zip([(f"{lesson}.html", content)]) if wrapped else content)
        done.notes += [f"{student}: {note}"] if note else []
    return done


def moodle_names(course: Course, lesson: str) -> dict[str, tuple[str, str]]:
    """Return by student what Moodle wants a page to be called, of those whose number in the assignment is known."""
    scope = f"moodle:{lesson}:"
    last = {
        facts["student"]: f"{scope}{facts.get('number')}" for facts in collected(course, lesson) if "student" in facts
    }
    found = {}
    for person in Register(course).people:
        # Of two numbers, as of a stranger's that was assigned, the one counts by which they handed in.
        address = last[person.id] if last.get(person.id) in person.numbers else person.number_in(scope)
        if not person.left and address:
            number = address.removeprefix(scope)
            found[person.id] = (f"{_plain(person)}_{number}_assignsubmission_file_{lesson}.html", "")
    return found


def _plain(person: Person) -> str:
    """Return a name as Moodle writes it before the number: no underscore, nothing that a file's name cannot have."""
    name = person.names[-1] if person.names else person.id
    return re.sub(r'[\x00-\x1f<>:"/\\|?*_&`\']+', " ", name).strip(" .~")[:80] or "student"


def canvas_names(course: Course, lesson: str) -> dict[str, tuple[str, str]]:
    """Return by student what Canvas wants a page to be called, of those whose last hand-in came from there.

    With a note, where the student is shown a page under a name that does not fit it. In a group a page goes to whoever
    handed in a file of their own there, also where another's counts; Canvas gives what a group handed in together to
    all of them.
    """
    last = {f["student"]: f for f in collected(course, lesson) if "student" in f and "by" not in f}
    gone = {person.id for person in Register(course).people if person.left}
    found = {}
    for student, facts in last.items():
        name = PurePosixPath(str(facts.get("file", ""))).name
        if facts.get("platform") != "canvas" or student in gone or not name:
            continue
        if name.casefold().endswith((".zip", ".html", ".htm")):
            found[student] = (name, "")
        else:
            shown = name.split("_")[-1]
            note = f"Canvas shows the page under the name of the hand-in ({shown}); it is HTML: save it as .html"
            found[student] = (f"{name}.html", note)
    return found


def returned(course: Course, lesson: str, platform: str) -> dict[str, str]:
    """Return the fingerprints of the pages that were packed last, by student."""
    path = _record(course, lesson, platform)
    try:
        known: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    except ValueError as error:
        raise CourseError(f"{path} cannot be read ({error}); delete it: all pages are new then") from None
    return known


def remember(course: Course, lesson: str, platform: str, pages: Mapping[str, Path], students: Iterable[str]) -> None:
    """Note which pages were packed, so that the next zip can leave them out."""
    known = returned(course, lesson, platform) | {name: _digest(pages[name].read_bytes()) for name in students}
    _write(_record(course, lesson, platform), known)


def _write(path: Path, known: Mapping[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, json.dumps(known, indent=1, sort_keys=True) + "\n")


def records_of(course: Course, student: str) -> dict[Path, dict[str, str]]:
    """Return the notes of what was packed that name a student, by file."""
    found = {}
    for path in (course.folder / "handed_back").glob("*.*.json"):
        known = returned(course, *path.stem.rsplit(".", 1))
        if student in known:
            found[path] = known
    return found


def forget_records(course: Course, student: str) -> None:
    """Take a student out of the notes of what was packed."""
    for path, known in records_of(course, student).items():
        _write(path, {name: digest for name, digest in known.items() if name != student})


def _record(course: Course, lesson: str, platform: str) -> Path:
    return course.folder / "handed_back" / f"{lesson}.{platform}.json"


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()


def _zip(files: Iterable[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def platforms(course: Course, lesson: str, students: Sequence[str]) -> dict[str, int]:
    """Return how many of some students each platform's zip would reach."""
    found = {"moodle": moodle_names(course, lesson), "canvas": canvas_names(course, lesson)}
    wanted = {*map(same_name, students)}
    return {name: sum(same_name(student) in wanted for student in names) for name, names in found.items()}
