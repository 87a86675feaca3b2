"""Does the page hold what it needs, each file as its lock says, and the same bytes each time?"""

from __future__ import annotations

import json
import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from instructor.course import Course, CourseError
from instructor.webpage import fetched, outside
from instructor.webpage.build import build, swap
from instructor.webpage.contents import write_contents
from instructor.webpage.texts import write_texts
from tests.small_course import ASSIGNMENT

needs_node = pytest.mark.skipif(not shutil.which("npm"), reason="npm fetches Pyodide: install Node.js")


def digests(site: Path) -> dict[str, str]:
    paths = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): sha256(path.read_bytes()).hexdigest() for path in paths}


@needs_node
@pytest.mark.long
def test_the_page_is_whole_and_the_same_each_time(course: Course) -> None:
    site = build(course).folder
    first = digests(site)
    lock = json.loads((site / "pyodide" / "pyodide-lock.json").read_text("utf-8"))["packages"]
    for entry in lock.values():
        assert first[f"pyodide/{entry['file_name']}"] == entry["sha256"]
        assert set(entry["depends"]) <= set(lock)
    assert {"two-januaries", "msgspec", "anywidget", "ipython"} <= set(lock)
    assert not {"numpy", "matplotlib", "krippendorff", "jupyterlab"} & set(lock)

    listed = json.loads((site / "files.json").read_text("utf-8"))
    assert {name: digest for name, (digest, _) in listed.items()} == {
        name: digest for name, digest in first.items() if name not in ("files.json", "service-worker.js")
    }
    assert json.loads((site / "text" / f"{ASSIGNMENT}.json").read_text("utf-8"))
    imported = re.findall(r'^import "\./(.*)";$', (site / "early.js").read_text("utf-8"), re.MULTILINE)
    assert len(imported) == 2
    assert set(imported) <= set(first)
    assert {f"files/{ASSIGNMENT}/{path.name}" for path in course.step("release", ASSIGNMENT).iterdir()} <= set(listed)

    assert digests(build(course).folder) == first


@needs_node
def test_what_was_fetched_once_is_not_asked_for_again(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second time there is no npm and no Node.js, and pip may ask nobody; without what is kept the page stays."""
    first = digests(build(course).folder)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert digests(build(course).folder) == first
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "empty"))
    with pytest.raises(CourseError, match="needs Pyodide, which npm fetches"):
        build(course)
    assert digests(course.folder / "site") == first


NUMPY = b"stands for a wheel of half a dozen megabytes"


def offered(digest: str, folder: Path) -> dict[str, dict[str, object]]:
    """Return the lock's entry of a wheel that a folder has, for a Pyodide that offers it with this SHA-256."""
    lock = {"packages": {"numpy": {"file_name": "numpy.whl", "sha256": digest, "depends": []}}}
    (folder / "package").mkdir()
    (folder / "package" / "pyodide-lock.json").write_text(json.dumps(lock))
    (folder / "download").mkdir()
    (folder / "download" / "numpy.whl").write_bytes(NUMPY)
    (folder / "page").mkdir()
    return outside.entries(["numpy"], folder / "page", folder / "download")


def test_a_download_of_pyodide_goes_into_the_page_where_it_is_as_pinned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetched, "pyodide", lambda: tmp_path / "package")
    assert offered(sha256(NUMPY).hexdigest(), tmp_path)["numpy"]["file_name"] == "numpy.whl"
    assert (tmp_path / "page" / "numpy.whl").read_bytes() == NUMPY
    elsewhere = outside.entries(["numpy"], tmp_path / "page", None)["numpy"]["file_name"]
    assert elsewhere == f"https://cdn.jsdelivr.net/pyodide/v{fetched.PYODIDE}/full/numpy.whl"


def locked(folder: Path, **packages: list[str]) -> Path:
    """Write a lock that has packages with these modules; return its folder."""
    folder.mkdir(parents=True)
    entries = {
        name.replace("_", "-"): {"file_name": f"{name}.whl", "sha256": "", "depends": [], "imports": modules}
        for name, modules in packages.items()
    }
    (folder / "pyodide-lock.json").write_text(json.dumps({"packages": entries}))
    return folder


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    """Return a lesson with modules, a module in a folder, and cells that import."""
    folder = tmp_path / "03"
    (folder / "parts").mkdir(parents=True)
    (folder / "parts" / "chart.py").write_text("from .own import made\nfrom PIL.Image import open\n")
    (folder / "model.py").write_text("import math, parts.chart\nimport IPython, yaml as y\nimport krippendorff\n")
    (folder / "numpy.csv").write_text("no module\n")
    (folder / "pairs.py").write_text(
        "import model\ntry:\n    import axelrod\nexcept ImportError:\n    axelrod = None\n"
    )
    cells = [
        new_code_cell("from quizzes import quiz\nimport numpy.linalg, js"),
        new_code_cell("%load x\nimport nashpy"),
    ]
    cells += [new_code_cell("from pysd import load\nimport model"), new_markdown_cell("import this, and that")]
    (folder / "03.ipynb").write_text(json.dumps({"cells": cells}))
    return folder


