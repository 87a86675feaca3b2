"""Hand in: `hand_in()` shows a card (`card.py`), `hand_in(file=True)` writes the file where no card can be shown.

Running the cell writes nothing, so that opening a lesson, "Run All" and tests hand nothing in. What the card shows of
each task, and what stands in its place where no script runs, is put into words here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizzes import catalogue
from quizzes.catalogue import markup, say
from quizzes.complete import UnansweredError, WrittenState, advice, answering, gaps, gone, look, without_cells
from quizzes.folders import Workplace, workplace
from quizzes.packing import pack
from quizzes.told import in_words

if TYPE_CHECKING:
    from quizzes.card import HandInCard


@dataclass(frozen=True)
class Standing:
    """How a lesson stands before it is handed in.

    `gaps` maps titles to the numbers of questions, `words` titles of written answers to their counts, `asked` titles to
    the length asked for; `advice` says what is odd about the answers' cells, `notice` about the notebook that is open.
    """

    gaps: dict[str, list[str]]
    words: dict[str, int]
    advice: tuple[str, ...] = ()
    asked: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""

    def __repr__(self) -> str:
        return "\n".join([*self._notices(), *self.missing(), say("hand-in.no_card")])

    def missing(self) -> list[str]:
        """Say what is missing, a line each."""
        quizzes = [
            say("hand-in.questions", title=title, questions=", ".join(numbers)) for title, numbers in self.gaps.items()
        ]
        empty = [say("hand-in.unwritten", title=title) for title, count in self.words.items() if not count]
        return [*quizzes, *empty, *self.advice]

    def static(self, *more: str) -> str:
        """Return HTML that says how the lesson stands, with more paragraphs at its end, which are HTML."""
        missing = "".join(f"<li>{escape(line)}</li>" for line in self.missing())
        heading = f"<strong>{markup('hand-in.missing')}</strong>" if missing else markup("hand-in.nothing_missing")
        found = f"<p>{heading}</p>" + (f"<ul>{missing}</ul>" if missing else "")
        counted = "".join(f"<li>{escape(self._counted(title))}</li>" for title in self.words)
        notice = "".join(f"<p><strong>{escape(text)}</strong></p>" for text in self._notices())
        end = "".join(f"<p>{text}</p>" for text in more)
        return f'<section aria-label="{escape(say("hand-in.label"))}">{notice}{found}<ul>{counted}</ul>{end}</section>'

    def _notices(self) -> list[str]:
        return [self.notice] if self.notice else []

    def _counted(self, title: str) -> str:
        counted = say("hand-in.words", title=title, count=self.words[title])
        return say("hand-in.asked", counted=counted, length=self.asked[title]) if title in self.asked else counted


@dataclass(frozen=True, kw_only=True, repr=False)
class HandIn(Standing):
    """What `hand_in(file=True)` found, and the file it wrote; `saved` is when the notebook was last saved."""

    path: Path
    link: str
    saved: datetime

    def __repr__(self) -> str:
        return "\n".join([*self._notices(), *self.missing(), say("hand-in.wrote", path=str(self.path))])

    def _repr_html_(self) -> str:
        # `download` makes JupyterLab leave the link to the browser.
        link = f'<a href="{escape(self.link)}" download>{escape(self.path.name)}</a>'
        saved = {"time": catalogue.clock(self.saved), "date": catalogue.date(self.saved, width=2)}
        download = f"<strong>{markup('hand-in.download', link=link)}</strong> {markup('hand-in.again')}"
        return self.static(markup("hand-in.saved", **saved), download)


@in_words
def hand_in(file: bool = False) -> HandInCard | HandIn | None:
    """Show what is unanswered, and the button to hand in; with `file`, list it and write the file at once.

    Raises
    ------
    BankError
        Where the notebook's questions, or the notebook itself, are not where they belong.
    UnansweredError
        In nbgrader's validation, where no quiz has a cell that could say what is missing.
    """
    place = workplace()
    if file:
        return written_file(place)
    if stage := os.environ.get("NBGRADER_EXECUTION"):
        if stage == "validate" and not answering(place) and (found := without_cells(place)):
            raise UnansweredError("\n".join(found))
        return None
    from quizzes.card import HandInCard

    return HandInCard(place)


def written_file(place: Workplace) -> HandIn:
    """Write the file to hand in and return it with what is missing. Raises BankError as `hand_in` does."""
    path = pack(place)
    link = Path(os.path.relpath(path, place.notebook.parent)).as_posix()
    found = standing(place, look(place), gaps(place))
    return HandIn(
        found.gaps,
        found.words,
        found.advice,
        found.asked,
        found.notice,
        path=path,
        link=link,
        saved=last_saved(place),
    )


def last_saved(place: Workplace) -> datetime:
    """Return when the notebook to hand in was saved."""
    return datetime.fromtimestamp(place.packed.stat().st_mtime).astimezone()


def standing(place: Workplace, written: Sequence[WrittenState], lacking: Mapping[str, list[str]]) -> Standing:
    """Return how the lesson stands, given how its written answers do and what `gaps` found missing."""
    return Standing(
        {quiz.title: lacking[quiz.id] for quiz in place.bank.quizzes if quiz.id in lacking},
        {state.answer.title: state.words for state in written if state.cells or state.is_in_field},
        (*(say("hand-in.quiz_cell_gone", title=quiz.title) for quiz in gone(place)), *advice(place, written)),
        {state.answer.title: state.answer.length for state in written if state.answer.length},
        place.advice,
    )


def tasks(place: Workplace, written: Sequence[WrittenState], lacking: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """Return each task that counts, by the release, as a page shows it; `written` and `lacking` as for `standing`.

    `quiz` names where it stands on the page ("" where that is not known), `found` says what there is of it and
    `missing` what is not; `done` says whether it is complete.
    """
    here = {quiz.id for quiz in place.bank.quizzes}
    found = []
    for quiz in (quiz for quiz in place.bank.quizzes if quiz.graded):
        gap = lacking.get(quiz.id, [])
        answered = say("page.answered", done=len(quiz.items) - len(gap), total=len(quiz.items))
        missing = say("hand-in.gap", questions=", ".join(gap)) if gap else ""
        found.append({"quiz": quiz.id, "title": quiz.title, "done": not gap, "found": answered, "missing": missing})
    for state in written:
        answer, is_done = state.answer, bool(state.words) and not state.advice
        length = say("hand-in.words_of", count=state.words, length=answer.length) if answer.length else ""
        counted = length or say("hand-in.words_alone", count=state.words)
        missing = "" if state.words else say("hand-in.nothing_written")
        named = {"quiz": answer.id if answer.id in here else "", "title": answer.title}
        found.append({**named, "done": is_done, "found": counted, "missing": missing})
    return found
