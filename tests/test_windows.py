"""Is an answer counted when it was given in its window, and is what lies outside named and never lost?"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from instructor.course import Course
from instructor.marking.answer_key import read_answer_key
from instructor.marking.asked import for_student
from instructor.marking.marks import mark_folder
from instructor.marking.review import review
from instructor.reports import items
from quizzes.journal import Entry, append
from tests.small_course import ASSIGNMENT
from tests.timed_course import PLAN, WINDOW, Answers, give, hand_in, marked, plan, run

# What counts


@pytest.mark.parametrize(
    ("time", "points"),
    [
        ("2027-02-03T09:59:59+01:00", 0),
        ("2027-02-03T10:00:00+01:00", 1),
        ("2027-02-03T09:00:00Z", 1),
        ("2027-02-03T04:20:00-05:00", 1),
        ("2027-02-03T10:20:00+01:00", 1),
        ("2027-02-03T10:20:01+01:00", 0),
    ],
)
def test_an_answer_counts_to_the_second_whatever_the_zone_of_its_clock(timed: Course, time: str, points: int) -> None:
    assert marked(timed, hand_in(timed, "ana", [(time, "a")])).points == points


def test_the_last_answer_in_time_counts_and_the_later_one_is_named_with_what_it_was(timed: Course) -> None:
    answers = [("2027-02-03T10:05:00+01:00", "a"), ("2027-02-03T10:25:00+01:00", "b")]
    quiz = marked(timed, hand_in(timed, "ana", answers))
    assert (quiz.items[0].response, quiz.points) == ("a", 1)
    told = review(quiz)
    assert "Answered 10:25, after it closed (10:20): not counted. a public good" in told
    assert [*quiz.untimely()] == [
        'responses/quiz-01.jsonl: item "s-club": answered 2027-02-03 10:25:00 CET, after it closed '
        "(2027-02-03 10:20:00 CET): not counted"
    ]


def test_an_answer_before_the_opening_is_a_forged_one_and_counts_for_nothing(timed: Course) -> None:
    quiz = marked(timed, hand_in(timed, "ana", [("2027-02-02T20:00:00+01:00", "a")]))
    assert quiz.points == 0
    assert quiz.items[0].mark.outcome == "not answered"
    assert "Answered 2 February 20:00, before it opened (3 February 10:00): not counted. a club good" in review(quiz)


def test_how_sure_one_is_repeats_an_answer_and_is_none_of_its_own(timed: Course) -> None:
    folder = hand_in(timed, "ana", [("2027-02-03T10:05:00+01:00", "a")])
    late = Entry(time="2027-02-03T10:30:00+01:00", item="s-club", response="a", confidence="guess")
    append(folder / "responses" / "quiz-01.jsonl", late)
    quiz = marked(timed, folder)
    assert (quiz.points, quiz.items[0].outside, quiz.items[0].confidence) == (1, (), None)


def test_of_many_answers_outside_the_last_are_told_and_the_others_counted(timed: Course) -> None:
    answers: Answers = [(f"2027-02-03T10:{minute}:00+01:00", "ab"[minute % 2]) for minute in range(21, 31)]
    quiz = marked(timed, hand_in(timed, "ana", answers))
    assert len(quiz.items[0].outside) == 10
    assert review(quiz).count("not counted") == 3
    assert "Before that there were 7 more such answers." in review(quiz)
    assert 'item "s-club": 7 answers outside of its window' in next(quiz.untimely())


def test_other_items_of_the_quiz_are_as_before(timed: Course) -> None:
    folder = hand_in(timed, "ana", [("2027-02-03T10:40:00+01:00", ["a", "c"])], item="s-several")
    assert marked(timed, folder).points == 1


@pytest.mark.parametrize("time", ["", "yesterday", "2027-02-03T10:30:00", "1970-01-01T00:00:00+00:00"])
def test_a_time_that_says_nothing_is_held_against_nobody(timed: Course, time: str) -> None:
    quiz = marked(timed, hand_in(timed, "ana", [(time, "a")]))
    assert quiz.points == 1
    (said,) = quiz.untimely()
    assert said.endswith("its answer counts, but it has no time that can be read; look at it")


def test_a_clock_that_was_set_back_is_held_against_nobody_and_named(timed: Course) -> None:
    answers = [("2027-02-03T10:30:00+01:00", "b"), ("2027-02-03T10:10:00+01:00", "a")]
    quiz = marked(timed, hand_in(timed, "ana", answers))
    assert quiz.points == 1
    assert [*quiz.untimely()][-1].endswith("but it stands behind a later one: a clock was set back; look at it")


# Who has longer


def test_an_extension_of_the_lesson_moves_the_end_by_as_much(timed: Course) -> None:
    plan(timed, f'{PLAN}[extensions]\nana = {{ 01-small = "2027-02-11 00:29" }}\n')  # half an hour
    answers = [("2027-02-03T10:50:00+01:00", "a"), ("2027-02-03T10:50:01+01:00", "b")]
    quizzes = [marked(timed, hand_in(timed, student, [*answers])) for student in ("ana", "ben")]
    assert [quiz.points for quiz in quizzes] == [1, 0]
    assert "after it closed (10:50): not counted" in review(quizzes[0])


def test_the_grace_of_the_late_rule_counts_here_too(timed: Course) -> None:
    plan(timed, PLAN.replace("per_day = 0.1", 'per_day = 0.1\ngrace = "5 min"'))
    quiz = marked(timed, hand_in(timed, "ana", [("2027-02-03T10:25:00+01:00", "a")]))
    late = marked(timed, hand_in(timed, "ben", [("2027-02-03T10:25:01+01:00", "a")]))
    assert (quiz.points, late.points) == (1, 0)
    assert "after it closed (10:20)" in review(late)


@pytest.mark.usefixtures("wide")
def test_extend_lets_a_late_answer_count_once_it_is_graded_again(timed: Course) -> None:
    for student in ("ana", "ben"):
        hand_in(timed, student, [("2027-02-03T10:25:00+01:00", "a")])
    told = run("grade", ASSIGNMENT, "--workers", "1").output
    assert "after it closed (2027-02-03 10:20:00 CET): not counted" in " ".join(told.split())
    said = run("extend", "ana", ASSIGNMENT, "2027-02-11 00:04").output
    assert f"python -m instructor grade {ASSIGNMENT} --force" in said
    assert "--force grade" in " ".join(run("grade", ASSIGNMENT, "--workers", "1").output.split())
    shown = run("grade", ASSIGNMENT, "--force", "--yes", "--workers", "1").output
    assert "1 of 2 graded marks would change" in shown
    assert "s-club: time window" in shown
    assert "ana" in shown.partition("why")[2].partition("1 of 2")[0]
    again = run("grade", ASSIGNMENT, "--force", "--dry-run", "--workers", "1").output
    assert "would change" not in again


@pytest.mark.usefixtures("wide")
def test_settle_says_what_shows_the_marks_that_a_moved_end_changes(timed: Course) -> None:
    assert f"time windows: python -m instructor grade {ASSIGNMENT} --force" in run("settle", "--dry-run").output


def test_a_student_reads_on_their_page_what_was_not_counted(timed: Course) -> None:
    hand_in(timed, "ana", [("2027-02-03T10:25:00+01:00", "a")])
    run("grade", ASSIGNMENT, "--workers", "1")
    run("feedback", ASSIGNMENT, "--even-if-waiting")
    (text,) = [path.read_text("utf-8") for path in (timed.folder / "feedback" / "ana").rglob("*.html")]
    assert "Answered 10:25, after it closed (10:20): not counted." in text


def test_a_later_end_in_the_bank_counts_for_all(timed: Course) -> None:
    folder = hand_in(timed, "ana", [("2027-02-03T10:25:00+01:00", "a")])
    assert marked(timed, folder).points == 0
    give(timed, WINDOW | {"closes": "2027-02-03 10:25"})
    assert marked(timed, folder).points == 1


def test_nbgraders_autograde_counts_alike(timed: Course) -> None:
    from nbgrader.api import Gradebook

    from instructor.nbgrader_app import application

    hand_in(timed, "ana", [("2027-02-03T10:05:00+01:00", "a"), ("2027-02-03T10:25:00+01:00", "b")])
    hand_in(timed, "ben", [("2027-02-03T10:25:00+01:00", "a")])
    from nbgrader.converters import Autograde

    with application(timed, ASSIGNMENT) as (app, _):
        Autograde(coursedir=app.coursedir, parent=app).start()
        with Gradebook(app.coursedir.db_url) as book:
            scores = {each.student.id: each.score for each in book.assignment_submissions(ASSIGNMENT)}
    assert scores == {"ana": 1.0, "ben": 0.0}


# Reports, exports, rehearsal


def test_the_class_report_tells_how_many_answered_outside(timed: Course) -> None:
    for student, time in (("ana", "10:10"), ("ben", "10:30"), ("eve", "09:30")):
        hand_in(timed, student, [(f"2027-02-03T{time}:00+01:00", "a")])
    scheme = read_answer_key(timed, ASSIGNMENT)
    folders = [timed.step("submitted", ASSIGNMENT, student) for student in ("ana", "ben", "eve")]
    marks = [mark_folder(folder, for_student(scheme, folder.parent.name)) for folder in folders]
    (first, *_) = items.item_results(scheme, marks)
    assert (first.answered, first.early, first.late) == (1, 1, 1)
    assert first.facility == pytest.approx(1 / 3)
    said = str(items.report(ASSIGNMENT, scheme, marks).sections)
    assert said.count("Answers outside its time: 1 of 3 students before it opened, 1 after it closed.") == 1
    run("report", ASSIGNMENT, "--teacher")
    (text,) = [path.read_text("utf-8") for path in (timed.folder / "report").glob("*teacher*.html")]
    assert "Answers outside their time" in text
    assert "the server" in text.partition("Answers outside their time")[2]


def test_an_export_names_the_window_of_each_item(timed: Course, tmp_path: Path) -> None:
    for name in ("gift", "moodle", "canvas", "qti", "h5p"):
        output = run("questions", "export", name, str(tmp_path / "out"), "--only", "graded").output
        assert "s-club: its window (opens 2027-02-03 10:00, closes 2027-02-03 10:20) left out" in output
        assert "s-several: its window" not in output


def test_what_a_rehearsal_makes_up_is_answered_in_the_window(timed: Course) -> None:
    timing = read_answer_key(timed, ASSIGNMENT).timing
    for hour, found in (("08:00", "10:00"), ("10:07", "10:07"), ("12:00", "10:20")):
        time = datetime.fromisoformat(f"2027-02-03 {hour}+01:00")
        assert timing.nearest("s-club", "ana", time) == datetime.fromisoformat(f"2027-02-03 {found}+01:00")
        assert timing.nearest("s-several", "ana", time) == time
