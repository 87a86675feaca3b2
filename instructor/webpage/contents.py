"""The released lessons as the page's file system finds them: the files, and a list of each folder.

JupyterLite asks for `api/contents/FOLDER/all.json` where a server of Jupyter would list a folder.
"""

from __future__ import annotations

import json
import mimetypes
import shutil
from pathlib import Path
from typing import Any

from quizzes.own_cells import OWN, stamp

#: When all files were made: one date, so that the same inputs give the same bytes.
DATE = "2020-02-02T00:00:00Z"
LISTING = "all.json"


def write_contents(site: Path, lessons: list[Path]) -> None:
    """Copy the released folders of lessons to `files/` of the site, and write what lists them."""
    files = site / "files"
    for lesson in lessons:
        shutil.copytree(lesson, files / lesson.name, copy_function=shutil.copyfile)
    for notebook in sorted(files.glob("*/*.ipynb")):
        _stamp(notebook)
    for folder in (files, *(path for path in sorted(files.rglob("*")) if path.is_dir())):
        place = site / "api" / "contents" / folder.relative_to(files)
        place.mkdir(parents=True, exist_ok=True)
        (place / LISTING).write_text(json.dumps(_listing(folder, files), indent=1) + "\n", "utf-8")


def _stamp(path: Path) -> None:
    """Let a notebook say which release it is, so that a page knows a copy in a browser from a corrected one."""
    notebook = json.loads(path.read_text("utf-8"))
    notebook["metadata"].setdefault(OWN, {})["release"] = stamp(notebook)
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _listing(folder: Path, files: Path) -> dict[str, Any]:
    inside = [_model(path, files) for path in sorted(folder.iterdir())]
    return _model(folder, files) | {"content": inside, "format": "json"}


def _model(path: Path, files: Path) -> dict[str, Any]:
    """Return what Jupyter says of a file or folder, without its content."""
    is_notebook = path.suffix == ".ipynb"
    kind = "directory" if path.is_dir() else "notebook" if is_notebook else "file"
    where = path.relative_to(files).as_posix() if path != files else ""
    return {
        "name": path.name if where else "",
        "path": where,
        "type": kind,
        "created": DATE,
        "last_modified": DATE,
        "content": None,
        "format": None,
        "mimetype": mimetypes.guess_type(path.name)[0] if kind == "file" else None,
        "size": None if path.is_dir() else path.stat().st_size,
        "writable": True,
        "hash": None,
        "hash_algorithm": None,
    }
