"""Does a number that was assigned stay with whom it was given to, roster after roster, and can it be taken back?"""

from __future__ import annotations

from itertools import permutations

import pytest

from instructor.course import Course
from instructor.grading.batch import grade_class
from instructor.submissions.register import Person, Register
from tests import rosters
from tests.downloads import File, handed_in
from tests.rosters import PEOPLE
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder
from tests.term import run, scores
from tests.test_matching import collect, said, take

ORDERS = [*permutations(["canvas:4821", "canvas:77777", "canvas:88888"])]


def register(course: Course) -> list[Person]:
    return sorted(Register(course).people, key=lambda person: person.id)


def people(course: Course) -> dict[str, list[str]]:
    return {person.id: person.numbers for person in Register(course).people}


@pytest.mark.parametrize("order", ORDERS)
def test_the_same_roster_changes_nothing_whatever_the_order_of_numbers(course: Course, order: tuple[str, ...]) -> None:
    take(course, rosters.canvas())
    listed = Register(course)
    listed.people[0].numbers = [*order]
    listed.save()
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


def stranger(course: Course, *, graded: bool = False) -> None:
    """Let somebody hand in whom the roster does not have, with work by others beside."""
    take(course, rosters.canvas())
    collect(course, File("strangerpat_77777_977777_01-small.zip", handed_in(course)))
    if graded:
        assert {one.outcome for one in grade_class(course, ASSIGNMENT, ["strangerpat-77777"])} == {"graded"}


@pytest.mark.parametrize("typed", ["canvas:77777", "strangerpat-77777", "strangerpat"])
def test_what_was_assigned_is_taken_back_with_work_marks_and_name(course: Course, typed: str) -> None:
    stranger(course, graded=True)
    before, marks = register(course), scores(course)
    said("assign", "strangerpat-77777", "jnunez")
    assert scores(course).keys() == {"jnunez"}
    for _ in range(2):
        assert "nothing changes" in take(course, rosters.canvas())
    assert f"{typed} is José Núñez (jnunez) no longer" in said("assign", "--back", typed)
    assert (scores(course), course.handed_in(ASSIGNMENT)) == (marks, ["strangerpat-77777"])
    assert register(course) == before
    code = 1 if typed == "canvas:77777" else 2
    assert "assigned" in said("assign", "--back", typed, code=code), "it is taken back once"


@pytest.mark.parametrize("typed", ["canvas:77777", "strangerpat-77777", "strangerpat"])
def test_what_was_assigned_to_the_wrong_one_is_assigned_to_the_right_one(course: Course, typed: str) -> None:
    stranger(course, graded=True)
    (marks,) = scores(course).values()
    said("assign", "strangerpat-77777", "jnunez")
    said("assign", typed, "xwang")
    assert (scores(course), course.handed_in(ASSIGNMENT)) == ({"xwang": marks}, ["xwang"])
    assert people(course)["jnunez"] == ["canvas:4821"]
    assert people(course)["xwang"] == ["canvas:4824", "canvas:77777"]
    newer = File("strangerpat_77777_977778_01-small.zip", handed_in(course), (2026, 11, 29, 10, 0, 0))
    assert [*collect(course, newer).students] == ["xwang"]


def test_a_number_that_was_nobodys_goes_back_with_what_came_since_and_own_work_stays(course: Course) -> None:
    take(course, rosters.canvas())
    said("assign", "canvas:77777", "jnunez")
    collect(course, File("strangerpat_77777_977777_01-small.zip", handed_in(course)))
    assert course.handed_in(ASSIGNMENT) == ["jnunez"]
    said("assign", "--back", "canvas:77777")
    assert course.handed_in(ASSIGNMENT) == ["strangerpat-77777"]
    said("assign", "canvas:77777", "jnunez")
    newer = File("nunezjose_4821_977778_01-small.zip", handed_in(course), (2026, 11, 29, 10, 0, 0))
    collect(course, newer)
    said("assign", "--back", "canvas:77777")
    assert course.handed_in(ASSIGNMENT) == ["jnunez"]
    assert "is how José Núñez (jnunez) is known" in said("assign", "--back", "canvas:4821", code=1)


def test_work_is_not_given_unasked_to_whom_something_was_refused(course: Course) -> None:
    stranger(course)
    before = (course.folder / "people.json").read_bytes()
    collect(course, File("nunezjose_4821_90001_essay.docx", b"no notebook"))
    printed = " ".join(said("assign", "strangerpat-77777", "jnunez", code=1).split())
    assert "a hand-in for 01-small was refused, nunezjose_4821_90001_essay.docx" in printed
    assert "--yes" in printed
    assert (course.folder / "people.json").read_bytes() == before
    said("assign", "strangerpat-77777", "jnunez", "--yes")
    assert course.handed_in(ASSIGNMENT) == ["jnunez"]


def test_a_second_number_is_not_given_unasked_to_whom_hands_in_by_their_own(course: Course) -> None:
    take(course, rosters.canvas())
    hand_in_folder(course, "jnunez", RIGHT)
    printed = " ".join(said("assign", "canvas:77777", "jnunez", code=1).split())
    assert "work for 01-small is there, and their number is canvas:4821" in printed
    said("assign", "canvas:77777", "jnunez", "--yes")


def test_advice_names_the_numbers_of_the_courses_own_platform(course: Course) -> None:
    take(course, rosters.canvas())
    assert "name its number: canvas:NUMBER" in said("assign", "jnunez", "xwang", code=1)
    said("assign", "canvas:77777", "jnunez")
    assert "name its number: canvas:77777" in said("assign", "jnunez", "xwang", code=1)
    assert run("assign", "jnunez").exit_code == 2
