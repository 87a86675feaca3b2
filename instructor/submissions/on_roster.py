"""Who of a roster sent something, where neither the platform's number nor the plain name says it: never a guess.

A login name or an e-mail decides. So does a name in another order, as Canvas squeezes `Souza, Ana` to souzaana, where
one person alone bears it. A group's name (`Team A`, as Moodle writes it where a group hands in) stands for its first
member; `groups` then files the work for all.
"""

from __future__ import annotations

from instructor.submissions.directory import Directory, assign_command, nearest, squeezed, turned
from instructor.submissions.lms import Sender, same_name
from instructor.submissions.register import Person, Register


def by_login(register: Register, who: Sender) -> Person | None:
    """Return whose login name or e-mail a sender is."""
    wanted = same_name(who.name)
    if who.blind or not wanted:
        return None
    found = [person for person in register.people if wanted in (same_name(person.hub), same_name(person.email))]
    return found[0] if len(found) == 1 else None


def by_turned_name(register: Register, who: Sender, scope: str) -> list[Person]:
    """Return those of the roster who bear a sender's name in any order, and have no number of this scope yet."""
    wanted = squeezed(who.name)
    if who.blind or not wanted or who.platform == "hub":
        return []
    named = [
        person for person in register.people if person.roster and any(wanted in turned(name) for name in person.names)
    ]
    return [person for person in named if not person.number_in(scope)] if len(named) == 1 else named


def by_group(register: Register, who: Sender, lesson: str) -> list[Person]:
    """Return the members of the group that a sender's name is; none where it is no group's."""
    wanted = same_name(who.name)
    return [
        person
        for person in register.people
        if any(same_name(group.removeprefix(f"{lesson}:")) == wanted for group in person.groups)
    ]


def in_group(person: Person, who: Sender) -> bool:
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
