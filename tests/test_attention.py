"""Does a large class show whoever needs something, by family name, and count the others?"""

from __future__ import annotations

from typing import Any

import pytest

from instructor.collect import Collected, _lines
from instructor.course import Course
from instructor.grade import counts, summary
from instructor.grading.batch import Result
from instructor.grading.queries import Query, write_queries
from instructor.plan import read_plan
from instructor.submissions.attention import MANY
from instructor.submissions.directory import Directory, by_family
from instructor.submissions.intake import LATE
from instructor.submissions.receipts import Checked
from instructor.submissions.register import Person, Register
from quizzes.receipt import Receipt
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder
from tests.term import run

IDS = [f"s{n:03}" for n in range(220)]


@pytest.fixture
def people(course: Course) -> Directory:
    """Return a class of 220 whose family names run against their ids; the last ten have no name."""
    register = Register(course)
    for n, student in enumerate(IDS):
        person = register.add(student)
        if n < 210:
            person.names, person.roster = [f"Given{n} Fam{999 - n}"], {"plain": {"Name": "x"}}
    register.save()
    return Directory(course)


def test_people_stand_by_their_family_names_and_those_without_a_name_last() -> None:
    everyone = [
        Person("z", ["Ana Álvarez"]),
        Person("b", ["Álvarez"], given="Zoë", family="Zander"),
        Person("c", ["Souza, Ana"]),
        Person("a"),
        Person("d", ["Maria de Sousa"], family="de Sousa"),
        Person("e", ["Bo Amber"]),
    ]
    assert [person.id for person in sorted(everyone, key=by_family)] == ["z", "e", "d", "c", "b", "a"]


def collected(people: Directory, **more: Any) -> list[str]:
    slip = Receipt(assignment=ASSIGNMENT, time="2026-11-20T11:00:00+00:00", code="AAAA-AAA2")
    receipts = {student: Checked("AAAA-AAA2", slip) for student in IDS[:150]}
    receipts["s007"] = Checked("BBBB-BBB2", slip)
    remarks = {student: [f"{LATE}; what counts is its file's time, {student}"] for student in IDS[:30]}
    remarks |= {student: ["answers in a file were taken along"] for student in IDS[40:60]}
    remarks["s100"] = ["it was renamed"]
    students = {student: "late" if student in IDS[:30] else "" for student in IDS}
    return list(_lines(Collected(students, (), remarks=remarks), receipts, people, **more))


def test_collect_lists_what_needs_a_look_and_counts_the_rest(people: Directory) -> None:
    lines = collected(people)
    assert len(lines) == 6
    assert lines[0] == "Given100 Fam899 (s100): it was renamed"
    assert lines[1].startswith("Given7 Fam992 (s007): its receipt says AAAA-AAA2, but what it holds has BBBB-BBB2")
    assert lines[2].startswith("answers in a file were taken along (20): Given59 Fam940 (s059), Given58 Fam941 (s058),")
    assert lines[2].endswith(" and 8 more")
    assert lines[3] == f"{LATE} (30): what counts is the file's time; grade says what it costs"
    assert lines[4] == "198 others need nothing, 149 of all have a receipt that fits; --all lists everybody"
    assert lines[5] == "220 collected, 0 refused"


def test_with_all_collect_lists_everybody_with_one_line_for_being_late(people: Directory) -> None:
    lines = collected(people, everyone=True)
    names = [line for line in lines if not line.startswith("  ")][:-1]
    assert len(names) == 220
    assert names[0] == "Given209 Fam790 (s209)"
    assert names[-10:] == IDS[-10:]
    late = [line for line in lines if LATE in line]
    assert len(late) == 30
    assert late[-1] == f"Given0 Fam999 (s000): {LATE}; what counts is its file's time, s000"


def test_grade_says_once_what_many_have_and_lists_by_family_name(course: Course, people: Directory) -> None:
    plan = read_plan(course)
    results = [
        Result(student, "graded", problems=["the journal has no end"] if n % 2 else [], needs_person=n < 100)
        for n, student in enumerate(IDS)
    ]
    results[3] = Result("s003", "refused", "no notebook")
    results[8] = Result("s008", "graded", problems=["a cell is gone"])
    table = summary(ASSIGNMENT, results, people, plan)
    assert [*table.columns[0].cells] == ["Given8 Fam991 (s008)", "Given3 Fam996 (s003)"]
    lines = counts(results, people, plan)
    assert len(lines) < 8
    (said,) = [line for line in lines if line.startswith("the journal has no end")]
    assert said.startswith("the journal has no end (109): Given209 Fam790 (s209), Given207")
    assert lines[-1] == "109 need nothing but what is counted here; --all lists everybody"
    assert summary(ASSIGNMENT, results, people, plan, everyone=True).row_count == 220
    assert summary(ASSIGNMENT, results[:MANY], people, plan).row_count == MANY


def test_an_answer_to_a_query_names_those_who_asked_and_counts_the_others(course: Course, people: Directory) -> None:
    for student in IDS[:30]:
        hand_in_folder(course, student, {**RIGHT, "s-club": "b"})
    asked = [Query(f"q{n}", ASSIGNMENT, "s-club", f"s00{n}", "AAAA-AAA2", "why?", "2026-11-20") for n in (1, 2)]
    write_queries(course, asked)
    done = run("query", "--answer", "q1", "So.").output
    assert "- Given2 Fam997 (s002)\n- Given1 Fam998 (s001)\n- 28 others, who gave the same answer; --all" in done
    write_queries(course, asked)
    assert run("query", "--answer", "q1", "So.", "--all").output.count(", who gave the same answer") == 28
