"""Does the page hold what it needs, each file as its lock says, the same bytes each time, and no key?"""

from __future__ import annotations

import json
import shutil
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from instructor.checks import leaks, secrets
from instructor.course import Course, CourseError
from instructor.webpage.build import build
from instructor.webpage.serving import served
from tests.small_course import ASSIGNMENT

needs_node = pytest.mark.skipif(not shutil.which("npm"), reason="npm fetches Pyodide: install Node.js")


def digests(site: Path) -> dict[str, str]:
    paths = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): sha256(path.read_bytes()).hexdigest() for path in paths}


def unpack(site: Path, place: Path) -> None:
    """Copy a site, each archive in it as a folder of what it holds."""
    for path in (path for path in site.rglob("*") if path.is_file()):
        target = place / path.relative_to(site)
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                packed.extractall(target)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


@needs_node
def test_the_page_is_whole_and_holds_no_key_and_is_the_same_each_time(course: Course, tmp_path: Path) -> None:
    site = build(course)
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
    assert {f"files/{ASSIGNMENT}/{path.name}" for path in course.step("release", ASSIGNMENT).iterdir()} <= set(listed)

    unpack(site, tmp_path / "unpacked")
    forbidden = secrets(course, ASSIGNMENT)
    assert len(forbidden) > 5
    assert [line for line in leaks_of(tmp_path / "unpacked", forbidden) if "marker" not in line] == []
    assert digests(build(course)) == first


def leaks_of(folder: Path, forbidden: dict[str, str]) -> list[str]:
    """Search what was unpacked; compiled modules and scripts are bytes like any other."""
    for path in folder.rglob("*.json"):
        path.rename(path.with_suffix(".text"))  # looked at as bytes: some are no JSON to everybody
    return leaks(folder, forbidden)


def test_without_a_release_there_is_no_page_and_the_error_says_what_to_do(sources: Course) -> None:
    with pytest.raises(CourseError, match=r"run first: python -m instructor release"):
        build(sources)


def test_the_file_server_gives_nothing_from_above_the_page(tmp_path: Path) -> None:
    from urllib.error import HTTPError
    from urllib.request import urlopen

    (tmp_path / "site").mkdir()
    (tmp_path / "key.txt").write_text("key")
    (tmp_path / "site" / "a.mjs").write_text("1")
    with served(tmp_path / "site", base="/~prof/course") as address:
        with urlopen(f"{address}a.mjs") as found:
            assert (found.read(), found.headers["Content-Type"]) == (b"1", "text/javascript")
        for path in ("../key.txt", "%2e%2e/key.txt", "../../key.txt"):
            with pytest.raises(HTTPError):
                urlopen(f"{address}{path}")
