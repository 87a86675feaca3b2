"""One marker at the desk, as a process of its own: marks what it is given until nothing waits any more.

Run by the tests: `python -m tests.desk_marker ROOT MARKER SHARE`. A marker gives the same for form each time, so a test
can tell whose a score is.
"""

from __future__ import annotations

import sys
import time
from contextlib import closing
from pathlib import Path

from instructor.course import Course
from instructor.desk import Desk, DeskError
from tests.desk_course import FULL, TASK
from tests.small_course import ASSIGNMENT

#: Seconds that a claim holds here.
HOLDS = 3.0


def form_of(marker: str) -> float:
    """Return what a marker gives for form, always."""
    return {"maria": 3.0, "jonas": 1.0, "chen": 0.0}[marker]


def mark_all(desk: Desk) -> None:
    """Mark until nothing waits, not even with somebody else."""
    while desk.progress(TASK).left or desk.progress(TASK).open:
        answer = desk.next(TASK)
        if answer is None:
            time.sleep(0.05)
            continue
        try:
            for criterion, points in (FULL | {"form": form_of(desk.marker)}).items():
                desk.mark(answer.id, criterion, points)
            desk.comment(answer.id, f"Read by {desk.marker}.")
            desk.finish(answer.id)
        except DeskError as error:
            print(desk.marker, error)


if __name__ == "__main__":
    root, marker = Path(sys.argv[1]), sys.argv[2]
    course = Course(root, root / "build")
    course.enter()
    with closing(Desk(course, ASSIGNMENT, marker, marked_twice=float(sys.argv[3]), claim_minutes=HOLDS / 60)) as desk:
        mark_all(desk)
