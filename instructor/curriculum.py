"""Where the module teaches and assesses what its study found: the tables at the end of the guide.

`python -m instructor curriculum` reads the notebooks, the bank, the keys and two files beside this one, and writes the
tables between two comments of `guide.md`. A test fails when they are not what this module would write.

    errors.json      the study's register of the essay's errors, E01 to E30
    curriculum.json    what no program can see: which words teach a concept or correct an error, which items and tasks
                     ask for it, and why something is taught or asked nowhere

Each place is named by exact words, which are looked up in the section, item or task: words that are gone are an error,
so the tables cannot rot. "3.2" is section 2 of lesson 3; what its practice questions say belongs to a section.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec
import nbformat
from nbformat.notebooknode import NotebookNode

import seeds
from instructor.course import Course, CourseError
from instructor.guide.bank_statistics import HEADER, figures, hardest
from quizzes.bank import Bank, Quiz
from quizzes.types import Answer, BaseItem

BEGIN, END = "<!-- curriculum: begin -->", "<!-- curriculum: end -->"
NONE = "–"


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
    """The file `curriculum.json`. `concepts`: slug -> lesson -> words; `reasons`: row -> why a cell is empty."""

    concepts: dict[str, dict[str, str]]
    errors: dict[str, Places]
    tasks: dict[str, Task]
    reasons: dict[str, str]


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
        """The lesson's number, without zeros."""
        return str(int(self.name[:2]))


@dataclass(frozen=True)
class TableRow:
    """One line of a table: what it is about, the sections that teach it, the items and tasks that assess it."""

    name: str
    label: tuple[str, ...]
    taught: tuple[str, ...]
    assessed: tuple[str, ...]

    @property
    def is_missing(self) -> bool:
        """Whether it is taught or assessed nowhere."""
        return not (self.taught and self.assessed)


