"""How long each section of a lesson takes, computed from what stands in it.

    reading    the words that are shown, at READ a minute: text, the essay's paragraphs, stems, options, results, and
               of each practice question the rationale that everyone reads after answering
    deciding   SECONDS for each item, and for each of its rows, options or boxes; LOOK for each figure or result
    writing    the words that are asked for, at WRITE a minute
    talking    what a text says in brackets outside its heading: "Discuss in pairs (8 min)."

READ is for a second-language reader. WRITE is for drafting with the sources at hand: the TOEFL test of writing without
sources (300 words in 30 minutes, until 2023) gives 10 a minute. SECONDS are judgements that stay near the rule of one
minute for a choice, reading included, and two for a calculation. `instructor.minutes` prints what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import nbformat
from nbformat.notebooknode import NotebookNode

import seeds
from instructor.course import Course
from instructor.guide.compared import shows
from quizzes.bank import Bank, Quiz
from quizzes.pictures import without_data
from quizzes.types import BaseItem

READ, WRITE, LOOK = 150, 8, 60
HEADER = ("Section", "Says", "Takes", "Reading", "Deciding", "Writing", "Talking")
#: Seconds that an item takes by its type, besides reading, and that each of its parts takes more.
SECONDS = {
    "choice": (45, 0),
    "multiple": (15, 15),
    "match": (15, 20),
    "order": (15, 15),
    "hottext": (45, 0),
    "number": (120, 0),
    "run": (240, 8),
    "written": (60, 0),
    "note": (30, 0),
    "verdict": (45, 0),
    "vote": (60, 0),
}
#: Which field of a type holds the parts that are decided one by one.
PARTS = {"multiple": "options", "match": "rows", "order": "options", "run": "parameters"}
#: Words of a written answer of two or three sentences, where its task names no length; of a verdict's one sentence.
FEW, SENTENCE = 50, 20
#: What of an item no student reads.
UNSEEN = {
    *("id", "type", "concept", "objective", "level", "evidence", "answer", "model", "name", "default", "result"),
    "numbers",
}

HEADING = re.compile(r"^## (\d+)\. (.+) \((\d+) min\)$", re.MULTILINE)
_TALK = re.compile(r"\((\d+) min\)")
_READING = re.compile(r"reading\((\d+)(?:, (\d+))?\)")
_LENGTH = re.compile(r"(\d+)(?: to (\d+))? words")


@dataclass(frozen=True)
class Minutes:
    """What one numbered section takes, in minutes, and what its heading says."""

    number: int
    title: str
    stated: int
    reading: float
    deciding: float
    writing: float
    talking: float

    @property
    def total(self) -> float:
        """The whole section, in minutes."""
        return self.reading + self.deciding + self.writing + self.talking

    @property
    def is_true(self) -> bool:
        """Whether the heading is within 15 per cent, or one minute, of what is computed."""
        return abs(self.stated - self.total) <= max(1.0, 0.15 * self.total)


def minutes(notebook: NotebookNode, bank: Bank) -> list[Minutes]:
    """Return what each numbered section of a lesson takes, in order."""
    return [_section(heading, cells, bank) for heading, cells in _parts(notebook)]


def _parts(notebook: NotebookNode) -> Iterator[tuple[re.Match[str], list[NotebookNode]]]:
    """Yield the numbered sections: heading and cells. Key points and further reading have no number."""
    found: list[tuple[re.Match[str], list[NotebookNode]]] = []
    is_numbered = False
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and re.search(r"^## ", cell.source, re.MULTILINE):
            heading = HEADING.search(cell.source)
            is_numbered = heading is not None
            found += [(heading, [])] if heading else []
        if is_numbered:
            found[-1][1].append(cell)
    yield from found


def _section(heading: re.Match[str], cells: Iterable[NotebookNode], bank: Bank) -> Minutes:
    cells = list(cells)
    texts = [shown_text(cell) for cell in cells]
    quizzes = [quiz for cell in cells for quiz in _asked(cell, bank)]
    items = [(quiz, item) for quiz in quizzes for item in quiz.items[: quiz.draw]]
    tasks = {cell.metadata.get("nbgrader", {}).get("grade_id", ""): cell.source for cell in cells}
    talks = (int(n) for text in texts for n in _TALK.findall(HEADING.sub("", text)))
    read = sum(len(text.split()) for text in texts) + sum(_words(quiz, item) for quiz, item in items)
    return Minutes(
        int(heading[1]),
        heading[2],
        int(heading[3]),
        read / READ,
        (sum(_seconds(item) for _, item in items) + LOOK * sum(map(shows, cells))) / 60,
        sum(_wanted(item, tasks.get(f"{item.id}-task", "")) for _, item in items) / WRITE,
        float(sum(talks)),
    )


def shown_text(cell: NotebookNode) -> str:
    """Return the words that a cell shows to a student by itself: its text, or the results stored under its code."""
    if cell.metadata.get("nbgrader", {}).get("solution"):
        return ""
    if cell.cell_type == "markdown":
        return str(cell.source).partition("=== BEGIN MARK SCHEME ===")[0]
    span = (range(int(first), int(last or first) + 1) for first, last in _READING.findall(cell.source))
    essay = seeds.essay().paragraphs
    return "\n".join([*(essay[n - 1] for numbers in span for n in numbers), *_results(cell)])


def _results(cell: NotebookNode) -> Iterator[str]:
    """Yield the texts among a cell's stored outputs."""
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        is_figure = "text/html" in data  # its text is what a screen reader says
        yield str(data.get("text/markdown") or ("" if is_figure else data.get("text/plain", output.get("text", ""))))


