"""Are the questions good ones, and does each earn what the rule of its type says, whoever answers it how?

Every item of the whole bank, practice and graded: what it rests on, what its wrong answers teach, whether its key can
be guessed. Then, generated from each key, the marks of the right answer, of no answer and of each single wrong one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import seeds
from instructor.course import Course
from instructor.guide.bank_statistics import key_is_longest, key_place
from instructor.guide.blueprint import asked, lengths
from instructor.guide.lessons import Lesson, read_module
from instructor.marking.answer_key import find_model
from quizzes.bank import check_keys
from quizzes.page import item_view
from quizzes.scoring import score
from quizzes.types import BaseItem, Choice, Hottext, Match, Number, Simulate, registered
from tests.items import ROWS

ROOT = Path(__file__).parent.parent
COURSE = Course(ROOT, ROOT / "build")
MODULE = read_module(COURSE)
ITEMS = [item for _, item in MODULE.items]
ANSWERS = {name: answer for lesson in MODULE.lessons for name, answer in lesson.answers.items()}
LESSON_OF = {item.id: lesson.name for lesson in MODULE.lessons for _, item in lesson.items}
LESSONS = [pytest.param(lesson, id=lesson.name) for lesson in MODULE.lessons]
GRADED = [
    pytest.param(lesson, id=lesson.name) for lesson in MODULE.lessons if any(quiz.graded for quiz, _ in lesson.items)
]

each_item = pytest.mark.parametrize("item", ITEMS, ids=[item.id for item in ITEMS])
each_lesson = pytest.mark.parametrize("lesson", LESSONS)
each_graded_lesson = pytest.mark.parametrize("lesson", GRADED)


def choices(lesson: Lesson) -> list[Choice]:
    return [item for _, item in lesson.items if isinstance(item, Choice)]


def split(lesson: Lesson) -> tuple[list[BaseItem], list[BaseItem]]:
    """Return a lesson's practice items and its graded ones."""
    practice = [item for quiz, item in lesson.items if not quiz.graded]
    return practice, [item for quiz, item in lesson.items if quiz.graded]


# Names, sources, aims


def test_no_id_is_used_twice_in_the_course() -> None:
    quizzes = {quiz.id for quiz, _ in MODULE.items}
    ids = Counter([*(item.id for item in ITEMS), *quizzes])
    assert not [name for name, count in ids.items() if count > 1]


@each_lesson
def test_an_id_tells_its_lesson_and_whether_it_counts(lesson: Lesson) -> None:
    """Journals, keys and reports go by these names for years: they have one form, and no number to be shifted."""
    practice, graded = split(lesson)
    prefix = "" if lesson.number == "0" else "p-"
    assert all(re.fullmatch(rf"l{lesson.number}-{prefix}[a-z0-9-]+", item.id) for item in practice)
    assert all(re.fullmatch(rf"l{lesson.number}-(?!p-)[a-z0-9-]+", item.id) for item in graded)


@each_item
def test_an_item_rests_on_the_essay_and_on_a_concept(item: BaseItem) -> None:
    assert item.concept in seeds.glossary()
    assert item.evidence
    assert all(seeds.quote(part.paragraph, part.quote) for part in item.evidence)
    assert item_view(item)["stem"]


@each_lesson
def test_each_question_and_written_task_has_its_level(lesson: Lesson) -> None:
    assert [item.id for _, item in COURSE.bank(lesson.name).items() if item.level is None] == []


@each_lesson
def test_a_lesson_asks_at_three_levels_at_least(lesson: Lesson) -> None:
    levels = {each.level for each in asked(MODULE, lesson, COURSE.bank(lesson.name))}
    assert len(levels) >= (2 if lesson.number == "0" else 3)


@each_lesson
def test_each_objective_is_assessed(lesson: Lesson) -> None:
    aims = set(range(1, len(lesson.objectives) + 1))
    practice, graded = split(lesson)
    by_hand = {aim for task in lesson.tasks for aim in MODULE.map.tasks[task].objectives}
    assert len(aims) >= 3
    assert {item.objective for item in practice} == aims
    assert {item.objective for item in graded} in (set(), aims)
    assert by_hand <= aims


@each_lesson
def test_each_concept_that_a_lesson_teaches_has_a_question_there(lesson: Lesson) -> None:
    taught = {slug for slug, places in MODULE.map.concepts.items() if lesson.number in places}
    assert taught <= {item.concept for _, item in lesson.items}


@each_graded_lesson
def test_each_graded_item_has_a_key_and_no_other_item_has(lesson: Lesson) -> None:
    check_keys(COURSE.bank(lesson.name), COURSE.keys(lesson.name), lesson.name)


