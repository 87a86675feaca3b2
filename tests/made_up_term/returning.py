"""What goes back in a made-up term, read as the platforms read it, and held against the sums on paper."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Collection
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from tests.importers import Assignment, Canvas, canvas_comments
from tests.made_up_term import people as persons
from tests.made_up_term.course import Term
from tests.made_up_term.people import Human


def rounded(number: Fraction, places: int = 4) -> Decimal:
    """Return a number as a spreadsheet shows it, halves up."""
    whole = int(number * 10**places * 2 + 1) // 2
    return Decimal(whole).scaleb(-places)


def check_table(term: Term, gone: Collection[Human] = ()) -> bytes:
    """Hold the table of marks against the sums, cell by cell; return its CSV."""
    path = term.place / "marks.csv"
    term.run("marks", "--to", str(path))
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))}
    expected = {term.id_of(human): human for human in term.people if human not in gone}
    assert {name for name, row in rows.items()} == {*expected}
    for name, human in expected.items():
        _check_row(term, human, rows[name])
    return path.read_bytes()


def _check_row(term: Term, human: Human, row: dict[str, str]) -> None:
    for lesson in term.lessons:
        (cell,) = (value for key, value in row.items() if key.startswith(f"{lesson}: mark "))
        mark = term.sums.mark(lesson, human)
        shown = cell if mark is None or not cell else Decimal(cell)
        about = (lesson, human, term.sums.works[lesson].get(human), row)
        assert shown == ("" if mark is None else rounded(mark)), (rounded(mark or Fraction()), about)
    total = term.sums.total(human)
    assert row["total (%)"] == ("" if total is None else f"{rounded(total, 2).normalize():f}"), (total, human, row)


def check_canvas(term: Term, gone: Collection[Human] = ()) -> None:
    """Let Canvas's importer take the file, and hold what it has then against the sums."""
    export = term.file("export.csv", persons.canvas_gradebook(term.people, term.columns()))
    target = term.place / "for-canvas.csv"
    term.run("marks", "--for", "canvas", "--columns", export, "--to", str(target))
    there = [human for human in term.people if human.canvas]
    columns = term.columns()
    canvas = Canvas(
        {int(human.canvas): f"{human.family}, {human.given}" for human in there} | {9999: "Student, Test"},
        {number: (title, points) for number, title, points in columns.values()},
    )
    changes = canvas.take(target.read_bytes())
    assert canvas.asked == []
    for human in there:
        for lesson, (number, _, points) in columns.items():
            mark = term.sums.mark(lesson, human)
            taken = changes.pop((int(human.canvas), number), None)
            if human in gone:
                assert taken is None
            elif mark is None:
                assert taken == "EX"
            else:
                assert taken is not None
                assert Decimal(taken) == rounded(mark * int(points) / term.sums.maximum(lesson)), (lesson, human)
    assert not changes


def check_worksheet(term: Term, lesson: str, gone: Collection[Human] = ()) -> None:
    """Let Moodle's importer take a lesson's worksheet, and hold what it has then against the sums."""
    sheet = term.file("worksheet.csv", persons.worksheet(term.people, lesson))
    target = term.place / "for-moodle.csv"
    term.run("marks", lesson, "--for", "moodle-worksheet", "--columns", sheet, "--to", str(target))
    there = {human.number(lesson): human for human in term.people if not human.canvas}
    moodle = Assignment({*there}, Decimal(100))
    moodle.take_worksheet(target.read_bytes())
    marks = {n: term.sums.mark(lesson, human) for n, human in there.items() if human not in gone}
    expected = {n: rounded(100 * mark / term.sums.maximum(lesson)) for n, mark in marks.items() if mark is not None}
    assert moodle.grades == expected


def hand_back(term: Term, lesson: str, gone: Collection[Human] = ()) -> None:
    """Write feedback and pack it for both; each who handed in there gets one page, with their mark."""
    term.run("feedback", lesson)
    senders = {human for human in term.parcels[lesson] if human not in gone}
    found: dict[Human, str] = {}
    by_canvas = {int(human.canvas): human for human in senders if human.canvas}
    by_number = {human.number(lesson): human for human in senders if not human.canvas}
    for platform in ("canvas", "moodle"):
        term.run("handback", lesson, "--for", platform)
        target = term.course.folder / "handed_back" / f"{lesson}-{platform}.zip"
        pages = _canvas(term, lesson, target) if platform == "canvas" else _moodle(term, lesson, target)
        people = by_canvas if platform == "canvas" else by_number
        assert {*pages} >= {*people}, [people[number] for number in {*people} - {*pages}]
        found |= {people[number]: page for number, page in pages.items() if number in people}
    for human, page in found.items():
        earned = Fraction(term.sums.mark(lesson, human) or 0)
        (said, worth) = re.findall(r">([\d.,]+) of ([\d.]+) points<", page)[0]
        if (lesson, human) not in term.sums.exempt:
            assert abs(Fraction(said) - earned) < Fraction(1, 100), (said, earned, human)
            assert Fraction(worth) == term.sums.maximum(lesson)


def _canvas(term: Term, lesson: str, target: Path) -> dict[int, str]:
    data = target.read_bytes()
    given, ignored = canvas_comments(data, term.canvas[lesson])
    assert ignored == []
    found = {}
    with zipfile.ZipFile(target) as archive:
        for name in archive.namelist():
            user = next(int(part) for part in name.split("_") if part.isdigit())
            content = archive.read(name)
            if name.endswith(".zip"):
                with zipfile.ZipFile(io.BytesIO(content)) as inner:
                    (content,) = (inner.read(each) for each in inner.namelist())
            assert user in given
            found[user] = content.decode()
    return found


def _moodle(term: Term, lesson: str, target: Path) -> dict[int, str]:
    moodle = Assignment({human.number(lesson) for human in term.people if not human.canvas}, Decimal(100))
    assert moodle.take_feedback(target.read_bytes()) == []
    return {number: next(iter(files.values())).decode() for number, files in moodle.files.items()}


def traces(folder: Path, marks: Collection[bytes]) -> list[str]:
    """Return where in a folder one of these stands: in a name, in bytes, within zips."""
    found = []
    for path in sorted(folder.rglob("*")):
        inside = [path.relative_to(folder).as_posix().encode()]
        if path.is_file():
            data = path.read_bytes()
            inside += [data, *_unpacked(data)]
        found += [f"{path.relative_to(folder)}: {mark!r}" for mark in marks if any(mark in text for text in inside)]
    return found


def _unpacked(data: bytes) -> list[bytes]:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [archive.read(name) for name in archive.namelist()]
        names = [name.encode() for name in archive.namelist()]
    return [*names, *members, *(inner for member in members for inner in _unpacked(member))]
