"""What the desk writes into nbgrader's gradebook: manual score, comment, and that no person is needed any more.

It is written in the transaction that finishes the mark, and only then: by formgrader's rule any manual score makes an
answer final. A comment that stands there already, from the formgrader, stays, and the desk's comes below it.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from instructor.desk.database import upsert
from instructor.desk.standing import Cell, Mark, Standing
from instructor.desk.tables import FINAL
from instructor.desk.views import Task
from instructor.grading.tables import COMMENT, GRADE
from quizzes.catalogue import points as shown


class Before(msgspec.Struct):
    """What the gradebook and `desk_final` had before a mark was written, and the score that was written."""

    score: float | None
    needs: bool
    comment: str
    written: float
    final: dict[str, Any] | None = None


def put(db: Connection, standing: Standing, cell: Cell, task: Task, mark: Mark, score: float, now: float) -> Before:
    """Write a mark into the gradebook, as the one that counts; return what was there before."""
    grade, final = standing.grade, standing.final
    written = round(score * cell.maximum / task.points, 4) if task.points else score
    composed = comment(task, mark)
    own = (grade.comment if final is None else grade.comment.replace(final.comment, "")).strip()
    text = "\n\n".join(part for part in (own if own not in composed else "", composed) if part)
    _write(db, standing, cell, written, False, text)
    facts = {"print": mark.print, "marker": mark.marker, "score": written, "maximum": cell.maximum, "comment": composed}
    upsert(db, FINAL, {"answer": standing.id}, {**facts, "time": now, "settled": standing.is_settled})
    kept = None if final is None else dict(final._mapping)
    return Before(grade.score, grade.needs, grade.comment, written, kept)


def take_back(db: Connection, standing: Standing, cell: Cell, before: Before) -> bool:
    """Let the gradebook have again what it had before a mark was written; False where it has changed since."""
    if standing.grade.score != before.written or standing.grade.needs:
        return False
    _write(db, standing, cell, before.score, before.needs, before.comment)
    db.execute(delete(FINAL).where(FINAL.c.answer == standing.id))
    if before.final is not None:
        db.execute(insert(FINAL), before.final)
    return True


def _write(db: Connection, standing: Standing, cell: Cell, score: float | None, needs: bool, text: str) -> None:
    values = {"manual_score": score, "needs_manual_grade": needs}
    db.execute(update(GRADE).where(GRADE.c.id == standing.grade.id).values(**values))
    at = (COMMENT.c.notebook_id == standing.grade.notebook, COMMENT.c.cell_id == cell.commented)
    if db.scalar(select(COMMENT.c.id).where(*at)) is None:
        db.execute(insert(COMMENT), {"notebook_id": standing.grade.notebook, "cell_id": cell.commented})
    db.execute(update(COMMENT).where(*at).values(manual_comment=text or None))


def comment(task: Task, mark: Mark) -> str:
    """Return what a student reads: the points of each criterion, if there are several, and the notes; Markdown."""
    parts = []
    if len(task.criteria) > 1:
        parts.append(
            " · ".join(f"{each.name} {shown(mark.points[each.id])}/{shown(each.maximum)}" for each in task.criteria)
        )
    if mark.adjust:
        parts.append(f"{mark.adjust:+g}: {mark.reason}" if mark.reason else f"{mark.adjust:+g}")
    named = {each.id: each.name for each in task.criteria} if len(task.criteria) > 1 else {}
    notes = ((name, mark.notes.get(name, "").strip()) for name in (*(each.id for each in task.criteria), ""))
    parts += [f"*{named[name]}.* {note}" if name in named else note for name, note in notes if note]
    return "\n\n".join(parts)
