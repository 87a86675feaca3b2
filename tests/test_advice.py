"""Is every sentence that tells a student what to do followed in a test, and does it help?"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from quizzes import catalogue, hand_in, quiz
from quizzes.folders import workplace
from quizzes.hand_in import written_file
from quizzes.simulation import load_module
from tests.open_quiz import Quiz

ROOT = Path(__file__).parent.parent
ADVICE = re.compile(
    r"(?i)try again\b|choose (run|kernel|file)|fetch|download|\bopen (the|it)|give (it|the)\b|\bpress |click into|"
    r"check that|bring it|put your|free some|run this cell"
)
#: Each sentence, and the test that does what it says; there is no newer package to follow `quiz.newer` with.
FOLLOWED = {
    "hand-in.cell_doubled": "test_hand_in.py::test_a_doubled_cell_is_no_longer_named_once_one_is_deleted",
    "hand-in.cell_gone": "browser/test_two_tabs.py::test_what_the_page_advises_in_menus_helps",
    "hand-in.cell_retyped": "browser/test_two_tabs.py::test_what_the_page_advises_in_menus_helps",
    "hand-in.download": "browser/test_two_tabs.py::test_what_the_page_advises_in_menus_helps",
    "hand-in.no_notebook": "test_advice.py::test_a_notebook_that_was_spoilt_is_handed_in_once_it_is_whole_again",
    "hand-in.quiz_cell_gone": "browser/test_two_tabs.py::test_what_the_page_advises_in_menus_helps",
    "hand-in.renamed": "test_advice.py::test_a_notebook_with_its_name_back_is_handed_in",
    "hand-in.saved": "browser/test_two_tabs.py::test_what_the_page_advises_in_menus_helps",
    "journal.no_room": "browser/test_site_keeps.py::test_a_full_storage_says_so_and_loses_nothing",
    "journal.unwritten": "browser/test_quiz.py::test_a_refusal_is_shown_in_its_own_words_and_can_be_tried_again",
    "page.download": "browser/test_lessons.py::test_a_lesson_answered_by_keyboard_earns_what_its_quizzes_can_give",
    "page.figure_after_run": "browser/test_quiz.py::test_a_run_is_predicted_run_recorded_and_compared",
    "page.kept": "browser/test_two_pages.py::test_the_advice_of_the_page_helps_after_a_restart",
    "page.kept_in_lesson": "browser/test_lesson_view.py::test_a_lesson_from_home_to_the_next_day",
    "page.map_held": "browser/test_page_map.py::test_pressing_two_steps_joins_them_as_the_lists_do",
    "page.map_hint": "browser/test_page_map.py::test_a_step_is_dragged_to_the_step_it_bears_on",
    "page.order_first": "browser/test_page_teaching.py::test_an_order_that_nobody_touched_is_no_answer",
    "page.practice": "browser/test_quiz.py::test_practice_is_checked_explained_and_tried_again_by_keyboard",
    "page.quote_hint": "browser/test_page_writing_aids.py::test_a_sentence_of_the_essay_is_inserted_at_the_cursor",
    "page.skipped_cure": "test_advice.py::test_an_answer_that_was_skipped_is_given_again",
    "page.try_again": "browser/test_quiz.py::test_a_refusal_is_shown_in_its_own_words_and_can_be_tried_again",
    "page.try_again_label": "browser/test_page.py::test_silence_says_not_saved_and_try_again_sends_all_of_it_again",
    "place.renamed": "browser/test_two_tabs.py::test_what_the_page_advises_in_menus_helps",
    "quiz.broken_file": "test_advice.py::test_a_file_fetched_again_brings_the_quiz_and_the_answers_back",
    "quiz.marked_already": "test_confidence.py::test_another_attempt_asks_anew_and_the_earlier_one_keeps_what_was_said",
    "quiz.no_file": "test_advice.py::test_a_file_fetched_again_brings_the_quiz_and_the_answers_back",
    "run.broken_model": "test_advice.py::test_a_model_fetched_again_runs",
    "run.no_model": "test_advice.py::test_a_model_fetched_again_runs",
    "run.other_parameters": "browser/test_two_pages.py::test_a_cell_that_is_run_again_knows_what_can_be_set",
    "static.answered": "browser/test_two_tabs.py::test_two_tabs_of_one_notebook_and_then_two_kernels",
    "told.file": "test_advice.py::test_a_file_that_cannot_be_read_and_then_can_is_handed_in",
    "told.unexpected": "test_advice.py::test_a_model_fetched_again_runs",
}


def test_every_sentence_that_advises_a_student_is_followed() -> None:
    groups = ("hand-in.", "journal.", "page.", "place.", "quiz.", "run.", "static.", "told.")
    found = {key for key, entry in catalogue.words().items() if key.startswith(groups) and ADVICE.search(str(entry))}
    assert found == set(FOLLOWED)
    for place in FOLLOWED.values():
        name, test = place.split("::")
        assert f"def {test}(" in (ROOT / "tests" / name).read_text("utf-8"), place


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Quiz:
    """Return a student's copy that the kernel stands in, with one answer."""
    monkeypatch.chdir(tmp_path)
    made = Quiz(tmp_path, "quiz-09")
    made.answer("g-choice", "club")
    return made


