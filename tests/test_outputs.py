"""Does nbval find a changed number, in sources and in students' copies?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from instructor.course import Course
from instructor.guide.compared import COMPARED, IGNORED, is_compared, with_outputs
from instructor.release import make_release

ROOT = Path(__file__).parent.parent
COURSE = Course(ROOT, ROOT / "build")
LESSON = "02-who-pays-for-order"


def source(lesson: str) -> NotebookNode:
    notebook: NotebookNode = nbformat.read(COURSE.source(lesson) / f"{lesson}.ipynb", as_version=4)
    return notebook


def shown(cell: NotebookNode) -> list[dict[str, str]]:
    return [dict(output.data) for output in cell.outputs]


@pytest.mark.parametrize("lesson", COURSE.assignments())
def test_each_result_of_a_lesson_is_stored_and_nothing_else(lesson: str) -> None:
    for cell in source(lesson).cells:
        if cell.cell_type == "code":
            message = f"{cell.source[:60]!r}; run: python -m instructor outputs {lesson}"
            assert bool(cell.outputs) is is_compared(cell), message
            assert (COMPARED in cell.metadata.get("tags", [])) is is_compared(cell), message
            assert "<svg xmlns" not in str(cell.outputs)


def test_students_copies_hold_the_same_results(tmp_path: Path) -> None:
    course = Course(ROOT, tmp_path / "course")
    course.enter()
    copy = nbformat.read(make_release(course, LESSON) / f"{LESSON}.ipynb", as_version=4)
    results = {cell.id: shown(cell) for cell in source(LESSON).cells if cell.cell_type == "code" and cell.outputs}
    assert len(results) >= 5
    assert {cell.id: shown(cell) for cell in copy.cells if cell.cell_type == "code" and cell.outputs} == results


def compared_by_nbval(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run nbval as the suite does on the notebooks of a folder."""
    sanitize = f"--nbval-sanitize-with={ROOT / 'tests' / 'nbval.cfg'}"
    options = ["-q", "-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", str(folder), "--nbval-lax", sanitize]
    command = [sys.executable, "-m", "pytest", *options, str(folder)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=180)


@pytest.mark.parametrize(
    ("old", "new", "is_found"),
    [("", "", False), ("max(0.0, (cost - least)", "max(0.0, 1.01 * (cost - least)", True)],
    ids=["unchanged", "one per cent more"],
)
def test_a_changed_number_in_a_model_is_found(old: str, new: str, is_found: bool, tmp_path: Path) -> None:
    notebook = source(LESSON)
    kept = [cell for cell in notebook.cells if is_compared(cell) or "import" in cell.source.partition("\n")[2]]
    nbformat.write(new_notebook(cells=kept, metadata=notebook.metadata), tmp_path / "worked.ipynb")
    model = (COURSE.source(LESSON) / "order_budget.py").read_text("utf-8")
    assert old in model
    (tmp_path / "order_budget.py").write_text(model.replace(old, new, 1) if old else model, "utf-8")
    done = compared_by_nbval(tmp_path)
    assert (done.returncode == 1) is is_found, done.stdout[-3000:]
    assert ("mismatch 'text/plain'" in done.stdout) is is_found, done.stdout[-3000:]


def test_a_drawing_is_not_stored_and_the_count_is_always_one() -> None:
    cell, quiz, mine = new_code_cell("chart()"), new_code_cell('quiz("one")'), new_code_cell("mine()")
    mine.metadata["tags"] = [IGNORED]
    before = new_notebook(cells=[cell, quiz, mine])
    data = {"text/plain": "2", "text/html": "<figure><svg a='1'>\n<g/></svg><table></table></figure>"}
    ran = [new_output("execute_result", data, execution_count=7)]
    after = with_outputs(before, new_notebook(cells=[new_code_cell("", outputs=ran) for _ in range(3)]))
    (output,) = after.cells[0].outputs
    assert output.data["text/html"] == "<figure><svg></svg><table></table></figure>"
    assert (output.execution_count, after.cells[0].execution_count) == (1, 1)
    assert [each.outputs for each in after.cells[1:]] == [[], []]
    assert [each.metadata.get("tags", []) for each in after.cells] == [[COMPARED], [], [IGNORED]]
