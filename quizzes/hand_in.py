"""Hand in: what is still unanswered, and one file for the university's page.

The zip holds `<assignment>/<assignment>.ipynb` as it was last saved and the journals of the quizzes, and nothing else.
Where a hub collects the work, the list of what is missing is still of use, and the zip does no harm.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from quizzes.bank import Bank, BankError, Quiz
from quizzes.folders import Workplace, workplace
from quizzes.journal import replay
from quizzes.written import Written, expected, grade_id, heading, own_text, source_of

#: What stands in a written answer's cell before the student writes there: nbgrader's ClearSolutions.text_stub.
STUB = "YOUR ANSWER HERE"


def unanswered(place: Workplace, quiz: Quiz) -> list[str]:
    """Return the numbers of the questions whose answer is missing or not complete."""
    journal = replay(place.journal(quiz))
    given = {item.id: item.counted(journal.responses(item.id)) for item in quiz.items}
    return [str(n) for n, item in enumerate(quiz.items, 1) if not item.is_complete(given[item.id])]


@dataclass(frozen=True)
class WrittenState:
    """A written answer as the notebook holds it: how many cells it has, of which kind, and their words."""

    answer: Written
    cells: int
    kinds: tuple[str, ...]
    words: int

    @property
    def advice(self) -> str:
        """What is wrong with its cell and what to do; "" where it is there once, and a text cell."""
        title = self.answer.title
        if not self.cells:
            return (
                f"{title}: the cell of this answer is gone. Bring it back with Edit > Undo Cell Operation, or write "
                "your answer into a new text cell at its place; your teacher will see it there"
            )
        if self.cells > 1:
            return (
                f"{title}: its cell is there {self.cells} times. Put your whole answer into one and delete the others"
            )
        if self.kinds != ("markdown",):
            return (
                f"{title}: its cell has become a {self.kinds[0]} cell. Click into it and choose Markdown in the toolbar"
            )
        return ""


def written_answers(notebook: Path) -> dict[str, int]:
    """Return how many words each written answer of a notebook has, by the cells that are there: title -> words."""
    bank = Bank(assignment=notebook.stem, quizzes=())
    return {state.answer.title: state.words for state in look_at_written(notebook, bank)}


def look_at_written(notebook: Path, bank: Bank) -> list[WrittenState]:
    """Return how each written answer of a lesson stands in the notebook, as last saved.

    Which ones are expected is known by the release; where that is older than this, by the cells that are there.
    """
    cells = notebook_cells(notebook)
    states = []
    for answer in bank.written or expected(cells):
        own = [cell for cell in cells if grade_id(cell) == answer.id]
        words = sum(_words(cell, bank) for cell in own)
        states.append(WrittenState(answer, len(own), tuple(cell["cell_type"] for cell in own), words))
    return states


def notebook_cells(notebook: Path) -> list[dict[str, Any]]:
    """Return the cells of a notebook's file."""
    return [cell for cell in json.loads(notebook.read_text("utf-8"))["cells"] if isinstance(cell, dict)]


def _words(cell: Mapping[str, Any], bank: Bank) -> int:
    source = source_of(cell).replace(STUB, "")
    return len(own_text({"cell_type": cell["cell_type"], "source": source}, bank.text).split())


def written_elsewhere(notebook: Path, bank: Bank) -> list[str]:
    """Say where in a notebook the student wrote something outside of the answers' cells."""
    answers = {answer.id for answer in bank.written}
    found, under = [], "at the beginning"
    for cell in notebook_cells(notebook) if bank.text else ():
        if grade_id(cell) not in answers and (words := _words(cell, bank)):
            found.append(
                f"You wrote {words} word{'s' * (words > 1)} in another cell, {under}; they will reach your teacher, "
                "but if they are your answer, move them into its cell"
            )
        elif title := heading(source_of(cell)):
            under = f"under “{title}”"
    return found


