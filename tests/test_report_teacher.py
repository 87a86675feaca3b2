"""Does the teacher's report say what a class did, and name whom it should?"""

from __future__ import annotations

import dataclasses
import os
import shutil
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from msgspec.structs import replace

from instructor.course import Course
from instructor.marking.answer_key import read_answer_key
from instructor.report import Submissions, class_report
from instructor.reports import teacher
from instructor.reports.page import Report
from instructor.reports.teacher_class import ClassWork, Lesson
from instructor.reports.teacher_people import People
from instructor.reports.teacher_read import read_work
from instructor.reports.teacher_sources import reader
from quizzes.catalogue import say
from tests.made_up_class import hand_in_class, student
from tests.small_course import ASSIGNMENT, RIGHT, hand_in_folder
from tests.teacher_reports import lines, made, register, table

LESSON = "01-two-januaries"
WRONG = {"s-club": "b", "s-several": ["a", "b"], "s-number": "7"}


# A class


@pytest.fixture(scope="module")
def of_sixty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, Report]:
    with patch.dict(os.environ):
        course = Course(Path(__file__).parent.parent, tmp_path_factory.mktemp("sixty"))
        hand_in_class(course, LESSON, 60)
        course.enter()
        found = made(course, LESSON)
    return course, found


def test_each_question_has_its_statistics(of_sixty: tuple[Course, Report]) -> None:
    course, found = of_sixty
    graded = [item for quiz, item in course.bank(LESSON).items() if quiz.graded]
    run, *others = graded
    names = (f"Case matrix {run.id}", *(f"{n} {item.id}" for n, item in enumerate(others, 1)))
    assert tuple(row[0] for row in table(found, "teacher.question_head", "items.quiz").rows) == names
    assert tuple(row[0] for row in table(found, "teacher.question_head", "items.answered").rows) == names
    by_thirds = table(found, "teacher.question_head", "teacher.answer").rows
    assert [row[0] for row in by_thirds if row[1] == "wholly right"] == [*names]


def test_objectives_come_lowest_first_with_passage_and_section(of_sixty: tuple[Course, Report]) -> None:
    rows = table(of_sixty[1], "teacher.objective_head").rows
    shares = [int(row[1].partition("%")[0]) for row in rows]
    assert len(rows) == 5
    assert shares == sorted(shares)
    assert all("P" in row[3] and "“" in row[3] and row[4] for row in rows)
    assert rows[0][0] in of_sixty[1].findings[1]


def test_a_figure_stands_above_a_table(of_sixty: tuple[Course, Report]) -> None:
    drawn = [section for section in of_sixty[1].sections if section.figure]
    assert len(drawn) == 4
    assert all(section.tables and "<svg" in section.figure for section in drawn)


def test_what_was_voted_twice_is_counted_twice(of_sixty: tuple[Course, Report]) -> None:
    for row in table(of_sixty[1], "teacher.option").rows:
        before, after, stayed, came, left = map(int, row[1:])
        assert before >= stayed + left
        assert after >= stayed + came
    (prior,) = table(of_sixty[1], "items.quiz", "teacher.both_times").rows
    assert int(prior[4]) > int(prior[5])  # the made-up class learns


def test_students_who_stopped_are_named_and_those_who_did_not_are_not(of_sixty: tuple[Course, Report]) -> None:
    found = of_sixty[1]
    assert {row[0] for row in table(found, "teacher.student", "teacher.what").rows} == {
        student(13),
        student(33),
        student(53),
    }
    midway = {row[0] for row in table(found, "teacher.student", "teacher.done", "teacher.last").rows}
    assert midway == {student(n) for n in range(60) if n % 10 == 7}


def test_a_wrong_key_is_named_with_what_to_do(of_sixty: tuple[Course, Report]) -> None:
    course, _ = of_sixty
    scheme = read_answer_key(course, LESSON)
    item = next(item for quiz, item in scheme.bank.items() if quiz.graded and item.kind == "choice")
    right = scheme.answers[item.id]
    keyed = {item.id: replace(right, key=item.wrong(right))}
    mistaken = dataclasses.replace(scheme, answers={**scheme.answers, **keyed})
    read = reader(mistaken, [], "UTC")
    works = [read(course.step("submitted", LESSON, name)) for name in course.students("submitted", LESSON)]
    group = ClassWork(Lesson(LESSON, mistaken, (), {}), works)
    found = teacher.report(group, People({work.student: work.student for work in works}))
    rows = [row for row in found.sections[0].tables[0].rows if row[0].endswith(item.id)]
    assert any(item.in_words(right, right.key) in row[1] and f"accept {item.id} ANSWER" in row[2] for row in rows)
    assert any("Look at: " in text and item.id in text for text in found.findings)


# By hand


def test_the_last_answer_counts_and_a_change_is_seen(course: Course) -> None:
    folder = hand_in_folder(course, "ana", {})
    club = [{"item": "s-club", "response": "b", "confidence": "sure"}, {"item": "s-club", "response": "a"}]
    lines(folder, "quiz-01", *club, {"item": "s-number", "response": "7"}, {"item": "s-number", "response": "2.5"})
    hand_in_folder(course, "bo", RIGHT)
    rows = {row[0]: row for row in table(made(course), "teacher.question_head", "items.answered").rows}
    assert rows["1 s-club"][1] == "2 of 2"
    assert rows["1 s-club"][4:] == ("1", "1", "0")
    assert rows["2 s-several"][1] == "1 of 2"
    assert rows["2 s-several"][4:] == ("0", "0", "0")


