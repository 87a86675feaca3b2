"""Is an answer counted when it was given in its question's window, and is what lies outside named and never lost?"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from instructor.__main__ import main
from instructor.authoring.findings import findings
from instructor.authoring.window_advice import window_advice
from instructor.course import Course
from instructor.marking.answer_key import read_answer_key
from instructor.marking.asked import for_student
from instructor.marking.marks import QuizMarks, mark_folder
from instructor.marking.review import review
from instructor.release import make_release
from instructor.reports import items
from quizzes import page
from quizzes.bank import BankError, load_quiz_json
from quizzes.folders import workplace
from quizzes.journal import Entry, append
from quizzes.widget import QuizWidget
from tests.small_course import ASSIGNMENT

#: On the clock of Berlin, an hour before UTC in February.
WINDOW = {"opens": "2027-02-03 10:00", "closes": "2027-02-03 10:20"}
PLAN = """
zone = "Europe/Berlin"
[late]
per_day = 0.1
[lessons]
01-small = { release = "2027-02-01 08:00", due = "2027-02-10 23:59" }
"""
Answers = list[tuple[str, Any]]


def give(course: Course, window: Any = WINDOW, item: str = "s-club", plan: str = PLAN) -> Course:
    """Give an item of the small course, or its graded quiz, a window; and the course its dates."""
    path = course.bank_file(ASSIGNMENT)
    bank = yaml.safe_load(path.read_text("utf-8"))
    for quiz in bank["quizzes"]:
        for each in (quiz, *quiz["items"]):
            if each["id"] == item:
                each["window"] = window
    path.write_text(yaml.safe_dump(bank, width=1000), "utf-8")
    course.folder.mkdir(exist_ok=True)
    (course.folder / "course.toml").write_text(plan, "utf-8")
    return course


@pytest.fixture
def timed(sources: Course) -> Course:
    """Return the small course, released, whose choice can be answered for twenty minutes."""
    make_release(give(sources), ASSIGNMENT)
    return sources


def hand_in(course: Course, student: str, answers: Answers, item: str = "s-club", **more: Any) -> Path:
    """Put a submission in its place that answered an item at these times, in this order."""
    folder = course.step("submitted", ASSIGNMENT, student)
    shutil.copytree(course.step("release", ASSIGNMENT), folder)
    for time, response in answers:
        append(folder / "responses" / "quiz-01.jsonl", Entry(time=time, item=item, response=response, **more))
    (folder / "timestamp.txt").write_text("2027-02-03 12:00:00", "utf-8")
    return folder


def marked(course: Course, folder: Path) -> QuizMarks:
    """Mark a submission as the student's whose folder it is in."""
    scheme = for_student(read_answer_key(course, ASSIGNMENT), folder.parent.name)
    return mark_folder(folder, scheme).quizzes["quiz-01"]


def run(*command: str) -> Result:
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    return done


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
    assert "Answered 10:25, after it closed at 10:20: not counted. a public good" in told
    assert [*quiz.untimely()] == [
        'responses/quiz-01.jsonl: item "s-club": answered 2027-02-03 10:25:00 CET, after it closed '
        "(2027-02-03 10:20:00 CET): not counted"
    ]


def test_an_answer_before_the_opening_is_a_forged_one_and_counts_for_nothing(timed: Course) -> None:
    quiz = marked(timed, hand_in(timed, "ana", [("2027-02-02T20:00:00+01:00", "a")]))
    assert quiz.points == 0
    assert quiz.items[0].mark.outcome == "not answered"
    assert "Answered 2 February 20:00, before it opened at 10:00: not counted. a club good" in review(quiz)


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
    assert [line.partition(": item ")[2] for line in quiz.untimely()][0].startswith('"s-club": 7 answers outside')


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


def test_an_extension_of_the_lesson_moves_the_end_by_as_much(sources: Course) -> None:
    plan = f'{PLAN}[extensions]\nana = {{ 01-small = "2027-02-11 00:29" }}\n'  # half an hour
    make_release(give(sources, plan=plan), ASSIGNMENT)
    answers = [("2027-02-03T10:50:00+01:00", "a"), ("2027-02-03T10:50:01+01:00", "b")]
    quizzes = [marked(sources, hand_in(sources, student, [*answers])) for student in ("ana", "ben")]
    assert [quiz.points for quiz in quizzes] == [1, 0]
    assert "after it closed at 10:50: not counted" in review(quizzes[0])


