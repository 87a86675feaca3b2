"""Does a number that was assigned stay with whom it was given to, roster after roster, and can it be taken back?"""

from __future__ import annotations

from itertools import permutations

import pytest

from instructor.course import Course
from instructor.submissions.register import Register
from tests import rosters
from tests.rosters import PEOPLE
from tests.small_course import ASSIGNMENT
from tests.test_matching import said, take

ORDERS = [*permutations(["canvas:4821", "canvas:77777", "canvas:88888"])]


def people(course: Course) -> dict[str, list[str]]:
    return {person.id: person.numbers for person in Register(course).people}


@pytest.mark.parametrize("order", ORDERS)
def test_the_same_roster_changes_nothing_whatever_the_order_of_numbers(course: Course, order: tuple[str, ...]) -> None:
    take(course, rosters.canvas())
    register = Register(course)
    register.people[0].numbers = [*order]
    register.save()
    for _ in range(3):
        assert "nothing changes" in take(course, rosters.canvas())
        assert sorted(people(course)["jnunez"]) == sorted(order)
    assert len(people(course)) == len(PEOPLE)


@pytest.mark.parametrize("is_first", [False, True])
def test_a_number_that_was_assigned_is_asked_about_when_the_roster_lists_it_as_anothers(
    course: Course, is_first: bool
) -> None:
    take(course, rosters.canvas())
    said("assign", "canvas:77777", "jnunez")
    other = ("Emma Smith", "Emma", "Smith", "e@uni.example", "esmith", "0012399", "77777")
    data = rosters.canvas((other, *PEOPLE) if is_first else (*PEOPLE, other))
    for _ in range(2):
        printed = " ".join(take(course, data, "--yes", code=1).split())
        assert "“Emma Smith” has the number canvas:77777, which was given to José Núñez (jnunez)" in printed
        assert "nothing changes" in printed
        assert people(course)["jnunez"] == ["canvas:4821", "canvas:77777"]


def test_two_numbers_of_one_assignment_are_one_persons_whichever_row_comes_first(course: Course) -> None:
    take(course, rosters.brightspace())
    take(course, rosters.moodle_worksheet([100], PEOPLE[:1]), "--lesson", ASSIGNMENT)
    said("assign", f"moodle:{ASSIGNMENT}:300", "jnunez")
    stranger = ("Pat Doe", "Pat", "Doe", "", "", "", "")
    for numbers, listed in (([100, 300], [PEOPLE[0], stranger]), ([300, 100], [stranger, PEOPLE[0]])):
        data = rosters.moodle_worksheet(numbers, listed)
        assert "nothing changes" in take(course, data, "--lesson", ASSIGNMENT, code=1)
        assert len(people(course)) == len(PEOPLE)
        assert Register(course).people[0].shown == "José Núñez"
