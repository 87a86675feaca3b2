"""How many answered a question outside of its window, which no other figure of the report holds."""

from __future__ import annotations

from collections.abc import Iterator

from instructor.reports.page import ReportSection, ReportTable, columns
from instructor.reports.teacher_class import ClassWork, of
from quizzes.catalogue import say


def outside(group: ClassWork) -> Iterator[ReportSection]:
    """Yield the section on those who answered too early or too late; none where no question has a window."""
    timed = [n for n, (_, item) in enumerate(group.items) if item.window]
    if not timed:
        return
    rows = tuple((group.number(n), *_counts(group, n)) for n in timed)
    heads = columns("teacher.question_head", "teacher.before_opening", "teacher.after_closing", "teacher.time_doubted")
    table = ReportTable(say("teacher.windows_caption"), heads, rows)
    yield ReportSection(say("teacher.windows"), (say("teacher.windows_are"),), tables=(table,))


def _counts(group: ClassWork, n: int) -> Iterator[str]:
    """Yield of so many who handed in, how many were too early, too late, or have a time in doubt."""
    for kind in range(3):
        yield of(sum(work.timely[n][kind] for work in group.handed_in), len(group.handed_in))