def test_a_module_is_found_by_the_package_that_has_it_and_what_no_browser_has_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lesson: Path
) -> None:
    offered = {"pillow": ["PIL"], "pyyaml": ["yaml", "_yaml"], "numpy": ["numpy"], "ipython": ["IPython"]}
    locked(tmp_path / "pyodide" / "package", **offered)
    monkeypatch.setattr(fetched, "pyodide", lambda: tmp_path / "pyodide" / "package")
    runtime = locked(tmp_path / "site", ipython=["IPython"], two_januaries=["quizzes", "seeds"])
    needs = outside.needed(lesson, runtime)
    assert needs == {"PIL": "pillow", "numpy": "numpy", "yaml": "pyyaml"}
    assert outside.lacking(lesson, runtime) == ["krippendorff", "pysd"]
    outside.add([*needs.values(), "ipython"], runtime, None)
    lock = json.loads((runtime / "pyodide-lock.json").read_text())["packages"]
    assert lock.keys() == {"ipython", "numpy", "pillow", "pyyaml", "two-januaries"}
    assert lock["ipython"]["file_name"] == "ipython.whl"


@needs_node
def test_the_lock_of_pyodide_says_which_package_a_module_is_of(tmp_path: Path) -> None:
    (tmp_path / "03").mkdir()
    (tmp_path / "03" / "model.py").write_text("import PIL, sklearn, yaml\n")
    wanted = {"PIL": "pillow", "sklearn": "scikit-learn", "yaml": "pyyaml"}
    assert outside.needed(tmp_path / "03", locked(tmp_path / "site")) == wanted


def test_another_download_of_pyodide_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetched, "pyodide", lambda: tmp_path / "package")
    with pytest.raises(CourseError, match=r"has not numpy\.whl of Pyodide 314"):
        offered("0" * 64, tmp_path)


def test_a_lesson_may_have_folders_and_a_change_in_one_is_another_release(tmp_path: Path) -> None:
    lesson, pictures = tmp_path / "01", tmp_path / "01" / "pictures"
    pictures.mkdir(parents=True)
    (lesson / "01.ipynb").write_text(json.dumps({"metadata": {}, "cells": []}))
    releases = []
    for number in range(2):
        (pictures / "map.svg").write_text(f"<svg>{number}</svg>")
        write_contents(tmp_path / f"site-{number}", [lesson], {})
        stamped = json.loads((tmp_path / f"site-{number}" / "files" / "01" / "01.ipynb").read_text("utf-8"))
        releases.append(stamped["metadata"]["two_januaries"]["release"]["id"])
        listed = json.loads((tmp_path / f"site-{number}" / "api/contents/01/pictures/all.json").read_text("utf-8"))
        assert [each["path"] for each in listed["content"]] == ["01/pictures/map.svg"]
    assert releases[0] != releases[1]
    for stray in ("__pycache__/model.pyc", ".ipynb_checkpoints/01-checkpoint.ipynb"):
        (lesson / stray).parent.mkdir()
        (lesson / stray).write_text("{}")
    write_contents(tmp_path / "site", [lesson], {})
    assert digests(tmp_path / "site") == digests(tmp_path / "site-1")


def test_the_text_of_a_lesson_can_be_read_before_python_is_there(tmp_path: Path) -> None:
    lesson = tmp_path / "files" / "lesson"
    cells = [
        new_markdown_cell("# A lesson\n\nIt *begins*."),
        new_code_cell('quiz("a")'),
        new_code_cell("hand_in()"),
        new_markdown_cell("## 1. Read (5 min)\n\n<b>No tag</b>"),
        new_markdown_cell("### Not a section"),
        new_markdown_cell(["## 2. ", "Write"]),
    ]
    lesson.mkdir(parents=True)
    metadata = {"two_januaries": {"release": {"id": "1a"}}}
    (lesson / "lesson.ipynb").write_text(json.dumps({"cells": cells, "metadata": metadata}), "utf-8")
    write_texts(tmp_path)
    shown = json.loads((tmp_path / "text" / "lesson.json").read_text("utf-8"))
    assert shown["release"] == "1a"
    first, second, third = shown["sections"]
    assert first.splitlines() == [
        "<h1>A lesson</h1>",
        "<p>It <em>begins</em>.</p>",
        '<div class="tj-early" data-quiz="a"></div>',
    ]
    assert second.splitlines() == [
        "<h2>1. Read (5 min)</h2>",
        "<p>&lt;b&gt;No tag&lt;/b&gt;</p>",
        "<h3>Not a section</h3>",
    ]
    assert third == "<h2>2. Write</h2>"


def test_without_a_release_there_is_no_page_and_the_error_says_what_to_do(sources: Course) -> None:
    with pytest.raises(CourseError, match=r"run first: python -m instructor release"):
        build(sources)


def page_of(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "index.html").write_text(text)
    return folder


def test_a_page_takes_the_place_of_the_former_one_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    place = page_of(tmp_path / "site", "former")
    page_of(tmp_path / "site-former", "left by a build that was broken off")
    swap(page_of(tmp_path / "made", "new"), place)
    assert (place / "index.html").read_text() == "new"
    assert list(tmp_path.iterdir()) == [place]


def test_the_former_page_is_back_where_the_new_one_cannot_be_moved(tmp_path: Path) -> None:
    place = page_of(tmp_path / "site", "former")
    with pytest.raises(
        CourseError, match=r"could not be put at .*site \(.+\); the former page is there as before; close"
    ):
        swap(tmp_path / "gone", place)
    assert (place / "index.html").read_text() == "former"
    assert list(tmp_path.iterdir()) == [place]
    with pytest.raises(CourseError, match="there was no page before"):
        swap(tmp_path / "gone", tmp_path / "first")
