"""Do namesakes, several files, mangled cells and stray journals come right from the download to the feedback page?"""

from __future__ import annotations

import json
from collections.abc import Callable

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode

from instructor.course import Course
from instructor.feedback import page
from tests.downloads import NOTEBOOK, File, download, handed_in, zipped
from tests.small_course import ASSIGNMENT
from tests.term import by_hand, run, scores, waiting
from tests.upload_cases import PDF, ZIP, answer, lesson
from tests.written_answers import ANSWER, ESSAY, TASK, all_of, copied, edited, join_lines, removed, stripped

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

MOODLE = "{}_assignsubmission_file/{}"
DAYS = {"first": (2026, 11, 20, 10, 0, 0), "later": (2026, 11, 21, 10, 0, 0)}
MERGED = all_of(edited(ANSWER, source=f"{ESSAY}\n\nYOUR ANSWER HERE"), stripped(ANSWER), removed(TASK))


def mangled(course: Course, mangle: Callable[[NotebookNode], object]) -> bytes:
    """Return the hand-in of someone to whose notebook this was done."""
    nb = nbformat.from_dict(json.loads(lesson(course)))
    all_of(join_lines, mangle)(nb)
    return zipped({NOTEBOOK: json.dumps(nb), f"{ASSIGNMENT}/responses/quiz-01.jsonl": answer("a")})


def stray(course: Course, name: str) -> bytes:
    return zipped({NOTEBOOK: lesson(course), f"{ASSIGNMENT}/{name}": answer("a")})


def test_nobody_loses_an_answer_or_a_mark_on_the_way(course: Course) -> None:
    def collect(*files: File) -> str:
        done = run("collect", ASSIGNMENT, "--zips", str(download(course, *files)))
        assert done.exit_code == 0, done.output
        return done.output

    good = handed_in(course, answer("a"))
    said = collect(
        File(MOODLE.format("Ana Souza_11", ZIP), good, DAYS["first"]),
        File(MOODLE.format("Bo Li_21", ZIP), good, DAYS["first"]),
        File(MOODLE.format("Bo Li_21", "notes.pdf"), PDF(course), DAYS["later"]),
        File(MOODLE.format("Merged_31", ZIP), mangled(course, MERGED), DAYS["first"]),
        File(MOODLE.format("Split_32", ZIP), mangled(course, copied(ESSAY)), DAYS["first"]),
        File(MOODLE.format("Stray_41", ZIP), stray(course, "Responses/quiz-01 (1).jsonl"), DAYS["first"]),
    )
    assert f'not counted {MOODLE.format("Bo Li_21", "notes.pdf")}: "{ZIP}" of the same sender counts' in said
    assert run("grade", ASSIGNMENT).exit_code == 0
    collect(File(MOODLE.format("Ana Souza_12", ZIP), handed_in(course, answer("b")), DAYS["later"]))
    done = run("grade", ASSIGNMENT)
    assert (done.exit_code, "6 graded, 2 waiting for a person" in done.output) == (0, True), done.output

    marks = {"ana-souza": 1, "ana-souza-12": 0, "bo-li": 1, "merged": 1, "split": 1, "stray": 1}
    assert scores(course) == {student: (mark, 9) for student, mark in marks.items()}
    assert {student: waiting(course, student) for student in marks if waiting(course, student)} == {
        "merged": {ANSWER},
        "split": {ANSWER},
    }

    held = run("feedback", ASSIGNMENT)
    assert (held.exit_code, "2 of 6 have answers that wait for a person: merged, split" in held.output) == (1, True)
    assert not (course.folder / "feedback").exists()
    for student in ("merged", "split"):
        by_hand(course, student, ANSWER, 1)
    assert run("feedback", ASSIGNMENT).exit_code == 0
    pages = {student: page(course, ASSIGNMENT, student).read_text("utf-8") for student in marks}
    assert all(f">{mark + (s in ('merged', 'split'))} of 9 points<" in pages[s] for s, mark in marks.items())
    assert all(ESSAY in pages[student] for student in ("merged", "split"))
