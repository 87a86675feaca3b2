"""What was joined by a name alone, and has become doubtful since: somebody else of that name has appeared."""

from __future__ import annotations

from instructor.submissions.directory import assign_command
from instructor.submissions.lms import is_nobodys
from instructor.submissions.register import Person, Register

#: In place of a person's id: somebody whom the register does not have.
NEW = "new"


def doubts(register: Register) -> list[str]:
    """Return what was joined by a name that has turned out to be several people's, with the cure."""
    found = []
    places = {id(person): place for place, person in enumerate(register.people)}
    for person in [person for person in register.people if person.presumed]:
        # Registers of earlier terms have the name that a blind assignment gave to everybody.
        names = [name for name in person.names if not is_nobodys(name)]
        namesakes = sorted(register.bearers(names), key=lambda one: places[id(one)])
        others = [namesake.id for namesake in namesakes if namesake is not person]
        found += [_doubt(person, others, address) for address in person.presumed if others]
    return found


def _doubt(person: Person, others: list[str], address: str) -> str:
    of_that_name = f"by the name alone, and there are others of that name: {', '.join(others)}; say whose it is"
    if address.count(":") < 2:
        ways = " or ".join(assign_command(address, student) for student in [person.id, *others])
        return f"{address} was taken for {person.id} {of_that_name}: {ways}"
    _, assignment, number = address.split(":")
    ways = " or ".join(f"--person {number}={student}" for student in [person.id, *others, NEW])
    cure = f"collect {assignment} --zips ... {ways}"
    return f"{assignment}: number {number} was taken for {person.id} {of_that_name}: {cure}"
