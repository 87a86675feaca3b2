"""Find a submission's journals wherever they lie: by what they say, not by what they are called.

A journal belongs into `responses/<quiz>.jsonl`. A sync client or a hand may have renamed, copied or moved it, so every
other file whose lines are answers is read too. An item belongs to one quiz of the assignment: so each answer says where
it belongs. Copies are merged by time, each in its own order, and what several hold counts once. Of two answers of the
same second the one of the journal in its place counts, then the one of the later file by name. A journal in the place
of another quiz is used where its own quiz has none. Notes say what was used and what was not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import itemgetter

import msgspec

from quizzes.bank import Quiz
from quizzes.journal import Entry, Problem, Replay, printable, read

#: So much of a file tells whether its lines are answers.
HEAD = 64 * 1024
#: So many files out of place are read; the others are counted.
MOST_COPIES = 20
#: Items that a note names.
MOST_ITEMS = 3

_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Journals:
    """What a submission's journals say, by quiz id; what is to be said of files out of place; whether any came."""

    replays: Mapping[str, Replay]
    notes: tuple[str, ...]
    came_along: bool


@dataclass(frozen=True)
class _Copy:
    """A file out of place: its answers by quiz id, items that no quiz has, and what could not be read.

    `used` names the quizzes whose answers in it count.
    """

    name: str
    entries: Mapping[str, Sequence[Entry]]
    used: Sequence[str]
    foreign: Sequence[str]
    problems: Sequence[Problem]


def journal_name(quiz_id: str) -> str:
    """Return the name that a quiz's journal has within a submission."""
    return f"responses/{quiz_id}.jsonl"


def looks_like_journal(head: bytes, items: Container[str] | None = None) -> bool:
    """Say whether a file that begins so may be a journal: an answer is in it, to one of `items` if they are named."""
    return b'"item"' in head and bool(read(head, items).entries)


def read_journals(files: Mapping[str, bytes], quizzes: Sequence[Quiz]) -> Journals:
    """Read the journals of an assignment's quizzes from a submission's files; whatever those are, nothing is raised."""
    places = {journal_name(quiz.id): quiz.id for quiz in quizzes}
    in_place = {
        quiz.id: read(files.get(journal_name(quiz.id), b""), quiz.item_ids, entire=quiz.kind not in ("written", "kept"))
        for quiz in quizzes
    }
    names = [name for name in sorted(files) if not (name in places and in_place[places[name]].entries)]
    names = [name for name in names if looks_like_journal(files[name][:HEAD])]
    answered = {quiz for quiz, found in in_place.items() if found.entries}
    copies = [_copy(name, files[name], quizzes, answered if name in places else set()) for name in names[:MOST_COPIES]]
    counted = {quiz.id for quiz in quizzes if quiz.counts}
    notes = [note for copy in copies for note in _notes(copy, counted)]
    if len(names) > MOST_COPIES:
        notes.append(f"{len(names) - MOST_COPIES:,} more files hold answers and were not read; look at the submission")
    came_along = any(name in files for name in places) or any(copy.used for copy in copies)
    mistaken = {places[copy.name] for copy in copies if copy.used and copy.name in places}
    replays = {
        quiz: _merged(
            [copy.entries[quiz] for copy in copies if quiz in copy.used], Replay() if quiz in mistaken else found
        )
        for quiz, found in in_place.items()
    }
    return Journals(replays, tuple(notes), came_along)


def _copy(name: str, data: bytes, quizzes: Sequence[Quiz], answered: set[str]) -> _Copy:
    """Read a file out of place, of which the answers to quizzes that are `answered` do not count."""
    quiz_of = {item: quiz.id for quiz in quizzes for item in quiz.item_ids}
    entries: dict[str, list[Entry]] = defaultdict(list)
    foreign: dict[str, None] = {}
    found = read(data)
    for entry in found.entries:
        if entry.item in quiz_of:
            entries[quiz_of[entry.item]].append(entry)
        else:
            foreign[entry.item] = None
    return _Copy(name, entries, [quiz for quiz in entries if quiz not in answered], list(foreign), found.problems)


def _notes(copy: _Copy, counted: set[str]) -> list[str]:
    """Say what of a file out of place was used, and what was not and why."""
    name, notes = f'"{printable(copy.name)}"', []
    if used := [quiz for quiz in copy.used if quiz in counted]:
        unread = "; lines of it that are no answers were skipped" if copy.problems else ""
        notes.append(f"answers of {' and '.join(used)} were found in {name} and used{unread}")
    if others := [quiz for quiz in copy.entries if quiz in counted and quiz not in copy.used]:
        notes.append(f"answers of {' and '.join(others)} in {name} were not used: they have a journal in its place")
    if copy.foreign:
        items = ", ".join(printable(item[:30]) for item in copy.foreign[:MOST_ITEMS])
        more = ", ..." if len(copy.foreign) > MOST_ITEMS else ""
        notes.append(f"{name} holds answers to questions that this lesson does not ask ({items}{more}): not used")
    return notes


def _merged(copies: Sequence[Sequence[Entry]], in_place: Replay) -> Replay:
    """Merge copies with the journal in its place; where there are none, it stays in the order of its lines."""
    if not copies:
        return in_place
    seen: set[bytes] = set()
    timed: list[tuple[datetime, Entry]] = []
    for source in (in_place.entries, *reversed(copies)):
        latest, fresh, keys = _EARLIEST, [], set()
        for entry in source:
            latest = max(latest, time_of(entry.time))
            keys.add(key := msgspec.json.encode(entry))
            if key not in seen:
                fresh.append((latest, entry))
        seen |= keys
        timed = fresh + timed
    return Replay(tuple(entry for _, entry in sorted(timed, key=itemgetter(0))), in_place.problems)


def time_of(text: str) -> datetime:
    """Return an entry's time in UTC; one that cannot be read is before all others."""
    try:
        time = datetime.fromisoformat(text)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return _EARLIEST
