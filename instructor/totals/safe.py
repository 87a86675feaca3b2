"""Text that others chose, written so that no spreadsheet takes it for a formula.

Excel, LibreOffice and Google Sheets run a cell of a CSV that begins with = + - @ (or their full-width forms), also
after a tab, a line break or the separator of another locale. An apostrophe before the sign makes it text. Importers
find people by an id, a number or an address, never by the name where they have one of these, so a name loses nothing
by it. What an importer must find again to the letter (`exactly`) stays as it is, and is named where it is dangerous.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from instructor.course import CourseError
from instructor.submissions import kept

_FORMULA = re.compile(r"(^|[;,\t\r\n])(\s*)(?=[=+\-@＝＋－＠])")


def is_formula(text: str) -> bool:
    """Say whether a spreadsheet may run this text."""
    return _FORMULA.search(text) is not None


def safe(text: str) -> str:
    """Return a text that no spreadsheet runs."""
    return _FORMULA.sub(r"\1\2'", text)


def csv_bytes(rows: Iterable[Sequence[str]], for_excel: bool = False) -> bytes:
    """Return rows as CSV in UTF-8.

    `for_excel` puts a mark at the beginning, by which Excel knows UTF-8, and quotation marks round each cell; a
    platform gets neither: Ruby's reader, Canvas's, refuses a quotation mark after the mark.
    """
    buffer = io.StringIO(newline="")
    quoting: Literal[0, 1] = csv.QUOTE_ALL if for_excel else csv.QUOTE_MINIMAL
    csv.writer(buffer, quoting=quoting, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode("utf-8-sig" if for_excel else "utf-8")


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises CourseError where it cannot be written."""
    try:
        kept.write(path, data)
    except OSError as error:
        raise CourseError(f"{path} cannot be written ({error.strerror}); close it where it is open") from None
