"""Who was forgotten: marks of ids, numbers, e-mails and names, by which a later collection takes nothing of them.

A mark is a keyed hash; the key lies beside it in `forgotten.json`. Nobody's name is to be read there. Whoever has the
file and guesses a name can try it, though: that is the price for knowing somebody again.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import msgspec

from instructor.course import Course, CourseError
from instructor.submissions.kept import write_json
from instructor.submissions.lms import Sender, dotted_name, same_name
from instructor.submissions.register import Person

NAME = "forgotten.json"


class ForgottenError(ValueError):
    """Somebody sent something who was forgotten: it is neither taken nor kept."""

    def __init__(self, number: str) -> None:
        super().__init__(
            "from somebody who was forgotten; it was neither taken nor kept. If it is another person: "
            f"--person {number}=new"
        )


class _Grave(msgspec.Struct, frozen=True):
    """One who was forgotten: the day, and the marks."""

    day: str
    marks: frozenset[str]


class _File(msgspec.Struct):
    key: str
    graves: list[_Grave] = []


class Tombstones:
    """Those of a course who were forgotten. Raises CourseError where the file cannot be read."""

    def __init__(self, course: Course) -> None:
        self._path = course.folder / NAME
        try:
            self._file = msgspec.json.decode(self._path.read_bytes(), type=_File)
        except FileNotFoundError:
            self._file = _File(secrets.token_hex(16))
        except msgspec.MsgspecError as error:
            raise CourseError(f"{self._path} cannot be read ({error}); restore it from a backup") from None

    def has(self, facts: Iterable[str]) -> bool:
        """Say whether one of these facts is a forgotten person's: an id, a number, an e-mail, a login, a name."""
        if not self._file.graves:
            return False
        marks = {*self._marks(facts)}
        return any(marks & grave.marks for grave in self._file.graves)

    def knows(self, who: Sender, address: str) -> bool:
        """Say whether a sender was forgotten: by the platform's number, or by the name where that may tell."""
        names = [who.name] if who.has_name else []
        logins = [who.number] if who.platform == "hub" else []
        return self.has([address, *names, *logins])

    def bury(self, facts: Iterable[str]) -> None:
        """Note one more."""
        self._file.graves.append(_Grave(f"{datetime.now(UTC):%Y-%m-%d}", frozenset(self._marks(facts))))
        self._save()

    def lift(self, fact: str) -> bool:
        """Let somebody be known again who has this id, number, e-mail or name; say whether anybody had."""
        marks = {*self._marks([fact])}
        left = [grave for grave in self._file.graves if not marks & grave.marks]
        is_found = len(left) < len(self._file.graves)
        self._file.graves = left
        self._save()
        return is_found

    def among(self, people: Iterable[Person]) -> list[Person]:
        """Return who of some people was forgotten."""
        return [person for person in people if self.has(facts_of(person))]

    def take(self, other: Tombstones) -> bool:
        """Keep another file's graves too; False where that cannot be, for each has a key of its own."""
        mine, theirs = self._file, other._file
        if not theirs.graves:
            return True
        if mine.graves and mine.key != theirs.key:
            return False
        new = [grave for grave in theirs.graves if grave not in mine.graves]
        self._file = _File(theirs.key, [*mine.graves, *new])
        self._save()
        return True

    def _save(self) -> None:
        write_json(self._path, self._file)

    def _marks(self, facts: Iterable[str]) -> Iterator[str]:
        key = bytes.fromhex(self._file.key)
        for fact in facts:
            for plain in {same_name(fact), dotted_name(fact)} - {""}:  # marks of earlier versions have the second dot
                yield hashlib.blake2b(plain.encode("utf-8", "replace"), key=key, digest_size=16).hexdigest()


def facts_of(person: Person) -> list[str]:
    """Return all by which a person is known."""
    former = [fact for one in person.former for fact in (one.person.id, *one.person.names, one.person.email)]
    known = [person.id, *former, *person.numbers, person.email, person.hub, *person.names, person.preferred]
    return [fact for fact in known if fact]
