"""Does handing in say what is missing, and pack what counts and nothing else?"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from nbgrader.preprocessors import ClearSolutions

from instructor.course import Course
from instructor.demo import write_answers
from quizzes.bank import BankError
from quizzes.folders import workplace
from quizzes.hand_in import STUB, HandIn, hand_in, pack, unanswered, written_answers
from quizzes.journal import Entry, append
from tests.small_course import ASSIGNMENT


@pytest.fixture
def copy(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a student's copy of the small lesson, as the working folder."""
    folder = tmp_path / "student" / ASSIGNMENT
    shutil.copytree(course.step("release", ASSIGNMENT), folder)
    monkeypatch.chdir(folder)
    return folder


def answer(folder: Path, quiz: str, item: str, response: object) -> None:
    entry = Entry(time="2026-11-20T10:00:00+00:00", item=item, response=response)
    append(folder / "responses" / f"{quiz}.jsonl", entry)


def test_unanswered_questions_are_numbered_as_on_the_page(copy: Path) -> None:
    answer(copy, "quiz-01", "s-several", ["a"])
    place = workplace()
    assert unanswered(place, place.bank.quiz("quiz-01")) == ["1", "3"]


def test_an_answer_taken_back_is_unanswered(copy: Path) -> None:
    answer(copy, "quiz-01", "s-several", ["a"])
    answer(copy, "quiz-01", "s-several", None)
    place = workplace()
    assert unanswered(place, place.bank.quiz("quiz-01")) == ["1", "2", "3"]


def test_the_zip_holds_the_notebook_and_the_journals_of_known_quizzes(copy: Path) -> None:
    answer(copy, "quiz-01", "s-club", "a")
    answer(copy, "warm-up", "s-p-club", "a")
    (copy / "responses" / "diary.jsonl").write_text("private", "utf-8")
    with zipfile.ZipFile(pack(workplace())) as archive:
        assert sorted(archive.namelist()) == [
            f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb",
            f"{ASSIGNMENT}/responses/quiz-01.jsonl",
            f"{ASSIGNMENT}/responses/warm-up.jsonl",
        ]
    assert sorted(path.name for path in copy.glob("*.zip*")) == [f"{ASSIGNMENT}.zip"]


def test_words_are_counted_and_the_stub_is_none(copy: Path) -> None:
    notebook = copy / f"{ASSIGNMENT}.ipynb"
    assert written_answers(notebook) == {"Name a limit": 0}
    write_answers(notebook, "It leaves out threats.")
    assert written_answers(notebook) == {"Name a limit": 4}


def test_what_is_missing_and_where_to_download_stand_on_the_page(copy: Path) -> None:
    html = hand_in()._repr_html_()
    for words in (
        *("Small quiz: question 1, 2, 3", "Small run: question 1", "Name a limit: nothing written", "press Ctrl+S"),
        f'<a href="{ASSIGNMENT}.zip" download>',
    ):
        assert words in html


def test_nothing_missing_is_said_too(copy: Path) -> None:
    done = hand_in()
    assert "Nothing is missing." in HandIn(done.path, done.link, done.saved, {}, {"Name a limit": 9})._repr_html_()


def test_in_a_checkout_the_source_stays_clean(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(course.source(ASSIGNMENT))
    assert hand_in().path == course.folder / "author" / ASSIGNMENT / f"{ASSIGNMENT}.zip"
    assert not list(course.source(ASSIGNMENT).glob("*.zip"))


def test_a_renamed_notebook_is_named(copy: Path) -> None:
    (copy / f"{ASSIGNMENT}.ipynb").rename(copy / "Untitled.ipynb")
    with pytest.raises(BankError, match=r"there is no 01-small.ipynb in .*; give the notebook its name back"):
        hand_in()


def test_a_copy_beside_the_notebook_is_told_which_one_is_packed(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(copy / f"{ASSIGNMENT}.ipynb", copy / f"{ASSIGNMENT}-Copy1.ipynb")
    monkeypatch.setenv("JPY_SESSION_NAME", str(copy / f"{ASSIGNMENT}-Copy1.ipynb"))
    done = hand_in()
    advice = f"You are working in {ASSIGNMENT}-Copy1.ipynb, a copy."
    assert advice in done._repr_html_()
    assert advice in repr(done)
    assert f"hand_in() packs {ASSIGNMENT}.ipynb" in done.advice


def test_a_renamed_notebook_that_is_open_is_packed_under_its_own_name(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_answers(copy / f"{ASSIGNMENT}.ipynb", "It leaves out threats.")
    (copy / f"{ASSIGNMENT}.ipynb").rename(copy / "Mine.ipynb")
    monkeypatch.setenv("JPY_SESSION_NAME", str(copy / "Mine.ipynb"))
    done = hand_in()
    assert done.advice.startswith(f"This notebook is called Mine.ipynb and was handed out as {ASSIGNMENT}.ipynb.")
    assert done.words == {"Name a limit": 4}
    with zipfile.ZipFile(done.path) as archive:
        assert archive.read(f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb") == (copy / "Mine.ipynb").read_bytes()


def test_the_notebook_itself_is_no_copy(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (f"{ASSIGNMENT}.ipynb", "gone.ipynb", "console"):
        monkeypatch.setenv("JPY_SESSION_NAME", str(copy / name))
        assert workplace().advice == hand_in().advice == ""


def test_a_number_that_cannot_be_read_is_still_missing(copy: Path) -> None:
    place = workplace()
    quiz, number = next(
        (quiz, (n, item))
        for quiz in place.bank.quizzes
        for n, item in enumerate(quiz.items, 1)
        if item.kind == "number"
    )
    for typed, missing in (("twelve", True), ("12\u200b", False)):
        answer(copy, quiz.id, number[1].id, typed)
        assert (str(number[0]) in unanswered(place, quiz)) == missing


def test_the_stub_is_the_one_that_nbgrader_writes() -> None:
    assert ClearSolutions().text_stub == STUB
