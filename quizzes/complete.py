"""What a lesson still asks of a student: the questions without an answer, and the written answers without a word.

Which ones a lesson has is known by its release, never by what cells are left. The card of `hand_in` asks this, and so
does nbgrader's validation at a quiz's cell.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizzes.bank import Bank, BankError, Quiz
from quizzes.catalogue import say
from quizzes.folders import Workplace
from quizzes.journal import replay
from quizzes.kept_read import until_changed
from quizzes.written import Written, expected, grade_id, heading, own_text, source_of

#: What stands in a written answer's cell before the student writes there: nbgrader's ClearSolutions.text_stub.
STUB = "YOUR ANSWER HERE"


class UnansweredError(Exception):
    """A lesson is validated before everything is answered; the message lists what is missing."""


def unanswered(place: Workplace, quiz: Quiz) -> list[str]:
    """Return the numbers of the questions whose answer is missing or not complete."""
    journal = replay(place.journal(quiz))
    given = {item.id: item.counted(journal.responses(item.id)) for item in quiz.items}
    return [str(quiz.place(item.id)) for item in quiz.items if not item.is_complete(given[item.id])]


def gaps(place: Workplace) -> dict[str, list[str]]:
    """Return the missing questions of each graded quiz that lacks some, by its id."""
    return {quiz.id: gap for quiz in place.bank.quizzes if quiz.graded and (gap := unanswered(place, quiz))}


def texts(place: Workplace) -> dict[str, str]:
    """Return the written answers that the journals hold, by their ids; empty ones are left out."""
    found = {}
    for quiz in (quiz for quiz in place.bank.quizzes if quiz.kind == "written"):
        (item,) = quiz.items
        text = item.counted(replay(place.journal(quiz), quiz.item_ids, entire=False).responses(item.id))
        if item.is_complete(text):
            found[quiz.id] = text
    return found


@dataclass(frozen=True)
class WrittenState:
    """A written answer: how many cells it has in the notebook, of which kind, and its words there or in its field."""

    answer: Written
    cells: int
    kinds: tuple[str, ...]
    words: int
    is_in_field: bool = False

    @property
    def advice(self) -> str:
        """What is wrong with its cell and what to do; "" where it is there once, and a text cell, or not needed."""
        title = self.answer.title
        if self.is_in_field:
            return ""
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


def look_at_written(notebook: Path, bank: Bank, saved: Mapping[str, str] | None = None) -> list[WrittenState]:
    """Return how each written answer of a lesson stands: in its field, by `texts`, or in the notebook as last saved.

    Which ones are expected is known by the release; where that is older than this, by the cells that are there.
    """
    cells = notebook_cells(notebook)
    states = []
    for answer in bank.written or expected(cells):
        own = [cell for cell in cells if grade_id(cell) == answer.id]
        text = (saved or {}).get(answer.id, "")
        words = len(text.split()) or sum(_words(cell, bank) for cell in own)
        kinds = tuple(cell["cell_type"] for cell in own)
        states.append(WrittenState(answer, len(own), kinds, words, is_in_field=bool(text)))
    return states


def look(place: Workplace) -> list[WrittenState]:
    """Return how each written answer of the notebook to hand in stands. Raises BankError as `packed_notebook` does."""
    return look_at_written(packed_notebook(place), place.bank, texts(place))


def packed_notebook(place: Workplace) -> Path:
    """Return the notebook to hand in. Raises BankError where it is not there under its own name."""
    if not place.packed.exists():
        raise BankError(say("hand-in.renamed", name=place.notebook.name, folder=str(place.notebook.parent)))
    return place.packed


@until_changed
def notebook_cells(notebook: Path) -> tuple[dict[str, Any], ...]:
    """Return the cells of a notebook's file. Raises BankError where it holds none."""
    try:
        return tuple(cell for cell in json.loads(notebook.read_text("utf-8"))["cells"] if isinstance(cell, dict))
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


def advice(place: Workplace, written: Sequence[WrittenState]) -> tuple[str, ...]:
    """Say what is odd about the cells of the written answers and, where one is empty, what was written elsewhere."""
    odd = [state.advice for state in written if state.advice]
    is_empty = any(not state.words for state in written)
    return (*odd, *(written_elsewhere(place.packed, place.bank) if is_empty else ()))


def incomplete(place: Workplace, quiz: Quiz) -> list[str]:
    """Say what validation finds incomplete at a quiz's cell.

    One cell answers for the quizzes that have none any more, and for the written answers that are empty, or whose cells
    are gone or odd: nbgrader knows of no field, and looks only at cells that are there.
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
    found = [(quiz, _incomplete(place, quiz)) for quiz in gone(place)]
    said = [say("hand-in.quiz_gone", title=quiz.title, found=text) for quiz, text in found if text]
    written = look(place)
    return [*said, *advice(place, written), *_unwritten(place, written)]


def gone(place: Workplace) -> list[Quiz]:
    """Return the graded quizzes that have no cell in the notebook any more."""
    there = _cells_there(place)
    return [quiz for quiz in place.bank.quizzes if quiz.graded and quiz.id not in there]


def _cells_there(place: Workplace) -> set[str]:
    return {grade_id(cell) for cell in notebook_cells(place.packed)} if place.packed.exists() else set()


def _unwritten(place: Workplace, written: Sequence[WrittenState]) -> list[str]:
    """Name the answers with a field in which nothing is written: nbgrader leaves their cells to us."""
    fields = {quiz.id for quiz in place.bank.quizzes if quiz.kind == "written"}
    empty = (state.answer for state in written if not state.words and state.answer.id in fields)
    return [say("hand-in.unwritten", title=answer.title) for answer in empty]


def _incomplete(place: Workplace, quiz: Quiz) -> str:
    missing = unanswered(place, quiz)
    if not missing:
        return ""
    return say("quiz.incomplete", done=len(missing), total=len(quiz.items), questions=", ".join(missing))
