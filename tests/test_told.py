"""Does what a notebook calls fail in a sentence, and fail all the same?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from quizzes import UnansweredError, quiz
from quizzes.bank import BankError
from quizzes.told import sentence
from tests.browser.lessons import make_lesson

Shown = Callable[..., str]
IMPORT = "from quizzes import chart, glossary, hand_in, quiz, reading\n"


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Shown]:
    """Return a function that runs a cell in an empty folder, or in another, and returns what the student sees."""
    shell = InteractiveShell.instance()

    def run(cell: str, folder: Path = tmp_path) -> str:
        monkeypatch.chdir(folder)
        result = shell.run_cell(IMPORT + cell)  # type: ignore[no-untyped-call]
        assert isinstance(result.error_in_exec, Exception)
        return capsys.readouterr().out.strip()

    yield run
    InteractiveShell.clear_instance()


@pytest.mark.parametrize("cell", ['quiz("quiz-09")', "hand_in()"])
def test_a_folder_without_its_questions_is_named_in_a_sentence(shown: Shown, cell: str) -> None:
    said = shown(cell)
    assert re.fullmatch(r"There is no quiz\.json in \S+\. Open the notebook from the folder .*", said)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ('quiz("quiz-9")', '09-made-up: no quiz "quiz-9"; did you mean "quiz-09"?'),
        ("reading(3, 2)", "reading(3, 2): the first paragraph comes after the last; write reading(2, 3)"),
        ("reading(99)", "there is no paragraph 99: the essay's argument has the paragraphs 1 to 14"),
        ("quiz()", "TypeError: quiz() missing 1 required positional argument: 'quiz_id'. Choose Kernel > "),
        ('chart("no-such", x="a", y="b", by="c")', 'there is no table "no-such"; '),
    ],
)
def test_no_call_of_a_student_shows_a_traceback(shown: Shown, tmp_path: Path, cell: str, words: str) -> None:
    make_lesson(tmp_path, "quiz-09")
    said = shown(cell)
    assert said.startswith(words)
    assert "Traceback" not in said
    assert len(said.splitlines()) == 1


def test_a_notebook_that_is_torn_and_one_that_is_gone_are_named(shown: Shown, tmp_path: Path) -> None:
    notebook = make_lesson(tmp_path, "quiz-09")
    notebook.write_text("{", "utf-8")
    assert shown("hand_in()") == "09-made-up.ipynb is no whole notebook; open it, save it, and hand in again"
    notebook.unlink()
    assert shown("hand_in()").endswith("give the notebook its name back")


def test_a_file_that_is_in_the_way_is_named_with_the_cure(shown: Shown, tmp_path: Path) -> None:
    make_lesson(tmp_path, "quiz-09")
    (tmp_path / "09-made-up.zip.part").mkdir()
    assert shown("hand_in(file=True)").startswith(
        f"{tmp_path.resolve()}/09-made-up.zip.part cannot be used: Is a directory. "
    )
    (tmp_path / "quiz.json").unlink()
    (tmp_path / "quiz.json").mkdir()
    assert shown('quiz("quiz-09")').endswith("quiz.json: cannot be read (Is a directory); check that you may read it")


def test_the_call_raises_what_it_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BankError):
        quiz("quiz-09")
    make_lesson(tmp_path, "quiz-09")
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(UnansweredError, match="7 of 7 questions are not complete yet"):
        quiz("quiz-09")
    path = tmp_path / "responses" / "quiz-09.jsonl"
    path.parent.mkdir()
    path.write_text(json.dumps({"time": "t", "item": "g-number", "response": "four"}) + "\n", "utf-8")
    with pytest.raises(UnansweredError, match="1, 2, 3, 4"):
        quiz("quiz-09")


def test_an_error_without_a_file_is_said_as_it_is() -> None:
    assert sentence(OSError("no more")) == "no more"
