"""The table of marks as CSV and as XLSX: values, with the rules in words on a sheet of their own.

There are no formulas: a table that reckons itself shows other totals where somebody sorts or deletes in it; the rules
say how to check one. Text is stored as text, whatever it begins with.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from instructor.plan import Plan
from instructor.totals.exact import points, rounded
from instructor.totals.rows import Class, Row
from instructor.totals.safe import csv_bytes, safe
from instructor.totals.words import Cell, cells, header, rules, text


def as_csv(plan: Plan, found: Class, lessons: Sequence[str]) -> bytes:
    """Return the table as CSV: those who left come last, and the remarks say so."""
    rows = [[_plain(cell) for cell in cells(row, lessons)] for row in (*found.rows, *found.left)]
    return csv_bytes([header(plan, found, lessons), *rows], for_excel=True)


def _plain(cell: Cell) -> str:
    return safe(cell) if isinstance(cell, str) else text(cell)


def as_xlsx(plan: Plan, found: Class, lessons: Sequence[str], at_end: bool) -> bytes:
    """Return the table as a workbook: marks, those who left, and the rules with each lesson's dates and weight."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "marks"
    top = header(plan, found, lessons)
    _fill(sheet, top, found.rows, lessons)
    if found.left:
        _fill(book.create_sheet("left"), top, found.left, lessons)
    _explain(book.create_sheet("rules"), plan, found, at_end)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill(sheet: Worksheet, top: Sequence[str], rows: Sequence[Row], lessons: Sequence[str]) -> None:
    for place, title in enumerate(top, 1):
        _put(sheet, 1, place, title)
        sheet.cell(1, place).font = Font(bold=True)
        sheet.cell(1, place).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(place)].width = 28 if place in (1, 3, len(top)) else 14
    for line, row in enumerate(rows, 2):
        for place, cell in enumerate(cells(row, lessons), 1):
            _put(sheet, line, place, cell)
    sheet.freeze_panes = "B2"


def _put(sheet: Worksheet, line: int, place: int, value: Cell) -> None:
    """Put a value into a cell; text is never taken for a formula."""
    cell = sheet.cell(line, place)
    if not isinstance(value, str):
        cell.value = rounded(value, 4)
    elif value:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"


def _explain(sheet: Worksheet, plan: Plan, found: Class, at_end: bool) -> None:
    lines: list[list[str]] = [[plan.title], *([rule] for rule in rules(plan, at_end)), []]
    lines.append(["lesson", "weight", "maximum", "due"])
    for name, lesson in plan.lessons.items():
        book = found.books.get(name)
        due = plan.said(lesson.due) if lesson.due else "no date"
        lines.append([name, f"{lesson.weight:g}", points(book.maximum) if book else "not released", due])
    for line, row in enumerate(lines, 1):
        for place, value in enumerate(row, 1):
            _put(sheet, line, place, value)
    sheet.column_dimensions["A"].width = 34
