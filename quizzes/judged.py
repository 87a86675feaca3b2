"""The verdicts that a student has given on the steps of the argument, from the journals of all lessons.

A step is judged in the lesson that `seeds.walk` names. That lesson lies beside the one that asks, under its own name:
in a student's place with its `quiz.json`, in a checkout with its bank. Students do not have every lesson, and what lies
there may be broken: what cannot be read is said in words, and everything else is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import seeds.walk
from quizzes.bank import BankError
from quizzes.catalogue import say
from quizzes.folders import Workplace, workplace
from quizzes.journal import LINE_LIMIT, Entry, read
from quizzes.lessons import manifest
from quizzes.recall import latest
from quizzes.types import Verdict


@dataclass(frozen=True)
class Judged:
    """What was said of one step: a name of `quizzes.types.verdict.VERDICTS` ("" where none was chosen), a sentence.

    `entry` is the journal's, which has the time and whatever else was kept with the answer.
    """

    verdict: str
    because: str
    entry: Entry


@dataclass
class Verdicts:
    """The verdicts by step, the lessons that are not beside this one, and in words what could not be read."""

    by_step: dict[str, Judged] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


def verdicts_given(here: Path | None = None) -> Verdicts:
    """Collect the verdicts given so far; `here` is the folder of the lesson that asks, the kernel's own by default."""
    here = here.resolve() if here else Path.cwd()
    asking = _lesson(here)
    found = Verdicts()
    for lesson in dict.fromkeys(step.lesson for step in seeds.walk.steps().values()):
        folder = here if lesson == asking else here.parent / lesson  # whatever the folder of this one is called
        if not folder.is_dir():
            found.absent.add(lesson)
            continue
        try:
            place = workplace(folder)
        except (BankError, OSError) as error:
            found.notes.append(say("walk.unread_lesson", lesson=title_of(lesson), reason=str(error)))
        else:
            _collect(place, found)
    return found


def title_of(lesson: str) -> str:
    """Return a lesson's title; its name where the course's lessons are not known, as in a part of it."""
    try:
        lessons = manifest()["lessons"]
    except (OSError, ValueError, KeyError):
        return lesson
    return next((each["title"] for each in lessons if each["name"] == lesson), lesson)


def _lesson(here: Path) -> str:
    """Return the lesson whose folder this is; "" where it is none that can be read."""
    try:
        return workplace(here).assignment
    except (BankError, OSError):
        return ""


def _collect(place: Workplace, found: Verdicts) -> None:
    """Take in the verdicts of one lesson, and what could not be read of them."""
    for quiz in place.bank.quizzes:
        asked = [item for item in quiz.items if isinstance(item, Verdict)]
        if not asked:
            continue
        path = place.journal(quiz)
        entries, *_, problems = latest(path, {item.id: item for item in quiz.items}, entire=False)
        for reason in (*problems, *_torn(path)):
            found.notes.append(say("walk.unread", lesson=title_of(place.assignment), reason=reason))
        for item in asked:
            if item.id in entries and item.is_answered(entries[item.id].response):
                found.by_step[item.step] = _judged(entries[item.id])


def _judged(entry: Entry) -> Judged:
    return Judged(entry.response.get("verdict") or "", (entry.response.get("because") or "").strip(), entry)


def _torn(path: Path) -> Iterator[str]:
    """Say that a journal ends in the middle of a line, which was never said to be saved and is passed over."""
    try:
        end = path.read_bytes()[-LINE_LIMIT:].rpartition(b"\n")[2]
    except OSError:
        return  # there is none, or `latest` has said so
    if end.strip() and not read(end).entries:
        yield say("walk.torn")
