"""Where a course teaches and assesses what its study found: the rows, and the tables at the end of the guide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

import seeds
from instructor.guide.bank_statistics import HEADER, figures, hardest
from instructor.guide.lessons import CurriculumError, Lesson, Map, Module, Places, in_words
from quizzes.types import BaseItem

NONE = "–"


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


def rows_of_paragraphs(module: Module) -> list[TableRow]:
    """Return a row for each paragraph of the essay: where it is shown, quoted and asked about."""
    return [_row_of_paragraph(module, number) for number in range(1, len(seeds.essay().paragraphs) + 1)]


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
    question = in_words(msgspec.structs.replace(item, answer=None))
    return f"P{number} «" in question or any(part.paragraph == number for part in item.evidence)


def rows_of_errors(module: Module) -> list[TableRow]:
    """Return a row for each error of the register. Raises CurriculumError where the map does not fit."""
    rows = []
    for name, error in module.errors.items():
        places = module.map.errors.get(name, Places({}, {}))
        label = (name, f"P{error.paragraph} «{error.quote}»", error.right, error.touches)
        assessed = tuple(module.checkin_words(item, words) for item, words in places.assessed.items())
        rows.append(TableRow(name, label, module.taught(places.taught), assessed))
    return rows


def rows_of_concepts(module: Module) -> list[TableRow]:
    """Return a row for each concept of the glossary. Raises CurriculumError where the map does not fit."""
    rows = []
    for slug, term in seeds.glossary().items():
        items = [item.id for _, item in module.items if item.concept == slug]
        tasks = [
            module.checkin_words(name, task.concepts[slug])
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
    glossary = seeds.glossary()
    for slug in dict.fromkeys(item.concept for _, item in lesson.items if item.concept in glossary):
        practice, graded, _ = _assessed(module, [item.id for _, item in lesson.items if item.concept == slug])
        yield [glossary[slug].name, practice or NONE, graded or NONE]


def bank_rows(module: Module) -> Iterator[list[str]]:
    """Yield the figures of each lesson's items, then of all."""
    for lesson in module.lessons:
        if lesson.items:
            yield figures(lesson.title, lesson.items, lesson.answers)
    if module.items:
        answers = {name: given for part in module.lessons for name, given in part.answers.items()}
        yield figures("All", module.items, answers)


def tables(module: Module) -> str:
    """Return all tables, as they stand in the guide.

    Raises
    ------
    CurriculumError
        Where the map does not fit the lessons, or something is missing without a reason; without a map nothing is.
    """
    paragraphs, errors, concepts = rows_of_paragraphs(module), rows_of_errors(module), rows_of_concepts(module)
    if module.map != Map() and (found := gaps(module, [*paragraphs, *errors, *concepts])):
        raise CurriculumError(f"curriculum.json: {'; '.join(found)}; mend the entries, or give the reason")
    places = ("Taught in", "Practice", "Graded", "Written")
    about = ("Error", "The essay", "What is right", "Touches the thesis", *places)
    lines = [
        "### Lesson by lesson",
        "",
        *lesson_tables(module),
        *_chapter(module, "The paragraphs of the essay", ("Paragraph", "Read in", *places), paragraphs),
        *_chapter(module, "The errors of the essay", about, errors),
        *_chapter(module, "The concepts of the glossary", ("Concept", *places), concepts),
        "### The bank in figures",
        "",
        *table(HEADER, bank_rows(module)),
        f"The stems that read hardest, with their grades: {', '.join(hardest(item for _, item in module.items))}.",
    ]
    return "\n".join(lines)


def _chapter(module: Module, title: str, header: Iterable[str], rows: Sequence[TableRow]) -> list[str]:
    """Return a heading with its table; nothing where there is no row, as a course without a register has none."""
    return [f"### {title}", "", *table(header, (_cells(module, row) for row in rows))] if rows else []