@each_graded_lesson
def test_the_graded_quiz_has_ten_questions_of_several_types(lesson: Lesson) -> None:
    items = [item for quiz, item in lesson.items if quiz.id.startswith("quiz-")]
    types = Counter(type(item).__name__ for item in items)
    assert len(items) == sum(item.points for item in items) == 10
    assert len(types) >= 4
    assert max(types.values()) <= 4


@each_graded_lesson
def test_practice_does_not_answer_a_graded_question(lesson: Lesson) -> None:
    """No numerical key and no stem of a graded item stands in a practice item."""
    practice, graded = split(lesson)
    assert not {item.stem for item in graded} & {item.stem for item in practice}
    numbers = [set(re.findall(r"\d+(?:\.\d+)?", item.stem)) for item in practice if isinstance(item, Number)]
    assert all(set(re.findall(r"\d+(?:\.\d+)?", item.stem)) not in numbers for item in graded)


# Distractors and keys


@each_item
def test_each_wrong_answer_teaches_and_is_diagnosed(item: BaseItem) -> None:
    given = ANSWERS[item.id]
    assert len(given.rationale.split()) >= 15
    assert ROWS[item.kind].foreseen(item, given.key) <= set(given.feedback)
    assert set(given.feedback) <= set(given.diagnosis)
    assert all(len(text.split()) >= 6 for text in given.feedback.values())
    if isinstance(item, Number | Hottext):
        assert len(given.feedback) >= 3
    if isinstance(item, Match):
        assert all(sum(wrong.startswith(f"{row}:") for wrong in given.feedback) >= 2 for row in item.rows)


@each_lesson
def test_the_key_cannot_be_guessed_from_its_length(lesson: Lesson) -> None:
    assert sum(key_is_longest(item, ANSWERS[item.id]) for item in choices(lesson)) <= len(choices(lesson)) / 3


@pytest.mark.parametrize("graded", [{True}, {False}, {True, False}], ids=["graded", "practice", "all"])
def test_neither_the_longest_nor_the_shortest_option_is_the_key_more_often_than_by_chance(graded: set[bool]) -> None:
    items = [item for quiz, item in MODULE.items if isinstance(item, Choice) and quiz.graded in graded]
    found = lengths(items, ANSWERS)
    assert found.is_even, found


def spread(items: list[Choice]) -> int:
    """Return by how much the commonest place of the key is commoner than the rarest."""
    places = Counter(key_place(item, ANSWERS[item.id]) for item in items)
    counts = [places[place] for place in range(4)]
    return max(counts) - min(counts)


@each_lesson
def test_the_key_cannot_be_guessed_from_its_place(lesson: Lesson) -> None:
    assert all(list(item.options) == list("abcd") for item in choices(lesson))
    assert spread(choices(lesson)) <= 1


def test_nor_from_its_place_in_the_whole_bank() -> None:
    assert spread([item for lesson in MODULE.lessons for item in choices(lesson)]) <= 2


# Marks: the right answer, no answer, each single wrong one


@cache
def model(lesson: str, name: str) -> Simulate:
    """Return a lesson's model that remembers its runs: some take a tenth of a second, and here they are repeated."""
    simulate, known = find_model(COURSE, lesson, name), {}

    def remembered(**parameters: Any) -> Mapping[str, float]:
        run = tuple(sorted(parameters.items()))
        if run not in known:
            known[run] = simulate(**parameters)
        return known[run]

    return remembered


def simulate_of(item: BaseItem) -> Simulate | None:
    return model(LESSON_OF[item.id], item.simulated_by) if item.simulated_by else None


def points(item: BaseItem, response: Any) -> float:
    return score(item, ANSWERS[item.id], response, simulate_of(item)).points


@each_item
def test_the_key_earns_all_and_a_blank_earns_nothing(item: BaseItem) -> None:
    right = item.right(ANSWERS[item.id], simulate_of(item))
    assert points(item, right) == item.points
    assert points(item, None) == 0


@each_item
def test_each_single_mistake_costs_what_the_rule_says(item: BaseItem) -> None:
    wrongs = list(ROWS[item.kind].wrongs(item, ANSWERS[item.id], simulate_of(item)))
    assert len(wrongs) >= 2
    for response, share in wrongs:
        assert points(item, response) == pytest.approx(share * item.points, abs=1e-4), response


def test_every_type_of_item_is_among_them() -> None:
    every = [item for lesson in MODULE.lessons for _, item in COURSE.bank(lesson.name).items()]
    assert {type(item) for item in every} == set(registered().values())
    assert {quiz.graded for quiz, _ in MODULE.items} == {True, False}
