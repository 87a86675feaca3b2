"""Does a release hold what students need and nothing they must not have? Does a bad source stop it?"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from textwrap import wrap

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook

from instructor.checks import problems
from instructor.course import Course, CourseError
from instructor.leaks import leaks, secrets
from instructor.release import make_release
from quizzes.bank import load_quiz_json
from tests.small_course import ASSIGNMENT, MODEL_ANSWER, RATIONALE, SCHEME, WORDS, cell_metadata

NOTEBOOK = f"notebooks/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
BANK = f"quizzes/bank/{ASSIGNMENT}.yaml"
KEYS = f"instructor/keys/{ASSIGNMENT}.yaml"


def edit(course: Course, path: str, old: str, new: str) -> None:
    text = (course.root / path).read_text("utf-8")
    assert old in text
    (course.root / path).write_text(text.replace(old, new), "utf-8")


def edit_notebook(course: Course, change: Callable[[NotebookNode], object]) -> None:
    nb = nbformat.read(course.root / NOTEBOOK, as_version=4)
    change(nb)
    nbformat.write(nb, course.root / NOTEBOOK)


def cell(nb: NotebookNode, name: str) -> NotebookNode:
    found: NotebookNode = next(cell for cell in nb.cells if cell.id == name)
    return found


def test_no_byte_of_a_release_gives_anything_away(course: Course) -> None:
    folder = course.step("release", ASSIGNMENT)
    for path in folder.rglob("*.*"):
        content = path.read_text("utf-8")
        for secret in (RATIONALE, SCHEME, MODEL_ANSWER, "MARK SCHEME", "No one can be kept", "every shared good"):
            assert secret not in content, path


def test_a_release_holds_notebook_model_and_questions(course: Course) -> None:
    folder = course.step("release", ASSIGNMENT)
    assert sorted(path.name for path in folder.iterdir()) == [f"{ASSIGNMENT}.ipynb", "doubling.py", "quiz.json"]


def test_what_tools_leave_in_a_source_is_not_released(course: Course) -> None:
    (course.source(ASSIGNMENT) / ".mypy_cache").mkdir()
    (course.source(ASSIGNMENT) / ".mypy_cache" / "left.json").write_text("{}")
    assert not [path.name for path in make_release(course, ASSIGNMENT).iterdir() if path.name.startswith(".")]


def test_practice_answers_are_released_and_graded_ones_are_not(course: Course) -> None:
    bank, _ = load_quiz_json(course.step("release", ASSIGNMENT) / "quiz.json")
    assert bank.quiz("warm-up").items[0].answer is not None
    assert [item.answer for item in bank.quiz("quiz-01").items] == [None] * 3


def test_diagnoses_are_for_the_instructor(course: Course) -> None:
    assert "Takes a shared door" in course.bank_file(ASSIGNMENT).read_text("utf-8")
    assert "Takes a shared door" not in (course.step("release", ASSIGNMENT) / "quiz.json").read_text("utf-8")


def test_so_are_levels(course: Course) -> None:
    assert [item.level for _, item in course.bank(ASSIGNMENT).items()].count("apply") == 1
    bank, _ = load_quiz_json(course.step("release", ASSIGNMENT) / "quiz.json")
    assert {item.level for _, item in bank.items()} == {None}


def test_what_practice_says_to_everyone_is_no_secret(sources: Course) -> None:
    edit(sources, KEYS, RATIONALE, "Practice answers are for everyone to read.")
    assert "Practice answers are for everyone to read." not in secrets(sources, ASSIGNMENT)


def test_locked_cells_cannot_be_deleted_and_written_answers_are_stubs(course: Course) -> None:
    nb = nbformat.read(course.step("release", ASSIGNMENT) / f"{ASSIGNMENT}.ipynb", as_version=4)
    for name in ("warm-up", "quiz-01", "run-01", "limit-01-task"):
        assert cell(nb, name).metadata.deletable is False
        assert cell(nb, name).metadata.editable is False
    assert cell(nb, "limit-01").source == "YOUR ANSWER HERE"


def test_the_exchange_has_the_release(course: Course) -> None:
    assert (course.folder / "exchange" / "two-januaries" / "outbound" / ASSIGNMENT / "quiz.json").exists()


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
def test_releasing_again_keeps_the_submissions(course: Course) -> None:
    url = f"sqlite:///{course.folder / 'gradebook.db'}"
    with Gradebook(url) as gradebook:
        gradebook.add_student("ana")
        gradebook.add_submission(ASSIGNMENT, "ana")
    edit(course, BANK, "Small quiz", "Small quiz, corrected")
    make_release(course, ASSIGNMENT)
    assert "corrected" in (course.step("release", ASSIGNMENT) / "quiz.json").read_text("utf-8")
    with Gradebook(url) as gradebook:
        assert gradebook.find_submission(ASSIGNMENT, "ana").max_score == 9


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        (KEYS, "s-club:", "s-klub:", 'keys/01-small.yaml: no key for item "s-club"; add one'),
        (
            KEYS,
            "keys:\n",
            "keys:\n  s-more: {key: a, rationale: None}\n",
            'a key for "s-more", which is no graded item',
        ),
        (KEYS, "key: a\n", "key: z\n", 'item "s-club": no option "z"; the options are a, b'),
        (
            BANK,
            WORDS,
            "Instead of giving public goods",
            "P9 does not say “Instead of giving public goods”; the nearest",
        ),
        (BANK, "points: 4", "points: 5", 'cell "run-01": it is worth 4 points and its items 5'),
        (BANK, "model: doubling", "model: tripling", "tripling.py: there is no such model"),
        (BANK, "public-goods-and-free-riding", "free-beer", 'the glossary has no concept "free-beer"'),
        (BANK, "id: quiz-01", "id: quiz-02", 'no cell for the quiz "quiz-02" of the bank; add one'),
        (BANK, "        objective: 1\n", "        objektive: 1\n", "objektive"),
    ],
)
def test_a_bank_that_does_not_fit_is_named(sources: Course, path: str, old: str, new: str, message: str) -> None:
    edit(sources, path, old, new)
    with pytest.raises(CourseError) as error:
        make_release(sources, ASSIGNMENT)
    assert message in str(error.value)
    assert not sources.step("release", ASSIGNMENT).exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda nb: cell(nb, "warm-up").metadata.nbgrader.update(locked=False), 'cell "warm-up": it is not locked'),
        (
            lambda nb: cell(nb, "quiz-01").metadata.update(deletable=True),
            'cell "quiz-01": one key press could delete it',
        ),
        (lambda nb: cell(nb, "quiz-01").update(source="print(1)"), 'cell "quiz-01": it must hold quiz("quiz-01")'),
        (
            lambda nb: cell(nb, "quiz-01").metadata.update(cell_metadata("quiz-01")),
            "the quiz is graded and its cell is not",
        ),
        (lambda nb: nb.cells.append(cell(nb, "quiz-01")), 'cell "quiz-01" occurs twice'),
        (
            lambda nb: nb.cells.append(new_code_cell("assert True", id="t", metadata=cell_metadata("test-01", 2))),
            'cell "test-01": grading it would run student code',
        ),
        (
            lambda nb: cell(nb, "limit-01").metadata.nbgrader.update(grade=False),
            'cell "limit-01": a written answer needs points',
        ),
    ],
)
@pytest.mark.filterwarnings("ignore::nbformat.warnings.DuplicateCellId")
def test_a_cell_that_does_not_fit_is_named(
    sources: Course, change: Callable[[NotebookNode], object], message: str
) -> None:
    edit_notebook(sources, change)
    (found,) = [line for line in problems(sources, ASSIGNMENT) if message in line]
    assert found.startswith(f"{ASSIGNMENT}.ipynb: ")


def test_answers_in_the_source_are_refused(sources: Course) -> None:
    (sources.source(ASSIGNMENT) / "responses").mkdir()
    assert "would overwrite the students'; remove the folder" in problems(sources, ASSIGNMENT)[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (RATIONALE, f'{ASSIGNMENT}.ipynb: the answer to item "s-club"'),
        (RATIONALE.replace(" ", "\n", 1), f'{ASSIGNMENT}.ipynb: the answer to item "s-club"'),
        (MODEL_ANSWER, f'{ASSIGNMENT}.ipynb: the model answer of cell "limit-01"'),
        ("from instructor import grade", f"{ASSIGNMENT}.ipynb: a marker of the instructor's version"),
    ],
)
def test_a_release_that_leaks_is_removed_and_the_former_one_stays(course: Course, text: str, message: str) -> None:
    before = everything(course)
    edit_notebook(course, lambda nb: nb.cells.append(new_markdown_cell(text, id="slip")))
    with pytest.raises(CourseError, match="leaks, so its release was removed; the former one stays") as error:
        make_release(course, ASSIGNMENT)
    assert message in str(error.value)
    assert everything(course) == before


PICTURE = b64encode(bytes(range(256)) * 4).decode()


def attach(nb: NotebookNode, name: str, data: str, kind: str = "image/png") -> None:
    cell(nb, name).attachments = {"drawn.png": {kind: data}}


def test_a_picture_in_a_model_answer_does_not_reach_the_students(course: Course) -> None:
    edit_notebook(course, lambda nb: attach(nb, "limit-01", PICTURE))
    edit_notebook(course, lambda nb: attach(nb, "title", PICTURE[::-1]))
    nb = nbformat.read(make_release(course, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb", as_version=4)
    assert [each.id for each in nb.cells if each.get("attachments")] == ["title"]


def test_what_tools_leave_in_the_metadata_of_a_model_answer_is_no_secret(course: Course) -> None:
    left = {"jp-MarkdownHeadingCollapsed": True, "outputId": "0d1f6c1e-6f0a-4f0b-9d5c-2f4f3c6b7a10"}
    edit_notebook(course, lambda nb: cell(nb, "limit-01").metadata.update(left))
    make_release(course, ASSIGNMENT)


def test_a_picture_that_is_shown_to_everyone_is_no_secret(course: Course) -> None:
    edit_notebook(course, lambda nb: attach(nb, "limit-01", PICTURE))
    edit_notebook(course, lambda nb: attach(nb, "title", PICTURE))
    nb = nbformat.read(make_release(course, ASSIGNMENT) / f"{ASSIGNMENT}.ipynb", as_version=4)
    assert cell(nb, "title").attachments["drawn.png"]["image/png"] == PICTURE


@pytest.mark.parametrize(
    "slip",
    [
        lambda nb: attach(nb, "limit-01", PICTURE),
        lambda nb: attach(nb, "title", "\n".join(wrap(PICTURE, 76))),
        lambda nb: attach(nb, "title", b64encode(f"<svg><text>{MODEL_ANSWER}</text></svg>".encode()).decode()),
        lambda nb: cell(nb, "title").metadata.update(notes=[{"for": [f"{MODEL_ANSWER}\n", "Say so."]}]),
        lambda nb: cell(nb, "limit-01").metadata.update(hint="Look at what P9 says of threats."),
    ],
    ids=["left in its cell", "in another cell, by lines", "as a drawing", "in metadata", "as it was, in metadata"],
)
def test_a_model_answer_is_found_in_attachments_and_metadata(
    course: Course, slip: Callable[[NotebookNode], object]
) -> None:
    edit_notebook(course, lambda nb: attach(nb, "limit-01", PICTURE))
    edit_notebook(course, lambda nb: cell(nb, "limit-01").metadata.update(hint="Look at what P9 says of threats."))
    forbidden = secrets(course, ASSIGNMENT)
    released = course.step("release", ASSIGNMENT)
    assert leaks(released, forbidden) == []
    nb = nbformat.read(released / f"{ASSIGNMENT}.ipynb", as_version=4)
    slip(nb)
    nbformat.write(nb, released / f"{ASSIGNMENT}.ipynb")
    assert leaks(released, forbidden) == [f'{ASSIGNMENT}.ipynb: the model answer of cell "limit-01"']


def everything(course: Course) -> dict[str, bytes]:
    """Return all that was made of a course, byte for byte: release, gradebook, snapshots."""
    return {str(path): path.read_bytes() for path in sorted(course.folder.rglob("*")) if path.is_file()}


def test_of_a_first_release_that_leaks_nothing_is_left(sources: Course) -> None:
    edit_notebook(sources, lambda nb: nb.cells.append(new_markdown_cell(RATIONALE, id="slip")))
    with pytest.raises(CourseError, match="leaks, so its release was removed:"):
        make_release(sources, ASSIGNMENT)
    assert list(sources.folder.iterdir()) == []


def test_a_helper_file_that_leaks_is_found(course: Course) -> None:
    with (course.source(ASSIGNMENT) / "doubling.py").open("a") as model:
        model.write(f"# {RATIONALE}\n")
    with pytest.raises(CourseError, match=r'doubling.py: the answer to item "s-club"'):
        make_release(course, ASSIGNMENT)


def test_a_leak_is_found_however_json_writes_it(tmp_path: Path) -> None:
    secret = "Größe und Güte, “beides”, stehen hier."
    (tmp_path / "quiz.json").write_text(json.dumps({"stem": ["Größe und Güte,\n", "“beides”, stehen hier."]}), "utf-8")
    assert leaks(tmp_path, {secret: "a test"}) == ["quiz.json: a test"]


def test_every_text_behind_a_graded_item_is_a_secret(sources: Course) -> None:
    found = secrets(sources, ASSIGNMENT)
    assert found[RATIONALE] == 'the answer to item "s-club"'
    assert found[SCHEME] == "a mark scheme"
    assert found["Takes every shared good for a public one in every respect."] == 'the answer to item "s-club"'


def test_an_unknown_assignment_names_the_nearest(sources: Course) -> None:
    with pytest.raises(CourseError, match=r'no assignment "01-smal"; did you mean "01-small"\?'):
        make_release(sources, "01-smal")
