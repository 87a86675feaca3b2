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

from quizzes import catalogue
from quizzes.bank import Bank, BankError, Quiz
from quizzes.catalogue import markup, say
from quizzes.folders import Workplace, workplace
from quizzes.journal import replay
from quizzes.told import in_words
from quizzes.written import Written, expected, grade_id, heading, own_text, source_of

#: What stands in a written answer's cell before the student writes there: nbgrader's ClearSolutions.text_stub.
STUB = "YOUR ANSWER HERE"


class UnansweredError(Exception):
    """A lesson is validated before everything is answered; the message lists what is missing."""


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
            return say("hand-in.cell_gone", title=title)
        if self.cells > 1:
            return say("hand-in.cell_doubled", title=title, cells=self.cells)
        if self.kinds != ("markdown",):
            return say("hand-in.cell_retyped", title=title, kind=self.kinds[0])
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
    """Return the cells of a notebook's file. Raises BankError where it holds none."""
    try:
        return [cell for cell in json.loads(notebook.read_text("utf-8"))["cells"] if isinstance(cell, dict)]
    except (ValueError, KeyError, TypeError):
        raise BankError(say("hand-in.no_notebook", name=notebook.name)) from None


def _words(cell: Mapping[str, Any], bank: Bank) -> int:
    source = source_of(cell).replace(STUB, "")
    return len(own_text({"cell_type": cell["cell_type"], "source": source}, bank.text).split())


def written_elsewhere(notebook: Path, bank: Bank) -> list[str]:
    """Say where in a notebook the student wrote something outside of the answers' cells."""
    answers = {answer.id for answer in bank.written}
    found, under = [], say("hand-in.at_the_beginning")
    for cell in notebook_cells(notebook) if bank.text else ():
        if grade_id(cell) not in answers and (words := _words(cell, bank)):
            found.append(say("hand-in.elsewhere", count=words, place=under))
        elif title := heading(source_of(cell)):
            under = say("hand-in.under", title=title)
    return found


