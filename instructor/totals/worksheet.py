"""Moodle's grading worksheet of one assignment, with marks and feedback comments (Upload grading worksheet).

Its rules, from moodle `mod/assign/feedback/offline/importgradeslib.php` (commit 452e36f) and `locallib.php` (0497556),
read 2026-11-26; both plug-ins, Offline grading worksheet and Feedback comments, have to be on:
    columns    Identifier, Grade and Last modified (grade) are needed, comma-separated, by their names in the language
               of whoever uploads; Feedback comments (any place but the first) is taken; all others are passed over
    people     Identifier without its first letters, as many as `Participant ` has in that language
    time       where Moodle's own mark is a minute newer than Last modified (grade), the row is skipped unless the
               upload says "Allow updating records that have been modified more recently"
    grades     empty, below 0 or above the assignment's maximum: skipped silently. So marks are scaled to Maximum Grade
    comments   the cell replaces the comment that is there
So the worksheet as it was downloaded is filled in, in English; a comment that somebody else wrote in it stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from instructor.course import CourseError
from instructor.rosters.columns import participants
from instructor.rosters.table import Table
from instructor.submissions.lms import same_name
from instructor.totals.exact import points
from instructor.totals.matching import number
from instructor.totals.moodle import USUAL
from instructor.totals.rows import Mark, Row, Standing
from instructor.totals.safe import csv_bytes, safe
from instructor.totals.target import Column, Import, Request

WHO, GRADE, MODIFIED, MAXIMUM = "Identifier", "Grade", "Last modified (grade)", "Maximum Grade"
COMMENTS, LOCKED, NAME, EMAIL = "Feedback comments", "Grade can be changed", "Full name", "Email address"
#: What the comments that we write begin with.
OURS = ("Quizzes: ", "Not handed in.")


def worksheet_file(request: Request, lesson: str, table: Table | None) -> Import:
    """Return the worksheet of a lesson, filled in.

    Parameters
    ----------
    table
        The worksheet as it was downloaded; None makes one of the participants' numbers that the register has.

    Raises
    ------
    CourseError
        Where the worksheet has not the columns that Moodle wants, or nobody's number is known.
    """
    scope = f"moodle:{lesson}:"
    rows = {person.removeprefix(scope): row for row in request.found.rows if (person := row.person.number_in(scope))}
    header, lines = _lines(table, rows, lesson)
    by_email = {same_name(row.person.email): row for row in request.found.rows if row.person.email}
    written, notes, count = [], [], 0
    for line in lines:
        row = rows.get(participants([line[WHO]]).get(line[WHO], "")) or by_email.get(same_name(line.get(EMAIL, "")))
        if row is None:
            notes.append(f"{line[WHO]} {line.get(NAME, '')}: nobody's here; left as it is")
        else:
            count += 1
            notes += _fill(line, row, request, lesson)
        written.append([safe(line[name]) if name == NAME else line[name] for name in header])
    scales = sorted({line.get(MAXIMUM, "") for line in lines} - {""})
    own = points(request.maximum(lesson))
    notes.insert(0, f"{lesson}: out of {own}, scaled to {', '.join(scales) or points(request.out_of or USUAL)}")
    return Import(csv_bytes([header, *written]), count, notes)


def _lines(table: Table | None, rows: Mapping[str, Row], lesson: str) -> tuple[list[str], list[dict[str, str]]]:
    """Return the worksheet's columns and rows, as it was downloaded, or made anew."""
    if table is None:
        if not rows:
            raise CourseError(
                f"no participant's number of {lesson} is known; download Moodle's grading worksheet (in English) and "
                "give it with --columns FILE"
            )
        header = [WHO, NAME, GRADE, MODIFIED, COMMENTS]
        new = {GRADE: "", MODIFIED: "-", COMMENTS: ""}
        return header, [{WHO: f"Participant {n}", NAME: row.person.shown, **new} for n, row in rows.items()]
    if missing := [name for name in (WHO, GRADE, MODIFIED) if name not in table.header]:
        raise CourseError(
            f"the worksheet has no column {', '.join(f'“{name}”' for name in missing)}; download it, and upload it, "
            "with your own language in Moodle set to English"
        )
    lines = [dict(zip(table.header, row, strict=True)) for row in table.rows]
    header = [*table.header, *([] if COMMENTS in table.header else [COMMENTS])]
    return header, [{COMMENTS: "", **line} for line in lines]


def _fill(line: dict[str, str], row: Row, request: Request, lesson: str) -> list[str]:
    """Fill one row in; return what to know of it."""
    mark, maximum = row.marks[lesson], request.maximum(lesson)
    out_of = request.out_of or number(line.get(MAXIMUM, "")) or USUAL
    line[GRADE] = Column(lesson, GRADE, True, maximum, out_of).mark(row) or line[GRADE]
    notes = []
    if said := comment(mark, request, lesson):
        if line[COMMENTS] and not line[COMMENTS].startswith(OURS):
            notes.append(f"{row.person.shown}: the comment that is there stays")
        else:
            line[COMMENTS] = escape(said)
    if line.get(LOCKED, "Yes") == "No" and mark.points is not None:
        notes.append(f"{row.person.shown}: Moodle says that the grade cannot be changed")
    return notes


def comment(mark: Mark, request: Request, lesson: str) -> str:
    """Return a mark in words, for the student; "" where there is nothing to say yet."""
    if mark.standing is Standing.MISSING:
        return "Not handed in."
    if mark.earned is None or mark.standing is Standing.EXEMPT:
        return ""
    book, earned = request.found.books[lesson], mark.earned
    said: Sequence[str] = [
        f"{kind}: {'not marked yet' if part.waits else f'{points(part.points)} of {points(worth)}'}."
        for kind, part, worth in (("Quizzes", earned.quizzes, book.quizzes), ("Tasks", earned.tasks, book.tasks))
    ]
    late = [f"Late: -{points(earned.penalty)}."] if earned.penalty and mark.points is not None else []
    whole = [f"Mark: {points(mark.points)} of {points(book.maximum)}."] if mark.points is not None else []
    return " ".join([*said, *late, *whole])
