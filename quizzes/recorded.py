"""What a written answer can take over from the student's lessons: recorded runs and evidence cards, as lines of text.

The lesson that asks comes first, then those before it that lie beside it: a memo on the whole course quotes them all.
What cannot be read there is passed over: the page of that lesson says what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from html import unescape
from typing import Any

from quizzes.bank import BankError
from quizzes.catalogue import say
from quizzes.evidence import evidence_cards
from quizzes.folders import Workplace, workplace
from quizzes.journal import replay
from quizzes.judged import title_of
from quizzes.lessons import manifest
from quizzes.types import Run
from quizzes.types.shown import in_review

#: Parameters that a line names one by one; a sheet of codes is told by their number.
NAMED = 8


def to_insert(here: Workplace) -> dict[str, list[dict[str, Any]]]:
    """Return by `runs` and `cards` the lessons that have some, each with its `title` and its `lines`."""
    places = [here, *_before(here)]
    return {"runs": _by_lesson(recorded_runs, places), "cards": _by_lesson(cards, places)}


def cards(place: Workplace) -> list[str]:
    """Return the evidence cards of a lesson, each in a line."""
    return evidence_cards(place.bank.cards, place.packed)


def _by_lesson(read: Callable[[Workplace], list[str]], places: list[Workplace]) -> list[dict[str, Any]]:
    found = []
    for place in places:
        with suppress(OSError, ValueError, KeyError):
            found.append({"title": title_of(place.assignment), "lines": read(place)})
    return [each for each in found if each["lines"]]


def _before(here: Workplace) -> Iterator[Workplace]:
    """Yield the lessons that come before this one in the course and lie beside it."""
    names = []
    with suppress(OSError, ValueError, KeyError):
        names = [lesson["name"] for lesson in manifest()["lessons"]]
    for name in names[: names.index(here.assignment) if here.assignment in names else 0]:
        folder = here.notebook.parent.parent / name
        if folder.is_dir():
            with suppress(BankError, OSError):
                yield workplace(folder)


def recorded_runs(place: Workplace) -> list[str]:
    """Return each run that was recorded in the lesson, in a line: what was set, and what was found."""
    found = []
    for quiz in place.bank.quizzes:
        runs = [item for item in quiz.items if isinstance(item, Run)]
        if runs and (path := place.journal(quiz)).exists():
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
    given, found = parts["parameters"], ", ".join(parts["result"])
    many = len(given) > NAMED
    told = say("run.many_set", count=len(given)) if many else ", ".join(given)
    return say("run.in_a_line", title=title, parameters=told, result=found)


def _plain(html: str) -> str:
    """Return the text of HTML; mathematics as it is read, and not as it was typed."""
    return unescape(re.sub(r"<annotation.*?</annotation>|<[^>]+>", "", html))
