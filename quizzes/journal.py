"""The journal: a student's answers, one JSON object a line, in `responses/<quiz>.jsonl`.

An answer is appended, flushed and synced to the disk before `append` returns, and nothing is ever overwritten: the
last entry of an item is its answer. Whoever can open the file in an editor can read it, mend it or print it.

A reader must live with what a crash, an editor or a second kernel leaves behind. A last line that was cut short was
never acknowledged, so `replay` drops it; any other line that cannot be read is named and skipped, and the rest counts.

An entry may carry how sure the student was; a press that says only that repeats the answer so far.

Each line says its `format`. A field may be added without a new one: whoever does not know it passes over it, and no
answer is lost. The number grows where an old field changes its meaning; a reader of an older one says so.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Container
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from quizzes.browser import is_browser, is_kept, opened
from quizzes.catalogue import say, whole
from quizzes.confidence import LEVELS, Confidence

#: Longer lines are skipped: the longest answer the page can send is far below.
LINE_LIMIT = 64 * 1024
#: Of a larger or longer journal the last part is read: a term of busy answering stays below 1 MiB.
JOURNAL_LIMIT = 8 * 1024 * 1024
MOST_LINES = 20_000
#: So many lines that could not be read are named; the others are counted.
MOST_PROBLEMS = 20
#: The format that is written; lines without one are of the first.
FORMAT = 1
#: A response is flat, or holds one level more; a run's holds two.
DEEPEST_RESPONSE = 10
#: What stands beside an answer, and is no part of it.
_BESIDE = ("confidence", "lot", "hints")
#: What a drive says that cannot sync at all, as some network drives cannot: nothing better can be had there.
_NO_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


LONGEST_LOT = 40  # characters
Lot = Annotated[str, Meta(min_length=1, max_length=LONGEST_LOT)]


class JournalError(OSError):
    """An answer could not be written; the message says where and what to do."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One answer to one item; fields that a newer version adds are passed over.

    `time` is ISO 8601 with its offset, `attempt` counts from 1, `order` is the order the options were shown in (empty
    where there are none) and `response` has the item type's own form; None says that the answer was taken back.
    `confidence` is written only where it was given, `lot` only where a quiz asks different students different things
    (`quizzes.drawing`): it says which. `hints` says how many were opened in the attempt, where any were.
    """

    time: Annotated[str, Meta(max_length=40)]
    item: Annotated[str, Meta(max_length=60)]
    attempt: Annotated[int, Meta(ge=1, le=10_000)] = 1
    order: Annotated[tuple[Annotated[str, Meta(max_length=60)], ...], Meta(max_length=14)] = ()
    response: Any = None
    format: Annotated[int, Meta(ge=1)] = FORMAT
    confidence: Confidence | UnsetType = UNSET
    lot: Lot | UnsetType = UNSET
    hints: Annotated[int, Meta(ge=1, le=9)] | UnsetType = UNSET


class _Line(Entry, frozen=True, kw_only=True):
    """An entry as it is read: what only goes with an answer, and is not what is known here, costs no answer."""

    confidence: Any = UNSET
    lot: Any = UNSET
    hints: Any = UNSET


class Problem(msgspec.Struct, frozen=True):
    """A line that was skipped: its number from 1 (0 is the file as a whole) and why."""

    line: int
    reason: str


class Replay(msgspec.Struct, frozen=True):
    """A journal as read: its entries in the order of writing, and what was skipped."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()

    def latest(self) -> dict[str, Entry]:
        """Return the last entry of each item."""
        return {entry.item: entry for entry in self.entries}

    def since(self) -> dict[str, str]:
        """Return when the last answer to each item was given: what came later said only how sure the student is."""
        found: dict[str, Entry] = {}
        for entry in self.entries:
            if not is_same(found.get(entry.item), entry):
                found[entry.item] = entry
        return {item: entry.time for item, entry in found.items()}

    def responses(self, item: str) -> list[Any]:
        """Return all responses to one item, the last one last."""
        return [entry.response for entry in self.entries if entry.item == item]


def is_same(old: Entry | None, new: Entry) -> bool:
    """Say whether an entry has the answer of an older one, in the same attempt; before the first there was none."""
    before = (old.attempt, old.response) if old else (1, None)
    return before == (new.attempt, new.response)


def state(path: Path) -> tuple[int, int] | None:
    """Return what changes whenever anybody writes to the journal: size and time; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def now() -> str:
    """Return the local time, to the second, as an Entry's `time`."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def append(path: Path, entry: Entry) -> bool:
    """Write `entry` at the end of the journal; when this returns it is on the disk.

    Returns
    -------
    bool
        False where it was written and the drive cannot sync, so that nobody can say when it reaches the disk.

    Raises
    ------
    JournalError
        Where the folder or the file cannot be written, or not all of the entry.
    """
    try:
        with opened(path) as journal:
            line = msgspec.json.encode(entry) + b"\n"
            # One write in append mode: the lines of two kernels do not mix.
            line = b"\n" + line if _is_torn(journal.fileno()) else line
            if journal.write(line) != len(line):  # on a disk that is nearly full
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            synced = _is_synced(journal.fileno())
    except OSError as error:
        raise JournalError(say("journal.unwritten", path=str(path), reason=str(error.strerror))) from error
    if is_browser() and not is_kept(path, line):
        raise JournalError(say("journal.no_room"))
    return synced


