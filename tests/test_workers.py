"""Does a worker that dies, hangs or is killed cost only the submission that harmed it?"""

from __future__ import annotations

import errno
import os
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from instructor.course import Course, CourseError
from instructor.grading import workers
from instructor.grading.batch import grade_class
from instructor.marking.submission import MarkedSubmission, Paper, mark_submission
from instructor.submissions.read import Submission, read_submission
from tests.small_class import CLASS, command, grade
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


def only_mal(harm: Callable[[], object]) -> Callable[[Paper, Submission], MarkedSubmission]:
    """Return a way of marking that comes to harm over one student's submission."""

    def mark(paper: Paper, submission: Submission) -> MarkedSubmission:
        if submission.student == "mal":
            harm()
        return mark_submission(paper, submission)

    return mark


def misbehave() -> None:
    raise KeyError("what nobody thought of")


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (lambda: os._exit(3), "it ended the process that marked it; look at it, and ask the student"),
        (lambda: time.sleep(60), "it took longer to mark than any submission may"),
        (lambda: bytearray(workers.MEMORY + 2**28), "it needs more memory than any submission may"),
        (misbehave, "it could not be marked (KeyError: 'what nobody thought of')"),
    ],
    ids=["dies", "hangs", "fills memory", "raises"],
)
@pytest.mark.skipif(sys.platform != "linux", reason="only a forked worker has the test's way of marking")
def test_a_submission_that_harms_its_worker_harms_nobody_else(
    small_class: Course, monkeypatch: pytest.MonkeyPatch, harm: Callable[[], object], reason: str
) -> None:
    monkeypatch.setattr(workers, "mark_submission", only_mal(harm))
    monkeypatch.setattr("instructor.grading.batch.SECONDS", 2)
    done = grade(small_class)
    assert [done[name].score for name in CLASS] == [8, 0, 8]
    assert reason in done["mal"].reason
    assert not small_class.step("autograded", ASSIGNMENT, "mal").exists()
    monkeypatch.undo()
    small_class.enter()
    again = grade(small_class)
    assert [again[name].outcome for name in CLASS] == ["unchanged", "graded", "unchanged"]


@pytest.mark.skipif(sys.platform != "linux", reason="only a forked worker has the test's way of marking")
def test_a_worker_that_somebody_else_ends_costs_nobody_anything(
    small_class: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = small_class.folder / "once"

    def end_once() -> None:
        if not once.exists():
            once.touch()
            os._exit(3)

    monkeypatch.setattr(workers, "mark_submission", only_mal(end_once))
    assert {result.score for result in grade(small_class).values()} == {8}
    assert once.exists()


def test_a_class_of_any_size_is_read_no_faster_than_it_is_graded(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flat memory: what was read and has no result yet is at most four submissions for each worker."""
    students = tuple(f"s{number:02}" for number in range(30))
    for name in students:
        hand_in_folder(course, name, RIGHT)
    read: list[str] = []

    def counted(folder: Path, *more: Any) -> Submission:
        read.append(folder.parent.name)
        return read_submission(folder, *more)

    monkeypatch.setattr("instructor.grading.batch.read_submission", counted)
    ahead = [len(read) - done for done, _ in enumerate(grade_class(course, ASSIGNMENT, students, workers=2))]
    assert len(ahead) == len(read) == 30
    assert 1 <= max(ahead) <= 8


@pytest.mark.skipif(sys.platform != "linux", reason="only a forked worker inherits what is open")
def test_a_worker_inherits_no_connection_to_the_gradebook(small_class: Course) -> None:
    others = set(psutil.Process().children())
    results = grade_class(small_class, ASSIGNMENT, CLASS, workers=1)
    next(results)
    (worker,) = set(psutil.Process().children()) - others
    assert [file.path for file in worker.open_files() if "gradebook" in file.path] == []
    assert len(list(results)) == 2


def test_workers_end_with_the_command(small_class: Course) -> None:
    for number in range(60):
        hand_in_folder(small_class, f"s{number}", RIGHT)
    found: list[psutil.Process] = []
    with command(small_class) as running:
        process = psutil.Process(running.pid)
        while len(found) < 2 and running.poll() is None:
            found = process.children(recursive=True)
            time.sleep(0.01)
        process.kill()
    _, alive = psutil.wait_procs(found, timeout=10)
    assert len(found) >= 2
    assert not alive


def no_room() -> None:
    raise OSError(errno.ENOSPC, "No space left on device", "somewhere")


@pytest.mark.skipif(sys.platform != "linux", reason="only a forked worker has the test's way of marking")
def test_a_worker_without_room_blames_no_student(small_class: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "mark_submission", only_mal(no_room))
    with pytest.raises(CourseError, match=r"No space left on device: somewhere.*make room there"):
        grade(small_class)


@pytest.mark.skipif(sys.platform != "linux", reason="only a forked worker has the test's way of serving")
def test_a_worker_that_is_killed_while_it_sends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def serve(there: Any, *_: object) -> None:
        there.recv()
        os.write(there.fileno(), struct.pack("!i", 1000) + b"the beginning of a thousand bytes")
        os._exit(9)

    monkeypatch.setattr(workers, "_serve", serve)
    paper = Paper(Path(), "", {}, {}, {}, "")
    dying, beside = workers.Worker(paper), workers.Worker(paper)
    with pytest.raises(workers.WorkerEndedError):
        dying.mark(Submission("ana", {}), seconds=60)
    assert beside.is_alive
    beside.end()
    with pytest.raises(workers.WorkerEndedError):
        beside.mark(Submission("ana", {"x": bytes(10**7)}), seconds=60)
