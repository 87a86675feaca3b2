"""Are the essay's hard words explained where they stand, in plain words that answer no graded question?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import seeds
from quizzes.bank import Keys, load_yaml
from tests.hard_words import WORDS, HardWord

KEYS = Path(__file__).parent.parent / "instructor" / "keys"
LONGEST = 15  # words of a gloss
SHARED = 4  # words in a row that a gloss may share with what only instructors read


def stands(words: str, text: str, flags: int = 0) -> bool:
    """Say whether `words` stand in `text` as whole words."""
    return bool(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, flags))


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """Return all rows of `length` words that stand in `text`."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def secrets() -> Iterator[str]:
    for path in KEYS.glob("*.yaml"):
        for answer in load_yaml(path, Keys).keys.values():
            yield from (answer.rationale, *answer.feedback.values(), *answer.diagnosis.values())


def test_every_paragraph_has_some_and_the_essay_as_many_as_a_reader_stumbles_over() -> None:
    assert 60 <= len(WORDS) <= 100
    explained = {number for word in WORDS for number in word.paragraphs}
    assert explained == set(range(1, len(seeds.essay().paragraphs) + 1))


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.words)
def test_each_word_stands_exactly_in_its_paragraphs(word: HardWord) -> None:
    assert word.paragraphs == sorted(set(word.paragraphs))
    assert all(stands(word.words, seeds.paragraph(number)) for number in word.paragraphs)


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.words)
def test_each_gloss_is_short_and_needs_no_other(word: HardWord) -> None:
    assert 0 < len(word.gloss.split()) <= LONGEST
    assert not [each.words for each in WORDS if stands(each.words, word.gloss, re.IGNORECASE)]


def test_they_come_in_the_order_of_the_essay_and_once_a_paragraph() -> None:
    first = [(word.paragraphs[0], seeds.paragraph(word.paragraphs[0]).index(word.words)) for word in WORDS]
    assert first == sorted(first)
    places = [(word.words, number) for word in WORDS for number in word.paragraphs]
    assert len(places) == len(set(places))


def test_a_gloss_that_names_a_year_or_a_number_names_its_source() -> None:
    for word in WORDS:
        if re.search(r"\d", re.sub(r"P\d+|lesson \d", "", word.gloss)):
            assert word.source, word.words


@pytest.mark.parametrize(
    "words", ["genocide", "target killings", "Cartel de Los Soles", "beggar-thy-neighbor", "laws of war"]
)
def test_a_contested_word_is_attributed_with_its_source(words: str) -> None:
    (word,) = (each for each in WORDS if each.words == words)
    assert re.search(r"author’s|disputed|contested|US name", word.gloss)
    assert word.source


def test_no_gloss_gives_away_what_only_instructors_read() -> None:
    hidden = set().union(*(runs(text, SHARED + 1) for text in secrets()))
    assert len(hidden) > 1000
    for word in WORDS:
        assert not runs(word.gloss, SHARED + 1) & hidden, word.words
