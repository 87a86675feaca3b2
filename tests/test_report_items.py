"""Does the report of any lesson say what its questions were answered, by values worked out by hand?"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from instructor.course import Course
from instructor.marking.answer_key import read_answer_key
from instructor.marking.marks import mark_folder
from instructor.reports import items
from tests.class_reports import (
    ROOT,
    written,
)
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder

# Any other lesson


def results_of(course: Course, *answers: dict[str, Any]) -> list[items.ItemResult]:
    for number, given_answers in enumerate(answers):
        hand_in_folder(course, f"s{number}", given_answers)
    scheme = read_answer_key(course, ASSIGNMENT)
    folders = [course.step("submitted", ASSIGNMENT, f"s{number}") for number in range(len(answers))]
    return items.item_results(scheme, [mark_folder(folder, scheme) for folder in folders])


def test_item_analysis_worked_out_by_hand(course: Course) -> None:
    wrong = {"s-club": "b", "s-several": ["a", "b"], "s-number": "7", "s-run": RIGHT["s-run"] | {"comparison": "8"}}
    club, several, number, runs = results_of(course, RIGHT, wrong, wrong | {"s-number": "4711"}, {})
    assert [club.facility, several.facility, number.facility] == pytest.approx([1 / 4, 1 / 4, 1 / 4])
    assert runs.facility == pytest.approx((1 + 0.75 + 0.75 + 0) / 4)
    assert (club.answered, club.students) == (3, 4)
    assert club.frequent() == [("b", 2)]
    assert several.frequent() == [("b", 2), ("c", 2)]
    assert number.mistakes == Counter({"7": 1, "4711": 1})
    assert number.frequent() == []


def test_a_number_within_the_tolerance_is_no_mistake_and_near_one_that_the_key_names_it_is_that(course: Course) -> None:
    keys = course.keys_file(ASSIGNMENT)
    named = '2.5, tolerance: 0.01}\n    diagnosis: {"3": Adds a half.}'
    keys.write_text(keys.read_text("utf-8").replace("2.5, tolerance: 0.01}", named), "utf-8")
    typed = ("2.508", "2.492", "2.512", "3.008", "2.992", "3.012")
    _, _, number, _ = results_of(course, *({"s-number": value} for value in typed))
    assert number.facility == pytest.approx(2 / 6)
    assert number.mistakes == Counter({"2.512": 1, "3": 2, "3.012": 1})


def test_the_class_sees_facility_and_wrong_answers_with_their_diagnosis(course: Course) -> None:
    results_of(course, RIGHT, RIGHT | {"s-club": "b", "s-several": ["a", "b"]}, RIGHT | {"s-number": "3"}, {})
    text = written(course, ASSIGNMENT)
    for words in (
        "Which good has a door? Let ",
        "Facility 50%; answered by 3 of 4.",
        '<th scope="row">a public good</th><td>1</td><td>Takes every shared good for a public one in',
        '<th scope="row"><i>left out:</i> light</th><td>1</td>',
        "The class earned 62% of the points",
    ):
        assert words in text


@pytest.mark.parametrize("lesson", [path.stem for path in sorted((ROOT / "instructor" / "keys").glob("*.yaml"))])
def test_every_mistake_that_the_keys_name_has_words(lesson: str) -> None:
    scheme = read_answer_key(Course(ROOT, ROOT / "build"), lesson)
    for item_id, answer in scheme.answers.items():
        item = next(item for _, item in scheme.bank.items() if item.id == item_id)
        assert all(items.in_words(item, answer, name) for name in answer.diagnosis)
