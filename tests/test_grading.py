"""Is a class graded whatever happens: bad submissions, dying workers, a full disk, a lock, a kill?"""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest
from nbgrader.api import Gradebook

from instructor.course import Course, CourseError
from instructor.grade import counts, summary
from instructor.grading import workers
from instructor.grading.batch import Result, grade_class
from instructor.grading.gradebook import GradebookError
from instructor.marking.submission import MarkedSubmission, Paper, mark_submission
from instructor.submissions.read import Submission
from tests.gradebooks import by_nbgrader, files, gradebook, rows
from tests.kills import compare
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

CLASS = ("ana", "mal", "zoe")


@pytest.fixture
def small_class(course: Course) -> Course:
    for name in CLASS:
        hand_in_folder(course, name, RIGHT)
    return course


def grade(course: Course, students: tuple[str, ...] = CLASS, **options: Any) -> dict[str, Result]:
    return {result.student: result for result in grade_class(course, ASSIGNMENT, students, **options)}


def log(course: Course) -> list[dict[str, Any]]:
    lines = (course.folder / "grading" / f"{ASSIGNMENT}.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line) for line in lines]


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


def command(course: Course, *options: str, **more: Any) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-m", "instructor", "grade", ASSIGNMENT, *options]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)


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


def test_what_is_graded_and_unchanged_is_left_alone_and_a_resubmission_is_not(small_class: Course) -> None:
    grade(small_class)
    notebook = small_class.step("autograded", ASSIGNMENT, "ana") / f"{ASSIGNMENT}.ipynb"
    before = notebook.stat().st_mtime_ns
    (small_class.step("submitted", ASSIGNMENT, "zoe") / "responses" / "run-01.jsonl").unlink()
    done = grade(small_class)
    assert [done[name].outcome for name in CLASS] == ["unchanged", "unchanged", "graded"]
    assert [done[name].score for name in CLASS] == [8, 8, 4]
    assert notebook.stat().st_mtime_ns == before
    assert not (small_class.step("autograded", ASSIGNMENT, "zoe") / "responses" / "run-01.jsonl").exists()


def test_without_its_log_what_nbgrader_calls_graded_is_graded(small_class: Course) -> None:
    grade(small_class)
    shutil.rmtree(small_class.folder / "grading")
    (small_class.step("submitted", ASSIGNMENT, "zoe") / "timestamp.txt").write_text("2026-11-21 11:00:00", "utf-8")
    assert [result.outcome for _, result in sorted(grade(small_class).items())] == ["unchanged", "unchanged", "graded"]


def test_what_is_graded_and_not_in_the_gradebook_is_graded_again(small_class: Course) -> None:
    grade(small_class)
    with Gradebook(f"sqlite:///{small_class.folder / 'gradebook.db'}") as book:
        book.remove_submission(ASSIGNMENT, "mal")
    assert grade(small_class)["mal"].outcome == "graded"


def test_a_refused_resubmission_leaves_what_was_graded_before(small_class: Course) -> None:
    grade(small_class)
    before = gradebook(small_class)
    (small_class.step("submitted", ASSIGNMENT, "mal") / f"{ASSIGNMENT}.ipynb").write_text("{", "utf-8")
    done = grade(small_class)["mal"]
    assert done.outcome == "refused"
    assert done.reason.endswith("; what was graded before stays")
    assert gradebook(small_class) == before
    assert small_class.step("autograded", ASSIGNMENT, "mal").exists()


def test_work_graded_by_other_keys_is_named_until_it_is_graded_again(small_class: Course) -> None:
    grade(small_class)
    keys = small_class.keys_file(ASSIGNMENT)
    keys.write_text(keys.read_text("utf-8").replace("key: a\n", "key: b\n"), "utf-8")
    assert {(result.outcome, result.other_keys) for result in grade(small_class).values()} == {("unchanged", True)}
    again = grade(small_class, force=True)
    assert {(result.outcome, result.score, result.other_keys) for result in again.values()} == {("graded", 7, False)}


def test_the_log_is_for_machines_and_a_torn_line_is_no_problem(small_class: Course) -> None:
    (small_class.step("submitted", ASSIGNMENT, "mal") / f"{ASSIGNMENT}.ipynb").unlink()
    grade(small_class)
    lines = {line["student"]: line for line in log(small_class)}
    assert [lines[name]["outcome"] for name in CLASS] == ["graded", "refused", "graded"]
    assert lines["ana"].items() >= {"score": 8.0, "maximum": 9.0}.items()
    assert "it holds no notebook" in lines["mal"]["reason"]
    path = small_class.folder / "grading" / f"{ASSIGNMENT}.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    assert {result.outcome for result in grade(small_class).values()} == {"unchanged", "refused"}


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
    monkeypatch.setattr("instructor.grading.batch.STEPS", {"nbgrader.preprocessors.ClearOutput"})
    with pytest.raises(CourseError, match=r"instructor.preprocessors.RestoreCells.*or grade with: nbgrader autograde"):
        grade(small_class)


def test_a_late_submission_is_named_and_the_penalty_is_nbgraders(small_class: Course) -> None:
    with Gradebook(f"sqlite:///{small_class.folder / 'gradebook.db'}") as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate="2026-11-20 10:00:00")
    assert {result.seconds_late for result in grade(small_class).values()} == {3600}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_at_random_it_ends_with_the_gradebook_of_a_quiet_run(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    counts, equal = compare(tmp_path, students=60, kills=6, rng=random.Random(seed))
    assert equal, (seed, counts)
    assert sum(counts.values()) == 6


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere such names cannot be written")
@pytest.mark.parametrize("name", ["x" * 150, "é" * 65, "m\udcffl"], ids=["long", "long in bytes", "no UTF-8"])
def test_a_folder_whose_name_is_no_id_is_refused_and_the_rest_is_graded(small_class: Course, name: str) -> None:
    hand_in_folder(small_class, name, RIGHT)
    done = grade(small_class, (*CLASS, name))
    assert [done[student].score for student in CLASS] == [8, 8, 8]
    (refused,) = (result for result in done.values() if result.outcome == "refused")
    assert "is no student's id" in refused.reason
    assert refused.student.isprintable()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT for one process")
def test_stopped_from_the_keyboard_it_ends_at_once_and_nothing_is_lost(small_class: Course) -> None:
    for number in range(60):
        hand_in_folder(small_class, f"s{number:02}", RIGHT)
    with command(small_class, start_new_session=True) as running:
        while len(files(small_class)) < 20 and running.poll() is None:
            time.sleep(0.01)
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does: the workers get it too
        said, _ = running.communicate(timeout=20)
    assert running.returncode == 1
    assert "Traceback" not in said
    students = tuple(small_class.students("submitted", ASSIGNMENT))
    done = grade(small_class, students)
    assert {result.score for result in done.values()} == {8}
    assert "unchanged" in {result.outcome for result in done.values()}


def test_what_grade_has_graded_nbgrader_leaves_alone(small_class: Course) -> None:
    grade(small_class)
    before = files(small_class), rows(small_class)
    by_nbgrader(small_class, False)
    assert (files(small_class), rows(small_class)) == before


def test_nbgrader_refuses_the_notebooks_that_grade_refuses(small_class: Course) -> None:
    bad = {
        "not JSON": b"{",
        "UTF-16": "{}".encode("utf-16"),
        "deep": b'{"nbformat": 4, "cells": [], "x": ' + b"[" * 200 + b"]" * 200 + b"}",
        "old": b'{"nbformat": 1, "cells": []}',
        "another": b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "",'
        b' "metadata": {"nbgrader": {"grade_id": "l9-run"}}}]}',
    }
    for name, content in bad.items():
        (hand_in_folder(small_class, name, RIGHT) / f"{ASSIGNMENT}.ipynb").write_bytes(content)
    by_nbgrader(small_class, False)
    assert {name.split("/")[0] for name in files(small_class)} == set(CLASS)
    done = grade(small_class, (*CLASS, *bad))
    assert {name for name, result in done.items() if result.outcome == "refused"} == set(bad)


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


def no_room() -> None:
    raise OSError(errno.ENOSPC, "No space left on device", "somewhere")


@pytest.mark.skipif(sys.platform != "linux", reason="only a forked worker has the test's way of marking")
def test_a_worker_without_room_blames_no_student(small_class: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "mark_submission", only_mal(no_room))
    with pytest.raises(CourseError, match=r"No space left on device: somewhere.*make room there"):
        grade(small_class)


def results(count: int, **facts: Any) -> list[Result]:
    return [Result(f"s{number:03}", "graded", score=1, maximum=9, **facts) for number in range(count)]


def test_the_table_of_a_large_class_has_only_those_who_are_not_just_graded() -> None:
    odd = [Result("mal", "refused", "why [red]not[/red]"), Result("zoe", "unchanged", other_keys=True)]
    assert summary("lesson", results(60)).row_count == 60
    assert summary("lesson", results(61, needs_person=True, seconds_late=60)).row_count == 0
    assert summary("lesson", [*results(61), *odd]).row_count == 1


def test_the_last_lines_name_who_came_to_what() -> None:
    found = [*results(14, seconds_late=60), Result("ana", "unchanged", needs_person=True), Result("mal", "refused")]
    assert counts(found) == [
        "15 graded, 1 waiting for a person, 1 refused",
        f"graded (14): {', '.join(f's{number:03}' for number in range(12))} and 2 more",
        "unchanged (1): ana",
        f"late (14): {', '.join(f's{number:03}' for number in range(12))} and 2 more",
        "waiting for a person (1): ana",
        "refused (1): mal",
    ]


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


def test_what_a_killed_nbgrader_left_half_graded_is_graded(small_class: Course) -> None:
    grade(small_class)
    shutil.rmtree(small_class.folder / "grading")
    book = sqlite3.connect(small_class.folder / "gradebook.db")
    with book:
        book.execute("update grade set auto_score = null, needs_manual_grade = 1")
    book.close()
    assert {(result.outcome, result.score) for result in grade(small_class).values()} == {("graded", 8)}


def test_the_longest_id_can_be_graded_again(small_class: Course) -> None:
    name = "é" * 64
    hand_in_folder(small_class, name, RIGHT)
    for _ in range(2):
        assert grade(small_class, (name,), force=True)[name].score == 8


def test_whatever_lies_in_the_place_of_a_submission_is_named(small_class: Course) -> None:
    submitted = small_class.folder / "submitted"
    for name in ("file", "link"):
        (submitted / name).mkdir()
    (submitted / "file" / ASSIGNMENT).write_text("", "utf-8")
    (submitted / "link" / ASSIGNMENT).symlink_to("nowhere")
    (submitted / "other").mkdir()
    (submitted / "stray.txt").write_text("", "utf-8")
    (submitted / ".hidden" / ASSIGNMENT).mkdir(parents=True)
    students = small_class.handed_in(ASSIGNMENT)
    assert students == ["ana", "file", "link", "mal", "zoe"]
    done = grade(small_class, tuple(students))
    assert {name for name, result in done.items() if result.outcome == "refused"} == {"file", "link"}


def test_what_nbgrader_has_graded_since_is_graded_again(small_class: Course) -> None:
    grade(small_class)
    stamp = small_class.step("submitted", ASSIGNMENT, "ana") / "timestamp.txt"
    first = stamp.read_text("utf-8")
    stamp.write_text("2026-11-21 11:00:00", "utf-8")
    by_nbgrader(small_class, False)
    stamp.write_text(first, "utf-8")
    assert [grade(small_class)[name].outcome for name in CLASS] == ["graded", "unchanged", "unchanged"]


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
