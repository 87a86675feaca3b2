"""Does what nobody marks keep what `BaseItem` says, stay out of every mark, and never count as missing?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import nbformat
import pytest
from nbformat.v4 import new_code_cell
from nbgrader.validator import Validator

import quizzes
from instructor.checks import problems
from instructor.course import Course
from instructor.marking.answer_key import read_answer_key
from instructor.marking.marks import mark_folder
from instructor.marking.review import answer_given
from instructor.release import make_release
from quizzes import page
from quizzes.bank import Bank, BankError, load_quiz_json, load_yaml
from quizzes.card import HandInCard
from quizzes.complete import gaps
from quizzes.folders import workplace
from quizzes.packing import changed_since, last_receipt, pack
from quizzes.types import BaseItem, Item, ResponseError, registered
from tests.items import COMMON, answer
from tests.kept_items import KEPT
from tests.open_quiz import Quiz
from tests.small_course import ASSIGNMENT, BANK, RIGHT, cell_metadata, edit, small_notebook, write_course
from tests.small_course import answer as answer_in
from tests.written_answers import edited, join_lines

each_type = pytest.mark.parametrize("kind", KEPT)
VERDICT = {"verdict": "holds", "because": "P8 says so."}


def item(kind: str) -> BaseItem:
    made: Item = msgspec.convert({"id": "one", "type": kind, **COMMON, **KEPT[kind].fields}, Item)
    return made


# The types


def test_every_type_that_nobody_marks_has_its_row() -> None:
    assert sorted(KEPT) == sorted(name for name, kind in registered().items() if kind.is_kept)


@each_type
def test_a_response_is_complete_partial_or_none(kind: str) -> None:
    some, row = item(kind), KEPT[kind]
    for response in (*row.complete, *row.partial):
        some.expect(response)
        assert some.is_answered(response)
        assert some.is_complete(response) == (response in row.complete)
        assert some.unreadable(response, None) == ""
        assert answer_given(some, response) not in ("none", "")
        assert some.static(response) != some.static(None)
    assert not any(some.is_answered(blank) or some.is_complete(blank) for blank in row.blank)
    assert some.counted([*row.complete]) == row.complete[-1]


@each_type
def test_a_response_of_another_form_is_refused(kind: str) -> None:
    for response in KEPT[kind].malformed:
        with pytest.raises(ResponseError, match=f"expected {KEPT[kind].wanted}, found"):
            item(kind).expect(response)


@each_type
def test_page_static_page_and_review_show_what_there_is_and_nothing_else(kind: str) -> None:
    some, shown = item(kind), KEPT[kind].shown
    assert some.view() == shown.view
    view = page.item_view(some)
    assert json.loads(json.dumps(view)) == view
    assert view["kept"] is True
    assert some.static(None) == some.static("") == shown.blank
    assert some.static(shown.response) == shown.static
    assert answer_given(some, shown.response) == shown.given


@each_type
def test_it_has_no_key_and_no_mark(kind: str) -> None:
    some = item(kind)
    with pytest.raises(ValueError, match=f"a {kind} has no key"):
        some.check(answer("choice"))
    for call in (
        lambda: some.earned(answer("choice"), KEPT[kind].complete[0]),
        lambda: some.right(answer("choice")),
        lambda: some.wrong(answer("choice")),
        lambda: some.in_words(answer("choice"), "a"),
    ):
        with pytest.raises(TypeError, match=f'the {kind} "one" is kept as it was given: nobody marks it'):
            call()


# The bank


def load(folder: Path, kind: str, quiz: dict[str, Any], **more: Any) -> Bank:
    some = {"id": "one", "type": kind, **COMMON, **KEPT[kind].fields, **more}
    path = folder / "01-test.yaml"
    quizzes = [{"id": "own", "title": "Own", "items": [some]} | quiz]
    path.write_text(json.dumps({"assignment": "01-test", "quizzes": quizzes}), "utf-8")
    return load_yaml(path, Bank)


@each_type
def test_a_bank_holds_it_and_a_students_copy_reads_it_again(kind: str, tmp_path: Path) -> None:
    bank = load(tmp_path, kind, {})
    (quiz,) = bank.quizzes
    assert (quiz.kind, quiz.counts, quiz.cell) == ("kept", False, "own")
    (tmp_path / "quiz.json").write_bytes(msgspec.json.encode(bank))
    assert load_quiz_json(tmp_path / "quiz.json") == (bank, ())


@each_type
def test_it_is_in_no_graded_quiz_and_carries_no_answer(kind: str, tmp_path: Path) -> None:
    with pytest.raises(BankError, match=f'item "one": a {kind} has no key; put it in a quiz that is not graded'):
        load(tmp_path, kind, {"graded": True})
    with pytest.raises(BankError, match=f'item "one": a {kind} has no key; take `answer` out'):
        load(tmp_path, kind, {}, answer={"key": "a", "rationale": "b"})


@each_type
def test_a_field_that_cannot_be_is_refused(kind: str, tmp_path: Path) -> None:
    for fields, message in KEPT[kind].refused:
        with pytest.raises(BankError) as error:
            load(tmp_path, kind, {}, **fields)
        assert message in str(error.value)


def test_it_stands_among_practice_questions_too(tmp_path: Path) -> None:
    practice = {"id": "p", "type": "number", **COMMON, "answer": {"key": {"value": 1}, "rationale": "One."}}
    kept = {"id": "n", "type": "note", "words": 9, **COMMON}
    (quiz,) = load(tmp_path, "note", {"items": [practice, kept]}).quizzes
    assert (quiz.kind, [shown["kept"] for shown in page.view(quiz)["items"]]) == ("practice", [False, True])


# The kernel's side


def test_it_is_saved_as_it_was_given_and_there_again_after_a_restart(tmp_path: Path) -> None:
    quiz = Quiz(tmp_path, "verdict-09")
    assert quiz.answer("v-hegemony", {"verdict": "holds", "because": None})["answer"]["complete"] is False
    saved = quiz.answer("v-hegemony", VERDICT)["answer"]
    assert (saved["complete"], saved["mark"], saved["note"]) == (True, None, "")
    assert quiz.answer("v-thesis", "Norms changed.")["answer"]["complete"] is True
    shown = quiz.again().answers
    assert (shown["v-hegemony"]["response"], shown["v-thesis"]["response"]) == (VERDICT, "Norms changed.")
    assert quiz.tell("again", "v-hegemony")["kind"] == "refused"


def test_a_sentence_that_is_too_long_is_not_saved_and_that_is_said(tmp_path: Path) -> None:
    quiz = Quiz(tmp_path, "verdict-09")
    reply = quiz.answer("v-hegemony", {"verdict": "holds", "because": "b" * 301})
    assert reply["kind"] == "unreadable"
    assert "Your sentence has 301 characters: shorten it to 300." in reply["words"]
    assert not quiz.journal.exists()


# Handing in and marks

OWN = """  - id: verdict-01
    title: Own view
    items:
      - {id: v-one, type: verdict, step: hegemony, stem: "Well?", objective: 1}
      - {id: v-two, type: note, words: 20, stem: "The thesis?", objective: 1}
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return the small course with a quiz that nobody marks."""
    course = write_course(tmp_path)
    course.bank_file(ASSIGNMENT).write_text(BANK + OWN, "utf-8")
    nb = small_notebook()
    nb.cells.append(new_code_cell('quiz("verdict-01")', id="verdict-01", metadata=cell_metadata("verdict-01")))
    nbformat.write(nb, course.source(ASSIGNMENT) / f"{ASSIGNMENT}.ipynb")
    course.enter()
    return course


@pytest.fixture
def copy(course: Course, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a student's copy with everything that is marked answered."""
    folder = make_release(course, ASSIGNMENT)
    for name, response in RIGHT.items():
        answer_in(folder, "run-01" if name == "s-run" else "quiz-01", name, response)
    edit(folder, join_lines)
    edit(folder, edited("limit-01", source="Threats."))
    monkeypatch.chdir(folder)
    return folder


