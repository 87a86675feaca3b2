"""Bring work back: a zip that a student handed in or downloaded, put where the lessons lie.

Of a zip only what has its place is read, by its name: a lesson's journals, its id, its receipt, its notebook. Nothing
is unpacked by a name that the zip chose. Journals are joined: what is there stays, what is new comes in its place by
time, and the newest answer to a question counts, wherever it was given. Of the notebook comes what the student wrote
(`own_cells`); an id replaces none that was worked with.
The page in a browser does the same (`lesson_view/journals.js`, `work.js`); tests hold both to the same cases.
"""

from __future__ import annotations

import json
import lzma
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from quizzes.bank import Bank, BankError, load_quiz_json
from quizzes.catalogue import say
from quizzes.journal import JOURNAL_LIMIT, LINE_LIMIT, printable
from quizzes.lessons import places
from quizzes.own_cells import carried
from quizzes.receipt import NAME
from quizzes.student import ID

#: Of a file in the zip no more is read. Bytes.
LARGEST = 32 * 1024 * 1024
#: A zip that lists more is none that the course made.
MOST_FILES = 2000
_UNREADABLE = (
    *(zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError),
    *(zlib.error, lzma.LZMAError, UnicodeDecodeError, ValueError),
)


class BringError(ValueError):
    """The work cannot be brought back: why, and what to do."""


@dataclass
class Brought:
    """What a lesson gets: `new` answers that count now, `older` ones that only stand in the history, files to write.

    `cells` says whether text for the notebook's own cells is among it.
    """

    lesson: str
    new: int = 0
    older: int = 0
    files: dict[Path, bytes] = field(default_factory=dict)
    cells: bool = False

    def __str__(self) -> str:
        parts = [say("bring.new", count=self.new)]
        if self.older:
            parts.append(say("bring.older", count=self.older))
        if self.cells:
            parts.append(say("bring.cells"))
        return say("bring.lesson", lesson=self.lesson, found=" ".join(parts))


def plan(source: Path, root: Path) -> list[Brought]:
    """Say what a zip would bring to the lessons of a folder; nothing is written.

    Raises
    ------
    BringError
        Where the file is no zip that can be read, or holds no work on these lessons.
    """
    folders = {name: (root / path).parent for name, path in places(root).items()}
    try:
        with zipfile.ZipFile(source) as archive:
            if len(archive.infolist()) > MOST_FILES:
                raise ValueError
            brought = [_lesson(archive, name, folder) for name, folder in folders.items() if _has(archive, name)]
    except BringError:
        raise
    except _UNREADABLE:
        raise BringError(say("bring.unreadable", name=source.name)) from None
    if not brought:
        raise BringError(say("bring.nothing", name=source.name))
    return brought


def bring(planned: list[Brought]) -> None:
    """Write what was planned, each file whole or not at all. Raises OSError where one cannot be written."""
    for path, data in (each for lesson in planned for each in lesson.files.items()):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.part")
        partial.write_bytes(data)
        partial.replace(path)


def joined(here: bytes, there: bytes, items: frozenset[str]) -> tuple[bytes, int, int]:
    """Join two journals of one quiz.

    Parameters
    ----------
    here, there
        The journal that is there, of which no line is lost, and the one that is brought; its lines come in by time.
    items
        The ids that an answer may have; other lines of `there` are left out.

    Returns
    -------
    tuple[bytes, int, int]
        The journal, the number of questions whose answer changes, and of those that have a newer one here.
    """
    kept = [line for line in here.split(b"\n") if line.strip()]
    known = set(kept)
    fresh = [line for line in there.split(b"\n") if line not in known and _item(line) in items]
    if not fresh:
        return here, 0, 0
    lines = [line for _, line in sorted(_timed(fresh) + _timed(kept), key=lambda pair: pair[0])]
    before, after = _latest(kept), _latest(lines)
    touched = {_item(line) for line in fresh}
    new = sum(before.get(item) != after.get(item) for item in touched)
    return b"\n".join(lines) + b"\n", new, len(touched) - new


def _has(archive: zipfile.ZipFile, lesson: str) -> bool:
    return any(name.startswith(f"{lesson}/") for name in archive.namelist())


def _lesson(archive: zipfile.ZipFile, name: str, folder: Path) -> Brought:
    names = set(archive.namelist())
    try:
        bank, _ = load_quiz_json(folder / "quiz.json")
    except BankError as error:
        raise BringError(str(error)) from None
    brought = Brought(name)
    had_answers = any((folder / "responses").glob("*.jsonl"))
    _journals(archive, names, bank, brought, folder)
    for inside in (ID, NAME):
        data = _read(archive, f"{name}/{inside}", 64 * 1024) if f"{name}/{inside}" in names else b""
        if data and not had_answers and not (folder / inside).exists():
            brought.files[folder / inside] = data
    if f"{name}/{name}.ipynb" in names:
        _notebook(_read(archive, f"{name}/{name}.ipynb", LARGEST), brought, folder / f"{name}.ipynb")
    return brought


def _journals(archive: zipfile.ZipFile, names: set[str], bank: Bank, brought: Brought, folder: Path) -> None:
    for quiz in bank.quizzes:
        inside, path = f"{brought.lesson}/responses/{quiz.id}.jsonl", folder / "responses" / f"{quiz.id}.jsonl"
        if inside not in names:
            continue
        here = path.read_bytes() if path.is_file() else b""
        text, new, older = joined(here, _read(archive, inside, JOURNAL_LIMIT), frozenset(quiz.item_ids))
        brought.new, brought.older = brought.new + new, brought.older + older
        if text != here:
            brought.files[path] = text


def _notebook(data: bytes, brought: Brought, path: Path) -> None:
    """Take what was written in a notebook's own cells into the one that is there."""
    try:
        here, there = json.loads(path.read_bytes()), json.loads(data)
        made = carried(here, there)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return  # no notebook: the journals come all the same
    if made != here:
        brought.cells = True
        brought.files[path] = (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise BringError(say("bring.large", name=printable(name)))
    return data


def _item(line: bytes) -> str:
    """Return the item that a line answers; "" where it is no answer."""
    return _facts(line)[0]


def _facts(line: bytes) -> tuple[str, float | None, object]:
    if len(line) >= LINE_LIMIT:
        return "", None, None
    try:
        entry = json.loads(line)
        item, time = entry["item"], entry["time"]
        moment = datetime.fromisoformat(time).timestamp()
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError, OSError):
        return "", None, None
    return (item, moment, entry.get("response")) if isinstance(item, str) else ("", None, None)


def _timed(lines: list[bytes]) -> list[tuple[float, bytes]]:
    """Return lines with their times, none before the line that it followed: so each journal keeps its order."""
    found, last = [], float("-inf")
    for line in lines:
        time = _facts(line)[1]
        last = max(last, time) if time is not None else last
        found.append((last, line))
    return found


def _latest(lines: list[bytes]) -> dict[str, object]:
    return {item: response for item, _, response in map(_facts, lines) if item}
