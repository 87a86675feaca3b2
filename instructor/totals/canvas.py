"""The gradebook file that Canvas imports (Grades, Import).

Its rules, from canvas-lms `lib/gradebook_importer.rb` (as of commit 00b222d, read 2026-11-26) and, for what it exports,
`lib/gradebook_exporter.rb`:
    delimiter  the comma, unless the first three lines have more columns by semicolons; no mark before quotation marks
    header     Student (or LastName, FirstName), ID, then SIS Login ID or SIS User ID and SIS Login ID, perhaps
               Integration ID and Root Account, then Section: in this order, in English, before all assignments
    columns    `Title (12345)` is assignment 12345; else an assignment of that very title; else Canvas asks which it is.
               Current/Final Score, Points, Grade and Override columns are no assignments
    rows       `Points Possible` (its cell `read only`: the column is left alone) and rows that are empty or say Manual
               Posting are no students
    students   by ID; else by SIS ids; else by the name: so a name that is made safe is still its person's
    cells      a number with a point or a comma; EX excuses; a cell that is empty, where Canvas has a score, takes the
               score away. So what waits keeps the score that the export had
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from instructor.rosters.table import Table
from instructor.submissions.register import Person
from instructor.totals.matching import number
from instructor.totals.rows import Class, Row
from instructor.totals.safe import csv_bytes, safe
from instructor.totals.target import Column, Import, Request, choose

_NAME = ("Student", "LastName", "FirstName")
_INFO = (*_NAME, "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Root Account", "Section")
_NO_ASSIGNMENT = ("Current Score", "Current Points", "Current Grade", "Final Score", "Final Points", "Final Grade")
_POINTS = "Points Possible"


@dataclass(frozen=True)
class Export:
    """What is known of Canvas's gradebook: columns, each assignment's points possible, and students' cells by ID."""

    headers: Sequence[str]
    points: Mapping[str, str] = field(default_factory=dict)
    students: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def assignments(self) -> list[str]:
        """The columns of assignments that may be written."""
        last = max((place for place, name in enumerate(self.headers) if name in _INFO), default=-1)
        return [
            name
            for name in self.headers[last + 1 :]
            if not any(part in name for part in (*_NO_ASSIGNMENT, "Override"))
            and "read only" not in self.points.get(name, "")
        ]


def read_export(table: Table) -> Export:
    """Return what a gradebook's export says."""
    rows = [dict(zip(table.header, row, strict=True)) for row in table.rows]
    points = next((row for row in rows if _POINTS in _first(row)), {})
    students = {row["ID"]: row for row in rows if row.get("ID")}
    return Export(table.header, points, students)


def from_roster(found: Class) -> Export:
    """Return what the roster kept of the gradebook that it was: no points possible."""
    raws = {number_: raw for row in found.rows if (number_ := canvas_id(row.person)) and (raw := _raw(row.person))}
    headers = next(iter(raws.values()), {})
    return Export([*headers], {}, raws)


def canvas_id(person: Person) -> str:
    """Return a person's number in Canvas; "" where none is known."""
    return (person.listed("canvas") or person.number_in("canvas:") or "").partition(":")[2]


def canvas_file(request: Request, export: Export) -> Import:
    """Return the file.

    Raises
    ------
    CourseError
        Where it is not certain which column is a lesson's.
    """
    columns = choose(request, export.assignments, lambda header: number(export.points.get(header, "")))
    info = _info(export)
    rows = [row for row in request.found.rows if canvas_id(row.person)]
    lines = [_line(row, info, columns, export) for row in rows]
    top = [[*info, *(column.header for column in columns)], _above(info, columns, export)]
    notes = [column.note for column in columns]
    notes += [
        f"{column.lesson}: no column of Canvas is known for it; Canvas asks which assignment it is"
        for column in columns
        if not column.is_known
    ]
    missing = [row.person.shown for row in request.found.rows if not canvas_id(row.person)]
    if missing:
        notes.append(f"left out, for Canvas's number is not known: {', '.join(missing)}; import Canvas's roster")
    if export.students and (new := [row.person.shown for row in rows if canvas_id(row.person) not in export.students]):
        notes.append(f"not in Canvas's export: {', '.join(new)}")
    return Import(csv_bytes([*top, *lines]), len(lines), notes)


def _info(export: Export) -> list[str]:
    """Return the columns that say who it is, in the order that the importer wants."""
    known = {*export.headers}
    names = ["LastName", "FirstName"] if {"LastName", "FirstName"} <= known else ["Student"]
    ids = ["SIS User ID", "SIS Login ID"] if "SIS User ID" in known or not known & {*_INFO} else ["SIS Login ID"]
    return [*names, "ID", *ids, "Section"]


def _above(info: Sequence[str], columns: Sequence[Column], export: Export) -> list[str]:
    points = [export.points.get(c.header, "") if c.is_known else f"{float(c.out_of):g}" for c in columns]
    return [f"    {_POINTS}", *[""] * (len(info) - 1), *points]


def _line(row: Row, info: Sequence[str], columns: Sequence[Column], export: Export) -> list[str]:
    person, its = row.person, canvas_id(row.person)
    known = {**_raw(person), **export.students.get(its, {})}
    own = {"Student": person.shown, "LastName": person.family or person.shown, "FirstName": person.given, "ID": its}
    who = {name: known.get(name) or own.get(name, "") for name in info} | {"ID": its}
    return [*(safe(who[name]) for name in info), *(_cell(row, column, known) for column in columns)]


def _cell(row: Row, column: Column, known: Mapping[str, str]) -> str:
    if column.is_exempt(row):
        return "EX"
    return column.mark(row) or (known.get(column.header, "") if column.is_known else "")


def _first(row: Mapping[str, str]) -> str:
    return next(iter(row.values()), "")


def _raw(person: Person) -> Mapping[str, str]:
    """Return the columns of the roster where it was a gradebook: a list of groups has others."""
    raw = person.roster.get("canvas", {})
    return raw if "ID" in raw else {}
