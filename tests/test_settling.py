"""Does what `course.toml` says reach the gradebook, old and new marks shown before anything is written?"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from nbgrader.api import Gradebook

from instructor.course import Course
from instructor.feedback import page, write_feedback
from instructor.grading.settling import difference
from instructor.plan import NAME, read_plan
from quizzes.dates import dates_of
from tests.gradebooks import by_nbgrader, by_us
from tests.small_class import grade
from tests.small_course import ASSIGNMENT
from tests.term import by_hand, run

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

#: The class hands in on 20 November at 11:00 UTC: an hour late in Berlin, and ana on time by her extension.
PLAN = f"""# our seminar
zone = "Europe/Berlin"
[late]
per_day = 0.1   # a tenth
grace = "15 min"
[lessons]
{ASSIGNMENT} = {{ due = "2026-11-20 11:00" }}   # noon is too late
[extensions]
ana = {{ {ASSIGNMENT} = "2026-11-20 13:00" }}   # was ill
"""


def plan(course: Course, text: str = PLAN) -> None:
    (course.folder / NAME).write_text(text, "utf-8")


def book(course: Course) -> dict[str, tuple[Any, ...]]:
    """Return each student's extension and penalty, and the due date under "due"."""
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as found:
        rows = {
            s.student.id: (s.extension, s.late_submission_penalty) for s in found.assignment_submissions(ASSIGNMENT)
        }
        return {**rows, "due": (str(found.find_assignment(ASSIGNMENT).duedate),)}


SETTLED = {
    "ana": (timedelta(hours=2), 0.0),
    "mal": (None, 0.8),
    "zoe": (None, 0.8),
    "due": ("2026-11-20 10:00:00",),
}


def test_grade_settles_the_dates_and_takes_off_what_the_rule_says(small_class: Course) -> None:
    plan(small_class)
    done = run("grade", ASSIGNMENT, "--workers", "1")
    assert done.exit_code == 0, done.output
    assert "due 2026-11-20 11:00 Europe/Berlin" in done.output
    assert book(small_class) == SETTLED
    assert difference(small_class, ASSIGNMENT) is None


def test_nbgrader_autograde_and_feedback_come_to_the_same(small_class: Course) -> None:
    plan(small_class)
    assert run("settle", "--yes").exit_code == 0
    by_nbgrader(small_class, force=False)
    assert book(small_class) == SETTLED
    by_us(small_class, force=True)
    assert book(small_class) == SETTLED
    by_hand(small_class, "mal", "limit-01", 1)
    assert list(write_feedback(small_class, ASSIGNMENT, ["mal", "ana"])) == [("mal", ""), ("ana", "")]
    assert "0.9 points were taken off for handing in late." in page(small_class, ASSIGNMENT, "mal").read_text("utf-8")
    assert "taken off" not in page(small_class, ASSIGNMENT, "ana").read_text("utf-8")
    assert book(small_class)["mal"] == (None, 0.9)


@pytest.mark.parametrize("command", [["settle"], ["grade", ASSIGNMENT], ["feedback", ASSIGNMENT, "--even-if-waiting"]])
def test_a_change_after_the_fact_shows_old_and_new_marks_and_writes_nothing_unagreed(
    small_class: Course, command: list[str]
) -> None:
    plan(small_class)
    run("settle")
    grade(small_class)
    plan(small_class, PLAN.replace("per_day = 0.1", "per_day = 0.5"))
    before = (small_class.folder / "settled.json").read_bytes()
    done = run(*command)
    assert (done.exit_code, book(small_class)) == (1, SETTLED)
    for words in (
        "late work: 50% of its points for each day begun after 15 minutes of grace (was: 10% of its points",
        "7.2 of 9",
        "4 of 9",
        "2 of 3 graded marks would change",
        "say --yes",
    ):
        assert words in done.output, done.output
    assert (small_class.folder / "settled.json").read_bytes() == before
    assert run(*command, "--yes").exit_code == 0
    assert book(small_class)["zoe"] == (None, 4.0)
    assert difference(small_class, ASSIGNMENT) is None


def test_a_later_due_date_gives_back_what_was_taken_and_dry_run_changes_nothing(small_class: Course) -> None:
    plan(small_class)
    run("settle")
    grade(small_class)
    plan(small_class, PLAN.replace("2026-11-20 11:00", "2026-11-20 12:00"))
    done = run("settle", "--dry-run")
    assert (
        done.exit_code,
        "due 2026-11-20 12:00 Europe/Berlin (was 2026-11-20 11:00 Europe/Berlin)" in done.output,
    ) == (0, True)
    assert book(small_class) == SETTLED
    assert run("settle", "--yes").exit_code == 0
    assert book(small_class) == {
        "ana": (timedelta(hours=1), 0.0),
        "mal": (None, 0.0),
        "zoe": (None, 0.0),
        "due": ("2026-11-20 11:00:00",),
    }


