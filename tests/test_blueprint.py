"""Are levels and lengths of options counted as they are meant?"""

from __future__ import annotations

import pytest

from instructor.guide.blueprint import Asked, Lengths, at_least, lengths, level_rows, thin
from instructor.guide.lessons import Lesson
from quizzes.types import Answer, Choice

LESSON = Lesson("01-one", "One", ("name it", "judge it"), (), (), {}, {})


def choice(name: str, *options: str) -> Choice:
    return Choice(id=name, stem="Which?", objective=1, options=dict(zip("abcd", options, strict=False)))


def key(name: str, *also: str) -> Answer:
    return Answer(key=name, rationale="because", also=also)


def test_an_objective_is_counted_by_level_practice_and_graded_apart() -> None:
    found = [Asked((1,), "recall", False), Asked((1, 2), "judge", True), Asked((2,), "judge", True)]
    assert list(level_rows(LESSON, found)) == [
        ["1. name it", "1 + 0", "0 + 0", "0 + 0", "0 + 1", "1"],
        ["2. judge it", "0 + 0", "0 + 0", "0 + 0", "0 + 2", "2"],
    ]
    assert thin(LESSON, found) == {1: 1}


def test_the_key_is_counted_among_the_longest_and_the_shortest() -> None:
    items = [choice("one", "aaa", "a", "aa", "aa"), choice("two", "aa", "aa", "b", "b")]
    found = lengths(items, {"one": key("b"), "two": key("a")})
    assert (found.longest, found.shortest) == (0.5, 1.0)
    assert found.chances == (0.25, 0.25)


def test_of_two_keys_either_may_be_the_longest() -> None:
    found = lengths([choice("one", "aaa", "a", "aa", "aa")], {"one": key("a", "b")})
    assert (found.longest, found.shortest, found.chances) == (1.0, 1.0, (0.5,))


def test_the_chance_of_so_many_is_the_binomial_one() -> None:
    assert at_least(5, [0.25] * 8) == pytest.approx(0.0273, abs=1e-4)
    assert at_least(0, [0.25] * 8) == pytest.approx(1)
    assert at_least(2, [0.5, 0.25]) == pytest.approx(0.125)
    assert at_least(3, [0.5, 0.25]) == 0


@pytest.mark.parametrize(("longest", "shortest", "is_even"), [(4, 4, True), (5, 0, False), (0, 5, False), (0, 0, True)])
def test_too_many_in_either_direction_are_found(longest: float, shortest: float, is_even: bool) -> None:
    assert Lengths((0.25,) * 8, longest, shortest).is_even is is_even
