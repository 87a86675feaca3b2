"""`Desk`: one marker at the desk of one lesson; every method returns structs that `msgspec.json.encode` takes.

A marker's desk shows no student's name, id or path; the instructor's does, and can settle and read the log. Desks of
any number of markers, processes and computers work on one gradebook at once, with a formgrader beside them.

    desk = Desk(course, lesson, "maria")
    answer = desk.next("essay-02")          # claimed for her for some minutes
    desk.mark(answer.id, "evidence", 2.0)   # each step is saved at once
    desk.finish(answer.id)                  # and is in nbgrader's gradebook
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, select

from instructor.course import Course
from instructor.desk import log, saved, steps
from instructor.desk.claims import give_back, take
from instructor.desk.database import Database, DeskError
from instructor.desk.records import Records
from instructor.desk.room import Room
from instructor.desk.standing import Mark, Standing, standings
from instructor.desk.steps import Step, new_batch
from instructor.desk.tables import ANSWER
from instructor.desk.views import AnswerView, Finished, SavedComment
from instructor.settings import read_settings

#: Minutes after which an answer goes back where its marker is gone.
CLAIM_MINUTES = 15.0


class Desk(Records):
    """One marker at the desk of one lesson.

    Parameters
    ----------
    course, lesson
        What is marked.
    marker
        Who marks: any name, the same one each time.
    is_instructor
        Whether students may be named, marks of others be seen, settled and replaced.
    marked_twice
        The share of answers, 0 to 1, that two markers mark; the same answers whoever asks.
    claim_minutes
        How long an answer stays with a marker who does nothing.
    clock
        Returns the time, in seconds since 1970.

    Raises
    ------
    CourseError
        Where there is no such lesson, no gradebook, or a scheme does not fit its cell.
    """

    def __init__(
        self,
        course: Course,
        lesson: str,
        marker: str,
        *,
        is_instructor: bool = False,
        marked_twice: float = 0.0,
        claim_minutes: float = CLAIM_MINUTES,
        clock: Callable[[], float] = time.time,
    ) -> None:
        course.check(lesson)
        if not marker.strip() or len(marker) > 200:
            raise DeskError("say who marks: a name of up to 200 characters")
        self.course, self.lesson, self.marker, self.is_instructor = course, lesson, marker.strip(), is_instructor
        self.marked_twice, self._claim_seconds, self._clock = marked_twice, claim_minutes * 60, clock
        self._database = Database(read_settings(course).db_url)
        self._room = Room(course, lesson, self._database)
        self._room.refresh()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def next(self, task: str) -> AnswerView | None:
        """Claim the next answer that this marker may mark; None where there is none now.

        First comes one that they have before them already or took up again, then what waits for a mark, in their order,
        with second markings among it; what they skipped comes last.
        """
        self._room.refresh()
        self._room.task(task)
        places = {answer: place for place, answer in enumerate(self._room.order(task, self.marker))}
        with self._database.reading() as db:
            found = self._standings(db, task).values()
            put_off = log.skipped(db, self.lesson, task, self.marker)
        wanted = [each for each in found if each.id in places and each.wants(self.marker, self.marked_twice)]
        for each in sorted(wanted, key=lambda one: (not self._has(one), put_off.get(one.id, 0), places[one.id])):
            if view := self._try(each.id):
                return view
        return None

    def _has(self, standing: Standing) -> bool:
        return standing.claim is not None and standing.claim.marker == self.marker

    def _try(self, answer: str) -> AnswerView | None:
        """Claim an answer unless somebody else has just claimed or marked it."""
        with self._stepping(answer) as step:
            if not take(step.db, answer, self.marker, step.now, step.until):
                return None
            if not step.standing(answer).wants(self.marker, self.marked_twice):
                give_back(step.db, answer, self.marker)
                return None
            return self._view(steps.claim(step, answer))

    def answer(self, answer: str) -> AnswerView:
        """Show an answer as it is now, without claiming it. Raises DeskError where there is none of this id."""
        self._room.refresh()
        task = self._task_of(answer)
        with self._database.reading() as db:
            return self._view(self._standings(db, task, answer)[answer])

    def claim(self, answer: str) -> AnswerView:
        """Claim a certain answer, one marked before too. Raises DeskError where somebody else has it."""
        with self._stepping(answer) as step:
            return self._view(steps.claim(step, answer))

    def mark(self, answer: str, criterion: str, points: float | None) -> AnswerView:
        """Give an answer points in one criterion; None takes them away.

        Raises
        ------
        DeskError
            Where there is no such criterion, the points are outside of it, or somebody else has the answer.
        """
        task = self._room.task(self._task_of(answer))
        known = task.criterion(criterion)
        if known is None:
            raise DeskError(f'no criterion "{criterion}"; there are {", ".join(each.id for each in task.criteria)}')
        if points is not None and not 0 <= points <= known.maximum:
            raise DeskError(f"{known.name} takes 0 to {known.maximum:g} points, not {points:g}")
        return self._step(answer, lambda step: steps.set_points(step, answer, criterion, points))

    def mark_level(self, answer: str, criterion: str, level: int) -> AnswerView:
        """Give an answer the points of a criterion's level: 1 is the best. Raises DeskError as `mark` does."""
        known = self._room.task(self._task_of(answer)).criterion(criterion)
        if known is not None and not 1 <= level <= len(known.levels):
            raise DeskError(f"{known.name} has {len(known.levels)} levels, and no {level}")
        return self.mark(answer, criterion, known.levels[level - 1].points if known else None)

    def adjust(self, answer: str, points: float, reason: str = "") -> AnswerView:
        """Add points to what the criteria come to (negative: take off), and say why; 0 takes the adjustment away."""
        task = self._room.task(self._task_of(answer))
        if not -task.points <= points <= task.points:
            raise DeskError(f"adjust by {task.points:g} points at most, up or down")
        return self._step(answer, lambda step: steps.set_adjustment(step, answer, points, reason))

    def comment(self, answer: str, text: str, criterion: str = "") -> AnswerView:
        """Write the comment on one criterion, or on the whole, in place of what stood there; Markdown."""
        if criterion and self._room.task(self._task_of(answer)).criterion(criterion) is None:
            raise DeskError(f'no criterion "{criterion}"; leave it out for a comment on the whole')
        return self._step(answer, lambda step: steps.set_note(step, answer, criterion, text.strip()))

    def comments(self, task: str) -> list[SavedComment]:
        """Return the comments used before for a task, most used first; they grow by what `finish` finds in marks."""
        with self._database.reading() as db:
            return saved.comments(db, self.lesson, self._room.task(task).id)

    def remove_comment(self, comment: str) -> None:
        """Drop a saved comment, and free its letter."""
        with self._database.writing() as db:
            saved.remove(db, self.lesson, comment)

    def finish(self, answer: str, everywhere: bool = False, over: bool = False) -> Finished:
        """Finish a mark: all criteria have points. It is written into the gradebook, unless it is a second one.

        Parameters
        ----------
        everywhere
            Give the same to all answers of the very same words that wait and that nobody else has.
        over
            Put it in the place of a mark made in the formgrader or, for the instructor, of another marker's.

        Raises
        ------
        DeskError
            Where a criterion is open, the answer is somebody else's now, or it was marked meanwhile.
        """
        self._room.refresh()
        task = self._task_of(answer)
        others = self._room.same(task, answer) if everywhere else ()
        with self._stepping(answer) as step:
            mark = step.standing(answer).of(self.marker)
            score, written = steps.finish(step, answer, over)
            also = tuple(each for each in others if mark is not None and self._also(step, each, mark))
        return Finished(score, (answer, *also), written)

    def _also(self, step: Step, answer: str, mark: Mark) -> bool:
        """Give an identical answer the same mark, if it waits for one and is free."""
        standing = step.standing(answer)
        free = standing.claim is None or standing.claim.marker == self.marker
        if not (standing.waits and free and take(step.db, answer, self.marker, step.now, step.until)):
            return False
        for criterion, points in mark.points.items():
            steps.set_points(step, answer, criterion, points)
        for criterion, text in mark.notes.items():
            steps.set_note(step, answer, criterion, text)
        steps.set_adjustment(step, answer, mark.adjust, mark.reason)
        steps.finish(step, answer, over=False)
        return True

    def undo(self) -> AnswerView | None:
        """Take back this marker's last step, a finished mark too, and show its answer, claimed; None: nothing to undo.

        Raises
        ------
        DeskError
            Where the gradebook has another mark since; then all stays.
        """
        with self._database.reading() as db:
            lines = log.last_batch(db, self.lesson, self.marker)
        if not lines:
            return None
        with self._stepping(lines[-1].answer) as step:
            again = log.last_batch(step.db, self.lesson, self.marker)
            if not again or again[0].batch != lines[0].batch:
                raise DeskError("something else was done meanwhile; look, and undo again")
            steps.undo(step, again)
            return self._view(steps.claim(step, lines[-1].answer))

    def skip(self, answer: str) -> None:
        """Put an answer off: it goes back, and comes to this marker after all others."""
        with self._stepping(answer) as step:
            give_back(step.db, answer, self.marker)
            step.log(answer, "skip")

    def release(self, answer: str) -> None:
        """Let go of an answer, so that others may have it; what is marked of it stays."""
        with self._stepping(answer) as step:
            give_back(step.db, answer, self.marker)
            step.log(answer, "release")

    def _step(self, answer: str, act: Callable[[Step], None]) -> AnswerView:
        with self._stepping(answer) as step:
            act(step)
            return self._view(step.standing(answer))

    @contextmanager
    def _stepping(self, answer: str) -> Iterator[Step]:
        task, now = self._task_of(answer), self._clock()
        with self._database.writing() as db:
            cell = self._room.cell(db, task)
            known = (db, self.lesson, self._room.task(task), cell, self.marker, now, now + self._claim_seconds)
            yield Step(*known, self.marked_twice, self.is_instructor, new_batch())

    def _task_of(self, answer: str) -> str:
        """Return the task of an answer. Raises DeskError where there is none of this id."""
        for task, texts in self._room.texts.items():
            if answer in texts:
                return task
        with self._database.reading() as db:
            gone = db.scalar(select(ANSWER.c.lesson).where(ANSWER.c.id == answer)) == self.lesson
        raise DeskError(f"the answer {'cannot be read now' if gone else 'is unknown'}; take the next one")

    def _standings(self, db: Connection, task: str, answer: str | None = None) -> dict[str, Standing]:
        cell, only = self._room.cell(db, task), None if answer is None else [answer]
        return standings(db, self.lesson, task, cell, self._clock(), only)
