"""Several markers at the desk, and where the marking stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from instructor.course import Course, CourseError
from instructor.desk import Desk, DeskError
from instructor.desk.door import CLAIM_MINUTES
from instructor.desk.forget import forget
from instructor.desk.standing import is_twice
from instructor.settings import read_settings
from tests.desk_course import (
    FULL,
    MORE,
    TASK,
    TEXTS,
    Clock,
    grades,
    id_of,
    in_gradebook,
    mark_fully,
    next_of,
    student_of,
)
from tests.small_course import ASSIGNMENT, write_course

# Several markers


def test_two_markers_never_have_the_same_answer_until_one_is_gone(desk_course: Course) -> None:
    clock = Clock()
    maria, jonas = (Desk(desk_course, ASSIGNMENT, name, clock=clock) for name in ("maria", "jonas"))
    hers, his = next_of(maria).id, next_of(jonas).id
    assert hers != his
    with pytest.raises(DeskError, match="somebody else has this answer"):
        jonas.mark(hers, "limit", 1)
    maria.mark(hers, "limit", 4)
    clock.now += CLAIM_MINUTES * 60 + 1
    assert jonas.claim(hers).claimed_until > clock.now
    with pytest.raises(DeskError, match="somebody else has this answer"):
        maria.mark(hers, "form", 1)
    mark_fully(jonas, hers, limit=0)
    jonas.finish(hers)
    maria_again = [maria.mark(hers, name, points) for name, points in FULL.items()]
    with pytest.raises(DeskError, match="somebody else has marked this answer meanwhile"):
        maria.finish(hers)
    assert maria_again[-1].second
    assert grades(desk_course)[student_of(desk_course, hers)][0] == 6


def test_an_answer_that_somebody_overtook_is_not_given_again_to_who_had_begun_it(desk_course: Course) -> None:
    clock = Clock()
    maria, jonas = (Desk(desk_course, ASSIGNMENT, name, clock=clock) for name in ("maria", "jonas"))
    begun = next_of(maria).id
    maria.mark(begun, "form", 1)
    clock.now += CLAIM_MINUTES * 60 + 1
    mark_fully(jonas, begun)
    jonas.finish(begun)
    left, seen = maria.progress(TASK).left, []
    while answer := maria.next(TASK):
        seen.append(answer.id)
        mark_fully(maria, answer.id)
        maria.finish(answer.id)
    assert (len(seen), begun in seen) == (left, False)


def test_a_share_is_marked_twice_and_the_first_counts_until_it_is_settled(desk_course: Course) -> None:
    maria, jonas, prof = (
        Desk(desk_course, ASSIGNMENT, name, marked_twice=1, is_instructor=name == "prof")
        for name in ("maria", "jonas", "prof")
    )
    answer = mark_fully(maria, next_of(maria).id).id
    student = student_of(desk_course, answer)
    maria.comment(answer, "Fine.")
    maria.finish(answer)
    assert maria.progress(TASK).second == 1
    view = jonas.claim(answer)
    assert (view.second, view.mine.points, view.earlier) == (True, {}, ())  # the first is not told
    mark_fully(jonas, answer, limit=1)
    assert not jonas.finish(answer).written
    assert grades(desk_course)[student][0] == 10
    assert maria.progress(TASK).second == 0
    (difference,) = prof.differences(TASK)
    assert [(mark.marker, mark.score) for mark in difference.marks] == [("maria", 10), ("jonas", 7)]
    assert (difference.difference, difference.settled, difference.student) == (3, False, student)
    assert prof.settle(answer, "jonas") == 7
    assert grades(desk_course)[student] == (7, False, "Limit 1/4 · Evidence 3/3 · Form 3/3")
    assert prof.differences(TASK)[0].settled
    assert prof.agreement(TASK).pairs[0].mean_difference == -3
    with pytest.raises(DeskError, match='"anna" has no finished mark'):
        prof.settle(answer, "anna")


def test_whoever_settles_may_mark_it_themselves(desk_course: Course) -> None:
    prof = Desk(desk_course, ASSIGNMENT, "prof", is_instructor=True)
    maria = Desk(desk_course, ASSIGNMENT, "maria")
    answer = mark_fully(maria, next_of(maria).id).id
    maria.finish(answer)
    mark_fully(prof, answer, limit=2)
    with pytest.raises(DeskError, match="meanwhile"):
        prof.finish(answer)
    assert prof.finish(answer, over=True).written
    assert grades(desk_course)[student_of(desk_course, answer)][0] == 8
    mark_fully(maria, answer, limit=0)
    with pytest.raises(DeskError, match="meanwhile"):
        maria.finish(answer, over=True)


def test_which_are_marked_twice_does_not_change_and_a_larger_share_keeps_them() -> None:
    names = [f"{n:032x}" for n in range(2000)]
    some, more = ({name for name in names if is_twice(name, share)} for share in (0.1, 0.3))
    assert some < more
    assert 150 < len(some) < 250
    assert not any(is_twice(name, 0) for name in names)
    assert all(is_twice(name, 1) for name in names)


# Where it stands


def test_progress_counts_and_says_how_long_it_will_take(desk_course: Course) -> None:
    clock = Clock()
    desk = Desk(desk_course, ASSIGNMENT, "maria", clock=clock)
    total = len(TEXTS | MORE)
    assert (desk.progress(TASK).left, desk.progress(TASK).blank) == (total - 1, 1)
    for seconds in (10, 60, 3000):
        answer = next_of(desk).id
        clock.now += seconds / 2
        mark_fully(desk, answer)
        clock.now += seconds / 2
        desk.finish(answer)
    found = desk.progress(TASK)
    assert (found.marked, found.mine, found.left, found.answers) == (3, 3, total - 4, total)
    assert found.median_seconds == 60  # a pause counts for three minutes
    assert found.seconds_left == 60 * (total - 4)


def test_samples_tell_their_marks_once_they_are_marked(desk_course: Course) -> None:
    rubric = "## Sample A: 6 of 10\n\n> A limit.\n\nMarks (limit-01): Limit 2, Evidence 1.5, Form 3\n\nBecause.\n"
    (desk_course.root / "instructor" / "rubrics").mkdir()
    (desk_course.root / "instructor" / "rubrics" / f"{ASSIGNMENT}.md").write_text(rubric, "utf-8")
    desk = Desk(desk_course, ASSIGNMENT, "maria")
    (sample,) = desk.samples(TASK)
    assert (sample.sample_html, sample.marks, sample.why_html) == ("<p>A limit.</p>", {}, "")
    with pytest.raises(DeskError, match="give each criterion its points first: Evidence, Form"):
        desk.calibrate(sample.id, {"limit": 1})
    shown = desk.calibrate(sample.id, FULL)
    assert (shown.marks, shown.total, shown.why_html) == (
        {"limit": 2, "evidence": 1.5, "form": 3},
        6.5,
        "<p>Because.</p>",
    )
    assert desk.samples(TASK) == [shown]
    assert Desk(desk_course, ASSIGNMENT, "jonas").samples(TASK)[0].marks == {}
    assert [each.mean_difference for each in desk.calibration(TASK).criteria] == [2, 1.5, 0]
    assert desk.tasks()[0].samples == 1


def test_a_notebook_that_cannot_be_read_is_left_out_and_named_to_the_instructor(desk_course: Course) -> None:
    path = desk_course.step("autograded", ASSIGNMENT, "student-04") / f"{ASSIGNMENT}.ipynb"
    path.chmod(0o644)
    path.write_text("{", "utf-8")
    desk = Desk(desk_course, ASSIGNMENT, "prof", is_instructor=True)
    assert desk.progress(TASK).unreadable == 1
    assert "grade student-04 again" in desk.unreadable()["student-04"]
    assert desk.progress(TASK).answers == len(TEXTS | MORE) - 1


def test_a_desk_without_a_gradebook_a_lesson_or_a_name_says_what_to_do(tmp_path: Path, desk_course: Course) -> None:
    with pytest.raises(DeskError, match="say who marks"):
        Desk(desk_course, ASSIGNMENT, " ")
    with pytest.raises(CourseError, match="there is no assignment"):
        Desk(desk_course, "09-none", "maria")
    with pytest.raises(DeskError, match='has no task "essay"; it has limit-01'):
        Desk(desk_course, ASSIGNMENT, "maria").next("essay")
    with pytest.raises(DeskError, match="the answer is unknown"):
        Desk(desk_course, ASSIGNMENT, "maria").answer("none")
    empty = write_course(tmp_path / "empty")
    with pytest.raises(CourseError, match="no gradebook yet; run: python -m instructor release"):
        Desk(empty, ASSIGNMENT, "maria")
    assert not (empty.folder / "gradebook.db").exists()


def test_a_student_can_be_forgotten_with_every_line_about_them(desk_course: Course) -> None:
    desk = Desk(desk_course, ASSIGNMENT, "maria")
    for student in ("student-00", "student-01"):
        mark_fully(desk, id_of(desk_course, student))
        desk.comment(id_of(desk_course, student), "A remark.", "form")
        desk.finish(id_of(desk_course, student))
    gone = id_of(desk_course, "student-00")
    engine = create_engine(read_settings(desk_course).db_url)
    with engine.begin() as db:
        assert forget(db, "student-00") == 1
        assert forget(db, "student-00") == 0
    engine.dispose()
    for table in ("claim", "mark", "point", "note", "final", "event"):
        assert in_gradebook(desk_course, f"select * from desk_{table} where answer = ?", gone) == []
    assert desk.answer(id_of(desk_course, "student-01")).state == "marked"
    assert len(desk.comments(TASK)) == 1
