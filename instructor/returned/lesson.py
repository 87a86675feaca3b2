"""A lesson as its feedback page has it: the notebook in sections, and what the bank says of its quizzes.

A section begins with a cell whose first line is a heading of the second level. The place to reread for a question is
the one that its reason names, else the section whose practice asks most for the same objective. The first section
counts half there, because many lessons look back in it. A question with no practice belongs where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from nbformat.notebooknode import NotebookNode

from instructor.course import Course
from instructor.guide.lessons import objectives_in
from instructor.marking.facts import ItemFacts
from quizzes.bank import Bank, Quiz
from quizzes.catalogue import say
from quizzes.types import BaseItem

_HEADING = re.compile(r"## +(.+)")
_MINUTES = re.compile(r"\s*\(\d+ \w+\)$")


@dataclass(frozen=True)
class Section:
    """A section of a lesson: its anchor in the page, its title without minutes, and its cells."""

    anchor: str
    title: str
    cells: list[NotebookNode] = field(default_factory=list)

    @property
    def looks_back(self) -> bool:
        """Whether it is the overview or the first section after it."""
        return self.anchor in ("section-0", "section-1")


@dataclass(frozen=True)
class Lesson:
    """A student's lesson: title, objectives, sections, its quizzes and where its cells stand, by their grade ids.

    `practice` are the practice items that have a key, each with its quiz.
    """

    title: str
    objectives: tuple[str, ...]
    sections: tuple[Section, ...]
    quizzes: Mapping[str, Quiz]
    practice: Sequence[tuple[str, BaseItem]]
    where: Mapping[str, Section]

    def section_of(self, cell: str) -> Section | None:
        """Return the section in which the cell of that grade id stands."""
        return self.where.get(cell)

    def numbered(self, number: str) -> Section | None:
        """Return the section whose heading begins with that number."""
        return next((each for each in self.sections if each.title.startswith(f"{number}. ")), None)

    def title_of(self, cell: str) -> str:
        """Return what a graded cell without a quiz is called: by the heading of its task or its own, or its name."""
        near = [each for section in self.sections for each in section.cells if grade_id(each) in (cell, f"{cell}-task")]
        headings = (re.search(r"^#+ (.+)", each.source, re.MULTILINE) for each in near if _is_told(each))
        return next((found[1] for found in headings if found), cell)

    def place(self, item: ItemFacts, cell: str) -> Section | None:
        """Return the section to reread for an item of the quiz in that cell: if its reason names one, that one."""
        if item.section and (named := self.numbered(item.section)):
            return named
        if cell in self.quizzes and self.quizzes[cell].items[0].simulated_by:
            return self.section_of(cell)
        asked: dict[str, float] = {}
        for quiz, each in self.practice:
            if each.objective == item.objective and (section := self.section_of(quiz)):
                weight = (2 if each.concept == item.concept else 1) * (1 if section.looks_back else 2)
                asked[section.anchor] = asked.get(section.anchor, 0) + weight
        best = max(asked, key=lambda anchor: asked[anchor], default=None)
        return next((each for each in self.sections if each.anchor == best), None)


def read_lesson(course: Course, assignment: str, nb: NotebookNode) -> Lesson:
    """Read a student's lesson. Raises BankError where the bank cannot be read."""
    file = course.bank_file(assignment)
    bank = _bank(course, assignment, file.stat().st_mtime_ns if file.exists() else 0)
    header = nb.cells[0].source if nb.cells else ""
    title = header.partition("\n")[0].strip("# ")
    sections = tuple(_sections(nb.cells))
    practice = [quiz for quiz in bank.quizzes if quiz.is_marked and not quiz.repeats]
    return Lesson(
        title=title or assignment,
        objectives=objectives_in(header),
        sections=sections,
        quizzes={quiz.id: quiz for quiz in bank.quizzes},
        practice=[(quiz.id, item) for quiz in practice for item in quiz.items if item.keyed],
        where={grade_id(cell): section for section in sections for cell in section.cells},
    )


@lru_cache(maxsize=8)
def _bank(course: Course, assignment: str, _changed: int) -> Bank:
    """Read a bank once for a class: it takes longer than a page."""
    return course.bank(assignment)


def _sections(cells: Sequence[NotebookNode]) -> Iterator[Section]:
    section = Section("section-0", say("feedback.overview"))
    number = 0
    for cell in cells:
        heading = _HEADING.match(cell.source) if cell.cell_type == "markdown" and not claims(cell) else None
        if heading:
            if section.cells:
                yield section
            number += 1
            section = Section(f"section-{number}", _MINUTES.sub("", heading[1]))
        section.cells.append(cell)
    if section.cells:
        yield section


def _is_told(cell: NotebookNode) -> bool:
    """Say whether a cell is the release's text: what a student wrote names nothing, and a test has no heading."""
    return cell.cell_type == "markdown" and bool(claims(cell).get("locked"))


def claims(cell: NotebookNode) -> Mapping[str, Any]:
    """Return what nbgrader's metadata say of a cell."""
    found: Mapping[str, Any] = cell.metadata.get("nbgrader", {})
    return found


def grade_id(cell: NotebookNode) -> str:
    """Return a cell's name in the gradebook; "" where it has none."""
    return str(claims(cell).get("grade_id", ""))
