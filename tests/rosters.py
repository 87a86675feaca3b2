"""Rosters as the platforms export them, of made-up people, each with the mess that its platform makes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

#: Name as written, given, family, e-mail, login, number, Canvas id: several scripts, quotes, namesakes.
PEOPLE = (
    ("José Núñez", "José", "Núñez", "jnunez@uni.example", "jnunez", "0012345", "4821"),
    ("Ana Souza", "Ana", "Souza", "asouza@uni.example", "asouza", "0012346", "4822"),
    ("Ana Souza", "Ana", "Souza", "asouza2@uni.example", "asouza2", "0012347", "4823"),
    ("王小明", "小明", "王", "xwang@uni.example", "xwang", "0012348", "4824"),
    ("Sinéad O’Brien", "Sinéad", "O’Brien", "sobrien@uni.example", "sobrien", "0012349", "4825"),
    ('Kim "Kit" Lee', 'Kim "Kit"', "Lee", "klee@uni.example", "klee", "0012350", "4826"),
)

_CANVAS_HEADER = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Lesson 1 (90017)", "Final Score"]


def csv_text(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    return "".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in rows)


def canvas(people: Sequence[Sequence[str]] = PEOPLE) -> bytes:
    """Return a gradebook's export: byte order mark, a row of manual posting, points possible, the test student last."""
    rows = [[f"{p[2]}, {p[1]}", p[6], p[5], p[4], "Seminar 1 and Seminar 2", "", "N/A"] for p in people]
    above = [["", "", "", "", "", "Manual Posting", ""], ["    Points Possible", "", "", "", "", "8", "(read only)"]]
    test = ["Student, Test", "9999", "", "f00ba4", "Seminar 1", "", ""]
    return b"\xef\xbb\xbf" + csv_text([_CANVAS_HEADER, *above, *rows, test]).encode()


def canvas_first_last() -> bytes:
    rows = [[p[2], p[1], p[6], p[4], "Seminar 1"] for p in PEOPLE]
    header = ["LastName", "FirstName", "ID", "SIS Login ID", "Section"]
    return csv_text([header, ["    Points Possible", "", "", "", ""], *rows]).encode()


def canvas_groups() -> bytes:
    header = ["name", "canvas_user_id", "user_id", "login_id", "sections", "group_name", "canvas_group_id", "group_id"]
    rows = [[p[0], p[6], p[5], p[4], "Seminar 1", f"Team {'AB'[place % 2]}", "7", ""] for place, p in enumerate(PEOPLE)]
    return csv_text([header, *rows]).encode()


def moodle_participants(header: Sequence[str], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    rows = [[p[1], p[2], p[3], f"Team {'AB'[place % 2]}, Tuesday"] for place, p in enumerate(PEOPLE)]
    return csv_text([header, *rows], delimiter).encode(encoding)


def moodle_grades() -> bytes:
    header = ["First name", "Surname", "ID number", "Institution", "Department", "Email address"]
    header += ["Assignment: Lesson 1 (Real)", "Course total (Real)", "Last downloaded from this course"]
    return csv_text([header, *([p[1], p[2], p[5], "", "", p[3], "-", "-", "1763990000"] for p in PEOPLE)]).encode()


def moodle_worksheet(
    numbers: Sequence[int], people: Sequence[Sequence[str]] = PEOPLE, word: str = "Participant "
) -> bytes:
    header = ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed"]
    header += ["Last modified (submission)", "Last modified (grade)", "Feedback comments"]
    rows = [
        [f"{word}{number}", p[0], p[3], "Submitted for grading", "", "100.00", "Yes", "-", "-", ""]
        for number, p in zip(numbers, people, strict=True)
    ]
    return b"\xef\xbb\xbf" + csv_text([header, *rows]).encode()


def blackboard() -> bytes:
    header = ["Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability"]
    header += ["Lesson 1 [Total Pts: 8 Score] |534283"]
    rows = [[p[2], p[1], p[4], p[5], "2026-11-20 10:00:00", "Yes", ""] for p in PEOPLE]
    preview = ["Preview_User", "Instructor", "instructor_previewuser", "", "", "Yes", ""]
    return csv_text([header, *rows, preview], "\t").encode("utf-16")


def brightspace() -> bytes:
    header = ["OrgDefinedId", "Username", "Last Name", "First Name", "Email", "Lesson 1 Points Grade"]
    rows = [[f"#{p[5]}", f"#{p[4]}", p[2], p[1], p[3], "", "#"] for p in PEOPLE]
    return csv_text([[*header, "End-of-Line Indicator"], *rows]).encode()


def plain(header: Sequence[str], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Put e-mail first, then the name, rows of other sheets' leavings at the end."""
    rows = [[p[3], p[0]] for p in PEOPLE]
    text = csv_text([header, *rows, ["", ""], ["", ""]], delimiter)
    return text.encode(encoding, "replace")


def xlsx() -> bytes:
    """Return a plain list in a workbook: a title above it, another sheet before it, numbers kept as numbers."""
    book = Workbook()
    book.worksheets[0].append(["Timetable"])
    sheet = book.create_sheet("List")
    sheet.append(["Participants of the seminar", None, None])
    sheet.append([])
    sheet.append(["Matrikelnummer", "Name", "E-Mail"])
    for p in PEOPLE:
        sheet.append([int(p[5]), p[0], p[3]])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


#: A roster's file, and the platform that it comes from.
FILES: dict[str, tuple[bytes, str]] = {
    "Canvas, gradebook": (canvas(), "canvas"),
    "Canvas, first and last name": (canvas_first_last(), "canvas"),
    "Canvas, groups": (canvas_groups(), "canvas"),
    "Moodle, participants": (moodle_participants(["First name", "Last name", "Email address", "Groups"]), "moodle"),
    "Moodle, participants in Spanish": (
        moodle_participants(["Nombre", "Apellido(s)", "Dirección de correo", "Grupos"], ";"),
        "moodle",
    ),
    "Moodle, participants in Portuguese": (
        moodle_participants(["Nome", "Sobrenome", "Endereço de email", "Grupos"], ";"),
        "moodle",
    ),
    "Moodle, participants in French": (
        moodle_participants(["Prénom", "Nom", "Adresse de courriel", "Groupes"], "\t", "utf-16"),
        "moodle",
    ),
    "Moodle, participants in German": (
        moodle_participants(["Vorname", "Nachname", "E-Mail-Adresse", "Gruppen"], ";", "utf-8-sig"),
        "moodle",
    ),
    "Moodle, grades": (moodle_grades(), "moodle"),
    "Blackboard, full download": (blackboard(), "blackboard"),
    "Brightspace, grades": (brightspace(), "brightspace"),
    "plain": (plain(["E-mail", "Name"]), "plain"),
    "plain, for Excel": (b"sep=;\r\n" + plain(["Correo electrónico", "Nombre"], ";"), "plain"),
    "plain, UTF-16 without a mark": (plain(["Courriel", "Nom"], "\t", "utf-16-le"), "plain"),
    "plain, XLSX": (xlsx(), "plain"),
}


def write(folder: Path, data: bytes, name: str = "roster.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
