"""What a course does without: what lessons not in use alone teach and assess, and where the others speak of them.

A lesson that speaks of one that is not in use says so in the students' copy (`noted`), below the text; the source
stays as it is, and so do the guide's tables, which are the module's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from msgspec.structs import replace

from instructor.course import Course
from instructor.guide.lessons import Module, in_words, read_module
from instructor.guide.tables import TableRow, rows_of_concepts, rows_of_errors, rows_of_paragraphs
from instructor.plan import Plan, read_plan
from quizzes.bank import Bank
from quizzes.catalogue import say
from quizzes.types import BaseItem

_SPOKEN_OF = re.compile(r"\b[Ll]essons? (\d+(?:(?:, | and | to |–|-)\d+)*)")
_RANGE = re.compile(r"(\d+)(?: to |–|-)(\d+)|(\d+)")


def unused(course: Course) -> dict[int, str]:
    """Return the lessons that are not in use, by their numbers."""
    lessons = read_plan(course).lessons
    found = {int(number[0]): name for name in course.assignments() if (number := re.match(r"\d+", name))}
    return {number: name for number, name in found.items() if name not in lessons}


def spoken_of(text: str) -> set[int]:
    """Return the numbers of the lessons that a text speaks of, also of several or a range."""
    found = (_RANGE.finditer(said[1]) for said in _SPOKEN_OF.finditer(text))
    return {
        number
        for part in (match for matches in found for match in matches)
        for number in range(int(part[1] or part[3]), int(part[2] or part[3]) + 1)
    }


def noted(text: str, left_out: Collection[int]) -> str:
    """Return a text that students read with a note, where it speaks of lessons that are not in use."""
    said = note(text, left_out)
    return f"{text}\n\n*{said}*" if said else text


def note(text: str, left_out: Collection[int]) -> str:
    """Say which lessons of those that a text speaks of are not part of the course; "" where all are."""
    numbers = [str(number) for number in sorted(spoken_of(text) & set(left_out))]
    return say("lesson.not_part", numbers=", ".join(numbers)) if numbers else ""


def bank_noted(bank: Bank, left_out: Collection[int]) -> Bank:
    """Return a bank whose questions say where they speak of lessons that are not in use."""
    if not left_out:
        return bank
    quizzes = (replace(quiz, items=tuple(_item(item, left_out) for item in quiz.items)) for quiz in bank.quizzes)
    return replace(bank, quizzes=tuple(quizzes))


def _item(item: BaseItem, left_out: Collection[int]) -> BaseItem:
    said = note(in_words(item), left_out)
    return replace(item, stem=f"{item.stem.rstrip()} *({said})*") if said else item


def dropped(course: Course, plan: Plan) -> Iterator[str]:
    """Yield what a course loses by the lessons that it does not use, a line each; nothing where it uses all."""
    left_out = [name for name in course.assignments() if name not in plan.lessons]
    if not left_out:
        return
    module = read_module(course)
    gone = {lesson.number for lesson in module.lessons if lesson.name in left_out}
    for lesson in (lesson for lesson in module.lessons if lesson.name in left_out):
        yield f"not in use: {lesson.name}, with {len(lesson.objectives)} objectives and {len(lesson.items)} questions"
        yield from (f"  - {words}" for words in lesson.objectives)
    parts = (
        ("concepts", rows_of_concepts),
        ("paragraphs", rows_of_paragraphs),
        ("errors of the essay", rows_of_errors),
    )
    for what, rows in parts:
        yield from _lost(what, rows(module), module, gone)
    yield from _speaking(course, plan)


def _lost(what: str, rows: Sequence[TableRow], module: Module, gone: Collection[str]) -> Iterator[str]:
    """Yield which rows are taught, or assessed, by nothing that is left."""
    lesson_of = {item.id: lesson.number for lesson in module.lessons for _, item in lesson.items}
    lesson_of |= {task: lesson.number for lesson in module.lessons for task in lesson.tasks}
    untaught = [row.name for row in rows if row.taught and all(_lesson(place) in gone for place in row.taught)]
    unasked = [row.name for row in rows if row.assessed and all(lesson_of[name] in gone for name in row.assessed)]
    for how, names in (("taught", untaught), ("assessed", unasked)):
        if names:
            yield f"{what} no longer {how}: {', '.join(names)}"


def _lesson(section: str) -> str:
    return section.partition(".")[0]


def _speaking(course: Course, plan: Plan) -> Iterator[str]:
    """Yield which lessons in use speak of those that are not."""
    numbers = set(unused(course))
    for name in plan.lessons:
        source = (course.source(name) / f"{name}.ipynb").read_text("utf-8")
        said = spoken_of(source) | spoken_of(in_words(course.bank(name)))
        if found := sorted(said & numbers):
            yield f"{name} speaks of lesson {', '.join(map(str, found))}; its release says that this is not part of it"