def test_collect_never_changes_a_mark_and_says_what_to_run(small_class: Course) -> None:
    plan(small_class)
    run("settle")
    grade(small_class)
    plan(small_class, PLAN.replace("per_day = 0.1", "per_day = 0.5"))
    done = run("collect", ASSIGNMENT)
    assert "course.toml would change 2 marks; see them: python -m instructor settle 01-small" in done.output
    assert book(small_class) == SETTLED


def test_extend_shows_the_mark_keeps_the_remarks_and_says_what_to_tell(small_class: Course) -> None:
    plan(small_class)
    run("settle")
    grade(small_class)
    command = ["extend", "zoe", ASSIGNMENT, "2026-11-22 23:59"]
    done = run(*command)
    assert (done.exit_code, (small_class.folder / NAME).read_text("utf-8")) == (1, PLAN)
    assert "7.2 of 9" in done.output
    assert "8 of 9" in done.output
    done = run(*command, "--yes")
    assert (done.exit_code, book(small_class)["zoe"]) == (0, (timedelta(days=2, hours=12, minutes=59), 0.0))
    assert "zoe has until 2026-11-22 23:59 Europe/Berlin for 01-small" in done.output
    assert "To tell them: You can hand in 01-small until Sunday 22 November 2026, 23:59" in done.output
    text = (small_class.folder / NAME).read_text("utf-8")
    assert text == f'{PLAN}zoe = {{{ASSIGNMENT} = "2026-11-22 23:59"}}\n'
    run("extend", "zoe", ASSIGNMENT, "2026-11-23 23:59", "--yes")
    assert (small_class.folder / NAME).read_text("utf-8") == text.replace("11-22", "11-23")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["zoo", ASSIGNMENT, "2026-11-22 23:59"], 2, 'nobody is known as "zoo"; did you mean "zoe"?'),
        (["zoe", "01-smll", "2026-11-22 23:59"], 2, 'there is no assignment "01-smll"'),
        (["zoe", ASSIGNMENT, "tomorrow"], 2, 'DATE: "tomorrow" is no date with its hour'),
        (["zoe", ASSIGNMENT, "2026-11-19 23:59"], 1, "is not later than the due date"),
    ],
)
def test_extend_writes_nothing_where_it_is_not_understood(
    small_class: Course, arguments: list[str], code: int, words: str
) -> None:
    plan(small_class)
    done = run("extend", *arguments)
    assert (done.exit_code, words in " ".join(done.output.split())) == (code, True), done.output
    assert (small_class.folder / NAME).read_text("utf-8") == PLAN


def test_a_release_tells_students_the_deadline_and_nobodys_extension(sources: Course) -> None:
    sources.folder.mkdir()
    plan(sources)
    done = run("release")
    assert done.exit_code == 0, done.output
    folder = sources.step("release", ASSIGNMENT)
    assert dates_of(folder) == {"due": "2026-11-20T10:00:00+00:00", "per_day": 0.1, "grace": 900.0, "cap": 1.0} | {
        "own": False
    }
    assert not [path for path in folder.iterdir() if b"ana" in path.read_bytes()]
    with Gradebook(f"sqlite:///{sources.folder / 'gradebook.db'}") as found:
        assert str(found.find_assignment(ASSIGNMENT).duedate) == "2026-11-20 10:00:00"
    done = run("release", "--due", "2026-12-01 23:59 Europe/Berlin")
    assert (done.exit_code, f"dates stand in {sources.folder / NAME}" in done.output) == (1, True)
    plan(sources, f'[lessons]\n{ASSIGNMENT} = {{ release = "2999-01-01 08:00" }}')
    done = run("release")
    assert (done.exit_code, "waits until 2999-01-01 08:00 UTC; name it" in done.output) == (0, True)


@pytest.mark.parametrize("content", ["", "[]", '{"due": "soon"}', '{"due": "2026-11-20T10:00:00"}', '{"due": 5}'])
def test_what_is_no_date_is_no_deadline(sources: Course, content: str) -> None:
    (sources.root / "dates.json").write_text(content, "utf-8")
    assert dates_of(sources.root) is None


def test_the_exchange_and_its_zone_are_the_plans(sources: Course) -> None:
    from instructor.settings import read_settings

    sources.folder.mkdir()
    plan(sources, f'exchange = "{sources.root / "shared"}"\nzone = "Europe/Berlin"\n')
    settings = read_settings(sources)
    assert (settings.of(["Exchange"], "root"), settings.zone) == (str(sources.root / "shared"), "Europe/Berlin")


def test_the_settled_rule_is_remembered_by_lesson(small_class: Course) -> None:
    plan(small_class)
    run("settle")
    kept = json.loads((small_class.folder / "settled.json").read_text("utf-8"))
    assert kept == {ASSIGNMENT: {"per_day": 0.1, "grace": 900.0, "cap": 1.0}}
    assert read_plan(small_class).extended(ASSIGNMENT).keys() == {"ana"}
