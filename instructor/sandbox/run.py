"""Run a student's notebook in a sandbox: for code cells of an instructor's own; quizzes and runs never need it.

`execute` starts a kernel in the sandbox (`walls`, `kernel`), and nbgrader's Execute runs the cells in it. A cell holds
an error until it has run, so whatever goes wrong earns nothing. `Watch` ends everything when the time or the memory is
used up. There is no way to run without a sandbox. It protects this machine and the other students, not the mark: code
can fool a test that runs in the same kernel.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
import psutil
from nbclient.exceptions import CellExecutionComplete
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute

from instructor.sandbox.kernel import Manager, quiet
from instructor.sandbox.limits import LIMITS, MEBIBYTE, Limits, SandboxError
from instructor.sandbox.walls import Sandbox, bubblewrap
from quizzes.catalogue import number, say


class Watch(threading.Thread):
    """Ends a sandbox that takes too long, or more memory than it may or than this machine has left."""

    def __init__(self, sandbox: Sandbox, limits: Limits) -> None:
        super().__init__(daemon=True)
        self.sandbox, self.limits = sandbox, limits
        self.deadline = time.monotonic() + limits.seconds
        self.reason = ""
        self.over = threading.Event()
        self.start()

    def run(self) -> None:
        """Look five times a second."""
        while not self.reason and not self.over.wait(0.2):
            self.reason = self._reason()
        if self.reason:
            self.sandbox.kill()

    def stop(self) -> None:
        """Watch no longer."""
        self.over.set()
        self.join()

    def _reason(self) -> str:
        if time.monotonic() > self.deadline:
            return say("code.seconds", most=number(self.limits.seconds))
        if psutil.virtual_memory().available < 256 * MEBIBYTE:
            return say("code.no_memory")
        if self.sandbox.files() > self.limits.files:
            return say("code.files", most=self.limits.files)
        if all(self.sandbox.memory(kind) > self.limits.memory for kind in ("rss", "pss")):
            return say("code.memory", most=self.limits.memory // MEBIBYTE)
        return ""


class SandboxedExecute(Execute):
    """nbgrader's Execute in a sandbox, which ends with the notebook: a cell that breaks its kernel fails, no more."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        super().__init__(timeout=limits.cell_seconds, shutdown_kernel="immediate", log=quiet)
        self.store_widget_state = self.record_timing = False
        # With stock nbgrader a test cell that a student has tagged so is not run, and earns full points.
        self.skip_cells_with_tag = secrets.token_hex()
        self.limits = limits
        self.manager = Manager(folder, limits)
        self.watch: Watch | None = None
        self.lost = False
        self.received = 0
        self.polling: asyncio.Task[Any] | None = None

    def create_kernel_manager(self) -> Manager:
        """Return the manager, of which the notebook chooses nothing."""
        self.km = self.manager
        return self.manager

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """SandboxedExecute one cell, unless the kernel is lost."""
        self.watch = self.watch or Watch(self.manager.sandbox, self.limits)
        self.received = 0
        if not self.lost:
            try:
                super().preprocess_cell(cell, resources, index)
            except Exception as error:
                # Whatever a kernel sends may be made up by student code, to break the process that reads it.
                self._lose(cell, error)
        return cell, resources

    def _lose(self, cell: NotebookNode, error: Exception) -> None:
        self.lost = True
        if self.polling:
            self.polling.cancel()  # nbclient forgets it, and it would look for the kernel for ever
        self.manager.sandbox.kill()
        said = (self.watch and self.watch.reason) or say("code.ended")
        cell.outputs.append(_error("KernelLostError", f"{said} ({type(error).__name__})"))

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        """Take one of the kernel's messages, unless the cell has sent too much; one that is no output is an error."""
        self.received += len(repr(msg["content"])) + sum(map(len, msg["buffers"]))
        if self.received > self.limits.output and msg["msg_type"] != "status":
            self._interrupt(cell)
            return None
        try:
            return super().process_message(msg, cell, cell_index)
        except CellExecutionComplete:
            raise
        except Exception as error:
            cell.outputs.append(_error("OutputError", say("code.no_output", error=type(error).__name__)))
            return None

    def _interrupt(self, cell: NotebookNode) -> None:
        if not any(output.get("ename") == "OutputLimitError" for output in cell.outputs):
            said = say("code.output", most=number(self.limits.output / MEBIBYTE))
            cell.outputs.append(_error("OutputLimitError", said))
            self.interrupting = asyncio.ensure_future(self._async_interrupt())

    async def _async_interrupt(self) -> None:
        with suppress(RuntimeError):  # the kernel has ended meanwhile
            await self.manager.interrupt_kernel()

    async def _async_poll_kernel_alive(self) -> None:
        self.polling = asyncio.current_task()
        await super()._async_poll_kernel_alive()

    def on_cell_executed(self, **kwargs: Any) -> None:
        """Let a cell fail whose reply says neither "ok" nor "error": nbgrader would take it for passed."""
        super().on_cell_executed(**kwargs)
        status = kwargs["execute_reply"]["content"]["status"]
        if status not in ("ok", "error"):
            kwargs["cell"].outputs.append(_error("NotRunError", say("code.status", reply=repr(str(status)[:80]))))

    def stop(self) -> None:
        """End everything that this run has started."""
        if self.watch:
            self.watch.stop()
        with suppress(SandboxError):
            self.manager.sandbox.close()


def _error(name: str, said: str) -> NotebookNode:
    output: NotebookNode = new_output("error", ename=name, evalue=said, traceback=[f"{name}: {said}"])
    return output


def _fail(nb: NotebookNode, said: str) -> None:
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.execution_count = None
            cell.outputs = [_error("NotRunError", said)]


def _check(nb: NotebookNode) -> None:
    """Let a cell fail whose outputs could not be written to a notebook: honest code makes none like that."""
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.execution_count = cell.execution_count if isinstance(cell.execution_count, int) else None
            try:
                for output in cell.outputs:
                    nbformat.validate(output, ref=output.output_type, version=4)
                    json.dumps(output, ensure_ascii=False, allow_nan=False).encode()
            except (nbformat.ValidationError, ValueError) as error:
                cell.outputs = [_error("OutputError", say("code.no_output", error=type(error).__name__))]


def execute(nb: NotebookNode, folder: Path, limits: Limits = LIMITS) -> None:
    """Run a notebook's code cells in a sandbox with a copy of `folder`'s files, and put the outputs into the cells.

    A cell that fails, takes too long, or comes after the kernel's end holds an error, which nbgrader grades as zero.

    Raises
    ------
    SandboxError
        Where no sandbox can be had: nothing of the notebook was run.
    """
    bubblewrap()
    if sum(path.lstat().st_size + 4096 for path in folder.rglob("*")) > limits.disk:
        _fail(nb, say("code.disk", most=limits.disk // MEBIBYTE))
        return
    _fail(nb, say("code.not_run"))
    run = SandboxedExecute(folder, limits)
    try:
        run.preprocess(nb, {})
    except Exception as error:
        # Once a cell has run, what fails is its doing, or the end of a kernel that is gone; its cells say so.
        if run.watch is None:
            raise SandboxError(f"the kernel does not start in the sandbox: {error}") from error
    finally:
        run.stop()
    _check(nb)
