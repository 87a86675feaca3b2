"""`new item`, `new quiz`, `new lesson`: what is not said is asked, where somebody sits at the terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from rich.markup import escape

from instructor.authoring.lesson_template import new_lesson
from instructor.authoring.making import Texts, Wish, find_quiz, new_item, new_quiz, put
from instructor.console import terminal
from instructor.course import Course, CourseError
from instructor.naming import LESSON
from quizzes.types import registered

_POINTS = click.option("--points", type=click.FloatRange(0, 100, min_open=True), default=1.0, show_default=True)


@click.command()
@click.argument("quiz", required=False)
@click.argument("kind", metavar="[TYPE]", required=False)
@click.argument("name", metavar="[ID]", required=False)
@click.option("--stem", default="", help="The question itself, in Markdown.")
@_POINTS
def item(quiz: str | None, kind: str | None, name: str | None, stem: str, points: float) -> None:
    """Put a question of TYPE behind the last one of QUIZ, under the id ID.

    It is written into the lesson's bank from a template, its key into the keys where the quiz is graded, and the quiz's
    cell gets its points. What is not named is asked.
    """
    course = Course.here()
    quiz = _asked(quiz, "QUIZ: the id of the quiz that gets the question")
    find_quiz(course, quiz)
    kind = _asked(kind, "TYPE: the type of the question", [*registered()])
    name = _asked(name, "ID: an id for the question, which stays for ever")
    lesson, texts = new_item(course, quiz, kind, name, stem, points)
    _write(course, lesson, texts)


@click.command()
@click.argument("lesson", type=LESSON, required=False)
@click.argument("name", metavar="[ID]", required=False)
@click.argument("kind", metavar="[TYPE]", required=False)
@click.option("--title", help="What students read above it.")
@click.option(
    "--graded", is_flag=True, help="Let it count: its keys go where no student gets them.  [default: practice]"
)
@click.option("--after", metavar="CELL", help="The id of the cell to show it behind.  [default: the last quiz]")
@_POINTS
def quiz(
    lesson: str | None,
    name: str | None,
    kind: str | None,
    title: str | None,
    graded: bool,
    after: str | None,
    points: float,
) -> None:
    """Put a quiz of one question of TYPE into LESSON, under the id ID, with its cell in the notebook.

    Further questions: `new item`. TYPE written makes a task that a person marks, with its field and its mark scheme.
    """
    course = Course.here()
    lesson = _asked(lesson, "LESSON: the name of the lesson", course.assignments())
    course.check(lesson)
    name = _asked(name, "ID: an id for the quiz, which stays for ever")
    kind = _asked(kind, "TYPE: the type of its first question", [*registered()])
    texts = new_quiz(course, lesson, Wish(name, kind, title or _titled(name), graded, points), after)
    _write(course, lesson, texts)


@click.command()
@click.argument("name", required=False)
@click.option("--title", help="The lesson's title.")
@click.option("--question", help="The question that the lesson asks.")
def lesson(name: str | None, title: str | None, question: str | None) -> None:
    """Begin the lesson NAME: a notebook to read, practise, answer and write in, its questions and its keys.

    It can be released as it is. README's table and course.toml get its row, where they are there.
    """
    course = Course.here()
    name = _asked(name, "NAME: the lesson's name, which is that of its folder: 08-trade")
    title = title or _titled(name.lstrip("0123456789-") or name)
    texts = new_lesson(course, name, title, question or "What does the text claim, and why?")
    _write(course, name, texts)


def _asked(given: str | None, what: str, known: Sequence[str] = ()) -> str:
    """Return what was given, or what somebody at the terminal types. Raises CourseError where nobody sits there."""
    if given:
        return given
    choices = f" ({', '.join(known)})" if known else ""
    if not is_terminal():
        raise CourseError(f"name what is missing: {what}{choices}")
    answer: str = click.prompt(f"{what}{choices}")
    return answer.strip()


def is_terminal() -> bool:
    """Say whether somebody sits at the terminal."""
    return sys.stdin.isatty()


def _titled(name: str) -> str:
    return name.replace("-", " ").capitalize()


def _write(course: Course, lesson: str, texts: Texts) -> None:
    """Write the files, and say in which lines what is to be replaced stands."""
    console, before = terminal(), _read(texts)
    put(course, lesson, texts)
    for path, text in texts.items():
        lines = text.splitlines()
        old = before[path].splitlines()
        first = next((n for n, line in enumerate(lines) if n >= len(old) or line != old[n]), 0)
        console.print(escape(f"wrote {course.typed(path)}:{first + 1}"), soft_wrap=True)
    said = "Next: replace the example's words in these lines, then: python -m instructor check " + lesson
    console.print(escape(said), soft_wrap=True)


def _read(texts: Mapping[Path, str]) -> dict[Path, str]:
    return {path: path.read_text("utf-8") if path.exists() else "" for path in texts}
