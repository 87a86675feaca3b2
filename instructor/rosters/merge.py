"""Take a roster into the register of people: who is who, and what changes, first told and then taken.

A row is somebody who is known by the platform's number; else by e-mail, login or student number; else by the name,
where one person alone bears it on either side and nothing else says that they are two. What is left is somebody new.
Nobody is deleted: who is missing from the platform's newer roster has `left`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from unicodedata import normalize

from instructor.course import Course
from instructor.rosters.columns import HEADERS
from instructor.rosters.entries import Entry, Roster
from instructor.rosters.ids import has_damaged_id, new_id
from instructor.submissions.directory import assign_command, label, plain
from instructor.submissions.lms import same_name
from instructor.submissions.register import Person, Register
from instructor.submissions.tombstones import Tombstones


@dataclass(frozen=True)
class Change:
    """A line of what a roster changes: the person as they are called now, what happens, and the detail."""

    who: str
    what: str
    detail: str = ""


@dataclass
class Merge:
    """A roster held against the register: who of it is known, who is new, who is missing from it.

    `questions` are namesakes, whom nobody guesses, with the command that settles them; `damaged` are the ids that are
    to be given anew, `renamed` the old and new ones.
    """

    known: list[tuple[Entry, Person]] = field(default_factory=list)
    new: list[Entry] = field(default_factory=list)
    missing: list[Person] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    damaged: set[str] = field(default_factory=set)
    renamed: list[tuple[str, str]] = field(default_factory=list)


#: What is said of a row, without its name.
FORGOTTEN = "a row is somebody's who was forgotten, and was left out; if it is another: forget --lift NAME_OR_EMAIL"


def compare(
    register: Register,
    roster: Roster,
    course: Course,
    is_part: bool = False,
    has_anything: Callable[[Person], bool] = lambda _: True,
) -> Merge:
    """Hold a roster against the register; nothing is written.

    Parameters
    ----------
    register, roster, course
        The people, what the platform says of them, and where their work lies.
    is_part
        The roster has only some of the class: nobody leaves.
    has_anything
        Says whether work, a mark or anything else hangs on somebody's id, which then stays.
    """
    merge, graves = Merge(), Tombstones(course)
    found = _matched(register, roster)
    taken = {id(person) for person in found.values()}
    for place, entry in enumerate(roster.entries):
        if person := found.get(place):
            merge.known.append((entry, person))
            merge.changes += _renamed(person, entry)
            if has_damaged_id(person, entry.name) and not has_anything(person):
                merge.damaged.add(person.id)
                merge.changes.append(Change(label(person), "has the id", new_id(register, entry)))
        elif holder := _certain(register, entry):
            merge.questions += _assigned(holder, entry)
        elif graves.has([entry.address, entry.email, entry.login, entry.name]):
            merge.questions.append(FORGOTTEN)
        else:
            merge.new.append(entry)
            merge.changes.append(Change(entry.preferred or entry.name, "joins", entry.email or entry.login))
            merge.questions += _namesakes(register, entry, roster.platform)
    if roster.is_whole and not is_part:
        listed = [p for p in register.people if roster.platform in p.roster and id(p) not in taken and not p.left]
        merge.missing = listed
        merge.changes += [_leaving(course, person, roster.platform) for person in listed]
    return merge


def _matched(register: Register, roster: Roster) -> dict[int, Person]:
    """Return who each entry is, by its place; one person is one entry's."""
    found = _by_address(register, roster)
    taken = {id(person) for person in found.values()}
    free = [(place, entry) for place, entry in enumerate(roster.entries) if not _certain(register, entry)]
    for kind, keys in _KEYS.items():
        by_key = _unique(register.people, keys)
        for place, entry in free:
            wanted = same_name(str(getattr(entry, kind)))
            person = by_key.get(wanted) if wanted and place not in found else None
            if person and id(person) not in taken and not _differs(person, entry):
                found[place] = person
                taken.add(id(person))
    names = Counter(same_name(entry.name) for entry in roster.entries)
    for place, entry in free:
        bearers = register.bearers([entry.name])
        if place in found or len(bearers) != 1 or names[same_name(entry.name)] > 1:
            continue
        if id(bearers[0]) not in taken and not _is_another(bearers[0], entry, roster.platform):
            found[place] = bearers[0]
            taken.add(id(bearers[0]))
    return found