def pack(place: Workplace) -> Path:
    """Write the zip beside the answers and return its path; an older one is replaced only when the new one is whole.

    Raises
    ------
    BankError
        Where the notebook is not there under its own name.
    """
    if not place.notebook.exists():
        raise BankError(
            f"there is no {place.notebook.name} in {place.notebook.parent}; give the notebook its name back"
        )
    place.folder.mkdir(parents=True, exist_ok=True)
    path = place.folder / f"{place.assignment}.zip"
    partial = path.with_suffix(".zip.part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(place.notebook, f"{place.assignment}/{place.notebook.name}")
        for quiz in place.bank.quizzes:
            if place.journal(quiz).is_file():
                archive.write(place.journal(quiz), f"{place.assignment}/responses/{quiz.id}.jsonl")
    return partial.replace(path)


@dataclass(frozen=True)
class HandIn:
    """What `hand_in` found, and the file it wrote.

    `gaps` maps titles to the numbers of questions, `words` titles of written answers to their counts, `asked` titles to
    the length asked for; `advice` says what is odd about the answers' cells.
    """

    path: Path
    link: str
    saved: datetime
    gaps: dict[str, list[str]]
    words: dict[str, int]
    advice: tuple[str, ...] = ()
    asked: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "\n".join([*self._missing(), f"Wrote {self.path}"])

    def _repr_html_(self) -> str:
        missing = "".join(f"<li>{escape(line)}</li>" for line in self._missing())
        found = f"<p><strong>Still missing:</strong></p><ul>{missing}</ul>" if missing else "<p>Nothing is missing.</p>"
        counted = "".join(f"<li>{escape(self._counted(title))}</li>" for title in self.words)
        # `download` makes JupyterLab leave the link to the browser.
        link = f'<a href="{escape(self.link)}" download>{escape(self.path.name)}</a>'
        return (
            f'<section aria-label="Hand in">{found}<ul>{counted}</ul>'
            f"<p>The notebook was last saved at {self.saved:%H:%M on %d %B}. If you wrote after that, press Ctrl+S "
            f"first and run this cell again. Answers to questions are saved as you give them.</p>"
            f"<p><strong>Download {link} and upload it where your course collects work.</strong> "
            f"You can hand in again at any time; the last file counts.</p></section>"
        )

    def _missing(self) -> list[str]:
        quizzes = [f"{title}: question {', '.join(numbers)}" for title, numbers in self.gaps.items()]
        empty = [f"{title}: nothing written" for title, count in self.words.items() if not count]
        return [*quizzes, *empty, *self.advice]

    def _counted(self, title: str) -> str:
        asked = f" (asked for: {self.asked[title]})" if title in self.asked else ""
        return f"{title}: {self.words[title]} words{asked}"


def hand_in() -> HandIn:
    """List what is unanswered and write the file to hand in.

    Raises
    ------
    BankError
        Where the notebook's questions, or the notebook itself, are not where they belong.
    """
    place = workplace()
    path = pack(place)
    link = Path(os.path.relpath(path, place.notebook.parent)).as_posix()
    saved = datetime.fromtimestamp(place.notebook.stat().st_mtime).astimezone()
    written = look_at_written(place.notebook, place.bank)
    return HandIn(
        path,
        link,
        saved,
        {quiz.title: gap for quiz in place.bank.quizzes if quiz.graded and (gap := unanswered(place, quiz))},
        {state.answer.title: state.words for state in written if state.cells},
        advice(place, written),
        {state.answer.title: state.answer.length for state in written if state.answer.length},
    )


def advice(place: Workplace, written: Sequence[WrittenState]) -> tuple[str, ...]:
    """Say what is odd about the cells of the written answers and, where one is empty, what was written elsewhere."""
    odd = [state.advice for state in written if state.advice]
    is_empty = any(not state.words for state in written)
    return (*odd, *(written_elsewhere(place.notebook, place.bank) if is_empty else ()))


def incomplete(place: Workplace, quiz: Quiz) -> list[str]:
    """Say what validation finds incomplete at a graded quiz's cell.

    The first graded quiz that has a cell in the notebook answers for those that have none any more, and for the written
    answers whose cells are gone or odd: nbgrader itself looks only at cells that are there.
    """
    found = [_incomplete(place, quiz)]
    if place.notebook.exists():
        there = {grade_id(cell) for cell in notebook_cells(place.notebook)}
        graded = [other for other in place.bank.quizzes if other.graded]
        if quiz.id == next((other.id for other in graded if other.id in there), None):
            gone = [(other, _incomplete(place, other)) for other in graded if other.id not in there]
            found += [f"{other.title}, whose cell is gone: {text}" for other, text in gone if text]
            found += advice(place, look_at_written(place.notebook, place.bank))
    return [text for text in found if text]


def _incomplete(place: Workplace, quiz: Quiz) -> str:
    missing = unanswered(place, quiz)
    if not missing:
        return ""
    return f"{len(missing)} of {len(quiz.items)} questions are not complete yet: {', '.join(missing)}"
