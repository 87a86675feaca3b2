"""What a lesson imports and only Pyodide has for a browser's Python, such as numpy: from its own network of servers.

The lessons here need none of it; a course of one's own may. The lock that came with Pyodide says which package a module
is of (`yaml` of `pyyaml`), and pins version and SHA-256: a browser refuses any other. Whoever has a download of Pyodide
gives its folder, and the page then asks nobody else.
"""

from __future__ import annotations

import ast
import json
import shutil
import sys
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from instructor.course import CourseError
from instructor.webpage import fetched
from instructor.webpage.runtime import LOCK
from quizzes.written import source_of

CDN = f"https://cdn.jsdelivr.net/pyodide/v{fetched.PYODIDE}/full/"
#: Modules that a browser's Python has of itself.
_BROWSERS = {"js", "pyodide", "pyodide_js"}


def needed(lesson: Path, runtime: Path) -> dict[str, str]:
    """Return the packages of Pyodide's that a released lesson needs beyond the page's, each by a module it imports.

    Parameters
    ----------
    lesson
        Its folder: modules and the code of notebooks are looked at.
    runtime
        Where the page's Python lies.
    """
    offered = {module: name for name, entry in _offered().items() for module in entry["imports"]}
    found = set().union(*(_imports(ast.walk(code)) for code in _code(lesson))) - _brought(lesson, runtime)
    return {module: offered[module] for module in sorted(found) if module in offered}


def lacking(lesson: Path, runtime: Path) -> list[str]:
    """Return the modules that a released lesson cannot do without and no browser has.

    What it imports in a function, or in a `try`, it may do without.
    """
    found = set().union(*(_imports(code.body) for code in _code(lesson)))
    known = _brought(lesson, runtime) | {*needed(lesson, runtime)} | _BROWSERS | {*sys.stdlib_module_names}
    return sorted(found - known)


def add(packages: Iterable[str], runtime: Path, download: Path | None) -> None:
    """Write the entries of some of Pyodide's packages into the lock of the page's Python; see `entries`."""
    path = runtime / LOCK
    lock = json.loads(path.read_text("utf-8"))
    lock["packages"] |= entries(packages, runtime, download, lock["packages"])
    path.write_text(json.dumps(lock, indent=1, sort_keys=True) + "\n", "utf-8")


def entries(
    packages: Iterable[str], folder: Path, download: Path | None, own: Container[str] = ()
) -> dict[str, dict[str, Any]]:
    """Return the lock's entries of some of Pyodide's packages and of all that they need.

    Parameters
    ----------
    packages
        Their names.
    folder
        Where the page's Python lies; what the download has is copied there.
    download
        A folder with Pyodide's own packages; without one, browsers fetch them from `CDN`.
    own
        Packages that the page has itself: nothing else takes their place.

    Raises
    ------
    CourseError
        Where the download lacks a package, or has another than the one pinned.
    """
    offered, found, wanted = _offered(), dict[str, dict[str, Any]](), list(packages)
    while wanted:
        name = wanted.pop()
        if name not in found and name not in own:
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


def _brought(lesson: Path, runtime: Path) -> set[str]:
    """Return the modules that a lesson has beside it or finds in the page's Python."""
    lock = json.loads((runtime / LOCK).read_text("utf-8"))["packages"].values()
    beside = {path.stem for path in lesson.iterdir() if path.is_dir() or path.suffix == ".py"}
    return beside | {name for entry in lock for name in entry["imports"]}


def _code(lesson: Path) -> Iterator[ast.Module]:
    """Yield the code of a lesson: its modules, and its cells but for those that are no plain Python."""
    for path in sorted({*lesson.rglob("*.py")} - {*lesson.rglob(".*/*.py")}):
        yield ast.parse(path.read_text("utf-8"))
    for path in sorted(lesson.glob("*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            with suppress(SyntaxError):
                yield ast.parse(source_of(cell) if cell["cell_type"] == "code" else "")


def _imports(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the modules that statements import, by the first part of their names; not those beside them."""
    found = list(nodes)
    named = {name.name for node in found if isinstance(node, ast.Import) for name in node.names}
    named |= {str(node.module) for node in found if isinstance(node, ast.ImportFrom) and not node.level}
    return {name.split(".")[0] for name in named}
