"""What a desk tells beside its answers: tasks and progress, samples, agreement, near copies, the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, select

from instructor.course import Course
from instructor.desk import log, measures, steps
from instructor.desk.claims import claims
from instructor.desk.database import Database, DeskError, upsert
from instructor.desk.room import Room
from instructor.desk.samples import Sample, read_samples
from instructor.desk.standing import Mark, Standing, is_twice
from instructor.desk.tables import TRIED
from instructor.desk.views import (
    Agreement,
    AnswerView,
    Calibration,
    Difference,
    Event,
    MarkView,
    NearCopy,
    Progress,
    RollEntry,
    SampleView,
    TaskView,
)
from instructor.submissions.register import Register
from quizzes.markdown import html


class Records:
    """The part of `Desk` that tells and changes no mark, but for `settle`."""

    course: Course
    lesson: str
    marker: str
    is_instructor: bool
    marked_twice: float
    _database: Database
    _room: Room
    _clock: Callable[[], float]
    _standings: Callable[..., dict[str, Standing]]
    _stepping: Callable[[str], Any]

    def tasks(self) -> list[TaskView]:
        """Return the lesson's tasks, in its order, and where they stand."""
        samples = Counter(sample.task for sample in self._samples())
        return [TaskView(task, self.progress(name), samples[name]) for name, task in self._room.tasks.items()]

    def progress(self, task: str) -> Progress:
        """Return where a task stands, and how long what is left will take."""
        self._room.refresh()
        self._room.task(task)
        with self._database.reading() as db:
            found = [each for each in self._standings(db, task).values() if each.id in self._room.texts[task]]
        states = Counter(each.state for each in found)
        done = [mark for each in found for mark in each.done if mark.seconds is not None]
        mine = [mark for mark in done if mark.marker == self.marker]
        left = sum(each.wants(self.marker, self.marked_twice) for each in found)
        pace = measures.median([mark.seconds or 0.0 for mark in sorted(mine or done, key=lambda mark: mark.done or 0)])
        return Progress(
            *(task, len(found), states["unmarked"], states["again"], states["marked"], states["formgrader"]),
            *(states["blank"], len(self._room.unreadable), sum(map(self._waits_for_second, found))),
            *(sum(each.claim is not None for each in found), len(mine), left),
            median_seconds=pace,
            seconds_left=None if pace is None else pace * left,
        )

    def _waits_for_second(self, standing: Standing) -> bool:
        return len(standing.done) == 1 and not standing.is_settled and is_twice(standing.id, self.marked_twice)

    # Samples

    def samples(self, task: str) -> list[SampleView]:
        """Return the samples of a task, each with its marks once this marker has marked it."""
        self._room.task(task)
        with self._database.reading() as db:
            tried = self._tried(db)
        return [
            self._sample_view(sample, tried.get(sample.id, {})) for sample in self._samples() if sample.task == task
        ]

    def calibrate(self, sample: str, points: Mapping[str, float]) -> SampleView:
        """Mark a sample, by criterion; it then shows its own marks and why.

        Raises
        ------
        DeskError
            Where there is no such sample, a criterion is missing, or points are outside of it.
        """
        found = next((each for each in self._samples() if each.id == sample), None)
        if found is None:
            raise DeskError(f'there is no sample "{sample}"; open the samples again')
        task = self._room.task(found.task)
        wrong = [each.name for each in task.criteria if not 0 <= points.get(each.id, -1.0) <= each.maximum]
        if wrong:
            raise DeskError(f"give each criterion its points first: {', '.join(wrong)}")
        mine = {each.id: float(points[each.id]) for each in task.criteria}
        with self._database.writing() as db:
            for criterion, value in mine.items():
                keys = {"lesson": self.lesson, "sample": sample, "marker": self.marker, "criterion": criterion}
                upsert(db, TRIED, keys, {"points": value, "time": self._clock()})
        return self._sample_view(found, mine)

    def calibration(self, task: str) -> Calibration:
        """Return how far this marker is from the samples of a task that they have marked."""
        with self._database.reading() as db:
            tried = self._tried(db)
        theirs = {sample.id: sample.points for sample in self._samples() if sample.task == task}
        return measures.calibration(self._room.task(task), self.marker, tried, theirs)

    def _samples(self) -> list[Sample]:
        return read_samples(self.course, self.lesson, list(self._room.tasks.values()))

    def _tried(self, db: Connection) -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = {}
        for row in db.execute(select(TRIED).where(TRIED.c.lesson == self.lesson, TRIED.c.marker == self.marker)):
            found.setdefault(row.sample, {})[row.criterion] = row.points
        return found

    def _sample_view(self, sample: Sample, mine: dict[str, float]) -> SampleView:
        shown = SampleView(sample.id, sample.task, sample.name, html(sample.text), mine)
        if not mine:
            return shown
        told = (sample.points, sample.total, html(sample.why))
        return SampleView(sample.id, sample.task, sample.name, shown.sample_html, mine, *told)

    # Two markers

    def agreement(self, task: str) -> Agreement:
        """Return how far the markers agree on the answers of a task that two have marked."""
        with self._database.reading() as db:
            found = [each.done for each in self._standings(db, task).values() if len(each.done) > 1]
        marks = [{mark.marker: {**mark.points, "": mark.score or 0.0} for mark in done} for done in found]
        return measures.agreement(self._room.task(task), marks)

    def differences(self, task: str) -> list[Difference]:
        """Return the answers that two have marked, those that differ most first. Raises DeskError for a marker."""
        self._for_instructor("the marks of others")
        with self._database.reading() as db:
            found = [each for each in self._standings(db, task).values() if len(each.done) > 1]
        return sorted(map(self._difference, found), key=lambda one: (one.settled, -one.difference, one.answer))

    def _difference(self, standing: Standing) -> Difference:
        scores = [mark.score or 0.0 for mark in standing.done]
        views = tuple(self._mark_view(standing, mark) for mark in standing.done)
        facts = (standing.id, standing.task, max(scores) - min(scores), views, standing.is_settled)
        return Difference(*facts, *self._who(standing.student))

    def settle(self, answer: str, marker: str) -> float:
        """Let this marker's mark of an answer count, write it into the gradebook, and return its score.

        To settle by a mark of one's own, mark the answer and name oneself. Raises DeskError for a marker, and where
        `marker` has no finished mark of it.
        """
        self._for_instructor("settling")
        with self._stepping(answer) as step:
            return steps.settle(step, answer, marker)

    def near_copies(self, task: str) -> list[NearCopy]:
        """Return the answers of a task that share nearly all words: a person judges, nothing follows by itself."""
        self._room.refresh()
        return [NearCopy(*pair) for pair in self._room.likeness(self._room.task(task).id).copies]

    def holder(self, answer: str) -> str:
        """Return who has an answer before them now; "" where nobody has."""
        with self._database.reading() as db:
            found = claims(db, self._clock()).get(answer)
        return found.marker if found else ""

    def roll(self, task: str) -> list[RollEntry]:
        """Return all answers to a task by their students' names. Raises DeskError for a marker."""
        self._for_instructor("the list of names")
        self._room.refresh()
        texts = self._room.texts[self._room.task(task).id]
        with self._database.reading() as db:
            found = [each for each in self._standings(db, task).values() if each.id in texts]
        entries = [self._entry(each, len(texts[each.id].words)) for each in found]
        return sorted(entries, key=lambda entry: (entry.name.casefold(), entry.student))

    def _entry(self, standing: Standing, words: int) -> RollEntry:
        markers = tuple(mark.marker for mark in standing.done)
        holder = standing.claim.marker if standing.claim else ""
        facts = (standing.id, standing.state, standing.grade.score, standing.grade.comment, words, markers, holder)
        return RollEntry(*facts, *self._who(standing.student))

    def events(self, task: str | None = None) -> list[Event]:
        """Return the log: who did what, when. Raises DeskError for a marker."""
        self._for_instructor("the log")
        with self._database.reading() as db:
            return log.events(db, self.lesson, task)

    def unreadable(self) -> dict[str, str]:
        """Return whose notebook cannot be read, and why. Raises DeskError for a marker."""
        self._for_instructor("the list of notebooks")
        self._room.refresh()
        return dict(self._room.unreadable)

    # What may be seen

    def _view(self, standing: Standing) -> AnswerView:
        """Return what this marker may see of an answer."""
        written, alike = self._room.texts[standing.task][standing.id], self._room.likeness(standing.task)
        mine = standing.of(self.marker)
        elsewhere, (student, name) = standing.grade.comment, self._who(standing.student)
        if standing.final is not None:
            elsewhere = elsewhere.replace(standing.final.comment, "").strip()
        return AnswerView(
            *(standing.id, standing.task, standing.state, written.html, written.pictures, len(written.words)),
            mine=self._mark_view(standing, mine) if mine else MarkView(self.marker, {}, {}),
            earlier=tuple(self._mark_view(standing, mark) for mark in self._earlier(standing)),
            claimed_until=standing.claim.until if standing.claim and standing.claim.marker == self.marker else 0.0,
            same=self._room.same(standing.task, standing.id),
            near=alike.near(standing.id),
            elsewhere_score=standing.grade.score if standing.state == "formgrader" else None,
            elsewhere_comment=elsewhere,
            second=any(mark.marker != self.marker for mark in standing.done),
            student=student,
            name=name,
        )

    def _earlier(self, standing: Standing) -> list[Mark]:
        """Return the marks that were finished and do not count now, but not this marker's open one."""
        return [
            mark
            for mark in standing.marks
            if mark not in standing.done
            and mark.score is not None
            and (mark.print != standing.counts or mark.marker != self.marker)
        ]

    def _mark_view(self, standing: Standing, mark: Mark) -> MarkView:
        """Return a mark; of another marker's, the name is for the instructor."""
        shown = mark.marker if self.is_instructor or mark.marker == self.marker else ""
        score = steps.score(self._room.task(standing.task), mark)
        facts = {"done": mark.done is not None, "earlier": mark.print != standing.counts}
        return MarkView(shown, mark.points, mark.notes, mark.adjust, mark.reason, score, **facts)

    def _for_instructor(self, what: str) -> None:
        if not self.is_instructor:
            raise DeskError(f"{what} is for the instructor; ask them")

    def _who(self, student: str) -> tuple[str, str]:
        """Return a student's id and name, for the instructor; nothing for a marker."""
        if not self.is_instructor:
            return "", ""
        path = self.course.folder / "people.json"
        person = _register(self.course, path.stat().st_mtime_ns if path.exists() else 0).holder(student)
        return student, person.shown if person else student


@lru_cache(maxsize=2)
def _register(course: Course, _time: int) -> Register:
    """Read who is who once for a class, and again when the file changes."""
    return Register(course)
