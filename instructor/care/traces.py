"""All that a course folder holds of one student, found by id, number, login and name, and how each is taken out.

Folders of the steps, what was downloaded, refused or lies in the exchange; lines of logs; entries of files; pages made
of the class's answers, which can be made again. What other people's files say of a student (a group's common hand-in,
a classmate's text) is not found out by any rule: it is searched for and named.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import tomlkit

from instructor.course import Course
from instructor.grading.credits import read_credits, write_credits
from instructor.grading.queries import read_queries, write_queries
from instructor.plan import NAME, read_plan
from instructor.plan.announcing import announce
from instructor.submissions import owners
from instructor.submissions.kept import write
from instructor.submissions.lms import same_name, slug
from instructor.submissions.register import Person, Register
from instructor.submissions.tombstones import facts_of
from instructor.totals.pages import forget_records, records_of

STEPS = ("submitted", "autograded", "feedback", "students", "source_with_tests")
#: Folders of what is made of a whole class's work, and how it is made again.
OF_CLASS = {"report": "report it again", "handed_back": "hand back again"}
#: A name or a number that is shorter is found in too much by chance.
SHORTEST = 5
#: Files that are searched for a mention, by their ends, and how large they may be.
TEXTS, LARGEST = (".json", ".jsonl", ".toml", ".txt", ".html", ".ipynb", ".csv", ".md"), 32 << 20


@dataclass
class Traces:
    """What there is of a student: files and folders, logs with the lines that go, files that lose an entry."""

    course: Course
    person: Person
    paths: list[Path] = field(default_factory=list)
    logs: dict[Path, int] = field(default_factory=dict)
    entries: dict[str, str] = field(default_factory=dict)


def traces(course: Course, person: Person) -> Traces:
    """Return what there is of somebody; nothing is written."""
    found = Traces(course, person)
    found.paths = sorted({*_work(course, person), *_downloads(course, person), *_exchanged(course, person)})
    lessons = {path.name for path in found.paths if path.parent.parent.name in STEPS}
    of_class = (path for name in OF_CLASS for path in (course.folder / name).glob("*"))
    found.paths += sorted(path for path in of_class if path.suffix != ".json" and _is_of(path.name, lessons))
    found.logs = {path: count for path in _logs(course) if (count := _count(path, person))}
    found.entries = dict(_entries(course, person))
    return found


def _is_of(name: str, lessons: set[str]) -> bool:
    return any(name.startswith(lesson) for lesson in lessons)


def _work(course: Course, person: Person) -> Iterator[Path]:
    for step in STEPS:
        folder = course.folder / step / person.id
        if folder.is_dir():
            yield from (path for path in folder.iterdir())


def _downloads(course: Course, person: Person) -> Iterator[Path]:
    """Yield what was downloaded or put aside under the student's id, number or name."""
    numbers = {number.rpartition(":")[2] for number in person.numbers}
    for place in ("archive", "extracted", "moved", "group"):
        for path in (course.folder / "downloaded").glob(f"*/{place}/*"):
            if re.split(r"@| \[", path.name)[0] in {person.id, *numbers} or re.fullmatch(
                rf"{re.escape(person.id)}-\d+", path.name
            ):
                yield path
    for path in (course.folder / "refused").glob("*/*"):
        if is_named_in(path.name, person):
            yield path
            reason = path.with_name(f"{path.name}.reason.txt")
            yield from [reason] if reason.exists() else []


def is_named_in(file: str, person: Person) -> bool:
    """Say whether a file's name, as a platform made it, has the student's id, login, number or name."""
    name = same_name(re.sub(r"\.reason\.txt$", "", file))
    words = {word for word in re.split(r"[\W_]+", name) if word}
    numbers = {number.rpartition(":")[2] for number in person.numbers}
    marks = {same_name(mark) for mark in (person.id, person.hub, *numbers) if mark}
    if marks & words or any(name.startswith((f"{mark}+", f"{mark}_")) for mark in marks):
        return True
    squeezed = re.sub(r"[\W_]+", "", name)
    spelled = {re.sub(r"[\W_]+", "", same_name(each)) for each in (*person.names, person.preferred)}
    return any(each in squeezed for each in spelled if len(each) >= SHORTEST)


def _exchanged(course: Course, person: Person) -> Iterator[Path]:
    """Yield what lies in the exchange and its cache: hand-ins by login, pages by what they hold."""
    root, logins = read_plan(course).exchange or course.folder / "exchange", _logins(person)
    for place in (root / course.course_id / "inbound", course.folder / "cache" / course.course_id):
        yield from (path for path in place.glob("*") if path.name.partition("+")[0] in logins)
    own = {path.read_bytes() for path in (course.folder / "feedback" / person.id).glob("*/*.html") if path.is_file()}
    for path in (root / course.course_id / "feedback").glob("*") if own else ():
        if path.is_file() and path.read_bytes() in own:
            yield path


