"""Does a double-click open the course with what a student's computer has, and say in plain words what is missing?

The files are run as they come out of the zip, in a new home, where the path has nothing but what a test puts there.
On Windows the one for Windows is; elsewhere it is read, for its labels and line ends.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest

from instructor.course import CONFIGURATION, Course
from instructor.handout import STARTERS, handouts, starter
from quizzes.door import OPTION
from tests.small_course import ASSIGNMENT
from tests.started import environment, forget, serving

TEMPLATES = CONFIGURATION / "templates" / "handout"
WINDOWS = sys.platform == "win32"
NAME = {"win32": "start-windows.bat", "darwin": "start-mac.command"}.get(sys.platform, "start-linux.sh")


@pytest.fixture
def packed(course: Course) -> zipfile.ZipFile:
    return zipfile.ZipFile(handouts(course, [ASSIGNMENT])[0])


@pytest.fixture
def unpacked(packed: zipfile.ZipFile, tmp_path: Path) -> Path:
    """Return a folder in which a student has unpacked a handout, programs as programs."""
    folder = tmp_path / "my course, 2nd & last (100%)"
    packed.extractall(folder)
    for entry in packed.infolist():
        if entry.external_attr >> 16 & 0o111:
            (folder / entry.filename).chmod(entry.external_attr >> 16 & 0o777)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def having(home: Path, *programs: str) -> dict[str, str]:
    """Return a path with nothing on it but some programs, and of Windows what every computer has."""
    tools = home / "tools"
    tools.mkdir()
    for name in programs:
        real = sys.executable if name.startswith("python") else shutil.which(name)
        assert real
        if WINDOWS:
            (tools / f"{name}.bat").write_text(f'@"{real}" %*\n')
        else:
            (tools / name).symlink_to(_itself(real))
    more = [os.environ["SYSTEMROOT"] + "\\System32"] if WINDOWS else []
    return {"PATH": os.pathsep.join([str(tools), *more]), "LOCALAPPDATA": str(home / "local")}


def _itself(program: str) -> str:
    """Return what a name leads to: a Python is not this environment's, and a program no stand-in that asks pyenv."""
    if Path(program).name.startswith("python"):
        return str(Path(sys.base_prefix) / "bin" / "python3")
    done = subprocess.run(["pyenv", "which", "uv"], capture_output=True, text=True) if "shims" in program else None
    return done.stdout.strip() if done else program