def test_a_release_takes_its_cell_as_one_without_points(course: Course) -> None:
    assert problems(course, ASSIGNMENT) == []


@pytest.mark.long
def test_what_nobody_marks_is_never_missing(copy: Path) -> None:
    place = workplace()
    assert gaps(place) == {}
    state = HandInCard(place).state
    assert all("Own view" not in task["title"] for task in state["tasks"])
    assert state["practice"] == "Practice: 0 of 1 answered. It is not needed for handing in."
    assert Validator().validate(str(copy / f"{ASSIGNMENT}.ipynb")) == {}


def test_it_comes_along_when_it_is_handed_in_and_a_later_word_is_no_change(copy: Path) -> None:
    answer_in(copy, "verdict-01", "v-one", VERDICT)
    assert pack(workplace()).exists()
    last = last_receipt(workplace())
    assert last is not None
    assert last.lines["verdict-01"] == 1
    answer_in(copy, "verdict-01", "v-two", "Norms.")
    assert changed_since(workplace(), last) == 0
    answer_in(copy, "quiz-01", "s-club", "b")
    assert changed_since(workplace(), last) == 1


@pytest.mark.long
def test_no_mark_depends_on_it(course: Course, copy: Path) -> None:
    scheme = read_answer_key(course, ASSIGNMENT)
    before = mark_folder(copy, scheme).quizzes
    answer_in(copy, "verdict-01", "v-one", VERDICT)
    after = mark_folder(copy, scheme).quizzes
    assert before == after
    assert {name: marks.points for name, marks in after.items()} == {"quiz-01": 4, "run-01": 4}


@pytest.mark.long
def test_its_cell_stops_no_run_of_nbgraders(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert copy.name == ASSIGNMENT
    for stage in ("validate", "autograde"):
        monkeypatch.setenv("NBGRADER_EXECUTION", stage)
        assert quizzes.quiz("verdict-01") is None
