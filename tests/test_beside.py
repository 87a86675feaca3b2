"""Does what a student put beside the text (pictures, drawings, outputs, odd cells) reach a person, or is it named?"""

from __future__ import annotations

import base64
import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output

from instructor.course import Course
from instructor.feedback import page, write_feedback
from instructor.grading.batch import Result, grade_class
from instructor.marking.answers import answers_in
from instructor.marking.marks import SubmissionMarks
from instructor.submissions.beside import LARGEST_PICTURE, MOST_THINGS, attachment_prints
from instructor.submissions.notebook import read_notebook
from instructor.submissions.restore import restore
from quizzes.complete import STUB
from quizzes.written import fingerprints, grade_id
from tests.beside_cases import JPEG, KINDS, PNG, REFERENCE, SVG, display, picture
from tests.gradebooks import by_nbgrader, files, rows
from tests.small_course import ASSIGNMENT, RIGHT, edit, hand_in_folder
from tests.watching import own_course
from tests.written_answers import ANSWER, ESSAY, cell, join_lines, removed

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

IDS = {name: f"s{number:02}" for number, name in enumerate(KINDS)}


def hand_in_all(course: Course) -> None:
    for name, student in IDS.items():
        folder = hand_in_folder(course, student, RIGHT)
        edit(folder, join_lines)
        edit(folder, KINDS[name][0])


@pytest.fixture(scope="module")
def graded(_released: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Course, dict[str, Result]]]:
    with own_course(_released, tmp_path_factory.mktemp("beside") / "course") as course:
        hand_in_all(course)
        yield course, {done.student: done for done in grade_class(course, ASSIGNMENT, [*IDS.values()])}


def notebook_of(course: Course, student: str) -> NotebookNode:
    path = course.step("autograded", ASSIGNMENT, student) / f"{ASSIGNMENT}.ipynb"
    nb: NotebookNode = nbformat.read(path, as_version=4)
    nbformat.validate(nb)
    return nb


@pytest.mark.parametrize("name", KINDS)
def test_it_is_at_the_answer_and_waits_for_a_person(graded: tuple[Course, dict[str, Result]], name: str) -> None:
    (course, results), (_, words, pictures, said) = graded, KINDS[name]
    result = results[IDS[name]]
    assert (result.outcome, result.score, result.needs_person) == ("graded", 8, True), result
    answer = cell(notebook_of(course, IDS[name]))
    for each in words:
        assert answer.source.count(each) == 1, answer.source
    assert [data for forms in answer.get("attachments", {}).values() for data in forms.values()] == pictures
    assert len(result.problems) == len(said)
    for problem, each in zip(result.problems, said, strict=True):
        assert problem.startswith(f"no page shows {each}")
        assert problem.endswith(f"open submitted/{IDS[name]}/{ASSIGNMENT}/{ASSIGNMENT}.ipynb")


@pytest.mark.long
def test_nbgrader_comes_to_the_same(graded: tuple[Course, dict[str, Result]], course: Course) -> None:
    hand_in_all(course)
    by_nbgrader(course, False)
    assert rows(course) == rows(graded[0])
    assert files(course) == files(graded[0])


@pytest.mark.parametrize("name", ["a picture pasted into the answer", "a photograph", "a figure of one's own code"])
def test_the_students_page_shows_the_picture(graded: tuple[Course, dict[str, Result]], name: str) -> None:
    course, (_, _, (data,), _) = graded[0], KINDS[name]
    assert [*write_feedback(course, ASSIGNMENT, [IDS[name]])] == [(IDS[name], "")]
    kind = "jpeg" if data == JPEG else "png"
    assert f'src="data:image/{kind};base64,{data}"' in page(course, ASSIGNMENT, IDS[name]).read_text("utf-8")


def test_the_students_page_names_a_drawing_and_nothing_of_it_runs(graded: tuple[Course, dict[str, Result]]) -> None:
    course = graded[0]
    assert [*write_feedback(course, ASSIGNMENT, [IDS["a drawing"]])] == [(IDS["a drawing"], "")]
    html = page(course, ASSIGNMENT, IDS["a drawing"]).read_text("utf-8")
    assert "Not shown: “plan.svg”" in html
    assert "onload" not in html


# In a lesson of one's own


def released(name: str, source: str, **claims: Any) -> dict[str, Any]:
    facts = {"grade_id": name, "grade": False, "solution": False, "locked": True, "task": False} | claims
    return {"id": name, "cell_type": "markdown", "metadata": {"nbgrader": facts}, "source": source}


TASK_CELL = released("t", "### Discuss", task=True, points=3)
WRITTEN = released("a", STUB, grade=True, solution=True, locked=False, points=1)


