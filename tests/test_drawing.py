"""Is each student asked the own items and numbers, and marked by them, whatever the journal says?"""

from __future__ import annotations

import math
import os
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml

from instructor.course import Course, CourseError
from instructor.exchange_formats import gift
from instructor.exchange_formats.lessons import read_lesson
from instructor.grading.snapshots import snapshots
from instructor.leaks import leaks, secrets
from instructor.marking.answer_key import answer_key_digest, read_answer_key
from instructor.marking.asked import ReleasedBank, as_asked, for_student, released_to
from instructor.marking.drawn import as_drawn
from instructor.marking.marks import mark_folder
from instructor.marking.review import review
from instructor.release import make_release
from instructor.reports import items
from quizzes.bank import BankError
from quizzes.complete import gaps
from quizzes.drawing import FILE, chosen_of, lot_of
from quizzes.folders import workplace
from quizzes.journal import Entry, append, read, replay
from quizzes.scoring import score
from quizzes.types.varied import drawn_numbers
from quizzes.widget import QuizWidget
from tests.pooled_course import (
    FEEDBACK,
    KEY,
    STUDENTS,
    answered,
    by_hand,
    earned_by,
    marked,
    write,
)
from tests.small_course import ASSIGNMENT, entered_copy, write_course


@pytest.fixture(scope="module")
def released_pool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the root of the course, released once."""
    with patch.dict(os.environ):
        course = write_course(tmp_path_factory.mktemp("pooled"))
        course.enter()
        write(course)
        make_release(course, ASSIGNMENT)
    return course.root


@pytest.fixture
def pooled(released_pool: Path, tmp_path: Path) -> Course:
    """Return a copy of the small course, released, with a pool of numbers that vary."""
    return entered_copy(released_pool, tmp_path)


def test_a_thousand_students_are_marked_by_their_own_numbers(pooled: Course) -> None:
    scheme, bank = read_answer_key(pooled, ASSIGNMENT), pooled.bank(ASSIGNMENT)
    stems = set()
    for student in STUDENTS:
        lot = lot_of(student, ASSIGNMENT)
        own = as_drawn(scheme, lot)
        right = by_hand(bank, lot)
        for each in own.bank.quiz("quiz-01").items:
            if each.id in own.undrawn:
                assert each.id not in right
                continue
            stems.add(each.stem)
            assert score(each, own.answers[each.id], right[each.id]).points == 1
            wrong = f"{float(right[each.id]) / 0.75:.8g}"
            mark = score(each, own.answers[each.id], wrong)
            assert mark.points == 0
            assert "That is what comes in" in mark.feedback[0]
            assert "{{" not in each.stem + mark.feedback[0]
    assert len(stems) > 900


def test_pools_are_balanced(pooled: Course) -> None:
    quiz = pooled.bank(ASSIGNMENT).quiz("quiz-01")
    drawn = [chosen_of(quiz, lot_of(student, ASSIGNMENT)) for student in STUDENTS]
    assert {len(each) for each in drawn} == {3}
    counts = Counter(name for each in drawn for name in each)
    expected = 3 * len(STUDENTS) / 8
    assert all(abs(count - expected) < 4 * math.sqrt(expected * 5 / 8) for count in counts.values())
    assert len({frozenset(each) for each in drawn}) == math.comb(8, 3)


def test_no_byte_of_a_release_gives_a_key_or_a_value_away(pooled: Course) -> None:
    folder = pooled.step("release", ASSIGNMENT)
    content = b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for words in (*KEY.values(), *FEEDBACK, "Forgets cost", "the margin is"):
        assert words.encode() not in content
    bank = pooled.bank(ASSIGNMENT)
    values = {value for student in STUDENTS for value in by_hand(bank, lot_of(student, ASSIGNMENT)).values()}
    distinct = {value for value in values if len(value) >= 6}
    assert len(distinct) > 20
    assert not [value for value in distinct if value.encode() in content]


def test_a_release_that_shows_how_it_is_worked_out_leaks(sources: Course) -> None:
    write(sources)
    path = sources.bank_file(ASSIGNMENT)
    path.write_text(path.read_text("utf-8").replace("What is earned?", "Is it {{sold * (price - cost)}}?"), "utf-8")
    with pytest.raises(CourseError, match=r'how the answer to item "n-\d" is worked out'):
        make_release(sources, ASSIGNMENT)
    assert leaks(sources.step("release", ASSIGNMENT), secrets(sources, ASSIGNMENT)) == []


def test_a_hub_user_sees_and_is_marked_by_the_own_questions(pooled: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "ana")
    folder = answered(pooled, "ana", {}, "x")
    place = workplace(folder)
    assert place.lot == lot_of("ana", ASSIGNMENT)
    widget = QuizWidget(place, place.bank.quiz("quiz-01"))
    assert (len(widget.view["items"]), widget.view["points"], len(gaps(place)["quiz-01"])) == (3, 3, 3)
    right = by_hand(pooled.bank(ASSIGNMENT), place.lot)
    for shown in widget.view["items"]:
        assert "{{" not in shown["stem"]
        widget._receive(
            widget, {"kind": "answer", "item": shown["id"], "response": right[shown["id"]], "token": "t"}, []
        )
    assert {entry.lot for entry in replay(place.journal(place.bank.quiz("quiz-01"))).entries} == {place.lot}
    assert gaps(workplace(folder)) == {"run-01": ["1"]}
    marks = marked(pooled, folder, "ana")
    quiz = marks.quizzes["quiz-01"]
    assert (quiz.points, quiz.worth, marks.notes) == (3, 3, ())
    page = review(quiz)
    assert page.count('<li id="q-n-') == 3
    assert "For each of" in page
    assert "{{" not in page


def test_without_a_hub_the_lot_stays(pooled: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    folder, other = answered(pooled, "ana", {}, "x"), answered(pooled, "ben", {}, "x")
    first = workplace(folder)
    assert workplace(folder).bank == first.bank
    assert workplace(other).lot != first.lot
    (name, *_) = by_hand(first.bank, first.lot)
    append(folder / "responses" / "quiz-01.jsonl", Entry(time="t", item=name, response="1", lot="another"))
    assert workplace(folder).lot == "another"
    (folder / "responses" / "quiz-01.jsonl").unlink()
    (folder / "responses" / FILE).write_bytes(b"\xff\xfe")
    assert len(workplace(folder).lot) == 16


def test_a_lot_of_someone_else_is_marked_as_shown_unless_the_id_decides(pooled: Course) -> None:
    bank, foreign = pooled.bank(ASSIGNMENT), lot_of("somebody else", ASSIGNMENT)
    folder = answered(pooled, "ana", by_hand(bank, foreign), foreign)
    assert marked(pooled, folder, "ana").quizzes["quiz-01"].points == 3
    before = answer_key_digest(pooled, ASSIGNMENT)
    with (pooled.root / "pyproject.toml").open("a") as project:
        project.write("[tool.two-januaries]\ndraws_by_id = true\n")
    strict = Course(pooled.root, pooled.folder)
    assert answer_key_digest(strict, ASSIGNMENT) != before
    marks = marked(strict, folder, "ana")
    assert marks.quizzes["quiz-01"].points < 3
    assert "not this student's lot" in marks.notes[0]
    own = lot_of("ana", ASSIGNMENT)
    for name, response in by_hand(bank, own).items():
        entry = Entry(time="2026-11-20T10:01:00+00:00", item=name, response=response, lot=foreign)
        append(folder / "responses" / "quiz-01.jsonl", entry)
    assert marked(strict, folder, "ana").quizzes["quiz-01"].points == 3


def test_several_lots_are_said_and_the_first_counts(pooled: Course) -> None:
    bank = pooled.bank(ASSIGNMENT)
    folder = answered(pooled, "ana", by_hand(bank, "one"), "one")
    for name, response in by_hand(bank, "two").items():
        entry = Entry(time="2026-11-20T10:01:00+00:00", item=name, response=response, lot="two")
        append(folder / "responses" / "quiz-01.jsonl", entry)
    marks = marked(pooled, folder, "ana")
    assert "by 2 lots" in marks.notes[0]
    assert {each.item.id for each in marks.quizzes["quiz-01"].shown} == chosen_of(bank.quiz("quiz-01"), "one")


def test_answers_to_what_was_not_drawn_earn_nothing(pooled: Course) -> None:
    bank = pooled.bank(ASSIGNMENT)
    quiz, lot = bank.quiz("quiz-01"), lot_of("ana", ASSIGNMENT)
    every = {}
    for each in quiz.items:
        numbers = drawn_numbers(each.numbers, each.id, lot)
        every[each.id] = f"{earned_by(numbers['price'], numbers['sold']):.6g}"
    own = chosen_of(quiz, lot)
    folder = answered(pooled, "ana", {name: text for name, text in every.items() if name not in own}, lot)
    assert marked(pooled, folder, "ana").quizzes["quiz-01"].points == 0


@pytest.mark.parametrize("lot", ["5", '"\\u0000"', '""', f'"{"x" * 41}"', "[1]", "null", '"\\ud800"'])
def test_any_lot_in_a_journal_costs_no_answer(lot: str) -> None:
    line = f'{{"time": "2026-11-20T10:00:00+00:00", "item": "n-0", "response": "1", "lot": {lot}}}\n'
    found = read(line.encode())
    assert len(found.entries) == (0 if "ud800" in lot else 1)


def test_a_question_that_is_taken_out_makes_the_others_count_more(pooled: Course) -> None:
    path = pooled.keys_file(ASSIGNMENT)
    bank, lot = pooled.bank(ASSIGNMENT), lot_of("ana", ASSIGNMENT)
    right = by_hand(bank, lot)
    keys = yaml.safe_load(path.read_text("utf-8"))
    keys["keys"][next(iter(right))]["void"] = "out"
    path.write_text(yaml.safe_dump(keys, width=1000), "utf-8")
    folder = answered(pooled, "ana", dict([*right.items()][1:]), lot)
    assert marked(pooled, folder, "ana").quizzes["quiz-01"].in_cell(3).points == 3
    assert read_answer_key(pooled, ASSIGNMENT).quiz_points["quiz-01"] == 3


def test_a_pool_that_was_changed_since_is_drawn_as_it_was_released(pooled: Course) -> None:
    (snapshot,) = snapshots(pooled, ASSIGNMENT)
    bank, lot = snapshot.bank, lot_of("ana", ASSIGNMENT)
    folder = answered(pooled, "ana", by_hand(bank, lot), lot)
    path = pooled.bank_file(ASSIGNMENT)
    changed = yaml.safe_load(path.read_text("utf-8"))
    changed["quizzes"][1]["draw"] = 2
    for each in changed["quizzes"][1]["items"]:
        each["numbers"]["price"]["most"] = 19.5
    path.write_text(yaml.safe_dump(changed, width=1000), "utf-8")
    scheme = as_asked(read_answer_key(pooled, ASSIGNMENT), [snapshot.bank_source])
    quiz = mark_folder(folder, for_student(scheme, "ana")).quizzes["quiz-01"]
    assert (len(quiz.shown), quiz.in_cell(3).points) == (3, 3)


def test_who_works_on_in_an_older_copy_is_marked_by_the_questions_that_it_drew(pooled: Course) -> None:
    (snapshot,) = snapshots(pooled, ASSIGNMENT)
    path, keys_path = pooled.bank_file(ASSIGNMENT), pooled.keys_file(ASSIGNMENT)
    bank, keys = (yaml.safe_load(each.read_text("utf-8")) for each in (path, keys_path))
    pool = bank["quizzes"][1]["items"]
    pool += [{**pool[0], "id": f"n-{n}"} for n in range(8, 24)]
    keys["keys"] |= {f"n-{n}": keys["keys"]["n-0"] for n in range(8, 24)}
    path.write_text(yaml.safe_dump(bank, width=1000), "utf-8")
    keys_path.write_text(yaml.safe_dump(keys, width=1000), "utf-8")
    quiz = pooled.bank(ASSIGNMENT).quiz("quiz-01")
    lot = next(lot for lot in map(str, range(99)) if chosen_of(quiz, lot).isdisjoint(by_hand(snapshot.bank, lot)))
    folder = answered(pooled, "ana", by_hand(snapshot.bank, lot), lot)
    old, new = (datetime.fromisoformat(f"2026-11-{day}") for day in (10, 20))
    releases = [ReleasedBank(old, snapshot.bank_source), ReleasedBank(new, path.read_bytes())]
    for day in (25, 15):
        scheme = as_asked(read_answer_key(pooled, ASSIGNMENT), released_to(releases, f"2026-11-{day} 12:00:00 UTC"))
        marks = mark_folder(folder, for_student(scheme, "ana")).quizzes["quiz-01"]
        assert (len(marks.shown), marks.points) == (3, 3)


def test_the_report_shows_how_hard_each_item_of_a_pool_was(pooled: Course) -> None:
    bank, scheme = pooled.bank(ASSIGNMENT), read_answer_key(pooled, ASSIGNMENT)
    every = []
    for student in STUDENTS[:30]:
        lot = lot_of(student, ASSIGNMENT)
        answers = {
            name: str(float(text) / 0.75) if name == "n-0" else text for name, text in by_hand(bank, lot).items()
        }
        every.append(mark_folder(answered(pooled, student, answers, lot), scheme))
    report = items.report(ASSIGNMENT, scheme, every)
    pool = next(table for section in report.sections for table in section.tables if "3 of 8" in table.caption)
    assert "lies between 0% and 100%" in pool.caption
    assert sum(int(row[2]) for row in pool.rows) == 90
    (hard,) = (each for each in items.item_results(scheme, every) if each.item.id == "n-0")
    assert set(hard.mistakes) == {"sold * price"}
    assert "{{price}}" in hard.item.stem


def test_exports_name_what_varies(pooled: Course) -> None:
    lesson, lost = read_lesson(pooled, ASSIGNMENT, ["graded"])
    said = {each.where: each.what for each in lost}
    assert "each student was asked 3 of its 8 questions" in said["quiz-01"]
    assert "its numbers differ from student to student" in said["n-0"]
    assert b"{{" not in gift.write(lesson).files[f"{ASSIGNMENT}.gift.txt"].replace(b"\\", b"")


@pytest.mark.parametrize(
    ("more", "said"), [({"draw": 8}, "it can draw 1 to 7"), ({"draw": 0}, "1 to 7"), ({"draw": "x"}, "Expected `int")]
)
def test_a_draw_that_makes_no_sense_is_refused(sources: Course, more: dict[str, Any], said: str) -> None:
    write(sources, **more)
    with pytest.raises(BankError, match=said):
        sources.bank(ASSIGNMENT)


def test_a_pool_of_unequal_points_is_refused(sources: Course) -> None:
    write(sources)
    path = sources.bank_file(ASSIGNMENT)
    path.write_text(path.read_text("utf-8").replace("points: 1", "points: 2", 1), "utf-8")
    with pytest.raises(BankError, match="worth the same points"):
        sources.bank(ASSIGNMENT)
