"""What a marker does with one answer. Each step is one transaction: it happened whole, with a line in the log, or not.

Every step holds the answer for the marker, so it can only be taken by whoever has it. What is marked is a draft until
all criteria have points and the marker finishes; only then anything reaches the gradebook (`finals`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import Connection, delete, update

from instructor.desk import finals, log, saved
from instructor.desk.claims import give_back, take
from instructor.desk.database import DeskError, add_new, upsert
from instructor.desk.standing import Cell, Mark, Standing, is_twice, standings
from instructor.desk.tables import FINAL, MARK, NOTE, POINT
from instructor.desk.views import Task


@dataclass(frozen=True)
class Step:
    """One step: the open transaction, what it is about, who takes it and when, and until when they have the answer."""

    db: Connection
    lesson: str
    task: Task
    cell: Cell
    marker: str
    now: float
    until: float
    share: float
    is_instructor: bool = False
    batch: str = ""

    def where(self, answer: str) -> dict[str, str]:
        """Return what the log says a line is about."""
        return {"lesson": self.lesson, "task": self.task.id, "answer": answer, "marker": self.marker}

    def log(self, answer: str, kind: str, data: Any = None, undoes: str = "") -> None:
        """Add a line to the log."""
        log.write(self.db, self.where(answer), kind, self.now, self.batch or new_batch(), data, undoes)

    def standing(self, answer: str) -> Standing:
        """Return where an answer stands, and keep it from changing. Raises DeskError where it is gone."""
        found = standings(self.db, self.lesson, self.task.id, self.cell, self.now, [answer])
        if answer not in found:
            raise DeskError("this answer is not in the gradebook any more; take the next one")
        return found[answer]


def new_batch() -> str:
    """Return a name for what is done in one step."""
    return uuid4().hex


def claim(step: Step, answer: str) -> Standing:
    """Take an answer, or hold it longer, and begin a mark of it.

    Raises
    ------
    DeskError
        Where somebody else has it.
    """
    if not take(step.db, answer, step.marker, step.now, step.until):
        raise DeskError("somebody else has this answer before them now; take the next one")
    standing = step.standing(answer)
    row = {"answer": answer, "marker": step.marker, "print": standing.counts}
    if add_new(step.db, MARK, tuple(row), {**row, "opened": step.now, "adjust": 0.0, "reason": ""}):
        step.log(answer, "open")
        standing = step.standing(answer)
    return standing


def draft(step: Step, answer: str) -> Mark:
    """Return the marker's mark of an answer, open: one that was finished is taken up again."""
    mark = claim(step, answer).of(step.marker)
    assert mark is not None
    if mark.done is not None:
        before = {"done": mark.done, "score": mark.score, "seconds": mark.seconds}
        _set(step, answer, mark, done=None, score=None)
        step.log(answer, "reopen", {"before": before})
    return mark


def _set(step: Step, answer: str, mark: Mark, **values: Any) -> None:
    its = (MARK.c.answer == answer, MARK.c.marker == mark.marker, MARK.c.print == mark.print)
    step.db.execute(update(MARK).where(*its).values(**values))


def _put(step: Step, table: Any, answer: str, text: str, criterion: str, value: dict[str, Any]) -> None:
    """Write one criterion's points or note; without a value its row goes."""
    keys = {"answer": answer, "marker": step.marker, "print": text, "criterion": criterion}
    if next(iter(value.values())) in (None, ""):
        step.db.execute(delete(table).where(*(table.c[name] == each for name, each in keys.items())))
    else:
        upsert(step.db, table, keys, value)


def set_points(step: Step, answer: str, criterion: str, points: float | None) -> None:
    """Give an answer its points in one criterion; None takes them away."""
    mark = draft(step, answer)
    _put(step, POINT, answer, mark.print, criterion, {"points": points})
    data = {"criterion": criterion, "before": mark.points.get(criterion), "after": points, "print": mark.print}
    step.log(answer, "mark", data)


def set_note(step: Step, answer: str, criterion: str, text: str) -> None:
    """Write the comment on one criterion, or with "" on the whole."""
    mark = draft(step, answer)
    if text != mark.notes.get(criterion, ""):
        _put(step, NOTE, answer, mark.print, criterion, {"text": text})
        data = {"criterion": criterion, "before": mark.notes.get(criterion, ""), "after": text, "print": mark.print}
        step.log(answer, "note", data)


def set_adjustment(step: Step, answer: str, points: float, reason: str) -> None:
    """Add points to what the criteria come to, or take some off, and say why."""
    mark = draft(step, answer)
    _set(step, answer, mark, adjust=points, reason=reason)
    before = {"adjust": mark.adjust, "reason": mark.reason}
    step.log(answer, "adjust", {"before": before, "after": points, "reason": reason, "print": mark.print})