def restored(given: list[dict[str, Any]], *cells: dict[str, Any], text: frozenset[str] = frozenset()) -> Any:
    """Return the restored notebook of a lesson that was `given`, and what is said of it."""
    content = {"cells": copy.deepcopy([*cells]), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    nb = read_notebook(nbformat.writes(nbformat.from_dict(content)).encode())
    said = restore(nb, {one["id"]: one for one in given}, fingerprints(given) | text, "01-small", "ana")
    return nb, said


def test_text_in_a_task_cell_of_a_lesson_without_written_answers_stands_below_it() -> None:
    typed = {**TASK_CELL, "source": f"### Discuss\n\n{ESSAY}", "attachments": {"a.png": {"image/png": PNG}}}
    nb, said = restored([TASK_CELL], typed)
    task, below = nb["cells"]
    assert task["source"] == "### Discuss"
    assert f"**Found elsewhere in the notebook, in the cell “Discuss”:**\n\n{ESSAY}" in below["source"]
    assert below["attachments"] == {"a.png": {"image/png": PNG}}
    assert said == ["what was written into the locked cell “Discuss” stands below it: read it in the formgrader"]


def test_a_blank_task_cell_gets_nothing_below_it() -> None:
    nb, said = restored([TASK_CELL], TASK_CELL)
    assert (len(nb["cells"]), said) == (1, [])


def test_where_there_is_a_written_answer_a_task_cells_text_stands_there_alone() -> None:
    nb, said = restored([TASK_CELL, WRITTEN], {**TASK_CELL, "source": f"### Discuss\n\n{ESSAY}"}, WRITTEN)
    assert (len(nb["cells"]), said) == (2, [])
    assert ESSAY in nb["cells"][1]["source"]


def test_beside_an_answer_in_order_outputs_of_ones_own_code_stay_where_they_are() -> None:
    outputs = [display(image_png=PNG), new_output("stream", text="Mine.")]
    own: dict[str, Any] = {"id": "own", "cell_type": "code", "metadata": {}, "source": "draw()", "outputs": outputs}
    own["execution_count"] = None
    nb, said = restored([WRITTEN], {**WRITTEN, "source": ESSAY}, own)
    picture, named = nb["cells"][1]["outputs"]
    assert picture["data"] == {"image/png": PNG}
    assert named["text"].startswith("Not shown: “output 2” (text, 5 bytes)")
    assert (nb["cells"][0]["source"], said) == (ESSAY, [])


def test_what_the_release_attached_is_not_the_students() -> None:
    lesson = {**WRITTEN, "attachments": {"a.png": {"image/png": PNG}}}
    content = nbformat.from_dict({"cells": [lesson], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    text = attachment_prints(read_notebook(nbformat.writes(content).encode())["cells"])
    nb, said = restored([WRITTEN], lesson, text=text)
    assert (nb["cells"][0]["source"], "attachments" in nb["cells"][0], said) == (STUB, False, [])
    own = {**lesson, "attachments": {"a.png": {"image/png": picture(colour=7)}}}
    assert restored([WRITTEN], own, text=text)[0]["cells"][0]["source"] != STUB


def test_outputs_of_the_lessons_own_code_are_nobodys_answer() -> None:
    code = {"id": "c", "cell_type": "code", "metadata": {}, "source": "chart(1)", "execution_count": 1}
    ran = {**code, "source": "chart(2)", "outputs": [display(image_png=PNG)]}
    nb, said = restored([WRITTEN], ran, WRITTEN, text=fingerprints([code]))
    assert (nb["cells"][1]["source"], nb["cells"][0]["outputs"], said) == (STUB, [], [])


def test_a_picture_too_large_to_show_is_named() -> None:
    # What follows a picture's end is no part of it, and makes the file as large as one likes.
    data = base64.b64decode(PNG) + bytes(LARGEST_PICTURE)
    large = {**WRITTEN, "attachments": {"a.png": {"image/png": base64.b64encode(data).decode()}}}
    nb, said = restored([WRITTEN], large)
    assert "Not shown: “a.png” (image/png, " in nb["cells"][0]["source"]
    assert len(said) == 1


def test_of_very_many_the_rest_is_counted() -> None:
    many = {f"{number}.svg": {"image/svg+xml": SVG} for number in range(MOST_THINGS + 5)}
    nb, said = restored([WRITTEN], {**WRITTEN, "attachments": many})
    assert len(said) == MOST_THINGS + 1
    assert "Not shown: “5 more” (of any kind, 120 bytes)" in nb["cells"][0]["source"]


def test_another_picture_is_another_answer() -> None:
    prints = []
    for colour in (0, 0, 7):
        one = {**WRITTEN, "source": REFERENCE, "attachments": {"image.png": {"image/png": picture(colour=colour)}}}
        prints.append(answers_in(restored([WRITTEN], one)[0], SubmissionMarks({})))
    assert prints[0] == prints[1] != prints[2]


def test_a_missing_answer_is_shown_the_picture_in_the_answer_it_may_have_been_merged_into() -> None:
    other = {**WRITTEN, "id": "b", "metadata": {"nbgrader": {**WRITTEN["metadata"]["nbgrader"], "grade_id": "b"}}}
    nb, _ = restored([WRITTEN, other], {**WRITTEN, "attachments": {"a.png": {"image/png": PNG}}})
    (missing,) = [each for each in nb["cells"] if grade_id(each) == "b"]
    assert missing["attachments"] == {"a.png": {"image/png": PNG}}


def test_the_case_of_a_lost_cell_is_no_case_where_nothing_was_written(course: Course) -> None:
    folder = hand_in_folder(course, "ana", RIGHT)
    edit(folder, join_lines)
    edit(folder, removed(ANSWER))
    (done,) = grade_class(course, ASSIGNMENT, ["ana"])
    assert (done.needs_person, done.problems) == (False, [])
