"""The people of the register in nbgrader's own table of students: its formgrader shows their names and e-mails.

Whoever is on the roster is entered, with or without work; of the others those who have work are named. Who left is
entered no more and keeps the row that there is.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, create_engine, insert, select, update

from instructor.course import Course
from instructor.grading.drivers import exists, explained
from instructor.grading.tables import STUDENT
from instructor.settings import read_settings
from instructor.submissions.register import Person, Register

#: Letters that a column has room for.
LONGEST = 128


def write_students(course: Course) -> int:
    """Write names, e-mails and the platform's ids into the gradebook; return how many rows are new or changed.

    Where there is no gradebook yet nothing is written: whatever grades or collects next does.

    Raises
    ------
    GradebookError
        Where the database is locked, full or gone.
    """
    people = {person.id: person for person in Register(course).people}
    if not any(person.roster or person.names for person in people.values()):
        return 0
    with explained():
        engine = create_engine(read_settings(course).db_url)
        try:
            if not exists(engine):
                return 0
            with engine.begin() as db:
                known = {row.id: row._asdict() for row in db.execute(select(STUDENT))}
                wanted = {name: _row(person) for name, person in people.items() if name in known or _is_listed(person)}
                new = [row for name, row in wanted.items() if name not in known]
                other = [{"its": n, **row} for n, row in wanted.items() if n in known and known[n] != known[n] | row]
                if new:
                    db.execute(insert(STUDENT), new)
                if other:
                    db.execute(_SET, other)
        finally:
            engine.dispose()
    return len(new) + len(other)


_SET = (
    update(STUDENT)
    .where(STUDENT.c.id == bindparam("its"))
    .values({name: bindparam(name) for name in ("first_name", "last_name", "email", "lms_user_id")})
)


def _is_listed(person: Person) -> bool:
    return bool(person.roster) and not person.left


def _row(person: Person) -> dict[str, Any]:
    first, last = names(person)
    fields = {"first_name": first, "last_name": last, "email": person.email, "lms_user_id": _platform_id(person)}
    return {"id": person.id, **{name: value[:LONGEST] or None for name, value in fields.items()}}


def names(person: Person) -> tuple[str, str]:
    """Return a person's first and last name, as the roster parts them, else at the last space."""
    if person.family and not person.preferred:
        return person.given, person.family
    shown = person.shown if person.shown != person.id else ""
    if person.family and shown.endswith(f" {person.family}"):
        return shown.removesuffix(f" {person.family}"), person.family
    first, _, last = shown.rpartition(" ")
    return first, last


def _platform_id(person: Person) -> str:
    return (person.listed("canvas") or person.number_in("canvas:") or "").partition(":")[2]
