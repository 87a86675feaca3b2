"""Does whatever a student may send end as its own result, without a point too much, and without touching the others?"""

from __future__ import annotations

import io
import json
import re
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from rich.console import Console

from instructor.course import Course
from instructor.grade import summary
from instructor.grading.batch import Result, grade_class
from instructor.plan import read_plan
from instructor.submissions.directory import Directory
from tests.hostile import CATEGORIES, SUBMISSIONS, ZIP_CATEGORIES, ZIPS
from tests.readers import Tags, assert_readable
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder
from tests.watching import Facts, appeared, changed, own_course, snapshot, within

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are made otherwise there")
HONEST = ("ana", "max", "zoe")


@dataclass
class Batch:
    """A class with all hostile submissions in it, after grading; `ids` maps an entry's name to the student."""

    course: Course
    ids: dict[str, str]
    results: dict[str, Result] = field(default_factory=dict)
    stopped: BaseException | None = None
    before: Facts = field(default_factory=dict, repr=False)
    after: Facts = field(default_factory=dict, repr=False)
    earlier: list[tuple[Any, ...]] = field(default_factory=list)

    def result(self, name: str) -> Result:
        """Return what became of an entry."""
        student = self.ids[name]
        assert student in self.results, f"it was never graded; the batch stopped: {self.stopped!r}"
        return self.results[student]


def rows(course: Course, student: str) -> list[tuple[Any, ...]]:
    """Return what the gradebook says of a student's cells."""
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
        submissions = [s for s in book.assignment_submissions(ASSIGNMENT) if s.student.id == student]
        return sorted(
            (grade.name, grade.auto_score, grade.manual_score, grade.extra_credit, str(submission.timestamp))
            for submission in submissions
            for notebook in submission.notebooks
            for grade in notebook.grades
        )


def hand_in_class(course: Course) -> dict[str, str]:
    """Hand in the honest and the hostile submissions; return who sent which."""
    good, *_ = (hand_in_folder(course, student, RIGHT) for student in HONEST)
    ids = {name: f"{'h' if n % 2 else 'p'}-{n:03}" for n, name in enumerate(SUBMISSIONS)}
    for name, student in ids.items():
        folder = course.step("submitted", ASSIGNMENT, student)
        shutil.copytree(good, folder)
        SUBMISSIONS[name].spoil(folder)
    return ids


@pytest.fixture(scope="module")
def batch(_released: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Batch]:
    """Grade everybody in one call: ana first, zoe last, max in the middle."""
    with own_course(_released, tmp_path_factory.mktemp("hostile") / "course") as course:
        hand_in_folder(course, "old", {"s-club": "a"})
        list(grade_class(course, ASSIGNMENT, ["old"]))
        found = Batch(course, hand_in_class(course))
        found.earlier, found.before = rows(course, "old"), snapshot(course.root)
        students = sorted({*HONEST, *found.ids.values()})
        try:
            with within(300):
                for result in grade_class(course, ASSIGNMENT, students):
                    found.results[result.student] = result
        except BaseException as error:  # of any kind: the tests name what was not reached
            found.stopped = error
        found.after = snapshot(course.root)
        yield found


def quiz_pages(course: Course, student: str) -> Iterator[str]:
    """Yield the HTML of the graded quizzes' outputs; any other output must be words of ours or a picture."""
    path = course.step("autograded", ASSIGNMENT, student) / f"{ASSIGNMENT}.ipynb"
    for cell in json.loads(path.read_bytes())["cells"]:
        for output in cell.get("outputs", []):
            if cell["metadata"].get("nbgrader"):
                yield "".join(output["data"]["text/html"])
            else:
                words = "".join(output.get("text", "Not shown: "))
                assert words.startswith("Not shown: ")
                assert set(output.get("data", {})) <= {"image/png", "image/jpeg"}


def test_there_are_enough_and_each_has_its_own_name() -> None:
    assert len(SUBMISSIONS) == sum(map(len, CATEGORIES.values())) >= 80
    assert len(ZIPS) == sum(map(len, ZIP_CATEGORIES.values())) >= 60


