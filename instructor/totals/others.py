"""The files for Brightspace and Blackboard, as their makers document them; neither importer's source is public.

Brightspace (D2L, "Import grades", community.d2l.com/brightspace/kb/articles/3538): OrgDefinedId and Username, one of
them at least, then `<item> Points Grade` for numbers, and at last End-of-Line Indicator with # in each row. An export's
own headers, `Essay Points Grade <Numeric MaxPoints:8 ...>`, are kept as they are.
Blackboard (Grade Center, "Work offline"): Username, and an item's header with its id, as the download has it,
`Essay [Total Pts: 8 Score] |534283`; a header without an id would make a new column of text, so the download is
needed. Tabs between the cells, UTF-16, as it came.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from instructor.course import CourseError
from instructor.rosters.table import Table
from instructor.submissions.register import Person
from instructor.totals.matching import worth
from instructor.totals.moodle import student_number
from instructor.totals.rows import Row
from instructor.totals.safe import csv_bytes, is_formula, safe
from instructor.totals.target import Import, Request, choose

_GRADE, _END = "Points Grade", "End-of-Line Indicator"


def brightspace_file(request: Request, table: Table | None) -> Import:
    """Return the file for Brightspace. Raises CourseError where it is not certain which column is a lesson's."""
    columns = choose(request, [h for h in table.header if _GRADE in h] if table else [], worth)
    header = ["OrgDefinedId", "Username"]
    header += [column.header if column.is_known else f"{column.header} {_GRADE}" for column in columns]
    rows = [row for row in request.found.rows if any(_org(row.person))]
    lines = [[*_org(row.person), *(column.mark(row) for column in columns), "#"] for row in rows]
    return Import(csv_bytes([[*header, _END], *lines]), len(lines), _notes([c.note for c in columns], request, rows))


def _org(person: Person) -> list[str]:
    """Return the two keys as the export writes them, with # before them: so they are numbers nowhere."""
    raw = person.roster.get("brightspace", {})
    number, login = raw.get("OrgDefinedId") or student_number(person), raw.get("Username") or person.hub
    return [f"#{key.removeprefix('#')}" if key else "" for key in (number, login)]


def blackboard_file(request: Request, table: Table | None) -> Import:
    """Return the file for Blackboard.

    Raises
    ------
    CourseError
        Where the download is missing, or has no column for any lesson, or it is not certain which it is.
    """
    items = [header for header in table.header if "|" in header] if table else []
    columns = [column for column in choose(request, items, worth) if column.is_known]
    if not columns:
        raise CourseError(
            "Blackboard knows an item by the number in its header; make the items there, download the grade center "
            "(full, with tabs) and give it: --columns FILE"
        )
    rows = [row for row in request.found.rows if _username(row.person)]
    header = ["Last Name", "First Name", "Username", *(column.header for column in columns)]
    lines = [
        [safe(row.person.family), safe(row.person.given), _username(row.person), *(c.mark(row) for c in columns)]
        for row in rows
    ]
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter="\t", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows([header, *lines])
    notes = _notes([column.note for column in columns], request, rows)
    return Import(buffer.getvalue().encode("utf-16"), len(lines), notes)


def _username(person: Person) -> str:
    return person.roster.get("blackboard", {}).get("Username") or person.hub


def _notes(notes: list[str], request: Request, rows: Sequence[Row]) -> list[str]:
    if missing := [row.person.shown for row in request.found.rows if row not in rows]:
        notes.append(f"left out, for no key of the platform is known: {', '.join(missing)}")
    if risky := [row.person.shown for row in rows if is_formula(_username(row.person))]:
        notes.append(f"do not open it in a spreadsheet: the login of {', '.join(risky)} begins like a formula")
    notes.append("a cell is empty where there is no mark yet: look at the platform's preview before you take it")
    return notes
