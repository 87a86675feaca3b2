"""Where submissions are marked: in processes of this machine or, with a scheduler's address, on a Dask cluster.

Either way the same function (`instructor.autograde`) gets the same bytes and returns the same result; files and
gradebook stay with the process that asks. A worker has a limit on its memory and a time for each submission, and it
ends when its parent does, so what a submission does to it concerns that submission alone.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager

import psutil  # type: ignore[import-untyped]
from pebble import ProcessPool

from instructor.autograde import Autograded, Paper, autograde
from instructor.course import CourseError
from instructor.intake import Submission

#: Hands one submission to a worker.
Submit = Callable[[Submission], "Future[Autograded]"]

#: Bytes of address space that a worker may take beside what it starts with, and seconds for one submission.
MEMORY = 4 * 1024**3
SECONDS = 60
#: Seconds for a submission whose code cells are run: the sandbox has limits of its own, below this.
SECONDS_WITH_CODE = 300

_paper: Paper


@contextmanager
def processes(paper: Paper, count: int, seconds: float = SECONDS) -> Iterator[Submit]:
    """Yield a function that marks submissions in `count` processes of this machine."""
    # A fork has everything imported already; macOS has forks too, which its libraries do not survive.
    can_fork = hasattr(os, "fork") and sys.platform != "darwin"
    context = multiprocessing.get_context("fork" if can_fork else "spawn")
    pool = ProcessPool(count, initializer=_start, initargs=(paper, os.getpid()), context=context)
    try:
        assert pool.active  # starts the workers now, before a database is open that they would inherit
        yield lambda submission: pool.schedule(_autograde, [submission], timeout=seconds)
    finally:
        pool.stop()
        pool.join()


def _start(paper: Paper, parent: int) -> None:
    """Prepare a worker process."""
    global _paper
    _paper = paper
    if sys.platform == "linux":
        import resource

        most = psutil.Process().memory_info().vms + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _autograde(submission: Submission) -> Autograded:
    return autograde(_paper, submission)


@contextmanager
def cluster(paper: Paper, address: str) -> Iterator[Submit]:
    """Yield a function that marks submissions on a Dask cluster, whose workers have the same checkout at the same path.

    Raises
    ------
    CourseError
        Where Dask is not installed, or no scheduler answers at `address`.
    """
    try:
        from distributed import Client
    except ImportError:
        raise CourseError("--scheduler needs Dask; install it: uv sync --group cluster") from None
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise CourseError(f"no Dask scheduler answers at {address} ({error}); start one: dask scheduler") from None
    with client:
        sheet = client.scatter(paper, broadcast=True)
        executor = client.get_executor(pure=False)
        yield lambda submission: executor.submit(autograde, sheet, submission)
