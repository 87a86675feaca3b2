"""What the page may ask for: one struct a question, each answered by one method of `Desk`, read strictly.

`Envelope.token` is made by the page, a new one for each step and the same one when it is sent again: what was done
already is not done twice.
"""

from __future__ import annotations

from typing import Any

import msgspec

from instructor.desk.door import Desk
from instructor.desk.views import Agreement as AgreementView
from instructor.desk.views import (
    AnswerView,
    Calibration,
    Difference,
    Finished,
    MarkView,
    NearCopy,
    Progress,
    RollEntry,
    SampleView,
    SavedComment,
    TaskView,
)

Points = dict[str, float]


class Screen(msgspec.Struct, frozen=True):
    """What stands before a marker: an answer, or None where nothing waits; where the task stands; saved comments."""

    answer: AnswerView | None
    progress: Progress
    comments: list[SavedComment]
    finished: Finished | None = None


class Kept(msgspec.Struct, frozen=True):
    """The acknowledgement of a step: the mark as it is now in the gradebook's database."""

    mine: MarkView
    claimed_until: float


class Trained(msgspec.Struct, frozen=True):
    """The samples of a task, and how far this marker is from them."""

    samples: list[SampleView]
    calibration: Calibration


class Compared(msgspec.Struct, frozen=True):
    """How far the markers of a task agree; for the instructor, the answers that two have marked."""

    agreement: AgreementView
    differences: list[Difference]
    copies: list[NearCopy]


class Question(msgspec.Struct, frozen=True, tag_field="do", tag=str.lower, forbid_unknown_fields=True):
    """A question of the page."""

    def ask(self, desk: Desk) -> Any:
        """Return the desk's answer. Raises DeskError."""
        raise NotImplementedError


class Tasks(Question, frozen=True):
    """The lesson's tasks, and where they stand."""

    def ask(self, desk: Desk) -> list[TaskView]:
        """Return the tasks."""
        return desk.tasks()


class Next(Question, frozen=True):
    """The next answer that is to be marked."""

    task: str

    def ask(self, desk: Desk) -> Screen:
        """Claim it."""
        return screen(desk, self.task, desk.next(self.task))


class Show(Question, frozen=True):
    """An answer, to look at."""

    answer: str

    def ask(self, desk: Desk) -> AnswerView:
        """Return it, without claiming it."""
        return desk.answer(self.answer)


class Claim(Question, frozen=True):
    """A certain answer, to mark it."""

    answer: str

    def ask(self, desk: Desk) -> Screen:
        """Claim it."""
        found = desk.claim(self.answer)
        return screen(desk, found.task, found)


class Mark(Question, frozen=True):
    """Points in one criterion."""

    answer: str
    criterion: str
    points: float | None

    def ask(self, desk: Desk) -> Kept:
        """Give them."""
        return kept(desk.mark(self.answer, self.criterion, self.points))


class Adjust(Question, frozen=True):
    """Points beside the criteria, and the reason."""

    answer: str
    points: float
    reason: str

    def ask(self, desk: Desk) -> Kept:
        """Give or take them."""
        return kept(desk.adjust(self.answer, self.points, self.reason))


class Comment(Question, frozen=True):
    """A comment on one criterion, or with "" on the whole."""

    answer: str
    criterion: str
    text: str

    def ask(self, desk: Desk) -> Kept:
        """Write it."""
        return kept(desk.comment(self.answer, self.text, self.criterion))


class Forget(Question, frozen=True):
    """A saved comment that is not wanted any more."""

    comment: str
    task: str

    def ask(self, desk: Desk) -> list[SavedComment]:
        """Drop it; return those that are left."""
        desk.remove_comment(self.comment)
        return desk.comments(self.task)


class Finish(Question, frozen=True):
    """A mark is done; the next answer."""

    task: str
    answer: str
    everywhere: bool
    over: bool

    def ask(self, desk: Desk) -> Screen:
        """Finish it and claim the next one."""
        done = desk.finish(self.answer, everywhere=self.everywhere, over=self.over)
        return screen(desk, self.task, desk.next(self.task), done)


class Skip(Question, frozen=True):
    """An answer is put off; the next one."""

    task: str
    answer: str

    def ask(self, desk: Desk) -> Screen:
        """Put it off and claim the next one."""
        desk.skip(self.answer)
        return screen(desk, self.task, desk.next(self.task))


class Release(Question, frozen=True):
    """An answer is let go of."""

    answer: str

    def ask(self, desk: Desk) -> None:
        """Let go of it."""
        desk.release(self.answer)


class Undo(Question, frozen=True):
    """The last step is taken back."""

    task: str

    def ask(self, desk: Desk) -> Screen | None:
        """Take it back and show its answer, which may be of another task; None where there is nothing to undo."""
        found = desk.undo()
        return screen(desk, found.task, found) if found else None


class Samples(Question, frozen=True):
    """The samples of a task."""

    task: str

    def ask(self, desk: Desk) -> Trained:
        """Return them."""
        return Trained(desk.samples(self.task), desk.calibration(self.task))


class Calibrate(Question, frozen=True):
    """A sample as this marker marks it."""

    task: str
    sample: str
    points: Points

    def ask(self, desk: Desk) -> Trained:
        """Keep it, and show its own marks."""
        desk.calibrate(self.sample, self.points)
        return Trained(desk.samples(self.task), desk.calibration(self.task))


class Agreement(Question, frozen=True):
    """How far markers agree on a task."""

    task: str

    def ask(self, desk: Desk) -> Compared:
        """Return it; the answers and their marks only for the instructor."""
        pairs = desk.differences(self.task) if desk.is_instructor else []
        return Compared(desk.agreement(self.task), pairs, desk.near_copies(self.task))


class Settle(Question, frozen=True):
    """The mark that counts of an answer that two have marked."""

    task: str
    answer: str
    marker: str

    def ask(self, desk: Desk) -> Compared:
        """Let it count."""
        desk.settle(self.answer, self.marker)
        return Agreement(self.task).ask(desk)


class Roll(Question, frozen=True):
    """All answers to a task, with names."""

    task: str

    def ask(self, desk: Desk) -> list[RollEntry]:
        """Return them, for the instructor."""
        return desk.roll(self.task)


AnyQuestion = (
    Tasks | Next | Show | Claim | Mark | Adjust | Comment | Forget | Finish | Skip | Release | Undo | Samples
    | Calibrate | Agreement | Settle | Roll
)  # fmt: skip


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question, and who asks it of which lesson; `names` asks for the instructor's view."""

    lesson: str
    marker: str
    token: str
    question: AnyQuestion
    names: bool = False


def screen(desk: Desk, task: str, answer: AnswerView | None, finished: Finished | None = None) -> Screen:
    """Return what stands before a marker now."""
    return Screen(answer, desk.progress(task), desk.comments(task), finished)


def kept(answer: AnswerView) -> Kept:
    """Return the acknowledgement of a step: not the answer again, which may be of several megabytes."""
    return Kept(answer.mine, answer.claimed_until)
