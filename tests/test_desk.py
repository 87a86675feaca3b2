"""One lesson at the marking desk: a real gradebook, graded notebooks, and a formgrader that writes between."""

from __future__ import annotations

import shutil

import msgspec
import pytest

from instructor.course import Course
from instructor.desk import Desk, DeskError
from tests.desk_course import (
    MORE,
    TASK,
    TEXTS,
    by_formgrader,
    give_scheme,
    grades,
    id_of,
    in_gradebook,
    make_class,
    mark_fully,
    next_of,
    student_of,
)
from tests.small_class import grade
from tests.small_course import ASSIGNMENT, hand_in_folder

# One marker


def test_a_mark_reaches_the_gradebook_only_when_every_criterion_has_points(desk_course: Course) -> None:
    desk = Desk(desk_course, ASSIGNMENT, "maria")
    answer = next_of(desk)
    student = student_of(desk_course, answer)
    desk.mark_level(answer.id, "limit", 2)
    desk.mark(answer.id, "evidence", 2.5)
    desk.comment(answer.id, "Which assumption?", "limit")
    desk.comment(answer.id, "Well said.")
    with pytest.raises(DeskError, match="not marked yet: Form"):
        desk.finish(answer.id)
    assert grades(desk_course)[student] == (None, True, None)
    desk.mark_level(answer.id, "form", 3)
    assert desk.adjust(answer.id, -0.5, "no source").mine.score == 4.0
    assert desk.finish(answer.id).score == 4.0
    comment = "Limit 2/4 · Evidence 2.5/3 · Form 0/3\n\n-0.5: no source\n\n*Limit.* Which assumption?\n\nWell said."
    assert grades(desk_course)[student] == (4.0, False, comment)
    assert desk.answer(answer.id).state == "marked"
    assert next_of(desk).id != answer.id


@pytest.mark.parametrize(
    ("criterion", "points", "reason"),
    [
        ("limit", 4.5, "takes 0 to 4 points, not 4.5"),
        ("limit", -1, "takes 0 to 4"),
        ("style", 1, "there are limit, ev"),
    ],
)
def test_points_that_no_criterion_has_are_refused(
    desk_course: Course, criterion: str, points: float, reason: str
) -> None:
    desk = Desk(desk_course, ASSIGNMENT, "maria")
    with pytest.raises(DeskError, match=reason):
        desk.mark(next_of(desk).id, criterion, points)
    with pytest.raises(DeskError, match="has 4 levels, and no 5"):
        desk.mark_level(next_of(desk).id, "limit", 5)


def test_a_score_stays_within_the_tasks_points(desk_course: Course) -> None:
    desk = Desk(desk_course, ASSIGNMENT, "maria")
    answer = mark_fully(desk, next_of(desk).id)
    assert desk.adjust(answer.id, 3).mine.score == 10
    assert desk.adjust(answer.id, -10).mine.score == 0
    with pytest.raises(DeskError, match="adjust by 10 points at most"):
        desk.adjust(answer.id, 11)


def test_a_marker_sees_no_name_id_or_path_and_no_html_of_a_student(desk_course: Course) -> None:
    desk = Desk(desk_course, ASSIGNMENT, "maria")
    shown = [desk.answer(id_of(desk_course, student)) for student in TEXTS | MORE]
    for view in shown:
        text = msgspec.json.encode(view).decode()
        # What a student writes of themselves stays in the text.
        assert "student-" not in text.replace("student-00", "", 1 if "alert" in text else 0)
        assert str(desk_course.root) not in text
        assert (view.student, view.name) == ("", "")
    hostile = next(view.answer_html for view in shown if "alert(1)" in view.answer_html)
    assert "<script" not in hostile
    assert "<img" not in hostile
    assert 'href="javascript' not in hostile
    for refused in (
        desk.events,
        desk.unreadable,
        lambda: desk.differences(TASK),
        lambda: desk.settle(shown[0].id, "x"),
    ):
        with pytest.raises(DeskError, match="is for the instructor"):
            refused()
    instructor = Desk(desk_course, ASSIGNMENT, "prof", is_instructor=True)
    assert instructor.answer(id_of(desk_course, "student-03")).student == "student-03"


def test_an_order_is_a_markers_own_and_the_same_each_time(desk_course: Course) -> None:
    Desk(desk_course, ASSIGNMENT, "prof")
    book = (desk_course.folder / "gradebook.db").read_bytes()

    def order(marker: str) -> list[str]:
        (desk_course.folder / "gradebook.db").write_bytes(book)
        desk, found = Desk(desk_course, ASSIGNMENT, marker), []
        while (answer := next_of(desk).id) not in found:
            found.append(answer)
            desk.skip(answer)
        return found

    first = order("maria")
    assert len(first) == len(TEXTS | MORE) - 1  # who wrote nothing waits for nobody
    assert order("maria") == first != order("jonas")
    near = [first.index(id_of(desk_course, student)) for student in ("copy-1", "copy-2")]
    assert abs(near[0] - near[1]) == 1


