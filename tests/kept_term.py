"""A course in which two have handed in, with whatever it may hold of one of them: to be copied, restored, forgotten."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

from instructor.course import Course
from tests.downloads import File, download, handed_in
from tests.small_course import ASSIGNMENT
from tests.term import run

RESPONSE = '{{"time":"t","item":"s-club","response":"{}"}}\n'
FILES = {
    "Ana Souza_4711_assignsubmission_file_/x.zip": "a",
    "Bo Marlowe_4712_assignsubmission_file_/y.zip": "b",
}


def collect(course: Course, *more: str) -> str:
    files = [File(name, handed_in(course, RESPONSE.format(letter))) for name, letter in FILES.items()]
    spoilt = File("Bo Marlowe_4712_assignsubmission_file_/late.zip", b"no zip")
    done = run("collect", ASSIGNMENT, "--zips", str(download(course, *files, spoilt)), *more)
    return " ".join(done.output.split())


def term_of(course: Course) -> Course:
    """Let two hand in, be graded and get their pages, and one of them have an extension, a credit and a query."""
    plan = f'zone = "UTC"\n[lessons]\n{ASSIGNMENT} = {{ due = "2026-11-01 10:00" }}\n[extensions]\n'
    plan += f'bo-marlowe = {{ {ASSIGNMENT} = "2026-12-01 10:00" }}   # was ill\n'
    (course.folder / "course.toml").write_text(plan, "utf-8")
    (course.root / "roster.csv").write_text("name,email\nBo Marlowe,bo.m@example.org\nAna Souza,as@example.org\n")
    assert run("roster", str(course.root / "roster.csv"), "--yes").exit_code == 0
    collect(course)
    assert run("grade", ASSIGNMENT, "--workers", "1", "--yes").exit_code == 0
    assert run("feedback", ASSIGNMENT, "--even-if-waiting").exit_code == 0
    assert run("handback", ASSIGNMENT).exit_code == 0
    assert run("credit", "s-number", "bo-marlowe", "--because", "ill", "--yes").exit_code == 0
    code = json.loads((course.folder / "downloaded" / ASSIGNMENT / "collected.jsonl").read_text().splitlines()[-1])
    assert run("query", ASSIGNMENT, code["receipt"], "item s-club, why?").exit_code == 0
    inbound = course.folder / "exchange" / course.course_id / "inbound"
    (inbound / "bo-marlowe+01-small+2026-11-20 10:00:00 UTC").mkdir(parents=True)
    (course.folder / "owners.json").write_text('{"owners": {"bo-marlowe": 10007, "ana-souza": 10008}}')
    with closing(sqlite3.connect(course.folder / "gradebook.db")) as db:
        db.executescript(
            "CREATE TABLE desk_answer (id TEXT PRIMARY KEY, lesson TEXT, student TEXT);"
            "CREATE TABLE desk_mark (answer TEXT, marker TEXT, reason TEXT);"
            "INSERT INTO desk_answer VALUES ('x1', '01-small', 'bo-marlowe'), ('x2', '01-small', 'ana-souza');"
            "INSERT INTO desk_mark VALUES ('x1', 'kim', 'Marlowe is vague'), ('x2', 'kim', 'clear');"
        )
    return course
