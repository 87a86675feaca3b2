"""What a journal remembers: the last answer of each item."""

from __future__ import annotations

from pathlib import Path

from quizzes import journal
from quizzes.catalogue import say
from quizzes.types import BaseItem


def latest(path: Path, items: dict[str, BaseItem], entire: bool) -> tuple[dict[str, journal.Entry], list[str]]:
    """Return the last entry of each item, and in words what could not be read."""
    try:
        found = journal.replay(path, items, entire)
    except OSError as error:
        return {}, [say("journal.unreadable", path=str(path), reason=str(error.strerror))]
    last = {}
    notes = [say("journal.line", line=problem.line, reason=problem.reason) for problem in found.problems]
    for name, entry in found.latest().items():
        try:
            if entry.response is not None:
                items[name].expect(entry.response)
            last[name] = entry
        except ValueError as error:
            notes.append(f"{name}: {error}")
    return last, notes
