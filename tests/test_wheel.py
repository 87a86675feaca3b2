"""Does the wheel that students install hold the module, and nothing that only instructors may see?"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from jupyter_core.paths import jupyter_path
from jupyterlab_server.config import get_federated_extensions

from quizzes import manifest
from quizzes.bank import Keys, load_yaml

ROOT = Path(__file__).parent.parent
SEEDS = ("essay.txt", "essay.json", "glossary.json", "hard_words.json")
EXTENSION = "share/jupyter/labextensions/two-januaries-lesson/"


def view() -> dict[str, Path]:
    """Return the files of the lesson view: where JupyterLab serves them -> where they lie."""
    seeds = {f"seeds/{name}": ROOT / "seeds" / name for name in SEEDS}
    folders = ("lesson_view", "script", "words")
    files = [path for folder in folders for path in (ROOT / "quizzes" / folder).iterdir() if path.is_file()]
    named = {path.relative_to(ROOT / "quizzes").as_posix(): path for path in files}
    return named | seeds | {"package.json": ROOT / "quizzes" / "lesson_view" / "package.json"}


VIEW = view()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    (path,) = build("wheel", ROOT, tmp_path_factory.mktemp("dist"))
    return zipfile.ZipFile(path)


def build(kind: str, sources: Path, folder: Path) -> list[Path]:
    """Build a wheel or an archive; return what there is of it in a folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    subprocess.run(command, cwd=sources, check=True, capture_output=True, timeout=120)
    return list(folder.glob("*.whl" if kind == "wheel" else "*.tar.gz"))


def test_the_wheel_holds_seeds_and_quizzes(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    for name in ("seeds/essay.txt", "seeds/glossary.json", "quizzes/quiz.css", "quizzes/scoring.py"):
        assert name in names
    page = [*(ROOT / "quizzes").glob("*/*.js"), *(ROOT / "quizzes" / "words").glob("*.json")]
    page = [path for path in page if path.parent.name != "lesson_view"]
    assert len(page) > 20
    for path in page:
        assert path.relative_to(ROOT).as_posix() in names


def test_the_wheel_tells_type_checkers_that_both_packages_are_typed(wheel: zipfile.ZipFile) -> None:
    assert {"seeds/py.typed", "quizzes/py.typed"} <= set(wheel.namelist())


def test_the_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith((".dist-info", ".data"))} == {"seeds", "quizzes"}
    data = {name for name in wheel.namelist() if ".data/" in name}
    assert {name.partition(".data/")[2].removeprefix("data/").removeprefix(EXTENSION) for name in data} == set(VIEW)
    assert not [name for name in wheel.namelist() if name.startswith("quizzes/lesson_view")]
    assert not [name for name in wheel.namelist() if "bank/" in name or name.endswith(".yaml")]


def test_nothing_of_the_marking_desk_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    page = ROOT / "instructor" / "desk" / "page"
    ours = [path.read_bytes() for path in [*page.rglob("*.js"), *page.rglob("*.css"), *page.rglob("*.py")]]
    told = {line.strip() for text in ours for line in text.splitlines() if len(line.strip()) > 60}
    told = {line for line in told if b"_jupyter_server_extension_points" not in line}  # Jupyter's name, not the desk's
    told |= {
        words.encode() for words in _texts(json.loads((page / "words.json").read_text("utf-8"))) if len(words) > 30
    }
    assert len(told) > 100
    content = b"\n".join(wheel.read(name) for name in wheel.namelist())
    assert [line for line in told if line in content] == []
    assert b"instructor.desk" not in content
    assert b"desk/api" not in content


def _texts(words: dict[str, str | dict[str, str]]) -> list[str]:
    return [text for entry in words.values() for text in ([entry] if isinstance(entry, str) else entry.values())]


def test_no_rationale_and_no_diagnosis_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    content = "\n".join(wheel.read(name).decode("utf-8", "replace") for name in wheel.namelist())
    secrets = 0
    for path in (ROOT / "instructor" / "keys").glob("*.yaml"):
        for answer in load_yaml(path, Keys).keys.values():
            for text in (answer.rationale, *answer.feedback.values(), *answer.diagnosis.values()):
                assert text not in content
                secrets += 1
    assert secrets > 0


def test_the_extension_is_the_same_in_the_sources_in_the_wheel_and_where_it_is_installed(
    wheel: zipfile.ZipFile,
) -> None:
    """The editable install copies, so what is served may be older than the sources: `cache-keys` must name them."""
    data = next(name.partition(".data/")[0] for name in wheel.namelist() if ".data/" in name)
    for name, path in VIEW.items():
        assert wheel.read(f"{data}.data/data/{EXTENSION}{name}") == path.read_bytes(), name
        assert (Path(sys.prefix) / EXTENSION / name).read_bytes() == path.read_bytes(), name


def test_a_change_of_any_file_of_the_extension_installs_it_anew() -> None:
    keys = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["uv"]["cache-keys"]
    named = {path for key in keys for path in ROOT.glob(key["file"])}
    assert set(VIEW.values()) <= named


def test_jupyterlab_finds_the_extension_once_and_its_script(wheel: zipfile.ZipFile) -> None:
    found = get_federated_extensions(jupyter_path("labextensions"))["two-januaries-lesson"]
    assert (Path(found["ext_path"]) / found["jupyterlab"]["_build"]["load"]).is_file()
    names = [name for name in wheel.namelist() if name.endswith("/two-januaries-lesson/package.json")]
    assert len(names) == 1


def test_the_wheel_knows_the_lessons_as_students_have_them(wheel: zipfile.ZipFile) -> None:
    known = json.loads(wheel.read("quizzes/lessons.json"))
    assert known == manifest.computed(ROOT)
    assert known["course"] == "Two Januaries"
    rows = re.findall(r"^\| `([\w-]+)` \| (.*?) \| (\d+) \|$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert [(each["name"], each["question"], str(each["minutes"])) for each in known["lessons"]] == rows
    by_name = {each["name"]: each for each in known["lessons"]}
    folder = ROOT / "notebooks" / "02-who-pays-for-order"
    lesson = by_name["02-who-pays-for-order"]
    assert lesson["modules"] == {
        name: [sha256((folder / name).read_bytes()).hexdigest()] for name in ("order_budget.py", "order_tables.py")
    }
    assert 'quiz("k-groups")' in lesson["cells"]
    assert lesson["title"] == "Who pays for order?"


def test_a_wheel_built_from_the_archive_is_the_same(tmp_path: Path, wheel: zipfile.ZipFile) -> None:
    (archive,) = build("sdist", ROOT, tmp_path)
    with tarfile.open(archive) as packed:
        packed.extraction_filter = getattr(tarfile, "data_filter", None)  # from 3.11.4 on
        packed.extractall(tmp_path)
    (again,) = build("wheel", archive.with_name(archive.name.removesuffix(".tar.gz")), tmp_path)
    with zipfile.ZipFile(again) as built:
        assert {name: built.read(name) for name in built.namelist() if "RECORD" not in name} == {
            name: wheel.read(name) for name in wheel.namelist() if "RECORD" not in name
        }
