"""A real PostgreSQL server for the tests, from the system's package: one that nobody else sees, gone when they end.

PostgreSQL refuses to run as root, as containers do. Then it runs as the user that Debian's package made for it, in a
folder of its own in the system's temporary folder, since pytest's folders are closed to other users. It listens on
127.0.0.1 alone, trusts whoever asks, and never waits for the disk. Where there is no server the tests that need one are
skipped, except in CI, where they fail.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

OWNER = "postgres"
#: Quick rather than safe: a crash of the machine may cost a test its data.
SETTINGS: tuple[str, ...] = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "unix_socket_directories=")


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Start a server with an empty database, yield its SQLAlchemy address, and stop it; its log stays in `folder`."""
    programs, port = _programs(), _free_port()
    where = f"grader@127.0.0.1:{port}/postgres"
    with tempfile.TemporaryDirectory(prefix="postgres-") as place, (folder / "postgres.log").open("w+b") as log:
        facts: dict[str, Any] = {"cwd": place, "stdout": log, "stderr": subprocess.STDOUT, **_unprivileged(Path(place))}
        data = ["-D", f"{place}/data"]
        empty = ["--username=grader", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
        if subprocess.run([programs / "initdb", *data, *empty], check=False, timeout=120, **facts).returncode:
            raise _failure(folder)
        listen = ["-h", "127.0.0.1", "-p", str(port), *(f"--{setting}" for setting in SETTINGS)]
        running = subprocess.Popen([programs / "postgres", *data, *listen], **facts)
        try:
            if not _answers(running, [programs / "pg_isready", "--quiet", f"--dbname=postgresql://{where}"]):
                raise _failure(folder)
            yield f"postgresql+psycopg://{where}"
        finally:
            _stop(running)


def _programs() -> Path:
    """Return the folder of the server's programs: Debian keeps one for each version, and none on the path."""
    versions = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    found = shutil.which("initdb")
    if sys.platform == "win32" or not (versions or found):
        reason = "there is no PostgreSQL server; on Debian: apt-get install postgresql"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return max(versions, key=lambda path: float(path.parent.name)) if versions else Path(str(found)).resolve().parent


def _unprivileged(place: Path) -> dict[str, Any]:
    """Return the arguments that start a process as the server's own user, to whom `place` is given, if we are root."""
    if os.geteuid() != 0:
        return {}
    shutil.chown(place, OWNER, OWNER)
    return {"user": OWNER, "group": OWNER, "extra_groups": ()}


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _answers(running: subprocess.Popen[bytes], question: list[str | Path], seconds: float = 60) -> bool:
    """Ask until the server answers; False where it ended before, or never does."""
    end = time.monotonic() + seconds
    while subprocess.run(question, check=False).returncode:
        if running.poll() is not None or time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _failure(folder: Path) -> RuntimeError:
    return RuntimeError(f"PostgreSQL did not start:\n{(folder / 'postgres.log').read_text('utf-8', 'replace')}")


def _stop(running: subprocess.Popen[bytes]) -> None:
    """Stop the server at once: SIGINT ends its connections, where SIGTERM would wait for them."""
    running.send_signal(signal.SIGINT)
    try:
        running.wait(timeout=20)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