def test_what_was_skipped_comes_last(desk_course: Course) -> None:
    desk = Desk(desk_course, ASSIGNMENT, "maria")
    skipped = next_of(desk).id
    desk.skip(skipped)
    seen = []
    while (answer := next_of(desk)).id != skipped:
        seen.append(answer.id)
        mark_fully(desk, answer.id)
        desk.finish(answer.id)
    assert len(seen) == len(TEXTS | MORE) - 2


def test_near_copies_are_named_and_identical_answers_are_marked_at_once(desk_course: Course) -> None:
    desk = Desk(desk_course, ASSIGNMENT, "maria")
    copies = {id_of(desk_course, "copy-1"), id_of(desk_course, "copy-2")}
    (pair,) = desk.near_copies(TASK)
    assert {pair.first, pair.second} == copies
    assert pair.shared > 0.95
    same = id_of(desk_course, "same-1")
    assert desk.claim(same).same == (id_of(desk_course, "same-2"),)
    mark_fully(desk, same, form=1)
    desk.comment(same, "Short.")
    assert set(desk.finish(same, everywhere=True).answers) == {same, id_of(desk_course, "same-2")}
    assert grades(desk_course)["same-1"] == grades(desk_course)["same-2"] != (None, True, None)
    desk.undo()
    assert grades(desk_course)["same-1"] == grades(desk_course)["same-2"] == (None, True, None)


def test_comments_grow_with_use_and_keep_their_letters(desk_course: Course) -> None:
    desk = Desk(desk_course, ASSIGNMENT, "maria")
    for notes in (["Source?"], ["Source?", "Date?"], ["Date?\n\nSource?"]):
        answer = next_of(desk).id
        mark_fully(desk, answer)
        desk.comment(answer, "\n\n".join(notes), "evidence")
        desk.finish(answer)
    found = Desk(desk_course, ASSIGNMENT, "jonas").comments(TASK)
    assert [(each.text, each.letter, each.used, each.criterion) for each in found] == [
        ("Source?", "a", 3, "evidence"),
        ("Date?", "b", 2, "evidence"),
    ]
    desk.remove_comment(found[0].id)
    assert [each.text for each in desk.comments(TASK)] == ["Date?"]


# Undo


def test_undo_takes_back_step_by_step_and_the_log_only_grows(desk_course: Course) -> None:
    desk = Desk(desk_course, ASSIGNMENT, "prof", is_instructor=True)
    assert desk.undo() is None
    answer = next_of(desk).id
    student = student_of(desk_course, answer)
    desk.mark(answer, "limit", 4)
    desk.mark(answer, "limit", 2)
    desk.comment(answer, "A.")
    desk.comment(answer, "B.")
    mark_fully(desk, answer, limit=2)
    desk.adjust(answer, 1, "for wit")
    desk.finish(answer)
    before = len(desk.events())
    assert grades(desk_course)[student][0] == 9
    seen = [view.mine for view in iter(desk.undo, None)]
    assert [(mine.adjust, mine.notes.get("", ""), mine.points.get("limit")) for mine in seen] == [
        *[(1, "B.", 2), (0, "B.", 2), (0, "B.", 2), (0, "B.", 2), (0, "B.", 2)],
        *[(0, "A.", 2), (0, "", 2), (0, "", 4), (0, "", None)],
    ]
    assert grades(desk_course)[student] == (None, True, None)
    log = desk.events()
    assert [event.kind for event in log[before:]] == ["undo"] * 9
    assert {event.undoes for event in log[before:]} <= {event.batch for event in log[:before]}
    assert all(event.marker == "prof" and event.answer == answer for event in log)


def test_a_mark_changed_in_the_formgrader_since_is_not_undone(desk_course: Course) -> None:
    desk = Desk(desk_course, ASSIGNMENT, "maria")
    answer = mark_fully(desk, next_of(desk).id).id
    desk.finish(answer)
    by_formgrader(desk_course, student_of(desk_course, answer), 3)
    with pytest.raises(DeskError, match="changed in the gradebook since"):
        desk.undo()
    assert desk.answer(answer).state == "formgrader"


def test_a_finished_mark_that_is_changed_counts_anew_once_it_is_finished(desk_course: Course) -> None:
    desk = Desk(desk_course, ASSIGNMENT, "maria")
    answer = mark_fully(desk, next_of(desk).id).id
    student = student_of(desk_course, answer)
    desk.finish(answer)
    assert desk.mark(answer, "form", 1).mine.score == 8
    assert grades(desk_course)[student][0] == 10
    assert next_of(desk).id == answer  # what was taken up again comes first
    desk.finish(answer)
    assert grades(desk_course)[student] == (8, False, "Limit 4/4 · Evidence 3/3 · Form 1/3")


