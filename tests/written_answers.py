"""What students do to a written answer's cell without meaning to, and what each submission deserves."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from instructor.course import Course
from quizzes.complete import STUB
from tests.small_course import RIGHT, edit, hand_in_folder

ANSWER, TASK, QUIZ = "limit-01", "limit-01-task", "quiz-01"
ESSAY = "It leaves out threats."
MORE = "Great powers make them."

Mangle = Callable[[NotebookNode], object]


@dataclass(frozen=True)
class Case:
    """A notebook as it is handed in: who waits for a person, and the texts that the grader has before them."""

    mangle: Mangle
    waits: bool = True
    shown: tuple[str, ...] = (ESSAY,)
    #: Whether the answer's cell is given text from elsewhere.
    found: bool = True


def join_lines(nb: NotebookNode) -> None:
    """Make each source one text; a file keeps the lines one by one."""
    for one in nb.cells:
        one.source = "".join(one.source)


def place(nb: NotebookNode, name: str) -> int:
    return next(i for i, cell in enumerate(nb.cells) if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


def cell(nb: NotebookNode, name: str = ANSWER) -> NotebookNode:
    found: NotebookNode = nb.cells[place(nb, name)]
    return found


def edited(name: str, **facts: Any) -> Mangle:
    """Change fields of a cell."""
    return lambda nb: cell(nb, name).update(facts)


def removed(name: str) -> Mangle:
    return lambda nb: nb.cells.pop(place(nb, name))


def inserted(new: Callable[..., NotebookNode], source: str, after: str | None = ANSWER, **facts: Any) -> Mangle:
    """Put a new cell after a named one, or at the top."""
    return lambda nb: nb.cells.insert(place(nb, after) + 1 if after else 0, new(source, id="new", **facts))


def copied(source: str, name: str = ANSWER, before: bool = True) -> Mangle:
    """Copy a cell with all its metadata, as a split does, and write into the copy."""

    def mangle(nb: NotebookNode) -> None:
        twin = copy.deepcopy(cell(nb, name))
        twin.update(source=source, id="twin")
        nb.cells.insert(place(nb, name) + (not before), twin)

    return mangle


def all_of(*mangles: Mangle) -> Mangle:
    def mangle(nb: NotebookNode) -> None:
        for one in mangles:
            one(nb)

    return mangle


def appended(name: str, text: str) -> Mangle:
    """Type below what a cell holds."""
    return lambda nb: cell(nb, name).update(source=cell(nb, name).source + text)


def stripped(name: str) -> Mangle:
    return lambda nb: cell(nb, name).update(metadata={})


def moved(name: str, to: int) -> Mangle:
    return lambda nb: nb.cells.insert(to, nb.cells.pop(place(nb, name)))


written = edited(ANSWER, source=ESSAY)
lesson = "A lesson with $a^2$ in it."

BLANK = Case(lambda nb: None, waits=False, shown=(), found=False)


def blank(mangle: Mangle) -> Case:
    """Expect 0 and "No response.": nothing in it is the student's own."""
    return Case(mangle, waits=False, shown=(), found=False)


def in_cell(mangle: Mangle, *shown: str) -> Case:
    """Expect the answer's cell as the student left it."""
    return Case(mangle, shown=shown or (ESSAY,), found=False)


