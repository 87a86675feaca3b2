"""Do the minutes in the lessons' headings say what the sections take?"""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import seeds
from instructor.course import Course
from instructor.guide.minutes import LOOK, SECONDS, Minutes, in_lesson, lesson_minutes, minutes, untrue
from instructor.minutes import in_guide
from quizzes.bank import Bank, Quiz
from quizzes.types import Answer, Choice, Match, Writing, registered
from quizzes.types.written import Length

ROOT = Path(__file__).parent.parent
COURSE = Course(ROOT, ROOT / "build")
WORDS = "word " * 300


@pytest.mark.parametrize("lesson", COURSE.assignments())
def test_the_headings_of_the_lessons_are_true(lesson: str) -> None:
    found = untrue(lesson, lesson_minutes(COURSE, lesson))
    assert not found, "\n".join([*found, f"run: python -m instructor minutes --write {lesson}"])


def section(*cells: NotebookNode, said: int = 5, quizzes: tuple[Quiz, ...] = ()) -> Minutes:
    """Return what one section with these cells takes."""
    notebook = new_notebook(cells=[new_markdown_cell(f"## 1. Read ({said} min)"), *cells])
    (found,) = minutes(notebook, Bank(assignment="one", quizzes=quizzes))
    return found


def items_of(*items: Choice | Match | Writing, graded: bool = False) -> tuple[Quiz, ...]:
    return (Quiz(id="q", title="Q", graded=graded, items=items),)


def test_words_that_are_shown_are_read_and_mark_schemes_are_not() -> None:
    hidden = f"=== BEGIN MARK SCHEME === {WORDS} === END MARK SCHEME ==="
    assert section(new_markdown_cell(WORDS + hidden)).reading == pytest.approx(305 / 150, abs=0.01)
    answer = new_markdown_cell(WORDS, metadata={"nbgrader": {"solution": True}})
    assert section(answer).total < 0.1


def test_the_paragraphs_that_a_cell_shows_are_read() -> None:
    shown = sum(len(text.split()) for text in seeds.essay().paragraphs[7:9])
    taken = section(new_code_cell("reading(8, 9)"))
    assert taken.reading == pytest.approx((shown + 5) / 150, abs=0.01)
    assert taken.deciding == 0


def test_a_result_is_looked_at_and_its_words_are_read() -> None:
    output = new_output("execute_result", {"text/plain": WORDS})
    taken = section(new_code_cell('ledger("known")', outputs=[output]))
    assert (taken.deciding, round(taken.reading, 1)) == (LOOK / 60, 2.0)


def test_a_question_takes_its_words_its_decisions_and_one_reason() -> None:
    answer = Answer(key={"a": "x", "b": "x"}, rationale=WORDS)
    match = Match(
        id="m", stem=WORDS, objective=1, rows={"a": "A", "b": "B"}, options={"x": "X", "y": "Y"}, answer=answer
    )
    cell = new_code_cell('quiz("q")')
    practice, graded = section(cell, quizzes=items_of(match)), section(cell, quizzes=items_of(match, graded=True))
    assert practice.reading - graded.reading == pytest.approx(2)
    assert practice.deciding == pytest.approx((SECONDS["match"][0] + 2 * SECONDS["match"][1]) / 60)


@pytest.mark.parametrize(
    ("length", "task", "words"),
    [
        (Length(about=240), "", 240),
        (Length(least=100, most=140), "", 120),
        (None, "Part one, 120 to 160 words. Part two, about 60 words.", 200),
        (None, "Two sentences.", 50),
    ],
)
def test_writing_takes_the_words_that_are_asked_for(length: Length | None, task: str, words: int) -> None:
    text = new_markdown_cell(task, metadata={"nbgrader": {"grade_id": "q-task"}})
    writing = Writing(id="q", stem="Write.", objective=1, length=length)
    assert section(text, new_code_cell('quiz("q")'), quizzes=items_of(writing)).writing == words / 8


def test_time_that_a_text_gives_is_added_and_the_headings_own_is_not() -> None:
    assert section(new_markdown_cell("Discuss in pairs (8 min)."), said=40).talking == 8


def test_each_type_of_question_has_its_seconds() -> None:
    assert set(registered()) <= set(SECONDS)


@pytest.mark.parametrize(
    ("said", "takes", "is_true"), [(2, 1.1, True), (10, 11.7, True), (10, 12, False), (24, 20, False)]
)
def test_a_heading_may_be_a_little_off(said: int, takes: float, is_true: bool) -> None:
    assert Minutes(1, "Read", said, takes, 0, 0, 0).is_true is is_true


def test_the_message_names_the_section_and_the_lesson() -> None:
    assert untrue("01-one", [Minutes(1, "Read", 10, 20, 0, 0, 0)]) == [
        "01-one, section 1 (Read): says 10, takes 20 minutes",
        "01-one: says 10, takes 20 minutes",
    ]


def test_minutes_are_written_wherever_they_are_said() -> None:
    lesson = (
        '"**Time.** 30 minutes: 10 teaching, 20 exercises. Sections 1 to 2 fill one class of 20 minutes; the quiz '
        '(10 minutes) can be done at home."\n"## 1. Read (10 min)\\n",\n"Talk (7 min).",\n"## 2. Write (20 min)"\n'
    )
    written = in_lesson(lesson, {1: 3, 2: 4, 3: 5}, teaching=4)
    assert "12 minutes: 4 teaching, 8 exercises. Sections 1 to 2 fill one class of 7 minutes" in written
    assert "the quiz (5 minutes) can be" in written
    assert '## 1. Read (3 min)\\n",\n"Talk (7 min).",\n"## 2. Write (4 min)' in written
    guide = "**Minutes.** 30: reading 10, model 1 20. Sections 1 to 1 fill a class of 10 minutes."
    assert (
        in_guide(guide, {1: 3, 2: 4})
        == "**Minutes.** 7: reading 3, model 1 4. Sections 1 to 1 fill a class of 3 minutes."
    )
