"""The small course with a field for its written answer, and how a student writes there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell

from instructor.course import Course
from quizzes.journal import Entry, append
from tests.small_course import ASSIGNMENT, BANK, cell_metadata, small_notebook, write_course

ANSWER = "limit-01"
QUIZ = f"""  - id: {ANSWER}
    title: A limit
    items:
      - id: {ANSWER}
        type: written
        stem: Name a limit.
        objective: 1
        length: {{about: 10}}
        criteria: [It follows from an assumption.]
"""


def write_field_course(root: Path) -> Course:
    """Write the sources of the small course into `root`, its written answer with a field."""
    course = write_course(root)
    course.bank_file(ASSIGNMENT).write_text(BANK + QUIZ, "utf-8")
    nb = small_notebook()
    field = new_code_cell(f'quiz("{ANSWER}")', id=f"{ANSWER}-field", metadata=cell_metadata(f"{ANSWER}-field"))
    nb.cells.insert(len(nb.cells) - 1, field)
    nbformat.write(nb, course.source(ASSIGNMENT) / f"{ASSIGNMENT}.ipynb")
    return course


def write_in_field(folder: Path, *responses: Any) -> Path:
    """Save texts one after the other in a student's folder; return the journal."""
    journal = folder / "responses" / f"{ANSWER}.jsonl"
    for n, response in enumerate(responses):
        append(journal, Entry(time=f"2026-11-20T10:00:{n % 60:02}+00:00", item=ANSWER, response=response))
    return journal
