"""Do the lessons keep to what is measured of them: objectives, lengths of options, terms, sources of facts?"""

from __future__ import annotations

from pathlib import Path

import pytest

from instructor.course import Course
from instructor.guide.blueprint import asked, lengths, thin
from instructor.guide.facts import candidates, read_facts, uncovered
from instructor.guide.lessons import Lesson, read_module
from instructor.guide.terms import drifts, read_terms, texts
from quizzes.types import Choice

ROOT = Path(__file__).parent.parent
COURSE = Course(ROOT, ROOT / "build")
GUIDE = ROOT / "instructor" / "guide"
MODULE = read_module(COURSE)
LESSONS = [pytest.param(lesson, id=lesson.name) for lesson in MODULE.lessons]
GRADED = [
    pytest.param(lesson, id=lesson.name) for lesson in MODULE.lessons if any(quiz.graded for quiz, _ in lesson.items)
]


@pytest.mark.parametrize("lesson", GRADED)
def test_each_objective_has_two_graded_questions_or_written_tasks(lesson: Lesson) -> None:
    assert thin(lesson, asked(MODULE, lesson, COURSE.bank(lesson.name))) == {}


@pytest.mark.parametrize("lesson", LESSONS)
def test_neither_the_longest_nor_the_shortest_option_is_the_key_too_often_in_a_lesson(lesson: Lesson) -> None:
    found = lengths([item for _, item in lesson.items if isinstance(item, Choice)], lesson.answers)
    assert found.is_even, found


@pytest.mark.parametrize("lesson", COURSE.assignments())
def test_a_term_does_not_drift(lesson: str) -> None:
    assert list(map(str, drifts(lesson, texts(COURSE, lesson), read_terms(GUIDE / "terms.json")))) == []


@pytest.mark.parametrize("lesson", COURSE.assignments())
def test_each_sentence_about_the_world_has_its_source_or_a_reason(lesson: str) -> None:
    found = uncovered(read_facts(GUIDE / "facts.json"), lesson, candidates(COURSE, lesson))
    assert not found, "\n".join([*found, f"run: python -m instructor claims {lesson} --draft"])
