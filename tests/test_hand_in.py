"""Does handing in say what is missing, and pack what counts and nothing else?"""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.preprocessors import ClearSolutions

from instructor.course import Course
from instructor.demo import write_answers
from quizzes.bank import BankError
from quizzes.folders import workplace
from quizzes.hand_in import STUB, HandIn, hand_in, pack, unanswered, written_answers
from quizzes.written import expected, grade_id
from tests import written_answers as written_cases
from tests.small_course import ASSIGNMENT, RIGHT, answer, edit
from tests.written_answers import join_lines


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
    assert f"hand_in() packs {ASSIGNMENT}.ipynb" in done.notice


def test_a_renamed_notebook_that_is_open_is_packed_under_its_own_name(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_answers(copy / f"{ASSIGNMENT}.ipynb", "It leaves out threats.")
    (copy / f"{ASSIGNMENT}.ipynb").rename(copy / "Mine.ipynb")
    monkeypatch.setenv("JPY_SESSION_NAME", str(copy / "Mine.ipynb"))
    done = hand_in()
    assert done.notice.startswith(f"This notebook is called Mine.ipynb and was handed out as {ASSIGNMENT}.ipynb.")
    assert done.words == {"Name a limit": 4}
    with zipfile.ZipFile(done.path) as archive:
        assert archive.read(f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb") == (copy / "Mine.ipynb").read_bytes()


def test_the_notebook_itself_is_no_copy(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (f"{ASSIGNMENT}.ipynb", "gone.ipynb", "console"):
        monkeypatch.setenv("JPY_SESSION_NAME", str(copy / name))
        assert workplace().advice == hand_in().notice == ""


def test_a_notebook_renamed_under_a_running_kernel_is_known(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", str(copy / f"{ASSIGNMENT}.ipynb"))
    (copy / f"{ASSIGNMENT}.ipynb").rename(copy / "Mine.ipynb")
    assert workplace().advice.startswith("This notebook is called Mine.ipynb and was handed out as")
    shutil.copy(copy / "Mine.ipynb", copy / "Another.ipynb")
    assert workplace().opened is None


def test_vs_code_says_which_notebook_is_open(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(copy / f"{ASSIGNMENT}.ipynb", copy / "Copy.ipynb")
    monkeypatch.setattr(sys.modules["__main__"], "__vsc_ipynb_file__", str(copy / "Copy.ipynb"), raising=False)
    assert workplace().advice.startswith("You are working in Copy.ipynb, a copy.")


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


# Expected by the release, not by what cells are left

ESSAY = "It leaves out threats."


def advice(folder: Path, *mangles: Callable[[NotebookNode], object]) -> list[str]:
    """Change the notebook and return what the page lists as missing."""
    for mangle in (join_lines, *mangles):
        edit(folder, mangle)
    return [line for line in repr(hand_in()).splitlines() if "question" not in line and not line.startswith("Wrote")]


def test_an_answer_whose_cell_is_gone_is_named_with_the_cure(copy: Path) -> None:
    (line,) = advice(copy, written_cases.removed("limit-01"))
    assert line.startswith("Name a limit: the cell of this answer is gone. Bring it back with Edit > Undo")


def test_text_in_another_cell_is_found_and_counted(copy: Path) -> None:
    gone, elsewhere = advice(copy, written_cases.written, written_cases.stripped("limit-01"))
    assert "is gone" in gone
    assert elsewhere.startswith("You wrote 4 words in another cell, under “Name a limit”; they will reach your teacher")


def test_text_in_the_tasks_cell_is_found(copy: Path) -> None:
    empty, elsewhere = advice(copy, written_cases.appended("limit-01-task", f"\n\n{ESSAY}"))
    assert empty == "Name a limit: nothing written"
    assert elsewhere.startswith("You wrote 4 words in another cell")


def test_a_doubled_cell_is_named_and_all_its_words_count(copy: Path) -> None:
    (line,) = advice(copy, written_cases.copied(ESSAY))
    assert line.startswith("Name a limit: its cell is there 2 times. Put your whole answer into one")
    assert hand_in().words == {"Name a limit": 4}


def test_a_doubled_cell_is_no_longer_named_once_one_is_deleted(copy: Path) -> None:
    def delete_the_empty_one(notebook: NotebookNode) -> None:
        notebook.cells.remove([cell for cell in notebook.cells if grade_id(cell) == "limit-01"][-1])

    assert len(advice(copy, written_cases.copied(ESSAY))) == 1
    assert advice(copy, delete_the_empty_one) == []
    assert hand_in().words == {"Name a limit": 4}


@pytest.mark.parametrize("kind", ["code", "raw"])
def test_a_retyped_cell_is_named_with_the_cure(copy: Path, kind: str) -> None:
    (line,) = advice(copy, written_cases.written, written_cases.edited("limit-01", cell_type=kind))
    assert line == f"Name a limit: its cell has become a {kind} cell. Click into it and choose Markdown in the toolbar"


def test_notes_beside_an_answer_in_order_are_nobodys_business(copy: Path) -> None:
    notes = written_cases.inserted(new_markdown_cell, "My notes.")
    assert advice(copy, written_cases.written, notes) == []


def test_changed_numbers_are_no_text(copy: Path) -> None:
    assert advice(copy, lambda nb: nb.cells.append(new_code_cell('quiz("quiz-99")'))) == [
        "Name a limit: nothing written"
    ]


def test_an_older_release_is_checked_by_the_cells_that_are_there(copy: Path) -> None:
    bank = json.loads((copy / "quiz.json").read_text("utf-8"))
    assert [answer["id"] for answer in bank.pop("written")] == ["limit-01"]
    assert bank.pop("text")
    (copy / "quiz.json").write_text(json.dumps(bank), "utf-8")
    assert advice(copy, written_cases.appended("limit-01-task", f"\n\n{ESSAY}")) == ["Name a limit: nothing written"]
    assert advice(copy, written_cases.removed("limit-01")) == []


def test_the_page_says_what_length_was_asked_for() -> None:
    task = {"cell_type": "markdown", "source": "### Task (about 250 words)", "metadata": {"nbgrader": TASK_OF_A}}
    answer = {"cell_type": "markdown", "source": STUB, "metadata": {"nbgrader": {"grade_id": "a", "solution": True}}}
    (found,) = expected([task, answer, answer])
    assert (found.id, found.title, found.length) == ("a", "Task (about 250 words)", "about 250 words")
    done = HandIn(Path("a.zip"), "a.zip", datetime.now().astimezone(), {}, {"T": 9}, (), {"T": found.length})
    assert "T: 9 words (asked for: about 250 words)" in done._repr_html_()


TASK_OF_A = {"grade_id": "a-task", "locked": True}


def test_a_quiz_whose_cell_is_gone_is_named_though_all_is_answered(copy: Path) -> None:
    for item, response in RIGHT.items():
        answer(copy, "run-01" if item == "s-run" else "quiz-01", item, response)
    (line,) = advice(copy, written_cases.written, written_cases.removed("run-01"))
    assert line.startswith("Small run: its cell is gone. What you answered counts all the same")
