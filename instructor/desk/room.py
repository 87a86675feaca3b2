"""One lesson's tasks with their answers: what was handed in comes to the desk's table, ordered for a marker."""

from __future__ import annotations

import random
from collections.abc import Mapping
from threading import RLock
from uuid import uuid4

from sqlalchemy import Connection, select, update

from instructor.course import Course
from instructor.desk.answers import Answers, Sheet, Written
from instructor.desk.database import Database, DeskError, add_new
from instructor.desk.likeness import Likeness, likeness, order
from instructor.desk.standing import Cell, find_cell
from instructor.desk.tables import ANSWER
from instructor.desk.tasks import read_tasks
from instructor.desk.views import Task


class Room:
    """What is handed in for a lesson, as its files are now.

    `texts` is by task and the answer's id. Everything is read again where a file changed; how alike a task's answers
    are is measured once for each state of them.
    """

    def __init__(self, course: Course, lesson: str, database: Database) -> None:
        self.lesson, self._database = lesson, database
        self.tasks = {task.id: task for task in read_tasks(course, lesson)}
        self.texts: dict[str, dict[str, Written]] = {name: {} for name in self.tasks}
        self._answers = Answers(course, lesson)
        self._seen: dict[str, Sheet] = {}
        self._alike: dict[str, tuple[frozenset[tuple[str, str]], Likeness]] = {}
        self._orders: dict[tuple[str, str], tuple[Likeness, list[str]]] = {}
        self._lock = RLock()  # a page's requests may come in several threads

    @property
    def unreadable(self) -> dict[str, str]:
        """Whose notebook cannot be read, and why."""
        return self._answers.unreadable

    def task(self, name: str) -> Task:
        """Return a task. Raises DeskError where the lesson has none of this name."""
        if name not in self.tasks:
            raise DeskError(f'{self.lesson} has no task "{name}"; it has {", ".join(self.tasks) or "none"}')
        return self.tasks[name]

    def cell(self, db: Connection, task: str) -> Cell:
        """Return a task's cell in the gradebook; what it is worth is read anew, for a release may change it."""
        return find_cell(db, self.lesson, task)

    def refresh(self) -> None:
        """Bring what is new in `autograded/` to the desk."""
        with self._lock:
            self._refresh()

    def _refresh(self) -> None:
        sheets = self._answers.read()
        if sheets == self._seen and self._seen:
            return
        with self._database.reading() as db:
            known = self._known(db)
        missing = {
            (task, student): written
            for student, sheet in sheets.items()
            for task, written in sheet.items()
            if task in self.tasks and known.get((task, student), ("", ""))[1] != written.print
        }
        if missing:
            with self._database.writing() as db:
                self._bring(db, missing)
                known = self._known(db)
        texts: dict[str, dict[str, Written]] = {name: {} for name in self.tasks}
        for (task, student), (answer, _) in known.items():
            if task in self.tasks and task in sheets.get(student, {}):
                texts[task][answer] = sheets[student][task]
        self.texts, self._seen = texts, sheets

    def _known(self, db: Connection) -> dict[tuple[str, str], tuple[str, str]]:
        rows = db.execute(select(ANSWER).where(ANSWER.c.lesson == self.lesson))
        return {(row.task, row.student): (row.id, row.print) for row in rows}

    def _bring(self, db: Connection, missing: Mapping[tuple[str, str], Written]) -> None:
        for (task, student), written in missing.items():
            facts = {"print": written.print, "words": len(written.words)}
            keys = {"lesson": self.lesson, "task": task, "student": student}
            if not add_new(db, ANSWER, tuple(keys), {**keys, "id": uuid4().hex, **facts}):
                its = (ANSWER.c[name] == value for name, value in keys.items())
                db.execute(update(ANSWER).where(*its).values(**facts))

    def likeness(self, task: str) -> Likeness:
        """Return how alike the answers of a task are."""
        texts = self.texts[task]
        state = frozenset((answer, written.print) for answer, written in texts.items())
        if task not in self._alike or self._alike[task][0] != state:
            self._alike[task] = state, likeness({answer: written.words for answer, written in texts.items()})
        return self._alike[task][1]

    def order(self, task: str, marker: str) -> list[str]:
        """Return a task's answers in a marker's order: by chance, the same each time, similar ones together."""
        known = self.likeness(task)
        if (kept := self._orders.get((task, marker))) is None or kept[0] is not known:
            kept = known, order(known, random.Random(f"{self.lesson} {task} {marker}"))
            self._orders[task, marker] = kept
        return kept[1]

    def same(self, task: str, answer: str) -> tuple[str, ...]:
        """Return the other answers of the very same words and pictures."""
        texts = self.texts[task]
        alike = texts[answer].alike
        return tuple(sorted(other for other, written in texts.items() if other != answer and written.alike == alike))
