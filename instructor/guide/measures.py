"""What can be measured of the lessons, as a page of tables beside the guide: `measures.md`, which a command writes."""

from __future__ import annotations

from collections.abc import Iterator

from instructor.course import Course
from instructor.guide.blueprint import CHANCE, LENGTH_HEADER, LEVEL_HEADER, asked, length_rows, level_rows
from instructor.guide.facts import AGES_HEADER, age_rows, read_facts
from instructor.guide.lessons import Module
from instructor.guide.minutes import HEADER, lesson_minutes, rows
from instructor.guide.tables import table
from instructor.guide.terms import READING_HEADER, TERM_HEADER, UPPER_SECONDARY, read_terms, reading_rows, term_rows

TOP = "`python -m instructor curriculum` writes this page; what is changed here by hand is lost."
LEVELS = (
    "Practice + graded questions at each level; written tasks count as graded. No objective should have fewer than two "
    "graded, no lesson fewer than three levels."
)
LENGTHS = (
    "How often the key of a choice is the longest, or the shortest, of its options; of options of one length each "
    f"counts as a part. *At most* is what chance gives in all but {CHANCE:.0%} of such sets."
)

SOURCES = "From `facts.json`; `python -m instructor claims` lists each of them, and what has to be looked at again."

TERMS = "One word for one thing, from `terms.json`; in the last column, where a lesson still uses another one."
READING = (
    "School grade (US) of the running text of each section, by the automated readability index; the median is to be "
    f"{UPPER_SECONDARY} at most. It knows letters and sentences, nothing of hard ideas."
)


def measures(course: Course, module: Module) -> str:
    """Return the page. Raises CourseError where a lesson cannot be read."""
    parts = (*_minutes(course, module), *_questions(course, module), *_words(course), *_sources(course))
    return "\n".join(["# The lessons, measured", "", TOP, "", *parts])


def _minutes(course: Course, module: Module) -> Iterator[str]:
    yield from ("## Minutes", "", "How they are computed is said in `minutes.py`.", "")
    for lesson in module.lessons:
        yield from (f"### {lesson.number} {lesson.title}", "")
        yield from table(HEADER, rows(lesson_minutes(course, lesson.name)))


def _questions(course: Course, module: Module) -> Iterator[str]:
    yield from ("## Objectives by level", "", LEVELS, "")
    for lesson in module.lessons:
        yield from (f"### {lesson.number} {lesson.title}: levels", "")
        yield from table(LEVEL_HEADER, level_rows(lesson, asked(module, lesson, course.bank(lesson.name))))
    yield from ("## Lengths of options", "", LENGTHS, "", *table(LENGTH_HEADER, length_rows(module)))


def _sources(course: Course) -> Iterator[str]:
    facts = read_facts(course.root / "instructor" / "guide" / "facts.json")
    yield from ("## Facts and their sources", "", SOURCES, "", *table(AGES_HEADER, age_rows(course, facts)))


def _words(course: Course) -> Iterator[str]:
    terms = read_terms(course.root / "instructor" / "guide" / "terms.json")
    yield from ("## Terms", "", TERMS, "", *table(TERM_HEADER, term_rows(course, terms)))
    yield from ("## Reading level", "", READING, "", *table(READING_HEADER, reading_rows(course)))
