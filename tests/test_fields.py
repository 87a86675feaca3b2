"""Does what was written in a field reach the grader, beside what was typed into the cell, by both ways of grading?"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook

from instructor.course import Course
from instructor.feedback import write_feedback
from instructor.grading.batch import Result, grade_class
from instructor.release import make_release
from instructor.submissions.fields import DELETED, TYPED
from quizzes.complete import STUB
from quizzes.journal import JOURNAL_LIMIT
from tests.field_course import ANSWER, write_field_course, write_in_field
from tests.gradebooks import autograded, by_nbgrader, by_us, files, rows
from tests.small_course import ASSIGNMENT, RIGHT, edit, hand_in_folder
from tests.watching import own_course
from tests.written_answers import all_of, appended, copied, edited, inserted, join_lines, removed

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

TEXT, OLDER, OTHER = "It leaves out threats.", "It leaves", "Great powers make them."


@dataclass(frozen=True)
class Case:
    """What was saved in the field, what was done to the notebook, and what the answer's cell then holds."""

    saved: tuple[Any, ...]
    cell: str
    mangle: Callable[[Any], object] = join_lines
    waits: bool = True


def typed(text: str) -> Callable[[Any], object]:
    return edited(ANSWER, source=text)


BESIDE = f"{TEXT}\n\n---\n\n**{TYPED}**\n\n{OTHER}"
GONE = f"**{DELETED}**\n\n{TEXT}"
CASES = {
    "written in the field": Case((OLDER, TEXT), TEXT),
    "written in the cell": Case((), OTHER, typed(OTHER)),
    "the same in both": Case((TEXT,), TEXT, typed(f"{TEXT}\n")),
    "an older version in the cell": Case((OLDER, TEXT), TEXT, typed(OLDER)),
    "another text in the cell": Case((TEXT,), BESIDE, typed(OTHER)),
    "nothing in either": Case((), STUB, waits=False),
    "nothing but white space": Case((" \n\u200b",), STUB, waits=False),
    "begun and taken back": Case((None,), STUB, waits=False),
    "deleted again": Case((OLDER, TEXT, None), GONE),
    "deleted again by blanks": Case((TEXT, "  "), GONE),
    "deleted again, an older version in the cell": Case((OLDER, TEXT, None), GONE, typed(OLDER)),
    "deleted again and written in the cell": Case((TEXT, None), OTHER, typed(OTHER)),
    "deleted and written anew": Case((OTHER, None, TEXT), TEXT),
    "a response of another form after it": Case((TEXT, 5, ["x"]), TEXT),
    "notes in a cell of one's own": Case((TEXT,), TEXT, inserted(new_markdown_cell, OTHER)),
    "a copy in a cell of one's own": Case((TEXT,), TEXT, inserted(new_markdown_cell, TEXT)),
    "the cell deleted": Case((TEXT,), TEXT, removed(ANSWER)),
    "the cell and the field deleted": Case((TEXT,), TEXT, all_of(removed(ANSWER), removed(f"{ANSWER}-field"))),
    "the cell doubled": Case((OLDER, TEXT), TEXT, copied(OLDER)),
    "markup": Case(("<script>alert(1)</script> **bold**",), "<script>alert(1)</script> **bold**"),
    "lines, a table and mathematics": Case(
        ("a\n\n| x |\n|---|\n\n$a<b$\u2028end",), "a\n\n| x |\n|---|\n\n$a<b$\u2028end"
    ),
    "the stub itself": Case((STUB,), STUB, waits=False),
    "lost in a locked cell": Case(
        (TEXT,),
        f"{TEXT}\n\n---\n\n**Found elsewhere in the notebook, in the cell “Name a limit”:**\n\n{OTHER}",
        appended(f"{ANSWER}-task", f"\n\n{OTHER}"),
    ),
}
IDS = {name: f"s{number:02}" for number, name in enumerate(CASES)}


@pytest.fixture(scope="module")
def fielded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with patch.dict(os.environ):
        course = write_field_course(tmp_path_factory.mktemp("fields"))
        course.enter()
        make_release(course, ASSIGNMENT)
    return course.root


def hand_in_all(course: Course) -> None:
    for name, student in IDS.items():
        folder = hand_in_folder(course, student, RIGHT)
        edit(folder, join_lines)
        edit(folder, CASES[name].mangle)
        write_in_field(folder, *CASES[name].saved)


@pytest.fixture(scope="module")
def graded(fielded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Course, dict[str, Result]]]:
    with own_course(fielded, tmp_path_factory.mktemp("graded") / "course") as course:
        hand_in_all(course)
        yield course, {done.student: done for done in grade_class(course, ASSIGNMENT, [*IDS.values()], workers=1)}


@pytest.fixture
def own(fielded: Path, tmp_path: Path) -> Iterator[Course]:
    with own_course(fielded, tmp_path / "course") as course:
        yield course


def cell_of(course: Course, student: str) -> Any:
    (cell,) = (c for c in autograded(course, student).cells if c.metadata.get("nbgrader", {}).get("grade_id") == ANSWER)
    return cell


