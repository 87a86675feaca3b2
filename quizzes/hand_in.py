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

from quizzes.bank import BankError, Quiz
from quizzes.folders import Workplace, workplace
from quizzes.journal import replay
from quizzes.told import in_words

#: What stands in a written answer's cell before the student writes there: nbgrader's ClearSolutions.text_stub.
STUB = "YOUR ANSWER HERE"


def unanswered(place: Workplace, quiz: Quiz) -> list[str]:
    """Return the numbers of the questions whose answer is missing or not complete."""
    journal = replay(place.journal(quiz))
    given = {item.id: item.counted(journal.responses(item.id)) for item in quiz.items}
    return [str(n) for n, item in enumerate(quiz.items, 1) if not item.is_complete(given[item.id])]


def written_answers(notebook: Path) -> dict[str, int]:
    """Return how many words each written answer of a notebook has, as last saved: title -> words."""
    try:
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
    except (ValueError, KeyError):
        raise BankError(f"{notebook.name} is no whole notebook; open it, save it, and hand in again") from None
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
    if not place.packed.exists():
        raise BankError(
            f"there is no {place.notebook.name} in {place.notebook.parent}; give the notebook its name back"
        )
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
    """What `hand_in` found: gaps (title -> numbers of questions), words (title -> count), and the file it wrote.

    `advice` says what is odd about the notebook that was open, in words.
    """

    path: Path
    link: str
    saved: datetime
    gaps: dict[str, list[str]]
    words: dict[str, int]
    advice: str = ""

    def __repr__(self) -> str:
        return "\n".join([*filter(None, [self.advice]), *self._missing(), f"Wrote {self.path}"])

    def _repr_html_(self) -> str:
        missing = "".join(f"<li>{escape(line)}</li>" for line in self._missing())
        found = f"<p><strong>Still missing:</strong></p><ul>{missing}</ul>" if missing else "<p>Nothing is missing.</p>"
        counted = "".join(f"<li>{escape(title)}: {count} words</li>" for title, count in self.words.items())
        advice = f"<p><strong>{escape(self.advice)}</strong></p>" if self.advice else ""
        # `download` makes JupyterLab leave the link to the browser.
        link = f'<a href="{escape(self.link)}" download>{escape(self.path.name)}</a>'
        return (
            f'<section aria-label="Hand in">{advice}{found}<ul>{counted}</ul>'
            f"<p>The notebook was last saved at {self.saved:%H:%M on %d %B}. If you wrote after that, press Ctrl+S "
            f"first and choose Run &gt; Run All Cells. Answers to questions are saved as you give them.</p>"
            f"<p><strong>Download {link} and upload it where your course collects work.</strong> "
            f"You can hand in again at any time; the last file counts.</p></section>"
        )

    def _missing(self) -> list[str]:
        quizzes = [f"{title}: question {', '.join(numbers)}" for title, numbers in self.gaps.items()]
        return quizzes + [f"{title}: nothing written" for title, count in self.words.items() if not count]


@in_words
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
    saved = datetime.fromtimestamp(place.packed.stat().st_mtime).astimezone()
    missing = {title: gap for title, gap in gaps.items() if gap}
    return HandIn(path, link, saved, missing, written_answers(place.packed), place.advice)