def _by_address(register: Register, roster: Roster) -> dict[int, Person]:
    """Return whom the platform's numbers say.

    Of two rows that are one person's, because a stranger's number was assigned to them, the one counts by which the
    roster lists them, else the one that fits them best, whatever the order of rows and numbers.
    """
    rows: dict[int, list[tuple[int, Entry, Person]]] = {}
    for place, entry in enumerate(roster.entries):
        if person := _certain(register, entry):
            rows.setdefault(id(person), []).append((place, entry, person))
    best = [max(mine, key=lambda row: _fit(row[2], row[1], roster.platform)) for mine in rows.values()]
    return {place: person for place, _, person in best}


def _certain(register: Register, entry: Entry) -> Person | None:
    """Return who has an entry's number for certain, not by the name alone."""
    person = register.at(entry.address) if entry.address else None
    return None if person is None or entry.address in person.presumed else person


def _fit(person: Person, entry: Entry, platform: str) -> tuple[bool, int, bool]:
    """Return how well an entry fits a person, to be compared."""
    pairs = [(person.email, entry.email), (person.hub, entry.login), (_number(person), entry.number)]
    same = sum(bool(one) and same_name(one) == same_name(other) for one, other in pairs)
    return entry.address == person.listed(platform), same, person.shown in (entry.name, entry.preferred)


def _assigned(person: Person, entry: Entry) -> list[str]:
    """Ask about a row whose number is somebody's who has a row of their own; not where both are one name's."""
    if same_name(entry.name) == same_name(person.shown):
        return []
    command = f"python -m instructor assign --back {entry.address}"
    return [
        f"“{entry.name}” has the number {entry.address}, which was given to {label(person)}; if it is not: {command}"
    ]


def _emails(person: Person) -> list[str]:
    return [person.email]


def _logins(person: Person) -> list[str]:
    hubs = [number.removeprefix("hub:") for number in person.numbers if number.startswith("hub:")]
    return [person.hub, *hubs]


def _numbers(person: Person) -> list[str]:
    return [_number(person)]


def _number(person: Person) -> str:
    """Return somebody's student number, as the rosters have it."""
    cells = [cell for raw in person.roster.values() for head, cell in raw.items() if plain(head) in HEADERS["number"]]
    return next((cell.removeprefix("#") for cell in cells if cell), "")


#: What of an entry says who it is, the most certain first, and where a person has the same.
_KEYS: dict[str, Callable[[Person], list[str]]] = {
    "email": _emails,
    "login": _logins,
    "number": _numbers,
}


def _unique(people: Sequence[Person], keys: Callable[[Person], list[str]]) -> dict[str, Person]:
    """Return who has a key, where one person alone has it."""
    owners: dict[str, dict[int, Person]] = {}
    for person in people:
        for key in filter(None, map(same_name, keys(person))):
            owners.setdefault(key, {})[id(person)] = person
    return {key: next(iter(held.values())) for key, held in owners.items() if len(held) == 1}


def _differs(person: Person, entry: Entry) -> bool:
    """Say whether a person has another number of the very platform: then they are two."""
    scope = entry.address.rpartition(":")[0] + ":"
    numbers = [number for number in person.numbers if number.startswith(scope) and number not in person.presumed]
    return bool(entry.address and numbers) and entry.address not in numbers