def _logins(person: Person) -> set[str]:
    return {person.id, person.hub, *(n.rpartition(":")[2] for n in person.numbers if n.startswith("hub:"))} - {""}


def _logs(course: Course) -> Iterator[Path]:
    yield from (course.folder / "grading").glob("*.jsonl")
    yield from (course.folder / "downloaded").glob("*/*.jsonl")


def _is_theirs(line: bytes, person: Person) -> bool:
    try:
        facts = json.loads(line)
    except ValueError:
        return person.id.encode() in line  # cut short, and nobody reads it
    return isinstance(facts, dict) and facts.get("student") == person.id


def _count(path: Path, person: Person) -> int:
    with path.open("rb") as lines:
        return sum(_is_theirs(line, person) for line in lines)


def _entries(course: Course, person: Person) -> Iterator[tuple[str, str]]:
    """Yield the files that have an entry of the student, and what it is."""
    if Register(course).holder(person.id):
        yield "people.json", "name, numbers, e-mail, the roster's columns"
    if owners.remembered(course, _logins(person)):
        yield owners.NAME, "the number of the account that hands in"
    if any(person.id in students for students in read_credits(course).values()):
        yield "credits.json", "points that were given"
    if any(person.id in (each.student, *each.told) for each in read_queries(course)):
        yield "queries.json", "questions, and who reads an answer"
    for path in records_of(course, person.id):
        yield f"handed_back/{path.name}", "the mark of a page that was packed"
    path = course.folder / NAME
    if path.exists() and any(person.id in _table(path, name) for name in ("extensions", "exempt")):
        yield NAME, "extensions and exemptions"


def _table(path: Path, name: str) -> dict[str, object]:
    found = tomlkit.parse(path.read_bytes().decode("utf-8-sig")).get(name, {})
    return dict(found) if isinstance(found, dict) else {}


def remove(found: Traces) -> list[Path]:
    """Take everything out that was found, files last, so that what was interrupted is found again.

    Returns what could not be deleted: on a hub a folder in what was handed in is its student's, and root alone empties
    it.
    """
    course, person = found.course, found.person
    _remove_entries(course, person)
    for log in found.logs:
        _rewrite(log, person)
    left = [path for path in found.paths if not _is_deleted(path)]
    for step in STEPS:
        if (folder := course.folder / step / person.id).is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    announce(course, read_plan(course))
    register = Register(course)
    if holder := register.holder(person.id):
        register.remove(holder)
        register.save()
    return left


def _is_deleted(path: Path) -> bool:
    """Delete a file or a folder, as far as one may; say whether it is gone."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
    return not os.path.lexists(path)


def _remove_entries(course: Course, person: Person) -> None:
    owners.forget(course, _logins(person))
    given = read_credits(course)
    if any(students.pop(person.id, None) for students in given.values()):
        write_credits(course, given)
    forget_records(course, person.id)
    queries = read_queries(course)
    if any(person.id in (each.student, *each.told) for each in queries):
        left = [each for each in queries if each.student != person.id]
        for each in left:
            each.told = [student for student in each.told if student != person.id]
        write_queries(course, left)
    path = course.folder / NAME
    if path.exists() and any(person.id in _table(path, name) for name in ("extensions", "exempt")):
        document = tomlkit.parse(path.read_bytes().decode("utf-8-sig"))
        for name in ("extensions", "exempt"):
            document.get(name, {}).pop(person.id, None)
        write(path, tomlkit.dumps(document))


def _rewrite(log: Path, person: Person) -> None:
    with log.open("rb") as lines:
        write(log, b"".join(line for line in lines if not _is_theirs(line, person)))


def mentions(course: Course, person: Person) -> list[Path]:
    """Return the texts of the course folder in which an id, a number, an e-mail or a name of somebody still stands."""
    facts = {fact.rpartition(":")[2] if ":" in fact else fact for fact in facts_of(person)}
    facts |= {slug(name) for name in person.names}
    longer = {re.escape(fact) for fact in facts if len(fact) >= SHORTEST}
    if not longer:
        return []
    looked_for = re.compile(rf"(?<!\w)({'|'.join(sorted(longer))})(?!\w)", re.IGNORECASE)
    texts = (path for path in course.folder.rglob("*") if path.suffix in TEXTS and path.is_file())
    return sorted(path for path in texts if path.stat().st_size <= LARGEST and _says(path, looked_for))


def _says(path: Path, looked_for: re.Pattern[str]) -> bool:
    return bool(looked_for.search(path.name) or looked_for.search(path.read_text("utf-8", "replace")))
