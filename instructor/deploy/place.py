"""Where a hub on one machine lies, and who is on it.

    <place>/hub.json          who is on the hub; written by `hub install`
    <place>/exchange/         nbgrader's exchange, in which everyone may make a folder and nobody removes another's
    <place>/student/          what students' servers run in: the course's wheel, no keys; nobody but root writes there
    <place>/staff/            what is added to nbgrader's configuration for instructors and markers
    <place>/term/             the course folder, where none was begun before
    <place>/proxy/, state/    the hub's proxy; its database and secrets, for root alone
    <place>/local_config.py   what you add to JupyterHub's configuration; read last, and by root alone

The checkout with the keys may lie anywhere that instructors can reach: it becomes the first instructor's, and the
group's to read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from instructor.course import Course, CourseError

#: Leads the hub's own process to its place.
VARIABLE = "COURSE_HUB"
#: The folder in a home that kernels are reached in; Jupyter's own name for it leaves a home 28 letters.
RUNTIME = ".run"


@dataclass(frozen=True)
class Hub:
    """A hub's place, the group that may read the course, and logins by what they are."""

    root: Path
    group: str
    instructors: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()
    students: tuple[str, ...] = ()

    @property
    def staff(self) -> tuple[str, ...]:
        """The logins that may read the course folder."""
        return self.instructors + self.markers

    @property
    def everyone(self) -> tuple[str, ...]:
        """All logins."""
        return self.staff + self.students

    @property
    def exchange(self) -> Path:
        """The folder of nbgrader's exchange."""
        return self.root / "exchange"

    @property
    def student_python(self) -> Path:
        """The Python of the students' servers."""
        return self.root / "student" / "bin" / "python"

    @property
    def state(self) -> Path:
        """The folder of JupyterHub's database and secrets."""
        return self.root / "state"

    @property
    def proxy(self) -> Path:
        """The program that passes what browsers ask to the hub and to the servers."""
        return self.root / "proxy" / "node_modules" / ".bin" / "configurable-http-proxy"

    @property
    def configuration(self) -> Path:
        """The file of what is added to JupyterHub's configuration, if anything is."""
        return self.root / "local_config.py"

    def joined_by(self, roles: Mapping[str, tuple[str, ...]]) -> Hub:
        """Return this hub with more people: role -> logins. Raises CourseError where somebody is to be two things."""
        known = {role: (*getattr(self, role), *names) for role, names in roles.items()}
        facts: dict[str, Any] = {role: tuple(dict.fromkeys(names)) for role, names in known.items()}
        hub = replace(self, **facts)
        for name in hub.everyone:
            if name != name.lower():
                raise CourseError(f'"{name}" could not come in: JupyterHub makes small letters of whatever is typed')
            if hub.everyone.count(name) > 1:
                raise CourseError(f'"{name}" is to be two things; markers and students are different people')
        if not hub.instructors:
            raise CourseError("a hub needs an instructor: --instructor LOGIN")
        return hub

    def save(self) -> None:
        """Keep who is on the hub."""
        facts = {role: names for role, names in asdict(self).items() if role != "root"}
        (self.root / "hub.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8")


def read_hub(root: Path, course: Course | None = None) -> Hub:
    """Read a hub; where none was installed yet, begin one for a course.

    Raises
    ------
    CourseError
        Where none was installed, and no course is given.
    """
    path = root / "hub.json"
    if path.exists():
        facts = json.loads(path.read_text("utf-8"))
        return Hub(root, facts.pop("group"), **{role: tuple(names) for role, names in facts.items()})
    if course is None:
        raise CourseError(f"there is no hub in {root}; begin with: python -m instructor hub install --instructor LOGIN")
    return Hub(root, f"{course.course_id}-staff"[:32])


def default_place(course: Course) -> Path:
    """Return where a course's hub lies if nothing else is said."""
    return Path(os.environ.get(VARIABLE, f"/srv/{course.course_id}"))
