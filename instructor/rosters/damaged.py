"""Names that a spreadsheet or a wrong encoding has damaged (????, NÃºÃ±ez), and ids that were made of them.

An id is for the term. One that was made of a damaged name is given anew when a right roster comes, as long as nothing
hangs on it: no work, mark, extension or query.
"""

from __future__ import annotations

import re

from instructor.care.rows import rows_of
from instructor.care.traces import traces
from instructor.course import Course
from instructor.grading.tables import STUDENT
from instructor.submissions.lms import slug
from instructor.submissions.register import Person

#: A question mark, the sign for what cannot be read, or UTF-8's two bytes as Windows-1252 or Latin-1 shows them.
_DAMAGED = re.compile(
    "[?\ufffd]|[\u00c2-\u00c5\u00d0\u00d1][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)


def is_damaged(name: str) -> bool:
    """Say whether letters of a name were lost."""
    return _DAMAGED.search(name) is not None


def has_damaged_id(course: Course, person: Person, name: str) -> bool:
    """Say whether somebody's id was made of a damaged name, is to be another under the right one, and can be."""
    bases = {slug(each) or "student" for each in person.names if is_damaged(each)}
    was_made = any(person.id == base or person.id.startswith(f"{base}-") for base in bases)
    return was_made and person.id != person.hub and not is_damaged(name) and not _has_anything(course, person)


def _has_anything(course: Course, person: Person) -> bool:
    found = traces(course, person)
    rows = rows_of(course, person.id).keys() - {STUDENT.name}
    return bool(found.paths or found.logs or found.entries.keys() - {"people.json"} or rows)