def _asked(cell: NotebookNode, bank: Bank) -> list[Quiz]:
    """Return the quiz that a cell shows."""
    if cell.cell_type != "code":
        return []
    return [quiz for quiz in bank.quizzes if cell.source.strip() == f'quiz("{quiz.id}")']


def sections_of(notebook: NotebookNode) -> Iterator[tuple[int, str]]:
    """Yield number and text of each numbered section: what its own Markdown says to students."""
    for heading, cells in _parts(notebook):
        yield int(heading[1]), "\n\n".join(shown_text(cell) for cell in cells if cell.cell_type == "markdown")


def item_texts(item: BaseItem) -> list[str]:
    """Return what a student reads of an item, each text once; for a picture the words that stand for it."""
    return list(dict.fromkeys(without_data(text) for text in _texts(msgspec.to_builtins(item))))


def _words(quiz: Quiz, item: BaseItem) -> int:
    """Return how many words of an item are read; of a practice item with its rationale."""
    rationale = item.answer.rationale if item.answer and not quiz.graded else ""
    return sum(len(text.split()) for text in [*item_texts(item), rationale])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from () if name in UNSEEN and isinstance(value.get("id", value.get("name")), str) else _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def _seconds(item: BaseItem) -> float:
    whole, each = SECONDS[item.kind]
    return whole + each * len(getattr(item, PARTS[item.kind])) if item.kind in PARTS else whole


def _wanted(item: BaseItem, task: str) -> float:
    """Return how many words a student is asked to write."""
    if item.kind == "verdict":
        return SENTENCE
    words: float = getattr(item, "words", 0) or 0
    if not item.by_person:
        return words
    length = getattr(item, "length", None)
    if length:
        return float(length.about or (length.least + length.most) / 2)
    asked = _LENGTH.findall(task.partition("=== BEGIN MARK SCHEME ===")[0])
    return words or sum((int(least) + int(most or least)) / 2 for least, most in asked) or FEW


def lesson_minutes(course: Course, lesson: str) -> list[Minutes]:
    """Return what each numbered section of a lesson takes."""
    path = course.source(lesson) / f"{lesson}.ipynb"
    return minutes(nbformat.read(path, as_version=4), course.bank(lesson))


def rows(sections: Sequence[Minutes]) -> Iterator[list[str]]:
    """Yield a line under HEADER for each section, and one for the lesson."""
    for part in sections:
        costs = (part.total, part.reading, part.deciding, part.writing, part.talking)
        yield [f"{part.number}. {part.title}", str(part.stated), *(f"{cost:.0f}" for cost in costs)]
    sums = [sum(getattr(part, name) for part in sections) for name in ("total", "reading", "deciding", "writing")]
    talking = sum(part.talking for part in sections)
    yield ["*All*", str(sum(part.stated for part in sections)), *(f"{cost:.0f}" for cost in (*sums, talking))]


def untrue(lesson: str, sections: Sequence[Minutes]) -> list[str]:
    """Name the sections, and the lesson, whose minutes are not what is computed."""
    found = [
        f"{lesson}, section {part.number} ({part.title}): says {part.stated}, takes {part.total:.0f} minutes"
        for part in sections
        if not part.is_true
    ]
    said, takes = sum(part.stated for part in sections), sum(part.total for part in sections)
    return found if abs(said - takes) <= 0.15 * takes else [*found, f"{lesson}: says {said}, takes {takes:.0f} minutes"]


def in_lesson(source: str, whole: Mapping[int, int], teaching: int) -> str:
    """Return a notebook's file with other minutes, by section, in its headings and its line *Time*."""
    for number, minutes in whole.items():
        source = re.sub(rf"(## {number}\. [^\n]*? \()\d+( min\))", rf"\g<1>{minutes}\2", source, count=1)
    total = sum(whole.values())
    time = f"**Time.** {total} minutes: {teaching} teaching, {total - teaching} exercises"
    return sums_in(re.sub(r"\*\*Time\.\*\* \d+ minutes: \d+ teaching, \d+ exercises", time, source), whole)


def sums_in(text: str, whole: Mapping[int, int]) -> str:
    """Set right the sums that a sentence gives: of the first sections, and of what is left for home."""
    found = re.search(r"Sections 1 to (\d+) fill (?:one|a) class of (\d+) minutes", text)
    if not found:
        return text
    first = sum(minutes for number, minutes in whole.items() if number <= int(found[1]))
    text = text.replace(found[0], re.sub(r"\d+ minutes$", f"{first} minutes", found[0]))
    return re.sub(r"\(\d+ minutes\)(?= can be done at home)", f"({sum(whole.values()) - first} minutes)", text)
