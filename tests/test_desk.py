"""One lesson at the marking desk: a real gradebook, graded notebooks, and a formgrader that writes between."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import create_engine

from instructor.course import Course, CourseError
from instructor.desk import Desk, DeskError
from instructor.desk.door import CLAIM_MINUTES
from instructor.desk.forget import forget
from instructor.desk.standing import is_twice
from instructor.desk.views import AnswerView
from instructor.settings import read_settings
from tests.desk_course import FULL, TASK, TEXTS, by_formgrader, give_scheme, grades, in_gradebook, make_class
from tests.small_class import grade
from tests.small_course import ASSIGNMENT, hand_in_folder, write_course

COPY = " ".join(f"word{n}" for n in range(40))
MORE = {
    "copy-1": COPY,
    "copy-2": f"{COPY} more",
    "same-1": "The  same words.",
    "same-2": "the same words",
    "hostile": "<script>alert(1)</script> [x](javascript:alert) <img src=x onerror=y> student-00",
    "nobody": "",
}


class Clock:
    """A clock that the test sets."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture(scope="module")
def _class(_released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("desk")
    shutil.copytree(_released, root, dirs_exist_ok=True)
    course = Course(root, root / "build")
    course.enter()
    give_scheme(course)
    make_class(course, TEXTS | MORE)
    return root


@pytest.fixture
def desk_course(_class: Path, tmp_path: Path) -> Course:
    """Return a copy of a course whose answers wait."""
    for name in ("pyproject.toml", "notebooks", "quizzes", "instructor", "build/gradebook.db", "build/autograded"):
        copy = shutil.copytree if (_class / name).is_dir() else shutil.copy
        (tmp_path / name).parent.mkdir(exist_ok=True)
        copy(_class / name, tmp_path / name)
    course = Course(tmp_path, tmp_path / "build")
    course.enter()
    return course


def student_of(course: Course, answer: AnswerView | str) -> str:
    key = answer if isinstance(answer, str) else answer.id
    ((student,),) = in_gradebook(course, "select student from desk_answer where id = ?", key)
    return str(student)


def id_of(course: Course, student: str) -> str:
    ((answer,),) = in_gradebook(course, "select id from desk_answer where student = ?", student)
    return str(answer)


def mark_fully(desk: Desk, answer: str, **less: float) -> AnswerView:
    for criterion, points in (FULL | less).items():
        view = desk.mark(answer, criterion, points)
    return view


def next_of(desk: Desk) -> AnswerView:
    found = desk.next(TASK)
    assert found is not None
    return found


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