# A formgrader beside the desk


def test_the_formgraders_marks_are_seen_and_never_overwritten_silently(desk_course: Course) -> None:
    desk = Desk(desk_course, ASSIGNMENT, "maria")
    first, open_one = id_of(desk_course, "student-00"), id_of(desk_course, "student-01")
    by_formgrader(desk_course, "student-00", 7)
    assert desk.progress(TASK).formgrader == 1
    assert (desk.answer(first).state, desk.answer(first).elsewhere_score) == ("formgrader", 7)
    mark_fully(desk, open_one)
    by_formgrader(desk_course, "student-01", 0)
    with pytest.raises(DeskError, match="the formgrader has given it 0 points"):
        desk.finish(open_one)
    assert grades(desk_course)["student-01"][0] == 0
    assert desk.finish(open_one, over=True).written
    assert grades(desk_course)["student-01"][0] == 10
    while (answer := desk.next(TASK)) is not None:
        assert answer.id not in (first, open_one)
        mark_fully(desk, answer.id)
        desk.finish(answer.id)
    assert grades(desk_course)["student-00"][0] == 7


def test_a_comment_of_the_formgraders_stays_above_the_desks(desk_course: Course) -> None:
    in_gradebook(desk_course, "update comment set manual_comment = 'From there.'")
    desk = Desk(desk_course, ASSIGNMENT, "maria")
    answer = next_of(desk)
    assert answer.elsewhere_comment == "From there."
    mark_fully(desk, answer.id)
    desk.finish(answer.id)
    wanted = "From there.\n\nLimit 4/4 · Evidence 3/3 · Form 3/3"
    assert grades(desk_course)[student_of(desk_course, answer)][2] == wanted
    desk.mark(answer.id, "form", 1)
    desk.finish(answer.id)
    assert grades(desk_course)[student_of(desk_course, answer)][2] == wanted.replace("Form 3", "Form 1")
    assert desk.answer(answer.id).elsewhere_comment == "From there."


def test_an_answer_that_the_formgrader_puts_up_again_is_marked_again(desk_course: Course) -> None:
    desk = Desk(desk_course, ASSIGNMENT, "maria")
    answer = mark_fully(desk, next_of(desk).id).id
    desk.finish(answer)
    by_formgrader(desk_course, student_of(desk_course, answer), None)
    jonas = Desk(desk_course, ASSIGNMENT, "jonas")
    view = jonas.claim(answer)
    assert view.state == "again"
    assert [(mark.marker, mark.score, mark.earlier) for mark in view.earlier] == [("", 10, False)]
    mark_fully(jonas, answer, limit=0)
    assert jonas.finish(answer).written
    assert grades(desk_course)[student_of(desk_course, answer)][0] == 6


def test_points_that_a_release_changes_leave_a_mark_the_desks(desk_course: Course) -> None:
    desk = Desk(desk_course, ASSIGNMENT, "maria")
    answer = mark_fully(desk, next_of(desk).id, form=1).id
    desk.finish(answer)
    in_gradebook(desk_course, "update grade_cells set max_score = max_score / 2")
    in_gradebook(desk_course, "update grade set manual_score = manual_score / 2")
    assert desk.answer(answer).state == "marked"
    other = mark_fully(desk, next_of(desk).id).id
    desk.finish(other)
    assert grades(desk_course)[student_of(desk_course, other)][0] == 5  # full marks of what the cell is worth now


def test_an_answer_handed_in_anew_waits_again_and_shows_its_earlier_mark(course: Course) -> None:
    give_scheme(course)
    make_class(course, {"ana": "Threats are left out.", "zoe": "Promises are left out."})
    desk = Desk(course, ASSIGNMENT, "maria")
    while answer := desk.next(TASK):
        mark_fully(desk, answer.id)
        desk.finish(answer.id)
    shutil.rmtree(course.step("submitted", ASSIGNMENT, "ana"))
    hand_in_folder(course, "ana", {}, written="Threats and promises are left out.")
    grade(course, ("ana", "zoe"), workers=1)
    again = next_of(desk)
    assert (again.state, again.mine.points) == ("again", {})
    assert "and promises" in again.answer_html
    assert [(mark.score, mark.earlier) for mark in again.earlier] == [(10, True)]
    assert (desk.progress(TASK).again, desk.progress(TASK).marked) == (1, 1)
    mark_fully(desk, again.id, limit=2)
    desk.finish(again.id)
    assert {student: score for student, (score, _, _) in grades(course).items()} == {"ana": 8, "zoe": 10}
    assert desk.next(TASK) is None
