"""Does a kernel import of a lesson's folder what was released with it, and nothing else that lies there?"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty
from typing import Any
from unittest.mock import patch

import pytest
from jupyter_client.manager import KernelManager

from quizzes import lessons, manifest
from quizzes.door import kernels_are_safe
from quizzes.lessons import Guard, LessonError, guard_of, ready
from quizzes.simulation import RunError, load_model, load_module
from tests.planted import leaving, plant, plant_compiled, ran

ROOT = Path(__file__).parent.parent
LESSON, MODULE = "02-who-pays-for-order", "order_budget.py"
#: What the page lets the kernel do before the first cell of a lesson.
PRELUDE = f"""
import sys, os
sys.path[:] = [place for place in sys.path if place and os.path.realpath(place) != os.path.realpath(os.getcwd())]
from quizzes import lessons
lessons.ready("{LESSON}")
"""
IMPORTS = "from order_budget import k_group\nfrom quizzes import chart, hand_in, quiz, reading\nreading(8)"

Run = Callable[..., str]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder with a lesson as a student has it, but for the questions."""
    return Path(shutil.copytree(ROOT / "notebooks" / LESSON, tmp_path / LESSON, ignore=shutil.ignore_patterns("_*")))


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    (tmp_path / "marks").mkdir()
    return tmp_path / "marks"


@pytest.fixture(autouse=True)
def _python_as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take back what a guard does to this process."""
    path, finders, modules = [*sys.path], [*sys.meta_path], {*sys.modules}
    monkeypatch.delenv(lessons.VARIABLE, raising=False)
    yield
    sys.path[:], sys.meta_path[:] = path, finders
    for name in {*sys.modules} - modules:
        if Path(getattr(sys.modules[name], "__file__", None) or "").parent.name == LESSON:
            del sys.modules[name]


@pytest.fixture
def run() -> Iterator[Run]:
    """Return a function that starts a kernel in a folder, as the course's servers do, and runs cells in it."""
    managers = []

    def start(folder: Path, *cells: str) -> str:
        with patch.dict(os.environ):
            kernels_are_safe()
            managers.append(manager := KernelManager())
            manager.start_kernel(cwd=str(folder))
        client = manager.blocking_client()
        client.start_channels()
        client.wait_for_ready(timeout=120)
        said = "".join(_said(client, cell) for cell in cells)
        client.stop_channels()
        return said

    yield start
    for manager in managers:
        manager.shutdown_kernel(now=True)


def _said(client: Any, cell: str) -> str:
    """Run a cell; return its output and its error."""
    said: list[str] = []

    def hear(message: dict[str, Any]) -> None:
        content = message["content"]
        said.extend([content.get("text", ""), *content.get("traceback", ())])

    try:
        client.execute_interactive(cell, output_hook=hear, timeout=120, allow_stdin=False)
    except Empty:
        pytest.fail(f"no answer to {cell}")
    return "".join(said)


def test_nothing_planted_runs_when_a_kernel_starts_and_after_the_guard_stands(
    copy: Path, marks: Path, run: Run
) -> None:
    plant(copy, marks)
    assert run(copy, "pass") == ""
    assert ran(marks) == []
    lazy = "import json, random, tempfile, email, xml.dom, sqlite3, debugpy, comm, numpy, matplotlib.pyplot, psutil"
    assert (
        run(copy, PRELUDE, IMPORTS, lazy, "import order_budget; print(order_budget.__file__)") == f"{copy / MODULE}\n"
    )
    assert ran(marks) == []
    assert "No module named 'stowaway'" in run(copy, PRELUDE, "import stowaway")


def test_without_the_page_a_lesson_runs_as_well_and_nothing_planted_does(copy: Path, marks: Path, run: Run) -> None:
    """Run All in the notebook, nbgrader's validation: nobody calls `ready` there."""
    plant(copy, marks)
    assert run(copy, IMPORTS, "import order_budget; print(order_budget.__file__)") == f"{copy / MODULE}\n"
    assert ran(marks) == []
    assert run(copy, "print([name for name in dir() if name in {'Guard', 'Path'}])") == "[]\n"


@pytest.mark.parametrize("cells", [(PRELUDE,), (IMPORTS,)], ids=["the page asks", "a cell imports"])
def test_a_module_that_was_changed_is_not_run_and_said_in_a_sentence(
    copy: Path, marks: Path, run: Run, cells: tuple[str, ...]
) -> None:
    with (copy / MODULE).open("a") as module:
        module.write(leaving(marks / "changed"))
    said = run(copy, *cells)
    assert said.startswith(f"{MODULE} in {copy} is not the file that came with this lesson, so it was not used. Put ")
    assert "Traceback" not in said
    assert ran(marks) == []


