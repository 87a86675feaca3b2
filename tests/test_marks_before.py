"""Does the comparison of two scorers find each mark that a changed rule changes, and nothing where none is changed?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.benchmarks.marks_before import ROOT, compare

pytestmark = pytest.mark.long


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Return a checkout beside this one."""
    for name in ("quizzes", "seeds", "notebooks", "instructor"):
        shutil.copytree(ROOT / name, tmp_path / "other" / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "other"


def test_the_same_code_gives_the_same_marks(other: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compare(ROOT, other, tmp_path / "answers.json") == []
    assert "| match | graded |" in capsys.readouterr().out


def test_another_rule_and_another_field_are_told(other: Path, tmp_path: Path) -> None:
    rules = other / "quizzes" / "types" / "checks.py"
    rules.write_text(rules.read_text("utf-8").replace("- len(picked - right))", "- len(picked - right) / 2)"), "utf-8")
    runs = other / "quizzes" / "types" / "run.py"
    runs.write_text(runs.read_text("utf-8").replace("    presets: dict[Identifier, Preset] = {}\n", ""), "utf-8")
    told = compare(ROOT, other, tmp_path / "answers.json")
    assert {line.partition(" (")[2].partition(")")[0] for line in told} == {"match", "multiple", "hottext"}
