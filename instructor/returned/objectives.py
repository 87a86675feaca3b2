"""How far a student met each objective of a lesson: as a mark, in words, in points, and as the shares of a bar.

What waits is neither earned nor lost. While a part of an objective waits, its words are of what is so far.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from instructor.marking.review import MARKS, VERDICTS
from instructor.returned.graded import Graded
from instructor.returned.lesson import Lesson
from quizzes.catalogue import points, say

#: From which share of its points how much of an objective is said to be met.
NEARNESS = (
    (0.8, "feedback.nearly_all"),
    (0.6, "feedback.more_than_half"),
    (0.4, "feedback.about_half"),
    (0.2, "feedback.less_than_half"),
    (0.0, "feedback.little"),
)


@dataclass(frozen=True)
class Objective:
    """An objective of the lesson, how far it was met as a mark and in words, and its points.

    `share` of all its points is earned, `open` of them waits, each from 0 to 1.
    """

    text: str
    outcome: str
    mark: str
    verdict: str
    points: str
    share: float = 0.0
    open: float = 0.0


def objectives(lesson: Lesson, cells: Sequence[Graded]) -> Iterator[Objective]:
    """Yield each objective of a lesson with what the cells earned of it."""
    for number, text in enumerate(lesson.objectives, start=1):
        items = [item for cell in cells for item in cell.items if item.objective == number and item.outcome != "voided"]
        written = [cell for cell in cells if cell.objective == number and not cell.items]
        done = [cell for cell in written if not cell.waits]
        earned = sum(item.points for item in items) + sum(cell.score for cell in done)
        maximum = sum(item.maximum for item in items) + sum(cell.maximum for cell in done)
        yield _objective(text, earned, maximum, sum(cell.maximum for cell in written if cell.waits))


def _objective(text: str, earned: float, maximum: float, waiting: float) -> Objective:
    if not (maximum or waiting):
        outcome = "not asked"
        return Objective(text, outcome, MARKS[outcome], say(VERDICTS[outcome]), "")
    parts = [say("feedback.objective_points", points=points(earned), count=round(maximum, 2))] if maximum else []
    parts += [say("feedback.and_waiting", count=round(waiting, 2))] if waiting else []
    outcome, verdict = _how_far(earned, maximum, waiting)
    mark, told, total = MARKS.get(outcome, "…"), say("feedback.separator").join(parts), maximum + waiting
    return Objective(text, outcome, mark, verdict, told, min(earned, maximum) / total, waiting / total)


def _how_far(earned: float, maximum: float, waiting: float) -> tuple[str, str]:
    """Return the outcome and its words; while a part waits, nothing is said to be met."""
    if not maximum:
        return "waits", say("feedback.waits")
    if earned >= maximum - 1e-9:
        return "right", say("feedback.right_so_far" if waiting else "feedback.met")
    if earned <= 0:
        return "wrong", say("feedback.nothing_so_far" if waiting else "feedback.not_met")
    verdict = say(next(key for least, key in NEARNESS if earned >= least * maximum))
    return "partly right", say("feedback.partly_so_far", verdict=verdict) if waiting else verdict
