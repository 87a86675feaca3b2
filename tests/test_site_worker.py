"""Does the page's worker give each file as the site has it, and wait where another page is at work?

The worker runs in deno, before a server that has the files.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from instructor.webpage import pages, serving
from instructor.webpage.pages import write_worker
from instructor.webpage.serving import served
from tests.page_scripts import answer_of

WEBPAGE = Path(pages.__file__).parent


def test_the_worker_knows_what_lies_elsewhere_and_the_list_of_the_pages_own_files_does_not(tmp_path: Path) -> None:
    address = "https://cdn.example/numpy.whl"
    files = {"numpy": {"file_name": address, "sha256": "ab" * 32}, "six": {"file_name": "six.whl", "sha256": "cd" * 32}}
    (tmp_path / "pyodide").mkdir()
    (tmp_path / "pyodide" / "pyodide-lock.json").write_text(json.dumps({"packages": files}))
    write_worker(tmp_path)
    assert f'"{address}":["{"ab" * 32}",0]' in (tmp_path / "service-worker.js").read_text()
    assert json.loads((tmp_path / "files.json").read_text()).keys() == {"pyodide/pyodide-lock.json"}


def answered(site: Path, names: list[str], is_broken: bool = False, keeps: bool = False) -> dict[str, Any]:
    """Return what the worker of a site answers where these files are asked for, and how many it keeps."""
    script = (site / "service-worker.js").read_text("utf-8")
    with served(site, base="/~prof/course") as address:
        given = {"script": script, "address": address, "names": names, "isBroken": is_broken, "keeps": keeps}
        return answer_of("worker.js", given, "--allow-net")


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ([], "takes over"),
        (["/~prof/course/lab/index.html"], "later"),
        (["/%7Eprof/course/?lesson=02"], "later"),
        (["/~prof/course-2/lab/index.html", "/"], "takes over"),
    ],
    ids=["the only page", "a page at work", "the same place, written otherwise", "another course"],
)
def test_a_newer_worker_waits_while_another_page_of_the_course_is_open(others: list[str], told: str) -> None:
    script = (WEBPAGE / "page" / "service-worker.js").read_text("utf-8")
    address = "https://host.example/~prof/course/"
    pages = [f"{address}lab/index.html", *(f"https://host.example{path}" for path in others)]
    given = {"script": script, "address": address, "names": [], "isBroken": False, "open": pages}
    assert answer_of("worker.js", given)["told"] == told


@pytest.mark.parametrize(("is_broken", "kept"), [(False, 4), (True, 0)], ids=["kept", "a broken storage"])
def test_the_worker_gives_each_file_whatever_its_name_and_its_type_where_the_server_knows_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_broken: bool, kept: int
) -> None:
    """As nginx comes, it knows no `.mjs`; and a browser runs no script that is not said to be one."""
    for end in (".mjs", ".wasm"):
        monkeypatch.setitem(serving.TYPES, end, "application/octet-stream")
    names = ["pyodide/pyodide.mjs", "pyodide/a.wasm", "files/01/50% of #2?.txt", "files/01/a b.svg"]
    for folder in ("pyodide", "files/01"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "pyodide" / "pyodide-lock.json").write_text('{"packages": {}}')
    for name in names:
        (tmp_path / name).write_text(name)
    types = ["text/javascript", "application/wasm", "text/plain", "image/svg+xml"]
    wanted = [[kind, name] for kind, name in zip(types, names, strict=True)]
    write_worker(tmp_path)
    found = answered(tmp_path, [*names, *names], is_broken)
    assert (found["answers"], found["kept"]) == (wanted * 2, kept)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a site of three files, with its worker."""
    (tmp_path / "pyodide").mkdir()
    (tmp_path / "pyodide" / "pyodide-lock.json").write_text('{"packages": {}}')
    (tmp_path / "pyodide" / "python.wasm").write_text("as long as Python is")
    (tmp_path / "door.js").write_text("the door")
    write_worker(tmp_path)
    return tmp_path


def test_a_page_is_told_of_what_has_arrived_and_of_nothing_else(site: Path) -> None:
    total = sum(path.stat().st_size for path in (site / "pyodide").iterdir())
    told = answered(site, [], keeps=True)["messages"]
    assert told[-1] == {"kind": "kept", "done": total, "total": total}
    gone = site / "pyodide" / "python.wasm"
    size = gone.stat().st_size
    gone.unlink()
    told = answered(site, [], keeps=True)["messages"]
    assert told[-1] == {"kind": "kept", "done": total - size, "total": total}


def test_a_page_is_told_while_a_large_file_arrives(site: Path) -> None:
    size = 5_000_000
    (site / "pyodide" / "python.wasm").write_bytes(bytes(size))
    write_worker(site)
    told = answered(site, [], keeps=True)["messages"]
    assert len([message for message in told if size // 10 < message["done"] < size]) > 1


def test_no_file_of_another_release_is_handed_on_and_the_page_is_told(site: Path) -> None:
    script, name = (site / "service-worker.js").read_bytes(), "pyodide/python.wasm"
    (site / name).write_text("another Python")
    found = answered(site, [name, "door.js"], keeps=True)  # its server changes what it gives: the list is as before
    assert found["answers"] == [["application/wasm", "another Python"], ["text/javascript", "the door"]]
    write_worker(site)
    (site / "service-worker.js").write_bytes(script)  # is at work
    found = answered(site, [name, "door.js"], keeps=True)
    assert found["answers"] == [None, ["text/javascript", "the door"]]
    assert {"kind": "renewed"} in found["messages"]
