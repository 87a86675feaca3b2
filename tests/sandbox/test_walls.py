"""Is student code kept to its folder, and does it see and reach nothing beside it?"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader.utils import determine_grade

from instructor.sandbox.limits import Limits
from instructor.sandbox.run import execute
from instructor.sandbox.walls import bubblewrap, start_sandbox
from tests.sandbox.cells import SHORT, Execute, errors, notebook, shown
from tests.small_course import cell_metadata

ROOT = Path(__file__).parents[2]
SECRET = "the-instructor-alone-knows"


def test_cells_get_their_outputs_and_a_failing_one_stops_no_other(run: Execute, folder: Path) -> None:
    (folder / "helper.py").write_text("WEIGHT = 3", "utf-8")
    (folder / "random.py").write_text("raise SystemExit  # the name of a module that the kernel itself needs", "utf-8")
    (folder / "data").mkdir()
    (folder / "data" / "table.csv").write_text("a,b", "utf-8")
    cells = run(
        "from quizzes import reading; reading(1)",
        "1 / 0",
        "import helper; helper.WEIGHT",
        "print(open('data/table.csv').read())",
        "import multiprocessing; multiprocessing.Pool(2).map(abs, [-1, -2])",
        "open('mine.txt', 'w').write('four'); len(open('mine.txt').read())",
    )
    assert shown(cells[0]).startswith("P1 ")
    assert errors(cells[1]) == "ZeroDivisionError: division by zero"
    assert [shown(cell) for cell in cells[2:]] == ["3", "a,b", "[1, 2]", "4"]
    assert [errors(cell) for cell in cells[2:]] == [""] * 4
    assert not (folder / "mine.txt").exists()


@pytest.mark.usefixtures("_sandbox")
def test_nbgrader_grades_what_was_run_and_nothing_that_was_not(folder: Path) -> None:
    nb = notebook("x = 1", "assert x == 1", "assert x == 2", "assert x == 1", "assert x == 2")
    for name, cell in enumerate(nb.cells[1:]):
        cell.metadata.update(cell_metadata(f"test-{name}", 2))
    nb.cells[3].metadata["tags"] = ["skip-execution", "raises-exception"]
    nb.cells[4].outputs = [new_output("execute_result", {"text/plain": "2"})]
    nb.cells.insert(0, new_markdown_cell("A title"))
    nb.metadata["kernelspec"] = {"name": "no-such-kernel", "display_name": "None", "language": "none"}
    execute(nb, folder)
    assert [determine_grade(cell)[0] for cell in nb.cells[2:]] == [2, 0, 2, 0]


PROBE = """
import json, os, pathlib, socket, subprocess, sys
UNSHARE = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x10000000))"
def attempt(action, *arguments):
    try:
        return action(*arguments) and True
    except OSError:
        return False
def write(place):
    pathlib.Path(place, "planted").write_text("x")
    return True
def connect(address):
    with socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET) as probe:
        return probe.connect(tuple(address) if isinstance(address, list) else address) is None
files = sorted(os.listdir())
facts = json.load(open("facts.json"))
found = {
    "read": [path for path in facts["read"] if attempt(lambda: pathlib.Path(path).read_bytes() or True)],
    "write": [place for place in facts["write"] if attempt(write, place)],
    "connect": [address for address in facts["connect"] if attempt(connect, address)],
    "files": files,
    "environment": dict(os.environ),
    "environments": [],
    "host": os.uname().nodename,
    "rights": [line.split()[1] for line in open("/proc/self/status") if line.startswith(("CapEff", "CapPrm"))],
    "namespace": subprocess.run([sys.executable, "-c", UNSHARE]).returncode == 0,
    "writable": [line.split()[1] for line in open("/proc/self/mounts") if "rw" in line.split()[3].split(",")],
    "processes": sorted(int(name) for name in os.listdir("/proc") if name.isdigit()),
}
for number in found["processes"]:
    if attempt(lambda: open(f"/proc/{number}/environ").read() or True):
        found["environments"].append(open(f"/proc/{number}/environ").read())
