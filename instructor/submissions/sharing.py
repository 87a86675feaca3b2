"""Group work, filed: the newest hand-in of a member is copied to every other one, with its time.

Of two of the same second the one of the first member's id counts. A member's own hand-in that gives way is put aside
(`downloaded/<lesson>/moved/`), never deleted, and comes back when they are taken out of the group; what was another's
crosses over to no other group. `collected.jsonl` says of each copy `by` whom it is and for which group. The exchange's
secret is not copied: it is the sender's, and whoever has one has a hand-in of their own.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from instructor.course import Course
from instructor.submissions.collected import NAME, collected
from instructor.submissions.directory import label
from instructor.submissions.groups import groups
from instructor.submissions.kept import free
from instructor.submissions.lms import same_name, slug
from instructor.submissions.read import stamp
from instructor.submissions.register import Person, Register
from instructor.submissions.times import parse_utc

#: What the exchange knows a student's hand-in by.
SECRET = "submission_secret.txt"
#: How a folder is called where one of its name was put aside already.
_AGAIN = "{stem}{suffix}@{number}"


@dataclass(frozen=True)
class Filed:
    """Work that was filed for a member: who handed it in, and what became of the member's own other work.

    `own` is when that was handed in, and `aside` where it lies now; None where there was none.
    """

    person: Person
    sender: Person
    group: str
    is_tie: bool = False
    own: datetime | None = None
    aside: Path | None = None

    @property
    def note(self) -> str:
        """What a collection says of it."""
        said = f"handed in by {label(self.sender)} for “{self.group}”"
        return f"{said}; their own of the same second is other work: {self._kept}" if self.is_tie else said

    @property
    def told(self) -> str:
        """What is said where the group is declared: other work of their own, too."""
        when = f" of {self.own:%Y-%m-%d %H:%M} UTC" if self.own and self.own > datetime.min else ""  # noqa: DTZ901
        return f"{self.note}; their own{when} is {self._kept}" if self.aside and not self.is_tie else self.note

    @property
    def _kept(self) -> str:
        return f"put aside in {self.aside}, and does not count"


class Sharing:
    """The group work of one lesson."""

    def __init__(self, course: Course, register: Register, lesson: str, zone: str = "") -> None:
        self._course, self._register, self._lesson, self._zone = course, register, lesson, zone
        self._facts = {str(facts["student"]): facts for facts in collected(course, lesson) if "student" in facts}

    def share(self) -> list[Filed]:
        """File what counts of each group for all its members; return for whom anything was filed."""
        return [
            filed for name, people in groups(self._register, self._lesson).items() for filed in self._in(name, people)
        ]

    def _in(self, name: str, members: Sequence[Person]) -> list[Filed]:
        times = {person.id: time for person in members if (time := self._time(self._place(person.id))) is not None}
        if not times:
            return []
        newest = max(times.values())
        # A copy has its original's time, and is nobody's hand-in.
        sender = min((p for p in members if times.get(p.id) == newest), key=lambda p: (bool(self._copied(p.id)), p.id))
        others = [person for person in members if person is not sender and not self._has(person, sender, times)]
        return [self._file(sender, person, name, times) for person in others]

    def _has(self, person: Person, sender: Person, times: dict[str, datetime]) -> bool:
        """Say whether somebody has the sender's work already."""
        if times.get(person.id) != times[sender.id]:
            return False
        is_copy = self._copied(person.id).get("by") == sender.id
        return is_copy or _contents(self._place(person.id)) == _contents(self._place(sender.id))

    def _place(self, student: str) -> Path:
        return self._course.step("submitted", self._lesson, student)

    def _time(self, folder: Path) -> datetime | None:
        """Return when a hand-in was made; None where there is none, the earliest where it does not say."""
        if not folder.is_dir():
            return None
        text = stamp(folder, self._zone)
        return parse_utc(text) if text else datetime.min  # noqa: DTZ901 (as nbgrader's times, without a zone)

    def _copied(self, student: str) -> dict[str, Any]:
        """Return what was noted of the copy that a student has; nothing where it is a hand-in of their own."""
        facts, place = self._facts.get(student, {}), self._place(student)
        is_copy = "by" in facts and facts.get("filed") in (None, stamp(place)) and not (place / SECRET).exists()
        return facts if is_copy else {}

    def _file(self, sender: Person, person: Person, group: str, times: dict[str, datetime]) -> Filed:
        """Copy a hand-in to a member's place, whole or not at all; what is their own is put aside."""
        student, place = person.id, self._place(person.id)
        partial = self._course.folder / "downloaded" / self._lesson / "group" / student
        shutil.rmtree(partial, ignore_errors=True)
        partial.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(self._place(sender.id), partial, ignore=shutil.ignore_patterns(SECRET))
        is_own, aside = place.exists() and not self._copied(student), None
        if is_own:
            aside = free(self._aside / student, _AGAIN)
            shutil.move(place, aside)
        shutil.rmtree(place, ignore_errors=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(partial, place)
        self._log(
            {
                **self._facts.get(sender.id, {}),
                "student": student,
                "by": sender.id,
                "group": group,
                "filed": stamp(place),
            }
        )
        is_tie = is_own and times.get(student) == times[sender.id]
        return Filed(person, sender, group, is_tie, times.get(student) if is_own else None, aside)

    def _log(self, facts: dict[str, Any]) -> None:
        self._facts[facts["student"]] = facts
        with (self._course.folder / "downloaded" / self._lesson / NAME).open(
            "a", encoding="utf-8", errors="backslashreplace"
        ) as log:
            log.write(json.dumps(facts, ensure_ascii=False) + "\n")

    @property
    def _aside(self) -> Path:
        folder = self._course.folder / "downloaded" / self._lesson / "moved"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def foreign(self, gone: Sequence[tuple[Person, str]]) -> list[Person]:
        """Return who has work that is not theirs any more, after people were taken out of groups.

        That is whoever was taken out and has the group's, and the members that stay and have the work of one who is
        out. What the group itself handed in, under its own name, stays with the members.
        """
        found = {person.id: person for person, group in gone if self._is_groups(person.id, group)}
        of_group = groups(self._register, self._lesson)
        for person, group in gone:
            mine = [p for p in of_group.get(group, []) if self._copied(p.id).get("by") == person.id]
            found |= {p.id: p for p in mine if not self._is_named(p.id, group)}
        return [*found.values()]

    def _is_groups(self, student: str, group: str) -> bool:
        """Say whether what a student has is a group's: a copy, or what the group handed in under its name."""
        return self._copied(student).get("group") == group or self._is_named(student, group)

    def _is_named(self, student: str, group: str) -> bool:
        return same_name(str(self._facts.get(student, {}).get("name", ""))) == same_name(group)

    def give_back(self, student: str) -> str:
        """Let a student have their own last hand-in in place of a group's; say what they have."""
        place = self._place(student)
        old = _contents(place)
        if place.exists() and not self._copied(student):  # the group's own hand-in, of which there may be no copy
            shutil.move(place, free(self._aside / slug(str(self._facts[student]["name"])), _AGAIN))
        for step in ("submitted", "autograded", "feedback"):
            shutil.rmtree(self._course.step(step, self._lesson, student), ignore_errors=True)
        own = [path for path in self._put_aside(student) if _contents(path) != old]
        last = max(own, key=lambda path: self._time(path) or datetime.min, default=None)  # noqa: DTZ901
        known = [facts for facts in collected(self._course, self._lesson) if facts.get("student") == student]
        mine = [facts for facts in known if "by" not in facts and _utc(facts) == (last and self._time(last))]
        self._log(mine[-1] if mine else {"student": student})
        if last is None:
            return "has no hand-in of their own here; if they sent one since, collect again"
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(last, place)
        return f"has their own hand-in of {self._time(place):%Y-%m-%d %H:%M} UTC again"

    def _put_aside(self, student: str) -> list[Path]:
        names = (path.name for path in self._aside.glob("*"))
        return [self._aside / name for name in names if name.partition(" [")[0].partition("@")[0] == student]


def share(course: Course, register: Register, lesson: str, zone: str = "") -> dict[str, str]:
    """File the newest hand-in of each group's members for all of them; return for whom, with who handed it in."""
    return {filed.person.id: filed.note for filed in Sharing(course, register, lesson, zone).share()}


def _utc(facts: dict[str, Any]) -> datetime | None:
    try:
        return datetime.fromisoformat(str(facts.get("time"))).replace(tzinfo=None)
    except ValueError:
        return None


def _contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a hand-in by name."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != SECRET)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
