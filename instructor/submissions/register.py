"""The register of people in the course folder, `people.json`: ids, the names seen, and the platforms' numbers."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import msgspec

from instructor.course import Course, CourseError
from instructor.submissions.kept import write_json
from instructor.submissions.lms import same_name
from instructor.submissions.screen import LONGEST_ID


class Person(msgspec.Struct):
    """One person: the id used everywhere, the names seen, and the platforms' numbers.

    `numbers` are addresses such as `canvas:4821`, `moodle:01-small:4711` and `hub:ana`; those that were joined by the
    name alone are `presumed`. `given` and `family` are the parts of the name where a roster parts it, `hub` is the
    login name, `groups` are the roster's (`Team A`) or those of one lesson's hand-in (`01-small:Team A`). `roster` has
    the columns of each platform's roster as they were written; who is in none has none. Nobody is deleted: `left`.
    `former` are those who turned out to be this person, each as they were: what is needed to take that back.
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
    former: list[Former] = []

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

    def listed(self, platform: str) -> str | None:
        """Return the address by which the platform's roster lists this person, of however many they have."""
        cells = {f"{platform}:{cell}" for cell in self.roster.get(platform, {}).values()}
        return next((number for number in self.numbers if number in cells), None)


class Former(msgspec.Struct):
    """Who was given to another: as they were (the id is "" of a number that was nobody's), and what came of it.

    The lessons whose work moved, and the names and groups that the other did not have before.
    """

    person: Person
    lessons: list[str] = []
    names: list[str] = []
    groups: list[str] = []


class _File(msgspec.Struct):
    version: int = 1
    people: list[Person] = []


def read_people(data: bytes) -> list[Person]:
    """Return the people of a register's file. Raises msgspec.MsgspecError where it is none."""
    return msgspec.json.decode(data, type=_File).people


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
            self.people = read_people(self.path.read_bytes()) if self.path.exists() else []
        except msgspec.MsgspecError as error:
            raise CourseError(f"{self.path} cannot be read ({error}); restore it from a backup") from None
        self._bearers: dict[str, list[Person]] = {}
        self._by_id: dict[str, Person] = {}
        self._by_number: dict[str, Person] = {}
        self._indexed = -1
        for person in self.people:
            for name in person.names:
                self._bearers.setdefault(same_name(name), []).append(person)

    def save(self) -> None:
        """Write the register, whole or not at all."""
        write_json(self.path, _File(people=self.people))

    def add(self, student: str) -> Person:
        """Enter a person."""
        self._index()
        self.people.append(Person(student))
        self._by_id.setdefault(same_name(student), self.people[-1])
        self._indexed += 1
        return self.people[-1]

    def give(self, person: Person, address: str) -> None:
        """Give a platform's number to a person, who may have it already."""
        if address not in person.numbers:
            person.numbers.append(address)
        self._index()
        self._by_number[address] = person

    def at(self, address: str) -> Person | None:
        """Return who has a platform's number; numbers are given by `give`."""
        self._index()
        found = self._by_number.get(address)
        return found if found and address in found.numbers else None

    def holder(self, student: str) -> Person | None:
        """Return who has an id; two that a file system may take for one are one."""
        self._index()
        return self._by_id.get(same_name(student))

    def _index(self) -> None:
        """Look up people by id and number, however many: anew where somebody came or went by another way than `add`."""
        if self._indexed != len(self.people):
            self._by_id, self._by_number, self._indexed = {}, {}, len(self.people)
            for person in self.people:
                self._by_id.setdefault(same_name(person.id), person)
                for number in person.numbers:
                    self._by_number.setdefault(number, person)

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

    def with_hyphen(self) -> list[Person]:
        """Return all who bear a name with a hyphen, each once: few, so that a class is searched quickly."""
        return self.bearers([name for name in self._bearers if "-" in name])

    def call(self, person: Person, name: str) -> None:
        """Enter a name that was seen, unless it is known; the roster's stays the newest."""
        if not person.is_named(name):
            person.names.insert(len(person.names) - bool(person.roster and person.names), name)
            self._bearers.setdefault(same_name(name), []).append(person)

    def rename(self, person: Person, student: str) -> None:
        """Give somebody another id; nothing may hang on the old one."""
        person.id, self._indexed = student, -1

    def uncall(self, person: Person, name: str) -> None:
        """Take a name from a person, whose it is not."""
        person.names = [other for other in person.names if same_name(other) != same_name(name)]
        bearers = self._bearers.get(same_name(name), [])
        bearers[:] = [one for one in bearers if one is not person]

    def take_back(self, person: Person, address: str, name: str | None) -> None:
        """Take a platform's number from a person who turned out not to have it, with the name that came with it."""
        for numbers in (person.numbers, person.presumed):
            numbers[:] = [number for number in numbers if number != address]
        if name is not None:
            self.uncall(person, name)

    def enter(self, person: Person) -> None:
        """Enter a person as they are."""
        self.people.append(person)
        for name in person.names:
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
