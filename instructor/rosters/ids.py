"""The ids that a roster gives people: for the term, made of the login name, or of the name.

An id that was made of a name that a spreadsheet or a wrong encoding has damaged (????, NÃºÃ±ez) is given anew when a
right roster comes, as long as nothing hangs on it: no work, mark, extension or query.
"""

from __future__ import annotations

import re

from instructor.rosters.entries import Entry
from instructor.submissions.lms import slug
from instructor.submissions.register import Person, Register
from instructor.submissions.screen import Refused, check_student

#: A question mark, the sign for what cannot be read, or UTF-8's two bytes as Windows-1252 or Latin-1 shows them.
_DAMAGED = re.compile(
    "[?\ufffd]|[\u00c2-\u00c5\u00d0\u00d1][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)

#: A login name that may be an id as it stands.
_PLAIN_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def is_damaged(name: str) -> bool:
    """Say whether letters of a name were lost."""
    return _DAMAGED.search(name) is not None


def has_damaged_id(person: Person, name: str) -> bool:
    """Say whether somebody's id was made of a damaged name, and would be another under the right one."""
    bases = {slug(each) or "student" for each in person.names if is_damaged(each)}
    was_made = any(person.id == base or person.id.startswith(f"{base}-") for base in bases)
    return was_made and person.id != person.hub and not is_damaged(name)


def new_id(register: Register, entry: Entry) -> str:
    """Return an id for somebody new: the login name, as the hub has it, or the name, numbered where that is taken."""
    login = entry.login if _PLAIN_LOGIN.fullmatch(entry.login) else ""
    name = slug(entry.name) or "student"
    marks = [slug(entry.number), slug(entry.login), entry.address.rpartition(":")[2]]
    ways = [login, name, *(f"{name}-{mark}" for mark in marks if mark)]
    ways += [f"{name}-{count}" for count in range(2, len(register.people) + 3)]
    return next(way for way in ways if way and _is_free(register, way))


def _is_free(register: Register, student: str) -> bool:
    try:
        check_student(student)
    except Refused:
        return False
    there = (register.course.folder / "submitted" / student).exists()
    return register.holder(student) is None and not there