def test_the_grace_of_the_late_rule_counts_here_too(sources: Course) -> None:
    plan = PLAN.replace("per_day = 0.1", 'per_day = 0.1\ngrace = "5 min"')
    make_release(give(sources, plan=plan), ASSIGNMENT)
    quiz = marked(sources, hand_in(sources, "ana", [("2027-02-03T10:25:00+01:00", "a")]))
    late = marked(sources, hand_in(sources, "ben", [("2027-02-03T10:25:01+01:00", "a")]))
    assert (quiz.points, late.points) == (1, 0)
    assert "after it closed at 10:20" in review(late)


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


# Bank and release


def test_a_quiz_has_a_window_for_its_items_and_an_item_its_own(sources: Course) -> None:
    own = {"closes": "2027-02-04 10:00"}
    give(give(sources, own), WINDOW, "quiz-01")
    windows = [item.window for item in sources.bank(ASSIGNMENT).quiz("quiz-01").items]
    assert [each and each.said for each in windows] == [
        "closes 2027-02-04 10:00",
        "opens 2027-02-03 10:00, closes 2027-02-03 10:20",
        "opens 2027-02-03 10:00, closes 2027-02-03 10:20",
    ]


@pytest.mark.parametrize(
    ("opens", "said"),
    [
        ("2027-02-03 10:00", "2027-02-03T10:00:00+01:00"),
        ("2027-07-03 10:00:30", "2027-07-03T10:00:30+02:00"),
        ("2027-02-03T10:00-05:00", "2027-02-03T16:00:00+01:00"),
        ("2027-02-03 09:00 Z", "2027-02-03T10:00:00+01:00"),
    ],
)
def test_a_release_holds_moments_with_their_offsets(sources: Course, opens: str, said: str) -> None:
    folder = make_release(give(sources, {"opens": opens}), ASSIGNMENT)
    bank, _ = load_quiz_json(folder / "quiz.json")
    (window,) = [item.window for _, item in bank.items() if item.window]
    assert (window.opens, window.closes) == (said, None)


def test_yaml_may_write_a_moment_bare_or_as_a_text(sources: Course) -> None:
    text = sources.bank_file(ASSIGNMENT).read_text("utf-8")
    for opens in ("2027-02-03 10:00:00", '"2027-02-03 10:00:00"', "2027-02-03T10:00:00"):
        new = text.replace("level: apply", f"window: {{opens: {opens}}}")
        sources.bank_file(ASSIGNMENT).write_text(new, "utf-8")
        window = sources.bank(ASSIGNMENT).quiz("quiz-01").items[0].window
        assert window
        assert window.opens
        assert window.opens.replace("T", " ") == "2027-02-03 10:00:00"


MISTAKES = [
    ({"opens": "2027-02-03"}, 'expected a date with its hour, as 2027-02-03 10:00; found "2027-02-03"'),
    ({"closes": "noon"}, 'expected a date with its hour, as 2027-02-03 10:00; found "noon"'),
    ({"opens": "2027-02-30 10:00"}, "the window opens 2027-02-30 10:00, which is no moment: day is out of range"),
    ({"opens": "2027-02-03 24:30"}, "which is no moment"),
    ({"opens": "2027-02-03 10:00", "closes": "2027-02-03 10:00"}, "before it opens (2027-02-03 10:00); swap them"),
    ({}, "has neither `opens` nor `closes`"),
]


@pytest.mark.parametrize(("window", "said"), MISTAKES)
def test_a_window_that_makes_no_sense_is_refused_and_named(sources: Course, window: Any, said: str) -> None:
    give(sources, window)
    with pytest.raises(BankError) as caught:
        sources.bank(ASSIGNMENT)
    assert 'item "s-club"' in str(caught.value)
    assert said in str(caught.value)
    (found,) = findings(sources, ASSIGNMENT)
    assert 'item "s-club"' in found.words
    assert said in found.words