try:
    import instructor
    found["instructor"] = True
except ImportError:
    found["instructor"] = False
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def tried(
    _sandbox: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, dict[str, Any], dict[str, Any]]]:
    """Return a course's folder, what student code in it tried to reach, and what of that it reached."""
    course = tmp_path_factory.mktemp("course")
    folder = course / "submitted" / "ana"
    secrets = [course / name for name in ("gradebook.db", "instructor/keys/01.yaml", "submitted/max/answers.jsonl")]
    for path in (*secrets, folder / "own.txt", folder / "ana.ipynb"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SECRET, "utf-8")
    (folder / "link").symlink_to(course, target_is_directory=True)
    keys = [str(path) for path in (ROOT / "instructor").rglob("*") if path.is_file()]
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind(f"\0{SECRET}-{os.getpid()}")
        local.listen()
        facts = {
            "read": ["own.txt", "link/gradebook.db", "ana.ipynb", *map(str, secrets), *keys, str(ROOT / "README.md")],
            "write": [".", "/tmp", "link", "/", "/dev", "/usr", "/etc", "/course/quizzes", "/proc/sys/kernel"]
            + [str(place) for place in (course, folder, ROOT, ROOT / "quizzes", sys.prefix, Path.home())],
            "connect": [server.getsockname(), f"\0{SECRET}-{os.getpid()}"],
        }
        (folder / "facts.json").write_text(json.dumps(facts), "utf-8")
        os.environ["INSTRUCTOR_TOKEN"] = SECRET
        nb = notebook(PROBE)
        execute(nb, folder, Limits(**SHORT))
        del os.environ["INSTRUCTOR_TOKEN"]
        assert not errors(nb.cells[0])
        yield course, facts, json.loads(shown(nb.cells[0]))


def test_it_reads_its_own_files_and_no_key_no_gradebook_no_other_students(tried: Any) -> None:
    _, _, found = tried
    assert found["read"] == ["own.txt"]
    assert found["files"] == ["facts.json", "own.txt"]
    assert not found["instructor"]


def test_it_writes_to_memory_alone(tried: Any) -> None:
    course, facts, found = tried
    assert found["write"] == [".", "/tmp"]
    devices = {"/proc", *(f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom", "tty", "pts"))}
    assert set(found["writable"]) == {"/submission", "/tmp", "/dev/shm", "/sockets", *devices}
    assert not list(course.rglob("planted"))
    assert not [place for place in facts["write"][3:] if Path(place, "planted").exists()]


def test_it_reaches_no_server(tried: Any) -> None:
    _, facts, found = tried
    assert found["connect"] == []
    with socket.create_connection(facts["connect"][0], 5):
        pass  # the server was there to be reached


def test_it_sees_no_environment_but_its_own(tried: Any) -> None:
    _, _, found = tried
    assert found["environment"]["HOME"] == "/tmp"
    assert len(found["environments"]) >= 1
    assert SECRET not in json.dumps([found["environment"], found["environments"]])


def test_it_has_no_rights_and_sees_no_processes(tried: Any) -> None:
    _, _, found = tried
    assert found["rights"] == ["0" * 16, "0" * 16]
    assert not found["namespace"]
    assert max(found["processes"]) < 10
    assert found["host"] == "sandbox"


@pytest.mark.usefixtures("_sandbox")
def test_files_of_any_size_let_the_program_begin() -> None:
    """An archive ends in records of 20 blocks; wherever in one it ends, nothing of it is taken for the word to go."""
    for blocks in range(20):
        files: dict[str, Path | bytes] = {"submission/a": bytes(512 * blocks)}
        sandbox = start_sandbox(bubblewrap(), ["/bin/true"], files, Limits())
        try:
            assert sandbox.process.wait(30) == 0, blocks
        finally:
            sandbox.close()