def _is_synced(file: int) -> bool:
    """Sync the file; False where its drive has no such thing."""
    try:
        os.fsync(file)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
        return False
    return True


def _is_torn(file: int) -> bool:
    """Say whether the file ends in the middle of a line."""
    if os.lseek(file, 0, os.SEEK_END) == 0:
        return False
    os.lseek(file, -1, os.SEEK_END)
    return os.read(file, 1) != b"\n"


def replay(path: Path, items: Container[str] | None = None, entire: bool = True) -> Replay:
    """Read a journal; where there is none, nothing was answered.

    Parameters
    ----------
    path
        The journal.
    items
        The ids an entry may have; an entry of any other item becomes a problem. None allows all.
    entire
        Whether all of it matters; where only the newest answer does, a beginning that is not read is no problem.

    Raises
    ------
    OSError
        Where the file is there and cannot be read.
    """
    try:
        journal = path.open("rb")
    except (FileNotFoundError, NotADirectoryError):
        return Replay()
    with journal:
        size = os.fstat(journal.fileno()).st_size
        journal.seek(max(0, size - JOURNAL_LIMIT))
        return _read(journal.read(JOURNAL_LIMIT), size, items, entire)


def read(data: bytes, items: Container[str] | None = None, entire: bool = True) -> Replay:
    """Read the bytes of a journal, as `replay` does; whatever they are, nothing is raised."""
    return _read(data[-JOURNAL_LIMIT:], len(data), items, entire)


def _read(data: bytes, size: int, items: Container[str] | None, entire: bool) -> Replay:
    """Read the last part, `data`, of a journal of `size` bytes."""
    data, cut = _last_lines(data, size)
    problems = cut if entire else []
    entries: list[Entry] = []
    *lines, last = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    for number, line in enumerate((*lines, last), 1):
        if not line.strip():
            continue
        try:
            entry = _entry(line, items)
            entries.append(_known(entry))
            if entry.confidence not in (UNSET, None, *LEVELS):
                problems.append(Problem(number, say("journal.no_confidence", found=_quoted(entry.confidence))))
        except ValueError as error:
            # A last line that was cut short was never acknowledged.
            if number <= len(lines) or len(line) >= LINE_LIMIT:
                problems.append(Problem(number, str(error)))
    if (more := len(problems) - MOST_PROBLEMS) > 0:
        problems[MOST_PROBLEMS:] = [Problem(0, say("journal.more", number=whole(more)))]
    if (newest := max((entry.format for entry in entries), default=FORMAT)) > FORMAT:
        problems.append(Problem(0, say("journal.newer", format=newest, newest=FORMAT)))
    return Replay(tuple(entries), tuple(problems))


def _last_lines(data: bytes, size: int) -> tuple[bytes, list[Problem]]:
    """Drop the beginning of a journal that has too many bytes or lines, and say so."""
    problems = []
    if size > len(data):
        data = data.partition(b"\n")[2]
        problems.append(Problem(0, say("journal.bytes", number=whole(size), read=whole(JOURNAL_LIMIT))))
    if (count := data.count(b"\n")) > MOST_LINES:
        start = len(data)
        for _ in range(MOST_LINES + 1):
            start = data.rindex(b"\n", 0, start)
        data = data[start + 1 :]
        problems.append(Problem(0, say("journal.lines", number=whole(count), read=whole(MOST_LINES))))
    return data, problems


def _known(line: _Line) -> Entry:
    """Return the entry of a line, without a confidence, a lot or a count of hints that is none of ours."""
    facts = {name: getattr(line, name) for name in Entry.__struct_fields__ if name not in _BESIDE}
    lot = line.lot if isinstance(line.lot, str) and line.lot and len(line.lot) <= LONGEST_LOT else UNSET
    hints = line.hints if type(line.hints) is int and 0 < line.hints < 10 else UNSET
    return Entry(**facts, confidence=line.confidence if line.confidence in LEVELS else UNSET, lot=lot, hints=hints)


def _quoted(found: Any) -> str:
    return f'"{printable(found)}"' if isinstance(found, str) else type(found).__name__


def _entry(line: bytes, items: Container[str] | None) -> _Line:
    """Decode one line; ValueError says why it cannot be used."""
    if len(line) >= LINE_LIMIT:
        raise ValueError(say("journal.long_line", most=whole(LINE_LIMIT)))
    try:
        entry = msgspec.json.decode(line, type=_Line)
    except UnicodeDecodeError:
        raise ValueError(say("journal.not_utf8")) from None
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError(say("journal.no_answer", reason=printable(str(error)))) from None
    if items is not None and entry.item not in items:
        raise ValueError(say("journal.no_item", item=printable(entry.item)))
    if is_deeper(entry.response, DEEPEST_RESPONSE):
        raise ValueError(say("journal.deep", levels=DEEPEST_RESPONSE))
    return entry


def is_deeper(value: Any, levels: int) -> bool:
    """Say whether lists and dicts stand in each other more than `levels` deep; no recursion, so any depth will do."""
    layer = [value]
    for _ in range(levels + 1):
        layer = [
            part
            for outer in layer
            if isinstance(outer, list | dict)
            for part in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not layer:
            return False
    return True


def printable(text: str) -> str:
    """Return a name that somebody else chose, fit to be shown in a message: printable, and not too long."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:100])
