"""Is late work spoken of as a person does: the rule, what it costs, and the time on the course's clock?"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from instructor.collect import collect_zips
from instructor.course import Course
from instructor.grade import summary
from instructor.grading.batch import grade_class
from instructor.grading.settling import difference
from instructor.plan import Late, Plan, read_plan
from instructor.plan.lateness import in_words, of_work
from instructor.submissions.directory import Directory
from instructor.totals.words import rules
from quizzes import tongue
from quizzes.dates import late_rule, span
from tests.downloads import File, download, handed_in
from tests.small_course import ASSIGNMENT
from tests.term import run

HOUR = 3600.0
RULE = Late(0.1, timedelta(hours=24), 0.5)
IN_WORDS = "10% of its points for each day begun after 24 hours of grace, at most half"
PLAN = f"""zone = "America/New_York"
[late]
per_day = 0.1
grace = "24 h"
cap = 0.5
[lessons]
{ASSIGNMENT} = {{ due = "2026-11-19 23:59" }}
"""


@pytest.mark.parametrize(
    ("late", "words"),
    [
        (Late(), "nothing is taken off"),
        (RULE, IN_WORDS),
        (Late(0.025), "2.5% of its points for each day begun"),
        (Late(0.1, timedelta(), 0.6), "10% of its points for each day begun, at most 60%"),
        (Late(1, timedelta(minutes=15)), "100% of its points for each day begun after 15 minutes of grace"),
    ],
)
def test_the_rule_is_said_as_a_person_says_it(late: Late, words: str) -> None:
    assert in_words(late) == words


@pytest.mark.parametrize("language", ["es", "pt"])
def test_an_instructor_reads_it_in_english_whatever_the_pages_speak(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(tongue.VARIABLE, tongue.variable(language, "en", None))
    plan = Plan("t", ZoneInfo("UTC"), {}, late=RULE, source=Path("course.toml"))
    assert (in_words(RULE), span(24 * HOUR)) == (IN_WORDS, "24 horas")
    assert of_work(plan, HOUR) == "late by 1 h 0 min, within the grace of 24 hours: nothing is taken off"
    assert IN_WORDS not in late_rule(0.1, 24 * HOUR, 0.5)


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
def test_the_commands_of_a_spanish_course_speak_english(small_class: Course) -> None:
    planned(small_class, f'language = "es"\n{PLAN}')
    for command in (["settle"], ["grade", ASSIGNMENT, "--workers", "1"], ["marks"]):
        done = run(*command)
        assert done.exit_code == 0, done.output
        words = IN_WORDS if command != ["grade", ASSIGNMENT, "--workers", "1"] else "grace of 24 hours"
        assert words in " ".join(done.output.split()), done.output
        assert not re.search(r"horas|puntos|gracia|cada", done.output)


@pytest.mark.parametrize(
    ("hours", "words"),
    [(1 / 60, "1 minute"), (1, "1 hour"), (1.5, "90 minutes"), (24, "24 hours"), (36, "36 hours"), (72, "3 days")],
)
def test_a_span_is_in_the_unit_that_is_whole(hours: float, words: str) -> None:
    assert span(hours * HOUR) == words


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0, ""),
        (7.25, "late by 7 h 15 min, within the grace of 24 hours: nothing is taken off"),
        (24, "late by 24 h 0 min, within the grace of 24 hours: nothing is taken off"),
        (25, "late by 25 h 0 min: 10% of its points is taken off"),
        (24 * 9, "late by 216 h 0 min: 50% of its points is taken off"),
    ],
)
def test_work_within_the_grace_is_said_to_cost_nothing(hours: float, words: str) -> None:
    plan = Plan("t", ZoneInfo("UTC"), {}, late=RULE, source=Path("course.toml"))
    assert of_work(plan, hours * HOUR) == words


def planned(course: Course, text: str = PLAN) -> Plan:
    (course.folder / "course.toml").write_text(text, "utf-8")
    return read_plan(course)


def test_every_place_says_the_same_rule(small_class: Course) -> None:
    plan = planned(small_class)
    assert f"Late work: {IN_WORDS}." in rules(plan, False)
    found = difference(small_class, ASSIGNMENT)
    assert found
    assert f"late work: {IN_WORDS} (was: nothing is taken off)" in found.lines
    assert "due 2026-11-19 23:59 America/New_York" in found.lines[0]
    assert f"late work: {IN_WORDS}" in run("settle", "--dry-run").output
    done = run("extend", "zoe", ASSIGNMENT, "2026-11-22 23:59", "--yes")
    assert f"After that it loses {IN_WORDS}." in " ".join(done.output.split())


def test_collect_and_grade_speak_of_the_courses_clock_and_of_the_grace_in_one_line(course: Course) -> None:
    plan = planned(course)
    late = File("souzaana_LATE_4821_90017_01-small.zip", handed_in(course), (2026, 11, 20, 10, 0, 0))
    done = collect_zips(course, ASSIGNMENT, download(course, late))
    said = "late, says Canvas; what counts is its file's time, 2026-11-20 "
    (remark,) = done.remarks["souzaana-4821"]
    assert remark.startswith(said)
    assert "America/New_York: late by " in remark
    assert remark.endswith("within the grace of 24 hours: nothing is taken off")
    run("settle", "--yes")
    results = list(grade_class(course, ASSIGNMENT, ["souzaana-4821"]))
    table = summary(ASSIGNMENT, results, Directory(course), plan)
    to_do = [*table.columns[-1].cells]
    assert ["UTC" in str(cell) or "due" in str(cell) for cell in to_do] == [False]
    assert "within the grace of 24 hours: nothing is taken off" in str(to_do[0])
    assert results[0].flag.count("America/New_York") == 2
