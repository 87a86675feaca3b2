"""The register of people in the course folder, `people.json`: ids, the names seen, and the platforms' numbers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import msgspec

from instructor.course import Course, CourseError
from instructor.submissions.lms import same_name
from instructor.submissions.screen import LONGEST_ID


class Person(msgspec.Struct):
    """One person: the id used everywhere, the names seen, and the platforms' numbers.

    `numbers` are addresses such as `canvas:4821`, `moodle:01-small:4711` and `hub:ana`; those that were joined by the
    name alone are `presumed`. `given` and `family` are the parts of the name where a roster parts it, `hub` is the
    login name, `groups` are the roster's (`Team A`) or those of one lesson's hand-in (`01-small:Team A`). `roster` has
    the columns of each platform's roster as they were written; who is in none has none. Nobody is deleted: `left`.
    """

    id: str
    names: list[str] = []
    numbers: list[str] = []
    presumed: list[str] = []
    email: str = ""
    hub: str = ""
    preferred: str = ""
    given: str = ""
    family: str = ""
    left: bool = False
    groups: list[str] = []
    roster: dict[str, dict[str, str]] = {}

    @property
    def shown(self) -> str:
        """The name that tables show: the preferred one, else the newest, else the id."""
        return self.preferred or (self.names[-1] if self.names else self.id)

    def is_named(self, name: str) -> bool:
        """Say whether this name was seen, however it was encoded."""
        return same_name(name) in map(same_name, self.names)

    def number_in(self, scope: str) -> str | None:
        """Return the address that this person has in a platform's assignment, `moodle:01-small:`."""
        return next((number for number in self.numbers if number.startswith(scope)), None)


class _File(msgspec.Struct):
    version: int = 1
    people: list[Person] = []


class Register:
    """The people of one course, and where their work lies.

    Raises
    ------
    CourseError
        Where the file is there and cannot be read.
    """

    def __init__(self, course: Course) -> None:
        self.course, self.path = course, course.folder / "people.json"
        try:
            found = msgspec.json.decode(self.path.read_bytes(), type=_File) if self.path.exists() else _File()
        except msgspec.MsgspecError as error:
            raise CourseError(f"{self.path} cannot be read ({error}); restore it from a backup") from None
        self.people = found.people
        self._bearers: dict[str, list[Person]] = {}
        for person in self.people:
            for name in person.names:
                self._bearers.setdefault(same_name(name), []).append(person)

    def save(self) -> None:
        """Write the register, whole or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_name(f"{self.path.name}.part")
        text = msgspec.json.format(msgspec.json.encode(_File(people=self.people)), indent=1)
        with partial.open("wb") as file:
            file.write(text + b"\n")
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self.path)

    def add(self, student: str) -> Person:
        """Enter a person."""
        self.people.append(Person(student))
        return self.people[-1]

    def at(self, address: str) -> Person | None:
        """Return who has a platform's number."""
        return next((person for person in self.people if address in person.numbers), None)

    def holder(self, student: str) -> Person | None:
        """Return who has an id; two that a file system may take for one are one."""
        return next((person for person in self.people if same_name(person.id) == same_name(student)), None)

    def named(self, name: str, platform: str) -> list[Person]:
        """Return those of a platform, or of a roster, who bear a name."""
        people = self._bearers.get(same_name(name), [])
        return [one for one in people if one.roster or any(n.startswith(f"{platform}:") for n in one.numbers)]

    @property
    def has_roster(self) -> bool:
        """Whether a roster was imported."""
        return any(person.roster for person in self.people)

    def bearers(self, names: Iterable[str]) -> list[Person]:
        """Return all who bear one of some names, on any platform, each once."""
        found = {id(person): person for name in names for person in self._bearers.get(same_name(name), [])}
        return [*found.values()]

    def call(self, person: Person, name: str) -> None:
        """Enter a name that was seen, unless it is known."""
        if not person.is_named(name):
            person.names.append(name)
            self._bearers.setdefault(same_name(name), []).append(person)

    def remove(self, person: Person) -> None:
        """Take out somebody who has turned out to be another one."""
        self.people[:] = [one for one in self.people if one is not person]
        for people in self._bearers.values():
            if any(one is person for one in people):
                people[:] = [one for one in people if one is not person]

    def is_unrecorded(self, student: str) -> bool:
        """Say whether a student's work is there, whom the register does not have."""
        is_id = 0 < len(student.encode()) <= LONGEST_ID
        return is_id and (self.course.folder / "submitted" / student).is_dir() and not self.holder(student)


def move(source: Path, target: Path) -> None:
    """Move a student's work for an assignment.

    Raises
    ------
    CourseError
        Where something is in the way.
    """
    if not source.exists():
        return
    if target.exists():
        raise CourseError(f"{source} is to become {target}, which is there already; move it away and collect again")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, target)
