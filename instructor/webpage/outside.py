"""What a lesson imports and only Pyodide has for a browser's Python, such as numpy: from its own network of servers.

The lessons here need none of it; a course of one's own may. Each is pinned by the lock that came with Pyodide, version
and SHA-256, and a browser refuses any other. Whoever has a download of Pyodide gives its folder, and the page then asks
nobody else.
"""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from instructor.course import CourseError
from instructor.webpage import fetched

CDN = f"https://cdn.jsdelivr.net/pyodide/v{fetched.PYODIDE}/full/"


def needed(lesson: Path) -> list[str]:
    """Return what the modules of a released lesson import that Pyodide has of its own."""
    offered = _offered()
    names = {name for path in lesson.glob("*.py") for name in _imports(path)}
    return sorted(name for name in names if name in offered and offered[name]["package_type"] == "package")


def entries(packages: Iterable[str], folder: Path, download: Path | None) -> dict[str, dict[str, Any]]:
    """Return the lock's entries of some of Pyodide's packages and of all that they need.

    Parameters
    ----------
    packages
        Their names.
    folder
        Where the page's Python lies; what the download has is copied there.
    download
        A folder with Pyodide's own packages; without one, browsers fetch them from `CDN`.

    Raises
    ------
    CourseError
        Where the download lacks a package, or has another than the one pinned.
    """
    offered, found, wanted = _offered(), dict[str, dict[str, Any]](), list(packages)
    while wanted:
        name = wanted.pop()
        if name not in found:
            found[name] = offered[name] | {"file_name": _place(offered[name], folder, download)}
            wanted += offered[name]["depends"]
    return found


def _place(entry: dict[str, Any], folder: Path, download: Path | None) -> str:
    name = str(entry["file_name"])
    if download is None:
        return CDN + name
    source = download / name
    if not source.is_file() or sha256(source.read_bytes()).hexdigest() != entry["sha256"]:
        wanted = f"{name} of Pyodide {fetched.PYODIDE}"
        raise CourseError(f"{download} has not {wanted}, as pinned; unpack the release of that version there")
    shutil.copyfile(source, folder / name)
    return name


def _offered() -> dict[str, dict[str, Any]]:
    lock = json.loads((fetched.pyodide() / "pyodide-lock.json").read_text("utf-8"))
    found: dict[str, dict[str, Any]] = lock["packages"]
    return found


def _imports(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    named = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    named |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.split(".")[0] for name in named}
