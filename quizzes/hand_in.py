"""Hand in: what is still unanswered, and one file for the university's page.

The zip holds `<assignment>/<assignment>.ipynb` as it was last saved and the journals of the quizzes, and nothing else.
Where a hub collects the work, the list of what is missing is still of use, and the zip does no harm.
"""

from __future__ import annotations

import json
import os
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from quizzes import catalogue
from quizzes.bank import BankError, Quiz
from quizzes.catalogue import markup, say
from quizzes.folders import Workplace, workplace
from quizzes.journal import replay

#: What stands in a written answer's cell before the student writes there: nbgrader's ClearSolutions.text_stub.
STUB = "YOUR ANSWER HERE"


def unanswered(place: Workplace, quiz: Quiz) -> list[str]:
    """Return the numbers of the questions whose answer is missing or not complete."""
    journal = replay(place.journal(quiz))
    given = {item.id: item.counted(journal.responses(item.id)) for item in quiz.items}
    return [str(n) for n, item in enumerate(quiz.items, 1) if not item.is_complete(given[item.id])]


def written_answers(notebook: Path) -> dict[str, int]:
    """Return how many words each written answer of a notebook has, as last saved: title -> words."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    titles: dict[str, str] = {}
    words: dict[str, int] = {}
    for cell in cells:
        facts = cell.get("metadata", {}).get("nbgrader", {})
        source = "".join(cell["source"])
        name = facts.get("grade_id", "")
        if facts.get("solution") and cell["cell_type"] == "markdown":
            words[titles.get(name, name)] = len(source.replace(STUB, "").split())
        elif heading := re.search(r"^#+\s+(.+)$", source, re.MULTILINE):
            titles[name.removesuffix("-task")] = heading[1]
    return words


def pack(place: Workplace) -> Path:
    """Write the zip beside the answers and return its path; an older one is replaced only when the new one is whole.

    Raises
    ------
    BankError
        Where the notebook is not there under its own name.
    """
    if not place.notebook.exists():
        raise BankError(say("hand-in.renamed", name=place.notebook.name, folder=str(place.notebook.parent)))
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
    """What `hand_in` found: gaps (title -> numbers of questions), words (title -> count), and the file it wrote."""

    path: Path
    link: str
    saved: datetime
    gaps: dict[str, list[str]]
    words: dict[str, int]

    def __repr__(self) -> str:
        return "\n".join([*self._missing(), say("hand-in.wrote", path=str(self.path))])

    def _repr_html_(self) -> str:
        missing = "".join(f"<li>{escape(line)}</li>" for line in self._missing())
        heading = f"<strong>{markup('hand-in.missing')}</strong>" if missing else markup("hand-in.nothing_missing")
        found = f"<p>{heading}</p>" + (f"<ul>{missing}</ul>" if missing else "")
        words = (markup("hand-in.words", title=escape(title), count=count) for title, count in self.words.items())
        counted = "".join(f"<li>{line}</li>" for line in words)
        # `download` makes JupyterLab leave the link to the browser.
        link = f'<a href="{escape(self.link)}" download>{escape(self.path.name)}</a>'
        saved = {"time": catalogue.clock(self.saved), "date": catalogue.date(self.saved, width=2)}
        return (
            f'<section aria-label="{escape(say("hand-in.label"))}">{found}<ul>{counted}</ul>'
            f"<p>{markup('hand-in.saved', **saved)}</p>"
            f"<p><strong>{markup('hand-in.download', link=link)}</strong> {markup('hand-in.again')}</p></section>"
        )

    def _missing(self) -> list[str]:
        quizzes = [
            say("hand-in.questions", title=title, questions=", ".join(numbers)) for title, numbers in self.gaps.items()
        ]
        return quizzes + [say("hand-in.unwritten", title=title) for title, count in self.words.items() if not count]


def hand_in() -> HandIn:
    """List what is unanswered and write the file to hand in.

    Raises
    ------
    BankError
        Where the notebook's questions, or the notebook itself, are not where they belong.
    """
    place = workplace()
    gaps = {quiz.title: unanswered(place, quiz) for quiz in place.bank.quizzes if quiz.graded}
    path = pack(place)
    link = Path(os.path.relpath(path, place.notebook.parent)).as_posix()
    saved = datetime.fromtimestamp(place.notebook.stat().st_mtime).astimezone()
    return HandIn(
        path, link, saved, {title: gap for title, gap in gaps.items() if gap}, written_answers(place.notebook)
    )
