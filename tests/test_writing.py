"""Does a written answer keep what `BaseItem` says, and does no number of savings, and no length, lose a word of it?"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.validator import Validator

import quizzes
from instructor.course import Course
from instructor.release import make_release
from quizzes import page
from quizzes.bank import Bank, BankError, load_quiz_json, load_yaml
from quizzes.folders import workplace
from quizzes.hand_in import written_file
from quizzes.journal import JOURNAL_LIMIT, LINE_LIMIT, Entry, append, now, read
from quizzes.packing import pack
from quizzes.types import ResponseError, Run, Writing, written
from tests.field_course import ANSWER, write_field_course, write_in_field
from tests.items import answer, item
from tests.open_quiz import Quiz
from tests.small_course import ASSIGNMENT, RIGHT, edit
from tests.written_answers import edited, join_lines, removed

ESSAY = "essay-09"
TEXT = "It leaves out threats."


@pytest.fixture
def writing() -> Writing:
    made = item("written")
    assert isinstance(made, Writing)
    return made


def bank_of(**more: Any) -> dict[str, Any]:
    essay = {"id": "essay", "type": "written", "stem": "Why?", "objective": 1} | more.pop("item", {})
    quiz = {"id": "essay", "title": "Essay", "items": [essay, *more.pop("items", [])]} | more
    return {"assignment": "01-test", "quizzes": [quiz]}


def load(folder: Path, data: dict[str, Any]) -> Bank:
    path = folder / "01-test.yaml"
    path.write_text(json.dumps(data), "utf-8")
    return load_yaml(path, Bank)


# The item


def test_the_page_gets_what_is_asked_for_and_the_essay(writing: Writing) -> None:
    view = page.item_view(writing)
    assert json.loads(json.dumps(view)) == view
    assert view["length"] == {"about": 250}
    assert view["criteria"] == ["<strong>Theory (4)</strong>: both strands"]
    assert len(view["sentences"]) == 14


def test_what_was_written_is_shown_as_markdown_and_no_markup_comes_through(writing: Writing) -> None:
    assert writing.static(None) == writing.static(" ") == "<p><i>no answer yet</i></p>"
    assert writing.static("**a** <b>") == writing.given("**a** <b>") == "<p><strong>a</strong> &lt;b&gt;</p>"


@pytest.mark.parametrize("response", [5, ["a"], {"a": 1}, True])
def test_what_is_no_text_is_refused(writing: Writing, response: Any) -> None:
    with pytest.raises(ResponseError, match="expected a text, found"):
        writing.expect(response)


def test_the_last_text_counts_and_one_that_is_blank_is_none(writing: Writing) -> None:
    assert writing.counted(["a", "b", 5]) == "b"
    assert writing.counted(["a", None]) is None
    assert writing.counted([]) is None
    assert not any(writing.is_complete(blank) for blank in (None, "", " \n", "\u200b", 5))


def test_it_has_no_key_and_no_marks(writing: Writing) -> None:
    with pytest.raises(ValueError, match="has no key: a person marks it"):
        writing.check(answer("choice"))
    for call in (
        lambda: writing.earned(answer("choice"), TEXT),
        lambda: writing.right(answer("choice")),
        lambda: writing.wrong(answer("choice")),
        lambda: writing.in_words(answer("choice"), "a"),
    ):
        with pytest.raises(TypeError, match='the written answer "one" is marked by a person'):
            call()


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40), st.integers(0, 3))
def test_a_text_passes_only_if_its_line_can_be_read_again(seed: str, more: int) -> None:
    some = item("written")
    text = (seed * (written.LONGEST // len(msgspec.json.encode(seed)) + more))[: LINE_LIMIT + 1]
    line = msgspec.json.encode(Entry(time=now(), item="a" * 60, attempt=10_000, response=text))
    if len(msgspec.json.encode(text)) > written.LONGEST:
        with pytest.raises(ResponseError, match="nothing is lost"):
            some.expect(text)
    else:
        some.expect(text)
        assert [entry.response for entry in read(line + b"\n").entries] == [text]


# The bank


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"id": "other"}, 'quiz "other": a written answer is a quiz of its own, with the same id'),
        ({"items": [{"id": "b", "type": "written", "stem": "?", "objective": 1}]}, "is a quiz of its own"),
        ({"graded": True}, "a person marks it, and its points are its cell's; take `graded` out"),
        ({"item": {"answer": {"key": "a", "rationale": "b"}}}, "a written answer has no key; take `answer` out"),
        ({"item": {"length": {}}}, "`length` needs `about`, or `least` and a `most` that is not below it"),
        ({"item": {"length": {"least": 9, "most": 8}}}, "`length` needs"),
        ({"item": {"length": {"about": 9, "most": 8}}}, "`length` needs"),
        ({"item": {"length": {"about": 0}}}, ">= 1"),
        ({"item": {"criteria": [""]}}, "length >= 1"),
    ],
)
def test_a_bank_that_cannot_be_is_refused(more: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(BankError) as error:
        load(tmp_path, bank_of(**more))
    assert message in str(error.value)


def test_it_is_read_again_as_it_was_written_and_is_neither_graded_nor_practice(tmp_path: Path) -> None:
    bank = load(tmp_path, bank_of(item={"length": {"least": 120, "most": 160}, "criteria": ["a"], "points": 10}))
    (quiz,) = bank.quizzes
    assert (quiz.kind, quiz.cell, quiz.points) == ("written", "essay-field", 10)
    (tmp_path / "quiz.json").write_bytes(msgspec.json.encode(bank))
    assert load_quiz_json(tmp_path / "quiz.json") == (bank, ())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (removed(f"{ANSWER}-field"), f'no cell for the quiz "{ANSWER}" of the bank; add one that holds'),
        (removed(ANSWER), f'no cell "{ANSWER}" for the written answer; add one'),
        (edited(f"{ANSWER}-field", source='quiz("quiz-01")'), f'it must hold quiz("{ANSWER}") and nothing else'),
        (edited(ANSWER, cell_type="raw"), "make it a Markdown cell, manually graded"),
        (
            lambda nb: nb.cells[-1].metadata.nbgrader.update(points=2),
            f'cell "{ANSWER}": it is worth 2 points and its field 1; set one right',
        ),
    ],
)
def test_a_release_needs_field_and_cell(change: Any, message: str, tmp_path: Path) -> None:
    from instructor.checks import problems

    course = write_field_course(tmp_path)
    assert problems(course, ASSIGNMENT) == []
    edit(course.source(ASSIGNMENT), join_lines)
    edit(course.source(ASSIGNMENT), change)
    assert any(message in problem for problem in problems(course, ASSIGNMENT))


# The kernel's side


@pytest.fixture
def essay(tmp_path: Path) -> Quiz:
    return Quiz(tmp_path, ESSAY)


def test_a_text_is_saved_and_there_again_after_a_restart(essay: Quiz) -> None:
    for text in ("It", "It leaves", TEXT):
        assert essay.answer(ESSAY, text)["kind"] == "saved"
    assert [entry["response"] for entry in essay.entries()] == ["It", "It leaves", TEXT]
    shown = essay.again().answers[ESSAY]
    assert (shown["response"], shown["complete"], shown["mark"]) == (TEXT, True, None)


def test_a_text_that_is_taken_back_is_no_answer(essay: Quiz) -> None:
    essay.answer(ESSAY, TEXT)
    assert essay.answer(ESSAY, None)["answer"]["complete"] is False
    assert essay.again().answers[ESSAY]["response"] is None


def test_there_is_one_attempt(essay: Quiz) -> None:
    assert essay.tell("again", ESSAY)["kind"] == "refused"


def test_thousands_of_savings_cut_nothing_short_and_say_nothing(essay: Quiz) -> None:
    text = "Kindleberger's strand, Krasner's strand, Gilpin's strand. " * 60
    essay.answer(ESSAY, text)
    line = essay.journal.read_bytes()
    with essay.journal.open("ab") as journal:
        for _ in range(5_000):
            journal.write(line)
    assert essay.journal.stat().st_size > 2 * JOURNAL_LIMIT
    assert essay.answer(ESSAY, text + TEXT)["kind"] == "saved"
    widget = essay.again()
    assert widget.answers[ESSAY]["response"] == text + TEXT
    assert widget.view["notes"] == []
    with zipfile.ZipFile(pack(workplace(essay.folder))) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(f"{ESSAY}.jsonl"))
        packed = read(archive.read(name))
    assert (packed.problems, packed.entries[-1].response) == ((), text + TEXT)


def test_more_lines_than_are_read_are_no_problem_where_the_last_one_counts(essay: Quiz) -> None:
    essay.answer(ESSAY, "a")
    with essay.journal.open("ab") as journal:
        journal.write(essay.journal.read_bytes() * 25_000)
    essay.answer(ESSAY, TEXT)
    assert essay.again().view["notes"] == []
    assert essay.again().answers[ESSAY]["response"] == TEXT


def test_the_runs_of_the_lesson_come_as_lines_of_text(essay: Quiz) -> None:
    assert essay.tell("recorded", ESSAY) == {"kind": "recorded", "runs": [], "cards": [], "token": "t0", "item": ESSAY}
    run = {"parameters": {"large": 8, "alpha": 0.5}, "result": {"provision": 4.0, "share": 100.0}, "prediction": "<3"}
    for response in ({"prediction": "<3"}, run):
        append(essay.folder / "responses" / "run-09.jsonl", Entry(time=now(), item="g-run", response=response))
        runs = essay.tell("recorded", ESSAY)["runs"]
    (lesson,) = runs
    assert lesson["lines"] == [
        "My run, Order budget: Size of the large state, w1 = 8, Weight of order, α = 0.5; "
        "Provision G = 4 units, Share of the largest = 100 per cent."
    ]
    assert isinstance(item("run"), Run)


# Handing in and validation


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a student's copy of the small lesson with a field, all quizzes answered, as the working folder."""
    course: Course = write_field_course(tmp_path)
    course.enter()
    folder = make_release(course, ASSIGNMENT)
    for name, response in RIGHT.items():
        quiz = "run-01" if name == "s-run" else "quiz-01"
        append(folder / "responses" / f"{quiz}.jsonl", Entry(time=now(), item=name, response=response))
    monkeypatch.chdir(folder)
    return folder