def test_that_of_a_quiz_is_named_by_the_quiz(sources: Course) -> None:
    give(sources, {"opens": "2027-02-30 10:00"}, "quiz-01")
    (found,) = findings(sources, ASSIGNMENT)
    assert 'quiz "quiz-01": the window opens 2027-02-30 10:00, which is no moment' in str(found)
    assert found.line > 1


@pytest.mark.parametrize(("opens", "often"), [("2027-03-28 02:30", "never"), ("2027-10-31 02:30", "twice")])
def test_an_hour_that_daylight_saving_takes_or_doubles_is_refused(sources: Course, opens: str, often: str) -> None:
    give(sources, {"opens": opens})
    (found,) = findings(sources, ASSIGNMENT)
    assert f'item "s-club": the window opens {opens}' in found.words
    assert f"show {opens} {often}" in found.words
    with pytest.raises(BankError, match=f"{opens} {often}"):
        read_answer_key(sources, ASSIGNMENT)


def test_a_window_across_the_change_of_the_clocks_is_as_long_as_it_is(sources: Course) -> None:
    give(sources, {"opens": "2027-03-28 01:30", "closes": "2027-03-28 03:30"})  # one hour
    make_release(sources, ASSIGNMENT)
    quiz = marked(sources, hand_in(sources, "ana", [("2027-03-28T01:30:01+00:00", "a")]))
    assert quiz.points == 0
    assert "Answered 03:30, after it closed at 03:30" in review(quiz)


def test_an_extension_across_the_change_of_the_clocks_is_as_long_too(sources: Course) -> None:
    plan = f'{PLAN}[extensions]\nana = {{ 01-small = "2027-02-11 01:29" }}\n'  # an hour and a half
    make_release(give(sources, {"closes": "2027-03-28 01:00"}, plan=plan), ASSIGNMENT)
    span = read_answer_key(sources, ASSIGNMENT).timing.span("s-club", "ana")
    assert span
    assert span.until
    assert span.until.isoformat() == "2027-03-28T03:30:00+02:00"


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ({"closes": "2027-02-01 08:00"}, "its window closes 2027-02-01 08:00 Europe/Berlin, before the release"),
        ({"opens": "2027-02-10 23:59"}, "its window opens 2027-02-10 23:59 Europe/Berlin, when the lesson is due"),
        (WINDOW, ""),
    ],
)
def test_check_advises_where_a_window_is_none(sources: Course, window: Any, words: str) -> None:
    give(sources, window)
    assert findings(sources, ASSIGNMENT) == []
    assert [words in each for each in window_advice(sources, ASSIGNMENT)] == [True] * bool(words)
    done = run("check", ASSIGNMENT)
    assert ("look at item" in done.output) is bool(words)
    assert f"{ASSIGNMENT}: nothing to mend" in done.output


def test_a_written_answer_has_no_window(copied: Course) -> None:
    lesson = next(name for name in copied.assignments() if any(q.kind == "written" for q in copied.bank(name).quizzes))
    path = copied.bank_file(lesson)
    bank = yaml.safe_load(path.read_text("utf-8"))
    next(item for quiz in bank["quizzes"] for item in quiz.get("items", ()) if item["type"] == "written")["window"] = (
        WINDOW
    )
    path.write_text(yaml.safe_dump(bank, width=1000), "utf-8")
    with pytest.raises(BankError, match="its time is the lesson's due date; take `window` out"):
        copied.bank(lesson)


# The student's side


def around(opens: timedelta | None, closes: timedelta | None) -> dict[str, str]:
    """Return a window that begins and ends so far from now."""
    now = datetime.now(UTC)
    moments = {"opens": opens, "closes": closes}
    return {name: (now + far).strftime("%Y-%m-%d %H:%M:%SZ") for name, far in moments.items() if far is not None}


HOUR = timedelta(hours=1)


