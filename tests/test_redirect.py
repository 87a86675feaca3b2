"""Does the browser get what it can open: the file that hides the token, or the address where it cannot see the file?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from instructor.course import Course
from instructor.handout import handouts
from tests.browser.lab import free_port
from tests.small_course import ASSIGNMENT
from tests.started import environment, token_of

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or (shutil.which("xdg-settings") is None and not os.environ.get("CI")),
    reason="the default browser is asked of xdg-settings (xdg-utils)",
)
#: How snapd begins the desktop entry of a snap.
SNAP = "X-SnapInstanceName=firefox\n"
#: A browser that is started with an address, keeps it and shows nothing.
BROWSER = """#!/bin/sh
printf %s "$1" > "{kept}.part" && mv "{kept}.part" "{kept}"
"""


@pytest.fixture
def unpacked(course: Course, tmp_path: Path) -> Path:
    """Return a folder of a handout, with its packages beside it as pip would put them elsewhere."""
    with zipfile.ZipFile(handouts(course, [ASSIGNMENT])[0]) as packed:
        packed.extractall(tmp_path / "course")
    (wheel,) = (tmp_path / "course").glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "packages")
    return tmp_path / "course"


def session(home: Path, entry: str) -> dict[str, str]:
    """Return the environment of a desktop whose default browser has a desktop entry with these lines."""
    data, program, kept = home / "data" / "applications", home / "firefox", home / "opened"
    data.mkdir(parents=True)
    program.write_text(BROWSER.format(kept=kept), "utf-8")
    program.chmod(0o755)
    lines = f"[Desktop Entry]\n{entry}Type=Application\nName=Firefox\nExec={program} %u\n"
    (data / "firefox_firefox.desktop").write_text(lines, "utf-8")
    (home / ".config").mkdir()
    chosen = "[Default Applications]\nx-scheme-handler/http=firefox_firefox.desktop\n"
    (home / ".config" / "mimeapps.list").write_text(chosen, "utf-8")
    desktop = {"XDG_CURRENT_DESKTOP": "GNOME", "XDG_DATA_DIRS": str(data.parent), "XDG_CONFIG_DIRS": str(home)}
    return environment(home) | desktop | {"BROWSER": f"{program} %s"}


@pytest.mark.parametrize(("entry", "scheme"), [(SNAP, "http"), ("", "file")], ids=["a snap", "no snap"])
def test_a_snap_is_given_the_address_and_any_other_browser_the_file(
    entry: str, scheme: str, unpacked: Path, tmp_path: Path
) -> None:
    (home := tmp_path / "home").mkdir()
    variables = session(home, entry) | {"PYTHONPATH": str(tmp_path / "packages")}
    port = free_port()
    line = [sys.executable, "start.py", f"--port={port}"]
    with (home / "server.log").open("w") as log:
        process = subprocess.Popen(line, cwd=unpacked, env=variables, stdout=log, stderr=log)
    try:
        token = token_of(home / "server.log", process)
        opened = _opened(home / "opened")
        (home / "opened").unlink()
        assert subprocess.run(line, cwd=unpacked, env=variables, stdout=subprocess.PIPE, check=False).returncode == 0
        assert _opened(home / "opened").replace("127.0.0.1", "localhost") == opened
    finally:
        process.terminate()
        process.wait(timeout=60)
    said, _, addresses = (home / "server.log").read_text("utf-8").partition(" address below that begins with http")
    assert said.startswith("Opening the lessons in ")
    assert f"http://127.0.0.1:{port}/lab?token={token}" in addresses
    assert opened.startswith(f"{scheme}://")
    assert opened.endswith(f"/lab?token={token}") == (scheme == "http")
    assert (token in opened) == (scheme == "http")


def _opened(kept: Path) -> str:
    """Return what the browser was started with, once it was."""
    for _ in range(300):
        if kept.exists():
            return kept.read_text("utf-8")
        time.sleep(0.1)
    raise AssertionError("no browser was started")
