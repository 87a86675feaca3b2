"""One marker at the desk of a made-up term, as a process: reads each answer, and gives what it says that it earns.

Run by the tests: `python -m tests.made_up_term.marker ROOT FOLDER LESSON MARKER SHARE`.
"""

from __future__ import annotations

import re
import sys
import time
from contextlib import closing
from pathlib import Path

from instructor.course import Course
from instructor.desk import Desk, DeskError
from instructor.desk.views import AnswerView, Task

EARNS = r"For {} it earns ((?:[\d.]+; )*[\d.]+) points"
#: Seconds that a claim holds here.
HOLDS = 3.0


def mark_one(desk: Desk, task: Task, answer: AnswerView) -> None:
    """Mark an answer by what is on the desk, and by nothing else; what is another task's earns nothing here."""
    found = {*re.findall(EARNS.format(task.id), answer.answer_html)} or {"; ".join(["0"] * len(task.criteria))}
    (said,) = found
    for criterion, points in zip(task.criteria, said.split("; "), strict=True):
        desk.mark(answer.id, criterion.id, float(points))
    desk.comment(answer.id, f"Read by {desk.marker}.")
    desk.finish(answer.id)


def mark_all(desk: Desk, task: Task) -> None:
    """Mark until nothing waits any more, not even with somebody else."""
    while (progress := desk.progress(task.id)).left or progress.open:
        answer = desk.next(task.id)
        if answer is None:
            time.sleep(0.1)
            continue
        try:
            mark_one(desk, task, answer)
        except DeskError as error:
            print(desk.marker, error)


if __name__ == "__main__":
    course = Course(Path(sys.argv[1]), Path(sys.argv[2]))
    course.enter()
    lesson, marker, share = sys.argv[3:]
    with closing(Desk(course, lesson, marker, marked_twice=float(share), claim_minutes=HOLDS / 60)) as desk:
        for view in desk.tasks():
            mark_all(desk, view.task)