def pack(place: Workplace) -> Path:
    """Write the zip beside the answers and return its path; an older one is replaced only when the new one is whole.

    Raises
    ------
    BankError
        Where the notebook is not there under its own name.
    """
    if not place.packed.exists():
        raise BankError(say("hand-in.renamed", name=place.notebook.name, folder=str(place.notebook.parent)))
    place.folder.mkdir(parents=True, exist_ok=True)
    path = place.folder / f"{place.assignment}.zip"
    partial = path.with_suffix(".zip.part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(place.packed, f"{place.assignment}/{place.notebook.name}")
        for quiz in place.bank.quizzes:
            if place.journal(quiz).is_file():
                archive.write(place.journal(quiz), f"{place.assignment}/responses/{quiz.id}.jsonl")
    return partial.replace(path)


@dataclass(frozen=True)
class HandIn:
    """What `hand_in` found, and the file it wrote.

    `gaps` maps titles to the numbers of questions, `words` titles of written answers to their counts, `asked` titles to
    the length asked for; `advice` says what is odd about the answers' cells, `notice` about the notebook that is open.
    """

    path: Path
    link: str
    saved: datetime
    gaps: dict[str, list[str]]
    words: dict[str, int]
    advice: tuple[str, ...] = ()
    asked: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""

    def __repr__(self) -> str:
        notice = [self.notice] if self.notice else []
        return "\n".join([*notice, *self._missing(), say("hand-in.wrote", path=str(self.path))])

    def _repr_html_(self) -> str:
        missing = "".join(f"<li>{escape(line)}</li>" for line in self._missing())
        heading = f"<strong>{markup('hand-in.missing')}</strong>" if missing else markup("hand-in.nothing_missing")
        found = f"<p>{heading}</p>" + (f"<ul>{missing}</ul>" if missing else "")
        counted = "".join(f"<li>{escape(self._counted(title))}</li>" for title in self.words)
        notice = f"<p><strong>{escape(self.notice)}</strong></p>" if self.notice else ""
        # `download` makes JupyterLab leave the link to the browser.
        link = f'<a href="{escape(self.link)}" download>{escape(self.path.name)}</a>'
        saved = {"time": catalogue.clock(self.saved), "date": catalogue.date(self.saved, width=2)}
        return (
            f'<section aria-label="{escape(say("hand-in.label"))}">{notice}{found}<ul>{counted}</ul>'
            f"<p>{markup('hand-in.saved', **saved)}</p>"
            f"<p><strong>{markup('hand-in.download', link=link)}</strong> {markup('hand-in.again')}</p></section>"
        )

    def _missing(self) -> list[str]:
        quizzes = [
            say("hand-in.questions", title=title, questions=", ".join(numbers)) for title, numbers in self.gaps.items()
        ]
        empty = [say("hand-in.unwritten", title=title) for title, count in self.words.items() if not count]
        return [*quizzes, *empty, *self.advice]

    def _counted(self, title: str) -> str:
        counted = say("hand-in.words", title=title, count=self.words[title])
        return say("hand-in.asked", counted=counted, length=self.asked[title]) if title in self.asked else counted


@in_words
def hand_in() -> HandIn:
    """List what is unanswered and write the file to hand in.

    Raises
    ------
    BankError
        Where the notebook's questions, or the notebook itself, are not where they belong.
    UnansweredError
        In nbgrader's validation, where no quiz has a cell that could say what is missing.
    """
    place = workplace()
    if os.environ.get("NBGRADER_EXECUTION") == "validate" and not answering(place) and (found := without_cells(place)):
        raise UnansweredError("\n".join(found))
    path = pack(place)
    link = Path(os.path.relpath(path, place.notebook.parent)).as_posix()
    saved = datetime.fromtimestamp(place.packed.stat().st_mtime).astimezone()
    written = look_at_written(place.packed, place.bank)
    return HandIn(
        path,
        link,
        saved,
        {quiz.title: gap for quiz in place.bank.quizzes if quiz.graded and (gap := unanswered(place, quiz))},
        {state.answer.title: state.words for state in written if state.cells},
        (*(say("hand-in.quiz_cell_gone", title=quiz.title) for quiz in _gone(place)), *advice(place, written)),
        {state.answer.title: state.answer.length for state in written if state.answer.length},
        place.advice,
    )


def advice(place: Workplace, written: Sequence[WrittenState]) -> tuple[str, ...]:
    """Say what is odd about the cells of the written answers and, where one is empty, what was written elsewhere."""
    odd = [state.advice for state in written if state.advice]
    is_empty = any(not state.words for state in written)
    return (*odd, *(written_elsewhere(place.packed, place.bank) if is_empty else ()))


def incomplete(place: Workplace, quiz: Quiz) -> list[str]:
    """Say what validation finds incomplete at a quiz's cell.

    One cell answers for the quizzes that have none any more, and for the written answers whose cells are gone or odd:
    nbgrader itself looks only at cells that are there.
    """
    own = _incomplete(place, quiz) if quiz.graded else ""
    return [*([own] if own else []), *(without_cells(place) if quiz.id == answering(place) else ())]


def answering(place: Workplace) -> str:
    """Return whose cell answers for what has none: the first graded quiz's that is there, or else any quiz's; or ""."""
    quizzes = sorted(place.bank.quizzes, key=lambda quiz: not quiz.graded)
    there = _cells_there(place)
    return next((quiz.id for quiz in quizzes if quiz.id in there), "")


def without_cells(place: Workplace) -> list[str]:
    """Say what is incomplete of the quizzes without a cell, and what is odd about the written answers' cells."""
    if not place.packed.exists():
        return []
    found = [(quiz, _incomplete(place, quiz)) for quiz in _gone(place)]
    said = [say("hand-in.quiz_gone", title=quiz.title, found=text) for quiz, text in found if text]
    return [*said, *advice(place, look_at_written(place.packed, place.bank))]


def _gone(place: Workplace) -> list[Quiz]:
    """Return the graded quizzes that have no cell in the notebook any more."""
    there = _cells_there(place)
    return [quiz for quiz in place.bank.quizzes if quiz.graded and quiz.id not in there]


def _cells_there(place: Workplace) -> set[str]:
    return {grade_id(cell) for cell in notebook_cells(place.packed)} if place.packed.exists() else set()


def _incomplete(place: Workplace, quiz: Quiz) -> str:
    missing = unanswered(place, quiz)
    if not missing:
        return ""
    return say("quiz.incomplete", done=len(missing), total=len(quiz.items), questions=", ".join(missing))
