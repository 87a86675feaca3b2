"""Is a class marked alike everywhere: by nbgrader, by our processes, on a cluster; in a file, in PostgreSQL?"""

from __future__ import annotations

import logging
import random
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from distributed import LocalCluster
from nbgrader.api import Gradebook

from instructor.course import Course, CourseError
from instructor.feedback import write_feedback
from instructor.grading.batch import grade_class
from instructor.release import make_release
from tests.gradebooks import by_nbgrader, by_us, files, rows_at
from tests.postgres import server
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder

pytestmark = [pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"), pytest.mark.long]


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """Return the address of a cluster of two worker processes."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=logging.CRITICAL
    ) as cluster:
        yield cluster.scheduler_address


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of an empty database."""
    with server(tmp_path_factory.mktemp("postgres")) as address:
        yield address


def hand_in_class(course: Course) -> None:
    rng = random.Random(5)  # the class only has to be the same in each course
    for number in range(12):
        answers = {item: response for item, response in RIGHT.items() if rng.random() < 0.7}
        hand_in_folder(course, f"s{number}", answers, written="Threats." if number % 2 else "")
    (course.step("submitted", ASSIGNMENT, "s3") / f"{ASSIGNMENT}.ipynb").unlink()


def by_cluster(course: Course, scheduler: str) -> None:
    for _ in grade_class(course, ASSIGNMENT, course.students("submitted", ASSIGNMENT), scheduler=scheduler):
        pass


def all_ways(course: Course, address: str, scheduler: str) -> list[Any]:
    """Grade a class in three ways, into one gradebook each time emptied, and return what each came to."""
    found = []
    ways: tuple[Callable[[], None], ...] = (
        lambda: by_us(course, False),
        lambda: by_cluster(course, scheduler),
        lambda: by_nbgrader(course, False),
    )
    for way in ways:
        way()
        found.append((rows_at(address), files(course)))
        for folder in ("autograded", "grading"):
            shutil.rmtree(course.folder / folder, ignore_errors=True)
        with Gradebook(address) as book:
            for submission in book.assignment_submissions(ASSIGNMENT):
                book.remove_submission(ASSIGNMENT, submission.student.id)
    return found


def test_six_ways_end_with_the_same_marks_and_files(
    course: Course, scheduler: str, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in_class(course)
    found = all_ways(course, f"sqlite:///{course.folder / 'gradebook.db'}", scheduler)
    monkeypatch.setenv("TWO_JANUARIES_GRADEBOOK", postgres)
    make_release(course, ASSIGNMENT)
    found += all_ways(course, postgres, scheduler)
    first, *others = found
    assert len(others) == 5
    assert len(first[0]) > 50
    for other in others:
        assert other == first


def test_a_cluster_makes_the_same_pages(course: Course, scheduler: str) -> None:
    hand_in_class(course)
    by_us(course, False)
    students = course.students("autograded", ASSIGNMENT)
    found = []
    for place in (None, scheduler):
        assert list(write_feedback(course, ASSIGNMENT, students, scheduler=place)) == [(name, "") for name in students]
        pages = (course.folder / "feedback").rglob("*")
        found.append({path: path.read_bytes() for path in pages if path.is_file()})
        shutil.rmtree(course.folder / "feedback")
    assert len(found[0]) > len(students)
    assert found[0] == found[1]


def test_a_scheduler_that_does_not_answer_is_named(course: Course) -> None:
    hand_in_folder(course, "ana", RIGHT)
    with pytest.raises(CourseError, match=r"no Dask scheduler answers at tcp://127.0.0.1:1 .*dask scheduler"):
        list(grade_class(course, ASSIGNMENT, ["ana"], scheduler="tcp://127.0.0.1:1"))


def test_a_cluster_that_goes_away_costs_nobody_anything(course: Course) -> None:
    for number in range(300):
        hand_in_folder(course, f"s{number:03}", RIGHT)
    students = course.students("submitted", ASSIGNMENT)
    options: Any = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": ":0"}
    with LocalCluster(silence_logs=logging.CRITICAL, **options) as cluster:
        results = grade_class(course, ASSIGNMENT, students, scheduler=cluster.scheduler_address)
        assert next(results).outcome == "graded"
        cluster.close()
        with pytest.raises(CourseError, match="all workers are gone; give the same command again"):
            list(results)
    done = list(grade_class(course, ASSIGNMENT, students))
    assert {result.score for result in done} == {8}
    assert {result.outcome for result in done} == {"unchanged", "graded"}