def test_nobody_stops_the_batch(batch: Batch) -> None:
    assert batch.stopped is None
    assert sorted(batch.results) == sorted({*HONEST, *batch.ids.values()})


@pytest.mark.parametrize("student", HONEST)
def test_the_honest_have_all_their_points(batch: Batch, student: str) -> None:
    result = batch.results[student]
    assert (result.outcome, result.reason, result.problems, result.score) == ("graded", "", [], 8)


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_each_ends_as_it_should_with_the_points_it_deserves(batch: Batch, name: str) -> None:
    expected, result = SUBMISSIONS[name], batch.result(name)
    assert (result.outcome, result.score) == (expected.outcome, expected.points), result.reason
    assert result.quizzes == expected.points
    texts = [result.reason] if expected.outcome == "refused" else result.problems
    assert not expected.says or any(re.search(expected.says, text) for text in texts), texts


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_what_is_said_of_each_can_be_read_and_acted_upon(batch: Batch, name: str) -> None:
    result = batch.result(name)
    for text in [*result.problems, *([result.reason] if result.reason else [])]:
        assert_readable(text)
    assert len(result.problems) <= 50
    if result.outcome == "refused":
        assert re.search(r"\bask the student|\bcorrect it|\bcollect\b", result.reason, re.IGNORECASE)
    else:
        assert result.reason == ""


def test_the_refused_leave_nothing_and_earn_nothing(batch: Batch) -> None:
    refused = [student for student, result in batch.results.items() if result.outcome == "refused"]
    assert refused
    left = [student for student in refused if batch.course.step("autograded", ASSIGNMENT, student).exists()]
    assert left == []
    with Gradebook(f"sqlite:///{batch.course.folder / 'gradebook.db'}") as book:
        assert [s.student.id for s in book.assignment_submissions(ASSIGNMENT) if s.student.id in refused] == []
        assert {student.id for student in book.students} <= {"old", *batch.results}


def test_the_gradebook_says_what_the_results_say(batch: Batch) -> None:
    with Gradebook(f"sqlite:///{batch.course.folder / 'gradebook.db'}") as book:
        scores = {submission.student.id: submission.score for submission in book.assignment_submissions(ASSIGNMENT)}
    del scores["old"]
    assert scores == {r.student: r.score for r in batch.results.values() if r.outcome != "refused"}


def test_what_was_graded_before_stays_as_it_was(batch: Batch) -> None:
    assert batch.earlier
    assert rows(batch.course, "old") == batch.earlier


def test_submissions_keys_and_everything_else_stay_untouched(batch: Batch) -> None:
    ours = ("build/gradebook.db", "build/grading/")
    assert [name for name in changed(batch.before, batch.after) if not name.startswith(ours)] == []
    new = [name for name in appeared(batch.before, batch.after) if not name.startswith("build/autograded/")]
    assert [name for name in new if not name.startswith("build/") or "submitted" in name or "ran" in name] == []


def test_what_is_graded_holds_plain_files_alone(batch: Batch) -> None:
    folder = batch.course.folder / "autograded"
    kinds = {path: path.lstat().st_mode for path in folder.rglob("*")}
    assert [path for path, mode in kinds.items() if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))] == []
    secret = batch.course.keys_file(ASSIGNMENT).read_bytes()
    assert [path for path, mode in kinds.items() if stat.S_ISREG(mode) and secret in path.read_bytes()] == []


def test_no_page_acts_on_who_reads_it(batch: Batch) -> None:
    for name, student in batch.ids.items():
        if student in batch.results and batch.results[student].outcome != "refused":
            pages = list(quiz_pages(batch.course, student))
            assert len(pages) == 2, name
            tags = Tags()
            tags.feed("".join(pages))
            assert tags.found == [], name


def test_the_table_shows_each_reason_as_it_is(batch: Batch) -> None:
    screen = io.StringIO()
    console = Console(file=screen, width=400, color_system=None)
    console.print(summary(ASSIGNMENT, list(batch.results.values()), Directory(batch.course), read_plan(batch.course)))
    for result in batch.results.values():
        assert not result.reason or result.reason in screen.getvalue()
    assert "\x1b" not in screen.getvalue()
