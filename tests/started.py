"""What is started by a command: the instructor's, and somebody new's server, in a home of their own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient

from instructor.course import Course
from tests.browser.lab import free_port

ROOT = Path(__file__).parent.parent


class Server:
    """A Jupyter server as somebody started it."""

    def __init__(self, port: int, token: str, home: Path) -> None:
        self.address, self._token, self._home = f"http://127.0.0.1:{port}", token, home
        self.link = f"{self.address}/lab?token={token}"  # as the terminal names it

    def get(self, path: str, body: Any = None) -> bytes:
        """Return what it answers."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, {"Authorization": f"token {self._token}"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            content: bytes = answer.read()
            return content

    def page(self, path: str) -> dict[str, Any]:
        """Return the configuration of a page."""
        found = re.search(r'type="application/json">(.*?)</script>', self.get(path).decode(), re.DOTALL)
        assert found
        config: dict[str, Any] = json.loads(found[1])
        return config

    def open(self, notebook: str) -> None:
        """Start a kernel for a notebook as a page does, and wait until it answers."""
        session = {"path": notebook, "name": notebook, "type": "notebook", "kernel": {"name": "python3"}}
        kernel = json.loads(self.get("/api/sessions", session))["kernel"]["id"]
        (connection,) = self._home.rglob(f"kernel-{kernel}.json")
        client = BlockingKernelClient(connection_file=str(connection))
        client.load_connection_file()
        client.hb_channel.time_to_dead = 60  # seconds; a busy machine's kernel misses the second that is usual
        client.start_channels()
        client.wait_for_ready(timeout=120)
        client.stop_channels()


def instructor(course: Course, *arguments: str) -> str:
    """Give one of the instructor's commands; return what it says."""
    line = [sys.executable, "-m", "instructor", "--course", str(course.folder), *arguments]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def serving(command: Sequence[str], folder: Path, home: Path, **variables: str) -> Iterator[Server]:
    """Give a command that starts a server, as somebody whose home is `home`; yield the server when it answers."""
    port = free_port()
    with (home / "server.log").open("w") as log:
        line = [*command, "--no-browser", f"--port={port}"]
        process = subprocess.Popen(line, cwd=folder, env=environment(home) | variables, stdout=log, stderr=log)
    try:
        token = token_of(home / "server.log", process)
        port = port_of(home / "server.log")  # another than it was told, where that is taken
        server = Server(port, token, home)
        wait_for(server)
        yield server
    finally:
        process.terminate()
        _stop(port, home)
        process.wait(timeout=60)


def environment(home: Path) -> dict[str, str]:
    """Return the environment of somebody new: nothing set for Python, Jupyter or this course."""
    ours = re.compile("PYTHON|JUPYTER|IPYTHON|COURSE|TWO_|VIRTUAL_ENV|XDG|NBGRADER")
    kept = {name: value for name, value in os.environ.items() if not ours.match(name)}
    interpreter = str(Path(sys.base_prefix) / ("python.exe" if sys.platform == "win32" else "bin/python3"))
    cache = subprocess.run(["uv", "cache", "dir"], capture_output=True, text=True, check=True).stdout.strip()
    return {**kept, "HOME": str(home), "USERPROFILE": str(home), "UV_CACHE_DIR": cache, "UV_PYTHON": interpreter}


def token_of(log: Path, process: subprocess.Popen[bytes]) -> str:
    """Return the token of a server that is starting, once it has named its address in its log."""
    end = time.monotonic() + 240
    while not (found := re.search(r"token=(\w+)", log.read_text("utf-8"))):
        assert process.poll() is None, log.read_text("utf-8")
        assert time.monotonic() < end, log.read_text("utf-8")
        time.sleep(0.2)
    return found[1]


def port_of(log: Path) -> int:
    """Return the port that a server has named in its log."""
    (port, *_) = re.findall(r":(\d+)/\S*token=", log.read_text("utf-8"))
    return int(port)


def wait_for(server: Server) -> None:
    """Wait until the server answers: it names its address a moment before."""
    for _ in range(100):
        with suppress(OSError):
            server.get("/api")
            return
        time.sleep(0.2)


def _stop(port: int, home: Path) -> None:
    """End the server itself where its starter did not: it says its process' number."""
    for info in home.rglob("jpserver-*.json"):
        with suppress(OSError):  # it may be ending
            found = json.loads(info.read_text("utf-8"))
            if found["port"] == port:
                os.kill(found["pid"], 15)


def forget(folder: Path, home: Path) -> None:
    """Remove the environment that `uv run` made for a handout."""
    command = ["uv", "python", "find", "--script", "start.py"]
    found = subprocess.run(command, cwd=folder, env=environment(home), capture_output=True, text=True, check=True)
    place = Path(found.stdout.strip()).parent.parent
    assert place.name.startswith("start-")
    shutil.rmtree(place)
