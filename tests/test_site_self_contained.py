"""Does a page with a download of Pyodide hold what its lessons need of it, and ask no other server?"""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from instructor.course import Course, CourseError
from instructor.release import make_release
from instructor.site import site
from instructor.webpage import fetched
from instructor.webpage.outside import CDN
from instructor.webpage.runtime import LOCK
from tests.small_course import write_plain_lesson

pytestmark = pytest.mark.skipif(not shutil.which("npm"), reason="npm fetches Pyodide: install Node.js")
WHEEL, CONTENT = "pyyaml-made-up.whl", b"stands for a wheel of Pyodide's"


@pytest.fixture
def offering(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Return a course whose second lesson imports what only Pyodide has, where Pyodide pins a wheel of that content."""
    fetched.pyodide()
    fetched.wheels()
    kept = tmp_path / "cache" / fetched.cache().name
    shutil.copytree(fetched.cache(), kept, ignore=shutil.ignore_patterns("tmp*"))
    (path,) = kept.glob(f"*/package/{LOCK}")
    lock = json.loads(path.read_text("utf-8"))
    lock["packages"]["pyyaml"] |= {"file_name": WHEEL, "sha256": sha256(CONTENT).hexdigest()}
    path.write_text(json.dumps(lock), "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write_plain_lesson(course, "More", "import yaml")
    make_release(course, "02-more")
    return course


def made(folder: Path, content: bytes = CONTENT) -> Result:
    """Give the command a download of Pyodide that has this wheel."""
    folder.mkdir()
    (folder / WHEEL).write_bytes(content)
    return CliRunner().invoke(site, ["--self-contained", str(folder)])


def test_what_a_download_of_pyodide_has_lies_in_the_page_which_asks_no_other_server(
    offering: Course, tmp_path: Path
) -> None:
    page = offering.folder / "site"
    outside = CliRunner().invoke(site, [])
    assert f"02-more has browsers fetch pyyaml from {CDN}" in outside.output
    assert CDN in (page / "service-worker.js").read_text("utf-8")
    done = made(tmp_path / "download")
    assert (done.exit_code, "has browsers fetch" in done.output) == (0, False), done.output
    assert (page / "pyodide" / WHEEL).read_bytes() == CONTENT
    entry = json.loads((page / "pyodide" / LOCK).read_text("utf-8"))["packages"]["pyyaml"]
    assert (entry["file_name"], entry["sha256"]) == (WHEEL, sha256(CONTENT).hexdigest())
    assert f"pyodide/{WHEEL}" in json.loads((page / "files.json").read_text("utf-8"))
    assert [path for path in page.rglob("*") if path.is_file() and CDN.encode() in path.read_bytes()] == []


def test_a_download_of_another_pyodide_makes_no_page_and_the_former_stays(offering: Course, tmp_path: Path) -> None:
    assert made(tmp_path / "download").exit_code == 0
    done = made(tmp_path / "another", b"of another version")
    assert isinstance(done.exception, CourseError)
    assert f"has not {WHEEL} of Pyodide {fetched.PYODIDE}, as pinned" in str(done.exception)
    assert (offering.folder / "site" / "pyodide" / WHEEL).read_bytes() == CONTENT
