"""Who is who over a term: the course's register of people, `people.json` in the course folder.

One function, `People.identify`, makes a person of a `Sender`; a roster (`on_roster`) answers where it knows them. What
it may rely on, by the platforms' own sources:

- Canvas writes the user's id, the same in all assignments. An anonymous id belongs to one submission.
- Moodle writes the number of a row of `assign_user_mapping`: one *assignment's* participant, another number in each
  (and never the same one twice on a site). So within an assignment the number decides. Over assignments it cannot:
  there the name joins, where only one person ever bore it; such a link is kept as presumed, and opened again when a
  namesake appears. What is not certain raises `Unsure`, with all who come into question and the option that settles it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from instructor.course import Course, CourseError
from instructor.submissions.doubts import NEW, doubts
from instructor.submissions.lms import Sender, former_slug, same_name, slug
from instructor.submissions.on_roster import OnRoster
from instructor.submissions.register import Person, Register, move
from instructor.submissions.tombstones import ForgottenError, Tombstones


class Unsure(ValueError):  # noqa: N818 (it is a question, with the ways to answer it)
    """It is not certain who sent something; the message names all who come into question, and the cure."""


class People:
    """The register of one course, with an instructor's answers (number -> id, or "new") to what was not certain."""

    def __init__(self, course: Course, answers: Mapping[str, str] | None = None) -> None:
        self.course, self.register, self.answers = course, Register(course), dict(answers or {})
        self._roster = OnRoster(self.register)
        self.graves = Tombstones(course)
        #: How many numbers were joined by the name alone since.
        self.joined = 0
        #: Whose work was moved by `settle`: from one id to another.
        self.settled: list[tuple[str, str]] = []

    def save(self) -> None:
        """Write the register."""
        self.register.save()

    def identify(
        self, who: Sender, assignment: str, has_namesake: bool = False, is_same: Callable[[str], bool] | None = None
    ) -> str:
        """Return the id of the person who sent something; somebody new is entered into the register.

        Parameters
        ----------
        who, assignment
            The sender, as the platform names them, and what they sent it for.
        has_namesake
            Another of this name sent something in the same download.
        is_same
            Says of a student's id whether what is collected for it is the very file that this sender sent.

        Raises
        ------
        Unsure
            Where it is not certain who it is.
        ForgottenError
            Where it is somebody who was forgotten.
        """
        address = _address(who, assignment)
        if self.is_forgotten(who, assignment):
            raise ForgottenError(who.number)
        if who.number in self.answers:
            person = self._told(who, address)
        elif known := self.register.at(address):
            person = self._recognised(known, who, address)
        elif (found := self._by_number_and_name(who) or self._by_name(who, address, has_namesake)) is not None:
            person = found
        elif who.has_name and (members := self._roster.by_group(who, assignment)):
            return self._of_group(members, who, assignment)
        elif (found := self._on_roster(who, address, has_namesake)) is not None:
            person = found
        else:
            person = self._newcomer(who, address, has_namesake, is_same or (lambda _: False))
        self.register.give(person, address)
        if not who.blind:
            self.register.call(person, who.name)
        return person.id

    def is_forgotten(self, who: Sender, assignment: str) -> bool:
        """Say whether a sender was forgotten; not where the instructor says who it is."""
        return who.number not in self.answers and self.graves.knows(who, _address(who, assignment))

    def _told(self, who: Sender, address: str) -> Person:
        """Return the person whom the instructor named; what they settled is presumed no longer."""
        answer, known = self.answers[who.number], self.register.at(address)
        if answer == NEW:
            return known if known and address not in known.presumed else self.register.add(self._numbered(who, address))
        person = self.register.holder(answer)
        if person is None and self.register.is_unrecorded(answer):
            person = self.register.add(answer)
        if person is None:
            raise Unsure(f'nobody has the id "{answer}"; {self._cure(who, [p.id for p in self._named(who)])}')
        if known and known is not person:
            raise Unsure(f"{who.number} is {self._described([known])}; leave --person {who.number} out")
        other = person.number_in(_scope(address)) if who.platform == "moodle" else None
        if other not in (None, address):
            number = str(other).rpartition(":")[2]
            raise Unsure(f"{answer} is number {number} in this lesson already; say who that is: --person {number}=new")
        person.presumed = [number for number in person.presumed if number != address]
        return person

    def _recognised(self, known: Person, who: Sender, address: str) -> Person:
        """Return the person whose number it is; a new name must not be somebody else's."""
        if who.has_name and not known.is_named(who.name):
            others = [p.id for p in self._named(who) if not p.number_in(_scope(address))]
            if others:
                raise Unsure(
                    f"its number {who.number} is {self._described([known])}, its name {', '.join(others)}'s; "
                    + self._cure(who, [known.id, *others], somebody_new=False)
                )
        return known

    def _by_number_and_name(self, who: Sender) -> Person | None:
        """Return who had this very number and this very name in another assignment."""
        if not who.has_name:
            return None
        for person in self._named(who):
            if any(number.startswith("moodle:") and number.endswith(f":{who.number}") for number in person.numbers):
                return person
        return None

    def _by_name(self, who: Sender, address: str, has_namesake: bool) -> Person | None:
        """Return the one person of this name; None where it is somebody new."""
        if not who.has_name:
            return None
        named, scope = self._named(who), _scope(address)
        free = [person for person in named if not person.number_in(scope)]
        if not free:
            guessed = [p for p in named if p.number_in(scope) in p.presumed]
            if guessed:
                was = f"number {str(guessed[0].number_in(scope)).rpartition(':')[2]} of this lesson was taken for"
                raise Unsure(f'{was} {guessed[0].id} by the name alone, and "{who.name}" is another; {self._both(who)}')
            return None
        if len(named) > 1 or has_namesake:
            raise Unsure(f'"{who.name}" may be {self._described(named)}; {self._cure(who, [p.id for p in free])}')
        self.joined += 1
        named[0].presumed.append(address)
        return named[0]

    def _on_roster(self, who: Sender, address: str, has_namesake: bool) -> Person | None:
        """Return who of the roster it is, by login, e-mail, group and name, or the name in another order."""
        if person := self._roster.by_login(who):
            return person
        found = self._roster.with_group(who) or self._roster.by_turned_name(who, _scope(address))
        if len(found) > 1 or (found and has_namesake):
            raise Unsure(f'"{who.name}" may be {self._described(found)}; {self._cure(who, [p.id for p in found])}')
        if found:
            self.joined += 1
            found[0].presumed.append(address)
            return found[0]
        return None

    def _of_group(self, members: list[Person], who: Sender, assignment: str) -> str:
        """Return the first member of a group whose name a platform gives in place of a person's, and note the group."""
        for member in members:
            if (group := f"{assignment}:{who.name}") not in member.groups:
                member.groups.append(group)
        return min(member.id for member in members)

    def _newcomer(self, who: Sender, address: str, has_namesake: bool, is_same: Callable[[str], bool]) -> Person:
        self._check_group(who)
        if not self._named(who):
            for student in (f"{who.student}-{who.number}", who.student, former_slug(who.name)):
                if self.register.is_unrecorded(student):
                    return self._adopted(student, who, address, has_namesake, is_same)
        holder = self.register.holder(who.student)
        if has_namesake or self._named(who) or (holder and holder.number_in(_scope(address))):
            return self.register.add(self._numbered(who, address))
        if holder:
            raise Unsure(
                f'"{who.name}" and {self._described([holder])} would have one id; {self._cure(who, [holder.id])}'
            )
        return self.register.add(who.student)

    def _adopted(
        self, student: str, who: Sender, address: str, has_namesake: bool, is_same: Callable[[str], bool]
    ) -> Person:
        """Enter a student whose work was collected before there was a register, where it is certain whose it is."""
        folder = self.course.folder / "submitted" / student
        from_hub = any(folder.glob("*/submission_secret.txt"))
        if (from_hub and who.platform == "hub") or student.endswith(f"-{who.number}"):
            return self.register.add(student)
        may_be = who.platform == "moodle" and not from_hub and not has_namesake
        if may_be and is_same(student):
            return self.register.add(student)
        *_, assignment, _ = address.split(":")
        if not may_be or (folder / assignment).exists():
            raise Unsure(
                f"the work in {folder} was collected before numbers were kept: it is not certain that it is "
                f'"{who.name}" ({who.number}); {self._cure(who, [student])}'
            )
        person = self.register.add(student)
        person.presumed.append(address)
        return person

    def _check_group(self, who: Sender) -> None:
        """Raise Unsure where a name is somebody's with a group before it, as older Moodles write it."""
        if not who.has_name or self._named(who):
            return
        hyphen = "-" in who.name
        people = self.register.people if hyphen else self.register.with_hyphen()
        known = [(p.id, name) for p in people for name in p.names if hyphen or "-" in name]
        near = [student for student, name in known if _has_group(who.name, name) or _has_group(name, who.name)]
        if near:
            raise Unsure(f'"{who.name}" may be {near[0]} with a group before the name; {self._cure(who, near)}')

    def _named(self, who: Sender) -> list[Person]:
        return [] if who.blind else self.register.named(who.name, who.platform)

    def _numbered(self, who: Sender, address: str) -> str:
        mark = "hub" if who.platform == "hub" else who.number
        student = who.student if who.student.endswith(f"-{mark}") else f"{who.student}-{mark}"
        if (holder := self.register.holder(student)) and address not in holder.numbers:
            raise Unsure(
                f'"{who.name}" and {self._described([holder])} would have one id; {self._cure(who, [student])}'
            )
        return student

    def _described(self, people: list[Person]) -> str:
        return " or ".join(f"{person.id} ({_quoted(person.names)}; {', '.join(person.numbers)})" for person in people)

    def _cure(self, who: Sender, ids: list[str], somebody_new: bool = True) -> str:
        ways = [f"--person {who.number}={student}" for student in [*ids, *([NEW] if somebody_new else [])]]
        return f"say who it is and collect again: {' or '.join(ways)}"

    def _both(self, who: Sender) -> str:
        ids = ", ".join([*(person.id for person in self._named(who)), NEW])
        return f"say of both who it is ({ids}) and collect again, with two --person NUMBER=ID"

    def settle(self, assignment: str) -> Iterator[str]:
        """Give numbers of an assignment, and the work that came with them, to whom the instructor named.

        Yield what was moved.

        Raises
        ------
        CourseError
            Where an answer names nobody, or somebody who has another number there; then nothing is moved.
        """
        scope = f"moodle:{assignment}:"
        found = [(number, answer, self.register.at(f"{scope}{number}")) for number, answer in self.answers.items()]
        moves = [(number, answer, holder) for number, answer, holder in found if holder and self._moves(number, holder)]
        leaving = {f"{scope}{number}" for number, _, _ in moves}
        for number, answer, _ in moves:
            target = self.register.holder(answer)
            if answer != NEW and (target is None or target.number_in(scope) not in {None, *leaving}):
                problem = "is nobody's id" if target is None else "has another number there: say who that is, too"
                raise CourseError(f"--person {number}={answer}: {answer} {problem}")
        for number, _, holder in moves:
            holder.numbers.remove(f"{scope}{number}")
            holder.presumed = [other for other in holder.presumed if other != f"{scope}{number}"]
            move(self.course.step("submitted", assignment, holder.id), self._aside(assignment, number))
        for number, _, holder in moves:
            name = holder.names[0] if holder.names else ""
            sender = Sender(slug(name or holder.id), number, name=name, blind=not name)
            student = self.identify(sender, assignment)
            move(self._aside(assignment, number), self.course.step("submitted", assignment, student))
            self.settled.append((holder.id, student))
            yield f"{assignment}: number {number} is {student}, no longer {holder.id}; grade both again"

    def _moves(self, number: str, holder: Person) -> bool:
        """Say whether an answer takes a number from the person who has it."""
        answer = self.answers[number]
        is_presumed = any(address.endswith(f":{number}") for address in holder.presumed)
        return is_presumed if answer == NEW else same_name(answer) != same_name(holder.id)

    def _aside(self, assignment: str, number: str) -> Path:
        return self.course.folder / "downloaded" / assignment / "moved" / number

    def doubts(self) -> list[str]:
        """Return what was joined by a name that has turned out to be several people's, with the cure."""
        return doubts(self.register)


def _address(who: Sender, assignment: str) -> str:
    is_per_assignment = who.platform == "moodle" or who.blind
    return f"{who.platform}:{assignment}:{who.number}" if is_per_assignment else f"{who.platform}:{who.number}"


def _scope(address: str) -> str:
    return address.rpartition(":")[0] + ":"


def _has_group(longer: str, shorter: str) -> bool:
    return "-" in longer and same_name(longer).endswith(f"-{same_name(shorter)}")


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names) or "no name"