@dataclass(frozen=True)
class Module:
    """All lessons, the register of errors and the map."""

    lessons: tuple[Lesson, ...]
    errors: Mapping[str, Register]
    map: Map

    @cached_property
    def items(self) -> tuple[tuple[Quiz, BaseItem], ...]:
        """Every item with the quiz it stands in."""
        return tuple(pair for lesson in self.lessons for pair in lesson.items)

    @cached_property
    def texts(self) -> dict[str, str]:
        """The words of each item, with its answer, and of each written task, by id."""
        items = {
            item.id: _words([item, lesson.answers[item.id]]) for lesson in self.lessons for _, item in lesson.items
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

    def check_words(self, name: str, words: str) -> str:
        """Return `name`, an item or a task, if `words` stand in it. Raises CurriculumError."""
        if words not in self.texts.get(name, ""):
            raise CurriculumError(f'curriculum.json: there is no "{name}" with the words "{words}"; mend the entry')
        return name


# Reading the module

T = TypeVar("T")


def _read(path: Path, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (FileNotFoundError, msgspec.DecodeError) as error:
        raise CurriculumError(f"{path.name}: {error}") from None


def read_module(course: Course) -> Module:
    """Read a checkout's lessons, its register of errors and its map.

    Raises
    ------
    CourseError, BankError
        Where a file is missing or breaks its schema.
    """
    here = course.root / "instructor" / "guide"
    lessons = tuple(_read_lesson(course, name) for name in course.assignments())
    return Module(lessons, _read(here / "errors.json", dict[str, Register]), _read(here / "curriculum.json", Map))


def _read_lesson(course: Course, name: str) -> Lesson:
    notebook = nbformat.read(course.source(name) / f"{name}.ipynb", as_version=4)
    bank = course.bank(name)
    header = notebook.cells[0].source
    return Lesson(
        name=name,
        title=header.splitlines()[0].removeprefix("# "),
        objectives=tuple(re.findall(r"^\d\. (.+?)[;.]$", header, re.MULTILINE)),
        sections=tuple(_sections(course, str(int(name[:2])), notebook, bank)),
        items=tuple(bank.items()),
        answers={item.id: item.answer for _, item in bank.items() if item.answer} | course.keys(name).keys,
        tasks=_tasks(notebook),
    )


def _sections(course: Course, lesson: str, notebook: NotebookNode, bank: Bank) -> Iterator[LessonSection]:
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
        text = _words([_student_text(course, cell, bank) for cell in cells])
        yield LessonSection(f"{lesson}.{number}", text, frozenset().union(*read))


def _paragraphs(first: str, last: str) -> range:
    return range(int(first), int(last or first) + 1)


def _student_text(course: Course, cell: NotebookNode, bank: Bank) -> str:
    """Return what a student reads in a cell: its text, its practice questions, the ledger it shows."""
    if cell.metadata.get("nbgrader", {}).get("solution"):
        return ""
    if cell.cell_type == "markdown":
        return str(cell.source).partition("=== BEGIN MARK SCHEME ===")[0]
    if cell.source.startswith("ledger("):
        return (course.root / "seeds" / "data" / "evidence_ledger.csv").read_text("utf-8")
    return _words([quiz for quiz in bank.quizzes if not quiz.graded and cell.source == f'quiz("{quiz.id}")'])


def _tasks(notebook: NotebookNode) -> dict[str, str]:
    """Return the words of each written task: task, marking scheme and model answer."""
    cells = {cell.id: cell.source for cell in notebook.cells}
    return {name: _words([cells[f"{name}-task"], source]) for name, source in cells.items() if f"{name}-task" in cells}


def _words(value: Any) -> str:
    """Join every text in a value, with single spaces."""
    return " ".join(" ".join(_strings(msgspec.to_builtins(value))).split())


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


# What is taught and assessed where


def rows_of_paragraphs(module: Module) -> list[TableRow]:
    """Return a row for each paragraph of the essay: where it is shown, quoted and asked about."""
    return [_row_of_paragraph(module, number) for number in range(1, 15)]


def _row_of_paragraph(module: Module, number: int) -> TableRow:
    sections = [section for lesson in module.lessons for section in lesson.sections]
    asked = [
        *((item.id, _asks(item, number)) for _, item in module.items),
        *((name, f"P{number} «" in text) for lesson in module.lessons for name, text in lesson.tasks.items()),
    ]
    shown = ", ".join(section.number for section in sections if number in section.shown)
    return TableRow(
        f"P{number}",
        (f"P{number}", shown),
        tuple(section.number for section in sections if f"P{number} «" in section.text),
        tuple(name for name, is_asked in asked if is_asked),
    )


def _asks(item: BaseItem, number: int) -> bool:
    """Say whether an item rests on a paragraph or quotes it to the student."""
    question = _words(msgspec.structs.replace(item, answer=None))
    return f"P{number} «" in question or any(part.paragraph == number for part in item.evidence)


def rows_of_errors(module: Module) -> list[TableRow]:
    """Return a row for each error of the register. Raises CurriculumError where the map does not fit."""
    rows = []
    for name, error in module.errors.items():
        places = module.map.errors.get(name, Places({}, {}))
        label = (name, f"P{error.paragraph} «{error.quote}»", error.right, error.touches)
        assessed = tuple(module.check_words(item, words) for item, words in places.assessed.items())
        rows.append(TableRow(name, label, module.taught(places.taught), assessed))
    return rows


def rows_of_concepts(module: Module) -> list[TableRow]:
    """Return a row for each concept of the glossary. Raises CurriculumError where the map does not fit."""
    rows = []
    for slug, term in seeds.glossary().items():
        items = [item.id for _, item in module.items if item.concept == slug]
        tasks = [
            module.check_words(name, task.concepts[slug])
            for name, task in module.map.tasks.items()
            if slug in task.concepts
        ]
        rows.append(TableRow(slug, (term.name,), module.taught(module.map.concepts.get(slug, {})), (*items, *tasks)))
    return rows


def gaps(module: Module, rows: Sequence[TableRow]) -> list[str]:
    """Name what is taught or assessed nowhere without a reason, and what the map names and is not there."""
    entries = module.map
    missing = [row.name for row in rows if row.is_missing and row.name not in entries.reasons]
    tasks = [name for lesson in module.lessons for name in lesson.tasks]
    known = {*(row.name for row in rows), *tasks}
    unknown = {*entries.concepts, *entries.errors, *entries.tasks, *entries.reasons} - known
    return [
        *(f"{name} is taught or assessed nowhere" for name in missing),
        *(f"the task {name} assesses nothing" for name in tasks if name not in entries.tasks),
        *(f"there is no {name}" for name in sorted(unknown)),
    ]


# The tables


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Return the lines of a Markdown table."""
    lines = [f"| {' | '.join(cells)} |" for cells in (header, *rows)]
    return [lines[0], re.sub(r"[^|]+", "---", lines[0]), *lines[1:], ""]


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _assessed(module: Module, names: Iterable[str]) -> list[str]:
    """Return three cells: the practice items, the graded items and the written tasks among `names`."""
    kinds: dict[bool | None, list[str]] = {False: [], True: [], None: []}
    for name in names:
        kinds[module.graded.get(name)].append(name)
    return [_codes(found) for found in kinds.values()]


def _cells(module: Module, row: TableRow) -> list[str]:
    """Return a row's cells; the first empty one says why, where there is a reason."""
    cells = [", ".join(row.taught), *_assessed(module, row.assessed)]
    if row.name in module.map.reasons and "" in cells:
        cells[cells.index("")] = module.map.reasons[row.name]
    return [*row.label, *(cell or NONE for cell in cells)]


def lesson_tables(module: Module) -> Iterator[str]:
    """Yield, lesson by lesson, what assesses each objective and each concept."""
    for lesson in module.lessons:
        yield from (f"#### {lesson.number} {lesson.title}", "")
        yield from table(("Objective", "Practice", "Graded", "Written"), _objectives(module, lesson))
        yield from table(("Concept", "Practice", "Graded"), _concepts(module, lesson))


def _objectives(module: Module, lesson: Lesson) -> Iterator[list[str]]:
    mapped = module.map.tasks
    for number, words in enumerate(lesson.objectives, 1):
        items = [item.id for _, item in lesson.items if item.objective == number]
        tasks = [name for name in lesson.tasks if name in mapped and number in mapped[name].objectives]
        yield [f"{number}. {words}", *(cell or NONE for cell in _assessed(module, [*items, *tasks]))]


def _concepts(module: Module, lesson: Lesson) -> Iterator[list[str]]:
    names = {slug: term.name for slug, term in seeds.glossary().items()}
    for slug in dict.fromkeys(item.concept for _, item in lesson.items if item.concept):
        practice, graded, _ = _assessed(module, [item.id for _, item in lesson.items if item.concept == slug])
        yield [names[slug], practice or NONE, graded or NONE]


def bank_rows(module: Module) -> Iterator[list[str]]:
    """Yield the figures of each lesson's items, then of all."""
    for lesson in module.lessons:
        yield figures(lesson.title, lesson.items, lesson.answers)
    yield figures("All", module.items, {name: given for part in module.lessons for name, given in part.answers.items()})


def tables(module: Module) -> str:
    """Return all tables, as they stand in the guide.

    Raises
    ------
    CurriculumError
        Where the map does not fit the lessons, or something is missing without a reason.
    """
    paragraphs, errors, concepts = rows_of_paragraphs(module), rows_of_errors(module), rows_of_concepts(module)
    if found := gaps(module, [*paragraphs, *errors, *concepts]):
        raise CurriculumError(f"curriculum.json: {'; '.join(found)}; mend the entries, or give the reason")
    places = ("Taught in", "Practice", "Graded", "Written")
    lines = [
        "### Lesson by lesson",
        "",
        *lesson_tables(module),
        "### The paragraphs of the essay",
        "",
        *table(("Paragraph", "Read in", *places), (_cells(module, row) for row in paragraphs)),
        "### The errors of the essay",
        "",
        *table(
            ("Error", "The essay", "What is right", "Touches the thesis", *places),
            (_cells(module, row) for row in errors),
        ),
        "### The concepts of the glossary",
        "",
        *table(("Concept", *places), (_cells(module, row) for row in concepts)),
        "### The bank in figures",
        "",
        *table(HEADER, bank_rows(module)),
        f"The stems that read hardest, with their grades: {', '.join(hardest(item for _, item in module.items))}.",
    ]
    return "\n".join(lines)


def with_tables(guide: str, written: str) -> str:
    """Return the guide with the tables between its two comments. Raises CurriculumError where they are missing."""
    before, begin, rest = guide.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise CurriculumError(f"guide.md: the comments {BEGIN} and {END} are missing; put them where the tables belong")
    return f"{before}{BEGIN}\n\n{written}\n\n{END}{after}"


@click.command()
def curriculum() -> None:
    """Write into the guide what is taught and assessed where."""
    course = Course.here()
    written = tables(read_module(course))
    guide = course.root / "instructor" / "guide" / "guide.md"
    guide.write_text(with_tables(guide.read_text("utf-8"), written), "utf-8")
    click.echo(f"Wrote the tables of {guide}")
