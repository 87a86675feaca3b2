"""The lessons as the guide's tables need them: sections, items, answers and tasks, and where a word of them stands.

Read from the notebooks, the bank, the keys and two files beside this one, which a course need not have:

    errors.json        the study's register of the essay's errors
    curriculum.json    what no program can see: which words teach a concept or correct an error, which items and tasks
                       ask for it, why something is taught or asked nowhere, and which functions show a table of seeds

Each place is named by exact words, which are looked up in the section, item or task: words that are gone are an error,
so the tables cannot rot. "3.2" is a lesson and its section; what its practice questions say belongs to a section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import nbformat
from nbformat.notebooknode import NotebookNode

import seeds
from instructor.course import Course, CourseError
from quizzes.bank import Bank, Quiz
from quizzes.types import Answer, BaseItem


class CurriculumError(CourseError):
    """The map and the lessons do not fit each other; the message names the entry and the words."""

    exit_code = 2


class Register(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One error of the register; `source` gives the marks of `claims.json`, `touches` whether the thesis is touched."""

    paragraph: int
    quote: str
    essay: str
    right: str
    source: str
    touches: str


class Places(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where an error is corrected (lesson -> words) and asked for (item or task -> words)."""

    taught: dict[str, str]
    assessed: dict[str, str]


class Task(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which objectives and concepts (slug -> words) a written task assesses."""

    objectives: tuple[int, ...]
    concepts: dict[str, str]


class Map(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file `curriculum.json`.

    `concepts`: slug -> lesson -> words; `reasons`: row -> why a cell is empty; `tables`: function -> the table of seeds
    that a cell shows by calling it.
    """

    concepts: dict[str, dict[str, str]] = {}
    errors: dict[str, Places] = {}
    tasks: dict[str, Task] = {}
    reasons: dict[str, str] = {}
    tables: dict[str, str] = {}


@dataclass(frozen=True)
class LessonSection:
    """One numbered section of a lesson: what a student reads in it, and the paragraphs that it shows."""

    number: str
    text: str
    shown: frozenset[int]


@dataclass(frozen=True)
class Lesson:
    """One lesson: its sections, its items with their answers, and its written tasks by grade id."""

    name: str
    title: str
    objectives: tuple[str, ...]
    sections: tuple[LessonSection, ...]
    items: tuple[tuple[Quiz, BaseItem], ...]
    answers: Mapping[str, Answer]
    tasks: Mapping[str, str]

    @property
    def number(self) -> str:
        """The lesson's number, without zeros; its name where that begins with none."""
        return _number(self.name)


@dataclass(frozen=True)
class Module:
    """All lessons, the register of errors and the map."""

    lessons: tuple[Lesson, ...]
    errors: Mapping[str, Register] = field(default_factory=dict)
    map: Map = field(default_factory=Map)

    @cached_property
    def items(self) -> tuple[tuple[Quiz, BaseItem], ...]:
        """Every item with the quiz it stands in."""
        return tuple(pair for lesson in self.lessons for pair in lesson.items)

    @cached_property
    def texts(self) -> dict[str, str]:
        """The words of each item, with its answer, and of each written task, by id."""
        items = {
            item.id: in_words([item, lesson.answers[item.id]]) for lesson in self.lessons for _, item in lesson.items
        }
        return items | {task: text for lesson in self.lessons for task, text in lesson.tasks.items()}

    @cached_property
    def graded(self) -> dict[str, bool]:
        """Whether each item is graded, by its id."""
        return {item.id: quiz.graded for quiz, item in self.items}

    def section(self, lesson: str, words: str) -> str:
        """Return the number of the first section of a lesson in which `words` stand. Raises CurriculumError."""
        for section in (part for found in self.lessons if found.number == lesson for part in found.sections):
            if words in section.text:
                return section.number
        raise CurriculumError(
            f'curriculum.json: no section of lesson {lesson} has the words "{words}"; mend the words or the lesson'
        )

    def taught(self, places: Mapping[str, str]) -> tuple[str, ...]:
        """Return the numbers of the sections that `places` names (lesson -> words)."""
        return tuple(self.section(lesson, words) for lesson, words in places.items())

    def checkin_words(self, name: str, words: str) -> str:
        """Return `name`, an item or a task, if `words` stand in it. Raises CurriculumError."""
        if words not in self.texts.get(name, ""):
            raise CurriculumError(f'curriculum.json: there is no "{name}" with the words "{words}"; mend the entry')
        return name


T = TypeVar("T")


def _read(path: Path, kind: type[T], absent: T) -> T:
    if not path.exists():
        return absent
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except msgspec.DecodeError as error:
        raise CurriculumError(f"{path.name}: {error}") from None


def read_module(course: Course) -> Module:
    """Read a checkout's lessons and, where it has them, its register of errors and its map.

    Raises
    ------
    CourseError, BankError
        Where a file breaks its schema, or a lesson's keys are missing.
    """
    here = course.root / "instructor" / "guide"
    read = _read(here / "curriculum.json", Map, Map())
    lessons = tuple(_read_lesson(course, name, read.tables) for name in course.assignments())
    return Module(lessons, _read(here / "errors.json", dict[str, Register], {}), read)


def _read_lesson(course: Course, name: str, shows: Mapping[str, str]) -> Lesson:
    notebook = nbformat.read(course.source(name) / f"{name}.ipynb", as_version=4)
    bank = course.bank(name)
    header = notebook.cells[0].source
    return Lesson(
        name=name,
        title=header.splitlines()[0].removeprefix("# "),
        objectives=objectives_in(header),
        sections=tuple(_sections(_number(name), notebook, bank, shows)),
        items=tuple((quiz, item) for quiz, item in bank.items() if item.keyed and not quiz.repeats),
        answers={item.id: item.answer for _, item in bank.items() if item.answer} | course.keys(name).keys,
        tasks=_tasks(notebook),
    )


def objectives_in(header: str) -> tuple[str, ...]:
    """Return the objectives that a lesson's first cell lists."""
    return tuple(re.findall(r"^\d\. (.+?)[;.]$", header, re.MULTILINE))


def _number(name: str) -> str:
    number = re.match(r"\d+", name)
    return str(int(number[0])) if number else name


def _sections(lesson: str, notebook: NotebookNode, bank: Bank, shows: Mapping[str, str]) -> Iterator[LessonSection]:
    """Yield the numbered sections; key points and further reading have no number."""
    parts: dict[str, list[NotebookNode]] = {}
    number = ""
    for cell in notebook.cells:
        if heading := re.match(r"## (\d*)", cell.source):
            number = heading[1]
        if number:
            parts.setdefault(number, []).append(cell)
    for number, cells in parts.items():
        code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
        read = (_paragraphs(first, last) for first, last in re.findall(r"reading\((\d+)(?:, (\d+))?\)", code))
        text = in_words([_student_text(cell, bank, shows) for cell in cells])
        yield LessonSection(f"{lesson}.{number}", text, frozenset().union(*read))


def _paragraphs(first: str, last: str) -> range:
    return range(int(first), int(last or first) + 1)


def _student_text(cell: NotebookNode, bank: Bank, shows: Mapping[str, str]) -> str:
    """Return what a student reads in a cell: its text, its practice questions, the table it shows."""
    if cell.metadata.get("nbgrader", {}).get("solution"):
        return ""
    if cell.cell_type == "markdown":
        return str(cell.source).partition("=== BEGIN MARK SCHEME ===")[0]
    function = cell.source.partition("(")[0]
    if function in shows:
        return in_words([str(value) for row in seeds.table(shows[function]).rows for value in row])
    return in_words([quiz for quiz in bank.quizzes if not quiz.graded and cell.source == f'quiz("{quiz.id}")'])


def _tasks(notebook: NotebookNode) -> dict[str, str]:
    """Return the words of each written task: task, marking scheme and model answer."""
    cells = {cell.id: cell.source for cell in notebook.cells}
    return {
        name: in_words([cells[f"{name}-task"], source]) for name, source in cells.items() if f"{name}-task" in cells
    }


def in_words(value: Any) -> str:
    """Join every text in a value, with single spaces."""
    return " ".join(" ".join(_strings(msgspec.to_builtins(value))).split())


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)
