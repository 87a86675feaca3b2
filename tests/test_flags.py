"""Does `grade` show Canvas's LATE beside the file's time and the due date, with which of them counts?"""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from nbgrader.api import Gradebook
from rich.console import Console

from instructor.collect import collect_zips
from instructor.course import Course
from instructor.grade import counts, summary
from instructor.grading.batch import Result, grade_class
from instructor.plan import read_plan
from instructor.submissions.directory import Directory
from instructor.submissions.flags import LateFlags
from tests.downloads import File, download, handed_in
from tests.small_course import ASSIGNMENT

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

IN_TIME = "due 2027-01-01 00:00 UTC: in time by these, which count, not the flag"


def graded(course: Course, due: str | None = None, extension: timedelta | None = None) -> dict[str, Result]:
    """Collect one that Canvas calls late and one that it does not, and grade both."""
    files = ("souzaana_LATE_4821_90017_01-small.zip", "benb_4822_90018_01-small.zip")
    collect_zips(course, ASSIGNMENT, download(course, *(File(name, handed_in(course)) for name in files)))
    if due:
        with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as book:
            book.find_assignment(ASSIGNMENT).duedate = datetime.fromisoformat(due)
            book.db.commit()
            book.update_or_create_student("souzaana-4821")
            if extension:
                late = book.update_or_create_submission(ASSIGNMENT, "souzaana-4821")
                late.extension = extension
                book.db.commit()
    return {done.student: done for done in grade_class(course, ASSIGNMENT, course.handed_in(ASSIGNMENT))}


@pytest.mark.parametrize(
    ("due", "extension", "words", "is_late"),
    [
        ("2027-01-01", None, IN_TIME, False),
        ("2026-01-01", None, "due 2026-01-01 00:00 UTC: late by these too, which count", True),
        ("2026-01-01", timedelta(days=999), "due 2026-01-01 00:00 UTC and extended: in time by these", False),
        (None, None, "no due date is set, so it does not count as late; set one with: release --due", False),
    ],
)
def test_the_flag_stands_beside_the_times(
    course: Course, due: str | None, extension: timedelta | None, words: str, is_late: bool
) -> None:
    done = graded(course, due, extension)
    time = (course.step("submitted", ASSIGNMENT, "souzaana-4821") / "timestamp.txt").read_text("utf-8")[:16]
    flag = done["souzaana-4821"].flag
    assert flag.startswith(f"Canvas calls it late; its file's time is {time} UTC, {words}")
    assert (done["souzaana-4821"].seconds_late > 0) == is_late
    assert done["benb-4822"].flag == ""
    line = "late, says Canvas, and not by the file's time and the due date, which count (1): souzaana-4821"
    assert (line in counts([*done.values()], Directory(course), read_plan(course))) == (not is_late)


def test_it_is_shown_of_unchanged_work_and_in_the_table_of_a_large_class(course: Course) -> None:
    graded(course, "2027-01-01")
    (again,) = grade_class(course, ASSIGNMENT, ["souzaana-4821"])
    assert again.outcome == "unchanged"
    screen = io.StringIO()
    every = [again, *(Result(f"s{n}", "graded") for n in range(99))]
    Console(file=screen, width=400).print(summary("x", every, Directory(course), read_plan(course)))
    assert IN_TIME in screen.getvalue()


def test_what_was_handed_in_later_by_another_way_is_not_flagged(course: Course) -> None:
    graded(course, "2027-01-01")
    stamp = course.step("submitted", ASSIGNMENT, "souzaana-4821") / "timestamp.txt"
    stamp.write_text("2026-12-24 11:00:00 UTC", "utf-8")
    (again,) = grade_class(course, ASSIGNMENT, ["souzaana-4821"])
    assert again.flag == ""


def test_damaged_lines_are_passed_over_and_the_last_one_of_a_student_counts(course: Course) -> None:
    path = course.folder / "downloaded" / ASSIGNMENT / "collected.jsonl"
    path.parent.mkdir(parents=True)
    line = '{{"student": "{}", "late": {}, "time": "{}"}}\n'
    time = "2026-11-20T11:00:00+00:00"
    lines = ["{\n", "[1]\n", line.format("ana", "true", "soon"), line.format("ben", "true", time)]
    path.write_text("".join([*lines, line.format("max", "true", time), line.format("max", "false", time)]), "utf-8")
    flags, then = LateFlags(course, ASSIGNMENT), datetime.fromisoformat("2026-11-20 11:00")
    said = {name: flags.in_words(name, then, None, 0) != "" for name in ("ana", "ben", "max", "zoe")}
    assert said == {"ana": False, "ben": True, "max": False, "zoe": False}
