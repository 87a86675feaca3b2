"""What is shown: a lesson, one of its quizzes or one of its questions, by its name."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from msgspec.structs import replace

from instructor.course import Course, CourseError, UnknownNameError
from instructor.naming import named
from quizzes.bank import Bank, BankError, Quiz


@dataclass(frozen=True)
class Chosen:
    """A lesson, and the quiz and the question of it that are shown; "" is all of them."""

    lesson: str
    quiz: str = ""
    item: str = ""

    def quizzes(self, bank: Bank) -> tuple[Quiz, ...]:
        """Return the quizzes that are shown, with the questions that are."""
        found = tuple(quiz for quiz in bank.quizzes if self.quiz in ("", quiz.id))
        if not self.item:
            return found
        return tuple(replace(quiz, items=tuple(each for each in quiz.items if each.id == self.item)) for quiz in found)

    def files(self, course: Course) -> list[Path]:
        """Return the files that it is made of."""
        source = course.source(self.lesson)
        files = [course.bank_file(self.lesson), course.keys_file(self.lesson), *source.glob("*.ipynb")]
        return [*files, *source.glob("*.py"), *(course.root / "seeds").glob("*.*")]


def choose(course: Course, name: str) -> Chosen:
    """Return what a name means; "" is the first lesson.

    Raises
    ------
    UnknownNameError
        Where nothing has this name; the message says the nearest one.
    CourseError
        Where nothing that can be read has this name, and a lesson's questions cannot be read.
    """
    lessons = course.assignments()
    if name in lessons or not name:
        return Chosen(name or next(iter(lessons), ""))
    known: dict[str, Chosen] = {}
    broken: list[str] = []
    for lesson in lessons:
        try:
            quizzes = course.bank(lesson).quizzes
        except BankError as error:
            broken.append(str(error))
            continue
        for quiz in quizzes:
            known |= {item.id: Chosen(lesson, quiz.id, item.id) for item in quiz.items} | {
                quiz.id: Chosen(lesson, quiz.id)
            }
    if name not in known and (lesson := named(course, name)) in lessons:
        return Chosen(lesson)
    if name not in known and broken:
        raise CourseError(f'"{name}" may stand where a mistake is to be mended first: {broken[0]}')
    if name not in known:
        near = get_close_matches(name, [*lessons, *known], n=1, cutoff=0.0)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        raise UnknownNameError(f'no lesson, quiz or question is called "{name}"{hint}')
    return known[name]