def score(task: Task, mark: Mark) -> float | None:
    """Return what a mark comes to, within 0 and the task's points; None while a criterion is open."""
    if any(each.id not in mark.points for each in task.criteria):
        return None
    total = sum(mark.points[each.id] for each in task.criteria) + mark.adjust
    return round(min(max(total, 0.0), task.points), 4)


def finish(step: Step, answer: str, over: bool) -> tuple[float, bool]:
    """Finish a mark; write it into the gradebook, unless it is a second one. Return its score, and if it was written.

    Raises
    ------
    DeskError
        Where a criterion is open, somebody else has the answer or has marked it meanwhile, or the formgrader has and
        `over` is not set.
    """
    standing = claim(step, answer)
    mark = standing.of(step.marker)
    assert mark is not None
    total = score(step.task, mark)
    if total is None:
        missing = ", ".join(each.name for each in step.task.criteria if each.id not in mark.points)
        raise DeskError(f"not marked yet: {missing}; give each criterion its points, then finish")
    is_first = _is_first(step, standing, over)
    seconds = mark.seconds or log.seconds_spent(step.db, answer, step.marker, mark.opened, step.now)
    _set(step, answer, mark, done=step.now, score=total, seconds=seconds)
    before = finals.put(step.db, standing, step.cell, step.task, mark, total, step.now) if is_first else None
    step.log(answer, "finish", {"score": total, "print": mark.print, "before": before, "points": mark.points})
    saved.grow(step.db, step.lesson, step.task, mark.notes)
    give_back(step.db, answer, step.marker)
    return total, is_first


def _is_first(step: Step, standing: Standing, over: bool) -> bool:
    """Say whether a mark counts, rather than being a second one; raise DeskError where it may be neither."""
    if standing.waits or (over and (step.is_instructor or standing.state != "marked")):
        return True
    if standing.state in ("formgrader", "blank"):
        have = "the formgrader has given it" if standing.state == "formgrader" else "it was graded as empty, with"
        points = standing.grade.score or 0.0
        raise DeskError(f"{have} {points:g} points; finish it once more with “over” to put yours in their place")
    if standing.final is not None and standing.final.marker == step.marker:
        return not standing.is_settled
    if any(mark.marker == step.marker for mark in standing.done) or is_twice(standing.id, step.share):
        return False
    raise DeskError("somebody else has marked this answer meanwhile, and theirs counts; take the next one")


def settle(step: Step, answer: str, marker: str) -> float:
    """Let one of the marks of an answer count, and put it into the gradebook."""
    standing = step.standing(answer)
    mark = next((each for each in standing.done if each.marker == marker), None)
    if mark is None or mark.score is None:
        have = ", ".join(each.marker for each in standing.done) or "nobody"
        raise DeskError(f'"{marker}" has no finished mark that counts of this answer; {have} has')
    before = finals.put(step.db, standing, step.cell, step.task, mark, mark.score, step.now)
    step.db.execute(update(FINAL).where(FINAL.c.answer == answer).values(settled=True))
    step.log(answer, "settle", {"for": marker, "score": mark.score, "before": before})
    return mark.score


def undo(step: Step, lines: Any) -> None:
    """Take back the lines of one step, the last one first.

    Raises
    ------
    DeskError
        Where the gradebook has changed since: then nothing is taken back.
    """
    for line in lines:
        data = msgspec.json.decode(line.data)
        _take_back(step, line.answer, line.kind, data)
        step.log(line.answer, "undo", {"kind": line.kind}, undoes=line.batch)


def _take_back(step: Step, answer: str, kind: str, data: dict[str, Any]) -> None:
    its = (MARK.c.answer == answer, MARK.c.marker == step.marker)
    if kind == "mark":
        _put(step, POINT, answer, data["print"], data["criterion"], {"points": data["before"]})
    elif kind == "note":
        _put(step, NOTE, answer, data["print"], data["criterion"], {"text": data["before"]})
    elif kind == "reopen":
        standing = step.standing(answer)
        step.db.execute(update(MARK).where(*its, MARK.c.print == standing.counts).values(**data["before"]))
    elif kind == "adjust":
        step.db.execute(update(MARK).where(*its, MARK.c.print == data["print"]).values(**data["before"]))
    else:
        step.db.execute(update(MARK).where(*its, MARK.c.print == data["print"]).values(done=None, score=None))
        before = msgspec.convert(data["before"], finals.Before | None)
        if before is not None and not finals.take_back(step.db, step.standing(answer), step.cell, before):
            raise DeskError("the mark has been changed in the gradebook since, so it stays; open the answer to mark it")