def test_a_module_is_what_was_checked_and_never_bytecode(
    copy: Path, marks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant_compiled(copy / MODULE, marks / "compiled")
    monkeypatch.chdir(copy)
    ready(LESSON)
    assert load_module(copy / MODULE).k_group([2, 2, 2], cost=4)
    assert ran(marks) == []
    (copy / MODULE).write_text(leaving(marks / "later"))
    sys.modules.pop("order_budget")
    with pytest.raises(LessonError, match="is not the file that came with this lesson"):
        __import__("order_budget")
    assert ran(marks) == []


def test_a_run_takes_no_model_but_the_lessons(copy: Path, marks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A forged `quiz.json` may name any module as its model."""
    for name in ("stowaway", "json"):
        (copy / f"{name}.py").write_text(leaving(marks / name))
    monkeypatch.chdir(copy)
    known = sys.modules["json"]
    ready(LESSON)
    assert load_model(copy / MODULE)
    for name in ("stowaway", "json", "order_budgets"):
        with pytest.raises(RunError, match=f"{name}.py"):
            load_model(copy / f"{name}.py")
    assert sys.modules["json"] is known
    assert ran(marks) == []


def test_models_import_their_lessons_other_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = "06-weighing-the-argument"
    folder = Path(shutil.copytree(ROOT / "notebooks" / lesson, tmp_path / lesson))
    monkeypatch.chdir(folder)
    ready(lesson)
    module = load_module(folder / "argument_steps.py")
    try:
        assert module.__file__ == str(folder / "argument_steps.py")
    finally:
        for path in folder.glob("*.py"):
            sys.modules.pop(path.stem, None)


@pytest.mark.parametrize("name", ["02", "", "../02-who-pays-for-order", "03 "])
def test_a_lesson_that_is_none_is_named(copy: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(copy)
    with pytest.raises(LessonError, match=f"This course has no lesson “{name}”"):
        ready(name)


def test_another_lessons_name_opens_no_other_door(copy: Path, marks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook may say that it is another lesson: then that one's modules are asked for, as they were released."""
    (copy / "reciprocity.py").write_text(leaving(marks / "reciprocity"))
    monkeypatch.chdir(copy)
    with pytest.raises(LessonError, match=r"reciprocity\.py in .* is not the file"):
        ready("03-reciprocity")
    monkeypatch.delitem(sys.modules, "reciprocity", raising=False)
    with pytest.raises(LessonError):
        __import__("reciprocity")
    assert ran(marks) == []


def test_a_module_that_is_missing_is_named_with_the_cure(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (copy / MODULE).unlink()
    monkeypatch.chdir(copy)
    with pytest.raises(LessonError, match=rf"{MODULE} is missing in .*Copy it there from the lesson's zip"):
        ready(LESSON)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")
def test_what_is_no_file_is_not_waited_for(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (copy / MODULE).unlink()
    os.mkfifo(copy / MODULE)
    monkeypatch.chdir(copy)
    with pytest.raises(LessonError, match="is missing"):
        ready(LESSON)


def test_there_is_one_guard_and_the_folder_is_off_the_way(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(copy)
    sys.path[:0] = ["", str(copy)]
    Guard(copy).install()
    ready(LESSON)
    ready(LESSON)
    assert sum(isinstance(finder, Guard) for finder in sys.meta_path) == 1
    assert not {"", str(copy)} & {*sys.path}
    assert guard_of(copy) is not None
    assert guard_of(copy.parent) is None


def test_what_was_released_counts_and_the_source_that_is_released_next(tmp_path: Path) -> None:
    source, release = tmp_path / "notebooks" / "a", tmp_path / "release" / "a"
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "tea"\n[tool.tea]\ntitle = "Tea"\n')
    for folder, code, module in ((source, "quiz('new')", b"1"), (release, "quiz('old')", b"2")):
        folder.mkdir(parents=True)
        cells = [
            {
                "cell_type": "markdown",
                "metadata": {},
                "source": "# A title\n\n**Question.** Why?\n\n**Time.** 5 minutes.",
            },
            {"cell_type": "code", "metadata": {}, "source": [code]},
            {"cell_type": "code", "metadata": {"nbgrader": {"solution": True}}, "source": "secret"},
            {"cell_type": "code", "metadata": {}, "source": "1\n### BEGIN HIDDEN TESTS\nsecret"},
        ]
        (folder / "a.ipynb").write_text(json.dumps({"cells": cells}))
        (folder / "model.py").write_bytes(module)
    found = manifest.computed(tmp_path, tmp_path / "release")
    assert (found["id"], found["course"]) == ("tea", "Tea")
    (lesson,) = found["lessons"]
    assert (lesson["title"], lesson["question"], lesson["minutes"]) == ("A title", "Why?", 5)
    assert lesson["cells"] == ["quiz('old')"]
    assert lesson["modules"] == {"model.py": sorted(manifest.digest(text) for text in (b"1", b"2"))}
    assert manifest.computed(tmp_path)["lessons"][0]["cells"] == ["quiz('new')"]
    assert "secret" not in manifest.text(found)