CASES: dict[str, Case] = {
    # In order
    "handed in as released": BLANK,
    "written where it belongs": in_cell(written),
    "written, and moved to the top": in_cell(all_of(written, moved(ANSWER, 0))),
    "written below the stub": in_cell(edited(ANSWER, source=f"{STUB}\n\n{ESSAY}")),
    "written, with notes in a cell of one's own": in_cell(all_of(written, inserted(new_markdown_cell, "My notes."))),
    "written, and the lesson's text deleted": in_cell(all_of(written, lambda nb: nb.cells.pop(0))),
    "all but the answer deleted": in_cell(lambda nb: nb.update(cells=[cell(nb)]) or written(nb)),
    # Merged
    "merged with the task, without metadata": Case(
        all_of(edited(ANSWER, source=f"{ESSAY}\n\n{STUB}"), stripped(ANSWER), removed(TASK))
    ),
    "merged into the task's cell": Case(all_of(appended(TASK, f"\n\n{ESSAY}"), removed(ANSWER))),
    "merged with the lesson's text": Case(
        all_of(removed(ANSWER), lambda nb: nb.cells[0].update(source=nb.cells[0].source + f"\n\n{ESSAY}"))
    ),
    "all text merged into one cell": Case(
        lambda nb: nb.update(cells=[new_markdown_cell("\n\n".join([*(c.source for c in nb.cells), ESSAY]), id="all")])
    ),
    "everything merged and nothing written": blank(
        lambda nb: nb.update(cells=[new_markdown_cell("\n\n".join(c.source for c in nb.cells), id="all")])
    ),
    # Split
    "split above the stub": in_cell(copied(ESSAY)),
    "split below the stub": in_cell(copied(ESSAY, before=False)),
    "split in the middle of the answer": Case(all_of(written, copied(MORE)), shown=(ESSAY, MORE)),
    "split in three": Case(all_of(written, copied(MORE), copied("Thirdly.")), shown=(ESSAY, MORE, "Thirdly.")),
    "split without anything written": blank(copied(STUB)),
    "split, the second half without metadata": in_cell(all_of(written, inserted(new_markdown_cell, MORE)), ESSAY),
    # Copied
    "copied with its text": in_cell(all_of(written, lambda nb: copied(ESSAY)(nb))),
    "copied, and the copy without metadata written into": Case(inserted(new_markdown_cell, ESSAY)),
    "copied to the top": in_cell(
        lambda nb: nb.cells.insert(0, NotebookNode(copy.deepcopy(cell(nb)) | {"source": ESSAY, "id": "top"}))
    ),
    # Retyped
    "retyped as code": in_cell(edited(ANSWER, cell_type="code", source=ESSAY, outputs=[], execution_count=None)),
    "retyped as raw": in_cell(edited(ANSWER, cell_type="raw", source=ESSAY)),
    "retyped as code and left alone": blank(edited(ANSWER, cell_type="code", outputs=[], execution_count=None)),
    "retyped as raw and stripped": Case(all_of(edited(ANSWER, cell_type="raw", source=ESSAY), stripped(ANSWER))),
    "retyped as code and stripped": Case(
        all_of(edited(ANSWER, cell_type="code", source=ESSAY, outputs=[], execution_count=None), stripped(ANSWER))
    ),
    "the task retyped and written into": Case(edited(TASK, cell_type="raw", source=ESSAY)),
    # Stripped of metadata
    "stripped of metadata": Case(all_of(written, stripped(ANSWER))),
    "stripped of metadata and left alone": blank(stripped(ANSWER)),
    "a grade id of one's own": Case(
        all_of(written, lambda nb: cell(nb).metadata.nbgrader.update(grade_id="my-answer"))
    ),
    "every cell stripped": Case(all_of(written, lambda nb: [one.update(metadata={}) for one in nb.cells])),
    # Written elsewhere
    "written into the task's cell": Case(appended(TASK, f"\n\n{ESSAY}")),
    "written within the task's line": Case(edited(TASK, source=f"### Name a limit\n\nIn ten words. {ESSAY}")),
    "written in place of the task": Case(edited(TASK, source=ESSAY)),
    "written into a quiz's cell": Case(edited(QUIZ, source=f'quiz("quiz-01")  # {ESSAY}')),
    "written in place of a quiz's cell": Case(edited(QUIZ, cell_type="markdown", source=ESSAY)),
    "written into the lesson's text": Case(lambda nb: nb.cells[0].update(source=f"{nb.cells[0].source} {ESSAY}")),
    "written into the lesson's code": Case(lambda nb: nb.cells[1].update(source=f"{nb.cells[1].source}\n# {ESSAY}")),
    "written into a new cell below": Case(inserted(new_markdown_cell, ESSAY)),
    "written into a new cell above": Case(inserted(new_markdown_cell, ESSAY, after=TASK)),
    "written into a new cell at the top": Case(inserted(new_markdown_cell, ESSAY, after=None)),
    "written into a new code cell": Case(inserted(new_code_cell, f"# {ESSAY}")),
    "written into a new raw cell": Case(inserted(new_raw_cell, ESSAY)),
    "written into a new cell of an older Jupyter": Case(
        inserted(new_markdown_cell, ESSAY, metadata={"nbgrader": {"grade_id": "cell-5f", "locked": False}})
    ),
    "written into two new cells": Case(
        all_of(inserted(new_markdown_cell, ESSAY), inserted(new_raw_cell, MORE, after=TASK)), shown=(ESSAY, MORE)
    ),
    "written into a new cell, its own cell deleted": Case(all_of(inserted(new_markdown_cell, ESSAY), removed(ANSWER))),
    "written into a new cell, its own cell emptied": Case(
        all_of(inserted(new_markdown_cell, ESSAY), edited(ANSWER, source=" \n"))
    ),
    "written here and in the task's cell": Case(all_of(written, appended(TASK, f"\n\n{MORE}")), shown=(ESSAY, MORE)),
    "one word": Case(inserted(new_markdown_cell, "Threats"), shown=("Threats",)),
    "one emoji": Case(inserted(new_markdown_cell, "👍"), shown=("👍",)),
    "a fence that is not closed": Case(
        all_of(copied("```\nMine", before=False), edited(ANSWER, source=ESSAY)), shown=(ESSAY, "Mine")
    ),
    "fences within a code cell": Case(inserted(new_code_cell, f"'''\n```\n{ESSAY}\n````\n'''")),
    # Nothing of one's own
    "deleted": blank(removed(ANSWER)),
    "deleted with the task": blank(all_of(removed(ANSWER), removed(TASK))),
    "no cell left": blank(lambda nb: nb.cells.clear()),
    "reversed": blank(lambda nb: nb.cells.reverse()),
    "every cell twice": blank(lambda nb: nb.cells.extend([copy.deepcopy(one) for one in nb.cells])),
    "the lesson's text copied and split": blank(
        lambda nb: nb.cells.extend([new_markdown_cell(lesson, id="a"), new_markdown_cell("# Small", id="b")])
    ),
    "the lesson's text wrapped otherwise": blank(
        lambda nb: nb.cells[0].update(source="# Small A lesson  with\n$a^2$\nin it.\n")
    ),
    "a new cell of white space": blank(inserted(new_markdown_cell, " \n\t\u200b\ufeff\n")),
    "the quiz's line copied into a new cell": blank(inserted(new_code_cell, ' quiz("quiz-01") ')),
}

IDS = {name: f"s{number:02}" for number, name in enumerate(CASES)}


def hand_in_all(course: Course) -> None:
    for name, student in IDS.items():
        folder = hand_in_folder(course, student, RIGHT)
        edit(folder, join_lines)
        edit(folder, CASES[name].mangle)
