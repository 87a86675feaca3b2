"""Is the house in order: its top level, its dependencies, its style, its documents?"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent
LISTED = subprocess.check_output(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, text=True).splitlines()
TRACKED = [ROOT / name for name in LISTED if (ROOT / name).is_file()]
PYTHON = [path for path in TRACKED if path.suffix == ".py"]
README = (ROOT / "README.md").read_text("utf-8")
ALLOWED = {"seeds": {"seeds"}, "quizzes": {"seeds", "quizzes"}, "instructor": {"seeds", "quizzes", "instructor"}}


def test_the_top_level_is_the_one_that_was_agreed() -> None:
    visible = {path.relative_to(ROOT).parts[0] for path in TRACKED}
    hidden = {".ci", ".github", ".gitignore"}
    assert visible - hidden == {
        *("pyproject.toml", "README.md", "LICENSE"),
        *("seeds", "notebooks", "quizzes", "instructor", "tests"),
    }


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("package", ALLOWED)
def test_dependencies_point_one_way(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        assert not (_imports(path) & set(ALLOWED)) - ALLOWED[package], path


def test_notebooks_import_only_what_students_have() -> None:
    for path in (ROOT / "notebooks").glob("*/*.ipynb"):
        code = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
        models = {model.stem for model in path.parent.glob("*.py")}
        names = {match[1] for match in re.finditer(r"^(?:from|import) (\w+)", code, re.MULTILINE)}
        assert names <= {"seeds", "quizzes"} | models, path


def run(*command: str) -> str:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("command", [["check", "."], ["format", "--check", "."]], ids=["lint", "format"])
def test_the_style_holds(command: list[str]) -> None:
    run("ruff", *command)


def test_the_types_hold_in_every_file_models_and_tests_included() -> None:
    assert f"no issues found in {len(PYTHON)} source files" in run("mypy")


def test_the_layers_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_readme_commands_are_the_ones_ci_runs() -> None:
    (commands,) = re.findall(r"## Two commands.*?```\n(.*?)```", README, re.DOTALL)
    assert commands.splitlines()[0].startswith("pip install uv && uv run python -m instructor demo")
    assert commands.splitlines()[1] == (ROOT / ".ci" / "run").read_text("utf-8").strip().splitlines()[-1]


def test_the_readme_lists_each_lesson_with_its_question_and_minutes() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| (.*?) \| (\d+) \|$", README, re.MULTILINE)
    for name, question, minutes in rows:
        header = nbformat.read(ROOT / "notebooks" / name / f"{name}.ipynb", as_version=4).cells[0].source
        assert question in header
        assert f"{minutes} min" in header
    lessons = sorted(path.parent.name for path in (ROOT / "notebooks").glob("*/*.ipynb"))
    assert [name for name, _, _ in rows] == lessons


def test_the_readme_names_commands_and_files_that_exist() -> None:
    for verb in re.findall(r"python -m instructor (\w+)", README):
        assert (ROOT / "instructor" / f"{verb}.py").exists(), verb
    for path in re.findall(r"`((?:seeds|instructor|quizzes|notebooks|tests)/[\w./-]*)`", README):
        assert (ROOT / path).exists(), path
    assert len(README.splitlines()) <= 70


def test_no_file_is_named_for_everything() -> None:
    assert not [path for path in PYTHON if path.stem in {"utils", "helpers", "common", "misc", "manager"}]


def test_no_registry_and_no_folder_of_a_machine_is_named() -> None:
    words = re.compile("/" + "(?:root|home|Users)/|pypi" + r"\.org|files\.pythonhosted|registry\.npmjs")
    for path in TRACKED:
        if path.suffix in {".py", ".toml", ".md", ".yaml", ".json", ".ipynb", ".js", ".css", ""}:
            assert not words.search(path.read_text("utf-8")), path


def test_there_is_no_lock_file_and_the_pin_is_a_date() -> None:
    assert not [path for path in TRACKED if path.name in {"uv.lock", "poetry.lock", "requirements.txt"}]
    assert 'exclude-newer = "2026-11-15T00:00:00Z"' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_functions_stay_short() -> None:
    lengths = sorted(
        node.end_lineno - node.lineno + 1
        for path in PYTHON
        if path.relative_to(ROOT).parts[0] != "tests"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    )
    assert lengths[int(len(lengths) * 0.9)] <= 18
    assert lengths[-1] <= 41


def test_files_stay_short() -> None:
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in PYTHON}
    assert {name: length for name, length in lengths.items() if length > 300} == {}
