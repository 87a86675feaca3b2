"""Names for people: what a table shows of an id, whom somebody means by what they typed, and who is nearest to a name.

A table shows the name as people write it, with the id in brackets; of somebody whom no roster has, and whose id was
made of the name, the id alone. Whoever is asked for may be typed as an id, a name, an e-mail or
login name, or a platform's number (`canvas:4821`); a name that two people bear is asked about, never guessed.
"""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from instructor.course import Course, UnknownNameError
from instructor.submissions.lms import same_name, slug
from instructor.submissions.register import Person, Register

#: So alike, of 100, two names are at least to be called near.
ALIKE = 60
#: People in a message.
MOST = 3


class AmbiguousNameError(UnknownNameError):
    """What somebody typed may be several people's; the message names them."""


class Directory:
    """The people of a course, to be shown and to be looked up."""

    def __init__(self, course: Course, register: Register | None = None) -> None:
        self.register = register or Register(course)
        self._by_id = {person.id: person for person in self.register.people}

    def label(self, student: str) -> str:
        """Return what a table shows of an id: the name with the id in brackets; the id, where that is all there is."""
        person = self._by_id.get(student)
        return label(person) if person else student

    def labels(self, students: Iterable[str]) -> list[str]:
        """Return what a table shows of ids."""
        return [self.label(student) for student in students]

    def in_order(self, students: Iterable[str]) -> list[str]:
        """Return ids by the family name; those without a name stand last."""
        return sorted(students, key=lambda student: by_family(self._by_id.get(student) or Person(student)))

    def find(self, typed: str) -> Person:
        """Return whom somebody means.

        Raises
        ------
        AmbiguousNameError
            Where it may be several.
        UnknownNameError
            Where it is nobody, with the nearest ones.
        """
        for kind in (self._of_id, self._of_key, self._of_name, self._of_looks):
            found = kind(typed)
            if len(found) == 1:
                return found[0]
            if found:
                ids = ", ".join(label(person) for person in found)
                raise AmbiguousNameError(f'"{typed}" may be {ids}; give the id in brackets')
        near = [label(one.person) for one in nearest([typed], self.register.people)]
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise UnknownNameError(f'there is nobody called "{typed}"{hint}')

    def student(self, typed: str, among: Sequence[str] = ()) -> str:
        """Return the id that somebody means: one of `among` as it stands, else as `find` says."""
        return typed if typed in among else self.find(typed).id

    def student_or_typed(self, typed: str, among: Sequence[str] = ()) -> str:
        """Return the id as `student` does, or what was typed where that is nobody. Raises AmbiguousNameError."""
        try:
            return self.student(typed, among)
        except AmbiguousNameError:
            raise
        except UnknownNameError:
            return typed

    def _of_id(self, typed: str) -> list[Person]:
        return [found] if (found := self.register.holder(typed)) else []

    def _of_key(self, typed: str) -> list[Person]:
        wanted = same_name(typed)
        return [p for p in self.register.people if wanted in map(same_name, (p.email, p.hub, *p.numbers)) and wanted]

    def _of_name(self, typed: str) -> list[Person]:
        wanted = same_name(typed)
        named = [p for p in self.register.people if wanted in map(same_name, (p.shown, *p.names))]
        return named or [p for p in self.register.people if any(squeezed(typed) in turned(name) for name in p.names)]

    def _of_looks(self, typed: str) -> list[Person]:
        """Return those whose id or name looks as what was typed, whatever is in it that is not to be seen."""
        wanted = _visible(typed)
        return [p for p in self.register.people if wanted and wanted in map(_visible, (p.id, p.shown, *p.names))]


def _visible(name: str) -> str:
    """Return a name without what is not shown: joiners, spaces of no width, soft hyphens, marks of direction."""
    return same_name("".join(sign for sign in name if unicodedata.category(sign) not in ("Cf", "Cc")))


def label(person: Person) -> str:
    """Return a person's name with the id in brackets, or the id alone."""
    name = person.shown
    says_no_more = not person.roster and (slug(name) in person.id)
    return person.id if says_no_more or name == person.id else f"{name} ({person.id})"


def by_family(person: Person) -> tuple[bool, str, str, str]:
    """Return where a person stands in a list: by the family name of a roster, else by the last word of the name.

    A name as `Souza, Ana` begins with the family's. Whoever has no name comes last, by the id.
    """
    name = next(iter(person.names[-1:]), person.preferred)
    family = person.family or (name.partition(",")[0] if "," in name else name.rpartition(" ")[2])
    return not (name or family), plain(family), plain(person.shown), person.id


@dataclass(frozen=True)
class Near:
    """A person who may be meant, and why."""

    person: Person
    why: str

    def __str__(self) -> str:
        return f"{label(self.person)}, {self.why}"


def nearest(names: Sequence[str], people: Iterable[Person]) -> list[Near]:
    """Return the people who are nearest to somebody's names (or login, or e-mail), the nearest first, at most three."""
    found = []
    for person in people:
        known = [*person.names, person.shown, person.hub, person.email.partition("@")[0], person.id]
        pairs = [(_alike(name, other), name, other) for name in names for other in known if name and other]
        share, name, other = max(pairs, default=(0.0, "", ""))
        if share >= ALIKE:
            found.append((share, Near(person, _why(share, name, other))))
    return [near for _, near in sorted(found, key=lambda pair: -pair[0])[:MOST]]


def _alike(name: str, other: str) -> float:
    one, two = plain(name), plain(other)
    turned_ = max(fuzz.ratio(squeezed(one), turn) for turn in turned(two) | {squeezed(two)})
    return max(turned_, fuzz.token_sort_ratio(one, two))


def _why(share: float, name: str, other: str) -> str:
    if share == 100:
        return f"whose “{other}” is “{name}” without accents, capitals and order"
    return f"whose “{other}” is {share:.0f} % like “{name}”"


def plain(name: str) -> str:
    """Return a name without accents, capitals and signs: words."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", same_name(name)) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", bare.replace("_", " ")))


def squeezed(name: str) -> str:
    """Return a name's letters and digits alone, accents kept, as Canvas writes a name before a file's."""
    return "".join(sign for sign in same_name(name) if unicodedata.category(sign)[0] in "LNM")


def turned(name: str) -> set[str]:
    """Return the squeezed forms of a name, whichever of its words comes first: anasouza and souzaana."""
    words = same_name(name).replace(",", " ").split()
    return {squeezed("".join(words[place:] + words[:place])) for place in range(len(words))}


def assign_command(who: str, person: str) -> str:
    """Return the command that says whose a submission is."""
    return f"python -m instructor assign {shlex.quote(who)} {shlex.quote(person)}"
