"""Do the platforms' importers take our files to everybody's right mark, from their roster and back?"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from instructor.course import Course
from instructor.submissions.register import Person, Register
from tests import rosters
from tests.importers import Assignment, Canvas, Refused, moodle_grades
from tests.rosters import PEOPLE
from tests.small_course import ASSIGNMENT
from tests.term import run

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

LOGINS = [person[4] for person in PEOPLE]
#: Of 9 points: quiz and run are the machine's, the written answer a person's; None waits; the last two: see below.
MARKS: list[tuple[float, float, float | None]] = [(4, 4, 1), (2.5, 3, 0.5), (4, 4, None), (0, 0, 0)]
EXEMPT, MISSING = LOGINS[4], LOGINS[5]
PLAN = f"""
zone = "UTC"
[lessons]
{ASSIGNMENT} = {{{{ due = "2026-11-21 10:00" }}}}
[exempt]
"{{}}" = ["{ASSIGNMENT}"]
"""
NUMBERS = range(4711, 4717)
EXPECTED = {LOGINS[0]: "9", LOGINS[1]: "6", LOGINS[3]: "0", MISSING: "0"}


def take_in(course: Course, data: bytes, *options: str) -> None:
    """Import a roster, and let its people have their marks."""
    done = run("roster", str(rosters.write(course.root, data)), *options)
    assert done.exit_code == 0, done.output
    ids = [next(who.id for who in Register(course).people if _is(who, person)) for person in PEOPLE]
    (course.folder / "course.toml").write_text(PLAN.format(ids[LOGINS.index(EXEMPT)]), "utf-8")
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        for student, points in zip(ids, MARKS, strict=False):
            book.update_or_create_student(student)
            book.add_submission(ASSIGNMENT, student, timestamp="2026-11-20 10:00:00")
            notebook = book.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student)
            for name, score in zip(("quiz-01", "run-01", "limit-01"), points, strict=True):
                grade = next(one for one in notebook.grades if one.name == name)
                grade.needs_manual_grade = score is None
                setattr(grade, "manual_score" if name == "limit-01" else "auto_score", score)
        book.db.commit()
    assert run("settle", "--yes").exit_code == 0


def _is(who: Person, person: Sequence[str]) -> bool:
    return who.email == person[3] or who.hub == person[4] or f"canvas:{person[6]}" in who.numbers


def written(course: Course, *options: str) -> tuple[bytes, str]:
    path = course.root / "out.csv"
    done = run("marks", "--to", str(path), *options)
    assert done.exit_code == 0, done.output
    return path.read_bytes(), " ".join(done.output.split())


def canvas_ids() -> dict[str, int]:
    return {person[4]: int(person[6]) for person in PEOPLE}


def in_canvas(**scores: str) -> Canvas:
    """Return the course in Canvas, with some scores that it has, by login."""
    students = {int(person[6]): f"{person[2]}, {person[1]}" for person in PEOPLE} | {9999: "Student, Test"}
    known = {(canvas_ids()[login], 90017): score for login, score in scores.items()}
    return Canvas(students, {90017: ("Lesson 1", "8"), 90020: ("Other", "5")}, known)


def export(**scores: str) -> bytes:
    """Return the export that Canvas makes of it then."""
    lines = list(csv.reader(io.StringIO(rosters.canvas().decode("utf-8-sig"))))
    for line in lines:
        line[5] = scores.get(line[3], line[5])
    return b"\xef\xbb\xbf" + rosters.csv_text(lines).encode()


def scaled(mark: str, out_of: int) -> Decimal:
    return (Decimal(mark) * out_of / 9).quantize(Decimal("0.0001"))


def test_canvas_takes_everybodys_mark_to_the_column_of_its_own_export(course: Course, tmp_path: Path) -> None:
    before = {LOGINS[0]: "8", LOGINS[1]: "1", LOGINS[2]: "7.5"}
    take_in(course, export(**before))
    file = rosters.write(tmp_path, export(**before), "export.csv")
    data, said = written(course, "--for", "canvas", "--columns", str(file))
    platform = in_canvas(**before)
    changes = platform.take(data)
    ids = canvas_ids()
    expected: dict[Any, Any] = {ids[login]: scaled(mark, 8) for login, mark in EXPECTED.items() if login != LOGINS[0]}
    assert {student: value for (student, _), value in changes.items() if value != "EX"} == {
        student: pytest.approx(value) for student, value in _text(expected).items()
    }
    assert changes[ids[EXEMPT], 90017] == "EX"
    assert (ids[LOGINS[2]], 90017) not in changes, "what waits keeps what Canvas has"
    assert platform.asked == []
    assert "“Lesson 1 (90017)”, out of 9, scaled to 8" in said
    assert data.decode().splitlines()[0] == "Student,ID,SIS User ID,SIS Login ID,Section,Lesson 1 (90017)"


def _text(values: dict[Any, Any]) -> dict[Any, str]:
    return {key: f"{value.normalize():f}" for key, value in values.items()}


def test_the_roster_alone_will_do_and_a_total_may_come_along(course: Course) -> None:
    take_in(course, rosters.canvas())
    data, said = written(course, "--for", "canvas", "--with-total")
    platform = in_canvas()
    changes = platform.take(data)
    assert {login: changes[number, 90017] for login, number in canvas_ids().items() if (number, 90017) in changes} == {
        **EXPECTED,
        EXEMPT: "EX",
    }
    assert platform.asked == ["Total (%)"]
    assert "total: no column of Canvas is known for it" in said


def test_canvas_finds_people_by_id_whatever_a_name_begins_with(course: Course) -> None:
    people = [list(person) for person in PEOPLE]
    people[0][2] = "=cmd|' /C calc'!A0"
    take_in(course, rosters.canvas(people))
    data, _ = written(course, "--for", "canvas")
    assert in_canvas().take(data)[int(PEOPLE[0][6]), 90017] == "9"
    assert [line[0][:2] for line in csv.reader(io.StringIO(data.decode()))][2:3] == ["'="]


def test_an_importer_refuses_what_it_should() -> None:
    with pytest.raises(Refused):
        in_canvas().take(b'\xef\xbb\xbf"Student","ID","SIS Login ID","Section"\r\n')
    with pytest.raises(Refused):
        in_canvas().take(b"Name,ID,SIS Login ID,Section\r\n")
    assert in_canvas(jnunez="8").take(export().removeprefix(b"\xef\xbb\xbf")) == {(4821, 90017): ""}, (
        "an empty cell takes a score away"
    )
    with pytest.raises(Refused):
        moodle_grades(b"Email address,x\r\nnobody@x,1\r\n", {"a@x": 1}, "Email address", {"x": Decimal(100)})


def test_moodles_import_takes_every_grade_out_of_a_hundred(course: Course, tmp_path: Path) -> None:
    take_in(course, rosters.moodle_grades())
    file = rosters.write(tmp_path, rosters.moodle_grades(), "grades.csv")
    data, said = written(course, "--for", "moodle", "--columns", str(file), "--column", f"{ASSIGNMENT}=Lesson 1")
    for key, place in (("Email address", 3), ("ID number", 5)):
        users = {person[place]: at for at, person in enumerate(PEOPLE)}
        found = moodle_grades(data, users, key, {"Lesson 1": Decimal(100)})
        grades = {LOGINS[user]: grade for (user, _), grade in found.items() if grade is not None}
        assert grades == _text({login: scaled(mark, 100) for login, mark in EXPECTED.items()})
        assert len(found) == len(PEOPLE)
    assert "out of 9, scaled to 100" in said


def test_whom_moodle_does_not_have_would_end_its_import_and_is_left_out(course: Course) -> None:
    take_in(course, rosters.canvas())
    part = rosters.csv_text([["First name", "Last name", "Email address"], ["José", "Núñez", "jnunez@uni.example"]])
    done = run("roster", str(rosters.write(course.root, part.encode())), "--yes", "--part")
    assert done.exit_code == 0, done.output
    data, said = written(course, "--for", "moodle")
    assert moodle_grades(data, {"jnunez@uni.example": 0}, "Email address", {"Small": Decimal(100)}) == {
        (0, "Small"): "100"
    }
    assert "left out, for they are not in Moodle's roster or have no key: " in said


def test_the_worksheet_is_filled_in_as_it_was_downloaded(course: Course, tmp_path: Path) -> None:
    take_in(course, rosters.moodle_worksheet(NUMBERS), "--lesson", ASSIGNMENT)
    lines = list(csv.reader(io.StringIO(rosters.moodle_worksheet(NUMBERS).decode("utf-8-sig"))))
    lines[2][-1], lines[3][4], lines[1][5] = "Come and see me.", "12.00", "20.00"
    file = rosters.write(tmp_path, rosters.csv_text(lines).encode(), "worksheet.csv")
    data, said = written(course, "--for", "moodle-worksheet", "--columns", str(file))
    assignment = Assignment(set(NUMBERS), Decimal(100), newer={NUMBERS[3]})
    assignment.take_worksheet(data)
    assert assignment.grades == {
        NUMBERS[0]: Decimal(20),
        NUMBERS[1]: scaled("6", 100),
        NUMBERS[2]: Decimal(12),
        NUMBERS[5]: Decimal(0),
    }
    assert assignment.comments[NUMBERS[0]] == "Quizzes: 8 of 8. Tasks: 1 of 1. Mark: 9 of 9."
    assert assignment.comments[NUMBERS[1]] == "Come and see me."
    assert assignment.comments[NUMBERS[2]] == "Quizzes: 8 of 8. Tasks: not marked yet."
    assert assignment.comments[NUMBERS[4]] == ""
    assert assignment.comments[NUMBERS[5]] == "Not handed in."
    assert "the comment that is there stays" in said


def test_a_worksheet_can_be_made_and_one_in_another_language_is_refused(course: Course, tmp_path: Path) -> None:
    take_in(course, rosters.moodle_worksheet(NUMBERS), "--lesson", ASSIGNMENT)
    data, _ = written(course, "--for", "moodle-worksheet")
    assignment = Assignment(set(NUMBERS), Decimal(100))
    assignment.take_worksheet(data)
    assert assignment.grades == {NUMBERS[LOGINS.index(login)]: scaled(mark, 100) for login, mark in EXPECTED.items()}
    german = rosters.moodle_worksheet(NUMBERS).replace(b"Last modified (grade)", "Zuletzt geändert".encode())
    file = rosters.write(tmp_path, german, "german.csv")
    done = run("marks", "--for", "moodle-worksheet", "--columns", str(file), "--to", str(tmp_path / "out.csv"))
    assert done.exit_code == 1
    assert "set to English" in done.output


def test_brightspace_and_blackboard_get_their_own_columns(course: Course, tmp_path: Path) -> None:
    take_in(course, rosters.brightspace())
    file = rosters.write(tmp_path, rosters.brightspace(), "grades.csv")
    data, _ = written(course, "--for", "brightspace", "--columns", str(file))
    header, *lines = csv.reader(io.StringIO(data.decode()))
    assert header == ["OrgDefinedId", "Username", "Lesson 1 Points Grade", "End-of-Line Indicator"]
    assert {line[1]: line[2] for line in lines if line[2]} == {f"#{login}": mark for login, mark in EXPECTED.items()}
    assert {(line[0][:3], line[3]) for line in lines} == {("#00", "#")}
    done = run("marks", "--for", "blackboard", "--to", str(tmp_path / "out.txt"))
    assert (done.exit_code, "--columns FILE" in done.output) == (1, True)
    board = rosters.write(tmp_path, rosters.blackboard(), "board.xls")
    data, said = written(course, "--for", "blackboard", "--columns", str(board))
    lines = list(csv.reader(io.StringIO(data.decode("utf-16")), delimiter="\t"))
    assert lines[0] == ["Last Name", "First Name", "Username", "Lesson 1 [Total Pts: 8 Score] |534283"]
    assert {line[2]: line[3] for line in lines[1:] if line[3]} == _text(
        {login: scaled(mark, 8) for login, mark in EXPECTED.items()}
    )
    assert "scaled to 8" in said


def test_columns_that_fit_as_well_are_asked_about(course: Course, tmp_path: Path) -> None:
    take_in(course, rosters.canvas())
    two = rosters.canvas().replace(b'"Final Score"', b'"Week 1 (90018)"').replace(b"(read only)", b"8")
    file = rosters.write(tmp_path, two, "two.csv")
    done = run("marks", "--for", "canvas", "--columns", str(file), "--to", str(tmp_path / "out.csv"))
    assert done.exit_code == 1
    assert f'both fit {ASSIGNMENT}; say which it is: --column {ASSIGNMENT}="HEADER"' in " ".join(done.output.split())
    data, _ = written(course, "--for", "canvas", "--columns", str(file), "--column", f"{ASSIGNMENT}=Week 1 (90018)")
    assert data.decode().splitlines()[0].endswith("Week 1 (90018)")


@pytest.mark.parametrize(("width", "mark"), [(60, "9"), (240, "8 + 1 = 9")])
def test_the_terminals_table_fits_and_shows_what_there_is_room_for(
    course: Course, monkeypatch: pytest.MonkeyPatch, width: int, mark: str
) -> None:
    take_in(course, rosters.canvas())
    monkeypatch.setenv("COLUMNS", str(width))
    table, _, _ = run("marks").output.partition(f"{len(PEOPLE)} people")
    lines = [line for line in table.splitlines() if not line.startswith("...")]
    first = next(line for line in lines if PEOPLE[0][0] in line)
    assert max(map(len, lines)) <= width
    assert re.split(r"[│\s]{2,}", first.strip("│ "))[:2] == [PEOPLE[0][0], mark]
    assert ("in a wider window" in table) == (width == 60)
