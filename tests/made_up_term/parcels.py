"""The files of a made-up term as Moodle and Canvas let them be downloaded: each person's, with the mess they made."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

import nbformat
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_markdown_cell

from tests.downloads import zipped
from tests.made_up_term.dealt import Work, due, text
from tests.made_up_term.lessons import is_small, rubric
from tests.made_up_term.people import Human, spelled
from tests.written_answers import all_of, copied, edited, join_lines, removed, stripped

PDF = b"%PDF-1.7 notes"
#: What computers leave beside files, and nobody is told of.
DROPPINGS = ("._handin.zip", ".DS_Store", "Thumbs.db", "~$essay.docx")


@dataclass
class Sent:
    """What one person puts in: files by title, each with seconds after the first; names that are no work, and refused.

    `place` is where they answer: the notebook's text, and the journals by quiz.
    """

    lesson: str
    notebook: str
    journals: Mapping[str, str]
    files: dict[str, tuple[bytes, int]] = field(default_factory=dict)

    def zip(self, notebook: str = "", journals: Mapping[str, str] | None = None) -> bytes:
        """Return the zip that the lesson packs; the notebook and the journals may lie elsewhere in it."""
        known = {f"{self.lesson}/responses/{quiz}.jsonl": lines for quiz, lines in self.journals.items()}
        place = notebook or f"{self.lesson}/{self.lesson}.ipynb"
        return zipped({place: self.notebook, **(known if journals is None else journals)})

    def put(self, title: str, content: bytes, after: int = 0) -> None:
        """Put a file in."""
        self.files[title] = (content, after)


Mess = Callable[[Sent], None]


def _plain(sent: Sent) -> None:
    sent.put(f"{sent.lesson}.zip", sent.zip())


def _with_pdf(sent: Sent) -> None:
    _plain(sent)
    sent.put("notes.pdf", PDF, 60)


def _with_older(sent: Sent) -> None:
    sent.put("old.zip", zipped({f"{sent.lesson}/{sent.lesson}.ipynb": sent.notebook}))
    sent.put("new.zip", sent.zip(), 60)


def _with_damaged(sent: Sent) -> None:
    _plain(sent)
    sent.put("newer.zip", sent.zip()[:-60], 60)


def _zipped_again(sent: Sent) -> None:
    sent.put("handin.zip", zipped({"inner.zip": sent.zip(), "__MACOSX/._inner.zip": b"x"}))


def _loose(sent: Sent) -> None:
    sent.put("Untitled1.ipynb", sent.notebook.encode())
    for quiz, lines in sent.journals.items():
        sent.put(f"{quiz}.jsonl", lines.encode())


def _renamed(sent: Sent) -> None:
    sent.put(f"{sent.lesson} (1).zip", sent.zip(f"{sent.lesson}/Copy of {sent.lesson}.ipynb"))


def _with_droppings(sent: Sent) -> None:
    _plain(sent)
    for name in DROPPINGS:
        sent.put(name, PDF, 60)


def _with_stray_journals(sent: Sent) -> None:
    strays = {f"{sent.lesson}/responses/{quiz} (1).jsonl": lines for quiz, lines in sent.journals.items()}
    sent.put(f"{sent.lesson}.zip", sent.zip(journals=strays))


MESSES: dict[str, Mess] = {
    "a zip": _plain,
    "a PDF beside it": _with_pdf,
    "an older zip": _with_older,
    "a damaged newer zip": _with_damaged,
    "zipped again": _zipped_again,
    "loose files": _loose,
    "a copy": _renamed,
    "droppings": _with_droppings,
    "stray journals": _with_stray_journals,
    "a merged cell": _plain,
    "a split cell": _plain,
}
#: What is named as no work, and what is refused, by mess.
LEFT = {"a PDF beside it": ["notes.pdf"], "an older zip": ["old.zip"]}
REFUSED = {"a damaged newer zip": ["newer.zip"]}


def send(release: Path, lesson: str, work: Work, responses: Mapping[str, Mapping[str, Any]]) -> Sent:
    """Return what somebody puts in; `responses` are by quiz and item."""
    nb = nbformat.read(release / f"{lesson}.ipynb", as_version=4)
    journals = {quiz: _lines(items) for quiz, items in responses.items() if items}
    if is_small(lesson):
        for task in rubric(lesson):
            _write(nb, task, text(work, task), work.mess)
    else:
        journals |= {task: _lines({task: text(work, task)}) for task in work.points}
    sent = Sent(lesson, json.dumps(nb), journals)
    MESSES[work.mess](sent)
    return sent


def _lines(responses: Mapping[str, Any]) -> str:
    entries = ({"time": "2026-09-01T10:00:00+00:00", "item": item, "response": its} for item, its in responses.items())
    return "".join(json.dumps(entry) + "\n" for entry in entries)


def _write(nb: NotebookNode, task: str, words: str, mess: str) -> None:
    """Write an answer into its cell, or into what became of it."""
    if not words:
        return
    join_lines(nb)
    if mess == "a merged cell":
        merged = f"{words}\n\nYOUR ANSWER HERE"
        all_of(edited(task, source=merged), stripped(task), removed(f"{task}-task"))(nb)
    elif mess == "a split cell":
        copied(words, task)(nb)
        nb.cells.insert(0, new_markdown_cell("My notes.", id="notes"))
    else:
        edited(task, source=words)(nb)


def moodle_download(path: Path, parcels: Mapping[Human, tuple[Sent, Work]], lesson: str, names: str) -> Path:
    """Write Moodle's download: `names` is "folders", "flat" or "blind"; an odd lesson spells names otherwise."""
    with ZipFile(path, "w") as archive:
        for human, (sent, work) in parcels.items():
            name = "Participant" if names == "blind" else spelled(human, lesson)
            between = "_" if names == "flat" else "/"
            for title, (content, after) in sent.files.items():
                full = f"{name}_{human.number(lesson)}_assignsubmission_file{between}{title}"
                archive.writestr(ZipInfo(full, _stored(lesson, work, after)), content)
    return path


def canvas_download(
    path: Path, parcels: Mapping[Human, tuple[Sent, Work]], lesson: str, numbers: dict[tuple[str, str, str, float], int]
) -> dict[int, dict[int, str]]:
    """Write Canvas's download; return the files of each student's last hand-in there, by their numbers, with titles.

    A file keeps its number from download to download: `numbers` has them.
    """
    there: dict[int, dict[int, str]] = {}
    with ZipFile(path, "w") as archive:
        for human, (sent, work) in parcels.items():
            late = "LATE_" if work.hours > 0 else ""
            for title, (content, after) in sent.files.items():
                number = numbers.setdefault((lesson, human.canvas, title, work.hours), 900001 + len(numbers))
                there.setdefault(int(human.canvas), {})[number] = title
                full = f"{human.squeezed}_{late}{human.canvas}_{number}_{title}"
                archive.writestr(ZipInfo(full, _stored(lesson, work, after)), content)
    return there


def _stored(lesson: str, work: Work, after: int) -> tuple[int, int, int, int, int, int]:
    """Return when a file was stored, on this computer's clock, as a zip keeps it."""
    moment: datetime = due(lesson) + timedelta(hours=work.hours, seconds=after)
    return moment.astimezone().timetuple()[:6]
