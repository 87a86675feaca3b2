"""Where submissions are marked: in processes of this machine or, with a scheduler's address, on a Dask cluster.

Either way the same function (`mark_submission`; `feedback` has one of its own) gets the same bytes and returns the same
result; files and gradebook stay with the process that asks. A worker has a limit on its memory and a time for each
submission, and it ends when its parent does, so what a submission does to it concerns that submission alone. Each has a
pipe of its own and no lock in common with another: the libraries' pools wait for ever where a worker is killed while it
sends.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any, TypeVar

import psutil

from instructor.course import CourseError
from instructor.marking.submission import MarkedSubmission, Paper, mark_submission
from instructor.submissions.read import Submission
from instructor.submissions.screen import Refused
from quizzes.journal import printable

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

#: Hands one submission to a worker.
Submit = Callable[[Submission], "Future[MarkedSubmission]"]

#: Bytes of address space that a worker may take beside what it starts with, and seconds for one submission.
MEMORY = 4 * 1024**3
SECONDS = 60
#: Seconds for a submission whose code cells are run: the sandbox has limits of its own, below this.
SECONDS_WITH_CODE = 300

#: While a worker is made no other may be: it would inherit, and keep open, the end of the pipe that the first one has.
_making = threading.Lock()


class WorkerEndedError(Exception):
    """A worker ended while it marked a submission."""


BY_HAND = "look at it, and ask the student to hand in again"


def marks_of(future: Future[MarkedSubmission]) -> MarkedSubmission:
    """Return what a worker returned; Refused where the submission is to blame, CourseError where nobody is."""
    try:
        return future.result()
    except (Refused, CourseError, WorkerEndedError):
        raise
    except TimeoutError:
        raise Refused(f"it took longer to mark than any submission may; {BY_HAND}") from None
    except MemoryError:
        raise Refused(f"it needs more memory than any submission may; {BY_HAND}") from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise Refused(f"it could not be marked ({error.strerror}); {BY_HAND}") from None
    except CancelledError:
        raise CourseError("all workers are gone; give the same command again: what is graded stays graded") from None
    except Exception as error:  # whatever else: one submission never stops the class
        reason = printable(f"{type(error).__name__}: {error}")
        raise Refused(
            f"it could not be marked ({reason}); {BY_HAND}, and report this as a fault of the module"
        ) from None


def _mark(paper: Paper, submission: Submission) -> MarkedSubmission:
    return mark_submission(paper, submission)


class Worker:
    """A process that marks one submission after the other, or does other `work` of one kind."""

    def __init__(self, paper: Any, work: Callable[[Any, Any], Any] = _mark) -> None:
        # A fork has everything imported already; macOS has forks too, which its libraries do not survive.
        can_fork = hasattr(os, "fork") and sys.platform != "darwin"
        context: Any = multiprocessing.get_context("fork" if can_fork else "spawn")
        with _making:
            self._here, there = context.Pipe()
            self._process = context.Process(target=_serve, args=(there, paper, os.getpid(), work), daemon=True)
            self._process.start()
            there.close()

    @property
    def is_alive(self) -> bool:
        """Whether it can take another submission."""
        return bool(self._process.is_alive())

    def mark(self, submission: Any, seconds: float) -> Any:
        """Have a submission marked.

        Raises
        ------
        TimeoutError
            Where it takes longer than `seconds`; the worker is ended then.
        WorkerEndedError
            Where the worker ends before it answers.
        Exception
            Whatever `mark_submission`, or the other work, raises.
        """
        try:
            self._here.send(submission)
            if not self._here.poll(seconds):
                raise TimeoutError
            answer = self._here.recv()
        except TimeoutError:
            self.end()
            raise
        except (EOFError, OSError):
            self.end()
            raise WorkerEndedError from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.join()


def _serve(there: Connection, paper: Any, parent: int, work: Callable[[Any, Any], Any]) -> None:
    """Answer each submission that arrives, in a process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the keyboard stops the command, which ends its workers
    if sys.platform == "linux":
        import resource

        most = psutil.Process().memory_info().vms + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    while True:
        there.send_bytes(_answer(work, paper, there.recv()))


def _answer(work: Callable[[Any, Any], Any], paper: Any, submission: Any) -> bytes:
    """Return what the work returns or raises, pickled."""
    try:
        return pickle.dumps(work(paper, submission))
    except Exception as error:  # whatever it is, it is told to the process that asked
        try:
            return pickle.dumps(error)
        except (TypeError, AttributeError, pickle.PicklingError):
            return pickle.dumps(RuntimeError(repr(error)))


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


@contextmanager
def processes(paper: Paper, count: int, seconds: float = SECONDS) -> Iterator[Submit]:
    """Yield a function that marks submissions in `count` processes of this machine."""
    with processes_for(paper, _mark, count, seconds) as submit:
        yield submit


@contextmanager
def processes_for(
    paper: S, work: Callable[[S, T], R], count: int, seconds: float
) -> Iterator[Callable[[T], Future[R]]]:
    """Yield a function that has `work` done, with `paper`, in `count` processes of this machine."""
    # They start now, before a database is open that they would inherit.
    workers = {Worker(paper, work) for _ in range(count)}
    idle: SimpleQueue[Worker] = SimpleQueue()
    for worker in workers:
        idle.put(worker)

    def mark(submission: T) -> R:
        worker = idle.get()
        if not worker.is_alive:
            workers.remove(worker)
            worker = Worker(paper, work)
            workers.add(worker)
        try:
            done: R = worker.mark(submission, seconds)
            return done
        finally:
            idle.put(worker)

    # One thread for each process waits for it; the interpreter has nothing to do meanwhile.
    threads = ThreadPoolExecutor(count)
    try:
        yield lambda submission: threads.submit(mark, submission)
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        for worker in list(workers):
            worker.end()
        threads.shutdown()
        for worker in workers:  # one may have been made in the meantime
            worker.end()


@contextmanager
def cluster(paper: Paper, address: str) -> Iterator[Submit]:
    """Yield a function that marks submissions on a Dask cluster, as `cluster_for` says."""
    with cluster_for(paper, _mark, address) as submit:
        yield submit


@contextmanager
def cluster_for(paper: S, work: Callable[[S, T], R], address: str) -> Iterator[Callable[[T], Future[R]]]:
    """Yield a function that has `work` done on a Dask cluster, whose workers have the same checkout at the same path.

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
        yield lambda submission: executor.submit(work, sheet, submission)
