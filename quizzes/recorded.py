"""The runs that a student has recorded in a lesson, as lines of text that a written answer can quote."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from quizzes.catalogue import say
from quizzes.folders import Workplace
from quizzes.journal import replay
from quizzes.types import Run
from quizzes.types.run import in_review


def recorded_runs(workplace: Workplace) -> list[str]:
    """Return each run that was recorded in the lesson, in a line: what was set, and what was found."""
    found = []
    for quiz in workplace.bank.quizzes:
        runs = [item for item in quiz.items if isinstance(item, Run)]
        if runs and (path := workplace.journal(quiz)).exists():
            journal = replay(path, quiz.item_ids)
            lines = (_line(quiz.title, run, run.counted(journal.responses(run.id))) for run in runs)
            found += [line for line in lines if line]
    return found


def _line(title: str, run: Run, response: Any) -> str:
    """Return a run as plain text; "" where none was recorded."""
    if not isinstance(response, dict) or "result" not in response:
        return ""
    parts: dict[str, list[str]] = {"parameters": [], "result": []}
    for part, label, value, unit in run.recorded(response):
        if part in parts:
            parts[part].append(f"{_plain(label)} = {_plain(in_review(value, unit))}")
    given, found = (", ".join(parts[part]) for part in ("parameters", "result"))
    return say("run.in_a_line", title=title, parameters=given, result=found)


def _plain(html: str) -> str:
    """Return the text of HTML; mathematics as it is read, and not as it was typed."""
    return unescape(re.sub(r"<annotation.*?</annotation>|<[^>]+>", "", html))
