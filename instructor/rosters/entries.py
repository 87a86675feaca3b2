"""The people of a roster: one entry a person, out of a table's rows; what is no student is left out, and said."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from instructor.course import CourseError
from instructor.rosters.columns import PLATFORMS, Columns, columns, known_headers, participants
from instructor.rosters.table import Table, read_table
from instructor.submissions.directory import plain, squeezed
from instructor.submissions.lms import same_name

#: "Student", as the platforms' languages have it in a column of roles.
_STUDENT = re.compile("student|estudiante|estudante|etudiant|alumn|aluno|studierend|teilnehmer|learner|kursteilnehmer")
#: Canvas's row of points, and its test student, by the names that it gives them.
_POINTS, _TEST = "points possible", {"student, test", "test student", "teststudent"}

_EAST_ASIAN = re.compile("CJK|HANGUL|HIRAGANA|KATAKANA")


@dataclass(frozen=True)
class Entry:
    """One person of a roster: the address of the platform's number, the parts of the name, and all columns as written.

    `address` is `canvas:4821`, or the number of a Moodle assignment's participant; "" where the roster has none.
    """

    name: str
    given: str = ""
    family: str = ""
    preferred: str = ""
    email: str = ""
    login: str = ""
    number: str = ""
    address: str = ""
    groups: tuple[str, ...] = ()
    raw: dict[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Roster:
    """What a file holds: the platform, its people, and in words what was left out or found odd.

    `is_whole` says that whoever is not in it is not in the class: a grading worksheet, or a groups' list, may be less.
    """

    platform: str
    entries: tuple[Entry, ...]
    notes: tuple[str, ...]
    is_whole: bool

    @property
    def kind(self) -> str:
        """What it is, in words."""
        return PLATFORMS.get(self.platform, "a plain list")


def read_roster(path: Path, lesson: str = "") -> Roster:
    """Read a roster.

    Parameters
    ----------
    path
        CSV or XLSX, as the platform exports it.
    lesson
        Whose participants the numbers of a Moodle grading worksheet are.

    Raises
    ------
    CourseError
        Where the file is no roster: which columns it has, and what would do.
    """
    table = read_table(path, known_headers)
    found = columns(table)
    if found is None:
        shown = ", ".join(f"“{header}”" for header in table.header[:12] if header) or "none"
        raise CourseError(
            f"{path.name} is no roster: its columns are {shown}. What would do: a name (one column, or first and last "
            "name) and one of e-mail, login or student number; or the export of Canvas, Moodle, Blackboard or "
            "Brightspace as it came"
        )
    if found.is_worksheet and not lesson:
        raise CourseError(
            f"{path.name} is an assignment's grading worksheet: its numbers are that assignment's alone; "
            "say whose: roster FILE --lesson LESSON"
        )
    return _roster(table, found, lesson)


def _roster(table: Table, found: Columns, lesson: str) -> Roster:
    roles = table.column(found.places["role"]) if "role" in found.places else []
    has_students = any(_STUDENT.search(plain(role)) for role in roles)
    entries, left_out = [], Counter[str]()
    for row in table.rows:
        if reason := _no_student(row, found, has_students):
            left_out[reason] += 1
        else:
            entries.append(_entry(table.header, row, found, lesson))
    merged, doubled = _each_once(entries)
    notes = [f"left out: {reason}" + (f" ({count})" if count > 1 else "") for reason, count in left_out.items()]
    notes += [f"{name} stands in it {count} times" for name, count in doubled.items()]
    if table.encoding == "cp1252":
        notes.append("it is in no Unicode; read as Windows-1252: look whether accents are right")
    is_groups = "group_name" in table.header
    return Roster(found.platform, tuple(merged), tuple(notes), not (found.is_worksheet or is_groups))


def _cell(row: Sequence[str], found: Columns, name: str) -> str:
    text = row[found.places[name]].strip() if name in found.places else ""
    return text.removeprefix("#") if found.platform == "brightspace" else text


def _no_student(row: Sequence[str], found: Columns, has_students: bool) -> str:
    """Say why a row is no student's; "" where it is one's."""
    name = ", ".join(part for key in ("full", "sortable", "family", "given") if (part := _cell(row, found, key)))
    login = _cell(row, found, "login")
    role = _cell(row, found, "role")
    if plain(name).startswith(_POINTS):
        return "the row of points possible"
    if not name and "manual posting" in map(plain, row):
        return "the row “Manual Posting”"
    if not name:
        return "a row without a name"
    if found.platform == "canvas" and same_name(name) in _TEST:
        return f"the test student “{name}”"
    if found.platform == "canvas" and "platform_id" in found.places and not _cell(row, found, "platform_id"):
        return f"a row without an id, “{name}”"
    if found.platform == "blackboard" and "previewuser" in login.casefold():
        return f"the preview user “{name}”"
    if has_students and not _STUDENT.search(plain(role)):
        return f"“{name}”, {role or 'without a role'}"
    if not any(_cell(row, found, key) for key in ("email", "login", "number", "platform_id", "identifier")):
        return f"a row without id, e-mail or login, “{name}”"
    return ""


def _entry(header: Sequence[str], row: Sequence[str], found: Columns, lesson: str) -> Entry:
    given, family = _cell(row, found, "given"), _cell(row, found, "family")
    sortable, full = _cell(row, found, "sortable"), _cell(row, found, "full")
    if found.platform == "canvas" and "," in full:
        sortable, full = full, ""
    if not family and ", " in sortable:
        family, _, given = (part.strip() for part in sortable.partition(","))
    name = full if full and not ("," in full and not given) else _whole(given, family)
    email, login = _cell(row, found, "email"), _cell(row, found, "login")
    return Entry(
        name or _turned_round(full or sortable),
        given,
        family,
        _preferred(_cell(row, found, "preferred"), given, family),
        email or (login if "@" in login else ""),
        "" if "@" in login else login,
        _cell(row, found, "number"),
        _address(row, found, lesson),
        tuple(
            part for text in re.split(r"[,;]", _cell(row, found, "group")) if (part := text.strip().replace(":", "-"))
        ),
        {name: cell for name, cell in zip(header, row, strict=True) if name},
    )


def _turned_round(name: str) -> str:
    """Return `Souza, Ana` as Ana Souza is called."""
    family, _, given = (part.strip() for part in name.partition(","))
    return _whole(given, family)


def _whole(given: str, family: str) -> str:
    """Return a name as it is written: in Chinese, Japanese and Korean the family name first, with no space."""
    if given and family and all(_EAST_ASIAN.match(unicodedata.name(sign, "")) for sign in given + family):
        return f"{family}{given}"
    return f"{given} {family}".strip()


def _preferred(preferred: str, given: str, family: str) -> str:
    """Return the name that somebody goes by, whole: a preferred first name stands before the family name."""
    if not preferred or squeezed(preferred) == squeezed(given):
        return ""
    is_whole = " " in preferred or not family
    return preferred if is_whole else f"{preferred} {family}"


def _address(row: Sequence[str], found: Columns, lesson: str) -> str:
    if found.is_worksheet:
        number = participants([_cell(row, found, "identifier")]) or {
            "": re.sub(r"\D", "", _cell(row, found, "identifier"))
        }
        return f"moodle:{lesson}:{next(iter(number.values()))}"
    if number_ := _cell(row, found, "platform_id"):
        return f"{found.platform}:{number_}"
    return ""


def _each_once(entries: Sequence[Entry]) -> tuple[list[Entry], Counter[str]]:
    """Join the rows of one person, as somebody in two sections or groups has them."""
    found: dict[str, Entry] = {}
    doubled: Counter[str] = Counter()
    for entry in entries:
        key = entry.address or same_name(entry.number or entry.email or entry.login)
        if (first := found.get(key)) is None:
            found[key] = entry
        elif same_name(first.name) == same_name(entry.name):
            doubled[first.name] += 1
            found[key] = replace(first, groups=tuple(dict.fromkeys((*first.groups, *entry.groups))))
        else:
            raise CourseError(f"“{first.name}” and “{entry.name}” have one id in it, {key}; correct the file")
    return list(found.values()), Counter({name: count + 1 for name, count in doubled.items()})
