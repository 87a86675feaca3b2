"""The released lessons as the page's file system finds them: the files, and a list of each folder.

JupyterLite asks for `api/contents/FOLDER/all.json` where a server of Jupyter would list a folder.
"""

from __future__ import annotations

import json
import mimetypes
import shutil
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from instructor.plan.announcing import write_dates
from quizzes.dates import NAME, Dates
from quizzes.own_cells import OWN, sign

#: When all files were made: one date, so that the same inputs give the same bytes.
DATE = "2020-02-02T00:00:00Z"
LISTING = "all.json"
#: What whoever looks at a release leaves in it.
_LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*")


def write_contents(site: Path, lessons: list[Path], dates: Mapping[str, Dates | None]) -> None:
    """Copy the released folders of lessons to `files/` of the site, and write what lists them.

    Parameters
    ----------
    site
        The site.
    lessons
        The folders.
    dates
        By lesson, when it is due now, which may have changed since its release.
    """
    files = site / "files"
    for lesson in lessons:
        shutil.copytree(lesson, files / lesson.name, ignore=_LEFT_OUT, copy_function=shutil.copyfile)
        write_dates(files / lesson.name, dates.get(lesson.name))
    for notebook in sorted(files.glob("*/*.ipynb")):
        _stamp(notebook)
    for folder in (files, *(path for path in sorted(files.rglob("*")) if path.is_dir())):
        place = site / "api" / "contents" / folder.relative_to(files)
        place.mkdir(parents=True, exist_ok=True)
        (place / LISTING).write_text(json.dumps(_listing(folder, files), indent=1) + "\n", "utf-8")


def _stamp(path: Path) -> None:
    """Let a notebook say which release it is, so that a page knows a copy in a browser from a corrected one."""
    notebook = json.loads(path.read_text("utf-8"))
    apart = (path, path.with_name(NAME))  # a date that has moved is no other lesson
    beside = (each for each in sorted(path.parent.rglob("*")) if each.is_file() and each not in apart)
    others = [each.read_bytes() for each in beside]
    notebook["metadata"].setdefault(OWN, {})["release"] = release(notebook, others)
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8")


def release(notebook: dict[str, Any], others: Iterable[bytes] = ()) -> dict[str, Any]:
    """Return what tells a lesson's release from others.

    Returns
    -------
    dict
        `id` of the text of the notebook's cells and of the files beside it; by the ids of cells, `cells` with a digest
        of each, and `texts` with the sign of each text (`quizzes.own_cells`).
    """
    cells = {cell["id"]: _digest("".join(cell["source"]).encode()) for cell in notebook["cells"] if "id" in cell}
    texts = {
        cell["id"]: sign("".join(cell["source"]))
        for cell in notebook["cells"]
        if "id" in cell and cell["cell_type"] == "markdown" and "nbgrader" not in cell["metadata"]
    }
    parts = [f"{name} {digest}" for name, digest in cells.items()] + [_digest(each) for each in others]
    return {"id": _digest("\n".join(parts).encode()), "cells": cells, "texts": texts}


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:16]


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
