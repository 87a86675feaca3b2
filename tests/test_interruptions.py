"""Is nothing lost when grading is stopped: by a full disk, a lock, a kill, a folder in disorder?"""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from instructor.course import Course, CourseError
from instructor.grading.batch import grade_class
from instructor.grading.drivers import GradebookError
from tests.gradebooks import files, rows
from tests.kills import compare
from tests.small_class import CLASS, command, grade
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
@pytest.mark.parametrize(
    ("room", "reason"), [(2000, "could not be written (File too large"), (None, "the gradebook could not be used")]
)
def test_a_disk_without_room_stops_the_grading_and_nothing_is_lost(
    small_class: Course, room: int | None, reason: str
) -> None:
    limit = room or (small_class.folder / "gradebook.db").stat().st_size // 2
    running = command(small_class, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    said, _ = running.communicate(timeout=120)
    assert running.returncode == 1
    assert reason in said
    assert "give the same command again" in said
    assert [result.score for result in grade(small_class).values()] == [8, 8, 8]


def test_a_locked_gradebook_stops_the_grading_and_nothing_is_lost(
    small_class: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = small_class.folder / "gradebook.db"
    monkeypatch.setenv("TWO_JANUARIES_GRADEBOOK", f"sqlite:///{database}?timeout=0.2")
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(GradebookError, match=r"database is locked.*close the formgrader"):
        grade(small_class)
    other.close()
    assert [result.score for result in grade(small_class).values()] == [8, 8, 8]


def test_two_commands_do_not_grade_the_same_assignment_at_once(small_class: Course) -> None:
    first = grade_class(small_class, ASSIGNMENT, CLASS)
    next(first)
    with pytest.raises(CourseError, match="is being graded by another command"):
        grade(small_class)
    assert len(list(first)) == 2


def test_steps_that_grade_does_not_know_are_named(small_class: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("instructor.grading.rules.STEPS", {"nbgrader.preprocessors.ClearOutput"})
    with pytest.raises(CourseError, match=r"instructor.preprocessors.RestoreCells.*or grade with: nbgrader autograde"):
        grade(small_class)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_at_random_it_ends_with_the_gradebook_of_a_quiet_run(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    counts, equal = compare(tmp_path, students=60, kills=6, rng=random.Random(seed))
    assert equal, (seed, counts)
    assert sum(counts.values()) == 6


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT for one process")
def test_stopped_from_the_keyboard_it_ends_at_once_and_nothing_is_lost(small_class: Course) -> None:
    for number in range(240):
        hand_in_folder(small_class, f"s{number:03}", RIGHT)
    graded = small_class.folder / "autograded"
    # A shell starts what runs in the background deaf to the keyboard, and a suite may run there.
    hearing = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}
    with command(small_class, start_new_session=True, **hearing) as running:
        while len(list(graded.glob("s*"))) < 5 and running.poll() is None:
            time.sleep(0.01)
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does: the workers get it too
        said, _ = running.communicate(timeout=20)
    assert running.returncode == 1
    assert "Traceback" not in said
    students = tuple(small_class.students("submitted", ASSIGNMENT))
    done = grade(small_class, students)
    assert {result.score for result in done.values()} == {8}
    assert "unchanged" in {result.outcome for result in done.values()}


def test_what_was_graded_before_comes_back_where_the_gradebook_cannot_be_written(
    small_class: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    grade(small_class)
    before = files(small_class), rows(small_class)

    def locked(*_: object) -> None:
        raise GradebookError("the gradebook could not be used (database is locked)")

    monkeypatch.setattr("instructor.grading.gradebook.Writer.save", locked)
    with pytest.raises(GradebookError):
        grade(small_class, force=True)
    assert (files(small_class), rows(small_class)) == before


def garble(course: Course) -> None:
    (course.folder / "gradebook.db").write_bytes(b"no database at all " * 100)


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (
            lambda course: (course.folder / "grading").write_text(""),
            "could not be written .*see that it is what it should",
        ),
        (
            lambda course: (course.folder / "grading" / f"{ASSIGNMENT}.jsonl").mkdir(parents=True),
            "could not be written",
        ),
        (garble, "the gradebook could not be used .*not a database"),
    ],
    ids=["no folder", "no log", "no gradebook"],
)
def test_a_course_folder_in_disorder_is_explained(
    small_class: Course, harm: Callable[[Course], object], reason: str
) -> None:
    harm(small_class)
    with pytest.raises(CourseError, match=reason):
        grade(small_class)