def test_handing_in_counts_the_words_in_the_field_or_in_the_cell_and_packs_the_journal(copy: Path) -> None:
    assert written_file(workplace()).words == {"Name a limit": 0}
    edit(copy, join_lines)
    edit(copy, edited(ANSWER, source="One two three four five."))
    assert written_file(workplace()).words == {"Name a limit": 5}
    write_in_field(copy, TEXT)
    done = written_file(workplace())
    assert done.words == {"Name a limit": 4}
    with zipfile.ZipFile(done.path) as archive:
        assert f"{ASSIGNMENT}/responses/{ANSWER}.jsonl" in archive.namelist()


def test_an_answer_in_its_field_needs_no_cell(copy: Path) -> None:
    write_in_field(copy, TEXT)
    edit(copy, removed(ANSWER))
    done = written_file(workplace())
    assert (done.words, done.advice) == ({"Name a limit": 4}, ())


def validated(copy: Path) -> dict[str, Any]:
    found: dict[str, Any] = Validator().validate(str(copy / f"{ASSIGNMENT}.ipynb"))
    return found


@pytest.mark.long
def test_nbgraders_validation_finds_what_is_in_the_field_and_names_what_is_nowhere(copy: Path) -> None:
    (failed,) = validated(copy)["failed"]
    assert failed["source"] == 'quiz("quiz-01")'
    assert "Name a limit: nothing written" in failed["error"]
    write_in_field(copy, TEXT)
    assert validated(copy) == {}


def test_nbgraders_validation_is_content_with_a_text_in_the_cell(copy: Path) -> None:
    edit(copy, join_lines)
    edit(copy, edited(ANSWER, source=TEXT))
    assert validated(copy) == {}


@pytest.mark.long
def test_a_field_is_no_reason_to_stop_where_nbgrader_runs_the_notebook(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert copy.name == ASSIGNMENT
    for stage in ("validate", "autograde"):
        monkeypatch.setenv("NBGRADER_EXECUTION", stage)
        assert quizzes.quiz(ANSWER) is None
