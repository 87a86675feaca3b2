"""Files that a sender puts beside a notebook so that Python, IPython or Jupyter may run them: each leaves a mark."""

from __future__ import annotations

import py_compile
import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

#: What is imported, or read and run, when a kernel or a server starts, and by a lesson's first cells.
MODULES = (
    *("quizzes", "seeds", "json", "random", "tempfile", "sitecustomize", "usercustomize", "antigravity"),
    *("ipykernel_launcher", "IPython", "debugpy", "comm", "psutil", "zmq", "jupyter_client", "numpy", "matplotlib"),
    *("anywidget", "ipywidgets", "msgspec", "jupyterlab", "notebook", "nbgrader", "instructor", "stowaway"),
    *("ipython_config", "ipython_kernel_config", "jupyter_config", "jupyter_server_config", "jupyter_lab_config"),
)
PACKAGES = ("quizzes", "email", "xml", "traitlets")
COMPILED = ("_json", "_ctypes", "_sqlite3")


def plant(folder: Path, marks: Path) -> None:
    """Put modules, packages, compiled modules and a stale `__pycache__` into a folder; `marks` shows what ran."""
    marks.mkdir(exist_ok=True)
    for name in MODULES:
        (folder / f"{name}.py").write_text(leaving(marks / name))
    for name in PACKAGES:
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(leaving(marks / f"{name}-package"))
    for name in COMPILED:
        (folder / f"{name}{EXTENSION_SUFFIXES[0]}").write_bytes(b"\x7fELF, and no more")
    for path in [*folder.glob("*.py")]:
        plant_compiled(path, marks / f"{path.stem}-compiled")
    (folder / "startup.ipy").write_text(leaving(marks / "startup"))


def plant_compiled(path: Path, mark: Path) -> None:
    """Lay bytecode of something else beside a module, of the kind that Python takes without looking at the module."""
    other = path.with_name("other.txt")
    other.write_text(leaving(mark))
    cache = path.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.pyc"
    py_compile.compile(str(other), str(cache), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    other.unlink()


def leaving(mark: Path) -> str:
    """Return a program that leaves a mark."""
    return f"open({str(mark)!r}, 'w').close()\n"


def ran(marks: Path) -> list[str]:
    """Name what ran."""
    return sorted(path.name for path in marks.iterdir())
