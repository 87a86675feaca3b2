"""What stands beside a question and no student sees: key, what each answer is told, evidence, last term's answers.

Texts are HTML where the page shows them as such: they come from the bank, whose Markdown admits none of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
from markupsafe import Markup, escape

import seeds
from instructor.authoring.places import texts
from instructor.course import Course, CourseError
from instructor.marking.answer_key import find_model, read_answer_key
from instructor.marking.asked import for_student
from instructor.marking.marks import mark_folder
from instructor.plan import read_plan
from instructor.reports.items import ItemResult, item_results
from quizzes.bank import BankError, Quiz
from quizzes.drawing import drawn_answer
from quizzes.markdown import html, inline
from quizzes.pictures import EMBEDDED
from quizzes.types import Answer, BaseItem, Simulate
from quizzes.types.window import Window

#: Of fewer than so many students a number could tell whose answer it is.
FEWEST_SHOWN = 3
#: What stands for a student, where numbers differ from student to student.
LOT = "preview"


@dataclass(frozen=True)
class Told:
    """One answer: itself in words, what a student reads who gave it, and what it shows the instructor."""

    answer: Markup
    feedback: Markup
    diagnosis: str


@dataclass(frozen=True)
class Beside:
    """What stands beside one question."""

    item: BaseItem
    keys: tuple[Markup, ...] = ()
    rationale: str = ""
    told: tuple[Told, ...] = ()
    shares: tuple[tuple[Markup, str], ...] = ()
    evidence: tuple[tuple[int, Markup], ...] = ()
    term: tuple[str, ...] = ()
    mistakes: tuple[tuple[Markup, int], ...] = ()
    pictures: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)


def beside(course: Course, lesson: str, quiz: Quiz, item: BaseItem, term: Mapping[str, ItemResult]) -> Beside:
    """Return what stands beside a question, which has the numbers of `LOT`. Raises BankError where keys are missing."""
    answer = item.answer if item.answer or not quiz.graded else course.keys(lesson).keys.get(item.id)
    answer = drawn_answer(item, answer, LOT)[0] if answer else None
    simulate = find_model(course, lesson, item.simulated_by) if item.simulated_by else None
    result = term.get(item.id)
    facts = {"objective": str(item.objective), "level": item.level or "", "concept": item.concept or ""}
    facts |= {"numbers": "these are one draw of many; each student has others"} if item.numbers else {}
    facts |= {"window": _window(course, item.window)} if item.window else {}
    facts |= {"pool": f"each student is asked {quiz.draw} of its questions"} if quiz.draw else {}
    return Beside(
        item,
        _keys(item, answer, simulate) if answer else (),
        Markup(html(answer.rationale)) if answer else Markup(),
        _told(item, answer) if answer else (),
        _shares(item, answer) if answer else (),
        tuple((each.paragraph, _marked(each.paragraph, each.quote)) for each in item.evidence),
        _of_term(result) if result else (),
        tuple((Markup(item.in_words(result.answer, name)), count) for name, count in result.frequent())
        if result
        else (),
        _pictures(item, answer),
        {name: text for name, text in facts.items() if text},
    )


def _pictures(item: BaseItem, answer: Answer | None) -> tuple[str, ...]:
    """Return what is read aloud in place of each picture of a question and of its answer, each once."""
    shown = (found[1] for _, text in texts(msgspec.to_builtins([item, answer])) for found in EMBEDDED.finditer(text))
    return tuple(dict.fromkeys(shown))


def _window(course: Course, window: Window) -> str:
    """Say when students can answer; here it can be answered at any time."""
    return f"{window.said} (the course's clock: {read_plan(course).zone.key}); here it is always open"


def _keys(item: BaseItem, answer: Answer, simulate: Simulate | None) -> tuple[Markup, ...]:
    """Return each answer that earns all points, in the words of the question."""
    return tuple(Markup(item.given(item.right(each, simulate))) for each in answer.accepted)


def _told(item: BaseItem, answer: Answer) -> tuple[Told, ...]:
    """Return what is said of each answer that the key names."""
    return tuple(
        Told(
            Markup(item.in_words(answer, name)),
            Markup(html(answer.feedback[name])) if name in answer.feedback else Markup(),
            answer.diagnosis.get(name, ""),
        )
        for name in dict.fromkeys((*answer.feedback, *answer.diagnosis))
    )


def _shares(item: BaseItem, answer: Answer) -> tuple[tuple[Markup, str], ...]:
    """Return the options that earn a share of the points, or cost one, and the share."""
    options: Mapping[str, str] = getattr(item, "options", {})
    return tuple((Markup(inline(options[name])), f"{share:+g}") for name, share in answer.credit.items())


def _marked(paragraph: int, quote: str) -> Markup:
    """Return a paragraph of the text in which the words that are quoted are marked."""
    text = seeds.paragraph(paragraph)
    before, words, after = text.partition(quote)
    return Markup("{}<mark>{}</mark>{}").format(escape(before), escape(words), escape(after))


def _of_term(result: ItemResult) -> tuple[str, ...]:
    """Say how a class answered."""
    return (
        f"{result.answered} of {result.students} answered",
        f"{result.facility:.0%} of the points earned",
    )


def last_term(course: Course, lesson: str) -> dict[str, ItemResult]:
    """Return how a class answered the graded questions of a lesson, by their ids; {} where too few handed in."""
    students = course.students("submitted", lesson)
    if len(students) < FEWEST_SHOWN:
        return {}
    try:
        scheme = read_answer_key(course, lesson)
        marks = [
            mark_folder(course.step("submitted", lesson, student), for_student(scheme, student)) for student in students
        ]
    except (CourseError, BankError, OSError):
        return {}
    return {each.item.id: each for each in item_results(scheme, marks)}
