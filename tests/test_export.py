"""Does a notebook that is saved show the answers as they are, and is nothing else of it, or of another one, changed?"""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from traitlets.config import Config

from quizzes.door import allow
from quizzes.export import answers_as_they_are
from tests.small_course import ASSIGNMENT, answer

WIDGET = "application/vnd.jupyter.widget-view+json"


def opened(copy: Path) -> dict[str, Any]:
    """Return the notebook as a page has it when its cells ran before anything was answered."""
    notebook: dict[str, Any] = json.loads((copy / f"{ASSIGNMENT}.ipynb").read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            data = {WIDGET: {"model_id": "m"}, "text/html": "<p>before</p>", "text/plain": "quiz"}
            cell["outputs"] = [{"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}]
    return notebook


def saved(notebook: dict[str, Any], folder: Path, kind: str = "notebook") -> dict[str, str]:
    """Save it; return the HTML of each cell that has some, by the cell's source."""
    model = {"type": kind, "content": notebook}
    root = SimpleNamespace(root_dir=str(folder.parent))
    answers_as_they_are(model=model, path=f"{folder.name}/{ASSIGNMENT}.ipynb", contents_manager=root)
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return {"".join(cell["source"]): cell["outputs"][0]["data"]["text/html"] for cell in cells}


def test_each_quiz_shows_what_its_journal_holds(copy: Path) -> None:
    answer(copy, "quiz-01", "s-club", "a")
    answer(copy, "quiz-01", "s-number", "2,5")
    shown = saved(opened(copy), copy)
    assert "2 of 3 answered" in shown['quiz("quiz-01")']
    assert "☒" in shown['quiz("quiz-01")']
    assert "<b>2,5</b>" in shown['quiz("quiz-01")']
    assert "0 of 1 answered" in shown['quiz("run-01")']
    answer(copy, "quiz-01", "s-number", "<b>3</b>")
    assert "&lt;b&gt;3" in saved(opened(copy), copy)['quiz("quiz-01")']


def test_nothing_else_changes(copy: Path, tmp_path: Path) -> None:
    answer(copy, "quiz-01", "s-club", "a")
    notebook = opened(copy)
    before = deepcopy(notebook)
    assert saved(notebook, copy)["from quizzes import quiz"] == "<p>before</p>"
    for cell in (*notebook["cells"], *before["cells"]):
        for output in cell.get("outputs", []):
            del output["data"]["text/html"]
    assert notebook == before


def test_a_notebook_without_its_questions_is_left_alone(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    notebook = opened(copy)
    assert set(saved(notebook, tmp_path / "elsewhere").values()) == {"<p>before</p>"}


def test_a_students_place_saves_so_and_a_hubs_own_hook_stays() -> None:
    config, hub, instructors = Config(), Config(), Config()
    allow(config)
    assert config.ContentsManager.pre_save_hook is answers_as_they_are
    hub.ContentsManager.pre_save_hook = print
    allow(hub)
    assert hub.ContentsManager.pre_save_hook is print
    allow(instructors, run=False, home=False)
    assert "pre_save_hook" not in instructors.ContentsManager
