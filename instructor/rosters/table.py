"""A table out of whatever a platform exports: CSV with commas, semicolons or tabs, in any usual encoding, or XLSX.

A mark at the beginning says UTF-8 or UTF-16 (Blackboard's "xls" is text with tabs in UTF-16); zeros betray UTF-16
without one; what is no UTF-8 is Windows-1252. The delimiter is the one by which the first rows fall into the columns
that are known. Rows before the header, as titles or Excel's `sep=;`, are passed over.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from instructor.course import CourseError

#: A larger file is no roster.
LARGEST = 32 * 1024 * 1024
#: The header stands in one of so many rows.
HEADER_WITHIN = 10
DELIMITERS = (",", ";", "\t")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Excel's way to keep a number's zeros: ="0012345".
_FORMULA = re.compile(r'="(.*)"', re.DOTALL)


@dataclass(frozen=True)
class Table:
    """A header and the rows below it, each as long as the header; `encoding` is how the text was read."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    encoding: str

    def column(self, place: int) -> list[str]:
        """Return a column's cells."""
        return [row[place] for row in self.rows]


def read_table(path: Path, known: Callable[[Sequence[str]], int]) -> Table:
    """Read a table.

    Parameters
    ----------
    path
        A file of text, or an XLSX.
    known
        How many cells of a row are headers that somebody knows: the row that has most is the header.

    Raises
    ------
    CourseError
        Where the file is no table: what it is instead, and what would do.
    """
    data = _bytes(path)
    if data.startswith(b"PK\x03\x04"):
        return _best([("xlsx", rows) for rows in _sheets(path, data)], known)
    if data.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise CourseError(f"{path.name} is an old Excel file or a PDF; save it as CSV (UTF-8) or XLSX and give that")
    text, encoding = decoded(data)
    try:
        tables = [(encoding, list(csv.reader(io.StringIO(text, newline=""), delimiter=each))) for each in DELIMITERS]
    except csv.Error as error:
        raise CourseError(f"{path.name} is no CSV ({error}); export it again as CSV or XLSX") from None
    return _best(tables, known)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise CourseError(f"{path} cannot be read ({error.strerror}); give the roster's file") from None
    if len(data) > LARGEST or not data.strip():
        what = "is empty" if len(data) <= LARGEST else f"has more than {LARGEST:,} bytes"
        raise CourseError(f"{path.name} {what}; give a roster as the platform exports it")
    return data


def decoded(data: bytes) -> tuple[str, str]:
    """Return a file's text, and its encoding."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding
    if b"\x00" in data[:200]:
        encoding = "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
        return data.decode(encoding, "replace"), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "cp1252"


def _sheets(path: Path, data: bytes) -> Iterator[list[list[str]]]:
    """Yield the sheets of an XLSX."""
    from openpyxl import load_workbook  # here, because hardly any command reads one
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            yield [[_written(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise CourseError(f"{path.name} is no XLSX that can be read ({error}); save it again, or as CSV") from None


def _written(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _best(tables: Sequence[tuple[str, list[list[str]]]], known: Callable[[Sequence[str]], int]) -> Table:
    """Return the table whose header is known best; of those that nobody knows, the one of most columns."""
    found = []
    for encoding, rows in tables:
        filled = [row for row in ([_clean(cell) for cell in row] for row in rows) if any(row)]
        for place, row in enumerate(filled[:HEADER_WITHIN]):
            found.append(((known(row), len(row), -place), encoding, row, filled[place + 1 :]))
    if not found:
        raise CourseError("the file has no rows; export the roster again")
    _, encoding, header, rows = max(found, key=lambda one: one[0])
    while header and not header[-1]:
        header.pop()
    width = len(header)
    return Table(tuple(header), tuple(tuple((row + [""] * width)[:width]) for row in rows), encoding)


def _clean(cell: str) -> str:
    text = " ".join(cell.replace("\ufeff", "").split())
    return match[1].replace('""', '"') if (match := _FORMULA.fullmatch(text)) else text
