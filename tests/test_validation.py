"""Does nbgrader's Validate name all that the release expects, whatever cells are left?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat.notebooknode import NotebookNode
from nbgrader.validator import Validator

import quizzes
from quizzes.hand_in import hand_in
from tests import written_answers as written_cases
from tests.small_course import ASSIGNMENT, RIGHT, answer, edit
from tests.written_answers import ESSAY, join_lines


@pytest.mark.parametrize(
    ("mangle", "words"),
    [
        (written_cases.removed("limit-01"), "Name a limit: the cell of this answer is gone"),
        (written_cases.removed("run-01"), "Small run, whose cell is gone: 1 of 1 questions are not complete yet: 1"),
        (written_cases.copied(ESSAY), "Name a limit: its cell is there 2 times"),
    ],
)
def test_validation_names_what_has_no_cell_to_look_at(
    copy: Path, monkeypatch: pytest.MonkeyPatch, mangle: Callable[[NotebookNode], object], words: str
) -> None:
    for item, response in RIGHT.items():
        if item != "s-run":
            answer(copy, "quiz-01", item, response)
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert quizzes.quiz("quiz-01") is None
    edit(copy, join_lines)
    edit(copy, mangle)
    with pytest.raises(quizzes.UnansweredError, match=words):
        quizzes.quiz("quiz-01")


def remove_all(*names: str) -> Callable[[NotebookNode], object]:
    return written_cases.all_of(*map(written_cases.removed, names))


GRADED = ("quiz-01", "run-01")


def validated(copy: Path, monkeypatch: pytest.MonkeyPatch, call: Callable[[], object], *names: str) -> str:
    """Remove cells and return what a call says in validation."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    edit(copy, join_lines)
    edit(copy, remove_all(*names))
    try:
        call()
    except quizzes.UnansweredError as error:
        return str(error)
    return ""


MISSING = [
    "Small quiz, whose cell is gone: 3 of 3 questions are not complete yet: 1, 2, 3",
    "Small run, whose cell is gone: 1 of 1 questions are not complete yet: 1",
]


def test_a_practice_quiz_answers_where_every_graded_cell_is_gone(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = validated(copy, monkeypatch, lambda: quizzes.quiz("warm-up"), *GRADED)
    assert said.splitlines() == MISSING


def test_a_practice_quiz_says_nothing_where_a_graded_cell_is_left(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert validated(copy, monkeypatch, lambda: quizzes.quiz("warm-up"), "quiz-01") == ""


def test_hand_in_answers_where_no_quiz_has_a_cell(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = validated(copy, monkeypatch, hand_in, *GRADED, "warm-up", "limit-01")
    assert said.splitlines()[:2] == MISSING
    assert said.splitlines()[2].startswith("Name a limit: the cell of this answer is gone")
    assert not (copy / f"{ASSIGNMENT}.zip").exists()


def test_hand_in_is_quiet_in_validation_where_a_quiz_has_a_cell(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert validated(copy, monkeypatch, hand_in, *GRADED) == ""


def test_nbgraders_validation_of_all_cells_shows_what_a_practice_cell_says(copy: Path) -> None:
    edit(copy, join_lines)
    edit(copy, remove_all(*GRADED, "limit-01"))
    notebook = str(copy / f"{ASSIGNMENT}.ipynb")
    (failed,) = Validator(validate_all=True).validate(notebook)["failed"]
    assert MISSING[0] in failed["error"]
    # Else nbgrader looks at graded cells only, of which there is none: `hand_in` is what says it then.
    assert Validator().validate(notebook) == {}


def test_nbgraders_validation_shows_it(copy: Path) -> None:
    for item, response in RIGHT.items():
        answer(copy, "run-01" if item == "s-run" else "quiz-01", item, response)
    edit(copy, join_lines)
    edit(copy, written_cases.written)
    assert Validator().validate(str(copy / f"{ASSIGNMENT}.ipynb")) == {}
    edit(copy, written_cases.stripped("limit-01"))
    (failed,) = Validator().validate(str(copy / f"{ASSIGNMENT}.ipynb"))["failed"]
    assert "Name a limit: the cell of this answer is gone" in failed["error"]
    assert "You wrote 4 words in another cell" in failed["error"]
