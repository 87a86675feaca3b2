"""One word for one thing: the terms of the lessons, `terms.json`, and how hard each section is to read.

A term has the words that it is not to drift into; the essay's own words and the references are free to use them. The
reading level is the automated readability index of `bank_statistics.grade_of`, of running text alone: tables, formulas,
links and what is quoted from the essay are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import msgspec
import nbformat

from instructor.course import Course, CourseError
from instructor.guide.bank_statistics import grade_of
from instructor.guide.facts import sentences
from instructor.guide.minutes import item_texts, sections_of
from quizzes.types import BaseItem

TERM_HEADER = ("Term", "Means", "Lessons", "Not", "Drifts to mend")
READING_HEADER = ("Lesson", "Grade of each section", "Median")
#: The last year of upper secondary school: the median section of a lesson is to be no harder.
UPPER_SECONDARY = 12
#: Fewer words than this say nothing of how hard a section is.
LEAST_WORDS = 40


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A term, what it means, the lessons that use it (by number) and the words that are not to stand for it."""

    term: str
    means: str
    lessons: tuple[str, ...]
    drifts: tuple[str, ...]


@dataclass(frozen=True)
class Drift:
    """A place where another word stands for a term."""

    lesson: str
    term: str
    words: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.lesson}: “{self.words}” for {self.term}: {self.sentence[:100]}"


def read_terms(path: Path) -> tuple[Term, ...]:
    """Return the terms, none where there is no file. Raises CourseError where it breaks its schema."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[Term, ...]) if path.exists() else ()
    except msgspec.DecodeError as error:
        raise CourseError(f"{path.name}: {error}") from None


def texts(course: Course, lesson: str) -> list[str]:
    """Return what a lesson says to students: sentences of its text and of its questions, with their answers."""
    items = (item for _, item in course.bank(lesson).items())
    return [*sentences(course, lesson), *(text for item in items for text in _said(item))]


def _said(item: BaseItem) -> Iterator[str]:
    yield from item_texts(item)
    if item.answer:
        yield from (item.answer.rationale, *item.answer.feedback.values())


def drifts(lesson: str, said: Sequence[str], terms: Sequence[Term]) -> list[Drift]:
    """Return where the sentences of a lesson use another word for one of its terms."""
    number = lesson.partition("-")[0]
    return [
        Drift(lesson, term.term, words, sentence)
        for term in terms
        if number in term.lessons
        for words in term.drifts
        for sentence in said
        if words in re.sub(r"«[^»]*»", "", sentence)
    ]


def term_rows(course: Course, terms: Sequence[Term]) -> Iterator[list[str]]:
    """Yield under TERM_HEADER a row for each term."""
    said = {lesson: texts(course, lesson) for lesson in course.assignments()}
    for term in terms:
        found = [drift for lesson in said for drift in drifts(lesson, said[lesson], [term])]
        counts = (f"{lesson[:2]}: {sum(drift.lesson == lesson for drift in found)}" for lesson in said)
        mend = ", ".join(count for count in counts if not count.endswith(" 0")) or "none"
        yield [term.term, term.means, ", ".join(term.lessons), ", ".join(f"“{w}”" for w in term.drifts), mend]


# Reading levels


def prose(text: str) -> str:
    """Return the running text of a section: no headings, numbers of lists, tables, links, formulas, essay's words."""
    lines = [line for line in text.splitlines() if not re.match(r"\s*(\||#|\$\$|!\[)", line)]
    lines = [re.sub(r"^\s*(?:\d+\.|[-*]) |\*\*[^*]{1,40}\.\*\*", "", line) for line in lines]  # no sentences
    joined = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(lines))
    return re.sub(r"(?:P\d+ )?«[^»]*»|\$\$.*?\$\$|`[^`]*`|[*_]", "", joined)


def reading_levels(course: Course, lesson: str) -> dict[int, float]:
    """Return the grade of each numbered section of a lesson that has LEAST_WORDS of running text."""
    notebook = nbformat.read(course.source(lesson) / f"{lesson}.ipynb", as_version=4)
    found = {}
    for number, shown in sections_of(notebook):
        text = prose(shown)
        if len(text.split()) >= LEAST_WORDS:
            found[number] = grade_of(text)
    return found


def reading_rows(course: Course) -> Iterator[list[str]]:
    """Yield under READING_HEADER a row for each lesson."""
    for lesson in course.assignments():
        levels = reading_levels(course, lesson)
        grades = ", ".join(f"{number}: {grade:.0f}" for number, grade in levels.items())
        yield [lesson, grades, f"{median(levels.values()):.1f}" if levels else "–"]
