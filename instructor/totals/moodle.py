"""The CSV for Moodle's import of grades (Grades, Import, CSV file).

Its rules, from moodle `grade/import/csv/classes/load_data.php` (as of commit 0289d8c, read 2026-11-26):
    people     one column identifies them, which the instructor chooses: e-mail, ID number, username or id. Whom Moodle
               does not know ends the whole import, so whoever is not in Moodle's roster is left out
    headers    trimmed; the instructor says of each which grade item it is, or "new item"
    cells      trimmed; a number with a point or the site's own sign; what is no number ends the import. `-` is no grade
               for an item that is there and for a new one; an empty cell is none for the first, an error for the other
    maximum    over 100 ends the import unless the site admits more. Neither file nor importer tells an item's maximum;
               100 is Moodle's own for assignments and new items, so marks are out of 100 unless another is said
Identifying cells stay as they are, to the letter; names are made safe.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from instructor.grading.students import names
from instructor.rosters.columns import HEADERS
from instructor.rosters.table import Table
from instructor.submissions.directory import plain
from instructor.submissions.register import Person
from instructor.totals.matching import bare
from instructor.totals.rows import Row
from instructor.totals.safe import csv_bytes, is_formula, safe
from instructor.totals.target import Column, Import, Request, choose

WHO = ("First name", "Last name", "ID number", "Email address")
USUAL = Fraction(100)


def moodle_file(request: Request, table: Table | None) -> Import:
    """Return the file; `table` is an earlier export of the gradebook, whose columns name the grade items.

    Raises
    ------
    CourseError
        Where it is not certain which column is a lesson's.
    """
    columns = choose(request, table.header if table else [], lambda header: None, USUAL)
    is_there = any("moodle" in row.person.roster for row in request.found.rows)
    rows = [row for row in request.found.rows if _keys(row.person) and (not is_there or "moodle" in row.person.roster)]
    lines = [_line(row, columns) for row in rows]
    header = [*WHO, *(bare(column.header) for column in columns)]
    notes = [*(column.note for column in columns), *_notes(request.found.rows, rows)]
    return Import(csv_bytes([header, *lines]), len(lines), notes)


def student_number(person: Person) -> str:
    """Return somebody's student number, as the rosters have it; "" where they have none."""
    cells = [cell for raw in person.roster.values() for head, cell in raw.items() if plain(head) in HEADERS["number"]]
    return next((cell.removeprefix("#") for cell in cells if cell), "")


def _keys(person: Person) -> str:
    return person.email or student_number(person)


def _line(row: Row, columns: Sequence[Column]) -> list[str]:
    given, family = names(row.person)
    marks = ["-" if column.is_exempt(row) else column.mark(row) or "-" for column in columns]
    return [safe(given), safe(family), student_number(row.person), row.person.email, *marks]


def _notes(everyone: Sequence[Row], rows: Sequence[Row]) -> list[str]:
    notes = []
    if missing := [row.person.shown for row in everyone if row not in rows]:
        notes.append(f"left out, for they are not in Moodle's roster or have no key: {', '.join(missing)}")
    for head, key in (("Email address", lambda p: p.email), ("ID number", student_number)):
        if without := [row.person.shown for row in rows if not key(row.person)]:
            notes.append(f"without {head}: {', '.join(without)}; identify people by the other one")
    if risky := [row.person.shown for row in rows if is_formula(row.person.email + "\n" + student_number(row.person))]:
        notes.append(
            f"do not open it in a spreadsheet: an address or number of {', '.join(risky)} begins like a formula"
        )
    return notes