@pytest.mark.parametrize("name", CASES)
def test_the_cell_holds_what_was_written_and_waits_for_a_person(
    graded: tuple[Course, dict[str, Result]], name: str
) -> None:
    course, results = graded
    case, student = CASES[name], IDS[name]
    result = results[student]
    assert (result.outcome, result.score, result.needs_person) == ("graded", 8, case.waits), result.reason
    assert cell_of(course, student).source == case.cell
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        grade = book.find_grade(ANSWER, ASSIGNMENT, ASSIGNMENT, student)
        comment = book.find_comment(ANSWER, ASSIGNMENT, ASSIGNMENT, student)
        assert grade.auto_score == (None if case.waits else 0)
        assert comment.auto_comment == (None if case.waits else "No response.")


def test_the_released_checksum_stays(graded: tuple[Course, dict[str, Result]]) -> None:
    course, _ = graded
    sums = {cell_of(course, student).metadata.nbgrader.checksum for student in IDS.values()}
    assert len(sums) == 1


def test_nbgrader_comes_to_the_same(graded: tuple[Course, dict[str, Result]], own: Course) -> None:
    hand_in_all(own)
    by_nbgrader(own, False)
    assert rows(own) == rows(graded[0])
    assert files(own) == files(graded[0])


@pytest.mark.parametrize("grade", [by_us, by_nbgrader])
def test_a_mark_by_hand_is_put_up_again_only_where_the_text_changed(
    own: Course, grade: Callable[[Course, bool], None]
) -> None:
    same, changed = (hand_in_folder(own, student, RIGHT) for student in ("ana", "ben"))
    for folder in (same, changed):
        write_in_field(folder, TEXT)
    grade(own, False)
    with Gradebook(f"sqlite:///{own.folder / 'gradebook.db'}") as book:
        for student in ("ana", "ben"):
            marked = book.find_grade(ANSWER, ASSIGNMENT, ASSIGNMENT, student)
            marked.manual_score, marked.needs_manual_grade = 1, False
        book.db.commit()
    write_in_field(same, OTHER, TEXT)
    write_in_field(changed, OTHER)
    grade(own, True)
    with Gradebook(f"sqlite:///{own.folder / 'gradebook.db'}") as book:
        marks = {name: book.find_grade(ANSWER, ASSIGNMENT, ASSIGNMENT, name) for name in ("ana", "ben")}
        assert {name: (mark.manual_score, mark.needs_manual_grade) for name, mark in marks.items()} == {
            "ana": (1, False),
            "ben": (1, True),
        }


def test_the_feedback_shows_the_text_and_none_of_its_markup(own: Course) -> None:
    write_in_field(hand_in_folder(own, "ana", RIGHT), "<script>alert(1)</script> **bold**")
    by_us(own, False)
    ((path, reason),) = write_feedback(own, ASSIGNMENT, ["ana"])
    html = (own.step("feedback", ASSIGNMENT, "ana") / f"{ASSIGNMENT}.html").read_text("utf-8")
    assert (path, reason) == ("ana", "")
    assert "<strong>bold</strong>" in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_journal_under_another_name_is_found_and_named(own: Course) -> None:
    folder = hand_in_folder(own, "ana", RIGHT)
    write_in_field(folder, TEXT).rename(folder / "limit (1).jsonl")
    (done,) = grade_class(own, ASSIGNMENT, ["ana"], workers=1)
    assert cell_of(own, "ana").source == TEXT
    assert done.problems == [f'answers of {ANSWER} were found in "limit (1).jsonl" and used']


def test_thousands_of_savings_cut_nothing_short_and_nobody_is_frightened(own: Course) -> None:
    folder = hand_in_folder(own, "ana", RIGHT)
    text = "Kindleberger's strand. " * 200
    journal = write_in_field(folder, text)
    line = journal.read_bytes()
    with journal.open("ab") as file:
        file.write(line * (2 * JOURNAL_LIMIT // len(line)))
    write_in_field(folder, text + TEXT)
    assert journal.stat().st_size > 2 * JOURNAL_LIMIT
    (done,) = grade_class(own, ASSIGNMENT, ["ana"], workers=1)
    assert cell_of(own, "ana").source == text + TEXT
    assert (done.outcome, done.problems) == ("graded", [])


def test_a_line_that_cannot_be_read_is_named_and_the_text_counts(own: Course) -> None:
    folder = hand_in_folder(own, "ana", RIGHT)
    journal = write_in_field(folder, TEXT)
    journal.write_bytes(b"no answer\n" + journal.read_bytes())
    (done,) = grade_class(own, ASSIGNMENT, ["ana"], workers=1)
    assert cell_of(own, "ana").source == TEXT
    assert len(done.problems) == 1
    assert done.problems[0].startswith(f"responses/{ANSWER}.jsonl, line 1: not an answer")


def test_the_release_has_the_field_and_not_the_model_answer(fielded: Path) -> None:
    release = fielded / "build" / "release" / ASSIGNMENT
    everything = "".join(path.read_text("utf-8") for path in release.iterdir())
    assert "great powers make" not in everything
    (quiz,) = (q for q in json.loads((release / "quiz.json").read_text("utf-8"))["quizzes"] if q["id"] == ANSWER)
    assert quiz["items"][0]["criteria"] == ["It follows from an assumption."]
