"""The desks of one server: one for each lesson, marker and view, made when it is first asked.

A desk reads and writes in a thread of its own accord, one question after another, so that a slow disk holds up nobody
else's page. Answers are remembered by their token for a while: a question that comes again, because its answer was
lost on the way, gets the same one, and nothing is done twice.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from threading import Lock
from typing import Any

import msgspec

from instructor.course import Course, CourseError, variable
from instructor.desk.database import DeskError
from instructor.desk.door import Desk
from instructor.desk.page import MARKER, NAMES, as_oneself
from instructor.desk.page.asked import Envelope
from instructor.plan import read_plan

#: How many answers are remembered.
REMEMBERED = 500


class HeldError(DeskError):
    """Somebody else has the answer before them: `holder`."""

    def __init__(self, words: str, holder: str) -> None:
        super().__init__(words)
        self.holder = holder


class Desks:
    """The desks that one server has open."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self._desks: dict[tuple[str, str, bool], tuple[Desk, Lock]] = {}
        self._making = Lock()
        self._told: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    @property
    def may_name(self) -> bool:
        """Whether who started the server asked for names."""
        return bool(os.environ.get(variable(NAMES)))

    def opening(self, lesson: str) -> dict[str, Any]:
        """Return what the page is told when it opens. Raises CourseError where there is no such lesson."""
        self.course.check(lesson)
        plan = read_plan(self.course)
        marker = os.environ.get(variable(MARKER)) or as_oneself()
        markers = [*dict.fromkeys([marker, *plan.markers])]
        return {"lesson": lesson, "marker": marker, "markers": markers, "names": self.may_name, "course": plan.title}

    def answer(self, asked: Envelope) -> bytes:
        """Return the answer to a question, as JSON.

        Raises
        ------
        CourseError
            What the desk refuses, with the reason; `HeldError` where somebody else has the answer.
        """
        if asked.names and not self.may_name:
            raise DeskError("names are for the instructor; start the desk with: python -m instructor mark --names")
        desk, lock = self._desk(asked.lesson, asked.marker, asked.names)
        with lock:
            key = (asked.marker, asked.token)
            if key not in self._told:
                self._told[key] = msgspec.json.encode(_asked(desk, asked))
                while len(self._told) > REMEMBERED:
                    self._told.popitem(last=False)
            return self._told[key]

    def _desk(self, lesson: str, marker: str, names: bool) -> tuple[Desk, Lock]:
        key = (lesson, marker, names)
        with self._making:
            if key not in self._desks:
                share = read_plan(self.course).marked_twice
                self._desks[key] = Desk(self.course, lesson, marker, is_instructor=names, marked_twice=share), Lock()
        return self._desks[key]


def _asked(desk: Desk, asked: Envelope) -> Any:
    try:
        return asked.question.ask(desk)
    except CourseError as error:
        answer = getattr(asked.question, "answer", "")
        holder = desk.holder(answer) if answer else ""
        if holder not in ("", desk.marker):
            raise HeldError(str(error), holder) from None
        raise