@pytest.fixture
def opened(sources: Course) -> Callable[..., QuizWidget]:
    """Return what opens the graded quiz of a release in which the choice, or the run, has a window around now."""

    def open_quiz(opens: timedelta | None, closes: timedelta | None, item: str = "s-club") -> QuizWidget:
        folder = make_release(give(sources, around(opens, closes), item, 'zone = "Europe/Berlin"\n'), ASSIGNMENT)
        place = workplace(folder)
        widget = QuizWidget(place, place.bank.quiz("run-01" if item == "s-run" else "quiz-01"))
        widget.replies = []
        widget.send = widget.replies.append
        return widget

    return open_quiz


def tell(widget: QuizWidget, kind: str, item: str = "s-club", **more: Any) -> dict[str, Any]:
    widget._handle_custom_msg({"kind": kind, "item": item, "token": "t", **more}, [])
    reply: dict[str, Any] = widget.replies[-1]
    return reply


def test_the_kernel_takes_no_answer_before_it_opens_and_says_when(opened: Callable[..., QuizWidget]) -> None:
    widget = opened(HOUR, None)
    for kind, more in (
        ("answer", {"response": "a"}),
        ("again", {}),
        ("confidence", {"confidence": "sure"}),
        ("hint", {"hints": 1}),
    ):
        reply = tell(widget, kind, **more)
        assert reply["kind"] == "refused"
        assert reply["error"].startswith("this question opens ")
    assert not widget._journal.exists()
    assert tell(widget, "look")["kind"] == "seen"
    assert tell(widget, "answer", "s-several", response=["a"])["kind"] == "saved"


def test_a_run_cannot_be_run_either(opened: Callable[..., QuizWidget]) -> None:
    widget = opened(HOUR, None, "s-run")
    for kind, more in (("record", {"prediction": "4"}), ("run", {"parameters": {"alpha": 2}})):
        assert "this question opens" in tell(widget, kind, "s-run", **more)["error"]


@pytest.mark.parametrize(("opens", "closes"), [(-HOUR, None), (-HOUR, HOUR), (None, HOUR), (-2 * HOUR, -HOUR)])
def test_in_the_window_and_after_it_an_answer_is_kept(
    opened: Callable[..., QuizWidget], opens: Any, closes: Any
) -> None:
    assert tell(opened(opens, closes), "answer", response="a")["kind"] == "saved"


def test_the_page_gets_both_moments_with_offsets(opened: Callable[..., QuizWidget]) -> None:
    view = opened(HOUR, 2 * HOUR).view["items"]
    opens, closes = (datetime.fromisoformat(view[0]["window"][name]) for name in ("opens", "closes"))
    assert closes - opens == HOUR
    assert opens.tzinfo
    assert "window" not in view[1]


def test_without_a_script_a_question_says_when_it_can_be_answered(sources: Course) -> None:
    def shown(opens: timedelta, closes: timedelta | None) -> str:
        return page.static(give(sources, around(opens, closes)).bank(ASSIGNMENT).quiz("quiz-01"), {})

    before, after = shown(HOUR, None), shown(-2 * HOUR, -HOUR)
    assert "<li><p>Opens " in before
    assert "Which good has a door?" not in before
    assert "Which are shared?" in before
    assert "Closes " in after
    assert "Which good has a door?" in after


# Reports, preview, exports


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
    run("report", ASSIGNMENT, "--teacher", "--even-if-few")
    (text,) = [path.read_text("utf-8") for path in (timed.folder / "report").glob("*teacher*.html")]
    assert "Answers outside their time" in text
    assert "the server" in text.partition("Answers outside their time")[2]


def test_an_export_names_the_window_of_each_item(timed: Course, tmp_path: Path) -> None:
    for name in ("gift", "moodle", "canvas", "qti", "h5p"):
        output = run("questions", "export", name, str(tmp_path / "out"), "--only", "graded").output
        assert "s-club: its window (opens 2027-02-03 10:00, closes 2027-02-03 10:20) left out" in output
        assert "s-several: its window" not in output


def test_a_rehearsal_answers_in_the_window(timed: Course) -> None:
    span = read_answer_key(timed, ASSIGNMENT).timing.span("s-club", "ana")
    assert span
    for far, found in ((-HOUR, span.opens), (HOUR, span.closes)):
        assert span.opens
        assert span.nearest(span.opens + far) == found
