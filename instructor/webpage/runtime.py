"""The folder that Python starts from in the browser: Pyodide, the wheels, and the lock with the SHA-256 of each.

The kernel that JupyterLite brings asks for packages by name; all that it asks for, and the course's own wheel, are
loaded at the start, so that nothing is looked for anywhere else later.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from instructor.webpage import fetched
from instructor.webpage.compiled import compiled
from instructor.webpage.wheels import Wheel, opened, stand_in, write

#: What of Pyodide's package a browser loads.
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"
#: Starts Python; JupyterLite's kernel imports it in the place of Pyodide's own module.
START = "start.mjs"
#: What the kernel would look for if it were not loaded already.
KERNEL = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython")
STAND_INS = Path(__file__).with_name("standins")


def write_runtime(folder: Path, own: Path, kernel: Path) -> list[str]:
    """Write the folder; return the names of the packages that are loaded at the start.

    Parameters
    ----------
    folder
        Where to write; there is nothing yet.
    own
        The students' wheel.
    kernel
        The folder of the wheels that JupyterLite's kernel brings.
    """
    core = fetched.pyodide()
    for name in CORE:
        shutil.copyfile(core / name, folder / name)
    brought = [*_stand_ins(), *(opened(path) for path in [*fetched.wheels(), *_of_kernel(kernel)])]
    wheels = [*_with_modules_compiled(brought), *_with_modules_compiled([opened(own)])]
    lock = json.loads((core / LOCK).read_text("utf-8"))
    lock["packages"] = _locked(wheels, folder)
    (folder / LOCK).write_text(json.dumps(lock, indent=1, sort_keys=True) + "\n", "utf-8")
    packages = [*KERNEL, wheels[-1].name]
    script = Path(__file__).with_name("page").joinpath(START).read_text("utf-8")
    script = script.replace("/* PACKAGES */ []", json.dumps(packages)).replace(
        "/* CORE */", fetched.PYODIDE_SHA256[:16]
    )
    (folder / START).write_text(script, "utf-8")
    return packages


def _of_kernel(folder: Path) -> list[Path]:
    return [next(iter(sorted(folder.glob(f"{name}-*.whl")))) for name in ("ipykernel", "pyodide_kernel")]


def _stand_ins() -> list[Wheel]:
    return [stand_in(path.stem, path) for path in sorted(STAND_INS.iterdir()) if path.stem in KERNEL]


def _with_modules_compiled(wheels: Sequence[Wheel]) -> list[Wheel]:
    """Return the wheels with each module compiled; a source stays where it could not be, or is read as a text."""
    sources = {f"{wheel.name}/{name}": data for wheel in wheels for name, data in wheel.content.items()}
    made = compiled({name: data for name, data in sources.items() if name.endswith(".py")})
    found = []
    for wheel in wheels:
        content = dict(wheel.content)
        for name in [name for name in content if f"{wheel.name}/{name}c" in made]:
            content[f"{name}c"] = made[f"{wheel.name}/{name}c"]
            del content[name]
        found.append(replace(wheel, content=content))
    return found


def _locked(wheels: Iterable[Wheel], folder: Path) -> dict[str, dict[str, Any]]:
    """Write the wheels and return the lock's entries, by name."""
    by_name = {wheel.name: wheel for wheel in wheels}
    return {name: _entry(wheel, write(wheel, folder), set(by_name)) for name, wheel in sorted(by_name.items())}


def _entry(wheel: Wheel, digest: str, known: set[str]) -> dict[str, Any]:
    return {
        "name": wheel.name,
        "version": wheel.version,
        "file_name": wheel.file,
        "install_dir": "site",
        "sha256": digest,
        "package_type": "package",
        "imports": wheel.tops,
        "depends": [name for name in wheel.needs() if name in known],
        "unvendored_tests": False,
    }
