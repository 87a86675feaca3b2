"""Does the teacher's page stay apart from the class's, its text text, and is progress what the exchange shows?"""

from __future__ import annotations

import stat
from pathlib import Path

from instructor.course import Course
from instructor.report import teacher_page
from tests.class_reports import HOSTILE, run, written
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder
from tests.teacher_reports import lines, made, register, table

# The exchange


def inbound(course: Course) -> Path:
    return course.folder / "exchange" / course.course_id / "inbound"


def submit(course: Course, name: str, *items: str) -> None:
    folder = inbound(course) / name
    folder.mkdir(parents=True)
    lines(folder, "quiz-01", *({"item": item, "response": RIGHT[item]} for item in items))


def test_what_waits_in_the_exchange_is_progress(course: Course) -> None:
    people = register(course, ana="Ana", bo="Bo", cy="Cy")
    for person in people.people:
        person.numbers.append(f"hub:{person.id}")
    people.save()
    hand_in_folder(course, "ana", RIGHT)
    submit(course, f"ana+{ASSIGNMENT}+2026-11-20 10:00:00 UTC", "s-club")  # older than what was collected
    submit(course, f"bo+{ASSIGNMENT}+2026-11-19 10:00:00 UTC")
    submit(course, f"bo+{ASSIGNMENT}+2026-11-21 10:00:00 UTC+abc", "s-club", "s-several")
    submit(course, "cy+another+2026-11-21 10:00:00 UTC", "s-club")
    submit(course, "..+01-small+never", "s-club")
    found = made(course)
    (row,) = table(found, "teacher.student", "teacher.handed_in").rows
    assert row == ("Bo (bo)", "21 November, 10:00", "2 of 4")
    assert [each[0] for each in table(found, "teacher.student", "teacher.what").rows] == ["Cy (cy)"]
    assert any(
        "On a hub nobody's folder is open to you before a hand-in" in text for s in found.sections for text in s.text
    )


def test_an_exchange_that_cannot_be_read_is_no_reason_to_fail(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT)
    inbound(course).rmdir()
    inbound(course).write_text("")
    texts = [text for section in made(course).sections for text in section.text]
    assert any("The exchange cannot be read (Not a directory)" in text for text in texts)


# The page


def test_the_page_says_that_it_names_students_and_is_its_owners(course: Course) -> None:
    register(course, ana="Ana Souza")
    for name in ("ana", "bo", "cy"):
        hand_in_folder(course, name, {"s-club": "b"})
    done = run(course, ASSIGNMENT, "--teacher")
    assert done.exit_code == 0, done.output
    path = teacher_page(course, ASSIGNMENT)
    assert path.name == f"{ASSIGNMENT}-teacher-names-students.html"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text("utf-8")
    assert "This page names students" in text
    assert "Ana Souza (ana)" in text
    assert "Ana Souza" not in written(course, ASSIGNMENT)


def test_with_nobody_it_says_whom_to_ask(course: Course) -> None:
    register(course, ana="Ana Souza")
    done = run(course, ASSIGNMENT, "--teacher")
    assert done.exit_code == 0, done.output
    assert "1 not begun" in done.output
    assert "hardest" not in done.output
    assert "Ana Souza" in teacher_page(course, ASSIGNMENT).read_text("utf-8")


def test_hostile_text_stays_text(course: Course) -> None:
    register(course, ana=HOSTILE)
    for name in ("ana", "bo", "cy"):
        folder = hand_in_folder(course, name, {"s-club": HOSTILE, "s-number": HOSTILE})
        (folder / "timestamp.txt").write_text(HOSTILE, "utf-8")
        lines(folder, "warm-up", {"item": HOSTILE, "response": HOSTILE, "time": HOSTILE})
    assert run(course, ASSIGNMENT, "--teacher").exit_code == 0
    text = teacher_page(course, ASSIGNMENT).read_text("utf-8")
    assert "&lt;script&gt;alert(1)" in text
    assert not any(tag in text for tag in ("<script", "<img"))


def test_what_cannot_be_read_is_named_and_left_out(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT)
    journal = hand_in_folder(course, "bo", RIGHT) / "responses" / "quiz-01.jsonl"
    journal.unlink()
    journal.symlink_to("/etc/passwd")
    done = run(course, ASSIGNMENT, "--teacher")
    assert done.exit_code == 0
    assert "left out bo:" in done.output


def test_options_of_the_class_page_are_refused(course: Course) -> None:
    for option in ("--items", "--even-if-few"):
        done = run(course, ASSIGNMENT, "--teacher", option)
        assert done.exit_code == 2
        assert "leave the other option out" in done.output
