"""The people of a made-up term, half of them on Canvas, half on Moodle, and the lists that the platforms export."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.rosters import csv_text, moodle_worksheet

GIVEN = (
    *("Ana", "José", "Sinéad", "Bilal", "Chipo", "Dorothea", "Emil", "Fatou", "Søren", "Zoë", "Łukasz", "Nguyễn"),
    *("プリヤ", "Мария", "Ελένη", "محمد", "小明", "Kim", "Aoife", "Ingrid"),
)
FAMILY = (
    *("Souza", "Núñez", "O’Brien", "Haddad", "Moyo", "Lang", "Novak", "Diop", "Ågren", "van der Berg", "Kovač"),
    *("D'Angelo", "Иванова", "Παπά", "王", "Lee-Smith"),
)
#: Whose traces are looked for byte by byte: nobody else is called so, nor has this number.
LEAVER = ("Quirin", "Xaverstein")


@dataclass(frozen=True)
class Human:
    """One person: `canvas` is Canvas's number, "" for those on Moodle, who have `place` for their numbers there."""

    given: str
    family: str
    place: int
    canvas: str = ""

    @property
    def name(self) -> str:
        """The name as people write it."""
        return f"{self.given} {self.family}"

    @property
    def login(self) -> str:
        """The login name at the university."""
        return f"lg{self.place:04}x"

    @property
    def email(self) -> str:
        """The e-mail address."""
        return f"{self.login}@uni.example"

    @property
    def row(self) -> tuple[str, ...]:
        """The person as `tests.rosters` takes one."""
        return self.name, self.given, self.family, self.email, self.login, f"77{self.place:05}", self.canvas

    def number(self, lesson: str) -> int:
        """Return the number that Moodle gives this person in a lesson's assignment, another in each."""
        return int(lesson[:2]) * 10000 + 1000 + (self.place * 7 + int(lesson[:2])) % 997

    @property
    def squeezed(self) -> str:
        """The name as Canvas writes it before a file: family name first, letters and digits alone."""
        return re.sub(r"[\W_]+", "", f"{self.family}{self.given}".casefold())


def draw_people(size: int) -> list[Human]:
    """Return a class: the first is who leaves, the last joins late; two on Moodle bear one name, as do two of each."""
    found = [Human(*LEAVER, 0, "48213579")]
    for place in range(1, size):
        given, family = GIVEN[place % len(GIVEN)], FAMILY[(place // len(GIVEN) + place) % len(FAMILY)]
        if place in (5, 7):
            given, family = "Twin", "Name"
        found.append(Human(given, family, place, "" if place % 2 else f"{50000 + place}"))
    last = found[-1]
    found[-1] = Human(last.given, last.family, last.place, f"{50000 + last.place}")
    return found


def canvas_gradebook(people: Sequence[Human], lessons: Mapping[str, tuple[int, str, str]]) -> bytes:
    """Return the gradebook that Canvas exports: `lessons` maps a lesson to its number, title and points there."""
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    header += [f"{title} ({number})" for number, title, _ in lessons.values()]
    points = ["    Points Possible", "", "", "", "", *(points for _, _, points in lessons.values())]
    rows = [
        [f"{each.family}, {each.given}", each.canvas, each.row[5], each.login, "Section C", *[""] * len(lessons)]
        for each in people
        if each.canvas
    ]
    test = ["Student, Test", "9999", "", "f00ba4", "Section C", *[""] * len(lessons)]
    return b"\xef\xbb\xbf" + csv_text([header, points, *rows, test]).encode()


def moodle_participants(people: Sequence[Human]) -> bytes:
    header = ["First name", "Last name", "Email address", "Groups"]
    return csv_text([header, *([p.given, p.family, p.email, "Section M"] for p in people if not p.canvas)]).encode()


def worksheet(people: Sequence[Human], lesson: str) -> bytes:
    """Return the grading worksheet of a lesson's assignment in Moodle."""
    there = [each for each in people if not each.canvas]
    return moodle_worksheet([each.number(lesson) for each in there], [each.row for each in there])


def spelled(human: Human, lesson: str) -> str:
    """Return a name as Moodle writes it this time: composed or not, with another apostrophe."""
    odd = int(lesson[:2]) % 2
    text = human.name.replace("’", "'") if odd else human.name
    return unicodedata.normalize("NFD" if odd else "NFC", text)
