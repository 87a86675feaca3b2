"""What the web page is made from and the course does not hold: Pyodide, by npm, and wheels for it, by pip.

Each is fetched once, by the tool's own configuration (which knows the registry), checked by its SHA-256 and kept in a
folder of the user's cache. `wheels.txt` pins the wheels in pip's own form.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from instructor.course import PREFIX, CourseError

PYODIDE = "314.0.7"
PYODIDE_SHA256 = "66b7949e5a0cba2250b586d7e368bf12fb482800748d182c4618254b685ffaa0"
#: What Pyodide's interpreter is to pip.
PLATFORM = ("pyemscripten_2026_0_wasm32", "3.14", "cp314")
WHEELS = Path(__file__).with_name("wheels.txt")
_PIN = re.compile(r"^([\w.-]+)==(\S+) --hash=sha256:(\w{64})$", re.MULTILINE)
_PATIENCE = 600  # seconds


def cache() -> Path:
    """Return the folder that fetched files are kept in."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / f"{PREFIX.lower()}_site"


def pyodide() -> Path:
    """Return a folder with Pyodide's interpreter and lock, as npm has it.

    Raises
    ------
    CourseError
        Where it is not here and npm is not either, or brings something else.
    """
    archive = cache() / f"pyodide-{PYODIDE}.tgz"
    if not _is(archive, PYODIDE_SHA256):
        _npm_pack(archive)
    folder = archive.with_suffix("")
    if not (folder / "package" / "pyodide-lock.json").exists():
        with TemporaryDirectory(dir=archive.parent) as place:
            with tarfile.open(archive) as packed:
                packed.extraction_filter = getattr(tarfile, "data_filter", None)  # from 3.11.4 on
                packed.extractall(place)
            _swap(Path(place, "package"), folder / "package")
    return folder / "package"


def wheels() -> list[Path]:
    """Return the pinned wheels, in the order of `wheels.txt`.

    Raises
    ------
    CourseError
        Where pip cannot bring one.
    """
    pins = WHEELS.read_text("utf-8")
    folder = cache() / f"wheels-{sha256(pins.encode()).hexdigest()[:16]}"
    if not folder.exists():
        _pip_download(folder)
    by_digest = {sha256(path.read_bytes()).hexdigest(): path for path in folder.glob("*.whl")}
    missing = [name for name, _, digest in _PIN.findall(pins) if digest not in by_digest]
    if missing:
        raise CourseError(f"{folder} is damaged: {', '.join(missing)} is not as pinned; delete that folder, run again")
    return [by_digest[digest] for _, _, digest in _PIN.findall(pins)]


def _npm_pack(archive: Path) -> None:
    if not shutil.which("npm"):
        raise CourseError("the web page needs Pyodide, which npm fetches; install Node.js (nodejs.org), then run again")
    archive.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=archive.parent) as place:
        _run(["npm", "pack", "--silent", f"pyodide@{PYODIDE}"], Path(place), f"npm could not fetch pyodide {PYODIDE}")
        (found,) = Path(place).glob("*.tgz")
        if not _is(found, PYODIDE_SHA256):
            raise CourseError(f"npm brought another pyodide {PYODIDE} than the one pinned in {Path(__file__).name}")
        found.replace(archive)


def _pip_download(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    platform, python, abi = PLATFORM
    options = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--platform", platform, "--abi", abi]
    options += ["--python-version", python, "--implementation", "cp", "--abi", "none", "--abi", "abi3"]
    with TemporaryDirectory(dir=folder.parent) as place:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            *options,
            "-d",
            f"{place}/new",
            "-r",
            str(WHEELS),
        ]
        _run(command, Path(place), "pip could not fetch the wheels of the web page")
        _swap(Path(place, "new"), folder)


def _run(command: Sequence[str], folder: Path, failure: str) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CourseError(f"{failure}: {error}") from None
    if done.returncode:
        raise CourseError(f"{failure}: {(done.stderr.strip().splitlines() or ['it said nothing'])[-1]}")


def _swap(new: Path, place: Path) -> None:
    """Put a folder in its place; where another process was first, its folder stays."""
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        new.rename(place)
    except OSError:
        if not place.is_dir():
            raise


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and sha256(path.read_bytes()).hexdigest() == digest