def is_told(call: Callable[[], object], words: str) -> None:
    """Expect that a notebook shows one sentence and no traceback."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 (what is shown is looked at)
        call()
    (shown,) = getattr(caught.value, "_render_traceback_")()  # noqa: B009 (no such name in its type)
    assert words in shown
    assert "\n" not in shown


def spoil(path: Path) -> None:
    path.write_text("{", "utf-8")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (Path.unlink, "fetch the assignment again and put your responses folder beside it."),
        (spoil, "download the assignment again and keep your responses folder"),
    ],
)
def test_a_file_fetched_again_brings_the_quiz_and_the_answers_back(
    copy: Quiz, damage: Callable[[Path], None], words: str
) -> None:
    questions = copy.folder / "quiz.json"
    content = questions.read_bytes()
    damage(questions)
    is_told(lambda: quiz("quiz-09"), words)
    is_told(hand_in, words)
    questions.write_bytes(content)
    widget = quiz("quiz-09")
    assert widget is not None
    assert widget.answers["g-choice"]["response"] == "club"


def test_a_notebook_with_its_name_back_is_handed_in(copy: Quiz) -> None:
    notebook = copy.folder / "09-made-up.ipynb"
    notebook.rename(copy.folder / "mine.ipynb")
    is_told(hand_in, "give the notebook its name back")
    (copy.folder / "mine.ipynb").rename(notebook)
    assert written_file(workplace()).path.exists()


def test_a_notebook_that_was_spoilt_is_handed_in_once_it_is_whole_again(copy: Quiz) -> None:
    notebook = copy.folder / "09-made-up.ipynb"
    whole = nbformat.read(notebook, as_version=4)
    spoil(notebook)
    is_told(hand_in, "is no whole notebook; open it, save it, and hand in again")
    nbformat.write(whole, notebook)
    assert written_file(workplace()).path.exists()


def test_a_file_that_cannot_be_read_and_then_can_is_handed_in(copy: Quiz) -> None:
    notebook = copy.folder / "09-made-up.ipynb"
    content = notebook.read_bytes()
    notebook.unlink()
    notebook.mkdir()
    is_told(hand_in, "Check that the file is there and that you may read and write in its folder")
    notebook.rmdir()
    notebook.write_bytes(content)
    assert written_file(workplace()).path.exists()


def test_an_answer_that_was_skipped_is_given_again(copy: Quiz) -> None:
    copy.journal.write_text(copy.journal.read_text("utf-8").replace("club", "clxb"), "utf-8")
    assert len(copy.again().view["notes"]) == 1
    copy.answer("g-choice", "club")
    assert copy.again().answers["g-choice"]["response"] == "club"


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (Path.unlink, "is missing beside the notebook; fetch the assignment again"),
        (lambda path: path.write_text("def simulate(**_): return {}\n"), "fetch the assignment again"),
        (lambda path: path.write_text("raise KeyError('x')\n"), "Choose Kernel > Restart Kernel and Run All Cells"),
    ],
)
def test_a_model_fetched_again_runs(tmp_path: Path, damage: Callable[[Path], object], words: str) -> None:
    run = Quiz(tmp_path, "run-09")
    run.tell("record", "g-run", prediction="4")
    model = tmp_path / "order_model.py"
    content = model.read_bytes()
    damage(model)
    run.again()
    settings = {"large": 8, "alpha": 0.5}
    assert words in run.tell("run", "g-run", parameters=settings)["error"]
    model.write_bytes(content)
    run.again()
    assert run.tell("record", "g-run", parameters=settings)["kind"] == "saved"


def test_what_lesson_5_reads_of_the_answers_is_told_in_words_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds = load_module(ROOT / "notebooks" / "05-coding-diffuse-unilateralism" / "codebook_rounds.py")
    monkeypatch.chdir(tmp_path)
    for call in (lambda: rounds.agreement("round-one"), rounds.both_rounds, rounds.rules, rounds.second_coder):
        is_told(call, "There is no quiz.json in")
