"""What the journals of a lesson remember: the last answer of each item, and the runs that were recorded."""

from __future__ import annotations

from pathlib import Path

from quizzes import journal
from quizzes.catalogue import say
from quizzes.folders import Workplace
from quizzes.types import BaseItem, Run


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


def recorded_runs(workplace: Workplace) -> list[str]:
    """Return each run that was recorded in the lesson, in a line that can be quoted."""
    found = []
    for quiz in workplace.bank.quizzes:
        runs = [item for item in quiz.items if isinstance(item, Run)]
        if runs and (path := workplace.journal(quiz)).exists():
            replay = journal.replay(path, quiz.item_ids)
            lines = (run.in_a_line(quiz.title, run.counted(replay.responses(run.id))) for run in runs)
            found += [line for line in lines if line]
    return found