def _is_another(person: Person, entry: Entry, platform: str) -> bool:
    """Say whether something but the name tells a person from an entry."""
    pairs = [(person.email, entry.email), (person.hub, entry.login), (_number(person), entry.number)]
    others = [pair for pair in pairs if all(pair) and same_name(pair[0]) != same_name(pair[1])]
    is_listed = platform in person.roster and not person.left
    return (
        _differs(person, entry) or (bool(others) and is_listed) or len(others) == len([p for p in pairs if all(p)]) > 0
    )


def _renamed(person: Person, entry: Entry) -> list[Change]:
    changes = []
    name = entry.preferred or entry.name
    if person.left:
        changes.append(Change(label(person), "comes back"))
    if person.roster and normalize("NFC", person.shown) != normalize("NFC", name):
        changes.append(Change(label(person), "is called", name))
    if person.email and entry.email and same_name(person.email) != same_name(entry.email):
        changes.append(Change(label(person), "has the e-mail", entry.email))
    if person.hub and entry.login and same_name(person.hub) != same_name(entry.login):
        changes.append(Change(label(person), "has the login", entry.login))
    return changes


def _leaving(course: Course, person: Person, platform: str) -> Change:
    others = [other for other in person.roster if other != platform]
    if others:
        return Change(label(person), "leaves this list", f"stays on that of {', '.join(others)}")
    lessons = [name for name in course.assignments() if (course.folder / "submitted" / person.id / name).exists()]
    kept = f"has work in {', '.join(lessons)}: it stays, with its marks" if lessons else "has no work"
    return Change(label(person), "leaves", kept)


def _namesakes(register: Register, entry: Entry, platform: str) -> list[str]:
    """Ask about people of an entry's name whose work is there and who are in no roster."""
    others = [person for person in register.bearers([entry.name]) if platform not in person.roster]
    return [
        f"“{entry.name}” joins, and there is {label(person)} ({', '.join(person.numbers) or person.email}), who may be "
        f"the same or another; if the same: {assign_command(person.id, entry.email or entry.login or entry.number)}"
        for person in others
    ]


def take(register: Register, roster: Roster, merge: Merge) -> list[tuple[str, str, str]]:
    """Write what was told into the register; the caller saves it.

    Return whose work has to move, because a number had been taken for another's by the name alone: lesson, from, to.
    """
    moves = []
    for entry in merge.new:
        merge.known.append((entry, register.add(new_id(register, entry))))
    for entry, person in merge.known:
        for holder in [other for other in register.people if entry.address in other.numbers and other is not person]:
            holder.numbers.remove(entry.address)
            holder.presumed = [number for number in holder.presumed if number != entry.address]
            if entry.address.startswith("moodle:"):
                moves.append((entry.address.split(":")[1], holder.id, person.id))
        if person.id in merge.damaged:
            merge.renamed.append((person.id, new_id(register, entry)))
            register.rename(person, merge.renamed[-1][1])
        _enter(register, person, entry, roster.platform)
    for person in merge.missing:
        if len(person.roster) > 1:
            del person.roster[roster.platform]
        else:
            person.left = True
    return moves


def _enter(register: Register, person: Person, entry: Entry, platform: str) -> None:
    """Enter what a roster says of a person; what it leaves open stays."""
    register.call(person, entry.name)
    # Where it is known in another spelling, the roster's is the newest.
    person.names = [name for name in person.names if name != entry.name] + [entry.name]
    person.given, person.family = entry.given or person.given, entry.family or person.family
    person.preferred = entry.preferred or person.preferred
    person.email, person.hub = entry.email or person.email, entry.login or person.hub
    if entry.address:
        scope = entry.address.rpartition(":")[0] + ":"
        guessed = [number for number in person.presumed if number.startswith(scope)]
        person.presumed = [number for number in person.presumed if number not in guessed]
        person.numbers = [number for number in person.numbers if number not in guessed or number == entry.address]
        register.give(person, entry.address)
    of_lessons = [group for group in person.groups if ":" in group]
    person.groups = [*(entry.groups or [group for group in person.groups if ":" not in group]), *of_lessons]
    person.roster = {**person.roster, platform: entry.raw}
    person.left = False
