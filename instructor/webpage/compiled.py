"""Modules compiled before they are shipped: a browser's Python takes longer to compile a package than to run it.

Pyodide itself compiles, in Node.js, which is there because npm is. What was compiled once is kept in the cache, by the
digest of the sources.
"""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from instructor.course import CourseError
from instructor.webpage import fetched

_SCRIPT = Path(__file__).with_name("compile.mjs")
_PATIENCE = 900  # seconds


def compiled(sources: Mapping[str, bytes]) -> dict[str, bytes]:
    """Compile modules: path below a common folder, such as "package/module.py" -> path of the .pyc and its content.

    Raises
    ------
    CourseError
        Where Node.js is missing or fails.
    """
    kept = fetched.cache() / f"compiled-{_digest(sources)}.zip"
    if not kept.exists():
        found = _compile(sources)
        with TemporaryDirectory(dir=kept.parent) as place:
            partial = Path(place, kept.name)
            with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, data in found.items():
                    archive.writestr(name, data)
            partial.replace(kept)
    with zipfile.ZipFile(kept) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _digest(sources: Mapping[str, bytes]) -> str:
    digest = sha256(fetched.PYODIDE_SHA256.encode() + _SCRIPT.read_bytes())
    for name, data in sorted(sources.items()):
        digest.update(f"{name}\0{sha256(data).hexdigest()}\n".encode())
    return digest.hexdigest()[:24]


def _compile(sources: Mapping[str, bytes]) -> dict[str, bytes]:
    core = fetched.pyodide()
    with TemporaryDirectory() as place:
        for name, data in sources.items():
            path = Path(place, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        node = shutil.which("node")
        if node is None:
            raise CourseError("the web page's modules are compiled by Node.js; install it (nodejs.org), then run again")
        command = [node, str(_SCRIPT), str(core), place]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
        if done.returncode:
            raise CourseError(f"the web page's modules could not be compiled: {done.stderr.strip()[-300:]}")
        paths = sorted(Path(place).rglob("*.pyc"))
        return {path.relative_to(place).as_posix(): path.read_bytes() for path in paths}
