"""A whole hub for a test or a measurement: the commands of `deploy/README.md`, with a place and accounts of its own.

The commands are read there. Two of them are not given: what Debian brings has to be there already (root, the system's
Python, uv, npm), and a copy of this checkout, as git has it, stands for the clone. All that is made is removed.
"""

from __future__ import annotations

import grp
import os
import pwd
import re
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.browser.lab import free_port
from tests.visitor import PATIENCE, Visitor

ROOT = Path(__file__).parent.parent
README = ROOT / "instructor" / "deploy" / "README.md"
PYTHON = "/usr/bin/python3"
STARTS_WITH = "tjhub-"
#: What systemd gives a service.
SERVICE = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", "HOME": str(Path.home()), "LANG": "C.UTF-8"}


@dataclass(frozen=True)
class Running:
    """A hub that runs: where it and its checkout lie, its address, its log."""

    place: Path
    checkout: Path
    address: str
    log: Path

    def visitor(self, name: str) -> Visitor:
        """Return somebody signed in, whose server runs."""
        visitor = Visitor(self.address, STARTS_WITH + name, f"pass-{name}")
        assert visitor.sign_in()
        visitor.start()
        return visitor

    def home(self, name: str) -> Path:
        """Return somebody's home folder."""
        return Path(pwd.getpwnam(STARTS_WITH + name).pw_dir)


def why_not() -> str:
    """Say why no hub can be made here; "" where one can."""
    if os.name == "nt" or os.geteuid() != 0:
        return "accounts are made as root"
    missing = [name for name in ("uv", "npm", "node", "useradd", PYTHON) if shutil.which(name) is None]
    return f"there is no {', '.join(missing)}" if missing else ""


@contextmanager
def hub(instructors: Sequence[str], markers: Sequence[str], students: Sequence[str]) -> Iterator[Running]:
    """Make a hub for some people by the README's commands, run it, and remove all of it."""
    names = [STARTS_WITH + name for name in (*instructors, *markers, *students)]
    assert not {person.pw_name for person in pwd.getpwall()} & {*names}
    place = Path(tempfile.mkdtemp(prefix="tj-hub-", dir="/srv"))
    place.chmod(0o755)
    group_was_there = "two-januaries-staff" in {group.gr_name for group in grp.getgrall()}
    try:
        checkout = _checkout(place)
        _installed(place, checkout, {"--instructor": instructors, "--marker": markers}, students)
        _give_passwords(place, checkout, names)
        with _served(place, checkout) as running:
            yield running
    finally:
        for name in names:
            subprocess.run(["userdel", "--remove", name], capture_output=True, check=False)
        if not group_was_there:
            subprocess.run(["groupdel", "two-januaries-staff"], capture_output=True, check=False)
        shutil.rmtree(place)


def _checkout(place: Path) -> Path:
    """Copy this checkout, as git has it, and give it the environment that the README says."""
    checkout = place / "course"
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in filter(None, subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0")):
        path = Path(os.fsdecode(name))
        if (ROOT / path).is_file():
            (checkout / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, checkout / path)
    if (ROOT / "uv.lock").exists():
        shutil.copyfile(ROOT / "uv.lock", checkout / "uv.lock")  # the versions that the other tests have
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    subprocess.run([*shlex.split(documented("uv sync")), "--quiet"], cwd=checkout, env=environment, check=True)
    return checkout


def documented(begin: str) -> str:
    """Return the line of the README's sequence that has these words in it."""
    (block,) = re.findall(r"## One machine.*?```\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    (line,) = (line for line in block.splitlines() if begin in line)
    return str(line)


def command(checkout: Path, place: Path, *words: str) -> list[str]:
    """Return a command of the hub, as the README has it, with a place of its own."""
    program, *rest = shlex.split(documented("hub start"))
    rest = rest[: rest.index("hub") + 1]
    return [str(checkout / program), *rest, "--at", str(place / "hub"), *words]


def _installed(place: Path, checkout: Path, staff: dict[str, Sequence[str]], students: Sequence[str]) -> None:
    """Give the command that installs the hub; what it prints is kept in `install.log`."""
    (place / "class.txt").write_text("".join(f"{STARTS_WITH}{name}\n" for name in students))
    options = [word for option, names in staff.items() for name in names for word in (option, STARTS_WITH + name)]
    listed = shlex.split(documented("hub install"))[-2:]
    assert {"--instructor", "--marker"} <= {*shlex.split(documented("hub install"))}
    line = command(checkout, place, "install", *options, *listed)
    done = subprocess.run(line, cwd=checkout, env=_plain(), capture_output=True, text=True, check=False)
    (place / "install.log").write_text(done.stdout + done.stderr)
    assert done.returncode == 0, done.stdout + done.stderr


def _give_passwords(place: Path, checkout: Path, names: Sequence[str]) -> None:
    """Write the passwords into the file that the README's line makes, and give the line that takes them."""
    subprocess.run(documented("/dev/null"), cwd=checkout, shell=True, check=True)
    file = place / "passwords.txt"
    file.write_text("".join(f"{name}:pass-{name.removeprefix(STARTS_WITH)}\n" for name in names))
    assert file.stat().st_mode & 0o777 == 0o600
    subprocess.run(documented("chpasswd"), cwd=checkout, shell=True, check=True)


def _plain() -> dict[str, str]:
    """Return this process's environment without what a test told Jupyter or the course."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("JUPYTER", "IPYTHON", "PYTHON", "COURSE_", "TWO_JANUARIES", "VIRTUAL_ENV"))
    }


@contextmanager
def _served(place: Path, checkout: Path) -> Iterator[Running]:
    ports = [free_port() for _ in range(3)]
    address = f"http://127.0.0.1:{ports[0]}"
    (place / "hub" / "local_config.py").write_text(
        f'c.JupyterHub.bind_url = "{address}"\nc.JupyterHub.hub_port = {ports[1]}\n'
        f'c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{ports[2]}"\n'
    )
    log = place / "hub.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            command(checkout, place, "start"), cwd=checkout, env=SERVICE, stdout=file, stderr=file
        )
    try:
        end = time.monotonic() + PATIENCE
        while not _answers(address):
            assert process.poll() is None, log.read_text()[-3000:]
            assert time.monotonic() < end, log.read_text()[-3000:]
            time.sleep(0.5)
        yield Running(place / "hub", checkout, address, log)
    finally:
        process.terminate()  # which stops the servers, too
        process.wait(timeout=120)


def _answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/hub/login", timeout=10).ok
    except requests.ConnectionError:
        return False