def click(folder: Path, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the file of this system, and press no key."""
    return subprocess.run(
        [str(folder / NAME)],
        cwd=home,
        env=environment(home) | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_they_are_programs_in_the_zip_with_their_systems_line_ends(packed: zipfile.ZipFile) -> None:
    for name in STARTERS:
        assert packed.getinfo(name).external_attr >> 16 == 0o100755, name
        text = packed.read(name)
        ends = (text.count(b"\r\n"), text.count(b"\n"))
        assert (ends[0] == ends[1]) if name.endswith(".bat") else ends[0] == 0, name
    assert packed.read("README.txt").splitlines()[0].startswith(b"START: double-click start-windows.bat, ")
    assert all(name.encode() in packed.read("README.txt").splitlines()[0] for name in STARTERS)


def test_in_the_windows_file_each_way_leads_somewhere_and_no_sentence_is_a_command() -> None:
    lines = starter("start-windows.bat").splitlines()
    labels = {line[1:] for line in lines if line.startswith(":")}
    assert {name for line in lines for name in re.findall(r"goto (\w+)", line)} == labels
    for before, line in pairwise(lines):
        if line.startswith(":"):  # nothing falls into what is jumped to
            assert before == ""
    said = [line for line in lines if line.startswith("echo ")]
    assert len(said) > 10
    assert [line for line in said if re.search(r'(?<!\^)[&|<>]|"|(?<!%)%(?!%)', line)] == []
    assert not [line for line in lines if re.search(r"@(?!echo)\w+@?", line)]


def test_in_the_windows_file_uv_lies_where_a_python_from_the_store_writes_what_it_says() -> None:
    lines = starter("start-windows.bat").splitlines()
    (own,) = (line for line in lines if line.startswith('set "OWN='))
    assert own.startswith('set "OWN=%USERPROFILE%\\.')
    assert not re.search("appdata", own, re.IGNORECASE)


def test_in_the_windows_file_uv_is_found_where_winget_makes_no_link() -> None:
    before, _, _ = starter("start-windows.bat").partition("uv --version")
    assert r"%LOCALAPPDATA%\Microsoft\WinGet" in before
    assert r";%WINGET%\Packages\astral-sh.uv_Microsoft.Winget.Source_8wekyb3d8bbwe" in before


@pytest.mark.parametrize("tongue", ["en", "es", "pt"])
def test_the_page_says_what_a_strict_windows_wants_and_how_work_comes_back_without_a_uv_on_the_path(
    tongue: str,
) -> None:
    page = (TEMPLATES / f"README.{tongue}.txt").read_text("utf-8")
    assert "(Smart App Control)" in page or '"Smart App Control"' in page
    assert [name for name in STARTERS if f"{name} --bring " not in page] == []
    for name in STARTERS:
        assert re.search(r'[uU][vV]%?"? run start\.py ("\$@"|%\*)', starter(name, tongue))


def test_ubuntu_is_told_what_it_has_before_what_it_lacks() -> None:
    for tongue in ("en", "es", "pt"):
        told = starter("start-linux.sh", tongue)
        assert 0 < told.find("sudo apt install python3-venv") < told.find("curl -LsSf")


@pytest.mark.skipif(WINDOWS, reason="it is for a shell")
def test_the_shell_files_are_read_without_a_complaint(unpacked: Path) -> None:
    for name in set(STARTERS) - {"start-windows.bat"}:
        done = subprocess.run(["sh", "-n", str(unpacked / name)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_who_runs_it_inside_the_zip_is_told_to_unpack(unpacked: Path, home: Path) -> None:
    (unpacked / "start.py").unlink()
    done = click(unpacked, home)
    assert done.returncode == 1
    assert "Unpack the zip first" in done.stdout


def test_who_has_neither_uv_nor_python_is_told_what_to_get(unpacked: Path, home: Path) -> None:
    done = click(unpacked, home, **having(home))
    assert done.returncode == 1
    assert "has neither uv nor" in done.stdout
    assert (
        "winget install astral-sh.uv" if WINDOWS else "curl -LsSf https://astral.sh/uv/install.sh | sh"
    ) in done.stdout


@pytest.mark.long
def test_with_uv_alone_it_opens_the_course(unpacked: Path, home: Path) -> None:
    opens(unpacked, home, having(home, "uv"))
    assert not list(home.rglob("two-januaries-start"))


@pytest.mark.long
def test_with_a_python_alone_it_fetches_uv_once_and_opens_the_course(unpacked: Path, home: Path) -> None:
    path = having(home, "python3")
    opens(unpacked, home, path)
    (own,) = home.rglob("two-januaries-start")
    assert list(own.glob("*/uv*"))


def opens(folder: Path, home: Path, path: dict[str, str]) -> None:
    """Start it, as a double-click does, and look at the course's page."""
    with serving([str(folder / NAME)], home, home, **path) as student:
        view = json.loads(student.page("/lab")[OPTION])
        assert [each["path"] for each in view["lessons"]] == [f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"]
    assert "Warning" not in (home / "server.log").read_text("utf-8")
    forget(folder, home)


@pytest.mark.long
def test_who_is_offline_is_told_so(unpacked: Path, home: Path) -> None:
    nowhere = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}
    done = click(unpacked, home, **having(home, "python3"), **nowhere)
    assert done.returncode == 1
    assert "uv could not be fetched. Is this computer online?" in done.stdout
    assert "two-januaries-start" not in done.stdout


@pytest.mark.long
def test_a_port_in_use_and_a_second_start_lead_to_the_course(
    unpacked: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (wheel,) = unpacked.glob("*.whl")
    with zipfile.ZipFile(wheel) as packages:
        packages.extractall(home / "packages")
    own, line = {"PYTHONPATH": str(home / "packages")}, [sys.executable, "start.py"]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr("tests.started.free_port", lambda: port)
        with serving(line, unpacked, home, **own) as student:
            assert not student.address.endswith(f":{port}")
            assert student.page("/lab")["appName"] == "two-januaries"
            again = started_again(line, unpacked, home, own)
            assert again.returncode == 0
            assert "are open already, from another window: http" in again.stdout
            assert student.link.removeprefix("http://127.0.0.1") in again.stdout
            shutil.copytree(home / "packages", home / "others")
            unpack_newer(home / "others")
            changed = started_again(line, unpacked, home, {"PYTHONPATH": str(home / "others")})
            assert changed.returncode == 2
            assert "End that in its window (Ctrl+C, or close it), then start again." in changed.stderr


def unpack_newer(packages: Path) -> None:
    """Let lessons ask something else, as in a wheel that came later into an environment of its own."""
    path = packages / "quizzes" / "lessons.json"
    known = json.loads(path.read_text("utf-8"))
    known["lessons"][0]["question"] = "Is another question asked?"
    path.write_text(json.dumps(known), "utf-8")


def started_again(line: list[str], folder: Path, home: Path, own: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Start it once more while it runs."""
    return subprocess.run(
        [*line, "--no-browser"],
        cwd=folder,
        env=environment(home) | own,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
