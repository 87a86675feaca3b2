"""Are terms used for one thing each, and are sections readable?"""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pytest

from instructor.course import Course, CourseError
from instructor.guide.bank_statistics import grade_of
from instructor.guide.terms import UPPER_SECONDARY, Term, drifts, prose, read_terms, reading_levels

ROOT = Path(__file__).parent.parent
COURSE = Course(ROOT, ROOT / "build")
TERMS = read_terms(ROOT / "instructor" / "guide" / "terms.json")
SUPPLY = Term("supply", "how much there is", ("02",), ("provision of", "Provision"))


@pytest.mark.parametrize("lesson", COURSE.assignments())
def test_the_median_section_of_a_lesson_is_no_harder_than_upper_secondary(lesson: str) -> None:
    levels = reading_levels(COURSE, lesson)
    assert len(levels) >= 3
    assert median(levels.values()) <= UPPER_SECONDARY, levels


def test_each_term_is_there_once_with_words_that_it_does_not_drift_into() -> None:
    assert len({term.term for term in TERMS}) == len(TERMS) >= 8
    numbers = {lesson[:2] for lesson in COURSE.assignments()}
    assert all(term.drifts and set(term.lessons) <= numbers for term in TERMS)
    assert not any(words in term.term for term in TERMS for words in term.drifts)


def test_another_word_for_a_term_is_found_in_its_lessons_and_not_in_the_essays() -> None:
    said = ["The provision of order falls.", "P9 «provision of public goods»", "The supply rises.", "Provision ends."]
    found = drifts("02-who-pays", said, [SUPPLY])
    assert [drift.words for drift in found] == ["provision of", "Provision"]
    assert str(found[0]) == "02-who-pays: “provision of” for supply: The provision of order falls."
    assert drifts("03-other", said, [SUPPLY]) == []


def test_a_section_is_read_without_its_tables_links_formulas_and_quotations() -> None:
    text = "## 1. One (3 min)\nSee [the act](https://x.org/a), P3 «No longer the biggest».\n| a | b |\n$$ a = b $$"
    assert " ".join(prose(f"{text}\n\n1. **Read.** It *ends*.").split()) == "See the act, . It ends."
    assert grade_of(prose("The cat sat. Did it?")) == pytest.approx(4.71 * 14 / 5 + 0.5 * 5 / 2 - 21.43)


def test_a_list_of_terms_that_is_wrong_is_named(tmp_path: Path) -> None:
    assert read_terms(tmp_path / "terms.json") == ()
    (tmp_path / "terms.json").write_text('[{"term": "supply"}]')
    with pytest.raises(CourseError, match=r"terms\.json: Object missing required field `means`"):
        read_terms(tmp_path / "terms.json")
