"""Who of a roster sent something, where neither the platform's number nor the plain name says it: never a guess.

A login name or an e-mail decides. So does a name in another order, as Canvas squeezes `Souza, Ana` to souzaana, where
one person alone bears it. A group's name (`Team A`, as Moodle writes it where a group hands in) stands for its first
member; `groups` then files the work for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from instructor.submissions.directory import Directory, assign_command, nearest, squeezed, turned
from instructor.submissions.lms import Sender, same_name
from instructor.submissions.register import Person, Register


class OnRoster:
    """Who of a register's roster, or groups, a sender may be; looked up as it is when this is made."""

    def __init__(self, register: Register) -> None:
        self.people = [person for person in register.people if person.roster or person.groups]
        self._by_login = _index(self.people, lambda person: map(same_name, (person.hub, person.email)))
        listed = [person for person in self.people if person.roster]
        self._by_turn = _index(listed, lambda person: {turn for name in person.names for turn in turned(name)})

    def by_login(self, who: Sender) -> Person | None:
        """Return whose login name or e-mail a sender is."""
        found = [] if who.blind else self._by_login.get(same_name(who.name), [])
        return found[0] if len(found) == 1 else None

    def by_turned_name(self, who: Sender, scope: str) -> list[Person]:
        """Return those of the roster who bear a sender's name in any order, and have no number of this scope yet."""
        if who.blind or who.platform == "hub":
            return []
        named = self._by_turn.get(squeezed(who.name), [])
        return [person for person in named if not person.number_in(scope)] if len(named) == 1 else named

    def by_group(self, who: Sender, lesson: str) -> list[Person]:
        """Return the members of the group that a sender's name is; none where it is no group's."""
        wanted, scope = same_name(who.name), f"{lesson}:"
        of_lesson = {id(p): [same_name(g[len(scope) :]) for g in p.groups if g.startswith(scope)] for p in self.people}
        if told := [person for person in self.people if wanted in of_lesson[id(person)]]:
            return told
        free = [person for person in self.people if not of_lesson[id(person)]]
        return [person for person in free if wanted in map(same_name, person.groups)]

    def with_group(self, who: Sender) -> list[Person]:
        """Return those whose name a sender's is, with one of their groups before it, as Moodle writes it."""
        return [person for person in self.people if _in_group(person, who)] if "-" in who.name else []


def _index(people: list[Person], keys: Callable[[Person], Iterable[str]]) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = {}
    for person in people:
        for key in {*keys(person)} - {""}:
            found.setdefault(key, []).append(person)
    return found


def _in_group(person: Person, who: Sender) -> bool:
    """Say whether a sender's name is this person's with one of their groups before it, as Moodle writes it."""
    groups = [group.partition(":")[2] or group for group in person.groups]
    whole = same_name(who.name)
    return any(whole == same_name(f"{group}-{name}") for group in groups for name in person.names)


def strangers(register: Register, students: list[str]) -> list[str]:
    """Say of each student who is on no roster who may be meant, and how it is settled; nothing without a roster."""
    if not register.has_roster:
        return []
    listed = [person for person in register.people if person.roster]
    directory, found = Directory(register.course, register), []
    for student in students:
        person = register.holder(student)
        if person is None or person.roster:
            continue
        near = nearest([*person.names, person.hub], listed)
        who = near[0].person.id if near else "PERSON"
        hint = f"nearest: {'; '.join(map(str, near))}" if near else "nobody there has a name like it"
        numbers = ", ".join(person.numbers)
        found.append(
            f"{directory.label(student)} ({numbers}) is not on the roster; {hint}; say whose it is: "
            + assign_command(student, who)
        )
    return found
