"""What the platforms' importers do with a file, rule by rule, written from their sources (named in `totals`)."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal


class Refused(Exception):  # noqa: N818 (a verdict, not an error of ours)
    """The importer ends here, and takes nothing."""


@dataclass
class Canvas:
    """A course in Canvas: students by ID, assignments (title, points) by number, and scores by both."""

    students: dict[int, str]
    assignments: dict[int, tuple[str, str]]
    scores: dict[tuple[int, int], str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def take(self, data: bytes) -> dict[tuple[int, int], str]:
        """Return the scores that change: "" takes one away, EX excuses; assignments it has to ask about are noted."""
        rows = self._rows(data.decode("utf-8"))
        header = rows[0]
        count = self._student_columns(header)
        columns = self._columns(header, count)
        read_only, changes = set(), {}
        for row in rows[1:]:
            cells: list[str | None] = [cell or None for cell in row]
            if cells[0] and "Points Possible" in cells[0]:
                read_only = {number for number, at in columns.items() if re.search(r"read\s+only", cells[at] or "")}
                for number, at in columns.items():
                    assert cells[at] in (None, self.assignments[number][1]), "it changes what an assignment is worth"
                continue
            if all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.IGNORECASE) for cell in cells if cell):
                continue
            student = self._student(row)
            for number, at in columns.items():
                new, old = _decimal((cells[at] or "").strip()), self.scores.get((student, number), "")
                if number not in read_only and not _same(new, old):
                    changes[student, number] = new
        return changes

    @staticmethod
    def _rows(text: str) -> list[list[str]]:
        if text.startswith("\ufeff") and text[1:2] == '"':
            raise Refused("Illegal quoting in line 1")
        first = text.splitlines()[:3]
        counts = {}
        for sign in ";,":
            sizes = {len(next(csv.reader([line], delimiter=sign))) for line in first}
            counts[sign] = sizes.pop() if len(sizes) == 1 else 0
        delimiter = ";" if counts[";"] > counts[","] else ","
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        return [row for row in lines if any(cell.strip(" ;,") for cell in row)]

    @staticmethod
    def _student_columns(header: Sequence[str]) -> int:
        if not (len(header) > 3 and "Student" in header[0] and "ID" in header[1]):
            raise Refused("Invalid header row")
        count = 3
        if re.search(r"SIS\s+Login\s+ID", header[2]):
            count = 4
        elif re.search(r"SIS\s+User\s+ID", header[2]) and re.search(r"SIS\s+Login\s+ID", header[3]):
            count = 5
        if "Section" not in header[count - 1]:
            raise Refused("Invalid header row")
        return count

    def _columns(self, header: Sequence[str], count: int) -> dict[int, int]:
        found = {}
        for at, name in [*enumerate(header)][count:]:
            if re.search("(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)", name):
                continue
            match = re.fullmatch(r"(.*)\s\((\d+)\)", name, re.DOTALL)
            number = int(match[2]) if match and int(match[2]) in self.assignments else None
            number = number or next((n for n, (title, _) in self.assignments.items() if title == name), None)
            if number is None:
                self.asked.append(name)
            else:
                found[number] = at
        return found

    def _student(self, row: Sequence[str]) -> int:
        if (number := _int(row[1])) in self.students:
            return number
        for number, name in self.students.items():
            if name == row[0]:
                return number
        raise Refused(f"{row[0]} is nobody's here")


def _int(text: str) -> int:
    match = re.match(r"\s*\d+", text)
    return int(match[0]) if match else 0


def _decimal(field_: str) -> str:
    """Return a number with a point: its last sign is the decimal one, others fall away."""
    if not re.fullmatch(r"-?[0-9.,]+%?", field_):
        return field_
    *whole, last = re.split("[,.]", field_)
    return f"{''.join(whole)}.{last}" if whole else last


def _same(new: str, old: str) -> bool:
    blank = ("", "-")
    if new == old or (new in blank and old in blank):
        return True
    if new in blank or old in blank or "EX" in (new.upper(), old.upper()):
        return False
    return round(Decimal(new), 2) == round(Decimal(old), 2)


def moodle_grades(
    data: bytes, users: Mapping[str, int], key: str, items: Mapping[str, Decimal]
) -> dict[tuple[int, str], str | None]:
    """Return the grades that Moodle's import of a CSV gives, by user and item; None is no grade.

    Parameters
    ----------
    users
        Whom Moodle has, by what the column `key` says of them.
    items
        The items that columns are chosen to be, by header, with their maxima; all others are passed over.
    """
    header, *lines = csv.reader(io.StringIO(data.decode("utf-8").removeprefix("\ufeff"), newline=""), strict=True)
    header = [name.strip() for name in header]
    found: dict[tuple[int, str], str | None] = {}
    for line in lines:
        if len(line) != len(header):
            raise Refused("columns that differ in number")
        cells = {name: cell.strip() for name, cell in zip(header, line, strict=True)}
        if cells[key] not in users:
            raise Refused(f"user mapping error: {cells[key]}")
        for item, maximum in items.items():
            if cells[item] in ("", "-"):
                found[users[cells[key]], item] = None
            elif not re.fullmatch(r"-?\d+(\.\d+)?", cells[item]):
                raise Refused("bad grade")
            elif Decimal(cells[item]) > 100:
                raise Refused("grade value too big")
            else:
                found[users[cells[key]], item] = str(min(Decimal(cells[item]), maximum))
    return found


@dataclass
class Assignment:
    """An assignment in Moodle: participants' numbers, the maximum, and the grades and comments there are."""

    participants: set[int]
    maximum: Decimal
    grades: dict[int, Decimal] = field(default_factory=dict)
    comments: dict[int, str] = field(default_factory=dict)
    #: Whose grade Moodle changed after the worksheet was downloaded.
    newer: set[int] = field(default_factory=set)
    files: dict[int, dict[str, bytes]] = field(default_factory=dict)

    def take_worksheet(self, data: bytes) -> None:
        """Take a grading worksheet."""
        header, *lines = csv.reader(io.StringIO(data.decode("utf-8").removeprefix("\ufeff"), newline=""), strict=True)
        where = {name: header.index(name) for name in ("Identifier", "Grade", "Last modified (grade)")}
        at = header.index("Feedback comments") if "Feedback comments" in header else 0
        for line in lines:
            if len(line) != len(header):
                raise Refused("columns that differ in number")
            number = _int(line[where["Identifier"]][len("Participant ") :])
            if number not in self.participants or number in self.newer:
                continue
            if (grade := line[where["Grade"]]) and 0 <= Decimal(grade) <= self.maximum:
                self.grades[number] = Decimal(grade)
            if at:
                self.comments[number] = line[at]

    def take_feedback(self, data: bytes) -> list[str]:
        """Take a zip of feedback files; return the names that were passed over."""
        left = []
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                number, title = self._of(name)
                if number is None:
                    left.append(name)
                else:
                    self.files.setdefault(number, {})[title] = archive.read(name)
        return left

    def _of(self, name: str) -> tuple[int | None, str]:
        parts = name.split("/")
        if parts[-1].startswith((".", "~")):
            return None, ""
        while parts:
            info = parts.pop(0).split("_", 4)
            if len(info) < 4 or not info[1].isdigit() or int(info[1]) not in self.participants:
                continue
            if (info[2], info[3]) == ("assignsubmission", "file"):
                return int(info[1]), "/".join([*info[4:], *parts])
        return None, ""


def canvas_comments(
    data: bytes, submissions: Mapping[int, Mapping[int, str]]
) -> tuple[dict[int, list[str]], list[str]]:
    """Return the files that each student is given, under the names they see, and what Canvas ignores.

    `submissions` has the files of each student's last submission, by their numbers, with their names.
    """
    given: dict[int, list[str]] = {}
    ignored = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            parts = [part for part in name.rpartition("/")[2].split("_") if part != "LATE"]
            user, file = [*[int(part) for part in parts if part.isdigit()], 0, 0][:2]
            if parts[-1].startswith("link") or file not in submissions.get(user, {}):
                ignored.append(name)
            else:
                given.setdefault(user, []).append(submissions[user][file])
    return given, ignored
