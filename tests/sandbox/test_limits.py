"""Is student code kept to its time, its memory, its disk and its processes?"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_notebook

from instructor.sandbox.limits import MEBIBYTE, Limits
from instructor.sandbox.run import execute
from tests.sandbox.cells import Execute, errors, notebook, shown


def command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


@pytest.mark.long
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


@pytest.mark.long
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
