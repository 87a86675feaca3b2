"""Does the wheel that students install hold the module, and nothing that only instructors may see?"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from quizzes.bank import Keys, load_yaml

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_holds_seeds_and_quizzes(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    for name in ("seeds/essay.txt", "seeds/glossary.json", "quizzes/quiz.css", "quizzes/scoring.py"):
        assert name in names
    page = [*(ROOT / "quizzes").glob("*/*.js"), *(ROOT / "quizzes" / "words").glob("*.json")]
    assert len(page) > 20
    for path in page:
        assert path.relative_to(ROOT).as_posix() in names


def test_the_wheel_tells_type_checkers_that_both_packages_are_typed(wheel: zipfile.ZipFile) -> None:
    assert {"seeds/py.typed", "quizzes/py.typed"} <= set(wheel.namelist())


def test_the_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"seeds", "quizzes"}
    assert not [name for name in wheel.namelist() if "bank/" in name or name.endswith(".yaml")]


def test_no_rationale_and_no_diagnosis_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    content = "\n".join(wheel.read(name).decode("utf-8", "replace") for name in wheel.namelist())
    secrets = 0
    for path in (ROOT / "instructor" / "keys").glob("*.yaml"):
        for answer in load_yaml(path, Keys).keys.values():
            for text in (answer.rationale, *answer.feedback.values(), *answer.diagnosis.values()):
                assert text not in content
                secrets += 1
    assert secrets > 0