def test_who_was_sure_and_wrong_is_named(course: Course) -> None:
    register(course, ana="Ana Souza", bo="Bo")
    for name, sure in (("ana", "sure"), ("bo", "guess")):
        wrong = [{"item": item, "response": response, "confidence": sure} for item, response in WRONG.items()]
        lines(hand_in_folder(course, name, {}), "quiz-01", *wrong)
    rows = table(made(course), "teacher.student", "teacher.sure_wrong", "teacher.questions").rows
    assert rows == (("Ana Souza (ana)", "3 of 3", "1, 2, 3"),)


def test_who_has_not_begun_is_asked_after_and_who_left_or_is_exempt_is_not(course: Course) -> None:
    people = register(course, ana="Ana", bo="Bo", cy="Cy", di="Di", eva="Eva")
    next(person for person in people.people if person.id == "cy").left = True
    people.save()
    (course.folder / "course.toml").write_text(
        f'zone = "Europe/Berlin"\n[lessons]\n{ASSIGNMENT} = {{ due = 2026-12-01T23:59:00 }}\n'
        f'[exempt]\ndi = ["{ASSIGNMENT}"]\n[extensions.eva]\n{ASSIGNMENT} = 2026-12-05T12:00:00\n',
        "utf-8",
    )
    hand_in_folder(course, "ana", RIGHT, "A limit and its ground.")
    rows = table(made(course), "teacher.student", "teacher.what").rows
    assert [(row[0], row[2]) for row in rows] == [
        ("Bo (bo)", "2026-12-01 23:59 Europe/Berlin"),
        ("Eva (eva)", "2026-12-05 12:00 Europe/Berlin"),
    ]


def test_practice_alone_is_a_beginning(course: Course) -> None:
    lines(hand_in_folder(course, "ana", {}), "warm-up", {"item": "s-p-club", "response": "a"})
    found = made(course)
    (row,) = table(found, "teacher.student", "teacher.done", "teacher.last").rows
    assert row == ("ana", "0 of 4", "20 November, 10:00", "Warm up")
    assert "0 not begun, 1 on the way" in " ".join(found.findings)


def test_a_groups_work_counts_once_under_all_names(course: Course) -> None:
    people = register(course, ana="Ana", bo="Bo")
    for person in people.people:
        person.groups = [f"{ASSIGNMENT}:Team A"]
    people.save()
    for name in ("ana", "bo", "cy"):
        hand_in_folder(course, name, {"s-club": "b"})
    found = made(course)
    assert found.basis.startswith("2 submissions")
    (first, _) = table(found, "teacher.student", "teacher.done", "teacher.last").rows
    assert first[0] == "Ana (ana), Bo (bo)"


def test_a_small_class_gets_intervals_and_no_verdict(course: Course) -> None:
    for n in range(5):
        hand_in_folder(course, f"s{n}", RIGHT if n < 3 else WRONG)
    found = made(course)
    statistics = table(found, "teacher.question_head", "items.quiz").rows
    assert all(row[4] == "too few to tell" and " to " in row[2] for row in statistics)
    assert statistics[0][2] == "60% (23% to 88%)"
    assert not any(
        each.columns[0] == say("teacher.question_head") and "why" in each.columns for each in found.sections[0].tables
    )
    assert "Only 5 students answered" in found.sections[0].text[0]


def test_what_was_not_asked_is_not_counted(course: Course) -> None:
    scheme = dataclasses.replace(read_answer_key(course, ASSIGNMENT), unasked=frozenset({"s-number"}))
    work = read_work("ana", {}, scheme)
    np.testing.assert_array_equal(np.isnan(work.earned), [False, False, True, False])


def test_a_voided_question_is_in_no_statistics(course: Course) -> None:
    keys = course.keys_file(ASSIGNMENT)
    keys.write_text(keys.read_text("utf-8").replace("  s-number:\n", "  s-number:\n    void: out\n"), "utf-8")
    hand_in_folder(course, "ana", RIGHT)
    names = [row[0] for row in table(made(course), "teacher.question_head", "items.quiz").rows]
    assert names == ["1 s-club", "2 s-several", "Small run s-run"]


def test_who_misses_what_most_handed_in_falls_behind(real: Course) -> None:
    for n in range(4):
        for lesson in ("00-orientation", LESSON):
            if n or lesson == LESSON:
                lines(real.step("submitted", lesson, f"s{n}"), "prior-01", {"item": "l1-p-prior", "response": "a"})
    real.enter()
    assert table(made(real, LESSON), "teacher.student", "teacher.missing").rows == (("s0", "00-orientation"),)


def test_both_reports_say_who_is_counted_and_why_their_shares_differ(course: Course) -> None:
    for n in range(8):
        hand_in_folder(course, f"s{n}", RIGHT if n < 6 else {})
    mine, theirs = made(course), class_report(course, ASSIGNMENT, Submissions(course, ASSIGNMENT), items=True)
    assert mine.findings[0].startswith("The class earned 100%")
    (counted,) = [each for each in mine.findings if each.startswith("Counted")]
    assert counted.startswith("Counted are the 6 hand-ins that answer at least one graded question. Left out are 2 ")
    assert theirs.findings[0].startswith("The class earned 75%")
    (said,) = [
        each for each in theirs.findings if each.startswith("Counted are all who handed in, 8; 2 of them answered")
    ]
    assert "its shares are higher" in said
    for gone in ("s6", "s7"):
        shutil.rmtree(course.step("submitted", ASSIGNMENT, gone))
    assert not any("Left out" in each for each in made(course).findings)
    again = class_report(course, ASSIGNMENT, Submissions(course, ASSIGNMENT), items=True)
    assert "Counted are all who handed in, 6." in again.findings
