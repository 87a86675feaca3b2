"""Is every word of the interface in the catalogue, and does it come out as it should?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quizzes import catalogue
from quizzes.catalogue import WordError, digits, page_words, say

PAGE = [path for folder in ("script", "types") for path in (Path(catalogue.__file__).parent / folder).glob("*.js")]


def test_values_stand_in_their_places() -> None:
    assert say("page.saved", time="14:03") == "Saved 14:03"
    assert say("page.answered", done=1, total=7.0) == "1 of 7 answered"


@pytest.mark.parametrize(("count", "words"), [(0, "0 points"), (1, "1 point"), (1.0, "1 point"), (1.5, "1.5 points")])
def test_a_count_chooses_the_form(count: float, words: str) -> None:
    assert say("page.points", count=count) == words


@pytest.mark.parametrize(
    ("number", "written"), [(3, "3"), (2.0, "2"), (0.25, "0.25"), (1e-7, "0.0000001"), (100, "100"), (-0.0, "0")]
)
def test_numbers_are_written_without_noise(number: float, written: str) -> None:
    assert digits(number) == written


def test_a_key_that_is_not_there_is_named_with_the_next_one() -> None:
    with pytest.raises(WordError, match=r'en\.json has no "page\.savd"; did you mean "page\.saved"\?'):
        say("page.savd")


@pytest.mark.parametrize(("key", "value"), [("page.saved", "time"), ("page.points", "count")])
def test_a_value_that_is_missing_is_named(key: str, value: str) -> None:
    with pytest.raises(WordError, match=f"\"{key}\" needs a value for '{value}'"):
        say(key)


def test_the_page_uses_every_word_it_gets_and_gets_every_word_it_uses() -> None:
    used = {key for path in PAGE for key in re.findall(r'"(page\.\w+)"', path.read_text("utf-8"))}
    assert used == set(page_words())


def test_the_forms_of_a_count_are_complete() -> None:
    forms = [entry for entry in catalogue.words().values() if isinstance(entry, dict)]
    assert forms
    for form in forms:
        assert set(form) == {"one", "other"}
        assert all("{count}" in text for text in form.values())
